package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.packs.PackReader;
import remit.server.register.Authorities;
import remit.server.register.OrphanReport;

/** Whatever cleared by itself was allowed by one row of the version that it was decided under; all else is an orphan. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class OrphansIT {
    private TestingOffice office;
    private Authorities authorities;
    private long cleared;
    private String caseId;

    @BeforeAll
    void run(@TempDir Path folder) throws IOException {
        office = TestingOffice.open(folder);
        TestingShop shop = TestingShop.of("orphans");
        Path pack = TestingShop.pilot(shop.pack(folder));
        List<TestingPurchases.Line> ledger = TestingPurchases.ledger(61, 900);
        Json.Obj first = office.run(pack, shop.file(folder, "first.csv", ledger.subList(0, 700)), "0.5");
        // A second version: its first row is another one, so that the row that clears has another number.
        Path table = pack.resolve("authority.dmn");
        String text = Files.readString(table);
        int at = text.indexOf("<rule id=\"r1\">");
        String one = text.substring(at, text.indexOf("</rule>", at) + 7);
        String more = one.replace("\"r1", "\"r0").replace("&lt;= 0", "&lt;= -5000");
        Files.writeString(table, text.substring(0, at) + more + text.substring(at));
        Json.Obj second = office.run(pack, shop.file(folder, "second.csv", ledger.subList(700, 900)), "0");
        cleared = (long) (first.number("auto_cleared", 0) + second.number("auto_cleared", 0));
        assertThat(first.number("auto_cleared", 0)).isGreaterThan(50);
        assertThat(second.number("auto_cleared", 0)).isGreaterThan(20);
        assertThat(office.count("pack_version")).isEqualTo(2);
        authorities = new Authorities(
                office.installation().published(),
                List::of,
                office.installation().clock());
        caseId = office.text("select min(case_id) from case_view where phase = 'cleared'");
        keep();
    }

    @AfterAll
    void close() {
        office.close();
    }

    /** Each test changes evidence, which nobody can in the product; then it stands as it was. */
    private void keep() {
        // "create table as" counts the rows that it copies.
        office.change("create table kept_event as select * from event");
        office.change("create table kept_payload as select * from payload");
    }

    @AfterEach
    void restore() {
        office.change("update event e set leaf = k.leaf, leaf_hash = k.leaf_hash from kept_event k where k.id = e.id");
        office.change("insert into payload select * from kept_payload"
                + " on conflict (event_id) do update set content = excluded.content");
    }

    private OrphanReport.Orphan only() {
        OrphanReport report = authorities.check(null);
        assertThat(report.cleared()).isEqualTo(cleared);
        assertThat(report.orphans()).as(report.sentence()).isEqualTo(1);
        assertThat(report.sentence())
                .contains((cleared - 1) + " of them allowed by exactly one row of the register; 1 orphan");
        assertThat(report.listed()).hasSize(1);
        assertThat(report.listed().getFirst().caseId()).isEqualTo(caseId);
        assertThat(report.listed().getFirst().process()).isEqualTo("orphans");
        return report.listed().getFirst();
    }

    private Event decided() {
        return event("Decided");
    }

    private Event event(String type) {
        return Event.read(office.text("select leaf from event where case_id = ? and type = ?", caseId, type));
    }

    /** Writes an event anew as if it had always been so: its hash agrees. */
    private void rewrite(Event event, UnaryOperator<Json.Obj> change) {
        String leaf = change.apply(event.toJson()).canonical();
        office.change(
                "update event set leaf = ?, leaf_hash = ? where id = ?",
                leaf,
                Event.leafHash(leaf.getBytes(StandardCharsets.UTF_8)),
                UUID.fromString(event.id()));
    }

    /** The row that the decision names, in its body and as its actor. */
    private void name(String approver) {
        rewrite(
                decided(),
                leaf -> leaf.with("actor", Json.of("rule:" + approver))
                        .with("body", leaf.object("body").with("approver", Json.of(approver))));
    }

    private void version(String part, String hash) {
        rewrite(decided(), leaf -> leaf.with("versions", leaf.object("versions").with(part, Json.of(hash))));
    }

    private String table() {
        String approver = decided().body().text("approver", "");
        return approver.substring(0, approver.indexOf('#'));
    }

    @Test
    void everything_that_cleared_under_either_version_was_allowed_by_its_row() {
        OrphanReport report = authorities.check("orphans");
        assertThat(report.sentence())
                .isEqualTo(cleared + " auto-clears, each allowed by exactly one row of the register; 0 orphans");
        assertThat(report.unweighed()).isZero();
        assertThat(office.texts("select distinct leaf::jsonb->'body'->>'approver' from event where type = 'Decided'"
                        + " and leaf::jsonb->'body'->>'approver' is not null"))
                .hasSize(2);
        assertThat(authorities.register("orphans").entries())
                .filteredOn(entry -> entry.rule().approver() != null)
                .singleElement()
                .satisfies(entry -> assertThat(entry.rule().row()).isEqualTo(4));
    }

    @Test
    void a_server_looks_again_only_after_something_was_committed_or_a_day() {
        var ahead = new AtomicReference<>(Duration.ZERO);
        var tended = new Authorities(
                office.installation().published(), List::of, () -> Instant.now().plus(ahead.get()));
        assertThat(tended.lastCheck()).isEmpty();
        tended.tend();
        Instant first = tended.lastCheck().orElseThrow().checkedAt();
        ahead.set(Duration.ofHours(20));
        tended.tend();
        assertThat(tended.lastCheck().orElseThrow().checkedAt()).isEqualTo(first);
        office.change("update commit_count set commits = commits + 1");
        tended.tend();
        Instant second = tended.lastCheck().orElseThrow().checkedAt();
        assertThat(second).isAfter(first);
        ahead.set(Duration.ofHours(45));
        tended.tend();
        assertThat(tended.lastCheck().orElseThrow().checkedAt()).isAfter(second);
    }

    @Test
    void a_row_of_another_table_allows_nothing() {
        name("orphans/authority@000000000000#row-3");
        assertThat(only().reason()).isEqualTo("the table of its pack version has no such row");
    }

    @Test
    void a_row_that_does_not_exist_allows_nothing() {
        name(table() + "#row-99");
        assertThat(only().reason()).isEqualTo("the table of its pack version has no such row");
    }

    @Test
    void a_row_that_does_not_clear_allows_nothing() {
        name(table() + "#row-1");
        OrphanReport.Orphan orphan = only();
        assertThat(orphan.reason()).isEqualTo("row 1 says checkpoint, not auto_clear");
        assertThat(orphan.approver()).endsWith("#row-1");
    }

    @Test
    void a_decision_that_names_no_row_or_another_actor_is_an_orphan() {
        rewrite(decided(), leaf -> leaf.with("body", leaf.object("body").with("approver", Json.NULL)));
        assertThat(only().reason()).isEqualTo("its evidence names no row");
        restore();
        rewrite(decided(), leaf -> leaf.with("actor", Json.of("person:p_someone")));
        assertThat(only().reason()).contains("another actor than the row");
    }

    @Test
    void a_version_that_is_not_stored_allows_nothing() {
        version("pack", "ab".repeat(32));
        assertThat(only().reason()).isEqualTo("its pack version abababababab is not stored");
    }

    @Test
    void a_version_of_another_table_or_process_allows_nothing(@TempDir Path folder) {
        version("authority", "cd".repeat(32));
        assertThat(only().reason()).startsWith("its evidence names authority cdcdcdcdcdcd, its pack version holds ");
        restore();
        var foreign = office.installation()
                .catalog()
                .publish(
                        PackReader.read(TestingShop.of("foreign").pack(folder)).orThrow(),
                        Acting.self(remit.server.store.EvidenceLog.engine()),
                        office.installation().clock().instant())
                .orThrow();
        version("pack", foreign.pack().versions().pack());
        assertThat(only().reason()).isEqualTo("its pack version is one of process foreign");
    }

    @Test
    void evidence_that_disagrees_with_its_digests_allows_nothing() {
        office.change("update event set leaf_hash = '\\x00' where case_id = ? and type = 'Decided'", caseId);
        assertThat(only().reason()).isEqualTo("its evidence does not agree with its own digests");
        restore();
        office.change(
                "update payload set content = replace(content, '\"amount\":\"', '\"amount\":\"1') where event_id ="
                        + " (select id from event where case_id = ? and seq = 1)",
                caseId);
        assertThat(only().reason()).isEqualTo("its evidence does not agree with its own digests");
    }

    @Test
    void a_case_that_its_row_would_not_let_through_is_an_orphan() {
        rewrite(event("Proposed"), leaf -> leaf.with("body", leaf.object("body").with("confident", Json.of(false))));
        assertThat(only().reason())
                .isEqualTo(
                        "decided again on what is stored, it is not let through: the author is not confident enough");
    }

    @Test
    void a_case_whose_inputs_are_erased_is_checked_as_far_as_it_can_be() {
        office.change("delete from payload where event_id in (select id from event where case_id = ?)", caseId);
        OrphanReport report = authorities.check(null);
        assertThat(report.orphans()).isZero();
        assertThat(report.unweighed()).isEqualTo(1);
        assertThat(report.sentence())
                .endsWith("; 1 could not be decided again, for what they were decided on is not kept");
        name(table() + "#row-1");
        assertThat(only().reason()).startsWith("row 1 says checkpoint");
    }
}

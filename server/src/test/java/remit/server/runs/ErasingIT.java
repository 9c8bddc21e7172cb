package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.erasure.Erasures;
import remit.server.erasure.Found;
import remit.server.erasure.Wish;
import remit.server.store.EvidenceLog;

/** What docs/reference/evidence.md promises of erasing a person: one reference reaches everything. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ErasingIT {
    private static final String OF_CASES =
            "payload p join event e on e.id = p.event_id where e.case_id is not null and e.process = 'erasing'";

    private TestingOffice office;

    @BeforeAll
    void run(@TempDir Path folder) throws IOException {
        office = TestingOffice.open(folder);
        TestingShop shop = TestingShop.of("erasing");
        Path pack = shop.pack(folder);
        Path intake = pack.resolve("intake.yaml");
        String marked = Files.readString(intake)
                .replace("{name: supplier, role: input,", "{name: supplier, role: input, subject: true,");
        assertThat(marked).contains("subject: true");
        Files.writeString(intake, marked);
        office.run(pack, shop.file(folder, "erasing.csv", TestingPurchases.ledger(71, 1_200)), "0.5");
        assertThat(office.count("action_view")).isPositive();
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void every_payload_of_a_case_has_its_subject_and_an_older_one_gets_it() throws IOException {
        assertThat(office.count(OF_CASES)).isGreaterThan(1_200);
        assertThat(office.count(OF_CASES + " and p.subject_ref is null")).isZero();

        office.change("update payload set subject_ref = null where event_id in (select id from event where seq > 1)");
        office.change(backfill());

        assertThat(office.count(OF_CASES + " and p.subject_ref is null")).isZero();
        assertThat(office.count("(select e.case_id from " + OF_CASES
                        + " group by 1 having count(distinct p.subject_ref) <> 1) mixed"))
                .isZero();
    }

    /** The statement by which the migration mends what was written before. */
    private static String backfill() throws IOException {
        String file = "/db/migration/V3__subjects_news_commits.sql";
        try (var stream = ErasingIT.class.getResourceAsStream(file)) {
            String text = new String(Objects.requireNonNull(stream, file).readAllBytes(), StandardCharsets.UTF_8);
            return text.substring(0, text.indexOf(';'));
        }
    }

    @Test
    void erasing_a_person_leaves_nothing_of_them_and_the_projections_agree_with_the_log() {
        var wish = new Wish.Subject(List.of("S17"), null);
        Found found = erasures().find(wish).orThrow();
        assertThat(found.cases()).hasSizeGreaterThan(3);
        assertThat(found.held()).isPositive();
        List<String> theirs = found.cases().stream().map(Found.Item::caseId).toList();
        String ids = "case_id in ('" + String.join("', '", theirs) + "')";

        Erasures.Erased erased =
                erasures().erase(wish, order("request 17", true)).orThrow();

        assertThat(erased.closed()).isEqualTo(found.held());
        assertThat(office.count("payload p join event e on e.id = p.event_id where " + ids))
                .isZero();
        assertThat(office.count("case_view where " + ids)).isEqualTo(theirs.size());
        assertThat(office.count("case_view where phase = 'held' and " + ids)).isZero();
        assertThat(office.count("case_view where " + ids
                        + " and (grp is not null or segment is not null or money is not null or observed is not null)"))
                .isZero();
        assertThat(office.count("past_case where " + ids
                        + " and (opening is not null or details is not null or observed is not null)"))
                .isZero();
        assertThat(office.rebuild().differences()).isZero();
    }

    @Test
    void an_erasure_names_the_events_whose_payloads_went_and_nobody_whose_they_were() {
        var wish = new Wish.Subject(List.of("supplier=S01"), "erasing");
        Found found = erasures().find(wish).orThrow();
        assertThat(found.payloads()).isGreaterThan(100);
        erasures().erase(wish, order("request 18", true)).orThrow();

        List<Json.Obj> told = office
                .texts("select e.leaf from event e join payload p on p.event_id = e.id where e.type = 'PayloadsErased'"
                        + " and p.content = '{\"reason\":\"request 18\"}'")
                .stream()
                .map(Json::parseObject)
                .toList();
        var named = new ArrayList<String>();
        long cases = 0;
        for (Json.Obj leaf : told) {
            assertThat(leaf.text("process")).isEqualTo("erasing");
            assertThat(leaf.text("actor")).isEqualTo("person:p_clerk");
            assertThat(leaf.object("body").fields().keySet()).containsExactly("cases", "events", "why_kept");
            assertThat(leaf.object("body").array("events")).hasSizeLessThanOrEqualTo(1_000);
            leaf.object("body").array("events").forEach(id -> named.add(((Json.Str) id).text()));
            cases += (long) leaf.object("body").number("cases", 0);
        }
        assertThat(named)
                .containsExactlyInAnyOrderElementsOf(found.cases().stream()
                        .flatMap(item -> item.events().stream())
                        .map(UUID::toString)
                        .toList());
        assertThat(cases).isEqualTo(found.cases().size());
    }

    @Test
    void a_held_case_is_refused_unless_open_ones_are_meant() {
        var wish = new Wish.Subject(List.of("S11"), null);
        Found found = erasures().find(wish).orThrow();
        assertThat(found.held()).isPositive();

        assertThat(erasures()
                        .erase(wish, order("request 19", false))
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-065");
        assertThat(erasures().find(wish).orThrow()).isEqualTo(found);
    }

    @Test
    void a_case_with_an_action_that_has_not_ended_is_refused() {
        String caseId = office.text("select case_id from action_view order by case_id limit 1");
        office.change("update action_view set state = 'unknown' where case_id = ?", caseId);
        try {
            assertThat(erasures()
                            .erase(new Wish.One(caseId), order("request 20", true))
                            .problems()
                            .getFirst()
                            .code())
                    .isEqualTo("RMT-068");
        } finally {
            office.change("update action_view set state = 'verified' where case_id = ?", caseId);
        }
    }

    @Test
    void a_reason_that_says_whom_is_refused() {
        var wish = new Wish.Subject(List.of("S02"), null);
        assertThat(erasures()
                        .erase(wish, order("s02 has asked for it", true))
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-066");
        assertThat(erasures().find(wish).orThrow().isEmpty()).isFalse();
    }

    @Test
    void columns_that_identify_nobody_are_refused_and_a_stranger_is_not_found() {
        assertThat(erasures()
                        .find(new Wish.Subject(List.of("supplier=S01", "amount=5"), null))
                        .problems()
                        .getFirst()
                        .toString())
                .contains("RMT-063", "erasing by supplier");
        var stranger = new Wish.Subject(List.of("S99"), null);
        assertThat(erasures()
                        .erase(stranger, order("request 21", true))
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-064");
    }

    @Test
    void a_key_that_is_no_input_identifies_a_person_too() throws IOException {
        TestingShop shop = TestingShop.of("keyed");
        Path pack = shop.pack(office.folder());
        Path intake = pack.resolve("intake.yaml");
        String marked = Files.readString(intake)
                .replace("{name: document, role: key}", "{name: document, role: key, subject: true}");
        assertThat(marked).contains("subject: true");
        Files.writeString(intake, marked);
        office.run(pack, shop.file(office.folder(), "keyed.csv", TestingPurchases.ledger(5, 60)), "0.5");

        Found found = erasures()
                .find(new Wish.Subject(List.of("document=D100003"), null))
                .orThrow();
        assertThat(found.cases()).hasSize(1);
        assertThat(office.text(
                        "select process || ' ' || phase from case_view where case_id = ?",
                        found.cases().getFirst().caseId()))
                .isEqualTo("keyed history");
    }

    @Test
    void what_ended_longer_ago_than_the_contract_keeps_it_is_erased_and_nothing_else() throws IOException {
        TestingShop shop = TestingShop.of("forgetting");
        Path pack = TestingShop.with(shop.pack(office.folder()), "retention: P1Y\n");
        office.run(pack, shop.file(office.folder(), "forgetting.csv", TestingPurchases.ledger(9, 400)), "0.5");
        assertThat(erasures().expired().isEmpty()).isTrue();
        String some = "(select case_id from case_view where process = 'forgetting' and phase <> 'history'"
                + " order by case_id limit 60)";
        office.change("update event set recorded_at = recorded_at - interval '366 days' where case_id in " + some);
        long held = office.count("case_view where phase = 'held' and case_id in " + some);
        assertThat(held).isBetween(1L, 59L);

        Erasures.Erased gone = erasures().expire(Acting.self(EvidenceLog.engine()));

        assertThat(gone.found().cases()).hasSize((int) (60 - held));
        assertThat(office.count("payload p join event e on e.id = p.event_id join case_view c on c.case_id = e.case_id"
                        + " where e.seq = 1 and c.process = 'forgetting'"))
                .isEqualTo(office.count("case_view where process = 'forgetting'") - 60 + held);
        assertThat(office.text("select e.actor || p.content from event e join payload p on p.event_id = e.id"
                        + " where e.type = 'PayloadsErased' and e.process = 'forgetting'"))
                .isEqualTo("service:remit{\"reason\":\"retention\"}");
        assertThat(erasures().expire(Acting.self(EvidenceLog.engine())).found().isEmpty())
                .isTrue();
    }

    private Erasures erasures() {
        return office.installation().erasures();
    }

    private static Erasures.Order order(String reason, boolean open) {
        return new Erasures.Order(Acting.self(new Actor(Actor.Kind.PERSON, "p_clerk")), reason, open);
    }
}

package remit.server.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.server.catalog.PublishedProcess;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;
import remit.server.store.Rebuild;
import remit.whatif.History;

/** The projection from which the past is asked, and what a server keeps of it between two questions. */
final class PastCasesIT {
    private static final String PROCESS = "remembered";
    private static final TestingShop SHOP = TestingShop.of(PROCESS);
    private static final Instant NOW = Instant.parse("2100-01-01T00:00:00Z");
    private static final String COLUMNS =
            "case_id, process, at, phase, ruling, propensity, ahead, decided_at, proposer,"
                    + " answer, decision, confidence, confident, review, reviewed_at, opening, details, observed";

    @TempDir
    static Path folder;

    private static Path pack;
    private static TestingOffice office;

    @BeforeAll
    static void begin() {
        pack = SHOP.pack(folder);
        office = TestingOffice.open(folder);
        office.run(pack, SHOP.file(folder, "first.csv", TestingPurchases.ledger(7, 900)), "0.5");
        assertThat(count("past_case where ruling = 'auto_clear'")).isPositive();
    }

    @AfterAll
    static void end() {
        office.close();
    }

    private static long count(String of) {
        return jdbc().sql("select count(*) from " + of).query(Long.class).single();
    }

    private static void change(String sql, Object... parameters) {
        jdbc().sql(sql).params(parameters).update();
    }

    private static JdbcClient jdbc() {
        return JdbcClient.create(office.installation().source());
    }

    private static long differences() {
        return new Rebuild(office.installation().source()).run().differences();
    }

    /** The statement by which the migration fills the table from the evidence of before. */
    private static String filling() throws IOException {
        try (var stream = PastCasesIT.class.getResourceAsStream("/db/migration/V13__past_cases.sql")) {
            String text = new String(Objects.requireNonNull(stream).readAllBytes(), StandardCharsets.UTF_8);
            int from = text.indexOf("insert into past_case");
            return text.substring(from, text.indexOf(';', from));
        }
    }

    private static Reading.Of all() {
        PublishedProcess process =
                office.installation().catalog().latest(PROCESS).orElseThrow().orThrow();
        return new Reading.Of(process, process.pinned().reads(), Asked.Scope.ALL);
    }

    private static Reading read() {
        return Reading.first(all(), office.installation().source(), NOW);
    }

    /** Every case as a line of all that is known of it. */
    private static List<String> lines(History history) {
        var lines = new ArrayList<String>();
        for (int i = 0; i < history.cases(); i++) {
            lines.add(String.join(
                    " ",
                    history.id(i),
                    new java.util.TreeMap<>(history.facts().facts(i)).toString(),
                    history.recorded(i).word(),
                    history.truth(i) + "/" + history.source(i),
                    history.score(i) + "/" + history.propensity(i),
                    history.segments().get(history.segment(i)),
                    history.money(i) + "/" + history.waited(i)));
        }
        lines.add(history.leftOut().toString());
        lines.add(history.segments().toString());
        return lines;
    }

    @Test
    void every_decided_case_stands_in_it_and_a_rebuild_folds_the_same_rows() {
        assertThat(count("past_case where process = '" + PROCESS + "' and ruling is not null"))
                .isEqualTo(count("case_view where process = '" + PROCESS + "' and phase not in ('history', 'open')"))
                .isEqualTo(read().history().cases());
        assertThat(differences()).isZero();
        change("update past_case set ruling = 'stop', answer = 'failed', observed = '{\"paid\":\"1\"}'"
                + " where case_id in (select case_id from past_case where ruling = 'auto_clear' limit 3)");
        assertThat(differences()).isEqualTo(3);
        assertThat(differences()).isZero();
    }

    @Test
    void the_migration_fills_it_as_the_cases_themselves_would_have() throws Exception {
        change("create table folded as select " + COLUMNS + " from past_case");
        change("delete from past_case");
        change(filling());
        assertThat(count("(select " + COLUMNS + " from past_case except select " + COLUMNS + " from folded) wrong"))
                .isZero();
        assertThat(count("past_case")).isEqualTo(count("folded"));
        change("drop table folded");
        assertThat(differences()).isZero();
    }

    @Test
    void cases_that_come_in_and_change_between_two_questions_are_seen_as_by_who_reads_everything() {
        Reading before = read();
        assertThat(before.anew(office.installation().source(), NOW).history())
                .as("nothing changed, nothing is read")
                .isSameAs(before.history());
        office.run(pack, SHOP.file(folder, "second.csv", TestingPurchases.ledger(7, 1_100)), null);
        Reading after = before.anew(office.installation().source(), NOW);
        assertThat(after.history().cases()).isGreaterThan(before.history().cases());
        assertThat(lines(after.history())).isEqualTo(lines(read().history()));
        assertThat(after.author()).isEqualTo(read().author());

        String moved = before.history().id(5);
        change(
                "update past_case set review = 'reject', observed = null, written = pg_current_xact_id()"
                        + " where case_id = ?",
                moved);
        Reading reviewed = after.anew(office.installation().source(), NOW);
        assertThat(lines(reviewed.history())).isEqualTo(lines(read().history())).isNotEqualTo(lines(after.history()));
        assertThat(differences()).isEqualTo(1);
        assertThat(lines(reviewed.anew(office.installation().source(), NOW).history()))
                .isEqualTo(lines(after.history()));
    }

    @Test
    void an_erased_case_is_gone_from_it_at_once_and_counted_as_erased() {
        Reading before = read();
        String erased = before.history().id(3);
        String text = "past_case where case_id = '" + erased + "' and ";
        assertThat(count(text + "opening is not null and details is not null")).isEqualTo(1);
        change("delete from payload where event_id in (select id from event where case_id = ?)", erased);
        assertThat(count(text + "(opening is not null or details is not null or observed is not null)"))
                .isZero();
        Reading after = before.anew(office.installation().source(), NOW);
        assertThat(lines(after.history()))
                .isEqualTo(lines(read().history()))
                .noneMatch(line -> line.startsWith(erased));
        assertThat(after.history().leftOut())
                .containsEntry(
                        "their details were erased",
                        before.history().leftOut().getOrDefault("their details were erased", 0L) + 1);
        differences();
        assertThat(differences()).isZero();
        assertThat(count(text + "(opening is not null or details is not null or observed is not null)"))
                .isZero();
    }
}

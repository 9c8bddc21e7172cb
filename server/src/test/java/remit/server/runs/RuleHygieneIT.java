package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.casework.Casework;
import remit.kernel.Checked;
import remit.server.register.Authorities;
import remit.server.register.HygieneReport;
import remit.server.register.HygieneReport.RowFigures;
import remit.server.register.RuleHygiene;

/** How rows fare is counted from what people and rules did to real cases, by business time. */
final class RuleHygieneIT {
    @TempDir
    Path folder;

    private TestingOffice office;
    private TestingDesk desk;

    @BeforeEach
    void open() {
        office = TestingOffice.open(folder);
        desk = new TestingDesk(office, "hygiene", Map.of(), contract -> contract);
    }

    @AfterEach
    void close() {
        desk.close();
        office.close();
    }

    private String accept(String document, String day, String amount) {
        var fields = Map.of("document", document, "posted_on", day, "supplier", "S01", "amount", amount, "remark", "");
        return desk.desk
                .accept(TestingDesk.OFFICER, "hygiene", fields)
                .orThrow()
                .caseId();
    }

    private void override(String caseId, String reason) {
        var review = new Casework.Review(
                TestingDesk.OFFICER,
                Casework.Review.Outcome.REJECT,
                null,
                reason,
                desk.state(caseId).seq());
        assertThat(desk.desk.review(caseId, review, "")).isInstanceOf(Checked.Ok.class);
    }

    private HygieneReport report() {
        return new RuleHygiene(
                        office.installation().published(), office.installation().clock())
                .of("hygiene")
                .orElseThrow()
                .orThrow();
    }

    private static RowFigures row(HygieneReport report, int number) {
        return report.rows().stream()
                .filter(row -> row.row() == number)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void each_row_is_told_with_what_it_caused_and_what_people_made_of_it() {
        override(accept("D1", "2024-05-06", "12.50"), "rule_outdated");
        override(accept("D2", "2024-05-07", "13.50"), "model_wrong");
        accept("D3", "2024-05-09", "14.50");
        accept("D4", "2024-05-08", "-3.00");
        // The row would hold it, but a stop condition is stricter: not the row's doing.
        accept("D5", "2024-05-10", "2000000.00");
        HygieneReport report = report();

        assertThat(report.rows())
                .extracting(RowFigures::row)
                .as("row 2 causes half of what people look at; then the stalest first")
                .containsExactly(2, 3, 4, 1);
        RowFigures held = row(report, 2);
        assertThat(held.figures().hits()).isEqualTo(4);
        assertThat(held.figures().exceptions()).isEqualTo(3);
        assertThat(held.figures().overrides()).isEqualTo(2);
        assertThat(held.figures().outdated()).isEqualTo(1);
        // Midnight in Tokyo: the day of the case, not that of this machine.
        assertThat(held.figures().lastHit()).isEqualTo(Instant.parse("2024-05-09T15:00:00Z"));
        assertThat(held.condition()).isEqualTo("every purchase, where new_group is yes");
        assertThat(row(report, 1).figures().exceptions()).isEqualTo(1);
        assertThat(row(report, 3).figures()).isEqualTo(new HygieneReport.Figures(0, null, 0, 0, 0));
        assertThat(report.owner()).isEqualTo("Olga Test, finance");
        assertThat(report.sentence())
                .isEqualTo("2 of 4 rows were never hit; row 2 caused 3 of 4 exceptions, and people called it outdated"
                        + " 1 time.");
    }

    /** JSON can write a NUL, and the database cannot hold one: what a table said of old must not end the count of all. */
    @Test
    void one_event_with_a_nul_in_its_words_ends_neither_count_nor_check() {
        String odd = accept("D1", "2024-05-06", "12.50");
        accept("D2", "2024-05-07", "13.50");
        accept("D3", "2024-05-08", "-3.00");
        var jdbc = JdbcClient.create(office.installation().source());
        for (String table : List.of("event set leaf = replace(leaf", "payload set content = replace(content")) {
            String where = table.startsWith("event") ? "id" : "event_id";
            office.change(
                    "update " + table + ", '\"reason\":\"', '\"reason\":\"\\u0000') where " + where
                            + " in (select id from event where case_id = ? and type = 'Decided')",
                    odd);
        }
        assertThat(jdbc.sql("select count(*) from event e left join payload p on p.event_id = e.id"
                                + " where position('\\u0000' in e.leaf || coalesce(p.content, '')) > 0")
                        .query(Long.class)
                        .single())
                .isEqualTo(1);
        assertThat(row(report(), 2).figures().hits()).isEqualTo(2);
        assertThat(new Authorities(
                                office.installation().published(),
                                List::of,
                                office.installation().clock())
                        .check(null)
                        .orphans())
                .isZero();
    }

    @Test
    void a_row_that_stays_keeps_its_figures_and_age_whatever_its_number_becomes() {
        override(accept("D1", "2024-05-06", "12.50"), "rule_outdated");
        accept("D2", "2024-05-06", "-3.00");
        Instant before = row(report(), 2).since();
        desk.close();
        desk.moveOn(Duration.ofDays(40));
        Path pack = TestingShop.pilot(TestingShop.of("hygiene").pack(folder.resolve("next")));
        rewrite(
                pack.resolve("authority.dmn"),
                text -> text.replace("&lt;= 0", "&lt;= -1")
                        .replaceFirst("(?s)(<rule id=\"r1\">.*?</rule>)(\\s*)(<rule id=\"r2\">.*?</rule>)", "$3$2$1"));
        desk.parts
                .catalog()
                .publish(
                        remit.server.packs.PackReader.read(pack).orThrow(),
                        remit.server.access.Acting.self(TestingDesk.OFFICER),
                        desk.parts.clock().instant())
                .orThrow();
        HygieneReport report = report();

        RowFigures moved = row(report, 1);
        assertThat(moved.condition()).isEqualTo("every purchase, where new_group is yes");
        assertThat(moved.figures().outdated()).isEqualTo(1);
        assertThat(moved.since()).isEqualTo(before);
        RowFigures changed = row(report, 2);
        assertThat(changed.figures().hits()).isZero();
        assertThat(changed.since()).isAfter(before.plus(Duration.ofDays(39)));
        assertThat(report.rest().gone().hits()).isEqualTo(1);
        assertThat(report.exceptions()).isEqualTo(2);
    }

    @Test
    void what_is_erased_and_what_no_process_decided_is_not_counted_for_a_row() {
        String caseId = accept("D1", "2024-05-06", "12.50");
        accept("D2", "2024-05-06", "12.50");
        office.change("delete from payload where event_id in (select id from event where case_id = ?)", caseId);
        HygieneReport report = report();
        assertThat(row(report, 2).figures().hits()).isEqualTo(1);
        assertThat(report.rest().erased().hits()).isEqualTo(1);
        assertThat(new RuleHygiene(
                                office.installation().published(),
                                office.installation().clock())
                        .of("elsewhere"))
                .isEmpty();
    }

    private static void rewrite(Path file, UnaryOperator<String> edit) {
        try {
            String before = java.nio.file.Files.readString(file);
            String after = edit.apply(before);
            assertThat(after).isNotEqualTo(before);
            java.nio.file.Files.writeString(file, after);
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

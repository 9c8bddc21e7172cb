package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.runs.TestingPurchases.Line;

/** Every row of a file ends as exactly one of history, case, already decided, rejected. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class RowFatesIT {
    private Path folder;
    private TestingOffice office;

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
        office = TestingOffice.open(folder);
    }

    @AfterAll
    void close() {
        office.close();
    }

    private static int number(Json.Obj summary, String key) {
        return (int) summary.number(key, -1);
    }

    private static void assertAdds(Json.Obj summary) {
        assertThat(number(summary, "history")
                        + number(summary, "cases")
                        + number(summary, "already_decided")
                        + number(summary, "rejected"))
                .as("history + cases + already_decided + rejected")
                .isEqualTo(number(summary, "rows"));
        assertThat(number(summary, "auto_cleared") + number(summary, "held") + number(summary, "stopped"))
                .as("auto_cleared + held + stopped")
                .isEqualTo(number(summary, "cases"));
        assertThat(number(summary, "auto_clear_known") + number(summary, "auto_clear_unknown"))
                .isEqualTo(number(summary, "auto_cleared"));
        assertThat(summary.object("evidence").get("verified"))
                .isEqualTo(summary.object("evidence").get("events"));
    }

    /** @return {history, cases, already decided, rejected} */
    private static List<Integer> fates(Json.Obj summary) {
        assertAdds(summary);
        return List.of(
                number(summary, "history"),
                number(summary, "cases"),
                number(summary, "already_decided"),
                number(summary, "rejected"));
    }

    @Test
    void every_row_has_one_fate_and_every_case_one_decision() {
        TestingShop shop = TestingShop.of("fates");
        var lines = new ArrayList<>(TestingPurchases.ledger(11, 601));
        lines.add(lines.get(20).withDocument(""));
        lines.add(lines.get(20).withDocument("X1").withDay("2024-02-31"));
        Path file = shop.file(folder, "fates.csv", lines);

        RunReport report = office.tryRun(shop.pack(folder), file, null).orThrow();

        assertThat(fates(report.json())).containsExactly(300, 301, 0, 2);
        assertThat(report.exitStatus()).isEqualTo(1);
        assertThat(number(report.json(), "auto_cleared")).isGreaterThan(100);
        assertThat(number(report.json(), "returned")).isGreaterThan(0);
        assertThat(number(report.json(), "stopped")).isGreaterThan(number(report.json(), "returned"));
        assertThat(office.rejected())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("603,Document,,the key is empty,"))
                .anyMatch(line -> line.startsWith("604,Posted On,2024-02-31,"));
        assertThat(office.count("event where process = 'fates' and type = 'Decided'"))
                .isEqualTo(301);
        assertThat(office.count("event where process = 'fates' and type = 'HistoryRecorded'"))
                .isEqualTo(300);
        assertThat(office.dropped("fates"))
                .hasSize(number(report.json(), "auto_cleared"))
                .doesNotHaveDuplicates()
                .noneMatch(name -> name.endsWith(".tmp"));
        assertThat(office.count("action_view where process = 'fates' and state <> 'verified'"))
                .isZero();
    }

    @Test
    void a_second_identical_run_prints_the_first_and_writes_nothing() {
        TestingShop shop = TestingShop.of("twice");
        var lines = new ArrayList<>(TestingPurchases.ledger(12, 200));
        lines.add(lines.get(3).withDocument(""));
        Path file = shop.file(folder, "twice.csv", lines);
        Path pack = shop.pack(folder);
        RunReport first = office.tryRun(pack, file, "0.5").orThrow();
        long events = office.events("twice");
        String views = office.text("select md5(string_agg(c::text, '' order by case_id)) from case_view c");

        RunReport second = office.tryRun(pack, file, "0.5").orThrow();

        assertThat(second.json()).isEqualTo(first.json());
        assertThat(second.text()).isEqualTo(first.text());
        assertThat(second.exitStatus()).isEqualTo(first.exitStatus()).isEqualTo(1);
        assertThat(office.events("twice")).isEqualTo(events);
        assertThat(office.text("select md5(string_agg(c::text, '' order by case_id)) from case_view c"))
                .isEqualTo(views);
    }

    @Test
    void a_longer_file_brings_new_cases_only_and_no_more_history() {
        TestingShop shop = TestingShop.of("longer");
        Path pack = shop.pack(folder);
        List<Line> lines = TestingPurchases.ledger(13, 400);
        assertThat(fates(office.run(pack, shop.file(folder, "short.csv", lines.subList(0, 300)), null)))
                .containsExactly(150, 150, 0, 0);
        var before = office.verdicts("longer");

        Json.Obj summary = office.run(pack, shop.file(folder, "long.csv", lines), null);

        assertThat(fates(summary)).containsExactly(150, 100, 150, 0);
        assertThat(office.verdicts("longer")).containsAllEntriesOf(before).hasSize(400);
        assertThat(office.count("event where process = 'longer' and type = 'AuthorTrained'"))
                .isEqualTo(1);
        assertThat(office.count("event where process = 'longer' and type = 'Decided'"))
                .isEqualTo(250);
    }

    @Test
    void a_changed_outcome_is_observed_and_decides_nothing() {
        TestingShop shop = TestingShop.of("outcomes");
        Path pack = shop.pack(folder);
        List<Line> lines = new ArrayList<>(TestingPurchases.ledger(14, 200));
        office.run(pack, shop.file(folder, "outcomes-1.csv", lines), "0.5");
        long observed = office.count("event where process = 'outcomes' and type = 'OutcomeObserved'");
        var before = office.verdicts("outcomes");
        lines.set(150, lines.get(150).withAccount("A9999"));
        lines.set(10, lines.get(10).withAccount("A9998"));

        Json.Obj summary = office.run(pack, shop.file(folder, "outcomes-2.csv", lines), null);

        assertThat(fates(summary)).containsExactly(100, 0, 100, 0);
        assertThat(office.count("event where process = 'outcomes' and type = 'OutcomeObserved'"))
                .isEqualTo(observed + 2);
        assertThat(office.verdicts("outcomes")).isEqualTo(before);
        assertThat(office.rebuild().differences()).isZero();
    }

    @Test
    void changed_inputs_are_rejected_with_line_field_value_why_and_fix() throws Exception {
        TestingShop shop = TestingShop.of("inputs");
        Path pack = shop.pack(folder);
        List<Line> lines = new ArrayList<>(TestingPurchases.ledger(15, 200));
        office.run(pack, shop.file(folder, "inputs-1.csv", lines), "0.5");
        var before = office.verdicts("inputs");
        lines.set(150, lines.get(150).withAmount("77.77"));
        lines.set(9, lines.get(9).withAmount("88.88"));

        RunReport report = office.tryRun(pack, shop.file(folder, "inputs-2.csv", lines), null)
                .orThrow();

        assertThat(fates(report.json())).containsExactly(99, 0, 99, 2);
        assertThat(report.exitStatus()).isEqualTo(1);
        assertThat(Files.readAllLines(office.rejectedFile()))
                .containsExactly(
                        "line,field,value,why,fix",
                        "11,Amount,88.88,the key D100009 is known with other inputs,\"give every case its own key, or"
                                + " correct the input at its source\"",
                        "152,Amount,77.77,the key D100150 is known with other inputs,\"give every case its own key, or"
                                + " correct the input at its source\"");
        assertThat(office.verdicts("inputs")).isEqualTo(before);
    }

    @Test
    void equal_rows_are_duplicates_unless_the_pack_says_distinct() {
        List<Line> lines = new ArrayList<>(TestingPurchases.ledger(16, 100));
        // Behind their originals in time order: a repeat of history, and two of a case.
        lines.add(lines.get(3));
        lines.add(lines.get(90));
        lines.add(lines.get(90));
        TestingShop once = TestingShop.of("once");
        TestingShop distinct = TestingShop.of("distinct").withIntake("repeat: distinct");

        assertThat(fates(office.run(once.pack(folder), once.file(folder, "once.csv", lines), "0.5")))
                .containsExactly(51, 50, 2, 0);
        assertThat(fates(office.run(distinct.pack(folder), distinct.file(folder, "distinct.csv", lines), "0.5")))
                .containsExactly(51, 52, 0, 0);
        assertThat(fates(office.run(
                        distinct.pack(folder), distinct.file(folder, "distinct-2.csv", lines.subList(0, 102)), null)))
                .as("the same occurrences again")
                .containsExactly(51, 0, 51, 0);
    }

    @Test
    void rejected_rows_stand_in_the_order_of_the_file() {
        List<Line> lines = new ArrayList<>(TestingPurchases.ledger(18, 60));
        lines.add(10, lines.get(50).withAmount("12.34"));
        lines.add(30, lines.get(3).withDocument(""));
        lines.add(lines.get(5).withDocument(""));
        TestingShop shop = TestingShop.of("ordered");

        office.run(shop.pack(folder), shop.file(folder, "ordered.csv", lines), "0.5");

        assertThat(office.rejected().stream()
                        .skip(1)
                        .map(line -> Integer.parseInt(line.substring(0, line.indexOf(',')))))
                .hasSizeGreaterThan(2)
                .isSorted();
    }

    @Test
    void rows_with_one_key_and_different_inputs_are_not_told_apart() {
        List<Line> lines = new ArrayList<>(TestingPurchases.ledger(17, 100));
        Line other = lines.get(80).withAmount("12.34");
        lines.add(other);
        lines.add(other);
        for (String repeat : List.of("", "repeat: distinct")) {
            TestingShop shop = TestingShop.of("key" + repeat.length()).withIntake(repeat);
            Path file = shop.file(folder, "key.csv", lines);

            Json.Obj summary = office.run(shop.pack(folder), file, "0.5");

            assertThat(fates(summary)).as(repeat).containsExactly(50, 50, 0, 2);
            assertThat(office.rejected()).filteredOn(l -> l.contains("12.34")).hasSize(2);
        }
    }

    @Test
    void another_boundary_over_known_rows_is_refused_and_changes_nothing() {
        TestingShop shop = TestingShop.of("boundary");
        Path pack = shop.pack(folder);
        Path file = shop.file(folder, "boundary.csv", TestingPurchases.ledger(18, 100));
        Json.Obj first = office.run(pack, file, "0.5");
        long events = office.events("boundary");

        List<Problem> problems = office.tryRun(pack, file, "0.4").problems();

        assertThat(problems).singleElement().satisfies(problem -> {
            assertThat(problem.place()).isEqualTo("--history 0.4");
            assertThat(problem.fix()).contains("--data-dir");
        });
        assertThat(office.events("boundary")).isEqualTo(events);
        assertThat(office.count("run where process = 'boundary'")).isEqualTo(1);
        assertThat(office.count("pg_tables where tablename like 'staging%'")).isZero();
        assertThat(office.run(pack, file, "0.5")).isEqualTo(first);
    }

    @Test
    void a_history_date_is_the_first_live_day_in_the_zone_of_the_process() {
        TestingShop shop = TestingShop.of("zone");
        List<Line> lines = TestingPurchases.ledger(19, 100);
        long earlier =
                lines.stream().filter(l -> l.day().compareTo("2024-01-09") < 0).count();

        Json.Obj summary = office.run(shop.pack(folder), shop.file(folder, "zone.csv", lines), "2024-01-09");

        assertThat(fates(summary)).containsExactly((int) earlier, 100 - (int) earlier, 0, 0);
        assertThat(office.text("select min(at)::text from case_view where process = 'zone' and phase <> 'history'"))
                .as("midnight in Tokyo")
                .isEqualTo(office.text("select '2024-01-08 15:00:00+00'::timestamptz::text"));
    }

    @Test
    void rows_are_taken_in_time_order_whatever_their_order_in_the_file() {
        List<Line> lines = TestingPurchases.ledger(20, 200);
        TestingShop straight = TestingShop.of("straight");
        TestingShop backwards = TestingShop.of("backwards");

        Json.Obj one = office.run(straight.pack(folder), straight.file(folder, "straight.csv", lines), "0.5");
        Json.Obj other =
                office.run(backwards.pack(folder), backwards.file(folder, "backwards.csv", lines.reversed()), "0.5");

        assertThat(fates(other)).isEqualTo(fates(one));
        assertThat(office.verdicts("backwards")).isEqualTo(office.verdicts("straight"));
        assertThat(other.object("author").get("sha256"))
                .isEqualTo(one.object("author").get("sha256"));
    }
}

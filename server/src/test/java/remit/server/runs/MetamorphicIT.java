package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.runs.TestingPurchases.Line;

/** What may change without changing a figure: the words, the truths of what is not decided yet, the day it is run. */
final class MetamorphicIT {
    @TempDir
    Path folder;

    private Json.Obj run(TestingOffice office, TestingShop shop, List<Line> lines, String file) {
        return office.run(shop.pack(office.folder()), shop.file(office.folder(), file, lines), "0.5");
    }

    @Test
    void other_words_for_every_column_and_value_give_the_same_figures() {
        List<Line> lines = TestingPurchases.ledger(51, 900);
        TestingShop plain = TestingShop.of("plain");
        TestingShop renamed = TestingShop.of("renamed").in(TestingShop.Words.other());
        try (TestingOffice office = TestingOffice.open(folder)) {
            Json.Obj one = run(office, plain, lines, "plain.csv");
            Json.Obj other = run(office, renamed, lines, "renamed.csv");

            assertThat(plain.csv(lines)).doesNotContain("Lieferant", "T01");
            assertThat(renamed.csv(lines)).doesNotContain("Supplier", "S01,");
            assertThat(one.number("auto_cleared", 0)).isGreaterThan(150);
            assertThat(figures(other)).containsExactlyEntriesOf(figures(one));
            assertThat(largest(other))
                    .isEqualTo(TestingShop.Words.other().value().apply(largest(one)));
        }
    }

    /** Everything that a summary says but who, which version, and how fast. */
    private static Map<String, String> figures(Json.Obj summary) {
        var figures = new TreeMap<String, String>();
        summary.fields().forEach((name, value) -> {
            switch (name) {
                case "process", "version", "seconds", "cases_per_second" -> {}
                case "author" -> {
                    figures.put("accuracy", rounded(summary.object("author").number("accuracy", -1)));
                    figures.put("ece", rounded(summary.object("author").number("ece", -1)));
                }
                case "without_largest_group" ->
                    figures.put(
                            name, summary.object(name).with("group", Json.NULL).compact());
                default -> figures.put(name, value.compact());
            }
        });
        return figures;
    }

    /** The name of the largest group: a word, not a figure. */
    private static String largest(Json.Obj summary) {
        return summary.object("without_largest_group").text("group", "");
    }

    /** Sums of the same numbers in the order of other words differ behind the twelfth digit. */
    private static String rounded(double figure) {
        return String.format(java.util.Locale.ROOT, "%.9f", figure);
    }

    @Test
    void shuffled_truths_of_live_rows_change_no_verdict() {
        long seed = Long.getLong("remit.seed", new Random().nextLong());
        List<Line> lines = TestingPurchases.ledger(52, 600);
        // Derived inputs are held fixed: only rows whose remark says the same change places.
        List<Line> live = new ArrayList<>(lines.subList(300, 600));
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < live.size(); i++) if (live.get(i).remark().isEmpty()) places.add(i);
        List<String> truths = places.stream().map(i -> live.get(i).account()).collect(Collectors.toList());
        Collections.shuffle(truths, new Random(seed));
        for (int i = 0; i < truths.size(); i++)
            live.set(places.get(i), live.get(places.get(i)).withAccount(truths.get(i)));
        var shuffled = new ArrayList<>(lines.subList(0, 300));
        shuffled.addAll(live);
        try (TestingOffice office = TestingOffice.open(folder)) {
            Json.Obj told = run(office, TestingShop.of("told"), lines, "told.csv");
            Json.Obj other = run(office, TestingShop.of("shuffled"), shuffled, "shuffled.csv");

            assertThat(office.verdicts("shuffled")).as("seed %d", seed).isEqualTo(office.verdicts("told"));
            assertThat(other.object("author").get("sha256"))
                    .isEqualTo(told.object("author").get("sha256"));
            assertThat(other.number("auto_clear_errors", 0))
                    .as("the truths did change, seed %d", seed)
                    .isGreaterThan(told.number("auto_clear_errors", 0) + 20);
        }
    }

    @Test
    void truths_shuffled_after_a_refit_change_no_verdict_before_they_are_revealed() {
        List<Line> lines = TestingPurchases.ledger(53, 640);
        // Eight a day: live from day 40 on; the changed rows begin on day 60 and are revealed ten days later.
        var changed = new ArrayList<>(lines);
        for (int i = 480; i < 640; i++) changed.set(i, lines.get(i).withAccount("A4000"));
        TestingShop told = TestingShop.of("refitted").refitting("P15D");
        TestingShop other = TestingShop.of("misled").refitting("P15D");
        try (TestingOffice office = TestingOffice.open(folder)) {
            run(office, told, lines, "refitted.csv");
            run(office, other, changed, "misled.csv");

            assertThat(office.count("event where process = 'misled' and type = 'AuthorTrained'"))
                    .isGreaterThan(1);
            assertThat(before(office.verdicts("misled"), lines.get(480 + 10 * 8).document()))
                    .isEqualTo(before(
                            office.verdicts("refitted"), lines.get(480 + 10 * 8).document()));
            assertThat(office.count(
                            "event where process = 'refitted' and type = 'AuthorTrained' and (leaf::jsonb->'body'"
                                    + "->>'labelled')::int > 320"))
                    .as("refits learn from what was revealed")
                    .isGreaterThan(0);
        }
    }

    @Test
    void a_later_run_learns_no_outcome_that_nobody_would_have_seen() throws IOException {
        List<Line> lines = TestingPurchases.ledger(55, 960);
        TestingShop shop = TestingShop.of("unseen").refitting("P15D");
        Path pack = shop.pack(folder);
        Path intake = pack.resolve("intake.yaml");
        TestingShop.write(intake, Files.readString(intake).replace("source_reports_outcomes: true", ""));
        try (TestingOffice office = TestingOffice.open(folder)) {
            office.run(pack, shop.file(folder, "first.csv", lines.subList(0, 480)), "0.5");
            long history = office.count("case_view where phase = 'history'");
            long cleared = office.count("case_view where verdict = 'auto_clear' and outcome_digest is not null");
            office.run(pack, shop.file(folder, "second.csv", lines.subList(480, 960)), null);

            assertThat(cleared).as("their truths are in evidence").isGreaterThan(20);
            assertThat(learned(office)).as("people decided some").isGreaterThan(history);
            assertThat(learned(office))
                    .as("history and what a person saw, no more")
                    .isLessThanOrEqualTo(history
                            + office.count("case_view where phase not in ('history', 'cleared')"
                                    + " and outcome_digest is not null"));
        }
    }

    /** From how many cases the newest author version was made. */
    private static long learned(TestingOffice office) {
        return Long.parseLong(office.texts("select leaf::jsonb->'body'->>'rows' from event where type = 'AuthorTrained'"
                        + " order by recorded_at")
                .getLast());
    }

    private static Map<String, String> before(Map<String, String> verdicts, String document) {
        return new TreeMap<>(verdicts).headMap(document);
    }

    @Test
    void the_same_file_twice_gives_the_same_model_and_verdicts_to_the_byte() {
        List<Line> lines = TestingPurchases.ledger(54, 600);
        TestingShop shop = TestingShop.of("same");
        try (TestingOffice one = TestingOffice.open(folder.resolve("one"));
                TestingOffice other = TestingOffice.open(folder.resolve("other"))) {
            Json.Obj first = run(one, shop, lines, "same.csv");
            Json.Obj second = run(other, shop, lines, "same.csv");

            assertThat(second.object("author")).isEqualTo(first.object("author"));
            assertThat(models(other)).isEqualTo(models(one)).hasSize(1);
            assertThat(other.verdicts("same")).isEqualTo(one.verdicts("same"));
        }
    }

    private static List<String> models(TestingOffice office) {
        return office.texts("select sha256 || md5(model) from author_version order by sha256");
    }
}

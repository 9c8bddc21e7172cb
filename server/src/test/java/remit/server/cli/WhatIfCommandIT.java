package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

/** From a share that is wanted to a draft of the rules that give it, by commands alone. */
final class WhatIfCommandIT {
    private static final TestingShop SHOP = TestingShop.of("sought");

    @TempDir
    static Path folder;

    private static Path pack;

    @BeforeAll
    static void run() {
        pack = SHOP.pack(folder);
        Path file = SHOP.file(folder, "ledger.csv", TestingPurchases.ledger(7, 3_000));
        line(0, "run", pack.toString(), "--data", file.toString(), "--history", "0.4");
    }

    private static TestingLine.Ended line(int status, String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", folder.resolve("data").toString()));
        TestingLine.Ended ended = TestingLine.here(all);
        assertThat(ended.status())
                .as(String.join(" ", all) + "\n" + ended.out() + ended.errors())
                .isEqualTo(status);
        return ended;
    }

    private static Json.Obj asked(int status, String... words) {
        var all = new ArrayList<>(List.of("whatif", "sought", "--json"));
        all.addAll(List.of(words));
        return Json.parseObject(line(status, all.toArray(String[]::new)).out());
    }

    @Test
    void a_goal_for_each_segment_is_written_as_a_table_that_can_be_checked_and_drafted() {
        String file = folder.resolve("wanted.dmn").toString();
        Json.Obj told = asked(0, "--goal", "80%", "--max-error", "20%", "--per-segment", "--write", file);
        assertThat(told.object("tables").text("by")).isEqualTo("department");
        assertThat(told.object("certificate").number("bound", 1))
                .as("one bound everywhere")
                .isEqualTo(told.object("proof").number("at_most", 0));
        Json.Obj written = asked(0, "--rules", file, "--max-error", "20%");
        assertThat(written.object("compared").object("proposed"))
                .isEqualTo(told.object("compared").object("proposed"));
        assertThat(TestingLine.here(List.of("rules", "check", file)).status()).isIn(0, 1);
        assertThat(line(0, "rules", "draft", file, "--process", "sought").out()).contains("chg_");
    }

    @Test
    void several_levers_a_column_and_a_table_that_is_given_are_not_mixed_up() {
        asked(3, "--goal", "99.9%", "--max-error", "1%", "--lever", "confidence", "--lever", "amount");
        line(2, "whatif", "sought", "--threshold", "0.5", "--per-segment", "--max-error", "3%");
        line(2, "whatif", "sought", "--rules", pack.toString(), "--write", "x.dmn", "--max-error", "3%");
        assertThat(line(2, "whatif", "sought", "--goal", "60%", "--per-segment=nothing", "--max-error", "3%")
                        .errors())
                .contains("RMT-182", "no input has this name");
    }

    @Test
    void an_answer_in_which_nothing_moves_is_told_with_its_own_exit_status_and_no_table(@TempDir Path other) {
        Path file = other.resolve("none.dmn");
        TestingLine.Ended ended =
                line(0, "whatif", "sought", "--goal", "1%", "--max-error", "20%", "--write", file.toString());
        assertThat(ended.out()).contains("the goal is reached without a change", "Certificate crt_");
        assertThat(ended.errors()).contains("RMT-184", "there is no table to write");
        assertThat(file).doesNotExist();
    }

    @Test
    void a_file_that_is_there_is_never_written_over_and_nothing_is_asked(@TempDir Path other) throws IOException {
        Path file = Files.writeString(other.resolve("mine.dmn"), "mine");
        TestingLine.Ended ended =
                line(2, "whatif", "sought", "--goal", "2%", "--max-error", "20%", "--write", file.toString());
        assertThat(ended.errors()).contains("RMT-162", "is there already");
        assertThat(ended.out()).isEmpty();
        assertThat(file).hasContent("mine");
    }

    @Test
    void of_a_folder_only_the_table_is_asked_about_and_only_of_the_same_process(@TempDir Path other)
            throws IOException {
        String[] question = {"whatif", "sought", "--max-error", "20%", "--explore", "--rules"};
        var same = new ArrayList<>(List.of(question));
        same.add(pack.toString());
        assertThat(line(0, same.toArray(String[]::new)).errors()).doesNotContain("only the table");
        Path contract = SHOP.pack(other).resolve("process.yaml");
        Files.writeString(contract, Files.readString(contract) + "\n# Another hand.\n");
        var changed = new ArrayList<>(List.of(question));
        changed.add(contract.getParent().toString());
        assertThat(line(0, changed.toArray(String[]::new)).errors())
                .contains(
                        "only the table of the folder pack-sought was asked about; its process.yaml differs from what is in"
                                + " force");
        Files.writeString(contract, Files.readString(contract).replaceFirst("(?m)^id: sought", "id: stranger"));
        assertThat(line(2, changed.toArray(String[]::new)).errors())
                .contains("RMT-188", "is of the process stranger, not of sought");
    }

    @Test
    void the_contract_limits_the_errors_of_what_moves(@TempDir Path other) throws IOException {
        TestingShop shop = TestingShop.of("capped");
        Path contract = shop.pack(other).resolve("process.yaml");
        Files.writeString(
                contract, Files.readString(contract).replace("  adverse: []", "  max_moved_error: 1%\n  adverse: []"));
        Path file = shop.file(other, "ledger.csv", TestingPurchases.ledger(7, 1_500));
        line(0, "run", contract.getParent().toString(), "--data", file.toString(), "--history", "0.5");
        TestingLine.Ended ended = line(3, "whatif", "capped", "--threshold", "0", "--max-error", "60%");
        assertThat(ended.out()).contains("do not apply", "the limit for them is 1%");
    }

    private static String share(double share) {
        return new BigDecimal(share).setScale(6, RoundingMode.HALF_UP).toPlainString();
    }

    @Test
    void the_exit_status_is_that_of_the_bound_the_estimate_and_what_lies_between() {
        Json.Obj safe = asked(0, "--threshold", "0.9", "--max-error", "20%");
        double estimate = safe.object("compared").object("proposed").number("error_share", 1);
        double bound = safe.object("proof").number("at_most", 0);
        assertThat(estimate).isLessThan(bound);
        Json.Obj wrong = asked(3, "--threshold", "0.9", "--max-error", share(estimate / 2));
        assertThat(wrong.text("finding")).isEqualTo("unsafe");
        Json.Obj between = asked(4, "--threshold", "0.9", "--max-error", share((estimate + bound) / 2));
        assertThat(between.text("finding")).isEqualTo("unsettled");
        assertThat(between.object("needed").number("reviews", 0)).isPositive();
        assertThat(between.object("needed").number("confidence_from", 0))
                .isBetween(0.5, between.object("needed").number("confidence_to", 0));
        assertThat(between.text("sentence"))
                .containsPattern("not settled: .*[0-9,]+ more known outcomes \\(best of those");
    }

    @Test
    void what_cannot_be_had_says_how_far_it_goes_and_how_small_an_error_could_be_certified() {
        Json.Obj told = asked(3, "--goal", "99.9%", "--max-error", "5%");
        assertThat(told.text("finding")).isEqualTo("unreachable");
        assertThat(told.text("sentence"))
                .containsPattern("The largest share certified at 5% is [0-9.]+%")
                .containsPattern("The smallest error that can be certified at today's [0-9.]+% is [0-9.]+%");
    }

    @Test
    void nothing_that_clears_proves_nothing_and_spends_nothing() {
        Json.Obj told = asked(4, "--threshold", "1", "--max-error", "5%");
        assertThat(told.text("finding")).isEqualTo("nothing");
        assertThat(told.text("sentence")).contains("Nothing would clear, so nothing is proved");
        assertThat(told.get("certificate")).isEqualTo(Json.NULL);
        assertThat(told.text("certificate_text")).contains("No certificate: nothing would clear", "nothing was spent");
        Json.Obj listed = Json.parseObject(
                line(0, "whatif", "sought", "--certificates", "--json").out());
        assertThat(listed.array("items")).noneMatch(each -> each.compact().contains("threshold 1.0"));
    }

    @Test
    void a_segment_that_is_not_there_is_told_with_those_that_are() {
        String told = line(2, "whatif", "sought", "--threshold", "0.9", "--max-error", "5%", "--segment", "Nosuch")
                .errors();
        assertThat(told).contains("RMT-189", "\"Nosuch\"", "name one of Libraries, Parks, Roads, Schools");
        line(0, "whatif", "sought", "--threshold", "0.9", "--max-error", "30%", "--segment", "Parks", "--explore");
    }

    @Test
    void the_process_may_stand_behind_an_option_whose_value_may_be_left_out() {
        List<String> question = List.of("--goal", "1%", "--max-error", "20%", "--explore", "--json");
        var behind = new ArrayList<>(List.of("whatif", "--per-segment", "sought"));
        behind.addAll(question);
        Json.Obj told = Json.parseObject(line(0, behind.toArray(String[]::new)).out());
        assertThat(told.object("tables").text("by")).isEqualTo("department");
        var both = new ArrayList<>(List.of("whatif", "--per-segment", "supplier", "sought"));
        both.addAll(question);
        assertThat(Json.parseObject(line(0, both.toArray(String[]::new)).out())
                        .object("tables")
                        .text("by"))
                .isEqualTo("supplier");
        assertThat(line(2, "whatif", "--goal", "1%", "--max-error", "20%").errors())
                .contains("Missing required parameter: 'PROCESS'");
    }

    @Test
    void under_a_stage_that_holds_everything_the_rules_alone_can_be_asked(@TempDir Path other) {
        TestingShop shop = TestingShop.of("climbing");
        Path climbing = TestingShop.with(shop.pack(other), """
                rollout:
                  target: 8%
                  tolerated: 12%
                  sampling: {floor: 10%, sampled: 50%, blind: 30%}
                """);
        Path file = shop.file(other, "ledger.csv", TestingPurchases.ledger(7, 1_500));
        line(0, "run", climbing.toString(), "--data", file.toString(), "--history", "0.5", "--ladder");
        TestingLine.Ended held = line(4, "whatif", "climbing", "--threshold", "0.9", "--max-error", "10%");
        assertThat(held.out())
                .contains("Nothing would clear, so nothing is proved")
                .containsPattern("But for the stage shadow, these rules would let [0-9,]+ .* clear besides: ask for the"
                        + " rules alone")
                .contains("--rules-alone asks without the ladder", "No certificate: nothing would clear");
        TestingLine.Ended alone =
                line(0, "whatif", "climbing", "--threshold", "0.9", "--max-error", "10%", "--rules-alone");
        assertThat(alone.out())
                .contains(
                        "safe to apply",
                        "This is what the rules alone say; of what would clear, the stage shadow held ")
                .contains("Counted as if the ladder had let them clear, which it did not: ")
                .contains("Certificate crt_");
        assertThat(line(0, "whatif", "climbing", "--certificates").out()).contains("threshold 0.9 rules alone");
        line(3, "whatif", "climbing", "--threshold", "0.9", "--max-error", "0.01%", "--rules-alone");
        assertThat(line(0, "whatif", "climbing", "--certificates").out())
                .contains("1 of 2 certificates of climbing hold.")
                .containsPattern("crt_[0-9a-f]+  not proven")
                .containsPattern("crt_[0-9a-f]+  holds");
        Path written = other.resolve("new.dmn");
        line(
                0,
                "whatif",
                "climbing",
                "--threshold",
                "0.7",
                "--max-error",
                "50%",
                "--rules-alone",
                "--write",
                written.toString());
        assertThat(written).exists();
        stopped();
    }

    /** What was proven before a stop is not proven again by the same cases. */
    private static void stopped() {
        String[] question = {"whatif", "climbing", "--threshold", "0.9", "--max-error", "10%", "--rules-alone"};
        line(0, "ladder", "stop", "climbing", "--segment", "Roads", "--reason", "letters to the wrong depot");
        assertThat(line(4, question).out())
                .contains(
                        "safe to apply. ",
                        "But no certificate can be issued for it, so nothing is promised: see why below.",
                        "No certificate, so nothing is promised: autonomy was taken back at ",
                        "ask again once outcomes of newer cases are known; nothing was spent.");
        assertThat(line(0, "whatif", "climbing", "--certificates").out())
                .contains("0 of 3 certificates of climbing hold.", "void: autonomy was taken back since");
        line(0, and(question, "--explore"));
        Json.Obj told = Json.parseObject(line(4, and(question, "--json")).out());
        assertThat(told.get("certificate")).isEqualTo(Json.NULL);
        assertThat(told.text("not_certified")).startsWith("autonomy was taken back at ");
    }

    private static String[] and(String[] words, String more) {
        var all = new ArrayList<>(List.of(words));
        all.add(more);
        return all.toArray(String[]::new);
    }
}

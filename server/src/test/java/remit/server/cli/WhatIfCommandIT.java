package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
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
    void nothing_is_written_where_nothing_moves(@TempDir Path other) {
        Path file = other.resolve("none.dmn");
        TestingLine.Ended ended =
                line(1, "whatif", "sought", "--goal", "1%", "--max-error", "20%", "--write", file.toString());
        assertThat(ended.errors()).contains("RMT-184");
        assertThat(file).doesNotExist();
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
}

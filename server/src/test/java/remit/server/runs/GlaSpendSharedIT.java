package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.kernel.Json;

/** The invoices pack on a real ledger: what clears, what of it was wrong, and beside which baseline. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class GlaSpendSharedIT {
    private final Map<String, Json.Obj> summaries = new HashMap<>();
    private final Map<String, TestingOffice> offices = new HashMap<>();
    private Path folder;

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
    }

    @AfterAll
    void close() {
        offices.values().forEach(TestingOffice::close);
    }

    /** Another boundary wants another data directory. */
    private Json.Obj at(String history) {
        return summaries.computeIfAbsent(history, share -> {
            TestingOffice office =
                    offices.computeIfAbsent(share, s -> TestingOffice.open(folder.resolve("history-" + s)));
            return office.run(TestingShared.pack("invoices"), TestingShared.data("gla-spend/gla-spend.csv.gz"), share);
        });
    }

    @ParameterizedTest
    @CsvSource({"0.4, 0.50", "0.5, 0.55", "0.6, 0.50"})
    void enough_lines_clear_and_few_of_them_are_wrong(String history, double share) {
        Json.Obj summary = at(history);
        assertThat(summary.number("auto_clear_share", 0)).as("cleared").isGreaterThanOrEqualTo(share);
        assertThat(summary.number("auto_clear_error_share", 1)).as("wrong").isLessThanOrEqualTo(0.03);
    }

    @Test
    void the_largest_vendor_does_not_carry_the_figures() {
        Json.Obj without = at("0.5").object("without_largest_group");
        assertThat(without.number("auto_clear_share", 0)).as("cleared").isGreaterThanOrEqualTo(0.40);
        assertThat(without.number("auto_clear_error_share", 1)).as("wrong").isLessThanOrEqualTo(0.05);
    }

    @Test
    void the_precedent_baseline_stands_beside_the_author_and_below_its_curve() {
        Json.Obj baseline = at("0.5").object("baseline");
        double share = baseline.number("auto_clear_share", 0);
        double errors = baseline.number("auto_clear_error_share", 0);
        assertThat(share).as("cleared by precedent").isBetween(0.51, 0.57);
        assertThat(errors).as("wrong by precedent").isBetween(0.015, 0.027);
        Json.Obj curve = at("0.5").object("curve").object("at_baseline_error");
        assertThat(curve.number("error_share", -1)).isEqualTo(errors);
        double best = curve.number("cleared_share", 0);
        assertThat(best).as("the author at the baseline's error").isGreaterThanOrEqualTo(share + 0.05);
    }

    @Test
    void every_key_is_there_and_adds_up() {
        Json.Obj summary = at("0.5");
        TestingShared.assertAddsUp(summary);
        assertThat(summary.number("rows", 0)).isEqualTo(14_227);
        assertThat(summary.number("history", 0)).isEqualTo(7_113);
        assertThat(summary.number("rejected", -1)).isZero();
        assertThat(summary.object("author").number("accuracy", 0)).isBetween(0.6, 1.0);
        assertThat(summary.object("author").number("ece", 1)).isBetween(0.0, 0.1);
        assertThat(summary.object("money_miscoded").fields()).isNotEmpty();
        assertThat(summary.array("months")).hasSize(6);
        assertThat(summary.number("seconds", 1_000)).isGreaterThan(0);
    }

    @Test
    void every_effect_is_out_once_and_the_evidence_gives_the_projections_back() {
        Json.Obj summary = at("0.5");
        TestingOffice office = offices.get("0.5");
        assertThat(office.dropped("invoices")).hasSize((int) summary.number("auto_cleared", -1));
        assertThat(office.rebuild().differences()).isZero();
        assertThat(office.count("event where type = 'Decided'")).isEqualTo((long) summary.number("cases", -1));
    }
}

package remit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Value;

/** A cell is widened just far enough to let one value through, or not at all. */
class WideningTest {
    private static Cell cell(String text, FactType type) {
        return CellReader.read("cell", text, type).orThrow();
    }

    private static String widened(String text, FactType type, Value value) {
        return cell(text, type).widened(value).map(Cell::text).orElse("none");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "<= 1000; 1250.00; <= 1250.00",
                "< 1000; 1000; <= 1000",
                "> 0; -5.00; >= -5.00",
                ">= 0.9; 0.8731; >= 0.8731",
                "[10..20]; 25; [10..25]",
                "(10..20); 10; [10..20)",
            })
    void a_range_reaches_as_far_as_the_value(String cell, String value, String wider) {
        assertThat(widened(cell, FactType.NUMBER, Value.of(new BigDecimal(value))))
                .isEqualTo(wider);
    }

    @Test
    void a_day_and_a_list_of_texts_are_widened_alike() {
        assertThat(widened("< date(\"2026-01-01\")", FactType.DAY, Value.of(LocalDate.of(2026, 3, 1))))
                .isEqualTo("<= date(\"2026-03-01\")");
        assertThat(widened("\"a\", \"b\"", FactType.TEXT, Value.of("c"))).isEqualTo("\"a\", \"b\", \"c\"");
    }

    /** What would drop a condition, or mean something else than one limit, is left to a person. */
    @ParameterizedTest
    @ValueSource(strings = {"-", "not(5)", "5", "< 10, > 100", "null"})
    void any_other_cell_is_left_alone(String cell) {
        assertThat(widened(cell, FactType.NUMBER, Value.of(new BigDecimal("50"))))
                .isEqualTo("none");
    }

    @Test
    void a_flag_a_missing_value_and_one_that_passes_already_widen_nothing() {
        assertThat(widened("true", FactType.FLAG, Value.of(false))).isEqualTo("none");
        assertThat(widened("<= 10", FactType.NUMBER, Value.ABSENT)).isEqualTo("none");
        assertThat(widened("<= 10", FactType.NUMBER, new Value.IllTyped("x", "no number")))
                .isEqualTo("none");
        assertThat(widened("<= 10", FactType.NUMBER, Value.of(BigDecimal.TEN))).isEqualTo("none");
    }

    @Test
    void a_wider_range_lets_through_what_it_did_the_value_and_what_lies_between() {
        long seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 2000; i++) {
            int low = random.nextInt(-20, 20);
            int high = low + random.nextInt(1, 10);
            Cell cell = cell(
                    (random.nextBoolean() ? "[" : "(") + low + ".." + high + (random.nextBoolean() ? "]" : ")"),
                    FactType.NUMBER);
            int value = random.nextInt(-40, 40);
            Cell wider = cell.widened(number(value)).orElse(cell);
            for (int probe = -45; probe < 45; probe++) {
                boolean beyond = probe < Math.min(low, value) || probe > Math.max(high, value);
                assertThat(passes(wider, probe))
                        .as("seed %d: %s for %d, %s at %d", seed, cell.text(), value, wider.text(), probe)
                        .isEqualTo(passes(cell, probe)
                                || probe == value
                                || (!beyond && !passes(cell, value) && between(probe, value, low, high)));
            }
        }
    }

    /** Whether it lies between the value and the range. */
    private static boolean between(int probe, int value, int low, int high) {
        return value <= low
                ? probe >= value && probe <= low && probe < high
                : probe <= value && probe >= high && probe > low;
    }

    private static boolean passes(Cell cell, int number) {
        return Truth.of(cell, number(number), Map.of()) == Truth.TRUE;
    }

    private static Value number(int number) {
        return Value.of(BigDecimal.valueOf(number));
    }
}

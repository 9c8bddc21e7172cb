package remit.server.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import remit.server.register.HygieneReport.Figures;
import remit.server.register.HygieneReport.RowFigures;

class HygieneReportTest {
    private static final Instant NOW = Instant.parse("2026-06-01T08:00:00Z");

    /** @param lastHit day of May 2026, 0 for a row that was never hit */
    private static RowFigures row(int number, int lastHit, long exceptions) {
        @Nullable Instant last = lastHit == 0 ? null : Instant.parse("2026-05-%02dT08:00:00Z".formatted(lastHit));
        return new RowFigures(
                number, "checkpoint", "every case", new Figures(lastHit == 0 ? 0 : 100, last, exceptions, 0, 0), NOW);
    }

    private static List<Integer> order(RowFigures... rows) {
        var rest = new HygieneReport.Rest(Figures.NONE, Figures.NONE, Figures.NONE);
        return new HygieneReport("claims", "sha", "Olga Test", List.of(rows), rest, NOW)
                .rows().stream().map(RowFigures::row).toList();
    }

    @Test
    void rows_never_hit_stand_before_those_hit_longest_ago() {
        assertThat(order(row(1, 20, 0), row(2, 0, 0), row(3, 3, 0), row(4, 0, 0), row(5, 28, 0)))
                .containsExactly(2, 4, 3, 1, 5);
    }

    @Test
    void a_row_behind_half_of_all_exceptions_stands_before_all_others_however_fresh() {
        assertThat(order(row(1, 0, 0), row(2, 3, 49), row(3, 28, 51))).containsExactly(3, 1, 2);
        assertThat(order(row(1, 0, 0), row(2, 28, 50), row(3, 3, 50)))
                .as("half each: the staler of the two")
                .containsExactly(3, 2, 1);
        assertThat(order(row(1, 0, 0), row(2, 28, 49), row(3, 20, 30), row(4, 25, 21)))
                .as("just below half")
                .containsExactly(1, 3, 4, 2);
    }

    @Test
    void rows_that_fare_alike_stand_in_the_order_of_the_table() {
        assertThat(order(row(3, 7, 0), row(1, 7, 0), row(2, 7, 0))).containsExactly(1, 2, 3);
    }
}

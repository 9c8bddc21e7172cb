package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.ladder.LadderState;
import remit.ladder.Stage;
import remit.server.ladders.ProcessLadders;

/** What a serving process minds by itself: reviews that are due, and drift of what comes in. */
class LadderKeepingIT {
    private static final String TERMS = """
            rollout:
              target: 20%
              tolerated: 30%
              least_reviews: 10
              least_time: P1D
              review_every: P60D
            """;

    @TempDir
    static Path folder;

    private static TestingOffice office;
    private static ProcessLadders ladders;
    private static TestingDesk desk;

    @BeforeAll
    static void climb() {
        office = TestingOffice.open(folder);
        TestingShop shop = TestingShop.of("tended");
        Path pack = TestingShop.pilot(TestingShop.with(shop.pack(folder), TERMS));
        office.climb(
                pack,
                shop.file(folder, "lines.csv", TestingPurchases.ledger(11, 2_000)),
                "0.4",
                new Climbing(Stage.SAMPLED, 1, List.of(), 0));
        ladders = office.installation().ladders().of("tended");
        desk = new TestingDesk(office, "tended", Map.of(), contract -> contract + "\n" + TERMS);
    }

    @AfterAll
    static void end() {
        desk.close();
        office.close();
    }

    private static Collection<LadderState> states() {
        return ladders.states().values();
    }

    @Test
    void nothing_is_promoted_while_the_review_of_the_process_is_overdue() {
        List<Instant> overdue = ladders.moves().stream()
                .filter(move -> move.event().type().equals("ReviewOverdue"))
                .map(move -> move.at())
                .toList();
        assertThat(overdue).isNotEmpty();
        Instant first = overdue.stream().min(Instant::compareTo).orElseThrow();
        assertThat(ladders.moves().stream()
                        .filter(move -> move.event().type().matches("PromotionProposed|Promoted"))
                        .map(move -> move.at()))
                .isNotEmpty()
                .allMatch(at -> at.isBefore(first));
        assertThat(overdue.stream().distinct().count())
                .as("it counts again after as long")
                .isGreaterThan(1);
        assertThat(states()).allMatch(state -> state.overdue() != null && state.next() != null);
    }

    @Test
    void a_review_that_was_held_bars_nothing_and_falls_due_again() {
        ladders.reviewed(
                TestingDesk.OFFICER, "with the auditor", desk.parts.clock().instant());
        assertThat(states()).allMatch(state -> state.overdue() == null);
        desk.desk.tendLadders();
        assertThat(states()).allMatch(state -> state.overdue() == null);
        desk.moveOn(Duration.ofDays(61));
        desk.desk.tendLadders();
        assertThat(states()).allMatch(state -> state.overdue() != null);
    }

    @Test
    void drift_of_what_comes_in_raises_the_sampling_of_a_serving_process() {
        ladders.states().forEach((segment, state) -> {
            if (state.raised())
                ladders.decide(
                                segment,
                                new remit.ladder.LadderCommand.LowerSampling(),
                                TestingDesk.OFFICER,
                                desk.parts.clock().instant())
                        .orThrow();
        });
        String day = LocalDate.ofInstant(desk.parts.clock().instant(), ZoneOffset.UTC)
                .minusDays(2)
                .toString();
        for (int i = 0; i < 240; i++) {
            var fields = Map.of(
                    "document",
                    "L" + i,
                    "posted_on",
                    day,
                    "supplier",
                    "S01",
                    "department",
                    "Parks",
                    "amount",
                    "8000.50",
                    "remark",
                    "");
            desk.desk.accept(TestingDesk.OFFICER, "tended", fields).orThrow();
        }
        desk.moveOn(Duration.ofDays(8));
        desk.desk.tendLadders();
        assertThat(office.count("event where process = 'tended' and type = 'DriftAlarmed' and run_id is null"))
                .isPositive();
        assertThat(states()).allMatch(LadderState::raised);
        long told = office.count("event where process = 'tended' and type = 'DriftAlarmed'");
        desk.desk.tendLadders();
        assertThat(office.count("event where process = 'tended' and type = 'DriftAlarmed'"))
                .isEqualTo(told);
    }
}

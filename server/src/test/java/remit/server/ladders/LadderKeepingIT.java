package remit.server.ladders;

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
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Actor;
import remit.ladder.Cause;
import remit.ladder.LadderCommand;
import remit.ladder.LadderState;
import remit.ladder.Stage;
import remit.ladder.Terms;
import remit.process.Tier;
import remit.server.access.Acting;
import remit.server.live.LiveDesk;
import remit.server.runs.Climbing;
import remit.server.runs.RunParts;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

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

    private static final Actor OFFICER = new Actor(Actor.Kind.PERSON, "p_officer");

    @TempDir
    static Path folder;

    private static TestingOffice office;
    private static ProcessLadders ladders;
    private static LiveDesk desk;
    private static Duration ahead = Duration.ZERO;

    @BeforeAll
    static void climb() {
        office = TestingOffice.open(folder);
        TestingShop shop = TestingShop.of("tended");
        Path pack = TestingShop.with(shop.pack(folder), TERMS);
        office.climb(
                pack,
                shop.file(folder, "lines.csv", TestingPurchases.ledger(11, 2_000)),
                "0.4",
                new Climbing(Stage.SAMPLED, 1, List.of(), 0));
        ladders = office.installation().ladders().of("tended");
        RunParts here = office.installation().runParts(Acting.self(OFFICER)).orThrow();
        var parts = new RunParts(
                here.dataSource(),
                here.log(),
                here.reader(),
                here.catalog(),
                here.versions(),
                here.runs(),
                here.gateway(),
                here.authors(),
                here.ladders(),
                here.acting(),
                LadderKeepingIT::now);
        var published = here.catalog().latest("tended").orElseThrow().orThrow();
        desk = new LiveDesk(parts, List.of(new LiveDesk.Served(published, pack)));
    }

    @AfterAll
    static void end() {
        desk.close();
        office.close();
    }

    private static Instant now() {
        return Instant.now().plus(ahead);
    }

    private static long alarms() {
        return JdbcClient.create(office.installation().source())
                .sql("select count(*) from event where process = 'tended' and type = 'DriftAlarmed' and run_id is null")
                .query(Long.class)
                .single();
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
        ladders.reviewed(OFFICER, "with the auditor", now());
        assertThat(states()).allMatch(state -> state.overdue() == null);
        desk.tendLadders();
        assertThat(states()).allMatch(state -> state.overdue() == null);
        ahead = ahead.plus(Duration.ofDays(61));
        desk.tendLadders();
        assertThat(states()).allMatch(state -> state.overdue() != null);
    }

    @Test
    void drift_of_what_comes_in_raises_the_sampling_of_a_serving_process() {
        ladders.states().forEach((segment, state) -> {
            if (state.raised())
                ladders.decide(segment, new LadderCommand.LowerSampling(), OFFICER, now())
                        .orThrow();
        });
        String day = LocalDate.ofInstant(now(), ZoneOffset.UTC).minusDays(2).toString();
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
            desk.accept(OFFICER, "tended", fields).orThrow();
        }
        ahead = ahead.plus(Duration.ofDays(8));
        desk.tendLadders();
        assertThat(alarms()).isPositive();
        assertThat(states()).allMatch(LadderState::raised);
        long told = alarms();
        desk.tendLadders();
        assertThat(alarms()).isEqualTo(told);
    }

    @Test
    void what_is_folded_on_from_the_last_look_is_what_is_folded_anew() {
        List<Move> before = ladders.moves();
        assertThat(before).isNotEmpty();
        String parks = "Parks";
        Segment segment = ladders.states().keySet().stream()
                .filter(each -> each.name().equals(parks))
                .findFirst()
                .orElseThrow();
        ladders.decide(segment, new LadderCommand.Observe(true, false), OFFICER, now())
                .orThrow();
        ladders.decide(segment, new LadderCommand.Trigger(Cause.SEVERE_ERROR, "seen"), OFFICER, now())
                .orThrow();
        Terms terms = ladders.states().get(segment).terms();
        var internal = new Terms(
                terms.process(), terms.segment(), Tier.INTERNAL, terms.checkpoints(), terms.limits(), terms.sampling());
        ladders.decide(segment, new LadderCommand.Govern(internal), OFFICER, now())
                .orThrow();
        assertThat(ladders.states().get(segment).terms()).isEqualTo(internal).isNotEqualTo(terms);
        var installation = office.installation();
        ProcessLadders anew = new Ladders(new Ladders.Parts(
                        installation.source(),
                        installation.log(),
                        installation.reader().ids(),
                        installation.clock()))
                .of("tended");
        assertThat(ladders.moves()).isEqualTo(anew.moves()).isNotEqualTo(before);
        assertThat(new LadderView("tended", true, ladders.moves(), Map.of()).states())
                .isEqualTo(anew.states());
    }
}

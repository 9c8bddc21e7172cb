package remit.server.ladders;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.assurance.Versions;
import remit.assurance.sampling.Draw;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.ladder.Ladder;
import remit.ladder.LadderCommand;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;
import remit.ladder.Stage;
import remit.ladder.Terms;
import remit.server.packs.PackReader;
import remit.server.runs.Climbing;
import remit.server.runs.RunReport;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingShared;

/** Ladders on real files, under the terms of the shipped packs: what the files hold decides. */
final class LadderSharedIT {
    private static final Climbing SIGNED = new Climbing(Stage.AUTONOMOUS, 1, List.of(), 0);
    private static final Actor ENGINE = new Actor(Actor.Kind.SERVICE, "remit");
    private static final Actor OWNER = new Actor(Actor.Kind.PERSON, "p_owner");
    private static final int SECRETS = 20;

    @TempDir
    static Path folder;

    private static TestingOffice office;
    private static RunReport ledger;
    private static RunReport claims;

    @BeforeAll
    static void run() {
        office = TestingOffice.seeded(folder, 1);
        ledger = office.climb(
                TestingShared.pack("invoices"), TestingShared.data("gla-spend/gla-spend.csv.gz"), "0.4", SIGNED);
        claims = office.climb(
                TestingShared.pack("claims"), TestingShared.data("tsa-claims/tsa-claims.csv.gz"), "2007-07-01", SIGNED);
    }

    @AfterAll
    static void end() {
        office.close();
    }

    private static List<Json.Obj> of(RunReport report, String list) {
        return report.json().object("ladder").array(list).stream()
                .map(each -> (Json.Obj) each)
                .toList();
    }

    private static List<Json.Obj> moves(RunReport report, String event) {
        return of(report, "moves").stream()
                .filter(move -> move.text("event", "").equals(event))
                .toList();
    }

    @Test
    void the_ledger_earns_its_way_and_what_clears_keeps_what_was_promised() {
        assertThat(moves(ledger, "Promoted").stream().map(move -> move.text("stage", "")))
                .contains("checkpointed", "sampled");
        Json.Obj json = ledger.json();
        assertThat(json.number("auto_cleared", 0)).isPositive();
        double tolerated = terms("invoices").limits().tolerated();
        assertThat(json.number("auto_clear_error_share", 1)).isLessThanOrEqualTo(tolerated);
    }

    private static Terms terms(String pack) {
        return Terms.of(PackReader.read(TestingShared.pack(pack)).orThrow().contract(), "segment");
    }

    @Test
    void three_times_the_tolerated_error_is_found_within_170_reviews() {
        Terms terms = terms("invoices");
        double error = 3 * terms.limits().tolerated();
        List<String> cases = wouldClear("invoices");
        var reviews = new ArrayList<Integer>();
        for (int secret = 0; secret < SECRETS; secret++) {
            byte[] bytes = String.format(Locale.ROOT, "secret %d", secret).getBytes(StandardCharsets.UTF_8);
            reviews.add(until(terms, cases, bytes, error));
        }
        reviews.sort(null);
        assertThat(reviews.get(SECRETS / 2))
                .as("reviews until demotion: %s", reviews)
                .isLessThanOrEqualTo(170);
    }

    private static List<String> wouldClear(String process) {
        return JdbcClient.create(office.installation().source())
                .sql("select e.leaf from event e where e.process = ? and e.type = 'Decided' order by e.at, e.case_id")
                .param(process)
                .query((row, _) -> Event.read(row.getString(1)))
                .list()
                .stream()
                .filter(decided -> remit.decision.Decision.clearsButForStage(decided.body()))
                .map(decided -> String.valueOf(decided.place().caseId()))
                .toList();
    }

    /** How many reviews a segment that has climbed to the sampled stage takes to lose it; errors are injected by seeded draws. */
    private static int until(Terms terms, List<String> cases, byte[] secret, double error) {
        Instant now = Instant.parse("2024-01-01T00:00:00Z");
        LadderState state = climbed(terms, now);
        int reviews = 0;
        for (String each : cases) {
            if (!Draw.of(secret, each).below(state.samplingRate())) continue;
            boolean wrong = Draw.of(secret, "injected", each).below(error);
            reviews++;
            for (LadderEvent event : decided(state, new LadderCommand.Observe(wrong, false), ENGINE, now)) {
                state = Ladder.apply(state, event, ENGINE, now);
                if (event instanceof LadderEvent.Demoted) return reviews;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static LadderState climbed(Terms terms, Instant now) {
        Instant late = now.plus(Duration.ofDays(365));
        LadderState state = null;
        for (LadderEvent event :
                decided(null, new LadderCommand.Start(terms, new Versions("p", "c", "r", "m", "")), ENGINE, now))
            state = Ladder.apply(state, event, ENGINE, now);
        while (java.util.Objects.requireNonNull(state).stage() != Stage.SAMPLED) {
            LadderCommand next = state.proposal() == null
                    ? new LadderCommand.Observe(false, false)
                    : new LadderCommand.Sign(List.of(state.proposal().checkpoint()), state.proposalSeen());
            late = late.plus(Duration.ofDays(20));
            for (LadderEvent event : decided(state, next, OWNER, late)) state = Ladder.apply(state, event, OWNER, late);
        }
        return state;
    }

    private static List<LadderEvent> decided(
            @org.jspecify.annotations.Nullable LadderState state, LadderCommand command, Actor by, Instant at) {
        return switch (Ladder.decide(state, command, by, at)) {
            case Checked.Ok<List<LadderEvent>>(List<LadderEvent> events) -> events;
            case Checked.Refused<List<LadderEvent>>(var problems) -> throw new AssertionError(problems);
        };
    }

    @Test
    void the_turn_of_practice_in_claims_is_seen_before_the_year_ends_and_then_takes_autonomy_back() {
        assertThat(of(claims, "drift").stream().map(alarm -> alarm.text("day", "")))
                .anyMatch(day -> day.compareTo("2008-01-01") < 0);
        assertThat(moves(claims, "SamplingRaised")).isNotEmpty();
        assertThat(moves(claims, "Demoted").stream()
                        .filter(move -> !move.array("restored").isEmpty())
                        .map(move -> move.text("cause", "")))
                .contains("alarm");
        assertThat(claims.json().number("auto_clear_adverse", -1)).isZero();
    }
}

package remit.server.live;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;
import remit.casework.Phase;
import remit.evidence.Event;
import remit.halt.HaltScope;
import remit.halt.HaltStage;
import remit.incident.Cause;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.register.AuthorityRegister;
import remit.server.access.Acting;
import remit.server.cases.CaseStory;
import remit.server.gateway.Gateway;
import remit.server.halts.HaltDesk;
import remit.server.halts.KillSwitch;
import remit.server.incidents.IncidentDesk;
import remit.server.replay.Replays;
import remit.server.runs.RunParts;
import remit.server.runs.TestingDesk;
import remit.server.runs.TestingOffice;
import remit.server.scorecards.LiveFigures;
import remit.server.web.PublishedProcess;
import remit.server.web.WebParts;
import remit.server.web.page.ScorecardPage;
import remit.server.web.query.CaseFilter;
import remit.server.web.query.CaseQueries;
import remit.server.web.query.Totals;
import remit.server.web.tell.Scorecards;

/** A held case that nobody decides is held or rejected, as the contract says that it came in under; never approved. */
final class TimeoutsIT {
    private static final Acting OLGA = Acting.self(new Actor(Actor.Kind.PERSON, "p_olga"));

    @TempDir
    Path folder;

    /** How far the clock by which things are recorded is ahead. */
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);

    private TestingOffice office;

    @BeforeEach
    void open() {
        office = TestingOffice.at(folder, () -> Instant.now().plus(ahead.get()));
    }

    @AfterEach
    void close() {
        office.close();
    }

    private TestingDesk desk(String process, String timeout) {
        return new TestingDesk(
                office,
                process,
                Map.of(),
                contract -> contract.replace("author:\n", timeout.isEmpty() ? "author:\n" : timeout + "author:\n"));
    }

    private static String after(String then, String after) {
        return "  on_timeout: {then: " + then + ", after: " + after + "}\n";
    }

    private IncidentDesk incidents(TestingDesk desk) {
        return new IncidentDesk(
                office.installation().source(), desk.parts.log(), desk.parts.clock(), office.installation()::contract);
    }

    private Timeouts timeouts(TestingDesk desk) {
        return new Timeouts(desk.parts, incidents(desk));
    }

    @Test
    void a_case_is_rejected_when_its_time_is_over_by_the_program_and_evidence_shows_it() {
        try (TestingDesk desk = desk("rejecting", after("reject", "48h"))) {
            String caseId = desk.held("D1");
            Timeouts timeouts = timeouts(desk);
            timeouts.tend(desk.desk.served());
            assertThat(desk.state(caseId).phase()).isEqualTo(Phase.HELD);
            desk.moveOn(Duration.ofHours(49));
            timeouts.tend(desk.desk.served());
            timeouts.tend(desk.desk.served());

            assertThat(desk.state(caseId).phase()).isEqualTo(Phase.EXPIRED);
            Event last = desk.last(caseId).event();
            assertThat(last.type()).isEqualTo("TimedOut");
            assertThat(last.actor()).hasToString("service:remit");
            assertThat(last.body().text("reason_code")).isEqualTo("nobody_decided");
            assertThat(desk.effect(caseId)).as("nothing is done").isEmpty();
            Json.Obj who = new CaseStory(desk.reader, desk.parts.versions(), id -> Optional.empty())
                    .who(desk.reader.byId(caseId).orElseThrow());
            assertThat(who.text("approver", "")).startsWith("none: nobody decided in time");
            assertThat(office.changeLog("rejecting")).last().satisfies(entry -> {
                assertThat(entry.text("decision")).isEqualTo("expired");
                assertThat(entry.object("ext").text("actor")).isEqualTo("service:remit");
            });
            assertThat(office.rebuild().differences()).isZero();
            assertThat(office.texts("select phase from news where process = 'rejecting' order by id"))
                    .contains("expired");
            assertThat(desk.decide(caseId, "A4001").problems()).hasSize(1);
        }
    }

    @Test
    void a_replay_of_a_case_that_timed_out_is_identical() {
        try (TestingDesk desk = desk("replayed", after("reject", "48h"))) {
            String caseId = desk.held("D1");
            desk.moveOn(Duration.ofHours(49));
            timeouts(desk).tend(desk.desk.served());
            assertThat(desk.state(caseId).phase()).isEqualTo(Phase.EXPIRED);
            var replays = new Replays(office.installation().published(), desk.parts.gateway());
            assertThat(replays.ofCase(caseId)).isNotEmpty().allMatch(Replays.Told::identical);
        }
    }

    @Test
    void a_case_that_is_to_be_held_stays_held_and_its_people_are_paged_until_somebody_decides() {
        try (TestingDesk desk = desk("holding", after("hold", "48h"))) {
            String caseId = desk.held("D1");
            Timeouts timeouts = timeouts(desk);
            IncidentDesk incidents = incidents(desk);
            timeouts.tend(desk.desk.served());
            assertThat(incidents.list("holding", true)).isEmpty();
            desk.moveOn(Duration.ofHours(49));
            timeouts.tend(desk.desk.served());
            timeouts.tend(desk.desk.served());
            assertThat(desk.state(caseId).phase()).isEqualTo(Phase.HELD);
            assertThat(incidents.list("holding", false)).singleElement().satisfies(incident -> {
                assertThat(incident.state().cause()).isEqualTo(Cause.OVERDUE);
                assertThat(incident.state().facts().number("cases", 0)).isEqualTo(1);
            });
            desk.decide(caseId, "A4001").orThrow();
            timeouts.tend(desk.desk.served());
            assertThat(incidents.list("holding", false)).isEmpty();
            assertThat(office.text("select leaf::jsonb->'body'->>'why' from event where type = 'IncidentClosed'"))
                    .isEqualTo("passed");
        }
    }

    @Test
    void a_case_keeps_the_time_of_the_version_that_it_came_in_under() {
        String before;
        try (TestingDesk desk = desk("pinned-time", "")) {
            before = desk.held("D1");
        }
        try (TestingDesk desk = desk("pinned-time", after("reject", "1h"))) {
            String after = desk.held("D2");
            desk.moveOn(Duration.ofHours(2));
            timeouts(desk).tend(desk.desk.served());
            assertThat(desk.state(before).phase()).isEqualTo(Phase.HELD);
            assertThat(desk.state(after).phase()).isEqualTo(Phase.EXPIRED);
        }
    }

    @Test
    void time_that_is_counted_within_hours_stands_still_outside_them() {
        try (TestingDesk desk = desk("within", after("reject", "200h within hours"))) {
            String caseId = desk.held("D1");
            // Fifty hours of business a week at most: three weeks are not enough, five are.
            desk.moveOn(Duration.ofDays(21));
            timeouts(desk).tend(desk.desk.served());
            assertThat(desk.state(caseId).phase()).isEqualTo(Phase.HELD);
            desk.moveOn(Duration.ofDays(14));
            timeouts(desk).tend(desk.desk.served());
            assertThat(desk.state(caseId).phase()).isEqualTo(Phase.EXPIRED);
        }
    }

    static Stream<HaltScope> scopes() {
        return Stream.of(
                new HaltScope.Everything(),
                new HaltScope.Process("stopped-clock"),
                new HaltScope.Author("classifier"),
                new HaltScope.Tool("post_line"));
    }

    @ParameterizedTest
    @MethodSource("scopes")
    void what_a_halt_forbids_to_approve_is_not_rejected_and_has_its_whole_time_again_after_it(HaltScope scope) {
        HaltDesk halts = office.installation().halts();
        try (TestingDesk desk = desk("stopped-clock", after("reject", "48h"))) {
            String caseId = desk.held("D1");
            Timeouts timeouts = timeouts(desk);
            halts.halt(OLGA, scope, "wrong accounts").orThrow();
            moveOn(desk, Duration.ofHours(49));
            timeouts.tend(desk.desk.served());
            assertThat(desk.state(caseId).phase()).as("while halted").isEqualTo(Phase.HELD);

            for (HaltStage to : List.of(HaltStage.HELD, HaltStage.REVIEWED, HaltStage.OPEN)) {
                halts.resume(OLGA, scope, to, "looked at").orThrow();
                timeouts.tend(desk.desk.served());
                assertThat(desk.state(caseId).phase()).as("at once, " + to).isEqualTo(Phase.HELD);
            }
            moveOn(desk, Duration.ofHours(47));
            timeouts.tend(desk.desk.served());
            assertThat(desk.state(caseId).phase()).as("within its time").isEqualTo(Phase.HELD);
            moveOn(desk, Duration.ofHours(2));
            timeouts.tend(desk.desk.served());
            assertThat(desk.state(caseId).phase()).isEqualTo(Phase.EXPIRED);
        }
    }

    private void moveOn(TestingDesk desk, Duration time) {
        ahead.updateAndGet(time::plus);
        desk.moveOn(time);
    }

    @Test
    void a_halt_of_something_else_rejects_as_ever() {
        try (TestingDesk desk = desk("bystander", after("reject", "48h"));
                TestingDesk other = desk("elsewhere", "")) {
            String caseId = desk.held("D1");
            office.installation()
                    .halts()
                    .halt(OLGA, new HaltScope.Process(other.published.id()), "why")
                    .orThrow();
            desk.moveOn(Duration.ofHours(49));
            timeouts(desk).tend(desk.desk.served());
            assertThat(desk.state(caseId).phase()).isEqualTo(Phase.EXPIRED);
        }
    }

    @Test
    void nothing_is_rejected_while_nobody_can_tell_what_is_halted() {
        try (TestingDesk desk = desk("untold", after("reject", "48h"))) {
            String caseId = desk.held("D1");
            desk.moveOn(Duration.ofHours(49));
            new Timeouts(cut(desk.parts), incidents(desk)).tend(desk.desk.served());
            assertThat(desk.state(caseId).phase()).isEqualTo(Phase.HELD);
        }
    }

    /** The same with a gateway that cannot ask what is halted. */
    private RunParts cut(RunParts parts) {
        var gone = new PGSimpleDataSource();
        gone.setURL("jdbc:postgresql://127.0.0.1:1/nothing");
        var installation = office.installation();
        Gateway gateway = Gateway.open(
                        installation.path(),
                        installation.database().installation().keyring(),
                        List.of(),
                        new KillSwitch(gone),
                        parts.clock())
                .orThrow();
        return new RunParts(
                parts.dataSource(),
                parts.log(),
                parts.reader(),
                parts.catalog(),
                parts.versions(),
                parts.runs(),
                gateway,
                parts.authors(),
                parts.ladders(),
                parts.acting(),
                parts.clock());
    }

    @Test
    void what_timed_out_is_closed_and_has_a_figure_of_its_own() {
        try (TestingDesk desk = desk("counted", after("reject", "48h"))) {
            desk.held("D1");
            desk.moveOn(Duration.ofHours(49));
            timeouts(desk).tend(desk.desk.served());
            desk.held("D2");

            var installation = office.installation();
            var days = new LiveFigures(installation.source(), installation.clock())
                    .of(desk.published)
                    .orElseThrow()
                    .days();
            assertThat(days.closed()).isEqualTo(1);
            assertThat(days.open()).isEqualTo(1);

            PublishedProcess shown = shown(desk);
            var queries = new CaseQueries(installation.source(), _ -> Optional.of(shown));
            CaseFilter cases = CaseFilter.of("counted");
            assertThat(queries.count(cases.with(CaseFilter.CLOSED, "yes"))).isEqualTo(1);
            assertThat(queries.count(cases.with(CaseFilter.CLOSED, "no"))).isEqualTo(1);

            var totals = new Totals(queries);
            var folds = new WebParts.Catalog.Measured(_ -> List.of(), _ -> Optional.empty());
            var catalog = new WebParts.Catalog(() -> List.of(shown), _ -> Optional.of(shown), folds);
            ScorecardPage.Score score = new Scorecards(catalog, totals).score(shown, totals.of(shown));
            assertThat(score.sentence())
                    .contains("1 waits for a person; 1 rejected because nobody decided in time; 0 stopped");
            assertThat(score.figures())
                    .filteredOn(figure -> "Nobody decided in time".equals(figure.name()))
                    .singleElement()
                    .satisfies(figure -> assertThat(figure.value()).isEqualTo("1"));
            assertThat(CaseFilter.read(Map.of(CaseFilter.PHASE, "lapsed")).problems())
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.fix()).contains("expired"));
        }
    }

    private static PublishedProcess shown(TestingDesk desk) {
        var process = desk.published;
        return new PublishedProcess(
                Objects.requireNonNull(process.pack().versions().pack()),
                process.contract(),
                process.intake(),
                new PublishedProcess.Rules("authority", "v", "F", List.of(), List.of()),
                Set.of(),
                AuthorityRegister.of(process.pinned()).statement());
    }

    /** A person decides on one node while two others find that the time is over. */
    @Test
    void of_a_timeout_and_a_reviewer_s_decision_exactly_one_wins() throws Exception {
        try (TestingDesk desk = desk("racing", after("reject", "48h"));
                var threads = Executors.newFixedThreadPool(6)) {
            var cases = new ArrayList<String>();
            for (int i = 0; i < 40; i++) cases.add(desk.held("D" + i));
            desk.moveOn(Duration.ofHours(49));
            var work = new ArrayList<Callable<Boolean>>();
            for (String caseId : cases.reversed())
                work.add(() -> desk.decide(caseId, "A4001").problems().isEmpty());
            for (int node = 0; node < 2; node++) {
                Timeouts timeouts = timeouts(desk);
                work.add(work.size() / 2, () -> {
                    timeouts.tend(desk.desk.served());
                    return false;
                });
            }
            List<Future<Boolean>> answers = threads.invokeAll(work);
            long decided = 0;
            for (Future<Boolean> answer : answers) if (answer.get()) decided++;
            var phases = new HashSet<Phase>();
            long approved = 0;
            for (String caseId : cases) {
                Phase phase = desk.state(caseId).phase();
                phases.add(phase);
                if (phase == Phase.APPROVED) approved++;
                assertThat(office.count("event where case_id = ? and type in ('Reviewed', 'TimedOut')", caseId))
                        .isEqualTo(1);
            }
            assertThat(phases).isSubsetOf(Phase.APPROVED, Phase.EXPIRED);
            assertThat(approved).isEqualTo(decided);
            assertThat(office.rebuild().differences()).isZero();
        }
    }
}

package remit.server.halts;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import remit.evidence.Event;
import remit.halt.HaltScope;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.server.access.Acting;
import remit.server.runs.TestingDesk;
import remit.server.runs.TestingOffice;

/** Drills on two nodes, and what is said of a process because of them. */
@Timeout(120)
final class DrillsIT {
    private static final Acting OLGA = Acting.self(new Actor(Actor.Kind.PERSON, "p_olga"));
    private static final URI NOWHERE = URI.create("http://127.0.0.1:1/actions");

    @TempDir
    Path folder;

    private static TestingDesk desk(TestingOffice office, String process) {
        return new TestingDesk(office, process, Map.of("ledger", NOWHERE), contract -> contract);
    }

    private static String code(Checked<?> refused) {
        return refused.problems().getFirst().code();
    }

    private static HaltDesk at(TestingOffice office, Instant now) {
        var installation = office.installation();
        var known = List.of(new HaltDesk.Known("drilled", "classifier", List.of("post_line"), List.of()));
        return new HaltDesk(new HaltDesk.Parts(
                installation.source(),
                installation.log(),
                new KillSwitch(installation.source()),
                () -> known,
                () -> now));
    }

    @Test
    void a_drill_measures_every_node_puts_all_back_and_is_evidence() {
        var scope = new HaltScope.Process("drilled");
        try (TestingOffice one = TestingOffice.open(folder);
                TestingOffice two = TestingOffice.open(folder);
                TestingDesk desk = desk(one, "drilled")) {
            assertThat(code(one.installation().halts().drill().run(OLGA, scope)))
                    .as("without a node there is nothing to measure")
                    .isEqualTo("RMT-448");
            one.installation().gateway().orThrow();
            two.installation().gateway().orThrow();
            Exposure before = one.installation().halts().exposure(desk.published.contract());
            assertThat(before.red()).startsWith("There was no drill yet");

            Drill.Report report =
                    one.installation().halts().drill().run(OLGA, scope).orThrow();
            assertThat(report.good()).isTrue();
            assertThat(report.shown().nodes())
                    .hasSize(2)
                    .allSatisfy(node -> assertThat(node.millis()).isLessThan(1000));
            assertThat(one.installation().halts().list().rows()).isEmpty();
            Event measured = Event.read(one.text("select leaf from event where type = 'DrillMeasured'"));
            assertThat(measured.actor()).isEqualTo(OLGA.actor());
            assertThat(measured.body().number("millis", -1))
                    .isEqualTo(report.shown().millis());
            assertThat(measured.body().array("nodes")).hasSize(2);
            assertThat(one.texts("select type from event where process = 'drilled' and type in ('Halted', 'Resumed')"))
                    .containsExactlyInAnyOrder("Halted", "Resumed", "Resumed", "Resumed");

            Exposure after = two.installation().halts().exposure(desk.published.contract());
            assertThat(after.red()).isNull();
            assertThat(String.join(" ", after.sentences()))
                    .contains("is paged")
                    .contains("a day by post_line")
                    .contains("It stopped on all of 2 nodes in 0.")
                    .contains("it was never rolled back");
            Instant later = Instant.now().plus(Duration.ofDays(91));
            assertThat(at(one, later).exposure(desk.published.contract()).red())
                    .startsWith("The last drill is 91 days");
        }
    }

    @Test
    void a_drill_of_what_is_halted_is_refused_and_one_of_everything_counts_for_each_process() {
        try (TestingOffice one = TestingOffice.open(folder);
                TestingDesk desk = desk(one, "drilled")) {
            one.installation().gateway().orThrow();
            HaltDesk halts = one.installation().halts();
            halts.drill().run(OLGA, new HaltScope.Everything()).orThrow();
            assertThat(halts.exposure(desk.published.contract()).red()).isNull();
            var scope = new HaltScope.Process("drilled");
            halts.halt(OLGA, scope, "in earnest").orThrow();
            assertThat(code(halts.drill().run(OLGA, scope))).isEqualTo("RMT-442");
            assertThat(halts.list().rows()).hasSize(1);
        }
    }

    @Test
    void a_node_that_died_keeps_no_drill_from_ending_and_is_named() {
        try (TestingOffice one = TestingOffice.open(folder);
                TestingDesk desk = desk(one, "drilled")) {
            one.installation().gateway().orThrow();
            one.change("insert into node (id, name, halts) values ('dead', 'process 7 on nowhere', 0)");
            Drill.Report report = one.installation()
                    .halts()
                    .drill()
                    .run(OLGA, new HaltScope.Process(desk.published.id()))
                    .orThrow();
            assertThat(report.shown().silent()).containsExactly("process 7 on nowhere");
            assertThat(report.good()).isFalse();
            assertThat(report.back()).isNull();
            assertThat(one.installation()
                            .halts()
                            .exposure(desk.published.contract())
                            .red())
                    .as("a drill that not every node passed counts for nothing")
                    .isNotNull();
        }
    }

    @Test
    void a_drill_after_which_it_was_not_open_again_counts_for_nothing() {
        try (TestingOffice one = TestingOffice.open(folder);
                TestingDesk desk = desk(one, "drilled")) {
            one.installation().gateway().orThrow();
            HaltDesk halts = one.installation().halts();
            halts.drill().run(OLGA, new HaltScope.Process("drilled")).orThrow();
            assertThat(halts.exposure(desk.published.contract()).red()).isNull();
            one.change("update event set leaf = replace(leaf, '\"open_again\":true', '\"open_again\":false')"
                    + " where type = 'DrillMeasured'");
            assertThat(halts.exposure(desk.published.contract()).red()).startsWith("There was no drill yet");
        }
    }
}

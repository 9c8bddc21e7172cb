package remit.server.halts;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import remit.evidence.Event;
import remit.halt.HaltScope;
import remit.halt.HaltStage;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.replay.ReplayReport;
import remit.server.replay.Replays;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

/** Files that run while something is halted, or become halted in the middle. */
@Timeout(300)
final class HaltedRunsIT {
    private static final Acting OLGA = Acting.self(new Actor(Actor.Kind.PERSON, "p_olga"));
    private static final String PROCESS = "halted-run";
    private static final HaltScope SCOPE = new HaltScope.Process(PROCESS);

    @TempDir
    Path folder;

    private final TestingShop shop = TestingShop.of(PROCESS);

    private Json.Obj run(TestingOffice office, Path pack, int lines, String history) {
        Path file = shop.file(folder, "lines-" + lines + ".csv", TestingPurchases.ledger(7, lines));
        return office.run(pack, file, history);
    }

    private static void replaysAlike(TestingOffice office, long decided) {
        var installation = office.installation();
        ReplayReport report =
                new Replays(installation.published(), installation.gateway().orThrow()).all(PROCESS);
        assertThat(report.counts().identical()).isEqualTo(decided);
        assertThat(report.counts().different()).isZero();
    }

    private static long decided(TestingOffice office) {
        return office.count("event where type = 'Decided' and process = ?", PROCESS);
    }

    @Test
    void a_halted_process_takes_cases_in_clears_none_and_its_decisions_replay_alike() {
        try (TestingOffice office = TestingOffice.open(folder)) {
            Path pack = shop.pack(folder);
            assertThat(run(office, pack, 2000, "0.5").number("auto_cleared", 0)).isPositive();
            HaltDesk halts = office.installation().halts();
            int files = office.dropped(PROCESS).size();
            halts.halt(OLGA, SCOPE, "wrong accounts").orThrow();
            Json.Obj halted = run(office, pack, 2200, null);
            assertThat(halted.number("cases", 0)).isEqualTo(200);
            assertThat(halted.number("auto_cleared", -1)).isZero();
            assertThat(office.dropped(PROCESS)).hasSize(files);
            assertThat(office.count(
                            "case_view where process = ? and state::jsonb->'settled'->>'reason'"
                                    + " = 'halted: process halted-run; a person decides'",
                            PROCESS))
                    .isPositive();
            halts.resume(OLGA, SCOPE, HaltStage.HELD, "looked at").orThrow();
            halts.resume(OLGA, SCOPE, HaltStage.REVIEWED, "looked at").orThrow();
            assertThat(run(office, pack, 2300, null).number("auto_cleared", -1)).isZero();
            replaysAlike(office, decided(office));
            halts.resume(OLGA, SCOPE, HaltStage.OPEN, "looked at").orThrow();
            assertThat(run(office, pack, 2500, null).number("auto_cleared", -1)).isPositive();
            // What was decided while it was halted is decided so again, also now that nothing is.
            replaysAlike(office, decided(office));
            assertThat(office.rebuild().differences()).isZero();
        }
    }

    @Test
    void a_file_that_is_halted_in_the_middle_clears_and_does_nothing_more() throws Exception {
        try (TestingOffice office = TestingOffice.open(folder);
                var aside = Executors.newVirtualThreadPerTaskExecutor()) {
            Path pack = shop.pack(folder);
            run(office, pack, 2000, "0.5");
            HaltDesk halts = office.installation().halts();
            long before = decided(office);
            var running = aside.submit(() -> run(office, pack, 9_000, null));
            long limit = System.nanoTime() + Duration.ofSeconds(60).toNanos();
            while (decided(office) < before + 300 && System.nanoTime() < limit) Thread.sleep(5);
            halts.halt(OLGA, SCOPE, "wrong accounts").orThrow();
            Instant returned = Instant.now();
            running.get();
            Instant second = returned.plusSeconds(1);
            // However fast this machine got through the rest of the file: these come in after that second.
            Thread.sleep(1_000);
            run(office, pack, 9_200, null);
            long after = 0;
            for (String leaf : office.texts("select leaf from event where type = 'Decided' and process = ?", PROCESS)) {
                Event event = Event.read(leaf);
                if (!event.recordedAt().isAfter(second)) continue;
                after++;
                assertThat(event.body().text("verdict")).isNotEqualTo("auto_clear");
            }
            assertThat(after).as("decided after it was halted").isPositive();
            assertThat(written(folder)).allMatch(time -> time.isBefore(second));
            replaysAlike(office, decided(office));
            List<Long> waiting = office.installation().halts().list().rows().stream()
                    .map(row -> row.effects().count())
                    .toList();
            assertThat(waiting)
                    .containsExactly(office.count("action_view where process = ? and state = 'prepared'", PROCESS));
            for (HaltStage to : List.of(HaltStage.HELD, HaltStage.REVIEWED, HaltStage.OPEN))
                halts.resume(OLGA, SCOPE, to, "looked at").orThrow();
            run(office, pack, 9_201, null);
            assertThat(office.count("action_view where process = ? and state = 'prepared'", PROCESS))
                    .as("what waited is done by the next start")
                    .isZero();
        }
    }

    private static List<Instant> written(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder.resolve("data/outbox"))) {
            return files.filter(Files::isRegularFile)
                    .map(file -> {
                        try {
                            return Files.getLastModifiedTime(file).toInstant();
                        } catch (IOException e) {
                            throw new java.io.UncheckedIOException(e);
                        }
                    })
                    .toList();
        }
    }
}

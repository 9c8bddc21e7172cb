package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;

/**
 * kill -9 of a run at random moments, sometimes of its database too, and a start after it: the run completes as if
 * nothing had happened. {@code -Dremit.seed=N} repeats the choice of moments; what they hit depends on the machine.
 */
final class KillIT {
    private static final int KILLS = 30;
    private static final int KILLS_OF_ONE_RUN = 6;
    private static final List<String> FIGURES = List.of(
            "rows",
            "history",
            "cases",
            "already_decided",
            "rejected",
            "auto_cleared",
            "held",
            "stopped",
            "returned",
            "auto_clear_known",
            "auto_clear_errors",
            "auto_clear_unknown",
            "months");

    @TempDir
    Path folder;

    private final Map<String, Integer> hit = new TreeMap<>();
    private Path file;
    private int kills;

    @Test
    void a_killed_run_completes_with_nothing_lost_or_doubled() throws IOException, InterruptedException {
        long seed = Long.getLong("remit.seed", new SplittableRandom().nextLong());
        var random = new SplittableRandom(seed);
        file = TestingShop.of("x").file(folder, "ledger.csv", TestingPurchases.ledger(7, 400));
        TestingShop whole = TestingShop.of("whole").refitting("P20D");
        Path apart = Files.createDirectories(folder.resolve("apart"));
        TestingCommand.Ended unkilled = run(apart, whole.pack(folder)).end();
        assertThat(unkilled.status()).as(unkilled.errors()).isZero();
        assertThat(unkilled.json().number("auto_cleared", 0)).isGreaterThan(40);
        long begun = System.nanoTime();
        assertThat(run(apart, TestingShop.of("timed").refitting("P20D").pack(folder))
                        .end()
                        .status())
                .isZero();
        long usual = (System.nanoTime() - begun) / 1_000_000;
        System.out.printf("kill -9, seed %d, a run takes %d ms%n", seed, usual);

        Path killed = Files.createDirectories(folder.resolve("killed"));
        var processes = new ArrayList<String>();
        for (int number = 0; kills < KILLS; number++) {
            assertThat(number)
                    .as("runs that ended before they could be killed, seed %d", seed)
                    .isLessThan(60);
            String process = "shop" + number;
            processes.add(process);
            Path pack = TestingShop.of(process).refitting("P20D").pack(folder);
            for (int i = 0; i < KILLS_OF_ONE_RUN; i++) {
                if (!killed(killed, pack, process, random, usual)) break;
            }
            complete(killed, pack, figures(unkilled.json()), "seed " + seed + ", " + process);
        }
        System.out.printf("%d kills over %d runs: %s%n", kills, processes.size(), hit);
        inspect(killed, apart, processes, "seed " + seed);
    }

    private TestingCommand run(Path place, Path pack) {
        return TestingCommand.start(
                folder,
                "run",
                pack.toString(),
                "--data",
                file.toString(),
                "--data-dir",
                TestingOffice.data(place).toString(),
                "--json");
    }

    /** One start and its end: after a while, or as soon as so many effects are out. @return whether it was killed */
    private boolean killed(Path place, Path pack, String process, SplittableRandom random, long usual)
            throws IOException, InterruptedException {
        long before = effects(place, process);
        boolean byEffects = random.nextBoolean();
        long after = before + 1 + random.nextInt(60);
        long wait = (long) (usual * (0.25 + 0.85 * random.nextDouble()));
        TestingCommand command = run(place, pack);
        long begun = System.nanoTime();
        while (command.isAlive()) {
            long waited = (System.nanoTime() - begun) / 1_000_000;
            if (byEffects ? effects(place, process) >= after : waited >= wait) break;
            Thread.sleep(1);
        }
        boolean together = random.nextInt(3) == 0;
        if (together && random.nextBoolean()) TestingCommand.killDatabase(TestingOffice.data(place));
        if (!command.kill()) return false;
        if (together) TestingCommand.killDatabase(TestingOffice.data(place));
        kills++;
        if (together) hit.merge("database too", 1, Integer::sum);
        // Looking stops the database in good order, which a start after a kill must not come to rely on.
        if (random.nextInt(3) == 0) hit.merge("seen in " + reached(place, process), 1, Integer::sum);
        return true;
    }

    /** How far the log says that the killed run had come. */
    private String reached(Path place, String process) {
        try (TestingOffice office = TestingOffice.open(place)) {
            String of = "event where process = '" + process + "' and type = ";
            if (office.count(of + "'RunStarted'") == 0) return "staging";
            if (office.count(of + "'HistoryRecorded'") < 200) return "history";
            if (office.count(of + "'AuthorTrained'") == 0) return "training";
            if (office.count(of + "'Decided'") < 200) return "deciding";
            if (office.count("action_view where process = ? and state = 'prepared'", process) > 0) return "dispatching";
            return office.count(of + "'RunFinished'") == 0 ? "outcomes" : "ending";
        }
    }

    private static long effects(Path place, String process) throws IOException {
        Path outbox =
                TestingOffice.data(place).resolve("outbox").resolve(process).resolve("post_line");
        if (!Files.isDirectory(outbox)) return 0;
        try (Stream<Path> files = Files.list(outbox)) {
            return files.filter(f -> f.toString().endsWith(".json")).count();
        }
    }

    private void complete(Path place, Path pack, Map<String, Json> figures, String what) throws InterruptedException {
        TestingCommand.Ended second = run(place, pack).end();
        assertThat(second.status()).as(what + "\n" + second.errors()).isZero();
        assertThat(figures(second.json())).as(what).isEqualTo(figures);
        Json.Obj evidence = second.json().object("evidence");
        assertThat(evidence.get("verified")).as(what).isEqualTo(evidence.get("events"));
        TestingCommand.Ended third = run(place, pack).end();
        assertThat(third).as(what).isEqualTo(second);
    }

    private static Map<String, Json> figures(Json.Obj summary) {
        var figures = new LinkedHashMap<String, Json>();
        for (String name : FIGURES) figures.put(name, summary.get(name));
        return figures;
    }

    private void inspect(Path killed, Path apart, List<String> processes, String what) {
        Map<String, String> verdicts;
        try (TestingOffice office = TestingOffice.open(apart)) {
            verdicts = office.verdicts("whole");
        }
        try (TestingOffice office = TestingOffice.open(killed)) {
            for (String process : processes) {
                String told = what + ", " + process;
                assertThat(office.verdicts(process)).as(told).isEqualTo(verdicts);
                assertThat(office.count(
                                "(select case_id from event where process = ? and type = 'Decided'"
                                        + " group by case_id having count(*) <> 1) x",
                                process))
                        .as(told)
                        .isZero();
                assertThat(office.count("event where process = ? and type in ('RunStarted', 'RunFinished')", process))
                        .as(told)
                        .isEqualTo(2);
                assertThat(office.count(
                                "event e where process = ? and type = 'AuthorTrained' and exists (select 1 from"
                                        + " event f where f.process = e.process and f.type = e.type and f.id <> e.id"
                                        + " and f.leaf::jsonb->'body' = e.leaf::jsonb->'body')",
                                process))
                        .as(told)
                        .isZero();
                List<String> actions = office.texts(
                        "select action_id || '.json' as file from action_view where process = ? order by action_id collate \"C\"",
                        process);
                assertThat(office.count("action_view where process = ? and state <> 'verified'", process))
                        .as(told)
                        .isZero();
                assertThat(office.count("case_view where process = ? and phase = 'cleared'", process))
                        .as(told)
                        .isEqualTo(actions.size());
                assertThat(office.dropped(process)).as(told).isEqualTo(actions);
            }
            assertThat(office.rebuild().differences()).as(what).isZero();
            assertThat(office.count("pg_tables where tablename like 'staging%'"))
                    .as(what)
                    .isZero();
        }
    }
}

package remit.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import remit.server.access.Acting;
import remit.server.demo.Generator;
import remit.server.demo.World;
import remit.server.packs.PackReader;
import remit.server.runs.FileRun;
import remit.server.runs.HistoryOption;
import remit.server.runs.Progress;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.store.Streaming;
import remit.server.whatif.Asked;
import remit.server.whatif.WhatIfs;
import remit.server.wiring.Installation;
import remit.whatif.Question;

/**
 * What-if over recorded cases: the first question to a server, twenty more, twenty while a file of other cases is being run,
 * and the command over a data directory that nothing has open. Beside it stands what the database alone takes to hand out the
 * same rows, and the evidence that they are folded from.
 *
 * <p>Options: {@code --pack FOLDER} of the synthetic claims, {@code --remit SCRIPT}, {@code --scratch FOLDER}, {@code --cases}
 * (100,000). {@code --data FOLDER} keeps the data directory, and takes one that is there.
 */
public final class WhatIfLoad {
    private static final String PROCESS = "demo-claims";
    private static final int A_WEEK = 600;
    private static final int ASKED = 20;
    private static final int WEEKS_MEANWHILE = 24;
    private static final String EVIDENCE = """
            select c.case_id, c.state, c.observed::text, e.leaf, p.content
            from case_view c join event e on e.case_id = c.case_id left join payload p on p.event_id = e.id
            where c.process = ? and c.phase not in ('history', 'open')
            """;
    private static final String ROWS = """
            select case_id, ruling, decision, opening, observed::text from past_case where process = ?
            """;

    private WhatIfLoad() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        var options = new Options(arguments);
        Path scratch = Folders.temporary(options);
        Path data = options.text("data") == null ? scratch.resolve("data") : options.path("data");
        boolean made = data.resolve("postgres").toFile().exists();
        try (Installation installation = open(data)) {
            if (!made) run(installation, options, scratch, Rows.RECORDED);
            measure(installation);
            meanwhile(installation, options, scratch);
        }
        stopped(new Product(options.path("remit"), data), scratch);
        Folders.delete(scratch);
    }

    private static Installation open(Path data) {
        var flags = Map.of(Setting.DATA_DIR, data.toString());
        return Installation.open(
                        Settings.read(new SettingSources(flags, Map.of(), data, data))
                                .orThrow(),
                        InstantSource.system())
                .orThrow();
    }

    /** Which claims are run. */
    private enum Rows {
        RECORDED,
        OTHERS
    }

    private static void run(Installation installation, Options options, Path scratch, Rows which) throws IOException {
        World demo = World.standard();
        int recorded = Math.max(1, options.number("cases", 100_000) / A_WEEK);
        int weeks = which == Rows.RECORDED ? recorded : Math.min(recorded, WEEKS_MEANWHILE);
        var calendar = new World.Calendar(demo.calendar().firstDay(), 4, weeks, A_WEEK);
        Path rows = scratch.resolve(which + ".csv");
        new Generator(new World(demo.seed(), calendar, demo.segments(), demo.signal())).writeCsv(rows);
        // Other claims: the same rows under other numbers.
        if (which == Rows.OTHERS) Files.writeString(rows, Files.readString(rows).replace("SYN-0", "SYN-1"));
        Path pack = options.path("pack");
        var quiet = new Progress(
                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                false,
                InstantSource.system());
        var request = new FileRun.Request(
                PackReader.read(pack).orThrow(),
                pack,
                rows,
                new HistoryOption.Before(calendar.firstLiveDay()),
                scratch.resolve("rejected.csv"));
        var acting = Acting.self(installation.person(null).orThrow().actor());
        new FileRun(installation.runParts(acting).orThrow(), quiet).run(request).orThrow();
    }

    private static void measure(Installation installation) {
        WhatIfs whatIfs = installation.whatIfs();
        double first = seconds(() -> ask(whatIfs, 500));
        long cases = cases(whatIfs);
        double[] times = new double[ASKED];
        for (int i = 0; i < ASKED; i++) {
            int thousandths = 510 + 10 * i;
            times[i] = seconds(() -> ask(whatIfs, thousandths));
        }
        Arrays.sort(times);
        double rows = seconds(() -> read(installation, ROWS));
        double evidence = seconds(() -> read(installation, EVIDENCE));
        String of = String.format(Locale.ROOT, "what-if on %,d cases, ", cases);
        Figure.plain(of + "first question", figure(first)).print();
        Figure.plain("  ratio to the database handing out the rows", String.format(Locale.ROOT, "%.1f", first / rows))
                .print();
        Figure.plain("  the rows alone", figure(rows)).print();
        Figure.plain("  the evidence that they are folded from", figure(evidence))
                .print();
        Figure.atMost(of + "p95 of 20 more", times[ASKED * 95 / 100 - 1], 1, "s")
                .print();
        Figure.plain("  median", figure(times[ASKED / 2])).print();
    }

    /** Twenty questions while other cases come in; each sees those that came before it. */
    private static void meanwhile(Installation installation, Options options, Path scratch)
            throws InterruptedException {
        WhatIfs whatIfs = installation.whatIfs();
        long before = cases(whatIfs);
        Thread run = Thread.ofPlatform().start(() -> {
            try {
                run(installation, options, scratch, Rows.OTHERS);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        while (run.isAlive() && cases(whatIfs) == before) Thread.sleep(100);
        double[] times = new double[ASKED];
        for (int i = 0; i < ASKED; i++) {
            int thousandths = 710 + 10 * i;
            times[i] = seconds(() -> ask(whatIfs, thousandths));
        }
        boolean throughout = run.isAlive();
        run.join();
        Arrays.sort(times);
        String came = String.format(Locale.ROOT, "p95 of 20 while %,d others come in", cases(whatIfs) - before);
        Figure.atMost(
                        came + (throughout ? "" : " (all in before the last was asked)"),
                        times[ASKED * 95 / 100 - 1],
                        1,
                        "s")
                .print();
        Figure.plain("  median", figure(times[ASKED / 2])).print();
    }

    private static void stopped(Product product, Path scratch) throws IOException, InterruptedException {
        double[] times = new double[3];
        for (int i = 0; i < times.length; i++) {
            Product.Called called = product.call(
                    scratch.resolve("said"), "whatif", PROCESS, "--threshold", "0.7", "--max-error", "3%", "--explore");
            if (called.status() != 0 && called.status() != 3 && called.status() != 4) {
                throw new IllegalStateException("remit whatif ended with " + called.status());
            }
            times[i] = called.seconds();
        }
        Arrays.sort(times);
        Figure.atMost("remit whatif on a stopped data directory, median of 3", times[1], 5, "s")
                .print();
        double alone = product.call(scratch.resolve("said"), "whatif", PROCESS, "--certificates")
                .seconds();
        Figure.plain("  the same command without reading a case", figure(alone)).print();
    }

    private static long cases(WhatIfs whatIfs) {
        return ask(whatIfs, 500);
    }

    private static long ask(WhatIfs whatIfs, int thousandths) {
        var wish = new Asked.Wish.Threshold(BigDecimal.valueOf(thousandths, 3).doubleValue());
        var terms = new Question.Terms(0.03, Optional.empty(), 0.95);
        return whatIfs.explore(new Asked(PROCESS, wish, Asked.Scope.ALL, terms))
                .orThrow()
                .answer()
                .compared()
                .cases();
    }

    private static void read(Installation installation, String sql) {
        var length = new AtomicLong();
        Streaming.query(installation.source(), sql, List.of(PROCESS), row -> {
            for (int i = 1; i <= 5; i++) {
                String text = row.getString(i);
                length.addAndGet(text == null ? 0 : text.length());
            }
        });
        if (length.get() == 0) throw new IllegalStateException("no rows");
    }

    private static double seconds(Runnable work) {
        long begun = System.nanoTime();
        work.run();
        return (System.nanoTime() - begun) / 1e9;
    }

    private static String figure(double seconds) {
        return String.format(Locale.ROOT, "%.2f s", seconds);
    }
}

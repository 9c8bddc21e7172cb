package remit.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Locale;

/**
 * Audited decisions a second on the embedded database with its full durability, from intake to verdict, and beside them one
 * connection that takes the same evidence rows.
 *
 * <p>Options: {@code --pack FOLDER} (packs/invoices), {@code --cases N}, {@code --warm-up N}, {@code --scratch FOLDER}
 * on the disk to measure.
 */
public final class AuditedDecisions {
    private static final int IN_FLIGHT = 2048;
    private static final int BATCH = 128;
    private static final int STEP = 20_000;

    private static final double PACE = 2500;

    private AuditedDecisions() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        var options = new Options(arguments);
        Path scratch = Folders.temporary(options);
        measure(options, scratch);
        Folders.delete(scratch);
    }

    private static void measure(Options options, Path scratch) throws IOException, SQLException {
        Path pack = options.path("pack");
        int cases = options.number("cases", 50_000);
        try (var open = new DecidingDesk(scratch, pack)) {
            Arrivals desk = open.desk();
            desk.flood(options.number("warm-up", 40_000), IN_FLIGHT);
            Cost flood = flood(open, cases);
            Arrivals.Passed paced = desk.paced(cases, PACE);
            double peer = new OneConnection(open.source()).rate(cases / 2, BATCH);
            report(flood, paced, peer);
            try (var operaton = new OperatonPeer(open.source(), pack.resolve("authority.dmn"))) {
                OperatonPeer.Best best = operaton.best(options.number("seconds", 8));
                report(flood.passed(), best);
                if (operaton.ended() < best.perSecond()) throw new IllegalStateException("Operaton's history has gaps");
            }
            grow(open, options.number("grow", 0), flood);
        }
    }

    /** @param jvm, server processor seconds for 1,000 decisions */
    private record Cost(Arrivals.Passed passed, double jvm, double server) {
        double both() {
            return jvm + server;
        }
    }

    private static Cost flood(DecidingDesk open, int cases) throws IOException {
        ProcessFigures before = open.figures();
        before.sample();
        Arrivals.Passed passed = open.desk().flood(cases, IN_FLIGHT);
        ProcessFigures after = open.figures();
        after.sample();
        double thousands = cases / 1000.0;
        return new Cost(
                passed,
                (after.jvmCpuSeconds() - before.jvmCpuSeconds()) / thousands,
                (after.databaseCpuSeconds() - before.databaseCpuSeconds()) / thousands);
    }

    /** What a decision costs when so many are kept already, beside what it cost when few were. */
    private static void grow(DecidingDesk open, int most, Cost few) throws IOException {
        for (int kept = open.desk().made(); kept < most; kept = open.desk().made()) {
            int next = Math.min(most - kept, Math.max(STEP, kept));
            if (next > STEP) open.desk().flood(next - STEP, IN_FLIGHT);
            Cost many = flood(open, STEP);
            String name = String.format(
                    Locale.ROOT,
                    "with %,d cases kept: decisions, processor time for 1,000",
                    open.desk().made());
            Figure.plain(
                            name,
                            String.format(
                                    Locale.ROOT,
                                    "%,.0f /s, %.2f s",
                                    many.passed().perSecond(),
                                    many.both()))
                    .print();
            Figure.plain(
                            "  in ratio to the first",
                            String.format(
                                    Locale.ROOT,
                                    "%.2f x, %.2f x",
                                    many.passed().perSecond() / few.passed().perSecond(),
                                    many.both() / few.both()))
                    .print();
        }
    }

    private static void report(Arrivals.Passed flood, OperatonPeer.Best best) {
        Figure.plain(
                        "Operaton 1.0.3, the same table, full history, best of 1 to 8 threads",
                        String.format(Locale.ROOT, "%,.0f /s with %d", best.perSecond(), best.threads()))
                .print();
        Figure.atLeast("  decisions in ratio to it", flood.perSecond() / best.perSecond(), 10, "x")
                .print();
    }

    private static void report(Cost cost, Arrivals.Passed paced, double peer) {
        Arrivals.Passed flood = cost.passed();
        Figure.atLeast("audited decisions, fully durable", flood.perSecond(), 5000, "/s")
                .print();
        Figure.plain(
                        "  processor time for 1,000: this JVM, the database",
                        String.format(Locale.ROOT, "%.2f s, %.2f s", cost.jvm(), cost.server()))
                .print();
        Figure.plain(
                        "  in to durable, 2,048 in flight, p50 / p99",
                        String.format(Locale.ROOT, "%.0f / %.0f ms", flood.quantile(0.5), flood.quantile(0.99)))
                .print();
        Figure.atMost("at 2,500 a second: in to durable, p99", paced.quantile(0.99), 50, "ms")
                .print();
        Figure.plain(
                        "  p50, and what came through a second",
                        String.format(Locale.ROOT, "%.1f ms, %,.0f", paced.quantile(0.5), paced.perSecond()))
                .print();
        Figure.plain(
                        "one connection, the same evidence rows, 128 decisions a commit",
                        String.format(Locale.ROOT, "%,.0f /s", peer))
                .print();
        Figure.atLeast("  decisions in ratio to it", flood.perSecond() / peer, 0.25, "x")
                .print();
    }
}

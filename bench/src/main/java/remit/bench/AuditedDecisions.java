package remit.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import remit.kernel.Actor;
import remit.server.access.Acting;
import remit.server.cases.CaseFlow;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Gateway;
import remit.server.ladders.Ladders;
import remit.server.packs.PackReader;
import remit.server.store.CaseIds;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.EvidenceLog;
import remit.server.store.VersionStore;

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
    private static final double PACE = 2500;

    private AuditedDecisions() {}

    public static void main(String[] arguments) throws IOException, SQLException {
        var options = new Options(arguments);
        Path scratch = Folders.temporary(options);
        measure(options, scratch);
        if (options.text("keep") == null) Folders.delete(scratch);
    }

    private static void measure(Options options, Path scratch) throws IOException, SQLException {
        DataDirectory directory = DataDirectory.prepare(scratch.resolve("data")).orThrow();
        InstantSource clock = InstantSource.system();
        try (Database database =
                        Database.open(directory, DatabaseOptions.embedded()).orThrow();
                EvidenceLog log = new EvidenceLog(
                        database.source(), database.installation().organisation(), clock)) {
            var keyring = database.installation().keyring();
            var ids = new CaseIds(database.installation().organisation(), keyring);
            PublishedProcess process = new Catalog(new VersionStore(database.source()), log, keyring)
                    .publish(
                            PackReader.read(options.path("pack")).orThrow(),
                            Acting.self(new Actor(Actor.Kind.SERVICE, "bench")),
                            clock.instant())
                    .orThrow();
            var rows = new SyntheticRows(process, ids);
            var gateway =
                    Gateway.open(directory.path(), keyring, List.of(), clock).orThrow();
            var ladders = new Ladders(new Ladders.Parts(database.source(), log, ids, clock)).of(process.id());
            var flow = new CaseFlow(
                    process,
                    new ScriptedAuthor(rows.supplierColumn()),
                    new CaseFlow.Around(gateway, rows.suppliers(), ladders, clock));
            var figures = new ProcessFigures(ProcessHandle.current().pid(), directory.path());
            var arrivals = new Arrivals(flow, log, rows);
            int cases = options.number("cases", 50_000);
            arrivals.flood(options.number("warm-up", 40_000), IN_FLIGHT);
            figures.sample();
            double jvm = figures.jvmCpuSeconds();
            double server = figures.databaseCpuSeconds();
            Arrivals.Passed flood = arrivals.flood(cases, IN_FLIGHT);
            figures.sample();
            double[] cpu = {figures.jvmCpuSeconds() - jvm, figures.databaseCpuSeconds() - server};
            Arrivals.Passed paced = arrivals.paced(cases, PACE);
            double peer = new OneConnection(database.source()).rate(cases / 2, BATCH);
            report(flood, paced, peer, cpu);
        }
    }

    private static void report(Arrivals.Passed flood, Arrivals.Passed paced, double peer, double[] cpu) {
        Figure.atLeast("audited decisions, fully durable", flood.perSecond(), 5000, "/s")
                .print();
        Figure.plain(
                        "  processor time for 1,000: this JVM, the database",
                        String.format(
                                Locale.ROOT,
                                "%.2f s, %.2f s",
                                cpu[0] / flood.cases() * 1000,
                                cpu[1] / flood.cases() * 1000))
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

package remit.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import remit.kernel.Actor;
import remit.server.access.Acting;
import remit.server.cases.CaseFlow;
import remit.server.cases.Dispatcher;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Gateway;
import remit.server.halts.KillSwitch;
import remit.server.ladders.Ladders;
import remit.server.packs.PackReader;
import remit.server.store.CaseIds;
import remit.server.store.CaseReader;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;
import remit.server.store.EvidenceLog;
import remit.server.store.VersionStore;
import remit.server.telemetry.Telemetry;

/**
 * Decided cases a second once proposals exist, fully durable, with the drop folder following: rows become openings,
 * verdicts, evidence on the embedded PostgreSQL and files in a drop folder, by the same classes that a run uses.
 *
 * <p>Options: {@code --pack FOLDER} (packs/invoices), {@code --cases N}, {@code --warm-up N}, {@code --scratch FOLDER}
 * on the disk to measure.
 */
public final class DecisionLoad {
    private static final int RUN_IN_FLIGHT = 2048;
    private static final int CALM_IN_FLIGHT = 64;

    private DecisionLoad() {}

    public static void main(String[] arguments) throws IOException {
        var options = new Options(arguments);
        Path scratch = Folders.temporary(options);
        measure(options, scratch);
        // Kept when a measurement failed, to see why.
        Folders.delete(scratch);
    }

    private static void measure(Options options, Path scratch) throws IOException {
        double fsyncs = DiskProbe.fsyncs(scratch);
        double files = DiskProbe.files(scratch);
        DataDirectory directory = DataDirectory.prepare(scratch.resolve("data")).orThrow();
        InstantSource clock = InstantSource.system();
        try (Database database =
                        Database.open(directory, DatabaseOptions.embedded()).orThrow();
                EvidenceLog log = new EvidenceLog(
                        database.source(), database.installation().organisation(), clock)) {
            var keyring = database.installation().keyring();
            var ids = new CaseIds(database.installation().organisation(), keyring);
            var reader = new CaseReader(database.source(), ids.organisation(), keyring);
            var catalog = new Catalog(new VersionStore(database.source()), log, keyring);
            PublishedProcess process = catalog.publish(
                            PackReader.read(options.path("pack")).orThrow(),
                            Acting.self(new Actor(Actor.Kind.SERVICE, "bench")),
                            clock.instant())
                    .orThrow();
            Gateway gateway = Gateway.open(
                            directory.path(), keyring, List.of(), new KillSwitch(database.source()), clock)
                    .orThrow();
            var rows = new SyntheticRows(process, ids);
            var ladders = new Ladders(new Ladders.Parts(database.source(), log, ids, clock)).of(process.id());
            var flow = new CaseFlow(
                    process,
                    new ScriptedAuthor(rows.supplierColumn()),
                    new CaseFlow.Around(gateway, rows.suppliers(), ladders, clock));
            var parts = new Dispatcher.Parts(catalog, gateway, log, reader, database.source(), Telemetry.off(), clock);
            try (var dispatcher = new Dispatcher(parts)) {
                var load = new Load(process, flow, log, dispatcher);
                load.run(rows.next(options.number("warm-up", 25_000)), RUN_IN_FLIGHT);
                Load.Result full = load.run(rows.next(options.number("cases", 20_000)), RUN_IN_FLIGHT);
                Load.Result calm = load.run(rows.next(options.number("cases", 20_000) / 4), CALM_IN_FLIGHT);
                fsyncs = (fsyncs + DiskProbe.fsyncs(scratch)) / 2;
                files = (files + DiskProbe.files(scratch)) / 2;
                report(full, calm, fsyncs, files);
            }
            proveWritten(database, directory.path());
        }
    }

    private static void report(Load.Result full, Load.Result calm, double fsyncs, double files) {
        Figure.plain("this disk: fsync of one 8 KiB append, one thread", rate(fsyncs))
                .print();
        Figure.plain("this disk: file + rename + folder fsync, one thread", rate(files))
                .print();
        Figure.atLeast("decided cases, fully durable", full.decidedPerSecond(), 2000, "/s")
                .print();
        Figure.plain("  in ratio to the plain fsync rate", ratio(full.decidedPerSecond() / fsyncs))
                .print();
        Figure.plain("  of these cleared", full.cleared() + " of " + full.decided())
                .print();
        Figure.atLeast("write-backs of the drop folder meanwhile", full.writeBacksPerSecond(), 500, "/s")
                .print();
        Figure.plain("  in ratio to one file at a time", ratio(full.writeBacksPerSecond() / files))
                .print();
        Figure.plain("decided to durable, 2,048 in flight, p50 / p99", full.latency())
                .print();
        Figure.plain("decided to durable, 64 in flight, p50 / p99", calm.latency())
                .print();
        Figure.plain("decided cases, 64 in flight", rate(calm.decidedPerSecond()))
                .print();
        Figure.plain("CPU of this JVM for 1,000 cases", String.format(Locale.ROOT, "%.2f s", full.cpuPerThousand()))
                .print();
    }

    /** A rate counts only for what is there afterwards: every effect recorded as done has its file. */
    private static void proveWritten(Database database, Path data) throws IOException {
        long verified = Dispatcher.count(database.source(), "invoices", "verified");
        long open = Dispatcher.count(database.source(), "invoices", "prepared");
        try (Stream<Path> files = Files.walk(data.resolve("outbox"))) {
            long written =
                    files.filter(file -> file.toString().endsWith(".json")).count();
            if (written != verified || open != 0) {
                throw new IllegalStateException(written + " files, " + verified + " verified, " + open + " open");
            }
        }
    }

    private static String rate(double value) {
        return String.format(Locale.ROOT, "%,.0f /s", value);
    }

    private static String ratio(double value) {
        return String.format(Locale.ROOT, "%.2f x", value);
    }
}

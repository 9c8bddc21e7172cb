package remit.bench;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.server.access.Acting;
import remit.server.cases.CaseFlow;
import remit.server.catalog.PublishedProcess;
import remit.server.evidence.Sequencer;
import remit.server.packs.PackReader;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.store.CaseIds;
import remit.server.wiring.Installation;

/**
 * An installation on an embedded database of its own, opened as a command opens it, with a process that is ready to decide;
 * what is written gets its place in the signed tree each second meanwhile, as a server does it.
 */
final class DecidingDesk implements AutoCloseable {
    private final Path folder;
    private final Installation installation;
    private final ScheduledExecutorService signing;
    private final Arrivals arrivals;
    private volatile @Nullable Throwable unsigned;

    DecidingDesk(Path folder, Path pack) {
        this.folder = folder.resolve("data");
        var sources = new SettingSources(Map.of(Setting.DATA_DIR, this.folder.toString()), Map.of(), folder, folder);
        this.installation = Installation.open(Settings.read(sources).orThrow(), InstantSource.system())
                .orThrow();
        this.arrivals = arrivals(pack);
        this.signing = Executors.newSingleThreadScheduledExecutor();
        Sequencer sequencer = installation.sequencer();
        var unused = signing.scheduleWithFixedDelay(() -> sign(sequencer), 1, 1, TimeUnit.SECONDS);
    }

    private Arrivals arrivals(Path pack) {
        Checked<PublishedProcess> published = installation
                .catalog()
                .publish(
                        PackReader.read(pack).orThrow(),
                        Acting.self(new Actor(Actor.Kind.SERVICE, "bench")),
                        installation.clock().instant());
        PublishedProcess process = published.orThrow();
        var keyring = installation.database().installation().keyring();
        var rows = new SyntheticRows(
                process, new CaseIds(installation.database().installation().organisation(), keyring));
        var around = new CaseFlow.Around(
                installation.gateway().orThrow(),
                rows.suppliers(),
                installation.ladders().of(process.id()),
                installation.clock());
        var flow = new CaseFlow(process, new ScriptedAuthor(rows.supplierColumn()), around);
        return new Arrivals(flow, installation.log(), rows);
    }

    private void sign(Sequencer sequencer) {
        try {
            for (long placed = 1; placed > 0; placed = sequencer.sequence()) {}
        } catch (RuntimeException | Error failure) {
            unsigned = failure;
            throw failure;
        }
    }

    Arrivals desk() {
        return arrivals;
    }

    DataSource source() {
        return installation.source();
    }

    /** Of this JVM and of the database. */
    ProcessFigures figures() {
        return new ProcessFigures(ProcessHandle.current().pid(), folder);
    }

    /** A rate counts only for what has its place in the signed tree afterwards. */
    @Override
    public void close() {
        signing.close();
        try {
            sign(installation.sequencer());
            if (unsigned != null) throw new IllegalStateException("the log was not signed", unsigned);
        } finally {
            installation.close();
        }
    }
}

package remit.server.wiring;

import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.process.ProcessContract;
import remit.process.ToolSpec;
import remit.server.access.Access;
import remit.server.access.AccessEvidence;
import remit.server.access.Acting;
import remit.server.access.OsAccount;
import remit.server.access.Person;
import remit.server.access.SharedAccess;
import remit.server.acts.Acts;
import remit.server.authors.AuthorSecrets;
import remit.server.authors.AuthorTools;
import remit.server.authors.embedding.Embeddings;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.Changes;
import remit.server.checkpoints.CheckpointRemovals;
import remit.server.erasure.Erasures;
import remit.server.evidence.EvidenceKeys;
import remit.server.evidence.Sequencer;
import remit.server.gateway.Connector;
import remit.server.gateway.Gateway;
import remit.server.gateway.SharedFolders;
import remit.server.halts.HaltDesk;
import remit.server.halts.KillSwitch;
import remit.server.halts.Node;
import remit.server.incidents.IncidentDesk;
import remit.server.ladders.Ladders;
import remit.server.ledger.Ledger;
import remit.server.register.Published;
import remit.server.runs.RunParts;
import remit.server.settings.Setting;
import remit.server.settings.Settings;
import remit.server.store.CaseReader;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.EvidenceLog;
import remit.server.store.RunStore;
import remit.server.store.VersionStore;
import remit.server.telemetry.Telemetry;
import remit.server.whatif.Certificates;
import remit.server.whatif.WhatIfs;

/** Everything one process needs on one data directory, wired by constructors; opened once, closed once. */
public final class Installation implements AutoCloseable {
    private final DataDirectory directory;
    private final Database database;
    private final InstantSource clock;
    private final CaseReader reader;
    private final Settings settings;
    private final Embeddings embeddings = Embeddings.miniLm();
    private @Nullable EvidenceLog log;
    private @Nullable Access access;
    private @Nullable Ladders ladders;
    private @Nullable Telemetry telemetry;
    private @Nullable KillSwitch killSwitch;
    private @Nullable Node node;

    private Installation(DataDirectory directory, Database database, Settings settings, InstantSource clock) {
        this.directory = directory;
        this.database = database;
        this.settings = settings;
        this.clock = clock;
        this.reader = new CaseReader(
                database.source(),
                database.installation().organisation(),
                database.installation().keyring());
    }

    /** Opens the data directory and its database, or attaches to the one that another process has open. */
    public static Checked<Installation> open(Settings settings, InstantSource clock) {
        return DataDirectory.prepare(settings.dataDirectory())
                .then(directory -> Database.open(directory, settings.database())
                        .map(database -> new Installation(directory, database, settings, clock)));
    }

    private List<Connector> connectors() {
        return settings.connectors().values().stream()
                .map(each -> new Connector(
                        each.name(),
                        switch (each.kind()) {
                            case DROP -> Connector.Kind.DROP_FOLDER;
                            case HTTP -> Connector.Kind.HTTP;
                        },
                        each.path(),
                        each.url(),
                        each.bearer().orElse(null)))
                .toList();
    }

    public DataSource source() {
        return database.source();
    }

    public Database database() {
        return database;
    }

    public Path path() {
        return directory.path();
    }

    public DataDirectory directory() {
        return directory;
    }

    public Settings settings() {
        return settings;
    }

    public InstantSource clock() {
        return clock;
    }

    public CaseReader reader() {
        return reader;
    }

    public VersionStore versions() {
        return new VersionStore(source());
    }

    /** The one way into the evidence of this process; started when first asked for. */
    public synchronized EvidenceLog log() {
        if (log == null) {
            log = new EvidenceLog(source(), database.installation().organisation(), clock);
        }
        return log;
    }

    /** The keys that sign the log. */
    public EvidenceKeys evidenceKeys() {
        Optional<String> given = settings.text(Setting.EVIDENCE_KEY_FILE);
        String origin = database.installation().keyring().id("remit", Json.object("log", "evidence"));
        Path file = given.map(Path::of).orElse(directory.path().resolve("evidence.key"));
        return new EvidenceKeys(new EvidenceKeys.Parts(source(), log(), origin, file, given.isPresent(), clock));
    }

    /** What gives the events their places in the tree. */
    public Sequencer sequencer() {
        return new Sequencer(source(), evidenceKeys(), clock);
    }

    public Catalog catalog() {
        return new Catalog(versions(), log(), database.installation().keyring());
    }

    /** Change control over what is published here. */
    public Changes changes() {
        return new Changes(changeParts());
    }

    /** What change control works with. */
    public Changes.Parts changeParts() {
        return new Changes.Parts(
                catalog(),
                versions(),
                log(),
                source(),
                clock,
                () -> access().orThrow().noted());
    }

    /** How far the work of each process is trusted. */
    public synchronized Ladders ladders() {
        if (ladders == null) ladders = new Ladders(new Ladders.Parts(source(), log(), reader.ids(), clock));
        return ladders;
    }

    /** What other rules would have made of what was decided here. */
    public WhatIfs whatIfs() {
        return new WhatIfs(
                source(), catalog(), new Certificates(new Ledger(source(), log()), clock), reader.ids(), clock);
    }

    /** What is erased of persons and cases here. */
    public Erasures erasures() {
        return new Erasures(new Erasures.Parts(source(), log(), reader, catalog(), clock));
    }

    /** What is done to the installation as a whole. */
    public Acts acts() {
        return new Acts(log(), clock);
    }

    /** Where incidents are opened, paged, taken up and closed. */
    public IncidentDesk incidents() {
        return new IncidentDesk(source(), log(), clock, this::contract);
    }

    /** The contract in force; empty where there is none, or where this version cannot read its pack any more. */
    public Optional<ProcessContract> contract(String process) {
        return catalog().latest(process).flatMap(found -> switch (found) {
            case Checked.Ok<PublishedProcess>(PublishedProcess latest) -> Optional.of(latest.contract());
            case Checked.Refused<PublishedProcess> unreadable -> Optional.empty();
        });
    }

    /** Which checkpoint may go first, by the logs that came in here. */
    public CheckpointRemovals checkpointRemovals() {
        return new CheckpointRemovals(source(), catalog(), new Ledger(source(), log()), embeddings, clock);
    }

    /** The versions that were published here, for whoever only reads them. */
    public Published published() {
        return Published.of(source(), catalog());
    }

    /** The gateway; whoever has one may dispatch, so from then on this process is a node that shows what it goes by. */
    public synchronized Checked<Gateway> gateway() {
        if (node == null) node = Node.join(killSwitch(), source());
        return Gateway.open(directory.path(), database.installation().keyring(), connectors(), killSwitch(), clock)
                .map(gateway -> database.isEmbedded() ? gateway : gateway.sharing(new SharedFolders(source())));
    }

    /** What is halted, as this process goes by it. */
    public synchronized KillSwitch killSwitch() {
        if (killSwitch == null) killSwitch = new KillSwitch(source());
        return killSwitch;
    }

    /** Where people halt and resume. */
    public HaltDesk halts() {
        return new HaltDesk(new HaltDesk.Parts(source(), log(), killSwitch(), this::haltable, clock));
    }

    /** What of each process can be halted. A version that cannot be read any more is no reason not to halt the process. */
    private List<HaltDesk.Known> haltable() {
        return versions().published().stream()
                .filter(process -> !process.startsWith("@"))
                .map(process -> catalog()
                        .latest(process)
                        .flatMap(found -> found instanceof Checked.Ok<PublishedProcess>(PublishedProcess published)
                                ? Optional.of(known(published))
                                : Optional.empty())
                        .orElseGet(() -> new HaltDesk.Known(process, "", List.of(), List.of())))
                .toList();
    }

    private static HaltDesk.Known known(PublishedProcess published) {
        return new HaltDesk.Known(
                published.id(),
                published.contract().author().kind(),
                published.contract().flow().tools().stream().map(ToolSpec::id).toList(),
                published.contract().flow().tools().stream()
                        .filter(tool -> tool.wayBack() == ToolSpec.WayBack.BY_TOOL)
                        .map(ToolSpec::id)
                        .toList());
    }

    /** The one door to the people here: every change of them waits for the one before it to be recorded and done. */
    public synchronized Checked<Access> access() {
        if (access != null && access.isThere()) return Checked.ok(access);
        AccessEvidence evidence = accessEvidence();
        Checked<Access> opened = Access.open(directory.path(), evidence::knowsPeople)
                .map(open -> {
                    Access door = open.recordedBy(evidence, self(open));
                    // At once, so that a file which goes missing later is missed.
                    if (open.firstStart()) door.noted();
                    return door;
                });
        if (opened instanceof Checked.Ok<Access>(Access door)) access = door;
        return opened;
    }

    /** With a database of its own each data directory has the only file; with one that others use there is one for all of them. */
    private AccessEvidence accessEvidence() {
        var evidence =
                new AccessEvidence(source(), log(), database.installation().keyring(), clock);
        if (database.isEmbedded()) return evidence;
        var shared = new SharedAccess(source(), directory.path(), clock);
        shared.follow();
        return evidence.sharing(shared);
    }

    /** Whose command line this is: what it changes is theirs. */
    private static Actor self(Access access) {
        return access.personForCli(OsAccount.name(), null) instanceof Checked.Ok<Person>(Person person)
                ? person.actor()
                : EvidenceLog.engine();
    }

    /** The person whose command line this is. @param as with {@code --as}, or null */
    public Checked<Person> person(@Nullable String as) {
        return access().then(access -> access.personForCli(OsAccount.name(), as));
    }

    /** Where spans go; without an address nowhere. */
    private synchronized Telemetry telemetry() {
        if (telemetry == null) {
            telemetry = settings.text(Setting.OTLP_ENDPOINT).map(Telemetry::to).orElseGet(Telemetry::off);
        }
        return telemetry;
    }

    /** What a run works with whose person acts under their own account. */
    public Checked<RunParts> runParts(Actor actor) {
        return runParts(Acting.self(actor));
    }

    /** What a run works with; {@link #person} says who may act as whom. */
    public Checked<RunParts> runParts(Acting acting) {
        return gateway()
                .then(gateway -> AuthorSecrets.read(
                                settings.text(Setting.AUTHOR_SECRETS).orElse(""))
                        .map(secrets -> new RunParts(
                                source(),
                                log(),
                                reader,
                                catalog(),
                                versions(),
                                new RunStore(source()),
                                gateway,
                                new AuthorTools(secrets, embeddings),
                                ladders(),
                                acting,
                                telemetry(),
                                clock)));
    }

    /** Commits what is queued, then gives the database back; the last process stops it. */
    @Override
    public synchronized void close() {
        if (log != null) log.close();
        if (telemetry != null) telemetry.close();
        if (node != null) node.close();
        embeddings.close();
        database.close();
    }
}

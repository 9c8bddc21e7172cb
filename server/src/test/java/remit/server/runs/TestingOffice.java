package remit.server.runs;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.catalog.LevelFiles;
import remit.server.changes.Change;
import remit.server.changes.Changes;
import remit.server.changes.Proposal;
import remit.server.incidents.IncidentFold;
import remit.server.packs.PackReader;
import remit.server.replay.TestingLeaves;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.store.ChangeLog;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.Rebuild;
import remit.server.store.Streaming;
import remit.server.wiring.Installation;

/** A data directory with its embedded database, opened as a command opens it; runs files and looks at what is kept. */
public final class TestingOffice implements AutoCloseable {
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");
    private final Path folder;
    private final Installation installation;

    private TestingOffice(Path folder, Installation installation) {
        this.folder = folder;
        this.installation = installation;
    }

    /** The same with an installation key that follows from a seed, so that ids and samples are drawn the same each time. */
    public static TestingOffice seeded(Path folder, long seed) {
        try (TestingOffice fresh = open(folder)) {
            fresh.change(
                    "update installation set installation_key = sha256(convert_to(?, 'UTF8'))",
                    "office of seed " + seed);
        }
        return open(folder);
    }

    /** Under a clock of the test's own: what is recorded is recorded by it. */
    public static TestingOffice at(Path folder, InstantSource clock) {
        var sources = new SettingSources(Map.of(Setting.DATA_DIR, data(folder).toString()), Map.of(), folder, folder);
        return new TestingOffice(
                folder,
                Installation.open(Settings.read(sources).orThrow(), clock).orThrow());
    }

    public static TestingOffice open(Path folder) {
        var sources = new SettingSources(Map.of(Setting.DATA_DIR, data(folder).toString()), Map.of(), folder, folder);
        return new TestingOffice(
                folder,
                Installation.open(Settings.read(sources).orThrow(), InstantSource.system())
                        .orThrow());
    }

    static Path data(Path folder) {
        return folder.resolve("data");
    }

    public Installation installation() {
        return installation;
    }

    Path folder() {
        return folder;
    }

    /** Runs a file as {@code remit run} does. @param history as after {@code --history}, or null */
    Checked<RunReport> tryRun(Path pack, Path file, String history) {
        return tryRun(Acting.self(CLERK), new Ordered(pack, file, history));
    }

    /** The same by somebody who acts as somebody else. */
    Checked<RunReport> tryRun(Acting acting, Path pack, Path file) {
        return tryRun(acting, new Ordered(pack, file, "0.5"));
    }

    /** Runs a file whose process earns its way. */
    public RunReport climb(Path pack, Path file, String history, Climbing climbing) {
        var quiet = new Progress(new PrintStream(java.io.OutputStream.nullOutputStream()), false, installation.clock());
        var run = new FileRun(installation.runParts(Acting.self(CLERK)).orThrow(), quiet);
        HistoryOption option = HistoryOption.read(history).orThrow();
        return run.run(new FileRun.Request(
                        PackReader.read(pack).orThrow(), pack, file, option, rejectedFile(), climbing))
                .orThrow();
    }

    private record Ordered(Path pack, Path file, String history) {}

    private Checked<RunReport> tryRun(Acting acting, Ordered ordered) {
        Path pack = ordered.pack();
        HistoryOption option = HistoryOption.read(ordered.history()).orThrow();
        var quiet = new Progress(new PrintStream(java.io.OutputStream.nullOutputStream()), false, installation.clock());
        var run = new FileRun(installation.runParts(acting).orThrow(), quiet);
        return run.run(
                new FileRun.Request(PackReader.read(pack).orThrow(), pack, ordered.file(), option, rejectedFile()));
    }

    /** Puts a table of the whole organisation in force that holds whatever matches. @param cell what the fact is asked */
    public void level(String fact, String type, String cell) {
        put(LevelFiles.ORGANISATION, TestingRules.level(fact, type, cell));
    }

    /** The same of a level that asks about an amount. @param subject the organisation or a domain */
    public void levelOf(String subject, String fact, String cell) {
        put(subject, TestingRules.level(fact, "number", cell));
    }

    private void put(String subject, byte[] table) {
        var proposal = new Proposal.OfLevel(subject, table);
        Changes changes = TestingRules.changes(this, installation.clock());
        Change draft =
                changes.draft(TestingRules.WRITER, proposal, List.of(), "").orThrow();
        TestingRules.approved(
                changes,
                changes.submit(TestingRules.WRITER, draft.id(), new Changes.Submission("limits", null, false))
                        .orThrow());
    }

    public Json.Obj run(Path pack, Path file, String history) {
        return tryRun(pack, file, history).orThrow().json();
    }

    Path rejectedFile() {
        return folder.resolve("rejected.csv");
    }

    List<String> rejected() {
        try {
            return Files.exists(rejectedFile()) ? Files.readAllLines(rejectedFile()) : List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public long count(String sql, Object... parameters) {
        return Long.parseLong(text("select count(*) from " + sql, parameters));
    }

    public String text(String sql, Object... parameters) {
        return texts(sql, parameters).getFirst();
    }

    /** As an erasure does it: the payloads of a case go, and the log says so. */
    public void erasePayloads(String caseId) {
        List<String> events = texts(
                "select e.id from event e join payload p on p.event_id = e.id where e.case_id = ? order by e.seq",
                caseId);
        saidErased(events);
        change("delete from payload where event_id in (select id from event where case_id = ?)", caseId);
    }

    /** The event of an erasure, without the erasure. @param events the ids that it names */
    public void saidErased(List<String> events) {
        Json.Obj body = Json.object("events", Json.strings(events), "cases", 1, "why_kept", "payload");
        EvidenceLog.await(installation
                .log()
                .append(new ProcessWrite(
                        "erased", "PayloadsErased", installation.clock().instant(), CLERK, Json.EMPTY, body, null)));
    }

    /** The first column of every row. */
    public List<String> texts(String sql, Object... parameters) {
        var found = new ArrayList<String>();
        Streaming.query(installation.source(), sql, List.of(parameters), row -> found.add(row.getString(1)));
        return found;
    }

    public void change(String sql, Object... parameters) {
        try (Connection connection = installation.source().getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) statement.setObject(i + 1, parameters[i]);
            if (statement.executeUpdate() == 0) throw new IllegalStateException("nothing changed: " + sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    long events(String process) {
        return count("event where process = ?", process);
    }

    /** First line key (the document) to "phase decision" of every case of a process. */
    Map<String, String> verdicts(String process) {
        var verdicts = new TreeMap<String, String>();
        Streaming.query(
                installation.source(),
                "select p.content::jsonb->'key'->>0, c.phase, c.decision, c.state::jsonb->'proposal'->>'confidence'"
                        + " from case_view c join event e on e.case_id = c.case_id and e.seq = 1"
                        + " join payload p on p.event_id = e.id where c.process = ?",
                List.of(process),
                row -> verdicts.put(
                        row.getString(1), row.getString(2) + " " + row.getString(3) + " " + row.getString(4)));
        return verdicts;
    }

    public Rebuild.Result rebuild() {
        return new Rebuild(installation.source(), IncidentFold::mend).run();
    }

    public List<Json.Obj> changeLog(String process) {
        var entries = new ArrayList<Json.Obj>();
        new ChangeLog(installation.source()).write(process, entries::add);
        return entries;
    }

    /** Every file below the drop folders of a process, by name. */
    public List<String> dropped(String process) {
        Path outbox = data(folder).resolve("outbox").resolve(process);
        if (!Files.isDirectory(outbox)) return List.of();
        try (Stream<Path> files = Files.walk(outbox)) {
            return files.filter(Files::isRegularFile)
                    .map(f -> f.getFileName().toString())
                    .filter(name -> !name.equals(".remit-folder"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A session of the database as another process has them, apart from the pool. Ends with its name where that is changed before. */
    public Connection elsewhere() throws SQLException, IOException {
        String password = Files.readString(installation.path().resolve("postgres.password"))
                .strip();
        try (Connection pooled = installation.source().getConnection()) {
            var known = pooled.getMetaData();
            Connection other = DriverManager.getConnection(known.getURL(), known.getUserName(), password);
            try (Statement statement = other.createStatement()) {
                statement.execute("set application_name = 'remit elsewhere'");
            }
            return other;
        }
    }

    @Override
    public void close() {
        TestingLeaves.keep(installation.source());
        installation.close();
    }
}

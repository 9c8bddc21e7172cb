package remit.server.cli.console;

import ch.qos.logback.classic.Level;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.VisibleText;
import remit.server.access.Acting;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.rules.TableCheck;
import remit.server.runs.Progress;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.wiring.Installation;

/** What commands share: where they print, how they open the installation, how problems end them. */
public final class Console {
    /** Problems of opening that another moment or another machine may mend; all others are the user's to mend. */
    private static final Set<String> OUT_OF_REACH =
            Set.of("RMT-202", "RMT-203", "RMT-207", "RMT-211", "RMT-220", "RMT-221", "RMT-225");

    private final Output output;
    private final PrintWriter out;
    private final PrintWriter err;
    private final InstantSource clock;
    private volatile boolean interrupted;
    private volatile @Nullable Path dataDirectory;
    private volatile String whenInterrupted = "";

    /** @param out takes data, {@code err} takes everything else */
    public Console(OutputStream out, PrintWriter err, InstantSource clock) {
        this.output = new Output(out);
        this.out = new PrintWriter(output, false, java.nio.charset.StandardCharsets.UTF_8);
        this.err = err;
        this.clock = clock;
    }

    public PrintWriter out() {
        return out;
    }

    public PrintWriter err() {
        return err;
    }

    public InstantSource clock() {
        return clock;
    }

    /** Why standard output takes no more, after everything printed so far was handed on. */
    public Optional<IOException> outputFailure() {
        out.flush();
        return output.failure();
    }

    /** True once the JVM was asked to end: what threads that still run complain of then is no news. */
    boolean isInterrupted() {
        return interrupted;
    }

    /** The data directory, once a command has opened one. */
    Optional<Path> dataDirectory() {
        return Optional.ofNullable(dataDirectory);
    }

    public Progress progress() {
        boolean watched = System.console() != null && System.console().isTerminal() && System.getenv("CI") == null;
        return new Progress(System.err, watched, clock);
    }

    /** The value, or the end of the command with these problems. */
    public <T> T need(Checked<T> checked) {
        return need(checked, ExitStatus.USAGE);
    }

    public <T> T need(Checked<T> checked, int exitStatus) {
        return switch (checked) {
            case Checked.Ok<T>(T value) -> value;
            case Checked.Refused<T>(List<Problem> problems) -> throw new Failure(exitStatus, problems);
        };
    }

    /** Opens the data directory, lends it to the command, closes it, whatever happens. */
    public <T> T with(CommonOptions options, Function<Installation, T> use) {
        return with(settings(options), use);
    }

    /** The same for commands that only read: they make no database where there is none. */
    public <T> T reading(CommonOptions options, Function<Installation, T> use) {
        Settings settings = settings(options);
        Path directory = settings.dataDirectory();
        boolean embedded = settings.database().url() == null;
        if (embedded && !Files.isRegularFile(directory) && Files.notExists(directory.resolve("postgres"))) {
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-086",
                            directory.toAbsolutePath().normalize().toString(),
                            "nothing is kept here yet",
                            "name the folder that remit run or remit serve used with --data-dir, or a server with"
                                    + " --server")));
        }
        return with(settings, use);
    }

    /** The same for a folder that is being restored: it keeps no changes elsewhere before it is whole. */
    public <T> T restored(Path directory, Function<Installation, T> use) {
        return with(settings(directory, null, Map.of(Setting.ARCHIVE_DIR, "off")), use);
    }

    private <T> T with(Settings settings, Function<Installation, T> use) {
        try (var opening = new Opening(settings, clock)) {
            Thread hook = Thread.ofPlatform().name("remit-close").unstarted(() -> {
                interrupted = true;
                if (!whenInterrupted.isEmpty()) note(whenInterrupted);
                opening.closeOnExit();
            });
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                return use.apply(opened(opening.open()));
            } finally {
                unhook(hook);
            }
        }
    }

    /** The open installation, or the end of the command, which says whether waiting may help. */
    public Installation opened(Checked<Installation> opened) {
        boolean outOfReach = opened.problems().stream().anyMatch(problem -> OUT_OF_REACH.contains(problem.code()));
        Installation installation = need(opened, outOfReach ? ExitStatus.UNREACHABLE : ExitStatus.USAGE);
        dataDirectory = installation.path();
        return installation;
    }

    /** What is said when the user interrupts the command. */
    public void whenInterrupted(String note) {
        whenInterrupted = note;
    }

    /** The configuration, with what the command line says of it on top. */
    public Settings settings(CommonOptions options) {
        return settings(options, null);
    }

    public Settings settings(@Nullable Path directory) {
        return settings(directory, null);
    }

    /** @param port given on the command line, or null */
    public Settings settings(CommonOptions options, @Nullable Integer port) {
        return settings(options.dataDirectory, port);
    }

    /** A demo shares one port between pages, health and metrics: it must start where another Remit already runs. */
    public Settings demoSettings(CommonOptions options, @Nullable Integer port) {
        return settings(
                options.dataDirectory,
                port,
                Map.of(Setting.MANAGEMENT_PORT, "0", Setting.ORGANISATION, "Fernhill Household Insurance (synthetic)"));
    }

    private Settings settings(@Nullable Path directory, @Nullable Integer port) {
        return settings(directory, port, Map.of());
    }

    private Settings settings(@Nullable Path directory, @Nullable Integer port, Map<Setting, String> more) {
        var flags = new EnumMap<Setting, String>(Setting.class);
        flags.putAll(more);
        if (directory != null) flags.put(Setting.DATA_DIR, directory.toString());
        if (port != null) flags.put(Setting.HTTP_PORT, port.toString());
        Settings settings = need(Settings.read(SettingSources.ofThisProcess(flags)));
        settings.text(Setting.LOG_LEVEL).ifPresent(Console::logAt);
        return settings;
    }

    private static void logAt(String level) {
        if (LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME) instanceof ch.qos.logback.classic.Logger root) {
            root.setLevel(Level.toLevel(level, Level.WARN));
        }
    }

    /** What a table's file holds; it ends the command where there is none, or one larger than a table is. */
    public byte[] tableFile(Path file) {
        return need(TableCheck.bytes(file));
    }

    /** A pack that ships with the product. */
    public Path packFolder(String name) {
        return Path.of(System.getProperty("remit.home", ".")).resolve("packs").resolve(name);
    }

    /** The person whose command this is, who must be allowed to give it. */
    public Person person(Installation installation, CommonOptions options, Role.Permission permission) {
        return allowed(need(installation.person(options.as), ExitStatus.NOT_AUTHORISED), permission);
    }

    /** The same, with the account that the command was given from: another one with {@code --as}. */
    public Acting acting(Installation installation, CommonOptions options, Role.Permission permission) {
        Person person = person(installation, options, permission);
        return new Acting(
                person.actor(),
                need(installation.person(null), ExitStatus.NOT_AUTHORISED).actor());
    }

    public static Person allowed(Person person, Role.Permission permission) {
        if (person.may(permission)) return person;
        throw new Failure(
                ExitStatus.NOT_AUTHORISED,
                List.of(new Problem(
                        "RMT-080",
                        "access.yaml",
                        person.name() + " may not do this",
                        "let an administrator give the role that allows it")));
    }

    private static void unhook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException shuttingDown) {
            // The JVM is ending already: the hook runs, and closing twice is harmless.
            return;
        }
    }

    /** Asks whoever sits at the terminal; empty where nobody does. */
    public Optional<Boolean> asked(String question) {
        java.io.Console terminal = System.console();
        if (terminal == null || !terminal.isTerminal()) return Optional.empty();
        String answer = terminal.readLine("%s [y/N] ", VisibleText.of(question));
        return Optional.of(
                answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes"));
    }

    /** Data; what came from elsewhere cannot steer the terminal. */
    public void print(@Nullable String line) {
        out.println(VisibleText.of(String.valueOf(line)));
        out.flush();
    }

    /** Something beside the data: standard error. */
    public void note(String line) {
        err.println(VisibleText.of(line));
        err.flush();
    }
}

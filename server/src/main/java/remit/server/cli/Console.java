package remit.server.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.runs.Progress;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.wiring.Installation;

/** What commands share: where they print, how they open the installation, how problems end them. */
final class Console {
    private final PrintWriter out;
    private final PrintWriter err;
    private final InstantSource clock;

    Console(PrintWriter out, PrintWriter err, InstantSource clock) {
        this.out = out;
        this.err = err;
        this.clock = clock;
    }

    PrintWriter out() {
        return out;
    }

    PrintWriter err() {
        return err;
    }

    InstantSource clock() {
        return clock;
    }

    Progress progress() {
        boolean watched = System.console() != null && System.console().isTerminal() && System.getenv("CI") == null;
        return new Progress(System.err, watched, clock);
    }

    /** The value, or the end of the command with these problems. */
    <T> T need(Checked<T> checked) {
        return need(checked, ExitStatus.USAGE);
    }

    <T> T need(Checked<T> checked, int exitStatus) {
        return switch (checked) {
            case Checked.Ok<T>(T value) -> value;
            case Checked.Refused<T>(List<Problem> problems) -> throw new Failure(exitStatus, problems);
        };
    }

    /** Opens the data directory, lends it to the command, closes it, whatever happens. */
    <T> T with(CommonOptions options, Function<Installation, T> use) {
        Installation installation = need(Installation.open(settings(options), clock), ExitStatus.UNREACHABLE);
        // Ctrl-C ends the JVM without unwinding this thread: the hook gives the database back then.
        Thread hook = Thread.ofPlatform().name("remit-close").unstarted(installation::close);
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            return use.apply(installation);
        } finally {
            unhook(hook);
            installation.close();
        }
    }

    /** The configuration, with what the command line says of it on top. */
    Settings settings(CommonOptions options) {
        return settings(options, null);
    }

    /** @param port given on the command line, or null */
    Settings settings(CommonOptions options, @Nullable Integer port) {
        var flags = new EnumMap<Setting, String>(Setting.class);
        if (options.dataDirectory != null) flags.put(Setting.DATA_DIR, options.dataDirectory.toString());
        if (port != null) flags.put(Setting.HTTP_PORT, port.toString());
        return need(Settings.read(SettingSources.ofThisProcess(flags)));
    }

    /** A pack that ships with the product. */
    Path packFolder(String name) {
        return Path.of(System.getProperty("remit.home", ".")).resolve("packs").resolve(name);
    }

    /** The person whose command this is, who must be allowed to give it. */
    Person person(Installation installation, CommonOptions options, Role.Permission permission) {
        Person person = need(installation.person(options.as), ExitStatus.NOT_AUTHORISED);
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
            // The JVM is ending already: the hook itself closes the installation.
            return;
        }
    }

    void print(@Nullable String line) {
        out.println(line);
        out.flush();
    }
}

package remit.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.VisibleText;
import remit.server.access.Acting;
import remit.server.access.Role;
import remit.server.acts.Acts;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.cli.console.Remote;
import remit.server.store.ChangeLog;
import remit.server.wiring.Installation;

/** {@code remit changelog}. */
@Command(
        name = "changelog",
        mixinStandardHelpOptions = true,
        header = "Exports one JSON line a decision, for a warehouse or a logging platform.",
        footer = {
            "",
            "Examples:",
            "  remit changelog > decisions.jsonl",
            "  remit changelog --process invoices",
            "  remit changelog --process invoices --server https://remit.example",
            "  remit changelog --format parquet -o decisions.parquet"
        })
final class ChangelogCommand implements Callable<Integer> {
    /** How many lines may be made for a reader that has gone: asking costs a write. */
    private static final int LINES_A_LOOK = 256;

    private final Console console;
    private int lines;

    @Option(names = "--process", paramLabel = "ID", description = "Only the decisions of this process.")
    @Nullable
    String process;

    @Option(names = "--format", paramLabel = "FORMAT", description = "jsonl (default) or parquet.")
    Format format = Format.JSONL;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "With parquet: the file to write; one that is there is replaced when the new one is whole.")
    @Nullable
    Path output;

    /** Lines on standard output, or a table in a file. */
    enum Format {
        JSONL,
        PARQUET
    }

    @Mixin
    CommonOptions.Reading options = new CommonOptions.Reading();

    ChangelogCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        boolean table = format == Format.PARQUET;
        if (table != (output != null) || (table && options.server() != null)) {
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-081",
                            "remit changelog",
                            "parquet goes into a file, from a data directory; lines go to standard output",
                            "give --format parquet with -o FILE and without --server, or neither")));
        }
        try {
            String server = options.server();
            if (server == null) console.reading(options.common(), this::local);
            else remote(server);
        } catch (ReaderGone gone) {
            // Whoever reads has what it wanted, or cannot take more: the end of the command says which.
            return ExitStatus.OK;
        }
        return ExitStatus.OK;
    }

    private void remote(String server) {
        try (Remote remote = Remote.open(console, options, server)) {
            remote.lines("/api/v1/changelog", process == null ? Map.of() : Map.of("process", process), this::line);
        }
    }

    private long local(Installation installation) {
        Acting who = console.acting(installation, options.common(), Role.Permission.SEE_CONTENT);
        if (process != null && installation.versions().latestPack(process).isEmpty()) {
            throw new Failure(
                    ExitStatus.FINDING,
                    List.of(new Problem(
                            "RMT-088",
                            "--process " + process,
                            "no process of this id was ever published here",
                            "the id stands in the pack's process.yaml; without --process all are given")));
        }
        Path file = output;
        try (Acts.Begun act = installation
                .acts()
                .begin(
                        Acts.Kind.CHANGE_LOG_EXPORT,
                        who,
                        Json.object("process", process, "format", format.name().toLowerCase(Locale.ROOT)),
                        file == null
                                ? null
                                : Json.object(
                                        "to", file.toAbsolutePath().normalize().toString()))) {
            return written(installation, act);
        }
    }

    private long written(Installation installation, Acts.Begun act) {
        var log = new ChangeLog(installation.source());
        try {
            long decisions = output == null
                    ? log.write(process, entry -> line(entry.compact()))
                    : ChangelogTable.write(log, process, output);
            act.done(Json.object("decisions", decisions));
            return decisions;
        } catch (ReaderGone gone) {
            act.failed(Json.object("decisions", lines));
            throw gone;
        }
    }

    private void line(String text) {
        console.out().println(VisibleText.of(text));
        if (++lines % LINES_A_LOOK == 0 && console.outputFailure().isPresent()) throw new ReaderGone();
    }

    /** Ends the export when nobody reads it. */
    private static final class ReaderGone extends RuntimeException {
        private static final long serialVersionUID = 1L;

        ReaderGone() {
            super("nobody reads the output", null, false, false);
        }
    }
}

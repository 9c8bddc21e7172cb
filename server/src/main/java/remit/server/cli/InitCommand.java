package remit.server.cli;

import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.packs.draft.PackDraft;

/** {@code remit init --from FILE DIR}. */
@Command(
        name = "init",
        mixinStandardHelpOptions = true,
        header = "Drafts a pack from the header and rows of a real file, and says what it guessed.",
        footer = {
            "",
            "Examples:",
            "  remit init --from ledger.csv my-pack",
            "  remit init --from ledger.csv --target account my-pack"
        })
final class InitCommand implements Callable<Integer> {
    private final Console console;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            required = true,
            description = "A file with real rows: CSV, plain or gzip.")
    Path from = Path.of("");

    @Option(
            names = "--target",
            paramLabel = "COLUMN",
            description = "The column that the author shall learn to predict.")
    @Nullable
    String target;

    @Parameters(index = "0", paramLabel = "DIR", description = "A new or empty folder for the pack.")
    Path folder = Path.of("");

    InitCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        PackDraft draft = console.need(PackDraft.from(from, id(folder), target));
        console.need(draft.writeTo(folder));
        console.print("Drafted " + folder + " from " + from + ":");
        for (PackDraft.Guess guess : draft.guesses())
            console.print("  " + guess.what() + ": " + guess.value() + " (" + guess.why() + ")");
        console.print("Read process.yaml and intake.yaml, put your names in, then: remit test " + folder);
        return ExitStatus.OK;
    }

    /** The process id: the folder's name in the letters that ids may have. */
    private static String id(Path folder) {
        String name = String.valueOf(folder.toAbsolutePath().normalize().getFileName())
                .toLowerCase(java.util.Locale.ROOT)
                .replaceAll("[^a-z0-9-]+", "-")
                .replaceAll("^-+|-+$", "");
        return name.isEmpty() || !Character.isLetter(name.charAt(0)) ? "process" : name;
    }
}

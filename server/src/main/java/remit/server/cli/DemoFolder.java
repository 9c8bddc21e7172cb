package remit.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import remit.kernel.Problem;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.store.DataDirectory;
import remit.server.store.Serving;

/** Forgets a demo: deletes its data directory, and nothing that is not one. */
final class DemoFolder {
    private DemoFolder() {}

    static void forget(Console console, Path folder) {
        if (!Files.exists(folder)) return;
        // Not by what every data directory has: a mistyped folder must not cost anybody their data.
        boolean demo = Files.exists(folder.resolve("demo-claims.csv")) || folder.endsWith(".remit-demo");
        if (!demo) {
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-093",
                            folder.toString(),
                            "is not a demo's data directory",
                            "name the folder of an earlier demo, or delete it yourself")));
        }
        DataDirectory directory = console.need(DataDirectory.prepare(folder));
        if (Serving.find(directory).isPresent()) {
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-094", folder.toString(), "a demo runs on it", "stop that one first (Ctrl-C)")));
        }
        delete(folder);
    }

    /** Everything below it, and itself. */
    static void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot delete " + folder + ": " + e.getMessage(), e);
        }
    }
}

package remit.server.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What every command that works on a data directory takes. */
final class CommonOptions {
    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where everything is kept (default: .remit, or data_dir of the configuration).")
    @Nullable
    Path dataDirectory;

    @Option(
            names = "--as",
            paramLabel = "PERSON",
            description = "Act as this local person, where access.yaml allows it.")
    @Nullable
    String as;
}

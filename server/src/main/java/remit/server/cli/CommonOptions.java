package remit.server.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
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

    /** What a command takes that reads what was recorded: here, or through a server. */
    static final class Reading {
        @Mixin
        CommonOptions common = new CommonOptions();

        @Option(
                names = "--server",
                paramLabel = "URL",
                description = "Ask this server instead of a data directory. Its API key is taken from REMIT_API_KEY or"
                        + " the file that REMIT_API_KEY_FILE names.")
        @Nullable
        String server;
    }
}

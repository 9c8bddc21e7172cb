package remit.server.cli.console;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What every command that works on a data directory takes. */
public final class CommonOptions {
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

    /** As if {@code --data-dir} had been given. */
    public static CommonOptions at(Path dataDirectory) {
        var options = new CommonOptions();
        options.dataDirectory = dataDirectory;
        return options;
    }

    public @Nullable Path dataDirectory() {
        return dataDirectory;
    }

    public @Nullable String as() {
        return as;
    }

    /** What a command takes that reads what was recorded: here, or through a server. */
    public static final class Reading {
        @Mixin
        CommonOptions common = new CommonOptions();

        @Option(
                names = "--server",
                paramLabel = "URL",
                description = "Ask this server instead of a data directory. Its API key is taken from REMIT_API_KEY or"
                        + " the file that REMIT_API_KEY_FILE names.")
        @Nullable
        String server;

        public CommonOptions common() {
            return common;
        }

        public @Nullable String server() {
            return server;
        }
    }
}

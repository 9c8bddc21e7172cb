package remit.server.cli;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a command takes that reads what was recorded: here, or through a server. */
final class ReadOptions {
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

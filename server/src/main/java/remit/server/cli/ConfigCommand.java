package remit.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import remit.kernel.Json;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.settings.Settings;

/** {@code remit config}: groups the commands about the configuration. */
@Command(
        name = "config",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Shows the configuration.",
        footer = {"", "Examples:", "  remit config show", "  remit config show --origin"})
final class ConfigCommand {
    private ConfigCommand() {}

    static CommandLine line(Console console) {
        return new CommandLine(new ConfigCommand()).addSubcommand(new Show(console));
    }

    /** {@code remit config show}. */
    @Command(
            name = "show",
            mixinStandardHelpOptions = true,
            header = "Prints every value of the configuration; secrets are masked.",
            footer = {"", "Examples:", "  remit config show --origin", "  REMIT_HTTP_PORT=9000 remit config show --json"
            })
    static final class Show implements Callable<Integer> {
        private final Console console;

        @Option(names = "--origin", description = "Also say where each value comes from.")
        boolean origin;

        @Option(
                names = "--data-dir",
                paramLabel = "DIR",
                description = "As the other commands take it: shown with its origin.")
        @Nullable
        Path dataDirectory;

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        Show(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<Settings.Shown> values = console.settings(dataDirectory).shown();
            if (json) {
                List<Json.Obj> items = values.stream().map(this::item).toList();
                console.print(Json.object("settings", Json.array(items)).pretty());
                return ExitStatus.OK;
            }
            int keys =
                    values.stream().mapToInt(each -> each.key().length()).max().orElse(0);
            int texts = values.stream()
                    .mapToInt(each -> each.value().length())
                    .max()
                    .orElse(0);
            for (Settings.Shown each : values) {
                String line = each.key() + " ".repeat(keys - each.key().length()) + "  " + each.value();
                String gap = " ".repeat(texts - each.value().length()) + "  ";
                console.print(origin ? line + gap + each.origin() : line);
            }
            return ExitStatus.OK;
        }

        private Json.Obj item(Settings.Shown each) {
            String value = each.value().equals(Settings.UNSET) ? null : each.value();
            Json.Obj item = Json.object("key", each.key(), "value", value);
            return origin
                    ? item.with("origin", Json.of(each.origin())).with("description", Json.of(each.description()))
                    : item;
        }
    }
}

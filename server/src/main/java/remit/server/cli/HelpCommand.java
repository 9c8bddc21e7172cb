package remit.server.cli;

import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;

/** {@code remit help [COMMAND|exit-codes]}. */
@Command(
        name = "help",
        mixinStandardHelpOptions = true,
        header = "Explains a command, or the exit statuses.",
        footer = {"", "Examples:", "  remit help run", "  remit help access key", "  remit help exit-codes"})
final class HelpCommand implements Callable<Integer> {
    private static final String EXIT_CODES = "exit-codes";
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec specification;

    @Parameters(arity = "0..*", paramLabel = "COMMAND", description = "A command, or exit-codes.")
    @Nullable
    List<String> words;

    HelpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        if (List.of(EXIT_CODES).equals(words)) {
            console.out().print(ExitStatus.TABLE);
            return ExitStatus.OK;
        }
        CommandLine about = specification.root().commandLine();
        for (String word : words == null ? List.<String>of() : words) {
            CommandLine next = about.getSubcommands().get(word);
            if (next == null) throw new UnmatchedArgumentException(about, List.of(word));
            about = next;
        }
        about.usage(console.out());
        return ExitStatus.OK;
    }
}

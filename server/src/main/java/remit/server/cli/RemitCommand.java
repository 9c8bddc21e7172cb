package remit.server.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import remit.kernel.Problem;
import remit.kernel.ProblemException;

/** {@code remit}: the root of the command line, and how a command ends. */
@Command(
        name = "remit",
        mixinStandardHelpOptions = true,
        description = "Runs AI-operated business processes under rules that the business owns.",
        footer = {"", "remit help exit-codes lists what the exit statuses mean."})
public final class RemitCommand implements Runnable {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    private CommandSpec specification;

    private RemitCommand(Console console) {
        this.console = console;
    }

    /** Runs one command line. @return its exit status */
    public static int execute(CommandLine.IVersionProvider version, String... arguments) {
        var out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        var err = new PrintWriter(System.err, true, StandardCharsets.UTF_8);
        var console = new Console(out, err, InstantSource.system());
        CommandLine line = new CommandLine(new RemitCommand(console))
                .addSubcommand(new RunCommand(console))
                .addSubcommand(new ServeCommand(console))
                .addSubcommand(new DemoCommand(console))
                .addSubcommand(new WhyCommand(console))
                .addSubcommand(new WhoCommand(console))
                .addSubcommand(new ChangelogCommand(console))
                .addSubcommand(new RebuildCommand(console))
                .addSubcommand(new TestCommand(console))
                .addSubcommand(new InitCommand(console))
                .setOut(out)
                .setErr(err)
                .setExecutionExceptionHandler((failure, _, _) -> ended(failure, console));
        line.getCommandSpec().versionProvider(version);
        int status = line.execute(arguments);
        out.flush();
        return status;
    }

    private static int ended(Exception failure, Console console) throws Exception {
        List<Problem> problems = switch (failure) {
            case Failure ended -> ended.problems();
            case ProblemException refused -> refused.problems();
            default -> throw failure;
        };
        for (Problem problem : problems) console.err().println(problem);
        console.err().flush();
        return failure instanceof Failure ended ? ended.exitStatus() : ExitStatus.USAGE;
    }

    @Override
    public void run() {
        specification.commandLine().usage(console.out());
        console.out().flush();
    }
}

package remit.server.cli;

import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import remit.server.cli.audit.AuditCommands;
import remit.server.cli.console.Console;
import remit.server.cli.console.Ending;
import remit.server.cli.effects.EffectsCommand;
import remit.server.cli.evidence.BackupCommand;
import remit.server.cli.evidence.EvidenceCommand;
import remit.server.cli.evidence.RestoreCommand;
import remit.server.cli.halts.DrillCommand;
import remit.server.cli.halts.HaltCommands;
import remit.server.cli.incidents.IncidentCommands;
import remit.server.cli.incidents.NoticeCommands;
import remit.server.cli.incidents.PageCommands;
import remit.server.cli.rules.RulesCommand;

/** {@code remit}: the root of the command line, and how a command ends. */
@Command(
        name = "remit",
        mixinStandardHelpOptions = true,
        description = "Runs AI-operated business processes under rules that the business owns.",
        footer = {
            "",
            "Examples:",
            "  remit run packs/invoices --data packs/invoices/sample.csv",
            "  remit why invoices/5100394/V118/389.05/TRANSPORT/HIGHWAYS",
            "",
            "remit help COMMAND explains a command, remit help exit-codes the exit statuses."
        })
public final class RemitCommand implements Runnable {
    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before run
    private CommandSpec specification;

    private RemitCommand(Console console) {
        this.console = console;
    }

    /** Runs one command line on this process's streams. @return its exit status */
    public static int execute(CommandLine.IVersionProvider version, String... arguments) {
        return execute(version, System.out, System.err, arguments);
    }

    /** Runs one command line. @param out takes data, {@code err} takes everything else */
    public static int execute(
            CommandLine.IVersionProvider version, OutputStream out, OutputStream err, String... arguments) {
        var console = new Console(out, new PrintWriter(err, true, StandardCharsets.UTF_8), InstantSource.system());
        return Ending.delivered(status(version, console, arguments), console);
    }

    /** The command line hands on exceptions only; an error (no stack, no memory) must not end in a bare trace. */
    private static int status(CommandLine.IVersionProvider version, Console console, String... arguments) {
        try {
            return line(version, console).execute(arguments);
        } catch (StackOverflowError | OutOfMemoryError | LinkageError | AssertionError error) {
            return Ending.failed(error, console);
        }
    }

    /** The whole command line, ready to be run or described. */
    static CommandLine line(CommandLine.IVersionProvider version, Console console) {
        CommandLine line = new CommandLine(new RemitCommand(console))
                .addSubcommand(new RunCommand(console))
                .addSubcommand(new ServeCommand(console))
                .addSubcommand(new DemoCommand(console))
                .addSubcommand(new WhyCommand(console))
                .addSubcommand(new WhoCommand(console))
                .addSubcommand(new AuthorityCommand(console))
                .addSubcommand(new WhatIfCommand(console))
                .addSubcommand(HaltCommands.halt(console))
                .addSubcommand(HaltCommands.resume(console))
                .addSubcommand(HaltCommands.halts(console))
                .addSubcommand(DrillCommand.drill(console))
                .addSubcommand(DrillCommand.rollback(console))
                .addSubcommand(DrillCommand.exposure(console))
                .addSubcommand(LadderCommand.with(console))
                .addSubcommand(new CheckpointsCommand(console))
                .addSubcommand(AuditCommands.sample(console))
                .addSubcommand(AuditCommands.agreement(console))
                .addSubcommand(AuditCommands.overrides(console))
                .addSubcommand(EvidenceCommand.line(console))
                .addSubcommand(new BackupCommand(console))
                .addSubcommand(new RestoreCommand(console))
                .addSubcommand(AuditCommands.replay(console))
                .addSubcommand(EffectsCommand.with(console))
                .addSubcommand(IncidentCommands.line(console))
                .addSubcommand(NoticeCommands.line(console))
                .addSubcommand(PageCommands.line(console))
                .addSubcommand(new ChangelogCommand(console))
                .addSubcommand(new RebuildCommand(console))
                .addSubcommand(new EraseCommand(console))
                .addSubcommand(new TestCommand(console))
                .addSubcommand(RulesCommand.line(console))
                .addSubcommand(AuthorsCommand.line(console))
                .addSubcommand(new InitCommand(console))
                .addSubcommand(AccessCommand.line(console))
                .addSubcommand(ConfigCommand.line(console))
                .addSubcommand(new DoctorCommand(console))
                .addSubcommand(new CompletionCommand(console))
                .addSubcommand(new HelpCommand(console))
                .addSubcommand(new WarmUpCommand(console));
        line.getCommandSpec().versionProvider(version);
        // These reach every subcommand that is there by now, so they come last.
        return line.setOut(console.out())
                .setErr(console.err())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((mistake, _) -> Ending.misunderstood(mistake, console))
                .setExecutionExceptionHandler((failure, _, _) -> Ending.failed(failure, console));
    }

    @Override
    public void run() {
        specification.commandLine().usage(console.out());
    }
}

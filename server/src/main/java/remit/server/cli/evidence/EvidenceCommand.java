package remit.server.cli.evidence;

import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;

/** {@code remit evidence}. */
@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        header = "Gives an outsider what they need to check that nothing here was changed, reordered or cut.",
        description = {
            "Every event is a leaf of a Merkle tree (RFC 6962), and the log signs the tree's head. Whoever keeps one head, or the"
                    + " key, finds every later change.",
        },
        footer = {
            "",
            "Examples:",
            "  remit evidence head > head.txt",
            "  remit evidence export -o pack.zip",
            "  remit evidence verify pack.zip --against head.txt",
            "  remit evidence prove invoices/5100394/V118/389.05/TRANSPORT/HIGHWAYS"
        })
public final class EvidenceCommand implements Callable<Integer> {
    @CommandLine.Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandLine.Model.CommandSpec specification;

    private EvidenceCommand() {}

    public static CommandLine line(Console console) {
        return new CommandLine(new EvidenceCommand())
                .addSubcommand(new HeadCommand(console))
                .addSubcommand(new KeyCommand(console))
                .addSubcommand(new RotateKeyCommand(console))
                .addSubcommand(new ProveCommand(console))
                .addSubcommand(new ExportCommand(console))
                .addSubcommand(new VerifyCommand(console))
                .addSubcommand(new ActsCommand(console));
    }

    @Override
    public Integer call() {
        throw new CommandLine.ParameterException(
                specification.commandLine(),
                "Say what to do: remit evidence export -o pack.zip, or another of the commands below");
    }

    /** What commands take that work on a data directory. */
    abstract static class OnLog implements Callable<Integer> {
        final Console console;

        @Mixin
        CommonOptions common = new CommonOptions();

        OnLog(Console console) {
            this.console = console;
        }
    }
}

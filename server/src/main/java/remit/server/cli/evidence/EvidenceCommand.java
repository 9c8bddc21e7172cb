package remit.server.cli.evidence;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import remit.server.cli.console.Console;

/** {@code remit evidence}: groups the commands about evidence as a whole. */
@Command(
        name = "evidence",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "Evidence that an outsider can check.",
        footer = {
            "",
            "Examples:",
            "  remit evidence verify pack.zip --key log.vkey",
        })
public final class EvidenceCommand {
    private EvidenceCommand() {}

    public static CommandLine line(Console console) {
        return new CommandLine(new EvidenceCommand()).addSubcommand(new VerifyCommand(console));
    }
}

package remit.server.cli.evidence;

import picocli.CommandLine.Command;
import remit.server.access.Role.Permission;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.evidence.EvidenceTree;

/** {@code remit evidence head}. */
@Command(
        name = "head",
        mixinStandardHelpOptions = true,
        header = "Prints the signed head of the log as it stands now.",
        description = "Keep it where nobody here can change it: it proves any later change to what is recorded by now.",
        footer = {"", "Example:", "  remit evidence head > head.txt"})
final class HeadCommand extends EvidenceCommand.OnLog {
    HeadCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        return console.reading(common, installation -> {
            console.person(installation, common, Permission.READ);
            installation.sequencer().sequence();
            String head = new EvidenceTree(installation.source()).head().orElseThrow();
            console.out().print(head);
            return ExitStatus.OK;
        });
    }
}

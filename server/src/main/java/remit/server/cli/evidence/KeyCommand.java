package remit.server.cli.evidence;

import picocli.CommandLine.Command;
import remit.server.access.Role.Permission;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;

/** {@code remit evidence key}. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        header = "Prints the verifier key of the log, which signs its heads.",
        description = "Give it to whoever checks, by a way that they trust: remit evidence verify --key takes it.",
        footer = {"", "Example:", "  remit evidence key > key.txt"})
final class KeyCommand extends EvidenceCommand.OnLog {
    KeyCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        return console.reading(common, installation -> {
            console.person(installation, common, Permission.READ);
            installation.sequencer().sequence();
            console.print(installation.evidenceKeys().verifiers().getLast());
            return ExitStatus.OK;
        });
    }
}

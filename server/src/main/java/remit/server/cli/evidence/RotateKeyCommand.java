package remit.server.cli.evidence;

import picocli.CommandLine.Command;
import remit.server.access.Acting;
import remit.server.access.Role.Permission;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;

/** {@code remit evidence rotate-key}. */
@Command(
        name = "rotate-key",
        mixinStandardHelpOptions = true,
        header = "Replaces the key that signs the log; the old one signs for the new one.",
        description =
                "Whoever trusts the old key can follow to the new one: the log holds the change, under a head by the old"
                        + " key. Interrupted, the same command goes on. A key that is kept outside (evidence_key_file) is"
                        + " replaced by one that you put beside it first, under the same name with .next at its end, on every"
                        + " node; both sign until you move it over the old file.",
        footer = {"", "Example:", "  remit evidence rotate-key"})
final class RotateKeyCommand extends EvidenceCommand.OnLog {
    RotateKeyCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        return console.reading(common, installation -> {
            Acting who = console.acting(installation, common, Permission.ADMINISTER);
            var sequencer = installation.sequencer();
            String fresh = installation.evidenceKeys().rotate(who, sequencer::sequence);
            console.print(fresh);
            console.note(
                    installation.evidenceKeys().keptOutside()
                            ? "both keys sign until the new file has taken the place of the old one on every node; give the"
                                    + " new key to those who check, beside the old one"
                            : "the new key signs from now on; give it to those who check, beside the old one; and make a"
                                    + " backup: no earlier one has it");
            return ExitStatus.OK;
        });
    }
}

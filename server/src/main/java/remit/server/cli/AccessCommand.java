package remit.server.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** {@code remit access}: groups the commands about people, their sign-in links and API keys. */
@Command(
        name = "access",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        header = "People, their sign-in links and API keys; all of it stands in access.yaml of the data directory.",
        footer = {
            "",
            "Examples:",
            "  remit access people",
            "  remit access add \"Dana Fox\" --role reviewer",
            "  remit access link \"Dana Fox\"",
            "  remit access key warehouse --scope cases:read --scope content:read"
        })
final class AccessCommand {
    private AccessCommand() {}

    static CommandLine line(Console console) {
        return new CommandLine(new AccessCommand())
                .addSubcommand(new AccessPeople(console))
                .addSubcommand(new AccessAdd(console))
                .addSubcommand(new AccessLink(console))
                .addSubcommand(new AccessKey(console));
    }
}

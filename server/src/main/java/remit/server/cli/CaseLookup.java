package remit.server.cli;

import java.util.Map;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.server.access.Access;
import remit.server.access.Role;
import remit.server.cases.CaseStory;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Remote;
import remit.server.store.CaseReader;

/** The case that a command asks about; it is found in the data directory or through a server, with the same answer. */
final class CaseLookup {
    @Parameters(index = "0", paramLabel = "CASE", description = "Its id, a unique prefix of it, or PROCESS/KEY.")
    String which = "";

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions.Reading options = new CommonOptions.Reading();

    /** The story of {@link CaseStory#tell}. */
    Json.Obj story(Console console) {
        String server = options.server();
        if (server != null) {
            try (Remote remote = Remote.open(console, options, server)) {
                return remote.get("/api/v1/stories", Map.of("case", which));
            }
        }
        return console.reading(options.common(), installation -> {
            console.person(installation, options.common(), Role.Permission.SEE_CONTENT);
            CaseReader.CaseRow row = console.need(installation.reader().find(which), ExitStatus.FINDING);
            Access access = console.need(installation.access(), ExitStatus.FINDING);
            return new CaseStory(installation.reader(), installation.versions(), access::nameOf).tell(row);
        });
    }
}

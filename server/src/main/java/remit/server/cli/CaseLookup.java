package remit.server.cli;

import java.util.Map;
import remit.kernel.Json;
import remit.server.access.Access;
import remit.server.access.Role;
import remit.server.cases.CaseStory;
import remit.server.store.CaseReader;

/** Finds a case and its story: in the data directory, or through a server, with the same answer. */
final class CaseLookup {
    private CaseLookup() {}

    /** The story of {@link CaseStory#tell}. @param which its id, a unique prefix of it, or PROCESS/KEY */
    static Json.Obj story(Console console, ReadOptions options, String which) {
        String server = options.server;
        if (server != null) {
            try (Remote remote = Remote.open(console, options, server)) {
                return remote.get("/api/v1/stories", Map.of("case", which));
            }
        }
        return console.reading(options.common, installation -> {
            console.person(installation, options.common, Role.Permission.SEE_CONTENT);
            CaseReader.CaseRow row = console.need(installation.reader().find(which), ExitStatus.FINDING);
            Access access = console.need(installation.access(), ExitStatus.FINDING);
            return new CaseStory(installation.reader(), installation.versions(), access::nameOf).tell(row);
        });
    }
}

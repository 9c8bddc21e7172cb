package remit.server.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Access;
import remit.server.access.ApiKey;
import remit.server.access.Person;

/** {@code remit access key NAME}. */
@Command(
        name = "key",
        mixinStandardHelpOptions = true,
        header = "Makes an API key and prints it, this once; only its digest is kept.",
        footer = {
            "",
            "Scopes: cases:read, content:read, cases:write, rules:propose, installation:administer; only for a",
            "person's key: cases:review, rules:approve, rules:rollback.",
            "",
            "Examples:",
            "  remit access key warehouse --scope cases:read --scope content:read > warehouse.key",
            "  remit access key desk --person \"Dana Fox\" --scope cases:read --scope cases:review --days 30"
        })
final class AccessKey implements Callable<Integer> {
    private static final int LONGEST_DAYS = 3660;
    private final Console console;

    @Parameters(index = "0", paramLabel = "NAME", description = "What the key is for, as lists show it.")
    String name = "";

    @Option(names = "--scope", paramLabel = "SCOPE", required = true, description = "What it may do; repeatable.")
    List<String> scopes = List.of();

    @Option(
            names = "--person",
            paramLabel = "PERSON",
            description = "Whose key it is (default: nobody's, a service account of its own).")
    @Nullable
    String who;

    @Option(names = "--days", paramLabel = "N", description = "Days until it expires (default: ${DEFAULT-VALUE}).")
    int days = 90;

    @Option(
            names = "--environment",
            paramLabel = "WORD",
            description = "A word in the key that tells people where it belongs (default: ${DEFAULT-VALUE}).")
    String environment = "live";

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    AccessKey(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Set<ApiKey.Scope> meant = EnumSet.noneOf(ApiKey.Scope.class);
        for (String scope : scopes) {
            meant.add(AccessDoor.word("scope", scope, EnumSet.allOf(ApiKey.Scope.class).stream(), ApiKey.Scope::word));
        }
        if (days < 1 || days > LONGEST_DAYS) throw refuse("--days " + days, "write 1 to " + LONGEST_DAYS);
        if (!environment.matches("[a-z0-9]{1,12}")) {
            throw refuse("--environment " + environment, "write at most 12 small letters and digits");
        }
        if (name.isBlank()) throw refuse("NAME", "name what the key is for");
        Access access = AccessDoor.open(console, common).administered();
        Person person = who == null ? null : console.need(access.find(who));
        if (person == null) {
            for (ApiKey.Scope scope : meant) {
                if (scope.personal())
                    throw refuse("--scope " + scope.word(), "name the person who decides with --person");
            }
        }
        Instant expires = console.clock().instant().plus(Duration.ofDays(days));
        String key = access.newKey(name.strip(), environment, person, new ApiKey.Grant(meant, expires));
        console.print(
                json ? Json.object("key", key, "expires", expires.toString()).pretty() : key);
        console.note("expires " + expires + "; it is not shown again. REMIT_API_KEY or REMIT_API_KEY_FILE hands it to"
                + " remit ... --server URL");
        return ExitStatus.OK;
    }

    private static Failure refuse(String place, String fix) {
        return new Failure(ExitStatus.USAGE, List.of(new Problem("RMT-091", place, "does not make a key", fix)));
    }
}

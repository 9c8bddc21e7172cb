package remit.server.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Access;
import remit.server.access.ApiKey;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.access.Role.Permission;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;

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
                .addSubcommand(new People(console))
                .addSubcommand(new Add(console))
                .addSubcommand(new Link(console))
                .addSubcommand(new Key(console));
    }

    /** {@code remit access people}. */
    @Command(
            name = "people",
            mixinStandardHelpOptions = true,
            header = "Lists who exists, with their roles.",
            footer = {"", "Examples:", "  remit access people", "  remit access people --json"})
    static final class People implements Callable<Integer> {
        private final Console console;

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        People(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            List<Person> people = AccessDoor.open(console, common).access().people();
            if (json) {
                console.print(Json.object(
                                "people",
                                Json.array(people.stream().map(People::item).toList()))
                        .pretty());
                return ExitStatus.OK;
            }
            int names =
                    people.stream().mapToInt(each -> each.name().length()).max().orElse(0);
            for (Person each : people) {
                console.print(each.id() + "  " + each.name()
                        + " ".repeat(names - each.name().length()) + "  " + String.join(", ", roles(each))
                        + (each.mail().isEmpty() ? "" : "  " + each.mail()));
            }
            return ExitStatus.OK;
        }

        private static List<String> roles(Person person) {
            return person.roles().stream().map(Role::word).toList();
        }

        static Json.Obj item(Person person) {
            return Json.object(
                    "id", person.id(),
                    "name", person.name(),
                    "mail", person.mail(),
                    "roles", Json.strings(roles(person)),
                    "cli", person.cli(),
                    "may_act_as", person.mayActAs());
        }
    }

    /** {@code remit access add NAME}. */
    @Command(
            name = "add",
            mixinStandardHelpOptions = true,
            header = "Adds a person.",
            footer = {
                "",
                "Roles: viewer, reviewer, business-editor, approver, process-owner, risk, developer, platform-admin, auditor.",
                "",
                "Examples:",
                "  remit access add \"Dana Fox\" --role reviewer --mail dana.fox@authority.example",
                "  remit access add \"Sam Hill\" --role platform-admin --role developer --cli sam"
            })
    static final class Add implements Callable<Integer> {
        private final Console console;

        @Parameters(index = "0", paramLabel = "NAME", description = "What others call the person.")
        String name = "";

        @Option(
                names = "--role",
                paramLabel = "ROLE",
                required = true,
                description = "What they are here for; repeatable.")
        List<String> roles = List.of();

        @Option(names = "--mail", paramLabel = "ADDRESS", description = "Where notices for them go.")
        String mail = "";

        @Option(
                names = "--cli",
                paramLabel = "USER",
                description = "The operating system user whose command line acts as this person.")
        @Nullable
        String cli;

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        Add(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Set<Role> meant = EnumSet.noneOf(Role.class);
            for (String role : roles) {
                meant.add(AccessDoor.word("role", role, EnumSet.allOf(Role.class).stream(), Role::word));
            }
            Person person = AccessDoor.changing(console, common, Permission.ADMINISTER, door -> {
                refuseTaken(door.access());
                return door.access().newPerson(name.strip(), mail.strip(), meant, cli);
            });
            console.print(json ? People.item(person).pretty() : person.id() + "  " + person.name());
            if (!json) console.note("remit access link " + person.id() + " makes the link with which they sign in");
            return ExitStatus.OK;
        }

        /** Two people of one name, mail address or account could not be told apart by any command. */
        private void refuseTaken(Access access) {
            String taken = name.isBlank()
                    ? "the name is blank"
                    : access.people().stream()
                            .map(each -> clash(each))
                            .filter(clash -> !clash.isEmpty())
                            .findFirst()
                            .orElse("");
            if (taken.isEmpty()) return;
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem("RMT-090", "access.yaml", taken, "give the person one of their own")));
        }

        private String clash(Person other) {
            if (other.name().equals(name.strip())) return "the name \"" + other.name() + "\" is taken by " + other.id();
            if (!mail.isBlank() && other.mail().equals(mail.strip()))
                return "the mail address is taken by " + other.name();
            return cli != null && cli.equals(other.cli()) ? "the account " + cli + " is taken by " + other.name() : "";
        }
    }

    /** {@code remit access link [PERSON]}. */
    @Command(
            name = "link",
            mixinStandardHelpOptions = true,
            header = "Makes a link that signs a person in once, within 15 minutes.",
            footer = {"", "Examples:", "  remit access link", "  remit access link \"Dana Fox\""})
    static final class Link implements Callable<Integer> {
        private final Console console;

        @Parameters(
                index = "0",
                arity = "0..1",
                paramLabel = "PERSON",
                description = "Their id, mail address or name (default: yourself).")
        @Nullable
        String who;

        @Option(names = "--json", description = "Print one JSON object instead of text.")
        boolean json;

        @Mixin
        CommonOptions common = new CommonOptions();

        Link(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            return AccessDoor.changing(console, common, null, door -> {
                Person person =
                        who == null ? door.self() : console.need(door.access().find(who));
                // A link for oneself gives nothing that the account on this machine does not have.
                Access access = person.id().equals(door.self().id()) ? door.access() : door.administered();
                String url = door.signInUrl(access.newLink(person));
                console.print(
                        json ? Json.object("person", person.id(), "url", url).pretty() : url);
                if (door.serving().isEmpty()) console.note("nothing serves this data directory now; remit serve does");
                return ExitStatus.OK;
            });
        }
    }

    /** {@code remit access key NAME}. */
    @Command(
            name = "key",
            mixinStandardHelpOptions = true,
            header = "Makes an API key and prints it, this once; only its digest is kept.",
            footer = {
                "",
                "Scopes: cases:read, content:read, cases:write, rules:propose, installation:administer; only for a",
                "person's key: cases:review, rules:approve, rules:rollback, incidents:respond.",
                "",
                "Examples:",
                "  remit access key warehouse --scope cases:read --scope content:read > warehouse.key",
                "  remit access key desk --person \"Dana Fox\" --scope cases:read --scope cases:review --days 30"
            })
    static final class Key implements Callable<Integer> {
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

        Key(Console console) {
            this.console = console;
        }

        @Override
        public Integer call() {
            Set<ApiKey.Scope> meant = EnumSet.noneOf(ApiKey.Scope.class);
            for (String scope : scopes) {
                meant.add(AccessDoor.word(
                        "scope", scope, EnumSet.allOf(ApiKey.Scope.class).stream(), ApiKey.Scope::word));
            }
            if (days < 1 || days > LONGEST_DAYS) throw refuse("--days " + days, "write 1 to " + LONGEST_DAYS);
            if (!environment.matches("[a-z0-9]{1,12}")) {
                throw refuse("--environment " + environment, "write at most 12 small letters and digits");
            }
            if (name.isBlank()) throw refuse("NAME", "name what the key is for");
            if (who == null) {
                for (ApiKey.Scope scope : meant) {
                    if (scope.personal())
                        throw refuse("--scope " + scope.word(), "name the person who decides with --person");
                }
            }
            Instant expires = console.clock().instant().plus(Duration.ofDays(days));
            String key = AccessDoor.changing(console, common, Permission.ADMINISTER, door -> {
                Person person = who == null ? null : console.need(door.access().find(who));
                return door.access().newKey(name.strip(), environment, person, new ApiKey.Grant(meant, expires));
            });
            console.print(
                    json
                            ? Json.object("key", key, "expires", expires.toString())
                                    .pretty()
                            : key);
            console.note(
                    "expires " + expires + "; it is not shown again. REMIT_API_KEY or REMIT_API_KEY_FILE hands it to"
                            + " remit ... --server URL");
            return ExitStatus.OK;
        }

        private static Failure refuse(String place, String fix) {
            return new Failure(ExitStatus.USAGE, List.of(new Problem("RMT-091", place, "does not make a key", fix)));
        }
    }
}

package remit.server.cli;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Problem;
import remit.server.access.Access;
import remit.server.access.Person;
import remit.server.access.Role;

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
final class AccessAdd implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "NAME", description = "What others call the person.")
    String name = "";

    @Option(names = "--role", paramLabel = "ROLE", required = true, description = "What they are here for; repeatable.")
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

    AccessAdd(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Set<Role> meant = EnumSet.noneOf(Role.class);
        for (String role : roles) {
            meant.add(AccessDoor.word("role", role, EnumSet.allOf(Role.class).stream(), Role::word));
        }
        Access access = AccessDoor.open(console, common).administered();
        refuseTaken(access);
        Person person = access.newPerson(name.strip(), mail.strip(), meant, cli);
        console.print(json ? AccessPeople.item(person).pretty() : person.id() + "  " + person.name());
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
        if (!mail.isBlank() && other.mail().equals(mail.strip())) return "the mail address is taken by " + other.name();
        return cli != null && cli.equals(other.cli()) ? "the account " + cli + " is taken by " + other.name() : "";
    }
}

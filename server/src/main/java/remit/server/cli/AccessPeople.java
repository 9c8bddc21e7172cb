package remit.server.cli;

import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import remit.kernel.Json;
import remit.server.access.Person;
import remit.server.access.Role;

/** {@code remit access people}. */
@Command(
        name = "people",
        mixinStandardHelpOptions = true,
        header = "Lists who exists, with their roles.",
        footer = {"", "Examples:", "  remit access people", "  remit access people --json"})
final class AccessPeople implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    AccessPeople(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        List<Person> people = AccessDoor.open(console, common).access().people();
        if (json) {
            console.print(Json.object(
                            "people",
                            Json.array(people.stream().map(AccessPeople::item).toList()))
                    .pretty());
            return ExitStatus.OK;
        }
        int names = people.stream().mapToInt(each -> each.name().length()).max().orElse(0);
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

package remit.server.cli;

import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.server.access.Access;
import remit.server.access.Person;

/** {@code remit access link [PERSON]}. */
@Command(
        name = "link",
        mixinStandardHelpOptions = true,
        header = "Makes a link that signs a person in once, within 15 minutes.",
        footer = {"", "Examples:", "  remit access link", "  remit access link \"Dana Fox\""})
final class AccessLink implements Callable<Integer> {
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

    AccessLink(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        AccessDoor door = AccessDoor.open(console, common);
        Person person = who == null ? door.self() : console.need(door.access().find(who));
        // A link for oneself gives nothing that the account on this machine does not have.
        Access access = person.id().equals(door.self().id()) ? door.access() : door.administered();
        String url = door.signInUrl(access.newLink(person));
        console.print(json ? Json.object("person", person.id(), "url", url).pretty() : url);
        if (door.serving().isEmpty()) console.note("nothing serves this data directory now; remit serve does");
        return ExitStatus.OK;
    }
}

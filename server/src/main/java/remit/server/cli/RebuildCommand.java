package remit.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import remit.kernel.Json;
import remit.server.access.Role;
import remit.server.store.Rebuild;

/** {@code remit rebuild}. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        header = "Drops the projections, folds them anew from the evidence, and reports any difference.",
        footer = {"", "Examples:", "  remit rebuild", "  remit rebuild --data-dir .remit-demo --json"})
final class RebuildCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    RebuildCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return console.with(common, installation -> {
            console.person(installation, common, Role.Permission.ADMINISTER);
            Rebuild.Result result = new Rebuild(installation.source()).run();
            if (json) {
                console.print(Json.object(
                                "cases", result.cases(),
                                "events", result.events(),
                                "differences", result.differences(),
                                "examples", Json.strings(result.examples()))
                        .pretty());
            } else {
                console.print(result.cases() + " cases rebuilt from " + result.events() + " events; "
                        + result.differences() + " differed from what stood there");
                for (String example : result.examples()) console.print("  " + example);
            }
            return result.differences() == 0 ? ExitStatus.OK : ExitStatus.FINDING;
        });
    }
}

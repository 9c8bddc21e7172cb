package remit.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.access.Role;
import remit.server.acts.Acts;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Remote;
import remit.server.incidents.IncidentFold;
import remit.server.store.Rebuild;

/** {@code remit rebuild}. */
@Command(
        name = "rebuild",
        mixinStandardHelpOptions = true,
        header = "Folds the projections anew from the evidence, reports any difference and mends it.",
        footer = {
            "",
            "Examples:",
            "  remit rebuild",
            "  remit rebuild --data-dir .remit-demo --json",
            "  remit rebuild --server https://remit.example"
        })
final class RebuildCommand implements Callable<Integer> {
    private final Console console;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions.Reading options = new CommonOptions.Reading();

    RebuildCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Json.Obj result = rebuild();
        if (json) {
            console.print(result.pretty());
        } else {
            console.print(count(result, "cases") + " cases rebuilt from " + count(result, "events") + " events; "
                    + count(result, "differences") + " differed from what stood there");
            for (Json example : result.array("examples")) {
                if (example instanceof Json.Str(String caseId)) console.print("  " + caseId);
            }
        }
        return count(result, "differences") == 0 ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private Json.Obj rebuild() {
        String server = options.server();
        if (server != null) {
            try (Remote remote = Remote.open(console, options, server)) {
                return remote.post("/api/v1/projections:rebuild");
            }
        }
        return console.reading(options.common(), installation -> {
            Acting who = console.acting(installation, options.common(), Role.Permission.ADMINISTER);
            try (Acts.Begun act = installation.acts().begin(Acts.Kind.REBUILD, who, Json.EMPTY)) {
                Rebuild.Result result = new Rebuild(installation.source(), IncidentFold::mend).run();
                act.done(result.counts());
                return result.toJson();
            }
        });
    }

    /** A missing count is no clean result. */
    private static long count(Json.Obj result, String name) {
        return (long) result.number(name, -1);
    }
}

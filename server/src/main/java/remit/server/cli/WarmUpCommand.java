package remit.server.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import remit.kernel.Json;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.settings.Settings;
import remit.server.store.DataDirectory;
import remit.server.store.Database;
import remit.server.store.DatabaseOptions;

/**
 * {@code remit warm-up}: what the launcher runs in the background to make the ahead-of-time cache. It visits the classes
 * that commands need and leaves nothing behind: of the user's own it asks only a database that is not there, and the
 * {@link Rehearsal} works in a folder of its own.
 */
@Command(name = "warm-up", hidden = true, header = "Visits what short commands need, for the launcher's cache.")
final class WarmUpCommand implements Callable<Integer> {
    /** Port 1 of this machine, where nobody listens. */
    private static final String NOBODY = "jdbc:postgresql://127.0.0.1:1/nobody";

    private final Console console;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call
    private CommandSpec specification;

    WarmUpCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        specification.root().commandLine().getSubcommands().values().forEach(each -> each.usage(console.out()));
        Settings settings = console.settings((Path) null);
        console.print(settings.shown().toString());
        for (String line : CaseText.why(story())) console.print(line);
        var nobody = new DatabaseOptions(NOBODY, "nobody", "nothing", "nobody", 1);
        Database.open(new DataDirectory(settings.dataDirectory()), nobody)
                .problems()
                .forEach(problem -> console.print(problem.toString()));
        new Rehearsal(console, console.packFolder("invoices")).play();
        return ExitStatus.OK;
    }

    private static Json.Obj story() {
        var checks =
                Json.array(List.of(Json.object("check", "authority", "verdict", "checkpoint", "reason", "a reason")));
        var decided = Json.object(
                "seq",
                1,
                "type",
                "Decided",
                "recorded_at",
                "2026-01-05T09:00:00Z",
                "actor",
                "rule:x",
                "body",
                Json.object("verdict", "checkpoint", "reason", "a reason", "checks", checks),
                "intact",
                true);
        Json.Obj story = Json.object(
                "case",
                "case_0",
                "process",
                "invoices",
                "key",
                "1",
                "phase",
                "held",
                "at",
                "2026-01-05T09:00:00Z",
                "who",
                Json.object("author", "a", "approver", "b", "liable", "c"),
                "inputs",
                Json.object("amount", "12.50"),
                "timeline",
                Json.array(List.of(decided)));
        return Json.parseObject(story.pretty());
    }
}

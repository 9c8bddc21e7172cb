package remit.server.cli.evidence;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.access.Access;
import remit.server.access.Role.Permission;
import remit.server.acts.ActList;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;

/** {@code remit evidence acts}. */
@Command(
        name = "acts",
        mixinStandardHelpOptions = true,
        header = "Lists what administrators did: who, when, what.",
        description = {
            "Every event that is not about one case and is not the program's own: backups, exports, rebuilds, erasures, changes of"
                    + " access, of keys, of rules, of autonomy, halts, drills. docs/reference/acts.md names for every command,"
                    + " address and form what it leaves.",
            "An act that was begun and never ended was broken off."
        },
        footer = {"", "Examples:", "  remit evidence acts", "  remit evidence acts --since 2026-10-01 --json"})
final class ActsCommand extends EvidenceCommand.OnLog {
    @Option(
            names = "--since",
            paramLabel = "WHEN",
            description = "Only what was recorded at this time or later: 2026-10-01 (UTC) or 2026-10-01T08:00:00Z.")
    @Nullable
    String since;

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    ActsCommand(Console console) {
        super(console);
    }

    @Override
    public Integer call() {
        Instant from = since == null ? Instant.EPOCH : ExportCommand.time(since);
        return console.reading(common, installation -> {
            console.person(installation, common, Permission.READ);
            var list = new ActList(installation.source());
            if (json) {
                var items = new ArrayList<Json>();
                list.since(from, act -> items.add(act.toJson()));
                console.print(Json.object("items", Json.array(items)).pretty());
            } else {
                Access access = console.need(installation.access());
                list.since(from, act -> console.print(line(act, access)));
            }
            return ExitStatus.OK;
        });
    }

    private static String line(ActList.Act act, Access access) {
        String other = act.onBehalfBy();
        String by = name(access, Actor.parse(act.by()).id())
                + (other == null ? "" : " (given by " + name(access, other) + ")");
        return String.join("  ", List.of(act.at().toString(), by, act.process(), act.what()));
    }

    /** Whoever has no account here any more is told by the id that evidence has of them. */
    private static String name(Access access, String id) {
        return access.nameOf(id).orElse(id);
    }
}

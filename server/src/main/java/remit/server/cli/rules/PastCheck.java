package remit.server.cli.rules;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.decision.Pinned;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Role;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.TableHistory;
import remit.server.changes.Trials;
import remit.server.cli.console.CommonOptions;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.rules.TableCheck;

/** {@code remit rules check FILE --data-dir DIR}: the check of a table, counted over the cases that were decided there. */
final class PastCheck {
    private final Console console;
    private final Path file;
    private final boolean json;

    PastCheck(Console console, Path file, boolean json) {
        this.console = console;
        this.file = file;
        this.json = json;
    }

    /** @param named the process, or null for that of the pack @param last how many past cases */
    int of(CommonOptions common, @Nullable String named, int last) {
        if (last < 1) throw wrong("--last", last + " is no number of cases", "write 1 or more");
        Pack pack = Files.isDirectory(file) ? console.need(PackReader.read(file)) : null;
        String id = named == null && pack != null ? pack.contract().id() : named;
        if (id == null) throw wrong(file.toString(), "whose past cases are meant is not said", "add --process PROCESS");
        return console.reading(common, installation -> {
            console.person(installation, common, Role.Permission.READ);
            PublishedProcess process = console.need(
                    installation.catalog().latest(id).orElseThrow(() -> Failure.noSuchProcess("PROCESS", id)),
                    ExitStatus.FINDING);
            TableHistory history = new Trials(installation.changeParts()).history(process, table(pack, process), last);
            return told(history);
        });
    }

    private AuthorityTable table(@Nullable Pack pack, PublishedProcess process) {
        if (pack != null) return console.need(Catalog.compile(pack)).table();
        byte[] xml =
                console.need(TableFile.dmn(file, console.tableFile(file), Optional.of(TableFile.Into.of(process))));
        return console.need(RuleBook.read(xml, file.toString(), Pinned.facts(process.contract(), process.intake())));
    }

    private int told(TableHistory history) {
        List<TableCheck> checks = history.tables().stream()
                .map(each -> new TableCheck(each.table(), each.findings()))
                .toList();
        if (json) console.print(json(history, checks).pretty());
        else text(history, checks);
        boolean clean = checks.stream().allMatch(check -> check.findings().isEmpty())
                && history.tables().stream().allMatch(table -> table.neverHit().isEmpty());
        return clean ? ExitStatus.OK : ExitStatus.FINDING;
    }

    private void text(TableHistory history, List<TableCheck> checks) {
        for (int i = 0; i < checks.size(); i++) {
            console.print(
                    checks.get(i).summary(history.tables().get(i).neverHit().size()));
            history.tables().get(i).lines().forEach(line -> console.print("  " + line));
        }
        long left = history.erased() + history.untold();
        if (left > 0) {
            console.print(left + (left == 1 ? " past case was" : " past cases were") + " not counted: "
                    + history.erased() + " erased, " + history.untold() + " that lack what the table reads");
        }
    }

    /** The object of the plain check; each table gets {@code history}, the whole {@code past_cases}. */
    private static Json.Obj json(TableHistory history, List<TableCheck> checks) {
        List<Json> counted = history.toJson().array("tables");
        Json.Obj plain = TableCheck.toJson(checks);
        var tables = new ArrayList<Json>();
        for (Json table : plain.array("tables")) {
            var found = new ArrayList<>(((Json.Obj) table).array("findings"));
            TableHistory.OfTable of = history.tables().get(tables.size());
            of.neverHit()
                    .forEach(row -> found.add(Json.object("text", of.neverHit(row), "kind", "never_hit", "row", row)));
            tables.add(
                    ((Json.Obj) table).with("findings", Json.array(found)).with("history", counted.get(tables.size())));
        }
        return plain.with("tables", Json.array(tables))
                .with("process", Json.of(history.process()))
                .with("past_cases", Json.of(history.looked()))
                .with("erased", Json.of(history.erased()))
                .with("not_comparable", Json.of(history.untold()));
    }

    private static Failure wrong(String place, String what, String fix) {
        return new Failure(ExitStatus.USAGE, List.of(new Problem("RMT-148", place, what, fix)));
    }
}

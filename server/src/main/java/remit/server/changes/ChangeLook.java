package remit.server.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import remit.authority.AuthorityTable;
import remit.authority.TableDiff;
import remit.decision.Level;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.rules.Analysis;
import remit.rules.Finding;
import remit.server.catalog.Catalog;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.catalog.ScenarioSuite;
import remit.server.packs.PackFile;

/**
 * What an approver looks at: what differs, which findings the proposed table has, which of its scenarios fail.
 *
 * @param rules the differences of the tables, a sentence each
 * @param files other files that differ, by path
 * @param findings what the analysis of the proposed table finds
 * @param scenarios of the proposed version; empty for a level
 */
public record ChangeLook(
        List<String> rules, List<String> files, List<Finding> findings, Optional<ScenarioSuite.Result> scenarios) {
    /** Looks at a change: its proposed version beside its base. */
    static Checked<ChangeLook> of(Change change, Catalog catalog) {
        String base = change.state().versions().base();
        String proposed = change.state().versions().proposed();
        Optional<Level.Kind> kind = LevelFiles.kind(change.subject());
        if (kind.isPresent()) {
            Checked<Optional<AuthorityTable>> before = base.isEmpty()
                    ? Checked.ok(Optional.empty())
                    : level(kind.get(), base, catalog).map(Optional::of);
            return before.then(was -> level(kind.get(), proposed, catalog)
                    .map(is -> new ChangeLook(rules(was, is), List.of(), findings(is), Optional.empty())));
        }
        return catalog.stored(base)
                .then(was -> catalog.stored(proposed)
                        .then(is -> ScenarioSuite.run(is.pack())
                                .map(result -> new ChangeLook(
                                        rules(
                                                Optional.of(was.pinned().table()),
                                                is.pinned().table()),
                                        files(was, is),
                                        findings(is.pinned().table()),
                                        Optional.of(result)))));
    }

    private static Checked<AuthorityTable> level(Level.Kind kind, String sha256, Catalog catalog) {
        return catalog.levelTable(sha256)
                .then(table -> Level.read(kind, table, kind.word() + ".dmn"))
                .map(Level::table);
    }

    private static List<String> rules(Optional<AuthorityTable> before, AuthorityTable after) {
        if (before.isEmpty())
            return List.of("the first table of this level, " + after.rows().size() + " rows");
        return TableDiff.of(before.get(), after).stream()
                .map(TableDiff.Line::text)
                .toList();
    }

    private static List<Finding> findings(AuthorityTable table) {
        var findings = new ArrayList<Finding>();
        table.tables().forEach(each -> findings.addAll(Analysis.of(each)));
        return findings;
    }

    private static List<String> files(PublishedProcess before, PublishedProcess after) {
        var paths = new TreeSet<String>();
        for (PackFile file : before.pack().files()) paths.add(file.path());
        for (PackFile file : after.pack().files()) paths.add(file.path());
        // A table alone in its file is told row by row; tables that feed it are told as a file that differs.
        boolean told = after.pinned().table().tables().size() == 1
                && before.pinned().table().tables().size() == 1;
        paths.removeIf(path -> path.startsWith("levels/")
                || (told && path.equals("authority.dmn"))
                || hash(before, path).equals(hash(after, path)));
        return List.copyOf(paths);
    }

    private static String hash(PublishedProcess process, String path) {
        return process.pack().files().stream()
                .filter(file -> file.path().equals(path))
                .map(PackFile::sha256)
                .findFirst()
                .orElse("");
    }

    public Json.Obj toJson() {
        return Json.object(
                "rules", Json.strings(rules),
                "files", Json.strings(files),
                "findings", Json.strings(findings.stream().map(Finding::text).toList()),
                "scenarios", scenarios.map(result -> (Json) result.toJson()).orElse(Json.NULL));
    }
}

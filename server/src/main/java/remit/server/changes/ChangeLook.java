package remit.server.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import remit.authority.AuthorityTable;
import remit.authority.NewlyCleared;
import remit.authority.TableDiff;
import remit.decision.Level;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.rules.Finding;
import remit.server.catalog.Catalog;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.catalog.ScenarioSuite;
import remit.server.packs.PackFile;
import remit.server.rules.NewlyClearedCheck;

/**
 * What an approver looks at: what differs, which findings the proposed table has, which of its scenarios fail.
 *
 * @param tables what is compared, for whoever tells it in another form
 * @param rules the differences of the tables, a sentence each
 * @param files other files that differ: which, and of texts what
 * @param clears what the proposed table lets clear by itself that its base held
 * @param findings what the analysis of the proposed table finds
 * @param scenarios of the proposed version; empty for a level
 */
public record ChangeLook(
        Tables tables,
        List<String> rules,
        List<String> files,
        List<NewlyCleared.Line> clears,
        List<Finding> findings,
        Optional<ScenarioSuite.Result> scenarios) {
    /**
     * What is compared.
     *
     * @param before empty for the first table of a level
     * @param levels those above a process that differ
     */
    public record Tables(Optional<AuthorityTable> before, AuthorityTable after, List<LevelChanges.OfLevel> levels) {
        public Tables {
            levels = List.copyOf(levels);
        }

        /** The first table of a level lets nothing through: before it was there, it held nothing. */
        private List<NewlyCleared.Line> clears() {
            return before.map(was -> NewlyCleared.between(was, after, NewlyCleared.USUAL))
                    .orElse(List.of());
        }
    }

    private static final int MOST_LINES = 60;

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
                    .map(is -> of(new Tables(was, is, List.of()), List.of(), findings(is, catalog), Optional.empty())));
        }
        return catalog.stored(base)
                .then(was -> catalog.stored(proposed)
                        .then(is -> ScenarioSuite.ownOf(is, was)
                                .map(result -> of(
                                        new Tables(
                                                Optional.of(was.pinned().table()),
                                                is.pinned().table(),
                                                LevelChanges.between(was, is)),
                                        files(was, is),
                                        findings(is.pinned().table(), catalog),
                                        Optional.of(result)))));
    }

    private static ChangeLook of(
            Tables tables, List<String> files, List<Finding> findings, Optional<ScenarioSuite.Result> scenarios) {
        var rules = new ArrayList<>(rules(tables.before(), tables.after()));
        tables.levels().forEach(level -> rules.addAll(level.texts()));
        return new ChangeLook(tables, rules, files, tables.clears(), findings, scenarios);
    }

    private static Checked<AuthorityTable> level(Level.Kind kind, String sha256, Catalog catalog) {
        return catalog.levelTable(sha256)
                .then(table -> Level.read(kind, table, kind.word() + ".dmn"))
                .map(Level::table);
    }

    private static List<String> rules(Optional<AuthorityTable> before, AuthorityTable after) {
        if (before.isEmpty()) {
            var rows = new ArrayList<String>();
            rows.add("the first table of this level: hit policy "
                    + after.hitPolicy().attribute());
            TableDiff.rows(after).forEach(row -> rows.add(row.text()));
            return rows;
        }
        var lines = new ArrayList<String>();
        TableDiff.all(before.get(), after).forEach(each -> lines.addAll(each.texts()));
        if (!before.get().version().equals(after.version()) && lines.isEmpty()) {
            lines.add("what is not shown row by row differs: tables or values that feed it, or allowed values");
        }
        return lines;
    }

    private static List<Finding> findings(AuthorityTable table, Catalog catalog) {
        return catalog.findings().of(table).stream().flatMap(List::stream).toList();
    }

    /** Which other files of two versions differ, and of texts what. */
    public static List<String> files(PublishedProcess before, PublishedProcess after) {
        var paths = new TreeSet<String>();
        for (PackFile file : before.pack().files()) paths.add(file.path());
        for (PackFile file : after.pack().files()) paths.add(file.path());
        // The table is told row by row, other texts line by line.
        paths.removeIf(path -> path.startsWith("levels/")
                || path.equals("authority.dmn")
                || hash(before, path).equals(hash(after, path)));
        var lines = new ArrayList<String>();
        for (String path : paths) lines.addAll(lines(path, text(before, path), text(after, path)));
        return lines;
    }

    /** What a text lost and what it got, as many lines as an approver reads; the rest is counted. */
    private static List<String> lines(String path, List<String> before, List<String> after) {
        var lines = new ArrayList<String>();
        lines.add(path + (after.isEmpty() ? ": removed" : before.isEmpty() ? ": added" : ": differs"));
        if (!path.endsWith(".yaml")) return lines;
        without(before, after).forEach(line -> lines.add(path + " - " + line.strip()));
        without(after, before).forEach(line -> lines.add(path + " + " + line.strip()));
        if (lines.size() <= MOST_LINES) return lines;
        var shown = new ArrayList<>(lines.subList(0, MOST_LINES));
        shown.add(path + ": " + (lines.size() - MOST_LINES) + " more lines differ");
        return shown;
    }

    private static List<String> without(List<String> lines, List<String> others) {
        var left = new ArrayList<>(others);
        return lines.stream()
                .filter(line -> !line.isBlank() && !left.remove(line))
                .toList();
    }

    private static List<String> text(PublishedProcess process, String path) {
        return process.pack().files().stream()
                .filter(file -> file.path().equals(path))
                .flatMap(file -> file.text().lines())
                .toList();
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
                "newly_clears", NewlyClearedCheck.toJson(clears),
                "findings", Json.strings(findings.stream().map(Finding::text).toList()),
                "scenarios", scenarios.map(result -> (Json) result.toJson()).orElse(Json.NULL));
    }
}

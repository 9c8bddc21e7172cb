package remit.server.web.tell;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.TableDiff;
import remit.dmn.DecisionGraph;
import remit.rules.DecisionTable;
import remit.rules.Input;
import remit.server.changes.LevelChanges;
import remit.server.web.page.CasePage;
import remit.server.web.page.ChangePage;
import remit.server.web.page.RulesPage;

/** Tells row by row what differs between the tables of two versions, those that feed them too. */
public final class DiffTeller {
    private final @Nullable AuthorityTable before;
    private final AuthorityTable after;
    private final List<RulesPage.Table> told;

    /** @param told what is known of the rows of the later tables; empty where nothing is */
    private DiffTeller(@Nullable AuthorityTable before, AuthorityTable after, List<RulesPage.Table> told) {
        this.before = before;
        this.after = after;
        this.told = told;
    }

    /** @param before empty where {@code after} is the first table */
    public static List<ChangePage.Diff> of(
            Optional<AuthorityTable> before, AuthorityTable after, List<RulesPage.Table> told) {
        return new DiffTeller(before.orElse(null), after, told).tables();
    }

    /** The same of the levels above, each table under the level's name. */
    public static List<ChangePage.Diff> levels(List<LevelChanges.OfLevel> levels) {
        return levels.stream()
                .flatMap(level ->
                        level
                                .after()
                                .map(after -> of(level.before(), after, List.of()))
                                .orElseGet(() -> List.of(gone()))
                                .stream()
                                .map(diff -> named(level.name(), diff)))
                .toList();
    }

    private static ChangePage.Diff gone() {
        return new ChangePage.Diff("", List.of(), List.of(), true, List.of(), List.of(LevelChanges.OfLevel.gone()));
    }

    private static ChangePage.Diff named(String level, ChangePage.Diff diff) {
        String name = "Above it, " + level + (diff.name().isEmpty() ? "" : ": " + diff.name());
        return new ChangePage.Diff(name, diff.columns(), diff.says(), diff.verdict(), diff.rows(), diff.lines());
    }

    /** A table as its columns and rows are shown. */
    private record Side(List<Input> inputs, List<String> says, List<Entry> rows) {
        static final Side NOTHING = new Side(List.of(), List.of(), List.of());

        List<String> facts() {
            return inputs.stream().map(Input::fact).toList();
        }
    }

    /** @param label its verdict; null in a table that feeds another */
    private record Entry(List<RulesPage.Cell> cells, CasePage.@Nullable Label label, List<String> says) {}

    private List<ChangePage.Diff> tables() {
        List<TableDiff.OfTable> differ = before == null
                ? List.of(new TableDiff.OfTable("", TableDiff.rows(after)))
                : TableDiff.all(before, after);
        return differ.stream().map(this::table).toList();
    }

    private ChangePage.Diff table(TableDiff.OfTable differs) {
        boolean main = differs.name().isEmpty();
        Side was = before == null ? Side.NOTHING : main ? side(before) : fed(before, differs.name());
        Side is = main ? side(after) : fed(after, differs.name());
        Side shown = is.equals(Side.NOTHING) ? was : is;
        boolean sameColumns = was.facts().equals(is.facts()) || is.equals(Side.NOTHING);
        RulesPage.Table known = known(differs.name());
        var rows = new ArrayList<ChangePage.DiffRow>();
        var lines = new ArrayList<String>();
        for (TableDiff.Line line : differs.lines()) {
            switch (line) {
                case TableDiff.Line.Frame frame -> lines.add(words(frame));
                case TableDiff.Line.Added(int row, String _) ->
                    rows.add(whole("added", row, is.rows().get(row - 1), known));
                case TableDiff.Line.Removed(int row, String _) -> {
                    if (sameColumns) rows.add(whole("removed", row, was.rows().get(row - 1), null));
                    else lines.add(line.text());
                }
                case TableDiff.Line.Changed(int old, int row, var _) -> rows.add(changed(old, row, was, is, known));
            }
        }
        return new ChangePage.Diff(
                main ? after.name() : differs.name(),
                shown.inputs().stream().map(Input::label).toList(),
                shown.says(),
                main,
                rows,
                lines);
    }

    /** The one that decides is told first, then those that feed it in their order. */
    private RulesPage.@Nullable Table known(String name) {
        if (told.isEmpty()) return null;
        if (name.isEmpty()) return told.getFirst();
        List<String> fed = after.fed().stream().map(DecisionGraph.Fed::name).toList();
        return fed.contains(name) ? told.get(fed.indexOf(name) + 1) : null;
    }

    private static String words(TableDiff.Line.Frame frame) {
        return frame.what() + ": " + frame.before() + " becomes " + frame.after();
    }

    private static ChangePage.DiffRow whole(String mark, int row, Entry entry, RulesPage.@Nullable Table known) {
        return new ChangePage.DiffRow(
                mark,
                String.valueOf(row),
                entry.cells().stream()
                        .map(cell -> new ChangePage.DiffCell(null, cell.words(), cell.written()))
                        .toList(),
                entry.label() == null ? List.of() : List.of(entry.label()),
                entry.says().stream()
                        .map(said -> new ChangePage.DiffCell(null, said, said))
                        .toList(),
                known == null ? "" : known.rows().get(row - 1).fare().past(),
                known == null ? List.of() : known.rows().get(row - 1).findings());
    }

    private static ChangePage.DiffRow changed(
            int old, int row, Side before, Side after, RulesPage.@Nullable Table known) {
        Entry was = before.rows().get(old - 1);
        Entry is = after.rows().get(row - 1);
        var cells = IntStream.range(0, is.cells().size())
                .mapToObj(i -> {
                    RulesPage.Cell then = was.cells().get(i);
                    RulesPage.Cell now = is.cells().get(i);
                    boolean same = then.written().equals(now.written());
                    return new ChangePage.DiffCell(same ? null : then.words(), now.words(), now.written());
                })
                .toList();
        var labels = new ArrayList<CasePage.Label>();
        if (was.label() != null && !was.label().equals(is.label())) labels.add(was.label());
        if (is.label() != null) labels.add(is.label());
        var says = IntStream.range(0, is.says().size())
                .mapToObj(i -> {
                    String then = was.says().get(i);
                    String now = is.says().get(i);
                    return new ChangePage.DiffCell(then.equals(now) ? null : then, now, now);
                })
                .toList();
        return new ChangePage.DiffRow(
                "changed",
                old == row ? String.valueOf(row) : old + " → " + row,
                cells,
                labels,
                says,
                known == null ? "" : known.rows().get(row - 1).fare().past(),
                known == null ? List.of() : known.rows().get(row - 1).findings());
    }

    private static Side side(AuthorityTable table) {
        return new Side(
                table.inputs(),
                List.of("Reason"),
                table.rows().stream()
                        .map(row -> new Entry(
                                RulesTeller.cells(table.inputs(), row.cells()),
                                Labels.ofCell(row.ruling().word()),
                                List.of(row.reason())))
                        .toList());
    }

    private static Side fed(AuthorityTable table, String name) {
        return table.fed().stream()
                .filter(each -> each.name().equals(name))
                .map(DecisionGraph.Fed::table)
                .map(DiffTeller::side)
                .findFirst()
                .orElse(Side.NOTHING);
    }

    private static Side side(DecisionTable table) {
        return new Side(
                table.inputs(),
                RulesTeller.headings(table),
                table.rules().stream()
                        .map(rule -> new Entry(
                                RulesTeller.cells(table.inputs(), rule.cells()),
                                null,
                                rule.says().stream().map(CellTeller::operand).toList()))
                        .toList());
    }
}

package remit.server.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import remit.authority.AuthorityTable;
import remit.authority.Ruling;
import remit.dmn.DmnFile;
import remit.dmn.DmnVersion;
import remit.dmn.TableText;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.process.Intake;
import remit.rules.Answer.NearMiss;
import remit.rules.Cell;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.rules.UnaryTest;
import remit.server.catalog.PublishedProcess;

/**
 * Other tables that may give one case another verdict: a row that the case fails in one cell alone, with that cell widened
 * just far enough; else a row for the case's own values and no others.
 */
final class TableDraft {
    /** Each is compiled and tried. */
    private static final int MOST_NEAR_MISSES = 8;

    private static final String REASON = "\"a row that was proposed from one case\"";

    private final PublishedProcess process;
    private final AuthorityTable table;
    private final Map<String, Value> facts;
    private final DmnFile file;
    private final TableText text;

    private TableDraft(PublishedProcess process, Map<String, Value> facts, DmnFile file, TableText text) {
        this.process = process;
        this.table = process.pinned().table();
        this.facts = facts;
        this.file = file;
        this.text = text;
    }

    /** @param facts of the case, as the table in force sees them */
    static Checked<TableDraft> of(PublishedProcess process, Map<String, Value> facts) {
        return DmnFile.read(
                        process.pack().table().bytes(), process.pack().table().path())
                .then(file -> file.table(process.pinned().table().name())
                        .map(text -> new TableDraft(process, facts, file, text)));
    }

    /** The tables with one cell of a row of this ruling widened, in the order of the rows. */
    List<TableText> widened(Ruling wanted) {
        var all = new ArrayList<TableText>();
        for (NearMiss miss : table.nearMisses(facts)) {
            int row = miss.row() - 1;
            if (table.rows().get(row).ruling() != wanted || personal(miss.column())) continue;
            int column = column(miss.column());
            Cell cell = table.rows().get(row).cells().get(column);
            Optional<Cell> wider = cell.widened(facts.getOrDefault(miss.column(), Value.ABSENT));
            wider.ifPresent(found -> all.add(with(row, column, found)));
            if (all.size() == MOST_NEAR_MISSES) break;
        }
        return all;
    }

    private int column(String fact) {
        for (int i = 0; i < table.inputs().size(); i++)
            if (table.inputs().get(i).fact().equals(fact)) return i;
        throw new IllegalStateException("no column reads " + fact);
    }

    private TableText with(int row, int column, Cell cell) {
        var rows = new ArrayList<>(text.rows());
        TableText.Row old = rows.get(row);
        var cells = new ArrayList<>(old.cells());
        cells.set(column, cell.text());
        rows.set(row, new TableText.Row(old.id(), cells, old.says(), old.notes(), old.description()));
        return text.with(rows);
    }

    /**
     * The table with a row for the case's own values: the first one, or the last where the order of rows says nothing.
     * Refused: a value that no cell can hold, or that may have to be forgotten.
     */
    Checked<TableText> withOwnRow(Ruling wanted) {
        var problems = new ArrayList<Problem>();
        var cells = new ArrayList<String>();
        for (Input input : table.inputs()) {
            Value value = facts.getOrDefault(input.fact(), Value.ABSENT);
            Optional<String> trouble = trouble(input, value);
            trouble.ifPresentOrElse(
                    what -> problems.add(problem(input.fact() + " " + what)), () -> cells.add(cell(value)));
        }
        if (!problems.isEmpty()) return Checked.refused(problems);
        List<String> says = text.columns().outputs().stream()
                .map(output -> output.name().equals("reason")
                        ? REASON
                        : Json.of(wanted.word()).compact())
                .toList();
        List<String> notes = text.columns().notes().stream().map(_ -> "").toList();
        var rows = new ArrayList<>(text.rows());
        rows.add(ordered() ? 0 : rows.size(), new TableText.Row("", cells, says, notes, ""));
        return Checked.ok(text.with(rows));
    }

    private boolean ordered() {
        return table.hitPolicy() == HitPolicy.FIRST || table.hitPolicy() == HitPolicy.PRIORITY;
    }

    private Optional<String> trouble(Input input, Value value) {
        if (personal(input.fact())) return Optional.of("holds personal data, and a table is kept for ever");
        if (value instanceof Value.IllTyped)
            return Optional.of("is not " + input.type().words());
        boolean missing = value instanceof Value.Absent && input.presence() != Input.Presence.NULL_ALLOWED;
        return missing
                ? Optional.of("is missing, and the cell that lets that pass lets every other value pass too")
                : Optional.empty();
    }

    private static String cell(Value value) {
        UnaryTest test = value instanceof Value.Absent ? new UnaryTest.Missing() : new UnaryTest.Equal(value);
        return test.text();
    }

    /** What stands in a table cannot be erased with the person. */
    private boolean personal(String fact) {
        Intake.Column column = process.intake().byName().get(fact);
        return column != null && (column.subject() || column.dataClass().equals("personal"));
    }

    static Problem problem(String what) {
        return new Problem(
                "RMT-155",
                "authority.dmn",
                "no row can be proposed from this case: " + what,
                "edit the table, then remit rules draft FILE --process PROCESS");
    }

    /** The whole file with that table in it. */
    Checked<byte[]> bytes(TableText wanted) {
        DmnVersion own = file.version();
        DmnVersion written = own.compareTo(DmnVersion.V1_3) < 0 ? DmnVersion.V1_3 : own;
        return file.with(wanted).then(changed -> changed.bytes(written));
    }
}

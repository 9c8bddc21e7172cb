package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import remit.authority.AuthorityTable;
import remit.authority.Row;
import remit.dmn.TableText;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.Columns;
import remit.rules.Operand;
import remit.rules.UnaryTest;

/**
 * The answer as rows of the table, for a person to go on with. A row in which a number moves is written once for each set
 * of values that go equally far, and once, without them, for all others: the values exclude each other, so that under
 * any hit policy each case meets the rows it would have met. Where the author's threshold moves, the rows ask for the
 * confidence itself instead of whether it was enough.
 *
 * @param by the fact whose values have numbers of their own; empty where all have the same
 * @param parts what moves
 */
public record RuleChange(Optional<String> by, List<TableSearch.Part> parts) {
    /** The fact that holds an author's confidence. */
    public static final String CONFIDENCE = "confidence";

    public RuleChange {
        parts = List.copyOf(parts);
    }

    static RuleChange of(Lever.Moved moved, long newly) {
        return new RuleChange(Optional.empty(), List.of(new TableSearch.Part(List.of(""), List.of(moved), newly)));
    }

    /** Whether nothing changes. */
    public boolean isEmpty() {
        return parts.isEmpty();
    }

    /** The verdict of the changed rules on every case. */
    byte[] rulings(History history, Rules current) {
        var retrial = new Retrial(history);
        byte[] rulings = retrial.rulings(current).clone();
        for (TableSearch.Part part : parts) {
            byte[] moved = retrial.rulings(Path.rules(current, part.moved()));
            Columns.Column column = by.map(history.facts()::column).orElse(null);
            for (int i = 0; i < rulings.length; i++) {
                boolean meant = by.isEmpty() || (column instanceof Columns.Texts texts && part.holds(texts, i));
                if (meant) rulings[i] = moved[i];
            }
        }
        return rulings;
    }

    /** The facts that the rules will read. */
    public Set<String> reads() {
        var reads = new LinkedHashSet<String>();
        by.ifPresent(reads::add);
        boolean asks = parts.stream()
                .flatMap(part -> part.moved().stream())
                .anyMatch(moved -> moved.lever() instanceof Lever.Confidence);
        if (asks) reads.add(CONFIDENCE);
        return reads;
    }

    /**
     * The table with the change in it. Refused: a table whose cells ask for the segment in a way that cannot be divided.
     *
     * @param table what {@code text} means
     */
    public Checked<TableText> in(AuthorityTable table, TableText text) {
        var columns = new ArrayList<>(text.columns().inputs());
        for (String fact : reads()) {
            if (columns.stream().noneMatch(column -> column.fact().equals(fact)))
                columns.add(new TableText.In(fact, fact, fact.equals(CONFIDENCE) ? "number" : "string", ""));
        }
        var facts = columns.stream().map(TableText.In::fact).toList();
        var rows = new ArrayList<TableText.Row>();
        for (int i = 0; i < text.rows().size(); i++) {
            try {
                rows.addAll(new Split(facts, table.rows().get(i), text.rows().get(i)).rows());
            } catch (Indivisible e) {
                return Checked.refused(new Problem(
                        "RMT-183",
                        text.name() + " row " + (i + 1),
                        e.getMessage() + ", so the row cannot be divided",
                        "write the change by hand from the numbers of the answer"));
            }
        }
        var wide = new TableText.Columns(
                columns, text.columns().outputs(), text.columns().notes());
        return Checked.ok(new TableText(text.name(), text.hitPolicy(), wide, rows, text.reads()));
    }

    /** Why a cell cannot be divided. */
    private static final class Indivisible extends RuntimeException {
        private static final long serialVersionUID = 1;

        Indivisible(String fact, String cell) {
            super("it asks " + cell + " of " + fact);
        }
    }

    /** One row, and what becomes of it. */
    private final class Split {
        private final List<String> facts;
        private final TableText.Row row;
        private final List<Cell> cells;

        Split(List<String> facts, Row parsed, TableText.Row row) {
            this.facts = facts;
            this.row = row;
            this.cells = new ArrayList<>(parsed.cells());
            while (cells.size() < facts.size()) cells.add(Cell.ANY);
        }

        List<TableText.Row> rows() {
            var rows = new ArrayList<TableText.Row>();
            var taken = new ArrayList<String>();
            for (TableSearch.Part part : parts) {
                List<Cell> moved = moved(part.moved());
                if (moved.equals(cells)) continue;
                if (by.isEmpty()) return List.of(written(moved, ""));
                int column = facts.indexOf(by.get());
                List<String> values = part.values().stream()
                        .filter(value -> takes(cells.get(column), value))
                        .toList();
                if (values.isEmpty()) continue;
                taken.addAll(values);
                moved.set(column, new Cell.OneOf(equal(values)));
                rows.add(written(moved, ""));
            }
            others(taken).ifPresent(rows::add);
            return rows;
        }

        /** The row for all other values; as it was where there are none, empty where none is left. */
        private Optional<TableText.Row> others(List<String> taken) {
            if (taken.isEmpty()) return Optional.of(written(cells, row.id()));
            int column = facts.indexOf(by.orElseThrow());
            var left = new ArrayList<>(cells);
            switch (cells.get(column)) {
                case Cell.Any _ -> left.set(column, new Cell.NoneOf(equal(taken)));
                case Cell.OneOf(List<UnaryTest> tests) -> {
                    var rest = new ArrayList<>(tests);
                    rest.removeAll(equal(taken));
                    if (rest.isEmpty()) return Optional.empty();
                    left.set(column, new Cell.OneOf(rest));
                }
                case Cell.NoneOf(List<UnaryTest> tests) -> {
                    var more = new ArrayList<>(tests);
                    more.addAll(equal(taken));
                    left.set(column, new Cell.NoneOf(more));
                }
            }
            return Optional.of(written(left, row.id()));
        }

        /** Cells that did not move keep their text. */
        private TableText.Row written(List<Cell> changed, String id) {
            var texts = new ArrayList<String>();
            for (int i = 0; i < changed.size(); i++) {
                boolean same = i < row.cells().size() && changed.get(i).equals(cells.get(i));
                texts.add(same ? row.cells().get(i) : changed.get(i).text());
            }
            return new TableText.Row(id, texts, row.says(), row.notes(), row.description());
        }

        private List<Cell> moved(List<Lever.Moved> moves) {
            var moved = new ArrayList<>(cells);
            for (Lever.Moved move : moves) {
                switch (move.lever()) {
                    case Lever.Limit limit -> {
                        for (int i = 0; i < moved.size(); i++) {
                            if (facts.get(i).equals(limit.fact()))
                                moved.set(i, moved.get(i).moved(limit.now(), move.to()));
                        }
                    }
                    case Lever.Confidence _ -> confidence(moved, move.to());
                }
            }
            return moved;
        }

        private void confidence(List<Cell> moved, BigDecimal threshold) {
            int confident = facts.indexOf(History.CONFIDENT);
            int confidence = facts.indexOf(CONFIDENCE);
            if (confident < 0 || moved.get(confident) instanceof Cell.Any) return;
            Cell cell = moved.get(confident);
            boolean yes = cell.equals(flag(true));
            if (!yes && !cell.equals(flag(false))) throw new Indivisible(History.CONFIDENT, cell.text());
            if (!(moved.get(confidence) instanceof Cell.Any))
                throw new Indivisible(CONFIDENCE, moved.get(confidence).text());
            var end = new UnaryTest.End(Value.of(threshold), yes);
            moved.set(confident, Cell.ANY);
            moved.set(
                    confidence,
                    new Cell.OneOf(List.of(yes ? new UnaryTest.Range(end, null) : new UnaryTest.Range(null, end))));
        }

        private Cell flag(boolean value) {
            return new Cell.OneOf(List.of(new UnaryTest.Equal(Value.of(value))));
        }

        private boolean takes(Cell cell, String value) {
            boolean plain = cell.tests().stream()
                    .allMatch(test -> test instanceof UnaryTest.Missing
                            || test instanceof UnaryTest.Equal(Operand.Literal(Value.Text _)));
            if (!plain) throw new Indivisible(by.orElse(""), cell.text());
            boolean named = cell.tests().contains(new UnaryTest.Equal(Value.of(value)));
            return switch (cell) {
                case Cell.Any _ -> true;
                case Cell.OneOf _ -> named;
                case Cell.NoneOf _ -> !named;
            };
        }

        private static List<UnaryTest> equal(Collection<String> values) {
            return values.stream()
                    .map(value -> (UnaryTest) new UnaryTest.Equal(Value.of(value)))
                    .collect(Collectors.toList());
        }
    }
}

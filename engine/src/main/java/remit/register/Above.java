package remit.register;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import remit.authority.AuthorityTable;
import remit.authority.Row;
import remit.authority.Ruling;
import remit.decision.Level;
import remit.decision.Pinned;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.Condition;
import remit.rules.Input;

/**
 * The table of a level as one process meets it: what is the same of all its cases (its name, tier, currency) is settled, so
 * that only the rows and cells remain that a case can make a difference to.
 */
final class Above {
    private static final int MOST_ROWS = 4;

    private final Level level;
    private final Bound.Rows rows;
    private final List<Row> clearing;

    Above(Level level, Pinned pinned) {
        AuthorityTable table = level.table();
        Map<String, Value> constants = Level.constants(pinned);
        this.level = level;
        this.rows = new Bound.Rows(
                table.inputs(),
                table.hitPolicy(),
                table.rows().stream()
                        .flatMap(row -> settled(row, table.inputs(), constants).stream())
                        .toList());
        this.clearing = rows.rows().stream()
                .filter(row -> row.ruling() == Ruling.AUTO_CLEAR)
                .filter(row -> rows.before(row).stream().noneMatch(Above::takesAll))
                .toList();
    }

    /** The row with {@code -} where a constant passes; empty where one does not, and the row matches no case. */
    private static Optional<Row> settled(Row row, List<Input> inputs, Map<String, Value> constants) {
        var cells = new ArrayList<Cell>();
        for (int i = 0; i < inputs.size(); i++) {
            String fact = inputs.get(i).fact();
            Cell cell = row.cells().get(i);
            Value value = constants.get(fact);
            if (value == null || cell instanceof Cell.Any || cell.isOpen()) {
                cells.add(cell);
                continue;
            }
            boolean passes = Condition.read("row " + row.number(), Map.of(fact, cell.text()), Level.facts())
                    .orThrow()
                    .holds(constants);
            if (!passes) return Optional.empty();
            cells.add(Cell.ANY);
        }
        return Optional.of(new Row(row.number(), cells, row.ruling(), row.reason()));
    }

    private static boolean takesAll(Row row) {
        return row.cells().stream().allMatch(Cell.Any.class::isInstance);
    }

    /** Whether some row of it lets cases of this process through. */
    boolean mayClear() {
        return !clearing.isEmpty();
    }

    /** Up to which amount it lets cases through. */
    Limit limit(String currency) {
        var money = new Bound.Money(Level.MONEY, currency, _ -> Optional.empty());
        return new Bound(rows, money).ofAny(clearing) instanceof Limit.UpTo found
                ? new Limit.UpTo(found.amount(), found.included(), found.currency(), "the rules of the " + word())
                : Limit.NONE;
    }

    /** What it holds back, in words. */
    String holds() {
        List<String> holding = rows.rows().stream()
                .filter(row -> row.ruling() != Ruling.AUTO_CLEAR)
                .map(this::words)
                .toList();
        int shown = Math.min(MOST_ROWS, holding.size());
        var words = new ArrayList<>(holding.subList(0, shown));
        if (holding.size() > shown) words.add((holding.size() - shown) + " more of their rows");
        if (clearing.stream().noneMatch(Above::takesAll)) words.add("none of their rows lets it through");
        return named() + " hold it" + (words.isEmpty() ? "" : ": " + CellWords.list(words, "or"));
    }

    private String words(Row row) {
        List<String> cells = IntStream.range(0, rows.inputs().size())
                .mapToObj(i -> CellWords.of(rows.inputs().get(i), row.cells().get(i)))
                .flatMap(Optional::stream)
                .toList();
        return "row " + row.number() + " (" + (cells.isEmpty() ? "always" : String.join(" and ", cells)) + ")";
    }

    /** {@code the rules of the organisation (version 1a2b3c4d5e6f)}. */
    String named() {
        return "the rules of the " + word() + " (version "
                + level.table().version().substring(0, Statement.SHORT) + ")";
    }

    private String word() {
        return level.kind().word();
    }
}

package remit.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.Answer.NearMiss;
import remit.rules.FactLayout.Slots;
import remit.rules.index.RowBits;
import remit.rules.index.Steps;
import remit.rules.index.WordTable;

/**
 * A table's cells turned on their side: for every column and every segment of its values the set of rows that the
 * segment passes, as a bit mask. A case is one mask a column, combined by AND. The meaning of a cell is data in the
 * masks and nowhere else; one index serves single cases and whole histories.
 *
 * <p>A missing value sits in the masks of {@code -}, and of the cells that let it pass where the column allows null. A
 * value of the wrong type, or outside the declared allowed values, sits in no mask at all: it can match no row. A cell
 * that compares with another fact sits in every mask of its column and is asked once the others have let its row pass.
 */
final class RuleIndex {
    private final Column[] columns;
    private final int rows;
    private final int words;
    private final long[] everyRow;
    private final FactLayout layout;
    private final Seat[] seats;
    private final Column[] openColumns;

    RuleIndex(List<Input> inputs, List<List<Cell>> cellsOfRows) {
        this.rows = cellsOfRows.size();
        this.words = (rows + 63) >> 6;
        this.columns = new Column[inputs.size()];
        for (int i = 0; i < columns.length; i++) {
            int column = i;
            columns[i] = column(
                    inputs.get(i),
                    cellsOfRows.stream().map(cells -> cells.get(column)).toList());
        }
        this.everyRow = new long[words];
        Arrays.fill(everyRow, -1L);
        if ((rows & 63) != 0) everyRow[words - 1] = (1L << rows) - 1;
        var own = new LinkedHashMap<String, FactType>();
        for (Input input : inputs) own.putIfAbsent(input.fact(), input.type());
        this.layout = new FactLayout(own, List.of(columns));
        this.seats = seats(columns, layout);
        this.openColumns = openColumns(columns);
    }

    private RuleIndex(RuleIndex same, FactLayout layout) {
        this.columns = same.columns;
        this.rows = same.rows;
        this.words = same.words;
        this.everyRow = same.everyRow;
        this.layout = layout;
        this.seats = seats(columns, layout);
        this.openColumns = openColumns(columns);
    }

    private static Seat[] seats(Column[] columns, FactLayout layout) {
        return Arrays.stream(columns).map(column -> Seat.of(column, layout)).toArray(Seat[]::new);
    }

    private static Column[] openColumns(Column[] columns) {
        return Arrays.stream(columns).filter(column -> !column.open().isEmpty()).toArray(Column[]::new);
    }

    /**
     * The same index for cases that were read into another layout, in which each of its facts has a slot and each text that
     * its cells name a number. Any other is refused: a text without a number counts as none that a cell names.
     */
    RuleIndex on(FactLayout layout) {
        return new RuleIndex(this, layout);
    }

    /** A case in the layout of this index; read into it unless it was already. */
    private Slots slots(Map<String, Value> facts) {
        return facts instanceof Slots laid && laid.layout() == layout ? laid : layout.read(facts::get);
    }

    /**
     * @param passing the rows that each segment passes, one set behind the other, 64 rows a word
     * @param unfit why the table cannot be asked about a value of a segment; null where it can
     * @param open the cells that compare with other facts, by row; empty for most columns
     */
    record Column(
            Input input,
            Segments segments,
            long[] passing,
            @Nullable String[] unfit,
            List<OpenCell> open) {}

    record OpenCell(int row, Cell cell) {}

    /**
     * How one column reads a case: from which slot, and the segments of the whole numbers there. What is no whole number is
     * asked about as the value it is; both ways give the same segment.
     *
     * @param steps the segments of numbers and days
     * @param numbered the segments of numbered values; the first is that of number -1
     */
    private record Seat(
            int slot,
            Segments segments,
            long[] passing,
            @Nullable Steps steps,
            int @Nullable [] numbered) {
        static Seat of(Column column, FactLayout layout) {
            Integer slot = layout.slot(column.input().fact());
            if (slot == null)
                throw new IllegalArgumentException(
                        "no slot for " + column.input().fact());
            Segments segments = column.segments();
            WordTable words = layout.words(slot, column.input().type());
            if (words == null) return new Seat(slot, segments, column.passing(), null, null);
            return switch (segments) {
                case Segments.Ordered ordered -> new Seat(slot, segments, column.passing(), ordered.steps(), null);
                case Segments.Words ours -> {
                    for (String named : ours.named())
                        if (words.number(named) < 0)
                            throw new IllegalArgumentException("no number for \"" + named + "\" of "
                                    + column.input().fact() + ": the layout was made without this table");
                    int[] numbered = new int[words.size() + 1];
                    Arrays.setAll(numbered, i -> i == 0 ? Segments.FIRST : ours.segment(words.word(i - 1)));
                    yield new Seat(slot, segments, column.passing(), null, numbered);
                }
                case Segments.YesNo _ ->
                    new Seat(slot, segments, column.passing(), null, new int[] {
                        Segments.WRONG_TYPE, Segments.FIRST, Segments.FIRST + 1
                    });
            };
        }

        int segment(Slots slots) {
            long point = slots.point(slot);
            if (point != Slots.APART) {
                if (steps != null) return steps.code(point);
                if (numbered != null) return numbered[(int) point + 1];
            }
            return segment(slots.value(slot));
        }

        /** By cases rather than by a call that the three kinds answer: compiled code then has all of them in one piece. */
        private int segment(@Nullable Value value) {
            if (segments instanceof Segments.Ordered ordered) return ordered.segment(value);
            if (segments instanceof Segments.Words words) return words.segment(value);
            return segments.segment(value);
        }
    }

    private Column column(Input input, List<Cell> cells) {
        var tests = new ArrayList<>(input.allowed().tests());
        for (Cell cell : cells) tests.addAll(cell.tests());
        Segments segments = Segments.of(input.type(), tests);
        BitSet allowed = covered(segments, input.allowed());
        long[] passing = new long[segments.count() * words];
        var open = new ArrayList<OpenCell>();
        for (int row = 0; row < rows; row++) {
            Cell cell = cells.get(row);
            if (cell.isOpen()) open.add(new OpenCell(row, cell));
            BitSet through = through(segments, input, cell);
            for (int segment = through.nextSetBit(0); segment >= 0; segment = through.nextSetBit(segment + 1)) {
                passing[segment * words + (row >> 6)] |= 1L << row;
            }
        }
        return new Column(input, segments, passing, unfit(input, segments, allowed), List.copyOf(open));
    }

    /** The segments that a cell of a column lets through; all that it may let through where it names another fact. */
    static BitSet through(Segments segments, Input input, Cell cell) {
        BitSet through = covered(segments, cell);
        through.and(covered(segments, input.allowed()));
        if (passesMissing(cell, input)) through.set(Segments.MISSING);
        return through;
    }

    private static @Nullable String[] unfit(Input input, Segments segments, BitSet allowed) {
        var unfit = new @Nullable String[segments.count()];
        for (int segment = Segments.FIRST; segment < unfit.length; segment++) {
            if (!allowed.get(segment)) unfit[segment] = "is none of the allowed values";
        }
        unfit[Segments.WRONG_TYPE] = "is not " + input.type().words();
        if (input.presence() == Input.Presence.REQUIRED) unfit[Segments.MISSING] = "is missing";
        return unfit;
    }

    static boolean passesMissing(Cell cell, Input input) {
        if (cell instanceof Cell.Any) return true;
        if (input.presence() != Input.Presence.NULL_ALLOWED) return false;
        return cell.isOpen() || Truth.of(cell, Value.ABSENT, Map.of()) == Truth.TRUE;
    }

    private static BitSet covered(Segments segments, Cell cell) {
        var covered = new BitSet(segments.count());
        if (!cell.isOpen()) cell.tests().forEach(test -> covered.or(segments.covered(test)));
        return switch (cell) {
            case Cell.OneOf one when !one.isOpen() -> covered;
            case Cell.Any _, Cell.OneOf _ -> everyValue(segments);
            case Cell.NoneOf none -> {
                BitSet others = everyValue(segments);
                if (!none.isOpen()) {
                    others.andNot(covered);
                    boolean comparing = none.tests().stream().anyMatch(test -> !(test instanceof UnaryTest.Missing));
                    if (comparing && segments.elsewhere() >= 0) others.clear(segments.elsewhere());
                }
                yield others;
            }
        };
    }

    private static BitSet everyValue(Segments segments) {
        var every = new BitSet(segments.count());
        every.set(Segments.FIRST, segments.count());
        return every;
    }

    /** What the analysis needs of one column. @param domain the segments that cases may lie in */
    record Domain(Input input, Segments segments, long[][] passing, BitSet domain, List<Integer> openRows) {}

    /** The columns with every segment that a case may lie in: the allowed values, and missing where null is allowed. */
    List<Domain> domains() {
        var domains = new ArrayList<Domain>();
        for (Column column : columns) {
            Input input = column.input();
            Segments segments = column.segments();
            BitSet domain = covered(segments, input.allowed());
            for (int segment = Segments.FIRST; segment < segments.count(); segment++) {
                if (domain.get(segment)
                        && segments.sample(input.type(), segment).isEmpty()) domain.clear(segment);
            }
            if (input.presence() == Input.Presence.NULL_ALLOWED) domain.set(Segments.MISSING);
            List<Integer> open = column.open().stream().map(OpenCell::row).toList();
            long[][] passing = new long[segments.count()][];
            for (int segment = 0; segment < passing.length; segment++) passing[segment] = rowsOf(column, segment);
            domains.add(new Domain(input, segments, passing, domain, open));
        }
        return domains;
    }

    int rows() {
        return rows;
    }

    /** How long a set of rows is. */
    int words() {
        return words;
    }

    long[] everyRow() {
        return everyRow;
    }

    Column[] columns() {
        return columns;
    }

    /** Why the table cannot be asked about a case at all, or null when it can. */
    @Nullable
    Unfit unfit(Map<String, Value> facts) {
        Slots slots = slots(facts);
        for (int i = 0; i < columns.length; i++) {
            Column column = columns[i];
            int segment = seats[i].segment(slots);
            Input input = column.input();
            String why = column.unfit()[segment];
            if (why == null && segment >= Segments.FIRST && input.allowed().isOpen()) {
                Value value = facts.getOrDefault(input.fact(), Value.ABSENT);
                if (Truth.of(input.allowed(), value, facts) != Truth.TRUE) why = "is none of the allowed values";
            }
            if (why != null) return new Unfit(input.fact(), why);
        }
        return null;
    }

    /**
     * A fact without which nothing may clear, or null when each is there: one that the table cannot be asked about, or one
     * that is missing where no column says that it may be, though a row asks nothing of it.
     */
    @Nullable
    Unfit lacking(Map<String, Value> facts) {
        Slots slots = slots(facts);
        for (int i = 0; i < columns.length; i++) {
            Input input = columns[i].input();
            boolean mayBeMissing = input.presence() == Input.Presence.NULL_ALLOWED;
            if (!mayBeMissing && seats[i].segment(slots) == Segments.MISSING)
                return new Unfit(input.fact(), "is missing");
        }
        return unfit(facts);
    }

    /** A fact that the table cannot be asked about. @param why goes on the fact's name: "is missing" */
    record Unfit(String fact, String why) {}

    /** The rows that match, as a bit set. */
    long[] matching(Map<String, Value> facts) {
        Slots slots = slots(facts);
        long[] matching = words == 1 ? new long[] {fewRows(slots)} : manyRows(slots);
        for (Column column : openColumns) closeOpenCells(column, facts, matching);
        return matching;
    }

    /** Of a table whose rows fit in one word. */
    private long fewRows(Slots slots) {
        long matching = everyRow[0];
        for (Seat seat : seats) matching &= seat.passing()[seat.segment(slots)];
        return matching;
    }

    private long[] manyRows(Slots slots) {
        long[] matching = everyRow.clone();
        for (Seat seat : seats) {
            long[] passing = seat.passing();
            int from = seat.segment(slots) * words;
            for (int word = 0; word < matching.length; word++) matching[word] &= passing[from + word];
        }
        return matching;
    }

    /** Takes out the rows whose open cell does not match. */
    private static void closeOpenCells(Column column, Map<String, Value> facts, long[] matching) {
        Value value = facts.getOrDefault(column.input().fact(), Value.ABSENT);
        for (OpenCell open : column.open()) {
            if (!RowBits.isSet(matching, open.row())) continue;
            if (Truth.of(open.cell(), value, facts) != Truth.TRUE) RowBits.clear(matching, open.row());
        }
    }

    /** The rows that fail in exactly one column, with that column: what would have had to be different. */
    List<NearMiss> nearMisses(Map<String, Value> facts) {
        Slots slots = slots(facts);
        long[][] passing = new long[columns.length][];
        for (int i = 0; i < columns.length; i++) {
            passing[i] = rowsOf(columns[i], seats[i].segment(slots));
            if (!columns[i].open().isEmpty()) closeOpenCells(columns[i], facts, passing[i]);
        }
        long[] failedOnce = new long[words];
        long[] failedMore = new long[words];
        for (long[] rowsPassed : passing) {
            for (int word = 0; word < rowsPassed.length; word++) {
                long failing = ~rowsPassed[word];
                failedMore[word] |= failedOnce[word] & failing;
                failedOnce[word] |= failing;
            }
        }
        long[] near = everyRow.clone();
        for (int word = 0; word < near.length; word++) near[word] &= failedOnce[word] & ~failedMore[word];
        var misses = new ArrayList<NearMiss>();
        for (int number : numbers(near)) misses.add(new NearMiss(number, failing(number - 1, passing)));
        return misses;
    }

    private String failing(int row, long[][] passing) {
        for (int column = 0; column < passing.length; column++) {
            if (!RowBits.isSet(passing[column], row))
                return columns[column].input().fact();
        }
        throw new IllegalStateException("row " + (row + 1) + " fails nowhere");
    }

    private long[] rowsOf(Column column, int segment) {
        return Arrays.copyOfRange(column.passing(), segment * words, (segment + 1) * words);
    }

    /** The 1-based numbers of the rows in a bit set, ascending. */
    static List<Integer> numbers(long[] rows) {
        var numbers = new ArrayList<Integer>();
        for (int word = 0; word < rows.length; word++) {
            for (long left = rows[word]; left != 0; left &= left - 1) {
                numbers.add((word << 6) + Long.numberOfTrailingZeros(left) + 1);
            }
        }
        return numbers;
    }
}

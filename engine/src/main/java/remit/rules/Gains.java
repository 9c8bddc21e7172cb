package remit.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import remit.kernel.Value;
import remit.rules.index.Boxes;
import remit.rules.index.Coverage;
import remit.rules.index.RowBits;

/**
 * What some rows of a later table speak about that the like rows of an earlier one did not. Exact; a question that would
 * take too many steps is said to be undecided, and so is one that only a case's other facts tell. Cases have every value of
 * a fact's type, or lack the fact: a table that requires it, or before which somebody looks, lets none of its rows speak
 * of those.
 *
 * <p>A row of the later table that is meant speaks where it matches and what would speak in its place does not. The
 * earlier table holds a case back where none of its meant rows matches, or where a certain other row does before one of
 * them. So each pair of a row and a reason to hold back is one box, and the question is whether rows cover it.
 */
public final class Gains {
    private static final long WORK_OF_A_ROW = 4_000_000;
    private static final int DRAWS = 512;

    private final Side before;
    private final Side after;
    private final List<Column> columns;
    private final int words;
    private final Boxes boxes;
    /** Rows without a cell that names another fact. */
    private final long[] firm;
    /** Whether no row can be decided: times do not compare, a column allows what another fact says, or rows are too many. */
    private boolean unclear;

    /** @param rows the numbers of the rows that are meant, 1-based */
    public record Side(DecisionTable table, Set<Integer> rows) {
        public Side {
            rows = Set.copyOf(rows);
            if (!table.hitPolicy().single()) throw new IllegalArgumentException("table: several of its rows speak");
        }

        private boolean means(Before before) {
            return before instanceof Before.Said(Answer.Outcome.One(int row)) && rows.contains(row);
        }

        /** The columns that ask about a fact. */
        private List<Integer> asking(String fact) {
            return IntStream.range(0, table.inputs().size())
                    .filter(i -> table.inputs().get(i).fact().equals(fact))
                    .boxed()
                    .toList();
        }

        /** What becomes of a case. */
        private Before of(Map<String, Value> facts) {
            for (Input input : table.inputs()) {
                boolean missing = Truth.isMissing(facts.getOrDefault(input.fact(), Value.ABSENT));
                if (missing && input.presence().holdsMissing()) return new Before.Lacked(input.fact());
            }
            return new Before.Said(table.evaluate(facts).outcome());
        }
    }

    /** What was found of one row of the later table, or that nothing was. */
    public sealed interface Gain {
        int row();

        /** @param witness a case that it wins, fact to value @param before what became of that case before */
        record Won(int row, Map<String, Value> witness, Before before) implements Gain {
            public Won {
                witness = Collections.unmodifiableMap(new LinkedHashMap<>(witness));
            }
        }

        /** Given up. */
        record Undecided(int row) implements Gain {}
    }

    /** What became of a case under the earlier table. */
    public sealed interface Before {
        /** The table said so. */
        record Said(Answer.Outcome outcome) implements Before {}

        /** It was held because it lacks this fact. */
        record Lacked(String fact) implements Before {}
    }

    /** One fact. */
    private record Column(String fact, FactType type, Segments segments, Boxes.Axis axis) {
        Value sample(int segment) {
            if (segment == Segments.MISSING) return Value.ABSENT;
            return segments.sample(type, segment).orElseThrow();
        }
    }

    /**
     * Why the earlier table holds a case back.
     *
     * @param matching rows that match
     * @param around for each of them the rows that match all that it does
     * @param not rows that do not match
     */
    private record Held(List<Integer> matching, List<long[]> around, long[] not) {}

    private Gains(Side before, Side after) {
        this.before = before;
        this.after = after;
        this.words = (after.table.rules().size() + before.table.rules().size() + 63) >> 6;
        this.columns = columns();
        this.boxes = new Boxes(columns.stream().map(Column::axis).toList(), words);
        this.firm = set(each(after, Gains::firm));
        RowBits.or(firm, set(each(before, Gains::firm)));
    }

    /**
     * By row of the later table; a row that wins nothing is not listed.
     *
     * @param budget how much may be looked at; a count and not a time, so that every machine finds the same
     */
    public static List<Gain> of(Side before, Side after, long budget) {
        // Nothing is won over itself; and the rows of the two sides are told apart below by whose they are.
        if (before.equals(after)) return List.of();
        var gains = new Gains(before, after);
        var work = new Coverage.Work(budget);
        List<Held> held = gains.held(work);
        var found = new ArrayList<Gain>();
        for (int row : after.rows.stream().sorted().toList()) {
            Coverage.Work part = work.part(WORK_OF_A_ROW);
            gains.gain(row, held, part).ifPresent(found::add);
            work.giveBack(part);
        }
        return List.copyOf(found);
    }

    private static boolean firm(Rule rule) {
        return rule.cells().stream().noneMatch(Cell::isOpen);
    }

    /** Rows of both tables are numbered from 0 here, those of the later one first. */
    private int number(Side side, int row) {
        return side.equals(after) ? row - 1 : after.table.rules().size() + row - 1;
    }

    private List<Integer> each(Side side, Predicate<Rule> wanted) {
        return side.table.rules().stream()
                .filter(wanted)
                .map(rule -> number(side, rule.number()))
                .toList();
    }

    private List<Column> columns() {
        var types = new LinkedHashMap<String, FactType>();
        for (Side side : List.of(after, before))
            for (Input input : side.table.inputs()) types.putIfAbsent(input.fact(), input.type());
        var found = new ArrayList<Column>();
        types.forEach((fact, type) -> found.add(column(fact, type)));
        return found;
    }

    private Column column(String fact, FactType type) {
        var tests = new ArrayList<UnaryTest>();
        for (Side side : List.of(after, before)) {
            for (int i : side.asking(fact)) {
                if (side.table.inputs().get(i).type() != type) continue;
                tests.addAll(side.table.inputs().get(i).allowed().tests());
                for (Rule rule : side.table.rules())
                    tests.addAll(rule.cells().get(i).tests());
            }
        }
        Segments segments = Segments.of(type, tests);
        unclear |= apart(tests);
        var domain = new BitSet();
        domain.set(Segments.MISSING);
        for (int segment = Segments.FIRST; segment < segments.count(); segment++)
            if (segments.sample(type, segment).isPresent()) domain.set(segment);
        long[][] passing = new long[segments.count()][words];
        for (long[] rows : passing) Arrays.fill(rows, -1L);
        for (Side side : List.of(after, before)) {
            for (int i : side.asking(fact)) {
                Input input = side.table.inputs().get(i);
                // What is allowed then depends on the case.
                unclear |= input.allowed().isOpen();
                for (Rule rule : side.table.rules()) {
                    BitSet through = through(segments, type, input, rule.cells().get(i));
                    for (int segment = 0; segment < passing.length; segment++)
                        if (!through.get(segment)) RowBits.clear(passing[segment], number(side, rule.number()));
                }
            }
        }
        return new Column(fact, type, segments, new Boxes.Axis(domain, passing));
    }

    /** Times with a zone and times without one stand on no common line. */
    private static boolean apart(List<UnaryTest> tests) {
        List<Operand> operands = tests.stream().flatMap(UnaryTest::operands).toList();
        return operands.stream().anyMatch(each -> each instanceof Operand.Literal(Value.Moment _))
                && operands.stream().anyMatch(each -> each instanceof Operand.Literal(Value.DayTime _));
    }

    /** A column of another type takes no value of this one; what is missing has no type. */
    private static BitSet through(Segments segments, FactType type, Input input, Cell cell) {
        BitSet through = input.type() == type ? RuleIndex.through(segments, input, cell) : new BitSet();
        through.set(Segments.MISSING, !input.presence().holdsMissing() && RuleIndex.passesMissing(cell, input));
        return through;
    }

    /** Every reason for which the earlier table does not let one of its meant rows speak. */
    private List<Held> held(Coverage.Work work) {
        List<Integer> meant = each(before, rule -> before.rows.contains(rule.number()));
        var held = new ArrayList<Held>();
        held.add(new Held(List.of(), List.of(), set(meant)));
        switch (before.table.hitPolicy()) {
            case FIRST, PRIORITY -> {
                var earlier = new ArrayList<Integer>();
                for (int row : before.table.speakingOrder()) {
                    if (before.rows.contains(row)) earlier.add(number(before, row));
                    else held.add(held(number(before, row), set(earlier), work));
                }
            }
            case UNIQUE, ANY -> {
                for (int other : each(before, rule -> !before.rows.contains(rule.number())))
                    held.add(held(other, set(List.of()), work));
                held.addAll(quarrels(work));
            }
            case RULE_ORDER, OUTPUT_ORDER, COLLECT, SUM, MIN, MAX, COUNT ->
                throw new IllegalStateException("several rows speak");
        }
        return held;
    }

    private Held held(int row, long[] not, Coverage.Work work) {
        return new Held(List.of(row), List.of(boxes.around(row, work)), not);
    }

    /** The pairs of meant rows of the earlier table that violate its policy somewhere. */
    private List<Held> quarrels(Coverage.Work work) {
        var quarrels = new ArrayList<Held>();
        long[] none = set(List.of());
        long[][] around = new long[before.table.rules().size()][];
        for (int row : before.rows) around[row - 1] = boxes.around(number(before, row), work);
        for (Rule left : before.table.rules()) {
            if (!before.rows.contains(left.number())) continue;
            long[] meets = boxes.meeting(number(before, left.number()), work);
            if (!work.spend(1)) unclear = true;
            if (unclear) break;
            for (Rule right : before.table
                    .rules()
                    .subList(left.number(), before.table.rules().size())) {
                int other = number(before, right.number());
                if (!before.rows.contains(right.number()) || !RowBits.isSet(meets, other)) continue;
                if (before.table.hitPolicy() == HitPolicy.ANY && left.says().equals(right.says())) continue;
                List<Integer> pair = List.of(number(before, left.number()), other);
                quarrels.add(new Held(pair, List.of(around[left.number() - 1], around[right.number() - 1]), none));
            }
        }
        return quarrels;
    }

    /** The rows of the later table that must not match for {@code row} to speak. */
    private List<Integer> instead(int row) {
        List<Integer> order = after.table.speakingOrder();
        Rule own = after.table.rules().get(row - 1);
        return switch (after.table.hitPolicy()) {
            case FIRST, PRIORITY ->
                order.subList(0, order.indexOf(row)).stream()
                        .map(each -> number(after, each))
                        .toList();
            case UNIQUE -> each(after, rule -> rule.number() != row);
            case ANY -> each(after, rule -> rule.number() < row || !rule.says().equals(own.says()));
            case RULE_ORDER, OUTPUT_ORDER, COLLECT, SUM, MIN, MAX, COUNT ->
                throw new IllegalStateException("several rows speak");
        };
    }

    private long[] set(List<Integer> rows) {
        long[] set = new long[words];
        rows.forEach(row -> RowBits.set(set, row));
        return set;
    }

    private Optional<Gain> gain(int row, List<Held> held, Coverage.Work work) {
        long[] instead = set(instead(row));
        long[] meets = boxes.meeting(number(after, row), work);
        boolean undecided = false;
        for (Held why : held) {
            if (unclear || !work.spend(1)) {
                undecided = true;
                break;
            }
            if (!why.matching().stream().allMatch(other -> RowBits.isSet(meets, other))) continue;
            long[] covering = instead.clone();
            RowBits.or(covering, why.not());
            RowBits.and(covering, firm);
            if (why.around().stream().anyMatch(around -> RowBits.meets(around, covering))) continue;
            var matching = new ArrayList<>(why.matching());
            matching.add(number(after, row));
            List<BitSet> box = boxes.of(matching, work);
            if (box == null) continue;
            if (boxes.filled(box, covering, work)) continue;
            switch (new Coverage(boxes.passing(box), covering, work).of()) {
                case Coverage.Answer.Covered() -> {
                    // Not for this reason.
                }
                case Coverage.Answer.Undecided() -> undecided = true;
                case Coverage.Answer.Hole(int[] hole) -> {
                    Optional<Gain> won = won(row, box, hole);
                    if (won.isPresent()) return won;
                    // A row that names another fact may decide otherwise for other cases of the box.
                    undecided = true;
                }
            }
        }
        if (!undecided) return Optional.empty();
        return drawn(row).or(() -> Optional.of(new Gain.Undecided(row)));
    }

    /** Given up, but not in silence: a case that the row wins is likely to be met by chance. The same every time. */
    private Optional<Gain> drawn(int row) {
        List<int[]> choices = columns.stream()
                .map(column -> column.axis().shared(List.of(number(after, row))).stream()
                        .toArray())
                .toList();
        if (choices.stream().anyMatch(segments -> segments.length == 0)) return Optional.empty();
        // A linear congruential generator (Knuth, MMIX).
        long state = 0x5DEECE66DL;
        for (int draw = 0; draw < DRAWS; draw++) {
            var witness = new LinkedHashMap<String, Value>();
            for (int i = 0; i < choices.size(); i++) {
                state = state * 6364136223846793005L + 1442695040888963407L;
                int[] segments = choices.get(i);
                witness.put(
                        columns.get(i).fact(),
                        columns.get(i).sample(segments[(int) ((state >>> 33) % segments.length)]));
            }
            Optional<Gain> won = won(row, witness);
            if (won.isPresent()) return won;
        }
        return Optional.empty();
    }

    /** A case of the hole; with values in place of those that it lacks, where the row wins that too: people see more in it. */
    private Optional<Gain> won(int row, List<BitSet> box, int[] hole) {
        var witness = new LinkedHashMap<String, Value>();
        for (int i = 0; i < hole.length; i++) {
            Column column = columns.get(i);
            int segment = box.get(i).stream().skip(hole[i]).findFirst().orElseThrow();
            witness.put(column.fact(), column.sample(segment));
        }
        Optional<Gain> won = won(row, witness);
        for (int i = 0; i < hole.length && won.isPresent(); i++) {
            Column column = columns.get(i);
            if (!Truth.isMissing(witness.getOrDefault(column.fact(), Value.ABSENT))) continue;
            Optional<Gain> shown = box.get(i).stream()
                    .filter(segment -> segment != Segments.MISSING)
                    .mapToObj(column::sample)
                    .flatMap(value -> {
                        witness.put(column.fact(), value);
                        return won(row, witness).stream();
                    })
                    .findFirst();
            if (shown.isEmpty()) witness.put(column.fact(), Value.ABSENT);
            won = shown.or(() -> won(row, witness));
        }
        return won;
    }

    /** What the tables themselves say of a case: cells that name other facts may tell otherwise. */
    private Optional<Gain> won(int row, Map<String, Value> witness) {
        Before was = before.of(witness);
        boolean won = after.of(witness).equals(new Before.Said(new Answer.Outcome.One(row))) && !before.means(was);
        return won ? Optional.of(new Gain.Won(row, witness, was)) : Optional.empty();
    }
}

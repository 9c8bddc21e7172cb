package remit.rules;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.index.Grid;
import remit.rules.index.WordTable;

/**
 * The values of one column cut into the few classes that no cell of the column can tell apart. Segment 0 is the missing
 * value, 1 a value of another type; the rest is the type's. With ordered types every bound gives two segments, the open
 * interval below it and the point itself, so that open and closed ends are exact.
 */
sealed interface Segments {
    int MISSING = 0;
    int WRONG_TYPE = 1;
    int FIRST = 2;

    int count();

    /** The segment of any value at all; no value is missing. */
    int segment(@Nullable Value value);

    /** The segments that {@code test} lets through, all of them or none of each; it compares with literals only. */
    BitSet covered(UnaryTest test);

    /** The segment of what is no value of the column's type. */
    private static int noneOfType(@Nullable Value value) {
        return value == null || value instanceof Value.Absent ? MISSING : WRONG_TYPE;
    }

    /** The segment of values that compare with no bound, so that every comparison is unknown; -1 where there is none. */
    default int elsewhere() {
        return -1;
    }

    /** A value that lies in a segment from {@link #FIRST} on; empty when none does. */
    Optional<Value> sample(FactType type, int segment);

    /**
     * The segments in the words of a cell, so that a person can read which values are meant.
     *
     * @param nullAllowed whether a missing value is among those that a cell of the column may mean
     */
    String cell(BitSet segments, boolean nullAllowed);

    /** The values that a test compares with; those of other facts are not known before a case is. */
    private static List<Value> literals(UnaryTest test) {
        return test.operands()
                .filter(operand -> operand instanceof Operand.Literal)
                .map(Segments::literal)
                .toList();
    }

    private static Value literal(Operand operand) {
        return switch (operand) {
            case Operand.Literal(Value value) -> value;
            case Operand.Name name -> throw new IllegalStateException("known only for a case: " + name);
        };
    }

    static Segments of(FactType type, List<UnaryTest> tests) {
        for (UnaryTest test : tests) {
            for (Value literal : literals(test)) {
                if (!type.holds(literal)) throw new IllegalArgumentException(literal + ": is not " + type.words());
            }
        }
        return switch (type) {
            case NUMBER, DAY, TIME, DAY_TIME, MONTHS, SPAN -> new Ordered(type, tests);
            case TEXT -> new Words(tests);
            case FLAG -> new YesNo();
        };
    }

    /**
     * Numbers, days, times, durations. Each bound is also kept rounded to double, which keeps the order: unequal doubles
     * decide, only a tie needs the exact comparison.
     */
    final class Ordered implements Segments {
        /** Up to here every whole number is a double of its own. */
        private static final double WHOLE = 0x1p53;

        private static final long NANOS = 1_000_000_000L;
        /** Seconds whose nanoseconds, and one second more, fit in a long. */
        private static final long SECONDS = Long.MAX_VALUE / NANOS - 1;

        private final FactType type;
        private final BigDecimal[] bounds;
        private final Grid grid;
        /** One of the bounds, so that a time without a zone is not compared with bounds that have one. */
        private final @Nullable Value sample;

        Ordered(FactType type, List<UnaryTest> tests) {
            var sorted = new TreeSet<BigDecimal>();
            Value one = null;
            for (UnaryTest test : tests) {
                for (Value end : literals(test)) {
                    sorted.add(Order.position(end));
                    one = end;
                }
            }
            this.type = type;
            this.bounds = sorted.toArray(BigDecimal[]::new);
            this.grid = new Grid(sorted.stream().mapToDouble(BigDecimal::doubleValue).toArray());
            this.sample = one;
        }

        @Override
        public int segment(@Nullable Value value) {
            return switch (type) {
                case NUMBER -> value instanceof Value.Numeric(BigDecimal number) ? segment(number) : noneOfType(value);
                case DAY ->
                    value instanceof Value.Day(LocalDate day) ? located(day.toEpochDay(), value) : noneOfType(value);
                case TIME ->
                    value instanceof Value.Time(LocalTime time)
                            ? located(time.toNanoOfDay(), value)
                            : noneOfType(value);
                case MONTHS ->
                    value instanceof Value.Months(long months) ? located(months, value) : noneOfType(value);
                case SPAN ->
                    value instanceof Value.Span(Duration span)
                            ? located(span.getSeconds(), span.getNano(), value)
                            : noneOfType(value);
                case DAY_TIME -> dayTime(value);
                case TEXT, FLAG -> throw new IllegalStateException("has no order: " + type);
            };
        }

        private int dayTime(@Nullable Value value) {
            if (value instanceof Value.DayTime(LocalDateTime local)) {
                if (sample instanceof Value.Moment) return elsewhere();
                return located(local.toEpochSecond(ZoneOffset.UTC), local.getNano(), value);
            }
            if (value instanceof Value.Moment(Instant instant)) {
                if (sample instanceof Value.DayTime) return elsewhere();
                return located(instant.getEpochSecond(), instant.getNano(), value);
            }
            return noneOfType(value);
        }

        private int located(long seconds, int nanos, Value value) {
            return seconds < SECONDS && seconds > -SECONDS
                    ? located(seconds * NANOS + nanos, value)
                    : segment(Order.position(value));
        }

        /** The segment of a whole number. @param value what it is the position of */
        private int located(long position, Value value) {
            double rounded = position;
            int bound = grid.below(rounded);
            if (bound == bounds.length || grid.point(bound) != rounded) return point(bound) - 1;
            // Bounds of these types are whole: what is equal as doubles of that size is equal.
            return Math.abs(rounded) < WHOLE ? point(bound) : among(bound, rounded, Order.position(value));
        }

        private int segment(BigDecimal exact) {
            double rounded = exact.doubleValue();
            int bound = grid.below(rounded);
            if (bound == bounds.length || grid.point(bound) != rounded) return point(bound) - 1;
            return among(bound, rounded, exact);
        }

        /** The segment of a position that one double cannot tell from the bound at {@code first}. */
        private int among(int first, double rounded, BigDecimal exact) {
            int bound = first;
            for (; bound < bounds.length && grid.point(bound) == rounded; bound++) {
                int order = exact.compareTo(bounds[bound]);
                if (order == 0) return point(bound);
                if (order < 0) break;
            }
            return point(bound) - 1;
        }

        /** The exact bounds, ascending: the point of number i is segment {@code FIRST + 2 i + 1}. */
        BigDecimal[] bounds() {
            return bounds;
        }

        /** Whether bounds lie on the line of {@code value}; without bounds every line will do. */
        boolean compares(Value value) {
            return sample == null || Order.comparable(value, sample);
        }

        @Override
        public int elsewhere() {
            return count() - 1;
        }

        @Override
        public int count() {
            return FIRST + 2 * bounds.length + 2;
        }

        private static int point(int bound) {
            return FIRST + 2 * bound + 1;
        }

        @Override
        public Optional<Value> sample(FactType type, int segment) {
            if (segment == elsewhere()) return Optional.empty();
            boolean zoned = sample instanceof Value.Moment;
            int bound = (segment - FIRST) / 2;
            if ((segment - FIRST) % 2 == 1) return Order.at(type, zoned, bounds[bound]);
            if (bounds.length == 0) return Order.at(type, zoned, BigDecimal.ZERO);
            if (bound == 0) return Order.at(type, zoned, bounds[0].subtract(BigDecimal.ONE));
            BigDecimal below = bounds[bound - 1];
            if (bound == bounds.length) return Order.at(type, zoned, below.add(BigDecimal.ONE));
            BigDecimal middle = below.add(bounds[bound]).divide(BigDecimal.TWO);
            if (type == FactType.NUMBER) return Order.at(type, zoned, middle);
            BigDecimal next = below.add(BigDecimal.ONE);
            return next.compareTo(bounds[bound]) < 0 ? Order.at(type, zoned, next) : Optional.empty();
        }

        @Override
        public String cell(BitSet segments, boolean nullAllowed) {
            var tests = new ArrayList<String>();
            for (int from = segments.nextSetBit(FIRST); from >= 0; ) {
                int to = segments.nextClearBit(from) - 1;
                String run = run(from, Math.min(to, elsewhere() - 1));
                // Without a missing value that would be "whatever is there".
                if (run.equals("-") && !segments.get(MISSING)) return nullAllowed ? "not(null)" : "-";
                if (run.equals("-")) return "-";
                tests.add(run);
                from = segments.nextSetBit(to + 1);
            }
            if (segments.get(MISSING)) tests.add("null");
            return String.join(", ", tests);
        }

        /** One run of neighbouring segments. */
        private String run(int from, int to) {
            boolean closedBelow = (from - FIRST) % 2 == 1;
            boolean closedAbove = (to - FIRST) % 2 == 1;
            int low = (from - FIRST) / 2 - (closedBelow ? 0 : 1);
            int high = (to - FIRST) / 2;
            boolean open = low < 0;
            if (open && high >= bounds.length) return "-";
            if (open) return (closedAbove ? "<= " : "< ") + spell(high);
            if (high >= bounds.length) return (closedBelow ? ">= " : "> ") + spell(low);
            if (low == high && closedBelow) return spell(low);
            return (closedBelow ? "[" : "(") + spell(low) + ".." + spell(high) + (closedAbove ? "]" : ")");
        }

        private String spell(int bound) {
            FactType type =
                    sample == null ? FactType.NUMBER : FactType.of(sample).orElse(FactType.NUMBER);
            return Order.at(type, sample instanceof Value.Moment, bounds[bound])
                    .map(value -> new Operand.Literal(value).text())
                    .orElse(bounds[bound].toPlainString());
        }

        @Override
        public BitSet covered(UnaryTest test) {
            var covered = new BitSet(count());
            switch (test) {
                case UnaryTest.Equal(Operand operand) -> covered.set(segment(literal(operand)));
                case UnaryTest.Range(var lower, var upper) -> {
                    int from = lower == null ? FIRST : segment(literal(lower.operand())) + (lower.included() ? 0 : 1);
                    int to =
                            upper == null ? elsewhere() : segment(literal(upper.operand())) + (upper.included() ? 1 : 0);
                    if (from < to) covered.set(from, to);
                }
                case UnaryTest.Missing() -> covered.clear();
            }
            return covered;
        }
    }

    /** Texts: one segment each for those that some cell names, one for every other. */
    final class Words implements Segments {
        private final WordTable words;

        Words(List<UnaryTest> tests) {
            var sorted = new TreeSet<String>();
            for (UnaryTest test : tests) literals(test).forEach(literal -> sorted.add(word(literal)));
            this.words = new WordTable(sorted);
        }

        @Override
        public Optional<Value> sample(FactType type, int segment) {
            if (segment != FIRST) return Optional.of(new Value.Text(named(segment)));
            String other = "something else";
            while (words.number(other) >= 0) other = other + "!";
            return Optional.of(new Value.Text(other));
        }

        private String named(int segment) {
            return words.word(segment - FIRST - 1);
        }

        @Override
        public String cell(BitSet segments, boolean nullAllowed) {
            if (segments.get(FIRST)) {
                var without = new BitSet();
                without.set(FIRST + 1, count());
                without.andNot(segments);
                var excluded = new ArrayList<String>();
                if (!without.isEmpty()) excluded.add(words(without));
                if (nullAllowed && !segments.get(MISSING)) excluded.add("null");
                return excluded.isEmpty() ? "-" : "not(" + String.join(", ", excluded) + ")";
            }
            String named = words(segments);
            if (!segments.get(MISSING)) return named;
            return named.isEmpty() ? "null" : named + ", null";
        }

        private String words(BitSet segments) {
            return segments.stream()
                    .filter(segment -> segment > FIRST)
                    .mapToObj(segment -> new Operand.Literal(new Value.Text(named(segment))).text())
                    .collect(Collectors.joining(", "));
        }

        private static String word(Value literal) {
            if (literal instanceof Value.Text(String text)) return text;
            throw new IllegalStateException("not a text: " + literal);
        }

        @Override
        public int count() {
            return FIRST + 1 + words.size();
        }

        @Override
        public int segment(@Nullable Value value) {
            return value instanceof Value.Text(String text) ? segment(text) : noneOfType(value);
        }

        int segment(String text) {
            return FIRST + 1 + words.number(text);
        }

        @Override
        public BitSet covered(UnaryTest test) {
            var covered = new BitSet(count());
            for (Value literal : literals(test)) covered.set(segment(literal));
            return covered;
        }
    }

    /** No, then yes. */
    record YesNo() implements Segments {
        @Override
        public int count() {
            return FIRST + 2;
        }

        @Override
        public int segment(@Nullable Value value) {
            if (!(value instanceof Value.Flag(boolean flag))) return noneOfType(value);
            return flag ? FIRST + 1 : FIRST;
        }

        @Override
        public Optional<Value> sample(FactType type, int segment) {
            return Optional.of(Value.of(segment == FIRST + 1));
        }

        @Override
        public String cell(BitSet segments, boolean nullAllowed) {
            var values = new ArrayList<String>();
            if (segments.get(FIRST + 1)) values.add("true");
            if (segments.get(FIRST)) values.add("false");
            if (segments.get(MISSING)) values.add("null");
            return String.join(", ", values);
        }

        @Override
        public BitSet covered(UnaryTest test) {
            var covered = new BitSet(count());
            for (Value literal : literals(test)) covered.set(segment(literal));
            return covered;
        }
    }
}

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
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.index.Bounds;
import remit.rules.index.Coder;
import remit.rules.index.Steps;
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

    /** Whether every value lies in the same segment of both. */
    boolean same(Segments other);

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

    /** Numbers, days, times, durations: the places among the bounds, and one for values on another line. */
    final class Ordered implements Segments {
        private static final long NANOS = 1_000_000_000L;
        /** Seconds whose nanoseconds, and one second more, fit in a long. */
        private static final long SECONDS = Long.MAX_VALUE / NANOS - 1;

        private final FactType type;
        private final Bounds bounds;
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
            this.bounds = new Bounds(sorted);
            this.sample = one;
        }

        @Override
        public int segment(@Nullable Value value) {
            return switch (type) {
                case NUMBER ->
                    value instanceof Value.Numeric(BigDecimal number)
                            ? FIRST + bounds.place(number)
                            : noneOfType(value);
                case DAY -> value instanceof Value.Day(LocalDate day) ? whole(day.toEpochDay()) : noneOfType(value);
                case TIME ->
                    value instanceof Value.Time(LocalTime time) ? whole(time.toNanoOfDay()) : noneOfType(value);
                case MONTHS -> value instanceof Value.Months(long months) ? whole(months) : noneOfType(value);
                case SPAN ->
                    value instanceof Value.Span(Duration span)
                            ? nanos(span.getSeconds(), span.getNano(), value)
                            : noneOfType(value);
                case DAY_TIME -> dayTime(value);
                case TEXT, FLAG -> throw new IllegalStateException("has no order: " + type);
            };
        }

        private int dayTime(@Nullable Value value) {
            if (value instanceof Value.DayTime(LocalDateTime local)) {
                if (sample instanceof Value.Moment) return elsewhere();
                return nanos(local.toEpochSecond(ZoneOffset.UTC), local.getNano(), value);
            }
            if (value instanceof Value.Moment(Instant instant)) {
                if (sample instanceof Value.DayTime) return elsewhere();
                return nanos(instant.getEpochSecond(), instant.getNano(), value);
            }
            return noneOfType(value);
        }

        private int whole(long position) {
            return FIRST + bounds.placeAmongWhole(position);
        }

        private int nanos(long seconds, int nanos, Value value) {
            return seconds < SECONDS && seconds > -SECONDS
                    ? whole(seconds * NANOS + nanos)
                    : FIRST + bounds.place(Order.position(value));
        }

        /** The segments of a column's values. */
        Coder coder(Columns.Points points) {
            if (points.type() != type) return new Coder.Same(WRONG_TYPE);
            boolean apart = points.zoned() ? sample instanceof Value.DayTime : sample instanceof Value.Moment;
            if (apart) return new Coder.Same(elsewhere());
            return new Coder.OfPoints(points.points(), bounds.steps(points.scale(), FIRST));
        }

        /** The segments of numbers and days as they stand in {@link FactLayout.Slots}. */
        Steps steps() {
            return bounds.steps(type == FactType.NUMBER ? FactLayout.SCALE : 0, FIRST);
        }

        @Override
        public boolean same(Segments other) {
            return other instanceof Ordered ordered
                    && type == ordered.type
                    && bounds.sameBounds(ordered.bounds)
                    && (sample instanceof Value.Moment) == (ordered.sample instanceof Value.Moment);
        }

        @Override
        public int elsewhere() {
            return count() - 1;
        }

        @Override
        public int count() {
            return FIRST + 2 * bounds.size() + 2;
        }

        @Override
        public Optional<Value> sample(FactType type, int segment) {
            if (segment == elsewhere()) return Optional.empty();
            boolean zoned = sample instanceof Value.Moment;
            int bound = (segment - FIRST) / 2;
            if ((segment - FIRST) % 2 == 1) return Order.at(type, zoned, bounds.get(bound));
            if (bounds.size() == 0) return Order.at(type, zoned, BigDecimal.ZERO);
            if (bound == 0) return Order.at(type, zoned, bounds.get(0).subtract(BigDecimal.ONE));
            BigDecimal below = bounds.get(bound - 1);
            if (bound == bounds.size()) return Order.at(type, zoned, below.add(BigDecimal.ONE));
            BigDecimal middle = below.add(bounds.get(bound)).divide(BigDecimal.TWO);
            if (type == FactType.NUMBER) return Order.at(type, zoned, middle);
            BigDecimal next = below.add(BigDecimal.ONE);
            return next.compareTo(bounds.get(bound)) < 0 ? Order.at(type, zoned, next) : Optional.empty();
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
            if (open && high >= bounds.size()) return "-";
            if (open) return (closedAbove ? "<= " : "< ") + spell(high);
            if (high >= bounds.size()) return (closedBelow ? ">= " : "> ") + spell(low);
            if (low == high && closedBelow) return spell(low);
            return (closedBelow ? "[" : "(") + spell(low) + ".." + spell(high) + (closedAbove ? "]" : ")");
        }

        private String spell(int bound) {
            FactType type =
                    sample == null ? FactType.NUMBER : FactType.of(sample).orElse(FactType.NUMBER);
            return Order.at(type, sample instanceof Value.Moment, bounds.get(bound))
                    .map(value -> new Operand.Literal(value).text())
                    .orElse(bounds.get(bound).toPlainString());
        }

        @Override
        public BitSet covered(UnaryTest test) {
            var covered = new BitSet(count());
            switch (test) {
                case UnaryTest.Equal(Operand operand) -> covered.set(segment(literal(operand)));
                case UnaryTest.Range(var lower, var upper) -> {
                    int from = lower == null ? FIRST : segment(literal(lower.operand())) + (lower.included() ? 0 : 1);
                    int to = upper == null
                            ? elsewhere()
                            : segment(literal(upper.operand())) + (upper.included() ? 1 : 0);
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

        /** The texts that have a segment of their own. */
        List<String> named() {
            return IntStream.range(0, words.size()).mapToObj(words::word).toList();
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
        public boolean same(Segments other) {
            return other instanceof Words named && words.sameWords(named.words);
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
        public boolean same(Segments other) {
            return other instanceof YesNo;
        }

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

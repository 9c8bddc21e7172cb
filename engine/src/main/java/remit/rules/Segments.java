package remit.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

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

    /** The segment of a value of the right type. */
    int locate(Value value);

    /** The segments that {@code test} lets through, all of them or none of each; it compares with literals only. */
    BitSet covered(UnaryTest test);

    /** The segment of any value at all. */
    default int segment(FactType type, @Nullable Value value) {
        if (value == null || value instanceof Value.Absent) return MISSING;
        return type.holds(value) ? locate(value) : WRONG_TYPE;
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
        return switch (type) {
            case NUMBER, DAY, TIME, DAY_TIME, MONTHS, SPAN -> Ordered.of(tests);
            case TEXT -> Words.of(tests);
            case FLAG -> new YesNo();
        };
    }

    /**
     * Numbers, days, times, durations. {@code nearest} holds each bound rounded to double, which keeps the order.
     *
     * @param sample one of the bounds, so that a time without a zone is not compared with bounds that have one
     */
    record Ordered(
            BigDecimal[] bounds, double[] nearest, @Nullable Value sample) implements Segments {
        static Ordered of(List<UnaryTest> tests) {
            var sorted = new TreeSet<BigDecimal>();
            Value sample = null;
            for (UnaryTest test : tests) {
                for (Value end : literals(test)) {
                    sorted.add(Order.position(end));
                    sample = end;
                }
            }
            BigDecimal[] bounds = sorted.toArray(BigDecimal[]::new);
            double[] nearest = new double[bounds.length];
            for (int i = 0; i < bounds.length; i++) nearest[i] = bounds[i].doubleValue();
            return new Ordered(bounds, nearest, sample);
        }

        @Override
        public int elsewhere() {
            return count() - 1;
        }

        @Override
        public int count() {
            return FIRST + 2 * bounds.length + 2;
        }

        /** Rounding is monotone: unequal doubles decide, only a tie needs the exact comparison. */
        @Override
        public int locate(Value value) {
            if (sample != null && !Order.comparable(value, sample)) return elsewhere();
            BigDecimal exact = Order.position(value);
            double rounded = exact.doubleValue();
            int low = 0;
            int high = bounds.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                int order = Double.compare(rounded, nearest[middle]);
                if (order == 0) order = exact.compareTo(bounds[middle]);
                if (order == 0) return point(middle);
                if (order < 0) high = middle;
                else low = middle + 1;
            }
            return point(low) - 1;
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
                case UnaryTest.Equal(Operand operand) -> covered.set(locate(literal(operand)));
                case UnaryTest.Range(var lower, var upper) -> {
                    int from = lower == null ? FIRST : locate(literal(lower.operand())) + (lower.included() ? 0 : 1);
                    int to =
                            upper == null ? elsewhere() : locate(literal(upper.operand())) + (upper.included() ? 1 : 0);
                    if (from < to) covered.set(from, to);
                }
                case UnaryTest.Missing() -> covered.clear();
            }
            return covered;
        }
    }

    /** Texts: one segment each for those that some cell names, one for every other. */
    record Words(Map<String, Integer> codes) implements Segments {
        static Words of(List<UnaryTest> tests) {
            var codes = new TreeMap<String, Integer>();
            for (UnaryTest test : tests) {
                for (Value literal : literals(test)) codes.put(word(literal), 0);
            }
            int next = FIRST + 1;
            for (var entry : codes.entrySet()) entry.setValue(next++);
            return new Words(Map.copyOf(codes));
        }

        @Override
        public Optional<Value> sample(FactType type, int segment) {
            if (segment != FIRST) return Optional.of(new Value.Text(named(segment)));
            String other = "something else";
            while (codes.containsKey(other)) other = other + "!";
            return Optional.of(new Value.Text(other));
        }

        private String named(int segment) {
            return codes.entrySet().stream()
                    .filter(code -> code.getValue() == segment)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElseThrow();
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
            return FIRST + 1 + codes.size();
        }

        @Override
        public int locate(Value value) {
            if (!(value instanceof Value.Text(String text))) throw new IllegalStateException("not a text: " + value);
            return codes.getOrDefault(text, FIRST);
        }

        @Override
        public BitSet covered(UnaryTest test) {
            var covered = new BitSet(count());
            for (Value literal : literals(test)) covered.set(locate(literal));
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
        public int locate(Value value) {
            if (!(value instanceof Value.Flag(boolean flag))) throw new IllegalStateException("not a flag: " + value);
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
            for (Value literal : literals(test)) covered.set(locate(literal));
            return covered;
        }
    }
}

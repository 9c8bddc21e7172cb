package remit.authority;

import java.math.BigDecimal;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
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

    /** The segments that {@code test} lets through, all of them or none of each. */
    BitSet covered(UnaryTest test);

    /** The segment of any value at all. */
    default int segment(FactType type, @Nullable Value value) {
        if (value == null || value instanceof Value.Absent) return MISSING;
        return type.holds(value) ? locate(value) : WRONG_TYPE;
    }

    static Segments of(FactType type, List<UnaryTest> tests) {
        return switch (type) {
            case NUMBER, DAY -> Ordered.of(tests);
            case TEXT -> Words.of(tests);
            case FLAG -> new YesNo();
        };
    }

    /** Where a value of an ordered type stands on the number line: a day by its number since 1970. */
    static BigDecimal position(Value value) {
        return switch (value) {
            case Value.Numeric(BigDecimal number) -> number;
            case Value.Day(var day) -> BigDecimal.valueOf(day.toEpochDay());
            case Value.Text text -> throw unordered(text);
            case Value.Flag flag -> throw unordered(flag);
            case Value.Moment moment -> throw unordered(moment);
            case Value.Absent absent -> throw unordered(absent);
            case Value.IllTyped illTyped -> throw unordered(illTyped);
        };
    }

    private static IllegalStateException unordered(Value value) {
        return new IllegalStateException("has no order: " + value);
    }

    /** Numbers and days. {@code nearest} holds each bound rounded to double, which keeps the order. */
    record Ordered(BigDecimal[] bounds, double[] nearest) implements Segments {
        static Ordered of(List<UnaryTest> tests) {
            var sorted = new TreeSet<BigDecimal>();
            for (UnaryTest test : tests) ends(test).map(Segments::position).forEach(sorted::add);
            BigDecimal[] bounds = sorted.toArray(BigDecimal[]::new);
            double[] nearest = new double[bounds.length];
            for (int i = 0; i < bounds.length; i++) nearest[i] = bounds[i].doubleValue();
            return new Ordered(bounds, nearest);
        }

        private static Stream<Value> ends(UnaryTest test) {
            return switch (test) {
                case UnaryTest.Equal(Value literal) -> Stream.of(literal);
                case UnaryTest.Range(var lower, var upper) ->
                    Stream.of(lower, upper).filter(end -> end != null).map(UnaryTest.End::value);
            };
        }

        @Override
        public int count() {
            return FIRST + 2 * bounds.length + 1;
        }

        /** Rounding is monotone: unequal doubles decide, only a tie needs the exact comparison. */
        @Override
        public int locate(Value value) {
            BigDecimal exact = position(value);
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
        public BitSet covered(UnaryTest test) {
            var covered = new BitSet(count());
            switch (test) {
                case UnaryTest.Equal(Value literal) -> covered.set(locate(literal));
                case UnaryTest.Range(var lower, var upper) -> {
                    int from = lower == null ? FIRST : locate(lower.value()) + (lower.included() ? 0 : 1);
                    int to = upper == null ? count() : locate(upper.value()) + (upper.included() ? 1 : 0);
                    covered.set(from, to);
                }
            }
            return covered;
        }
    }

    /** Texts: one segment each for those that some cell names, one for every other. */
    record Words(Map<String, Integer> codes) implements Segments {
        static Words of(List<UnaryTest> tests) {
            var codes = new TreeMap<String, Integer>();
            for (UnaryTest test : tests) codes.put(word(test), 0);
            int next = FIRST + 1;
            for (var entry : codes.entrySet()) entry.setValue(next++);
            return new Words(Map.copyOf(codes));
        }

        private static String word(UnaryTest test) {
            if (test instanceof UnaryTest.Equal(Value.Text(String text))) return text;
            throw new IllegalStateException("not a test of a text: " + test);
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
            covered.set(locate(new Value.Text(word(test))));
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
        public BitSet covered(UnaryTest test) {
            if (!(test instanceof UnaryTest.Equal(Value literal)))
                throw new IllegalStateException("not of a flag: " + test);
            var covered = new BitSet(count());
            covered.set(locate(literal));
            return covered;
        }
    }
}

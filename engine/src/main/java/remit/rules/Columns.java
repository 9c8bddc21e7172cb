package remit.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/**
 * The facts of many cases, a column a fact: history, laid out so that a table can be asked about all of it. Numbers,
 * days, times and durations are whole longs, exact; what does not fit stands beside them as the value that it is. The
 * arrays that a column is made of belong to it from then on.
 */
public final class Columns {
    /** More decimals than these are kept as exact values beside the column. */
    private static final int MOST_DECIMALS = 9;

    /** So many digits always fit in a long. */
    private static final int DIGITS = 18;

    private final int cases;
    private final Map<String, Column> columns;

    /** One fact of every case. */
    public sealed interface Column {
        FactType type();

        int cases();

        /** The cases whose value stands beside the column: missing, of another type, too large or too fine. */
        Others others();

        /** The value of a case that is none of the others. */
        Value held(int number);
    }

    /** Values by case. @param cases ascending, from 0 */
    public record Others(int[] cases, List<Value> values) {
        public static final Others NONE = new Others(new int[0], List.of());

        public Others {
            values = List.copyOf(values);
            if (cases.length != values.size()) throw new IllegalArgumentException("values: one a case");
        }
    }

    /**
     * Values that have an order, as whole numbers: a number times {@code 10^scale}, days since 1970, months, and
     * nanoseconds of everything else.
     *
     * @param scale of numbers; 0 for other types
     * @param zoned whether times are instants, not without a zone
     */
    public record Points(FactType type, long[] points, int scale, boolean zoned, Others others) implements Column {
        public Points {
            if (!type.ordered()) throw new IllegalArgumentException("type: " + type + " has no order");
            if (scale != 0 && type != FactType.NUMBER) throw new IllegalArgumentException("scale: of numbers only");
        }

        /** Numbers, times {@code 10^scale}. */
        public static Points numbers(long[] unscaled, int scale) {
            return new Points(FactType.NUMBER, unscaled, scale, false, Others.NONE);
        }

        /** Days since 1970. */
        public static Points days(long[] epochDays) {
            return new Points(FactType.DAY, epochDays, 0, false, Others.NONE);
        }

        @Override
        public int cases() {
            return points.length;
        }

        @Override
        public Value held(int number) {
            return Order.at(type, zoned, BigDecimal.valueOf(points[number], scale))
                    .orElseThrow(() -> new IllegalStateException("no " + type + " at " + points[number]));
        }
    }

    /** Texts, each by its number in {@code words}, -1 for the others. */
    public record Texts(List<String> words, int[] numbers, Others others) implements Column {
        public Texts {
            words = List.copyOf(words);
        }

        public Texts(List<String> words, int[] numbers) {
            this(words, numbers, Others.NONE);
        }

        @Override
        public FactType type() {
            return FactType.TEXT;
        }

        @Override
        public int cases() {
            return numbers.length;
        }

        @Override
        public Value held(int number) {
            return new Value.Text(words.get(numbers[number]));
        }
    }

    /** Yes (1) and no (0). */
    public record Flags(byte[] flags, Others others) implements Column {
        public Flags(byte[] flags) {
            this(flags, Others.NONE);
        }

        @Override
        public FactType type() {
            return FactType.FLAG;
        }

        @Override
        public int cases() {
            return flags.length;
        }

        @Override
        public Value held(int number) {
            return Value.of(flags[number] == 1);
        }
    }

    /** @param columns fact to column, all of {@code cases} cases */
    public Columns(int cases, Map<String, Column> columns) {
        this.cases = cases;
        this.columns = Collections.unmodifiableMap(new LinkedHashMap<>(columns));
        columns.forEach((fact, column) -> {
            if (column.cases() != cases)
                throw new IllegalArgumentException(fact + ": " + column.cases() + " cases of " + cases);
        });
    }

    /**
     * Lays cases out in columns. A fact that a case does not have is missing.
     *
     * @param types the facts that are wanted, with their types
     */
    public static Columns of(Map<String, FactType> types, List<Map<String, Value>> cases) {
        var columns = new LinkedHashMap<String, Column>();
        types.forEach((fact, type) -> {
            var values = new ArrayList<Value>(cases.size());
            for (Map<String, Value> one : cases) values.add(one.getOrDefault(fact, Value.ABSENT));
            columns.put(fact, column(type, values));
        });
        return new Columns(cases.size(), columns);
    }

    private static Column column(FactType type, List<Value> values) {
        return switch (type) {
            case TEXT -> texts(values);
            case FLAG -> flags(values);
            case NUMBER, DAY, TIME, DAY_TIME, MONTHS, SPAN -> points(type, values, 0, false);
        };
    }

    private static Column texts(List<Value> values) {
        var words = new LinkedHashMap<String, Integer>();
        var beside = new Beside();
        int[] numbers = new int[values.size()];
        for (int i = 0; i < numbers.length; i++) {
            if (values.get(i) instanceof Value.Text(String text)) {
                Integer known = words.putIfAbsent(text, words.size());
                numbers[i] = known == null ? words.size() - 1 : known;
            } else {
                numbers[i] = -1;
                beside.add(i, values.get(i));
            }
        }
        return new Texts(List.copyOf(words.keySet()), numbers, beside.others());
    }

    private static Column flags(List<Value> values) {
        var beside = new Beside();
        byte[] flags = new byte[values.size()];
        for (int i = 0; i < flags.length; i++) {
            if (values.get(i) instanceof Value.Flag(boolean flag)) flags[i] = (byte) (flag ? 1 : 0);
            else beside.add(i, values.get(i));
        }
        return new Flags(flags, beside.others());
    }

    /** @param least decimals that the column has at least @param moments whether its times have a zone whatever these are */
    private static Points points(FactType type, List<Value> values, int least, boolean moments) {
        int scale = least;
        boolean zoned = moments;
        for (Value value : values) {
            if (type == FactType.NUMBER && value instanceof Value.Numeric(BigDecimal number)) {
                int own = number.signum() == 0 ? 0 : number.stripTrailingZeros().scale();
                if (own <= MOST_DECIMALS) scale = Math.max(scale, own);
            }
            zoned |= value instanceof Value.Moment;
        }
        var beside = new Beside();
        long[] points = new long[values.size()];
        for (int i = 0; i < points.length; i++) {
            // Times with a zone and without one do not stand on one line.
            boolean held = type.holds(values.get(i)) && !(zoned && values.get(i) instanceof Value.DayTime);
            Long point = held ? point(values.get(i), scale) : null;
            if (point == null) beside.add(i, values.get(i));
            else points[i] = point;
        }
        return new Points(type, points, scale, zoned, beside.others());
    }

    /** Where a value stands, times {@code 10^scale}; null when that is no whole number of 18 digits. */
    private static @Nullable Long point(Value value, int scale) {
        BigDecimal exact = Order.position(value).scaleByPowerOfTen(scale);
        if (exact.signum() == 0) return 0L;
        if ((long) exact.precision() - exact.scale() > DIGITS) return null;
        BigDecimal plain = exact.stripTrailingZeros();
        return plain.scale() > 0 ? null : plain.longValueExact();
    }

    /** Values that a column cannot hold, as they are met. */
    private static final class Beside {
        private final List<Integer> cases = new ArrayList<>();
        private final List<Value> values = new ArrayList<>();

        void add(int number, Value value) {
            cases.add(number);
            values.add(value);
        }

        Others others() {
            return new Others(cases.stream().mapToInt(Integer::intValue).toArray(), values);
        }
    }

    /** How many cases there are. */
    public int cases() {
        return cases;
    }

    /** The column of a fact, or null when history does not know it: it is missing in every case. */
    public @Nullable Column column(String fact) {
        return columns.get(fact);
    }

    /** The same with another column in the place of one. */
    public Columns with(String fact, Column column) {
        var changed = new LinkedHashMap<>(columns);
        changed.put(fact, column);
        return new Columns(cases, changed);
    }

    /**
     * Cases of two lots, in any order: what stands in columns already is copied, not laid out anew.
     *
     * @param more has the same facts
     * @param places for each case its number here, or the complement of its number in {@code more}
     */
    public Columns joined(Columns more, int[] places) {
        var joined = new LinkedHashMap<String, Column>();
        columns.forEach((fact, column) -> {
            Column other = more.columns.get(fact);
            if (other == null || other.type() != column.type())
                throw new IllegalArgumentException(fact + ": is another fact in what is added");
            joined.put(
                    fact,
                    switch (column) {
                        case Texts texts -> joined(texts, (Texts) other, places);
                        case Flags flags -> joined(flags, (Flags) other, places);
                        case Points points -> joined(points, (Points) other, places);
                    });
        });
        return new Columns(places.length, joined);
    }

    private static Column joined(Texts one, Texts other, int[] places) {
        var words = new LinkedHashMap<String, Integer>();
        for (String word : one.words) words.put(word, words.size());
        int[] known = new int[other.words.size()];
        for (int i = 0; i < known.length; i++) {
            Integer place = words.putIfAbsent(other.words.get(i), words.size());
            known[i] = place == null ? words.size() - 1 : place;
        }
        int[] numbers = new int[places.length];
        for (int i = 0; i < places.length; i++) {
            int number = places[i] >= 0 ? one.numbers[places[i]] : other.numbers[~places[i]];
            numbers[i] = places[i] >= 0 || number < 0 ? number : known[number];
        }
        return new Texts(List.copyOf(words.keySet()), numbers, beside(one, other, places));
    }

    private static Column joined(Flags one, Flags other, int[] places) {
        byte[] flags = new byte[places.length];
        for (int i = 0; i < places.length; i++)
            flags[i] = places[i] >= 0 ? one.flags[places[i]] : other.flags[~places[i]];
        return new Flags(flags, beside(one, other, places));
    }

    private static Column joined(Points one, Points other, int[] places) {
        Points fitting = points(one.type, values(other), one.scale, one.zoned);
        if (fitting.scale != one.scale || fitting.zoned != one.zoned) {
            var values = new ArrayList<Value>(places.length);
            for (int place : places) values.add(place >= 0 ? value(one, place) : value(other, ~place));
            return column(one.type, values);
        }
        long[] points = new long[places.length];
        for (int i = 0; i < places.length; i++)
            points[i] = places[i] >= 0 ? one.points[places[i]] : fitting.points[~places[i]];
        return new Points(one.type, points, one.scale, one.zoned, beside(one, fitting, places));
    }

    private static Others beside(Column one, Column other, int[] places) {
        if (one.others().cases().length == 0 && other.others().cases().length == 0) return Others.NONE;
        var beside = new Beside();
        for (int i = 0; i < places.length; i++) {
            Others others = (places[i] >= 0 ? one : other).others();
            int found = Arrays.binarySearch(others.cases(), places[i] >= 0 ? places[i] : ~places[i]);
            if (found >= 0) beside.add(i, others.values().get(found));
        }
        return beside.others();
    }

    private static List<Value> values(Column column) {
        var values = new ArrayList<Value>(column.cases());
        for (int i = 0; i < column.cases(); i++) values.add(value(column, i));
        return values;
    }

    private static Value value(Column column, int number) {
        int beside = Arrays.binarySearch(column.others().cases(), number);
        return beside < 0 ? column.held(number) : column.others().values().get(beside);
    }

    /** The facts of one case, from number 0 on; numbers may have lost zeros at their end. */
    public Map<String, Value> facts(int number) {
        var facts = new HashMap<String, Value>();
        columns.forEach((fact, column) -> facts.put(fact, value(column, number)));
        return facts;
    }
}

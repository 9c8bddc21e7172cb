package remit.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.AbstractMap;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.index.WordTable;

/**
 * Where each fact of a case stands: one slot a fact, the same for every table and condition of a process. A case is read
 * into {@link Slots} once, when it is decided; whoever is asked about it after that finds a fact by its place, and a
 * number, day, text or flag as one whole number.
 */
public final class FactLayout {
    /** Numbers stand times ten to the sixth. What is finer or larger stays the value it is, and is compared as such. */
    static final int SCALE = 6;

    private static final long[] POWERS = {1, 10, 100, 1_000, 10_000, 100_000, 1_000_000};
    /** So many digits before the point leave room for six behind it. */
    private static final int DIGITS = 12;

    private final Map<String, Integer> slots = new HashMap<>();
    private final Place[] places;

    /** What stands in one slot. @param words the texts that some cell names; null when nobody asks for a whole number */
    private record Place(
            String fact, FactType type, @Nullable WordTable words) {
        /** The value as a whole number: of a text its place among the words, -1 when it is none of them. */
        long point(@Nullable Value value) {
            if (words == null || value == null) return Slots.APART;
            return switch (type) {
                case NUMBER -> value instanceof Value.Numeric(BigDecimal number) ? scaled(number) : Slots.APART;
                case DAY -> value instanceof Value.Day(LocalDate day) ? day.toEpochDay() : Slots.APART;
                case TEXT -> value instanceof Value.Text(String text) ? words.number(text) : Slots.APART;
                case FLAG -> value instanceof Value.Flag(boolean flag) ? (flag ? 1 : 0) : Slots.APART;
                case TIME, DAY_TIME, MONTHS, SPAN -> Slots.APART;
            };
        }

        private static long scaled(BigDecimal number) {
            int scale = number.scale();
            boolean fits = scale >= 0 && scale <= SCALE && number.precision() - scale <= DIGITS;
            return fits ? number.unscaledValue().longValue() * POWERS[SCALE - scale] : Slots.APART;
        }
    }

    FactLayout(Map<String, FactType> types, List<RuleIndex.Column> readers) {
        this.places = new Place[types.size()];
        types.forEach((fact, type) -> {
            places[slots.size()] = new Place(fact.intern(), type, words(fact, type, readers));
            slots.put(fact.intern(), slots.size());
        });
    }

    /** Every fact of a process, for those who will be asked about its cases. */
    public static FactLayout of(Facts facts, List<DecisionTable> tables, List<Condition> conditions) {
        var readers = new ArrayList<RuleIndex.Column>();
        tables.forEach(table -> Collections.addAll(readers, table.index().columns()));
        conditions.forEach(
                condition -> Collections.addAll(readers, condition.index().columns()));
        return new FactLayout(facts.types(), readers);
    }

    private static @Nullable WordTable words(String fact, FactType type, List<RuleIndex.Column> readers) {
        var named = new TreeSet<String>();
        boolean asked = false;
        for (RuleIndex.Column column : readers) {
            if (!column.input().fact().equals(fact) || column.input().type() != type) continue;
            asked = true;
            if (column.segments() instanceof Segments.Words words) named.addAll(words.named());
        }
        return asked ? new WordTable(named) : null;
    }

    /** Reads a case. @param given the value of a fact by its name; null or {@link Value#ABSENT} when it is missing */
    public Slots read(Function<String, @Nullable Value> given) {
        var values = new @Nullable Value[places.length];
        long[] points = new long[places.length];
        for (int slot = 0; slot < places.length; slot++) {
            Value value = given.apply(places[slot].fact());
            values[slot] = value;
            points[slot] = places[slot].point(value);
        }
        return new Slots(this, values, points);
    }

    /** The slot of a fact, or null when it has none. */
    @Nullable
    Integer slot(String fact) {
        return slots.get(fact);
    }

    /** The names of the facts, by slot. */
    String fact(int slot) {
        return places[slot].fact();
    }

    /** The texts that stand by their number in a slot, those of the columns of one type; null where values stand alone. */
    @Nullable
    WordTable words(int slot, FactType type) {
        return places[slot].type() == type ? places[slot].words() : null;
    }

    /**
     * The facts of one case, read once into the slots of a {@link FactLayout}. To everybody it is a map like any other; who
     * was compiled for the same layout looks nothing up in it. Immutable.
     */
    public static final class Slots extends AbstractMap<String, Value> {
        /** In place of a whole number: there is none, ask about the value. */
        static final long APART = Long.MIN_VALUE;

        private final FactLayout layout;
        private final @Nullable Value[] values;
        private final long[] points;

        /** @param values by slot, null when missing @param points the same as whole numbers, or {@link #APART} */
        Slots(FactLayout layout, @Nullable Value[] values, long[] points) {
            this.layout = layout;
            this.values = values;
            this.points = points;
        }

        FactLayout layout() {
            return layout;
        }

        long point(int slot) {
            return points[slot];
        }

        @Nullable
        Value value(int slot) {
            return values[slot];
        }

        @Override
        public @Nullable Value get(@Nullable Object fact) {
            Integer slot = fact instanceof String name ? layout.slot(name) : null;
            return slot == null ? null : values[slot];
        }

        @Override
        public boolean containsKey(@Nullable Object fact) {
            return get(fact) != null;
        }

        @Override
        public Set<Entry<String, Value>> entrySet() {
            Map<String, Value> given = new LinkedHashMap<>();
            for (int slot = 0; slot < values.length; slot++) {
                Value value = values[slot];
                if (value != null) given.put(layout.fact(slot), value);
            }
            return Collections.unmodifiableMap(given).entrySet();
        }
    }
}

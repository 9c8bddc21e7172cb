package remit.bench.rules;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import remit.rules.FactType;

/** Makes tables from a seed; the same seed makes the same table. */
final class TableMaker {
    private final Random random;

    TableMaker(long seed) {
        this.random = new Random(seed);
    }

    /** The six columns of the comparison: two decimals, two texts, a flag, a date. */
    static List<MadeColumn> claims() {
        return List.of(
                new MadeColumn("confidence", FactType.NUMBER, decimals(1, 99, 2), false),
                new MadeColumn("amount", FactType.NUMBER, decimals(250, 400, 0), false),
                new MadeColumn("riskTier", FactType.TEXT, words("low", "medium", "high", "critical"), false),
                new MadeColumn(
                        "customerTier",
                        FactType.TEXT,
                        words("basic", "silver", "gold", "platinum", "staff", "partner"),
                        false),
                new MadeColumn("vendorKnown", FactType.FLAG, List.of(), false),
                new MadeColumn("invoiceDate", FactType.DAY, days(700), false));
    }

    /** Six columns of which most have another type than their neighbours; missing values are cases of some. */
    static List<MadeColumn> mixed(boolean nullAllowed) {
        return List.of(
                new MadeColumn("score", FactType.NUMBER, decimals(1, 60, 1), nullAllowed),
                new MadeColumn("region", FactType.TEXT, words("north", "east", "south", "west", "abroad"), nullAllowed),
                new MadeColumn("known", FactType.FLAG, List.of(), nullAllowed),
                new MadeColumn("arrived", FactType.DAY, days(120), false),
                new MadeColumn(
                        "opens",
                        FactType.TIME,
                        IntStream.range(1, 24)
                                .mapToObj(hour -> "time(\"%02d:00:00\")".formatted(hour))
                                .toList(),
                        nullAllowed),
                new MadeColumn(
                        "age",
                        FactType.MONTHS,
                        IntStream.range(1, 40)
                                .mapToObj(years -> "duration(\"P" + years + "Y\")")
                                .toList(),
                        false));
    }

    private static List<String> decimals(int step, int count, int scale) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> BigDecimal.valueOf((long) step * i, scale).toPlainString())
                .toList();
    }

    private static List<String> words(String... words) {
        return Stream.of(words).map(word -> '"' + word + '"').toList();
    }

    private static List<String> days(int count) {
        return IntStream.range(0, count)
                .mapToObj(day -> "date(\"" + LocalDate.of(2024, 1, 1).plusDays(day) + "\")")
                .toList();
    }

    /** Boxes that cover everything and do not meet: one is split at random, again and again (k-d), then all are shuffled. */
    MadeTable disjoint(List<MadeColumn> columns, int rows) {
        var boxes = new ArrayList<List<BitSet>>();
        boxes.add(columns.stream().map(MadeColumn::everything).toList());
        while (boxes.size() < rows) {
            int chosen = random.nextInt(boxes.size());
            int column = random.nextInt(columns.size());
            List<BitSet> box = boxes.get(chosen);
            BitSet left = part(columns.get(column), box.get(column));
            if (left.isEmpty()) continue;
            BitSet right = (BitSet) box.get(column).clone();
            right.andNot(left);
            boxes.set(chosen, with(box, column, left));
            boxes.add(with(box, column, right));
        }
        Collections.shuffle(boxes, random);
        return new MadeTable(columns, boxes);
    }

    /** A proper part of the atoms: a beginning where they have an order, else any; empty when there is only one. */
    private BitSet part(MadeColumn column, BitSet atoms) {
        var part = new BitSet();
        int[] all = atoms.stream().toArray();
        if (all.length < 2) return part;
        // What is beside the values is split off alone, so that the rest of an ordered column stays one run.
        if (column.nullAllowed() && atoms.get(column.values()) && random.nextInt(4) == 0) {
            part.set(column.values());
            return part;
        }
        int[] values = atoms.get(0, column.values()).stream().toArray();
        if (values.length < 2) return part;
        if (column.type() == FactType.TEXT) {
            for (int atom : values) if (random.nextBoolean()) part.set(atom);
            if (part.cardinality() == values.length) part.clear(values[0]);
            return part;
        }
        for (int i = 0; i <= random.nextInt(values.length - 1); i++) part.set(values[i]);
        return part;
    }

    private static List<BitSet> with(List<BitSet> box, int column, BitSet atoms) {
        var changed = new ArrayList<>(box);
        changed.set(column, atoms);
        return changed;
    }

    /** The same without some of its rows. */
    MadeTable holes(MadeTable table, int holes) {
        return new MadeTable(
                table.columns(), table.rows().subList(0, table.rows().size() - holes));
    }

    /** The same with every box widened in one column or two, so that neighbours meet and no row closes the table alone. */
    MadeTable widened(MadeTable table) {
        var boxes = new ArrayList<List<BitSet>>();
        for (List<BitSet> row : table.rows()) {
            List<BitSet> box = row;
            for (int i = random.nextInt(2); i >= 0; i--) {
                int column = random.nextInt(table.columns().size());
                BitSet wider = (BitSet) box.get(column).clone();
                int values = table.columns().get(column).values();
                int last = wider.get(0, values).length();
                // A beginning of what follows, so that an ordered column stays one run.
                if (last > 0 && last < values) wider.set(last, last + 1 + random.nextInt(values - last));
                box = with(box, column, wider);
            }
            boxes.add(box);
        }
        return new MadeTable(table.columns(), boxes);
    }

    /** Rows that constrain so many columns each, at random, and a last one that takes everything. */
    MadeTable overlapping(List<MadeColumn> columns, int rows, int constrained) {
        var boxes = new ArrayList<List<BitSet>>();
        while (boxes.size() < rows - 1) {
            List<BitSet> box =
                    new ArrayList<>(columns.stream().map(MadeColumn::everything).toList());
            var order =
                    new ArrayList<>(IntStream.range(0, columns.size()).boxed().toList());
            Collections.shuffle(order, random);
            for (int column : order.subList(0, constrained)) box.set(column, some(columns.get(column)));
            boxes.add(box);
        }
        boxes.add(columns.stream().map(MadeColumn::everything).toList());
        return new MadeTable(columns, boxes);
    }

    private BitSet some(MadeColumn column) {
        var some = new BitSet();
        switch (column.type()) {
            case FLAG -> some.set(random.nextInt(2));
            case TEXT -> {
                while (some.isEmpty() || some.cardinality() == column.values()) {
                    some.clear();
                    for (int atom = 0; atom < column.values(); atom++) if (random.nextInt(3) == 0) some.set(atom);
                }
            }
            case NUMBER, DAY, TIME, DAY_TIME, MONTHS, SPAN -> {
                int from = random.nextInt(column.values());
                int to = random.nextInt(column.values());
                some.set(Math.min(from, to), Math.max(from, to) + 1);
                if (some.cardinality() == column.values()) some.clear(0);
            }
        }
        if (column.nullAllowed() && random.nextInt(5) == 0) some.set(column.values());
        return some;
    }
}

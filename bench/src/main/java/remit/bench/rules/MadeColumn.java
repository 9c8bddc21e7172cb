package remit.bench.rules;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;
import remit.rules.FactType;

/**
 * One input column of a made table. Its values fall into atoms that cells are put together from: the intervals between
 * the literals where values have an order, else one atom a literal and one for every other text; the last is null.
 *
 * @param literals as cells write them, ascending where they have an order
 */
record MadeColumn(String name, FactType type, List<String> literals, boolean nullAllowed) {
    MadeColumn {
        literals = List.copyOf(literals);
    }

    /** How many atoms there are, null not counted. */
    int values() {
        return type == FactType.FLAG ? 2 : literals.size() + 1;
    }

    int atoms() {
        return values() + (nullAllowed ? 1 : 0);
    }

    BitSet everything() {
        var all = new BitSet();
        all.set(0, atoms());
        return all;
    }

    /** The interval from the first to the last atom of an ordered column. @param from and @param to literal or "" */
    record Interval(String from, String to) {}

    Interval interval(BitSet atoms) {
        int first = atoms.nextSetBit(0);
        int last = atoms.previousSetBit(values() - 1);
        return new Interval(first == 0 ? "" : literals.get(first - 1), last == values() - 1 ? "" : literals.get(last));
    }

    /** Whether every value is meant, null aside. */
    boolean everyValue(BitSet atoms) {
        return atoms.nextClearBit(0) >= values();
    }

    /** The texts that are meant, or those that are not where every other text is. */
    List<String> words(BitSet atoms) {
        boolean others = atoms.get(values() - 1);
        var words = new ArrayList<String>();
        for (int i = 0; i < literals.size(); i++) if (atoms.get(i) != others) words.add(literals.get(i));
        return words;
    }

    boolean others(BitSet atoms) {
        return atoms.get(values() - 1);
    }

    /** A cell that passes these atoms; those of an ordered column follow each other. */
    String cell(BitSet atoms) {
        boolean missing = nullAllowed && atoms.get(values());
        if (everyValue(atoms)) return missing || !nullAllowed ? "-" : "not(null)";
        if (atoms.nextSetBit(0) == values()) return "null";
        String tests = switch (type) {
            case FLAG -> atoms.get(1) ? "true" : "false";
            case TEXT -> String.join(", ", words(atoms));
            case NUMBER, DAY, TIME, DAY_TIME, MONTHS, SPAN -> {
                Interval interval = interval(atoms);
                if (interval.from().isEmpty()) yield "< " + interval.to();
                if (interval.to().isEmpty()) yield ">= " + interval.from();
                yield "[" + interval.from() + ".." + interval.to() + ")";
            }
        };
        if (type == FactType.TEXT && others(atoms)) {
            return "not(" + tests + (nullAllowed && !missing ? ", null" : "") + ")";
        }
        return tests + (missing ? ", null" : "");
    }

    @Override
    public String toString() {
        return name + ": " + type + literals.stream().limit(3).collect(Collectors.joining(", ", " ", ""));
    }
}

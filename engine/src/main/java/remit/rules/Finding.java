package remit.rules;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.kernel.Value;

/** Something about a table that its owner should know before it decides about cases. */
public sealed interface Finding {
    /**
     * Cases that no row speaks about, and no default either.
     *
     * @param region one cell a column: every case that passes all of them is such a case
     * @param witness one of them, fact to value
     */
    record Gap(List<String> region, Map<String, Value> witness) implements Finding {
        public Gap {
            region = List.copyOf(region);
            witness = ordered(witness);
        }
    }

    /**
     * Two rows that match at once where the policy allows one, or where they must say the same and do not.
     *
     * @param certain false when a cell that names another fact decides whether both match
     * @param witness a case that both match, as far as literals tell
     */
    record Overlap(int row, int other, boolean certain, Map<String, Value> witness) implements Finding {
        public Overlap {
            witness = ordered(witness);
        }
    }

    /** A row that never speaks, because those before it, taken together, speak about all its cases. */
    record Masked(int row) implements Finding {}

    /** A row that no case can match: a cell passes none of the allowed values. */
    record NeverMatches(int row, String column) implements Finding {}

    /** More of the same kind was found than is listed. @param kind "gap" or "overlap" */
    record More(String kind, int count) implements Finding {}

    /** A question that was given up. @param question "gaps", or "row 7 masked" */
    record Undecided(String question) implements Finding {}

    private static Map<String, Value> ordered(Map<String, Value> witness) {
        return Collections.unmodifiableMap(new LinkedHashMap<>(witness));
    }

    /** One line for people. */
    default String text() {
        return switch (this) {
            case Gap(List<String> region, Map<String, Value> witness) ->
                "no row speaks about " + show(witness) + " (all of: " + String.join(" | ", region) + ")";
            case Overlap(int row, int other, boolean certain, Map<String, Value> witness) ->
                "rows " + row + " and " + other + (certain ? "" : " may") + " match at once, for instance "
                        + show(witness);
            case Masked(int row) -> "row " + row + " never speaks: the rows before it take all its cases";
            case NeverMatches(int row, String column) ->
                "row " + row + " matches no case: no allowed value of " + column + " passes its cell";
            case More(String kind, int count) -> count + " more " + kind + (count == 1 ? "" : "s");
            case Undecided(String question) -> "not decided: " + question;
        };
    }

    private static String show(Map<String, Value> witness) {
        var shown = new LinkedHashMap<String, String>();
        witness.forEach((fact, value) -> shown.put(fact, new Operand.Literal(value).text()));
        return shown.toString();
    }
}

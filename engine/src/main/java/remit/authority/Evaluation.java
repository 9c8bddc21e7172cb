package remit.authority;

import java.util.List;

/**
 * What a table said of one case, and why.
 *
 * @param matched the numbers of all rows that match, ascending
 * @param nearMisses the rows that fail in exactly one column
 */
public record Evaluation(Outcome outcome, List<Integer> matched, List<NearMiss> nearMisses) {
    public Evaluation {
        matched = List.copyOf(matched);
        nearMisses = List.copyOf(nearMisses);
    }

    /** How the hit policy came out. */
    public sealed interface Outcome {
        /** This row speaks. */
        record Matched(Row row) implements Outcome {}

        /** No row matches: the table's default speaks, a checkpoint unless the table declares another. */
        record NoMatch(Ruling ruling, String reason) implements Outcome {}

        /** Several rows match where only one may. */
        record Violated(List<Integer> rows) implements Outcome {
            public Violated {
                rows = List.copyOf(rows);
            }
        }
    }

    /** Row {@code row} fails in column {@code column} alone. */
    public record NearMiss(int row, String column) {}
}

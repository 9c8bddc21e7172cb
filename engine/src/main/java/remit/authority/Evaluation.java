package remit.authority;

import java.util.List;

/**
 * What a table said of one case.
 *
 * @param matched the numbers of all rows that match, ascending
 */
public record Evaluation(Outcome outcome, List<Integer> matched) {
    public Evaluation {
        matched = List.copyOf(matched);
    }

    /** How the hit policy came out. */
    public sealed interface Outcome {
        /** This row speaks. */
        record Matched(Row row) implements Outcome {}

        /** No row matches: the table's default speaks, a checkpoint unless the table declares another. */
        record NoMatch(Ruling ruling, String reason) implements Outcome {}

        /**
         * A row would let the case through, but a fact that the table reads is missing or unfit, and its column does not say
         * that it may be.
         *
         * @param row that would have spoken, {@code why} goes on the fact's name: "is missing"
         */
        record Lacking(Row row, String fact, String why) implements Outcome {}

        /** Several rows match where only one may. */
        record Violated(List<Integer> rows) implements Outcome {
            public Violated {
                rows = List.copyOf(rows);
            }
        }
    }
}

package remit.rules;

import java.util.List;

/** What a table says of one case: which rows match, and which of them speak. */
public final class Answer {
    private final long[] matching;
    private final Outcome outcome;

    Answer(long[] matching, Outcome outcome) {
        this.matching = matching;
        this.outcome = outcome;
    }

    /** How the hit policy came out. Rows are numbered from 1. */
    public sealed interface Outcome {
        /** One row speaks. */
        record One(int row) implements Outcome {}

        /** These rows speak, in this order, or are counted and added up. */
        record Several(List<Integer> rows) implements Outcome {
            public Several {
                rows = List.copyOf(rows);
            }
        }

        /** No row matches: the table's default speaks. */
        record NoMatch() implements Outcome {}

        /** Several rows match where the policy allows one, or they do not agree where they must. */
        record Violated(List<Integer> rows) implements Outcome {
            public Violated {
                rows = List.copyOf(rows);
            }
        }
    }

    /** A row that failed in exactly one column. @param row its number, 1-based @param column the fact of that column */
    public record NearMiss(int row, String column) {}

    static final Outcome.NoMatch NO_MATCH = new Outcome.NoMatch();

    public Outcome outcome() {
        return outcome;
    }

    /** The numbers of all rows that match, ascending. */
    public List<Integer> matched() {
        return RuleIndex.numbers(matching);
    }

    @Override
    public String toString() {
        return outcome + " of " + matched();
    }
}

package remit.authority;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import remit.kernel.Value;
import remit.rules.Answer;
import remit.rules.Gains;
import remit.rules.Operand;

/**
 * What a change of rules lets clear by itself that did not before: each row of the later table that does so, with a case.
 * Exact where both tables stand alone and no cell names another fact. Only the tables are compared: another check may hold
 * the same case still. A case may lack facts; where a version requires one of them, it holds the case.
 */
public final class NewlyCleared {
    /** The budget of an analysis: about 100 ms of one processor. */
    public static final long USUAL = 40_000_000;

    private final AuthorityTable before;
    private final AuthorityTable after;

    /** What is to be known about one row. */
    public sealed interface Line {
        /**
         * The row clears a case that was held.
         *
         * @param row its number in the later table
         * @param certain false when tables that feed it say whether there is such a case
         * @param witness such a case, fact to value
         * @param before what the earlier table said of it, for people
         */
        record Clears(int row, boolean certain, Map<String, Value> witness, String before) implements Line {
            public Clears {
                witness = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(witness));
            }
        }

        /** Whether it does was given up, or depends on what is not compared. @param question "whether row 7 ..." */
        record NotDecided(String question) implements Line {}

        /** For people. */
        default String text() {
            return switch (this) {
                case Clears(int row, boolean certain, Map<String, Value> witness, String before) ->
                    "row " + row + (certain ? " newly clears " : " may newly clear ") + show(witness) + "; before, "
                            + before;
                case NotDecided(String question) -> "not decided: " + question;
            };
        }

        private static String show(Map<String, Value> witness) {
            if (witness.isEmpty()) return "every case";
            return witness.entrySet().stream()
                    .map(fact -> fact.getKey() + " " + new Operand.Literal(fact.getValue()).text())
                    .collect(Collectors.joining(", "));
        }
    }

    private NewlyCleared(AuthorityTable before, AuthorityTable after) {
        this.before = before;
        this.after = after;
    }

    /**
     * By row of the later table; empty when nothing that was held clears now.
     *
     * @param budget how much may be looked at, a count and not a time; {@link #USUAL} is enough for most tables
     */
    public static List<Line> between(AuthorityTable before, AuthorityTable after, long budget) {
        if (before.same(after)) return List.of();
        var newlyCleared = new NewlyCleared(before, after);
        if (!before.fedLike(after))
            return List.of(new Line.NotDecided("what newly clears: the tables or values that feed this one differ"));
        return Gains.of(side(before), side(after), budget).stream()
                .map(newlyCleared::line)
                .toList();
    }

    private static Gains.Side side(AuthorityTable table) {
        Set<Integer> clearing = table.rows().stream()
                .filter(row -> row.ruling() == Ruling.AUTO_CLEAR)
                .map(Row::number)
                .collect(Collectors.toSet());
        return new Gains.Side(table.tables().getLast(), clearing);
    }

    private Line line(Gains.Gain gain) {
        return switch (gain) {
            case Gains.Gain.Won(int row, Map<String, Value> witness, Gains.Before was) ->
                new Line.Clears(row, after.alone(), witness, said(was));
            case Gains.Gain.Undecided(int row) -> new Line.NotDecided("whether row " + row + " newly clears cases");
        };
    }

    private String said(Gains.Before was) {
        return switch (was) {
            case Gains.Before.Lacked(String fact) -> "a case without " + fact + " was held";
            case Gains.Before.Said(Answer.Outcome outcome) -> said(outcome);
        };
    }

    private String said(Answer.Outcome outcome) {
        return switch (outcome) {
            case Answer.Outcome.One(int row) ->
                "row " + row + " said " + before.rows().get(row - 1).ruling().word();
            case Answer.Outcome.NoMatch() ->
                "no row matched: " + before.otherwise().ruling().word();
            case Answer.Outcome.Violated(List<Integer> rows) -> several(rows);
            case Answer.Outcome.Several(List<Integer> rows) -> several(rows);
        };
    }

    private static String several(List<Integer> rows) {
        return "rows " + rows.stream().map(String::valueOf).collect(Collectors.joining(", ")) + " matched at once: "
                + Ruling.STOP.word();
    }
}

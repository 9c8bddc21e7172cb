package remit.server.whatif;

import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import remit.server.packs.PackFile;
import remit.whatif.Question;

/**
 * A question as people put it.
 *
 * @param process whose cases are meant
 * @param wish what they have in mind
 * @param scope of which cases
 * @param terms what they ask of the answer
 */
public record Asked(String process, Wish wish, Scope scope, Question.Terms terms) {
    /** What somebody has in mind. */
    public sealed interface Wish {
        /** This table, as DMN, instead of the one in force. */
        record Table(PackFile file) implements Wish {}

        /** An author that counts as confident from this confidence on. */
        record Threshold(double confidence) implements Wish {}

        /** So large a share, in (0, 1], by one number of the rules. @param lever which; empty for the first */
        record Goal(double share, Optional<String> lever) implements Wish {}

        /**
         * So large a share by a chain of tables.
         *
         * @param levers the facts whose numbers move; the first of the rules where none is named
         * @param by whose values have numbers of their own; empty where all have the same
         */
        record Tables(double share, List<String> levers, Optional<Segments> by) implements Wish {
            public Tables {
                levers = List.copyOf(levers);
            }
        }
    }

    /** What tells segments apart. @param column an input; empty for the one that the contract reports by */
    public record Segments(Optional<String> column) {}

    /**
     * Of which cases.
     *
     * @param from first day on which they came in, {@code to} the last one; empty where there is no limit
     * @param segment only these; empty for all
     */
    public record Scope(Optional<LocalDate> from, Optional<LocalDate> to, Optional<String> segment) {
        /** All cases. */
        public static final Scope ALL = new Scope(Optional.empty(), Optional.empty(), Optional.empty());
    }
}

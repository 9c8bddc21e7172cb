package remit.server.whatif;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
 * @param rulesAlone whether every case is asked about as if the ladder had let it clear; otherwise each keeps the stage that
 *     it had
 */
public record Asked(String process, Wish wish, Scope scope, Question.Terms terms, boolean rulesAlone) {
    /** With the stage that each case had. */
    public Asked(String process, Wish wish, Scope scope, Question.Terms terms) {
        this(process, wish, scope, terms, false);
    }

    /** What somebody has in mind. */
    public sealed interface Wish {
        /** This table, as DMN, instead of the one in force. */
        record Table(PackFile file) implements Wish {}

        /** An author that counts as confident from this confidence on. */
        record Threshold(double confidence) implements Wish {}

        /** Another number where the rows that let cases through end in what they say of a fact. */
        record Limit(String fact, BigDecimal number) implements Wish {}

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

    /** How a field names the column by which the contract reports. */
    static final String CONTRACTS = "*";

    /** As fields that {@link Asking#read} takes: what a form sends, and what stands in an address. */
    public Map<String, String> fields() {
        var fields = new LinkedHashMap<String, String>();
        switch (wish) {
            case Wish.Table(PackFile file) -> fields.put("rules", new String(file.bytes(), StandardCharsets.UTF_8));
            case Wish.Threshold(double confidence) -> fields.put("threshold", plain(confidence));
            case Wish.Limit(String fact, BigDecimal number) -> {
                fields.put("lever", fact);
                fields.put("threshold", number.toPlainString());
            }
            case Wish.Goal(double share, Optional<String> lever) -> {
                fields.put("goal", plain(share));
                lever.ifPresent(fact -> fields.put("lever", fact));
            }
            case Wish.Tables(double share, List<String> levers, Optional<Segments> by) -> {
                fields.put("goal", plain(share));
                if (!levers.isEmpty()) fields.put("lever", String.join(",", levers));
                by.ifPresent(
                        segments -> fields.put("per_segment", segments.column().orElse(CONTRACTS)));
            }
        }
        fields.put("max_error", plain(terms.maxError()));
        terms.maxMovedError().ifPresent(most -> fields.put("max_moved_error", plain(most)));
        fields.put("confidence", plain(terms.confidence()));
        scope.from().ifPresent(day -> fields.put("from", day.toString()));
        scope.to().ifPresent(day -> fields.put("to", day.toString()));
        scope.segment().ifPresent(name -> fields.put("segment", name));
        if (rulesAlone) fields.put("rules_alone", "true");
        return fields;
    }

    private static String plain(double number) {
        return BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
    }
}

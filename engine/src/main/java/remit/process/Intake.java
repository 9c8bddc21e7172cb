package remit.process;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the columns of the input mean: intake.yaml of a pack, checked.
 *
 * @param columns every column with exactly one role; a column that is not listed is ignored
 * @param key names of the columns that identify a case, in order; never outcomes
 * @param time name of the column that holds business time
 * @param distinctRepeats whether rows equal in key and content are different cases, told apart by occurrence number
 * @param outcomeAfter how much business time passes before an outcome may be learned from
 * @param sourceReportsOutcomes whether outcomes of cleared, unsampled cases become known at all
 * @param grouping how several rows make one case, or null: every row is one
 */
public record Intake(
        Format format,
        List<Column> columns,
        List<String> key,
        String time,
        boolean distinctRepeats,
        List<Derived> derived,
        Duration outcomeAfter,
        boolean sourceReportsOutcomes,
        @Nullable Grouping grouping) {

    /** The intake of a file in which every row is a case. */
    public Intake(
            Format format,
            List<Column> columns,
            List<String> key,
            String time,
            boolean distinctRepeats,
            List<Derived> derived,
            Duration outcomeAfter,
            boolean sourceReportsOutcomes) {
        this(format, columns, key, time, distinctRepeats, derived, outcomeAfter, sourceReportsOutcomes, null);
    }

    /** Name of the outcome that holds a case's {@link Happening happenings}, in a file of events. */
    public static final String TRAIL = "trail";

    /**
     * Rows of a log of events: those of one group make one case. Key, inputs and time are read from the row that starts
     * it; what comes after is an outcome, so that nothing known later can be an input.
     *
     * @param by names of the columns whose values a group shares
     * @param order name of the column in whose order its rows happened; equal ones happened in the order of the file
     * @param start cells that the starting row matches, by column; empty for the first row
     * @param happenings what a row may mean; the first that matches
     * @param found outcomes that follow from what happened
     */
    public record Grouping(
            List<String> by, String order, Map<String, String> start, List<Happening> happenings, List<Found> found) {
        public Grouping {
            by = List.copyOf(by);
            start = Map.copyOf(start);
            happenings = List.copyOf(happenings);
            found = List.copyOf(found);
        }
    }

    /** What a row of a log says, in the process's words. @param when cells that it matches, by column */
    public record Happening(String name, Map<String, String> when) {
        public Happening {
            when = Map.copyOf(when);
        }
    }

    /**
     * An outcome that follows from what happened.
     *
     * @param name of the outcome column
     * @param pick which of the happenings counts
     * @param words the outcome by happening; for {@link Pick#DAY} only which happenings count
     */
    public record Found(String name, Pick pick, Map<String, String> words) {
        public Found {
            words = Map.copyOf(words);
        }
    }

    /** Which of several happenings says what the outcome is. */
    public enum Pick {
        /** The first gives its word. */
        FIRST,
        /** The last gives its word. */
        LAST,
        /** The first gives its day. */
        DAY
    }

    /** How the file is written. */
    public record Format(char delimiter, String encoding) {}

    /** What a column is for. A key column may also be an input ({@code alsoInput}). */
    public enum Role {
        KEY,
        INPUT,
        OUTCOME,
        /** An attribute of a row, where several rows make one case: says what happened, never what the case is. */
        EVENT,
        IGNORED
    }

    /** How a cell is read. */
    public enum Type {
        TEXT,
        NUMBER,
        MONEY,
        DATE,
        FLAG
    }

    /**
     * @param header the header in the file, {@code name} the name in rules, contract and evidence
     * @param required a missing or ill-typed value stops the case
     * @param whenMissing what becomes of a case whose required value is missing
     * @param dataClass {@code public}, {@code internal}, {@code confidential}, {@code personal}
     * @param subject whether the column identifies the person the case is about
     */
    public record Column(
            String header,
            String name,
            Role role,
            boolean alsoInput,
            Reading reading,
            boolean required,
            Disposition whenMissing,
            String dataClass,
            boolean subject) {
        public Column {
            // Looked up for every case, as the facts of tables are: see Input.
            name = name.intern();
        }

        /** Whether author and rules may see it. */
        public boolean visible() {
            return role == Role.INPUT || (role == Role.KEY && alsoInput);
        }
    }

    /**
     * How a cell becomes a value.
     *
     * @param formats date patterns tried in order (java.time), or empty for ISO 8601
     * @param trueWords for FLAG: the words that mean yes; {@code falseWords} no
     * @param decimalComma numbers are written 1.234,56
     * @param currency for MONEY: ISO 4217; {@code currencyColumn} names a column to compare it with
     * @param emptyWords words that mean "empty" ("-", "N/A")
     */
    public record Reading(
            Type type,
            List<String> formats,
            Set<String> trueWords,
            Set<String> falseWords,
            boolean decimalComma,
            @Nullable String currency,
            @Nullable String currencyColumn,
            Set<String> emptyWords) {}

    /** A yes-or-no input that reveals one named finding of an outcome column, and nothing else of it. */
    public record Derived(String name, String from, String startsWith) {}

    /** Columns by name. */
    public Map<String, Column> byName() {
        return columns.stream()
                .collect(java.util.stream.Collectors.toMap(
                        Column::name, c -> c, (a, b) -> a, java.util.LinkedHashMap::new));
    }

    public Column column(String name) {
        return columns.stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
    }
}

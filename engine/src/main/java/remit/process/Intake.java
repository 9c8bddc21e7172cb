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
 */
public record Intake(
        Format format,
        List<Column> columns,
        List<String> key,
        String time,
        boolean distinctRepeats,
        List<Derived> derived,
        Duration outcomeAfter,
        boolean sourceReportsOutcomes) {

    /** How the file is written. */
    public record Format(char delimiter, String encoding) {}

    /** What a column is for. A key column may also be an input ({@code alsoInput}). */
    public enum Role {
        KEY,
        INPUT,
        OUTCOME,
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

package remit.rules;

import java.util.Optional;
import remit.kernel.Value;
import remit.process.Intake;

/** What a fact holds, and so which cells may stand in its column. The words of DMN's type names are {@link #feel}. */
public enum FactType {
    TEXT("a text", "\"some text\"", "string"),
    NUMBER("a number", "5000", "number"),
    DAY("a date", "date(\"2026-01-31\")", "date"),
    FLAG("yes or no", "true", "boolean"),
    TIME("a time of day", "time(\"08:30:00\")", "time"),
    DAY_TIME("a date and time", "date and time(\"2026-01-31T08:30:00\")", "dateTime"),
    MONTHS("a duration of years and months", "duration(\"P1Y6M\")", "yearMonthDuration"),
    SPAN("a duration of days and hours", "duration(\"P2DT12H\")", "dayTimeDuration");

    private final String words;
    private final String example;
    private final String feel;

    FactType(String words, String example, String feel) {
        this.words = words;
        this.example = example;
        this.feel = feel;
    }

    /** The type of an intake column's values: an amount is a number here, its currency is the column's. */
    public static FactType of(Intake.Type type) {
        return switch (type) {
            case TEXT -> TEXT;
            case NUMBER, MONEY -> NUMBER;
            case DATE -> DAY;
            case FLAG -> FLAG;
        };
    }

    /** The type that a DMN file calls {@code typeRef}, with or without a prefix; empty for types of its own. */
    public static Optional<FactType> ofFeel(String typeRef) {
        String name = typeRef.substring(typeRef.indexOf(':') + 1).strip();
        return switch (name) {
            case "string" -> Optional.of(TEXT);
            // Older editors wrote the numeric types of Java; they mean number.
            case "number", "integer", "long", "double" -> Optional.of(NUMBER);
            case "boolean" -> Optional.of(FLAG);
            case "date" -> Optional.of(DAY);
            case "time" -> Optional.of(TIME);
            case "dateTime", "date and time" -> Optional.of(DAY_TIME);
            case "yearMonthDuration", "years and months duration" -> Optional.of(MONTHS);
            case "dayTimeDuration", "days and time duration" -> Optional.of(SPAN);
            default -> Optional.empty();
        };
    }

    /** The type of a value; empty for what is absent or ill-typed. */
    public static Optional<FactType> of(Value value) {
        return switch (value) {
            case Value.Text _ -> Optional.of(TEXT);
            case Value.Numeric _ -> Optional.of(NUMBER);
            case Value.Day _ -> Optional.of(DAY);
            case Value.Flag _ -> Optional.of(FLAG);
            case Value.Time _ -> Optional.of(TIME);
            case Value.DayTime _, Value.Moment _ -> Optional.of(DAY_TIME);
            case Value.Months _ -> Optional.of(MONTHS);
            case Value.Span _ -> Optional.of(SPAN);
            case Value.Absent _, Value.IllTyped _ -> Optional.empty();
        };
    }

    /** Whether {@code value} is of this type; what is absent or ill-typed is of none. */
    public boolean holds(Value value) {
        return switch (value) {
            case Value.Text _ -> this == TEXT;
            case Value.Numeric _ -> this == NUMBER;
            case Value.Day _ -> this == DAY;
            case Value.Flag _ -> this == FLAG;
            case Value.Time _ -> this == TIME;
            case Value.DayTime _, Value.Moment _ -> this == DAY_TIME;
            case Value.Months _ -> this == MONTHS;
            case Value.Span _ -> this == SPAN;
            case Value.Absent _, Value.IllTyped _ -> false;
        };
    }

    /** "a number". */
    public String words() {
        return words;
    }

    /** A literal of this type as a cell writes it. */
    public String example() {
        return example;
    }

    /** The name of the type in DMN 1.3 files. */
    public String feel() {
        return feel;
    }

    /** Whether values have an order, so that comparisons and ranges make sense. */
    public boolean ordered() {
        return this != TEXT && this != FLAG;
    }
}

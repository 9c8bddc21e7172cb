package remit.authority;

import remit.kernel.Value;
import remit.process.Intake;

/** What a fact holds, and so which cells may stand in its column. */
public enum FactType {
    TEXT("a text", "\"some text\""),
    NUMBER("a number", "5000"),
    DAY("a date", "date(\"2026-01-31\")"),
    FLAG("yes or no", "true");

    private final String words;
    private final String example;

    FactType(String words, String example) {
        this.words = words;
        this.example = example;
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

    /** Whether {@code value} is of this type; what is absent or ill-typed is of none. */
    public boolean holds(Value value) {
        return switch (value) {
            case Value.Text text -> this == TEXT;
            case Value.Numeric number -> this == NUMBER;
            case Value.Day day -> this == DAY;
            case Value.Flag flag -> this == FLAG;
            case Value.Moment moment -> false;
            case Value.Absent absent -> false;
            case Value.IllTyped illTyped -> false;
        };
    }

    /** "a number". */
    public String words() {
        return words;
    }

    /** A literal of this type as a cell writes it. */
    String example() {
        return example;
    }

    /** Whether values have an order, so that comparisons and ranges make sense. */
    boolean ordered() {
        return this == NUMBER || this == DAY;
    }
}

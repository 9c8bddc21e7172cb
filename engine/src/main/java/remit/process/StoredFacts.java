package remit.process;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Value;

/**
 * Inputs and outcomes between their typed form and the one that evidence stores; the intake says which type a name has.
 * Evidence outlives the intake: what was stored under another type reads as ill-typed where it has no form in the new
 * one, and is never an error.
 */
public final class StoredFacts {
    /** A decimal as {@link #write} stores it; bounded, for a text that was stored may be of any length. */
    private static final Pattern PLAIN = Pattern.compile("-?[0-9]{1,200}(\\.[0-9]{1,200})?");

    private StoredFacts() {}

    /** Names to stored values, in order. */
    public static Json.Obj write(Map<String, Value> values) {
        var fields = new LinkedHashMap<String, Json>();
        values.forEach((name, value) -> fields.put(name, value.toJson()));
        return new Json.Obj(fields);
    }

    /** Reads what {@link #write} wrote; a name that the intake does not know reads as text. */
    public static Map<String, Value> read(Intake intake, Json.Obj stored) {
        Map<String, Intake.Column> columns = intake.byName();
        var values = new LinkedHashMap<String, Value>();
        stored.fields().forEach((name, json) -> values.put(name, value(columns.get(name), json)));
        return values;
    }

    private static Value value(Intake.@Nullable Column column, Json json) {
        return switch (json) {
            case Json.Null() -> Value.ABSENT;
            case Json.Bool(boolean flag) -> Value.of(flag);
            case Json.Num(double number) -> Value.of(BigDecimal.valueOf(number));
            case Json.Obj illTyped -> new Value.IllTyped(illTyped.text("raw", ""), illTyped.text("why", ""));
            case Json.Str(String text) -> column == null ? Value.of(text) : typed(column.reading(), text);
            case Json.Arr list -> new Value.IllTyped(list.compact(), "a list");
        };
    }

    private static Value typed(Intake.Reading reading, String text) {
        return switch (reading.type()) {
            case TEXT -> Value.of(text);
            case NUMBER, MONEY ->
                PLAIN.matcher(text).matches() ? Value.of(new BigDecimal(text)) : otherThen(text, "not a number");
            case DATE -> day(text);
            case FLAG -> flag(reading, text);
        };
    }

    private static Value day(String text) {
        try {
            return Value.of(LocalDate.parse(text));
        } catch (DateTimeParseException e) {
            return otherThen(text, "not a date");
        }
    }

    private static Value flag(Intake.Reading reading, String text) {
        if (holds(reading.trueWords(), text)) return Value.of(true);
        if (holds(reading.falseWords(), text)) return Value.of(false);
        return otherThen(text, "neither yes nor no");
    }

    private static boolean holds(Set<String> words, String text) {
        return words.stream().anyMatch(text::equalsIgnoreCase);
    }

    /** The column had another type when this was stored: a value that nobody can read as what it is declared now. */
    private static Value otherThen(String text, String why) {
        return new Value.IllTyped(text, why + "; it was stored when its column had another type");
    }
}

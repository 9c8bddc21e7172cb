package remit.process;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Value;

/** Inputs and outcomes between their typed form and the one that evidence stores; the intake says which type a name has. */
public final class StoredFacts {
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
            case Json.Str(String text) ->
                column == null ? Value.of(text) : typed(column.reading().type(), text);
            case Json.Arr list -> new Value.IllTyped(list.compact(), "a list");
        };
    }

    private static Value typed(Intake.Type type, String text) {
        return switch (type) {
            case TEXT -> Value.of(text);
            case NUMBER, MONEY -> Value.of(new BigDecimal(text));
            case DATE -> Value.of(LocalDate.parse(text));
            case FLAG -> Value.of(Boolean.parseBoolean(text));
        };
    }
}

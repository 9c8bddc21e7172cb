package remit.dmn;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import remit.kernel.Temporal;
import remit.kernel.Value;
import remit.rules.FactType;
import remit.rules.Result;

/** A value of the conformance kit's files: simple, with parts, or a list. */
sealed interface Datum {
    /** One value; missing for null. */
    record Simple(Value value) implements Datum {}

    /** A value whose type the file leaves to the model. */
    record Untyped(String text) implements Datum {}

    /** A value of the standard that this release has no form for. */
    record Outside(String text, String why) implements Datum {}

    /** Named parts. */
    record Parts(Map<String, Datum> parts) implements Datum {
        public Parts {
            parts = Collections.unmodifiableMap(new LinkedHashMap<>(parts));
        }
    }

    /** Elements in order. */
    record Elements(List<Datum> elements) implements Datum {
        public Elements {
            elements = List.copyOf(elements);
        }
    }

    /** The namespace of the attributes that say which type a value has. */
    String INSTANCE = "http://www.w3.org/2001/XMLSchema-instance";

    Datum NULL = new Simple(Value.ABSENT);

    /** Reads what stands in an {@code inputNode}, a {@code component}, an {@code item} or {@code expected}. */
    static Datum read(DmnElement holder) {
        List<DmnElement> components = holder.all("component").toList();
        if (!components.isEmpty()) {
            var parts = new LinkedHashMap<String, Datum>();
            for (DmnElement component : components) parts.put(component.attribute("name"), read(component));
            return new Parts(parts);
        }
        Optional<DmnElement> list = holder.first("list");
        if (list.isPresent()) {
            var elements = new ArrayList<Datum>();
            list.get().all("item").forEach(item -> elements.add(read(item)));
            return new Elements(elements);
        }
        return holder.first("value").map(Datum::simple).orElse(NULL);
    }

    private static Datum simple(DmnElement value) {
        if (value.attribute(INSTANCE, "nil").equals("true")) return NULL;
        String type = value.attribute(INSTANCE, "type");
        if (type.isEmpty()) return new Untyped(value.characters());
        return switch (type.substring(type.indexOf(':') + 1)) {
            case "decimal", "double", "float", "integer", "int", "long", "short" ->
                typed(FactType.NUMBER, value.ownText());
            case "boolean" -> typed(FactType.FLAG, value.ownText());
            case "date" -> typed(FactType.DAY, value.ownText());
            case "time" -> typed(FactType.TIME, value.ownText());
            case "dateTime" -> typed(FactType.DAY_TIME, value.ownText());
            case "duration", "yearMonthDuration", "dayTimeDuration" -> typed(FactType.SPAN, value.ownText());
            default -> typed(FactType.TEXT, value.characters());
        };
    }

    private static Datum typed(FactType type, String text) {
        return switch (type) {
            case TEXT -> new Simple(Value.of(text));
            case NUMBER -> new Simple(number(text.strip()));
            case FLAG ->
                new Simple(
                        switch (text.strip()) {
                            case "true", "1" -> Value.of(true);
                            case "false", "0" -> Value.of(false);
                            default -> new Value.IllTyped(text, "not yes or no");
                        });
            case DAY -> temporal("date", text.strip());
            case TIME -> temporal("time", text.strip());
            case DAY_TIME -> temporal("date and time", text.strip());
            case MONTHS, SPAN -> temporal("duration", text.strip());
        };
    }

    private static Value number(String text) {
        try {
            return Value.of(new BigDecimal(text));
        } catch (NumberFormatException notOne) {
            return new Value.IllTyped(text, "not a number");
        }
    }

    private static Datum temporal(String word, String text) {
        return Temporal.read(word, text)
                .<Datum>map(Simple::new)
                .orElseGet(() -> new Outside(text, "the " + word + " " + text + " is not part of this release"));
    }

    /** What a case brings. @param outside why a fact cannot be had, by the fact */
    record Given(Map<String, FactType> types, Map<String, Value> facts, Map<String, String> outside) {}

    /** Puts the simple values among the facts, each under its path. */
    default void into(Given given, String path) {
        switch (this) {
            case Simple(Value value) -> given.facts().put(path, value);
            case Untyped(String text) ->
                typed(given.types().getOrDefault(path, FactType.TEXT), text).into(given, path);
            case Outside(String text, String why) -> given.outside().put(path, why);
            case Parts(Map<String, Datum> parts) -> parts.forEach((name, part) -> part.into(given, path + "." + name));
            case Elements _ -> {
                // A table that reads a list is refused: nothing looks for it here.
            }
        }
    }

    /** Whether a result is what was expected here. */
    default boolean is(Result result) {
        return switch (result) {
            case Result.Nothing _ -> equals(NULL);
            case Result.Single(Value value) -> isValue(value);
            case Result.Parts(Map<String, Value> parts) ->
                this instanceof Parts(Map<String, Datum> expected)
                        && expected.keySet().equals(parts.keySet())
                        && expected.entrySet().stream()
                                .allMatch(part -> part.getValue()
                                        .is(new Result.Single(parts.getOrDefault(part.getKey(), Value.ABSENT))));
            case Result.Several(List<Result> results) -> {
                if (!(this instanceof Elements(List<Datum> expected)) || expected.size() != results.size()) yield false;
                boolean same = true;
                for (int i = 0; i < results.size(); i++) same &= expected.get(i).is(results.get(i));
                yield same;
            }
        };
    }

    private boolean isValue(Value value) {
        return switch (this) {
            case Simple(Value expected) -> same(expected, value);
            case Untyped(String text) ->
                FactType.of(value)
                        .filter(type -> typed(type, text).isValue(value))
                        .isPresent();
            case Outside _, Parts _, Elements _ -> false;
        };
    }

    private static boolean same(Value expected, Value value) {
        if (expected instanceof Value.Numeric(BigDecimal left) && value instanceof Value.Numeric(BigDecimal right)) {
            return left.compareTo(right) == 0;
        }
        return expected.equals(value);
    }

    /** For people: {@code {Rate: Best}}, {@code [1, 2]}. */
    default String show() {
        return switch (this) {
            case Simple(Value value) -> value instanceof Value.Absent ? "null" : value.show();
            case Untyped(String text) -> text;
            case Outside(String text, String why) -> text;
            case Parts(Map<String, Datum> parts) -> {
                var shown = new LinkedHashMap<String, String>();
                parts.forEach((name, part) -> shown.put(name, part.show()));
                yield shown.toString();
            }
            case Elements(List<Datum> elements) ->
                elements.stream().map(Datum::show).toList().toString();
        };
    }
}

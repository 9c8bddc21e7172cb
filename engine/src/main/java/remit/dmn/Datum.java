package remit.dmn;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import remit.kernel.Value;
import remit.rules.Result;
import remit.rules.Temporal;

/** A value of the conformance kit's files: simple, with parts, or a list. */
sealed interface Datum {
    /** One value; missing for null. */
    record Simple(Value value) implements Datum {}

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
        String text = value.ownText();
        String type = value.attribute(INSTANCE, "type");
        return new Simple(
                switch (type.substring(type.indexOf(':') + 1)) {
                    case "decimal", "double", "float", "integer", "int", "long", "short" -> number(text);
                    case "boolean" -> Value.of(text.equals("true") || text.equals("1"));
                    case "date" -> temporal("date", text);
                    case "time" -> temporal("time", text);
                    case "dateTime" -> temporal("date and time", text);
                    case "duration", "yearMonthDuration", "dayTimeDuration" -> temporal("duration", text);
                    default -> Value.of(value.characters());
                });
    }

    private static Value number(String text) {
        try {
            return Value.of(new BigDecimal(text));
        } catch (NumberFormatException notOne) {
            return new Value.IllTyped(text, "not a number");
        }
    }

    private static Value temporal(String word, String text) {
        return Temporal.read(word, text).orElseGet(() -> new Value.IllTyped(text, "not a " + word));
    }

    /** Puts the simple values among the facts, each under its path. */
    default void into(Map<String, Value> facts, String path) {
        switch (this) {
            case Simple(Value value) -> facts.put(path, value);
            case Parts(Map<String, Datum> parts) -> parts.forEach((name, part) -> part.into(facts, path + "." + name));
            case Elements _ -> {
                // A table that reads a list is refused: nothing looks for it here.
            }
        }
    }

    /** Whether a result is what was expected here. */
    default boolean is(Result result) {
        return switch (result) {
            case Result.Nothing _ -> equals(NULL);
            case Result.Single(Value value) -> this instanceof Simple(Value expected) && same(expected, value);
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

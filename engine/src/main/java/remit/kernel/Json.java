package remit.kernel;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON value, and the canonical bytes evidence is hashed over (RFC 8785, JSON Canonicalization Scheme).
 *
 * <p>Numbers are doubles, as RFC 8785 demands; a decimal with a scale is written as a string ({@link #decimal}).
 */
public sealed interface Json {
    /** An object; iteration keeps insertion order, the canonical form sorts by UTF-16 code units. */
    record Obj(Map<String, Json> fields) implements Json {
        public Obj {
            fields = Collections.unmodifiableMap(fields instanceof FreshFields ? fields : new LinkedHashMap<>(fields));
        }

        public @Nullable Json get(String name) {
            return fields.get(name);
        }

        /** The string under {@code name}, or null when it is absent or not a string. */
        public @Nullable String text(String name) {
            return fields.get(name) instanceof Str(String text) ? text : null;
        }

        /** The string under {@code name}, or {@code otherwise}. */
        public String text(String name, String otherwise) {
            return fields.get(name) instanceof Str(String text) ? text : otherwise;
        }

        /** The number under {@code name}, or {@code otherwise}. */
        public double number(String name, double otherwise) {
            return fields.get(name) instanceof Num(double number) ? number : otherwise;
        }

        public boolean flag(String name) {
            return fields.get(name) instanceof Bool(boolean flag) && flag;
        }

        /** The object under {@code name}, or an empty one. */
        public Obj object(String name) {
            return fields.get(name) instanceof Obj object ? object : EMPTY;
        }

        /** The array under {@code name}, or an empty one. */
        public List<Json> array(String name) {
            return fields.get(name) instanceof Arr(List<Json> items) ? items : List.of();
        }

        /** A copy with one field set. */
        public Obj with(String name, Json value) {
            var copy = new FreshFields(fields);
            copy.put(name, value);
            return new Obj(copy);
        }
    }

    /** An array. */
    record Arr(List<Json> items) implements Json {
        public Arr {
            items = List.copyOf(items);
        }
    }

    /** A string. */
    record Str(String text) implements Json {}

    /** A finite IEEE 754 double. */
    record Num(double number) implements Json {
        public Num {
            if (!Double.isFinite(number)) throw new IllegalArgumentException("JSON has no form for " + number);
        }
    }

    /** true or false. */
    record Bool(boolean flag) implements Json {}

    /** null. */
    record Null() implements Json {}

    Obj EMPTY = new Obj(Map.of());
    Null NULL = new Null();

    static Json of(@Nullable String text) {
        return text == null ? NULL : new Str(text);
    }

    /** An integer; refused outside the range that a double holds exactly. */
    static Json of(long count) {
        if (count >= 1L << 53 || count <= -(1L << 53)) throw new IllegalArgumentException("not below 2^53: " + count);
        return new Num(count);
    }

    static Json of(double number) {
        return new Num(number);
    }

    static Json of(boolean flag) {
        return new Bool(flag);
    }

    /** A decimal as evidence writes it: a string that keeps the scale, {@code "412.50"}. */
    static Json decimal(@Nullable BigDecimal amount) {
        return amount == null ? NULL : new Str(amount.toPlainString());
    }

    static Json array(List<? extends Json> items) {
        return new Arr(List.copyOf(items));
    }

    static Json strings(Iterable<String> texts) {
        var items = new ArrayList<Json>();
        for (String text : texts) items.add(new Str(text));
        return new Arr(items);
    }

    /** An object from alternating names and values; a value may be a Json, String, Long, Integer, Double, Boolean or null. */
    static Obj object(@Nullable Object... namesAndValues) {
        var fields = new FreshFields();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), wrap(namesAndValues[i + 1]));
        }
        return new Obj(fields);
    }

    private static Json wrap(@Nullable Object value) {
        return switch (value) {
            case null -> NULL;
            case Json json -> json;
            case String text -> new Str(text);
            case Integer count -> of(count.longValue());
            case Long count -> of(count.longValue());
            case Double number -> of(number.doubleValue());
            case Boolean flag -> of(flag.booleanValue());
            case BigDecimal amount -> decimal(amount);
            default -> throw new IllegalArgumentException("no JSON form for " + value.getClass());
        };
    }

    /** Reads one JSON document (RFC 8259; a duplicate name or trailing text is a problem with its place). */
    static Checked<Json> read(String document) {
        return JsonReader.read(document);
    }

    /** Reads a document that this program wrote itself. @throws IllegalArgumentException when it is not JSON */
    static Json parse(String document) {
        return JsonReader.read(document).orThrow();
    }

    /** Reads an object that this program wrote itself. */
    static Obj parseObject(String document) {
        return (Obj) parse(document);
    }

    /** The RFC 8785 canonical text. */
    default String canonical() {
        var out = new StringBuilder(1024);
        JsonWriter.canonical(this, out);
        return out.toString();
    }

    /** The RFC 8785 canonical bytes (UTF-8). */
    default byte[] canonicalBytes() {
        return canonical().getBytes(StandardCharsets.UTF_8);
    }

    /** Indented text in insertion order, for people. */
    default String pretty() {
        var out = new StringBuilder(256);
        JsonWriter.pretty(this, out, 0);
        return out.toString();
    }

    /** One line in insertion order. */
    default String compact() {
        var out = new StringBuilder(256);
        JsonWriter.compact(this, out);
        return out.toString();
    }
}

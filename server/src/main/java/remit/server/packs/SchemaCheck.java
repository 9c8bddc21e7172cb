package remit.server.packs;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import com.networknt.schema.path.NodePath;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import remit.kernel.Json;
import tools.jackson.databind.JsonNode;

/**
 * Holds a file against its published JSON Schema (docs/schemas/v1, on the class path under {@code schemas/v1}) and says
 * each mistake in a reader's words.
 */
final class SchemaCheck {
    private final Schema schema;
    private final Json.Obj document;

    private SchemaCheck(Schema schema, Json.Obj document) {
        this.schema = schema;
        this.document = document;
    }

    /** @param name {@code process}, {@code intake} or {@code cases} */
    static SchemaCheck of(String name) {
        String resource = "/schemas/v1/" + name + ".json";
        try (InputStream stream = SchemaCheck.class.getResourceAsStream(resource)) {
            if (stream == null) throw new IllegalStateException("not on the class path: " + resource);
            String text = new String(stream.readAllBytes(), StandardCharsets.UTF_8);
            return new SchemaCheck(
                    SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_7)
                            .getSchema(text),
                    Json.parseObject(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void check(YamlNode root, Problems problems) {
        for (Error error : schema.validate(root.toJson().compact(), InputFormat.JSON)) {
            YamlNode node = root;
            Json.Obj rules = document;
            var names = new ArrayList<String>();
            NodePath path = error.getInstanceLocation();
            for (int i = 0; i < path.getNameCount(); i++) {
                Object element = path.getElement(i);
                names.add(String.valueOf(element));
                if (element instanceof Integer index) {
                    node = node.items().get(index);
                    rules = rules.object("items");
                } else {
                    node = node.at(element.toString());
                    Json.Obj properties = rules.object("properties");
                    rules = properties.get(element.toString()) == null
                            ? rules.object("additionalProperties")
                            : properties.object(element.toString());
                }
            }
            say(error, node, new Place(String.join(".", names), rules), problems);
        }
    }

    /** @param rules the part of the schema that describes the node */
    private record Place(String field, Json.Obj rules) {
        Json.Obj properties() {
            return rules.object("properties");
        }

        String description() {
            return rules.text("description", "").lines().findFirst().orElse("");
        }
    }

    private static void say(Error error, YamlNode node, Place place, Problems problems) {
        String property = error.getProperty() == null ? "" : error.getProperty();
        String field = place.field();
        String within = field.isEmpty() ? property : field + "." + property;
        JsonNode rule = error.getSchemaNode();
        switch (error.getKeyword()) {
            case "additionalProperties" ->
                problems.add(
                        "RMT-406",
                        node.at(property),
                        within,
                        "unknown key \"" + property + "\"",
                        unknown(property, node.at(property), place));
            case "required" ->
                problems.add(
                        "RMT-407",
                        node,
                        within,
                        "\"" + property + "\" is missing",
                        "add it: " + place.properties().object(property).text("description", "it is required"));
            case "enum" ->
                problems.add(
                        "RMT-408",
                        node,
                        field,
                        "\"" + node.text() + "\" is not a known word",
                        DidYouMean.hint(node.text(), words(rule)));
            case "type" ->
                problems.add("RMT-409", node, field, "is " + shape(node) + ", not " + wanted(rule), howTo(node, rule));
            case "pattern" ->
                problems.add(
                        "RMT-409",
                        node,
                        field,
                        "\"" + node.text() + "\" is not written as it must be",
                        place.description() + " As a pattern: " + rule.asString());
            case "minItems", "minProperties", "minLength" ->
                problems.add("RMT-409", node, field, "is empty", place.description());
            default -> problems.add("RMT-409", node, field, error.getMessage(), place.description());
        }
    }

    private static String unknown(String property, YamlNode value, Place place) {
        // In {a: b, c} YAML reads c as a key without a value: nearly always a comma inside a text.
        boolean comma = !value.present() && property.contains(" ");
        return comma
                ? "a comma inside {...} ends a text: put the text that holds it in quotes"
                : DidYouMean.hint(property, place.properties().fields().keySet());
    }

    private static List<String> words(JsonNode rule) {
        var words = new ArrayList<String>();
        for (JsonNode word : rule) words.add(word.asString());
        return words;
    }

    private static String shape(YamlNode node) {
        return switch (node.kind()) {
            case MAP -> "a map";
            case LIST -> "a list";
            case STRING -> "the text \"" + node.text() + "\"";
            case NUMBER -> "the number " + node.text();
            case BOOLEAN -> "the flag " + node.text();
            case NULL, MISSING -> "empty";
        };
    }

    private static String wanted(JsonNode rule) {
        if (rule.isString()) return article(rule.asString());
        var kinds = new ArrayList<String>();
        for (JsonNode kind : rule) kinds.add(article(kind.asString()));
        return String.join(" or ", kinds);
    }

    private static String article(String kind) {
        return switch (kind) {
            case "object" -> "a map";
            case "array" -> "a list";
            case "string" -> "text";
            case "boolean" -> "true or false";
            case "integer" -> "a whole number";
            case "null" -> "empty";
            default -> "a " + kind;
        };
    }

    private static String howTo(YamlNode node, JsonNode rule) {
        boolean scalar = node.kind() == YamlNode.Kind.NUMBER || node.kind() == YamlNode.Kind.BOOLEAN;
        if (scalar && wanted(rule).contains("text")) return "write it in quotes: \"" + node.text() + "\"";
        if (wanted(rule).contains("a list")) return "write it as a list: [" + node.text() + "]";
        return "write " + wanted(rule);
    }
}

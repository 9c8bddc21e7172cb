package remit.server.packs;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.kernel.Json;

/**
 * One node of a YAML file with the line it stands on. Reading from a node never fails: what is absent or of another
 * shape reads as empty, because the schema has already reported it and the checks behind it shall still run.
 *
 * @param text a scalar exactly as written ("40.00" keeps its scale); empty for maps and lists
 * @param line counted from 1, 0 when absent
 */
record YamlNode(Kind kind, String text, int line, Map<String, YamlNode> fields, List<YamlNode> items) {
    /** The shapes of YAML 1.2 (core schema). */
    enum Kind {
        MAP,
        LIST,
        STRING,
        NUMBER,
        BOOLEAN,
        NULL,
        MISSING
    }

    static final YamlNode MISSING = new YamlNode(Kind.MISSING, "", 0, Map.of(), List.of());

    static YamlNode scalar(Kind kind, String text, int line) {
        return new YamlNode(kind, text, line, Map.of(), List.of());
    }

    /** The node under {@code name}, or {@link #MISSING}. */
    YamlNode at(String name) {
        return fields.getOrDefault(name, MISSING);
    }

    boolean present() {
        return kind != Kind.MISSING && kind != Kind.NULL;
    }

    /** The text under {@code name}, or {@code otherwise}. */
    String text(String name, String otherwise) {
        YamlNode node = at(name);
        return node.present() && node.fields.isEmpty() && node.items.isEmpty() ? node.text : otherwise;
    }

    boolean flag(String name, boolean otherwise) {
        YamlNode node = at(name);
        return node.kind == Kind.BOOLEAN ? node.text.equalsIgnoreCase("true") : otherwise;
    }

    /** The scalars of the list under {@code name}. */
    List<String> texts(String name) {
        return at(name).items.stream().map(YamlNode::text).toList();
    }

    /** The scalars of the map under {@code name}, in the order of the file. */
    Map<String, String> textMap(String name) {
        var texts = new LinkedHashMap<String, String>();
        at(name).fields.forEach((key, value) -> texts.put(key, value.text));
        return texts;
    }

    Json toJson() {
        return switch (kind) {
            case MAP -> {
                var copy = new LinkedHashMap<String, Json>();
                fields.forEach((name, value) -> copy.put(name, value.toJson()));
                yield new Json.Obj(copy);
            }
            case LIST -> {
                var copy = new ArrayList<Json>();
                for (YamlNode item : items) copy.add(item.toJson());
                yield new Json.Arr(copy);
            }
            case STRING -> new Json.Str(text);
            case NUMBER -> number();
            case BOOLEAN -> new Json.Bool(text.equalsIgnoreCase("true"));
            case NULL, MISSING -> Json.NULL;
        };
    }

    /** What JSON cannot write as a number (.inf, .nan, 0x1F) stays text, and the schema refuses it with its place. */
    private Json number() {
        return text.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d{1,3})?")
                        && Double.isFinite(Double.parseDouble(text))
                ? new Json.Num(Double.parseDouble(text))
                : new Json.Str(text);
    }
}

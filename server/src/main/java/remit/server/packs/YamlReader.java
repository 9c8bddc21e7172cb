package remit.server.packs;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import remit.server.store.YamlDepth;

/**
 * Reads one YAML 1.2 document into {@link YamlNode}s. A repeated key is a problem; aliases are followed within a budget
 * of nodes, so that no short file becomes a huge one.
 */
final class YamlReader {
    private static final int MOST_NODES = 50_000;
    private static final int DEEPEST = 40;

    private final Problems problems;
    private int nodes;

    private YamlReader(Problems problems) {
        this.problems = problems;
    }

    /** The document, or MISSING with at least one problem. */
    static YamlNode read(byte[] bytes, Problems problems) {
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            problems.add("RMT-403", 0, "", "is not UTF-8 text", "save the file as UTF-8");
            return YamlNode.MISSING;
        }
        return new YamlReader(problems).compose(text.startsWith("\uFEFF") ? text.substring(1) : text);
    }

    private YamlNode compose(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setCodePointLimit(PackFiles.LARGEST_TEXT)
                .setMaxAliasesForCollections(50)
                .build();
        try {
            YamlDepth.check(settings, text);
            List<Node> documents = new ArrayList<>();
            for (Node document : new Compose(settings).composeAllFromString(text)) documents.add(document);
            if (documents.isEmpty()) {
                problems.add("RMT-404", 0, "", "is empty", "start from an example pack, or from remit init");
                return YamlNode.MISSING;
            }
            if (documents.size() > 1) {
                problems.add("RMT-404", line(documents.get(1)), "", "holds a second document", "remove the line ---");
            }
            return node(documents.getFirst(), 0, "");
        } catch (TooLarge e) {
            return YamlNode.MISSING;
        } catch (MarkedYamlEngineException e) {
            int line = e.getProblemMark().map(Mark::getLine).orElse(-1) + 1;
            problems.add(
                    "RMT-404",
                    line,
                    "",
                    "is not YAML: " + e.getProblem(),
                    "check indentation, quotes and colons there");
            return YamlNode.MISSING;
        } catch (YamlEngineException e) {
            String why = Optional.ofNullable(e.getMessage()).orElse("unreadable");
            problems.add(
                    "RMT-404", 0, "", "is not YAML: " + why.lines().findFirst().orElse(why), "check the file's syntax");
            return YamlNode.MISSING;
        }
    }

    private static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooLarge() {
            super("too large", null, false, false);
        }
    }

    private YamlNode node(Node node, int depth, String path) {
        if (++nodes > MOST_NODES || depth > DEEPEST) {
            problems.add(
                    "RMT-402",
                    line(node),
                    path,
                    "holds more than " + MOST_NODES + " values or is nested deeper than " + DEEPEST,
                    "write it shorter; aliases (*name) count as what they stand for");
            throw new TooLarge();
        }
        return switch (node) {
            case ScalarNode scalar -> scalar(scalar, path);
            case SequenceNode sequence -> {
                var items = new ArrayList<YamlNode>();
                for (Node item : sequence.getValue()) items.add(node(item, depth + 1, path + "/" + items.size()));
                yield new YamlNode(YamlNode.Kind.LIST, "", line(node), java.util.Map.of(), List.copyOf(items));
            }
            case MappingNode mapping -> map(mapping, depth, path);
            default -> throw new IllegalStateException("a composed YAML document holds no " + node.getNodeType());
        };
    }

    /** What a pack says ends in evidence, and no database holds this character. */
    private YamlNode scalar(ScalarNode scalar, String path) {
        if (scalar.getValue().indexOf('\0') >= 0) {
            String field = path.isEmpty() ? "" : path.substring(1).replace('/', '.');
            problems.add("RMT-404", line(scalar), field, "holds the character NUL", "write it without");
        }
        return YamlNode.scalar(kind(scalar.getTag()), scalar.getValue(), line(scalar));
    }

    private YamlNode map(MappingNode mapping, int depth, String path) {
        var fields = new LinkedHashMap<String, YamlNode>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add("RMT-404", line(tuple.getKeyNode()), path, "a key is not a word", "write name: value");
                continue;
            }
            String name = key.getValue();
            YamlNode value = node(tuple.getValueNode(), depth + 1, path + "/" + name);
            // The key's line, because that is where a reader looks for the name that a message gives.
            YamlNode placed = new YamlNode(value.kind(), value.text(), line(key), value.fields(), value.items());
            YamlNode before = fields.putIfAbsent(name, placed);
            if (before != null) {
                problems.add(
                        "RMT-405",
                        line(key),
                        (path + "/" + name).substring(1).replace('/', '.'),
                        "the key \"" + name + "\" stands twice (first in line " + before.line() + ")",
                        "keep one of them");
            }
        }
        return new YamlNode(
                YamlNode.Kind.MAP, "", line(mapping), java.util.Collections.unmodifiableMap(fields), List.of());
    }

    private static YamlNode.Kind kind(Tag tag) {
        if (tag.equals(Tag.INT) || tag.equals(Tag.FLOAT)) return YamlNode.Kind.NUMBER;
        if (tag.equals(Tag.BOOL)) return YamlNode.Kind.BOOLEAN;
        if (tag.equals(Tag.NULL)) return YamlNode.Kind.NULL;
        return YamlNode.Kind.STRING;
    }

    private static int line(Node node) {
        return node.getStartMark().map(Mark::getLine).orElse(-1) + 1;
    }
}

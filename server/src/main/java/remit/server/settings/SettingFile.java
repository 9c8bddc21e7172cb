package remit.server.settings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import remit.kernel.Problem;
import remit.server.store.YamlDepth;

/** Reads a {@code remit.yaml} into dotted keys with the line of each; what it cannot be is a problem with its line. */
final class SettingFile {
    private final Path file;
    private final List<Problem> problems;
    private final Map<String, Given> values = new LinkedHashMap<>();

    private SettingFile(Path file, List<Problem> problems) {
        this.file = file;
        this.problems = problems;
    }

    /** A value and its place. */
    record Given(String value, String place) {}

    /** The values of a file, none where there is no file. Problems are added to the list. */
    static Map<String, Given> read(Path file, List<Problem> problems) {
        if (!Files.exists(file)) return Map.of();
        SettingFile reader = new SettingFile(file, problems);
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel(file.toString()).build();
            String text = Files.readString(file);
            YamlDepth.check(settings, text);
            Optional<Node> root = new Compose(settings).composeString(text);
            root.ifPresent(reader::top);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> " line " + (mark.getLine() + 1))
                    .orElse("");
            problems.add(new Problem("RMT-255", file + line, "is not YAML: " + e.getProblem(), "mend that line"));
        } catch (YamlEngineException e) {
            problems.add(new Problem("RMT-255", file.toString(), "is not YAML: " + e.getMessage(), "mend the file"));
        } catch (IOException e) {
            problems.add(new Problem(
                    "RMT-258",
                    file.toString(),
                    "cannot be read (" + e.getMessage() + ")",
                    "give this user the right to read it"));
        }
        return reader.values;
    }

    private void top(Node root) {
        for (Entry entry : entries(root, "")) {
            if (entry.key.equals(Setting.CONNECTORS)) {
                for (Entry connector : entries(entry.node, entry.key)) connector(connector);
            } else if (Setting.keys().contains(entry.key)) {
                scalar(entry.key, entry.node);
            } else {
                problems.add(new Problem(
                        "RMT-250",
                        place(entry.node),
                        "unknown key \"" + entry.key + "\"",
                        DidYouMean.among(Setting.keys(), entry.key)));
            }
        }
    }

    private void connector(Entry connector) {
        String prefix = Setting.CONNECTORS + "." + connector.key;
        for (Entry field : entries(connector.node, prefix)) {
            if (Connector.FIELDS.contains(field.key)) {
                scalar(prefix + "." + field.key, field.node);
            } else {
                problems.add(new Problem(
                        "RMT-250",
                        place(field.node),
                        "unknown key \"" + field.key + "\" of connector " + connector.key,
                        DidYouMean.among(Connector.FIELDS, field.key)));
            }
        }
    }

    private record Entry(String key, Node node) {}

    private List<Entry> entries(Node node, String name) {
        List<Entry> entries = new ArrayList<>();
        if (!(node instanceof MappingNode mapping)) {
            problems.add(new Problem(
                    "RMT-255",
                    place(node),
                    (name.isEmpty() ? "the file" : "\"" + name + "\"") + " must hold keys with values",
                    "write \"key: value\" lines"));
            return entries;
        }
        Set<String> seen = new HashSet<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problems.add(new Problem(
                        "RMT-255", place(tuple.getKeyNode()), "a key must be a word", "write \"key: value\""));
            } else if (!seen.add(key.getValue())) {
                problems.add(new Problem(
                        "RMT-255", place(key), "\"" + key.getValue() + "\" is given twice", "keep one of the two"));
            } else {
                entries.add(new Entry(key.getValue(), tuple.getValueNode()));
            }
        }
        return entries;
    }

    private void scalar(String key, Node node) {
        if (node instanceof ScalarNode scalar) {
            values.put(key, new Given(scalar.getValue(), place(node)));
        } else {
            problems.add(new Problem(
                    "RMT-252", place(node), "\"" + key + "\" must be a single value", "write \"" + key + ": value\""));
        }
    }

    private String place(Node node) {
        return file
                + node.getStartMark()
                        .map(mark -> " line " + (mark.getLine() + 1))
                        .orElse("");
    }
}

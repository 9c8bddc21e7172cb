package remit.server.access;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.store.YamlDepth;

/** Reads access.yaml and names the line of everything that is wrong with it; a doubtful file grants nothing. */
final class AccessReader {
    private final List<Problem> problems = new ArrayList<>();

    private AccessReader() {}

    static Checked<Registry> read(String text) {
        var reader = new AccessReader();
        Registry registry = reader.document(text);
        return reader.problems.isEmpty() ? Checked.ok(registry) : Checked.refused(reader.problems);
    }

    private Registry document(String text) {
        var none = new Registry(List.of(), List.of(), List.of());
        try {
            LoadSettings settings =
                    LoadSettings.builder().setLabel("access.yaml").build();
            YamlDepth.check(settings, text);
            Node root = new Compose(settings).composeString(text).orElse(null);
            if (!(root instanceof MappingNode mapping)) {
                problem(root, "the file is not a mapping", "start it with `schema: remit/v1` and `people:`");
                return none;
            }
            Map<String, Node> fields = fields(mapping, Set.of("schema", "people", "keys", "links"));
            if (!"remit/v1".equals(scalar(fields, "schema", mapping, true))) {
                problem(fields.getOrDefault("schema", mapping), "schema is not remit/v1", "write `schema: remit/v1`");
            }
            return registry(fields);
        } catch (MarkedYamlEngineException e) {
            String line = e.getProblemMark()
                    .map(mark -> "access.yaml:" + (mark.getLine() + 1))
                    .orElse("access.yaml");
            problems.add(new Problem("RMT-600", line, "not YAML: " + e.getProblem(), "repair that line"));
        } catch (YamlEngineException e) {
            problems.add(new Problem("RMT-600", "access.yaml", "not YAML: " + e.getMessage(), "repair the file"));
        }
        return none;
    }

    private Registry registry(Map<String, Node> fields) {
        var people = new ArrayList<Person>();
        var ids = new HashSet<String>();
        for (MappingNode node : items(fields.get("people"))) {
            Person person = person(node);
            if (person == null) continue;
            if (ids.add(person.id())) people.add(person);
            else problem(node, "id " + person.id() + " is given twice", "give each person an id of their own");
        }
        var keys = new ArrayList<ApiKey>();
        for (MappingNode node : items(fields.get("keys"))) {
            ApiKey key = key(node);
            if (key != null) keys.add(key);
        }
        var links = new ArrayList<Registry.Link>();
        for (MappingNode node : items(fields.get("links"))) {
            Map<String, Node> link = fields(node, Set.of("sha256", "person", "expires"));
            Instant expires = instant(link, node);
            String sha256 = scalar(link, "sha256", node, true);
            String person = scalar(link, "person", node, true);
            if (expires != null && sha256 != null && person != null) {
                links.add(new Registry.Link(sha256, person, expires));
            }
        }
        return new Registry(people, keys, links);
    }

    private @Nullable Person person(MappingNode node) {
        Map<String, Node> fields = fields(node, Set.of("id", "name", "mail", "roles", "may_act_as", "cli"));
        String id = scalar(fields, "id", node, true);
        String name = scalar(fields, "name", node, true);
        String mail = scalar(fields, "mail", node, false);
        EnumSet<Role> roles = EnumSet.noneOf(Role.class);
        for (ScalarNode word : words(fields.get("roles"))) {
            Role.ofWord(word.getValue())
                    .ifPresentOrElse(
                            roles::add,
                            () -> problem(
                                    word,
                                    "role \"" + word.getValue() + "\" does not exist",
                                    "use one of "
                                            + java.util.Arrays.stream(Role.values())
                                                    .map(Role::word)
                                                    .toList()));
        }
        boolean mayActAs = flag(fields.get("may_act_as"));
        if (id == null || name == null) return null;
        if (!id.matches("p_[0-9a-z]{4,40}")) {
            problem(
                    fields.get("id"),
                    "id \"" + id + "\" is not p_ and 4 to 40 of 0-9 a-z",
                    "write p_ and random letters");
            return null;
        }
        if (name.isBlank()) {
            problem(fields.get("name"), "name is blank", "write the person's name");
            return null;
        }
        return new Person(id, name, mail == null ? "" : mail, roles, mayActAs, scalar(fields, "cli", node, false));
    }

    private @Nullable ApiKey key(MappingNode node) {
        Map<String, Node> fields =
                fields(node, Set.of("id", "name", "service", "person", "sha256", "scopes", "expires"));
        EnumSet<ApiKey.Scope> scopes = EnumSet.noneOf(ApiKey.Scope.class);
        for (ScalarNode word : words(fields.get("scopes"))) {
            ApiKey.Scope.ofWord(word.getValue())
                    .ifPresentOrElse(
                            scopes::add,
                            () -> problem(
                                    word,
                                    "scope \"" + word.getValue() + "\" does not exist",
                                    "use one of "
                                            + java.util.Arrays.stream(ApiKey.Scope.values())
                                                    .map(ApiKey.Scope::word)
                                                    .toList()));
        }
        String id = scalar(fields, "id", node, true);
        String name = scalar(fields, "name", node, true);
        String service = scalar(fields, "service", node, true);
        String sha256 = scalar(fields, "sha256", node, true);
        Instant expires = instant(fields, node);
        if (id == null || name == null || service == null || sha256 == null || expires == null) return null;
        var owner = new ApiKey.Owner(service, scalar(fields, "person", node, false));
        return new ApiKey(id, name, owner, sha256, new ApiKey.Grant(scopes, expires));
    }

    private Map<String, Node> fields(MappingNode mapping, Set<String> known) {
        var fields = new LinkedHashMap<String, Node>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (!(tuple.getKeyNode() instanceof ScalarNode key)) {
                problem(
                        tuple.getKeyNode(),
                        "a key is not a word",
                        "use one of " + known.stream().sorted().toList());
            } else if (!known.contains(key.getValue())) {
                problem(
                        key,
                        "unknown key \"" + key.getValue() + "\"",
                        "use one of " + known.stream().sorted().toList());
            } else if (fields.put(key.getValue(), tuple.getValueNode()) != null) {
                problem(key, "key \"" + key.getValue() + "\" is given twice", "keep one of them");
            }
        }
        return fields;
    }

    private @Nullable String scalar(Map<String, Node> fields, String name, Node parent, boolean required) {
        Node node = fields.get(name);
        if (node == null) {
            if (required) problem(parent, "\"" + name + "\" is missing", "add `" + name + ":`");
            return null;
        }
        if (node instanceof ScalarNode scalar) return scalar.getValue();
        problem(node, "\"" + name + "\" is not a single value", "write one value");
        return null;
    }

    private @Nullable Instant instant(Map<String, Node> fields, Node parent) {
        String text = scalar(fields, "expires", parent, true);
        if (text == null) return null;
        try {
            return Instant.parse(text);
        } catch (DateTimeException e) {
            problem(fields.get("expires"), "\"" + text + "\" is not a time", "write it as 2026-12-31T00:00:00Z");
            return null;
        }
    }

    private boolean flag(@Nullable Node node) {
        if (node == null) return false;
        if (node instanceof ScalarNode scalar && Set.of("true", "false").contains(scalar.getValue())) {
            return scalar.getValue().equals("true");
        }
        problem(node, "not true or false", "write true or false");
        return false;
    }

    private List<MappingNode> items(@Nullable Node node) {
        var items = new ArrayList<MappingNode>();
        for (Node item : list(node)) {
            if (item instanceof MappingNode mapping) items.add(mapping);
            else problem(item, "not a mapping", "write `- id: ...`");
        }
        return items;
    }

    private List<ScalarNode> words(@Nullable Node node) {
        var words = new ArrayList<ScalarNode>();
        for (Node item : list(node)) {
            if (item instanceof ScalarNode scalar) words.add(scalar);
            else problem(item, "not a word", "write a list of words");
        }
        return words;
    }

    private List<Node> list(@Nullable Node node) {
        if (node == null) return List.of();
        if (node instanceof SequenceNode sequence) return sequence.getValue();
        problem(node, "not a list", "write a list: [a, b]");
        return List.of();
    }

    private void problem(@Nullable Node node, String what, String fix) {
        String place = node == null
                ? "access.yaml"
                : node.getStartMark()
                        .map(mark -> "access.yaml:" + (mark.getLine() + 1))
                        .orElse("access.yaml");
        problems.add(new Problem("RMT-601", place, what, fix));
    }
}

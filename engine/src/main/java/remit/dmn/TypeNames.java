package remit.dmn;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import remit.rules.FactType;

/** The types that a DMN file declares for itself (item definitions), by name. */
final class TypeNames {
    private static final int DEEPEST = 16;

    private final Map<String, DmnElement> definitions = new HashMap<>();

    TypeNames(DmnElement root) {
        root.all("itemDefinition").forEach(each -> definitions.putIfAbsent(each.attribute("name"), each));
    }

    /** No types of its own. */
    static TypeNames none() {
        return new TypeNames(DmnElement.empty());
    }

    /** The type of one value of {@code typeRef}; of one of its elements where it is a list; empty for a structure. */
    Optional<FactType> simple(String typeRef) {
        String name = typeRef;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Optional<FactType> type = FactType.ofFeel(name);
            if (type.isPresent()) return type;
            DmnElement definition = definitions.get(local(name));
            if (definition == null || definition.all("itemComponent").findAny().isPresent()) return Optional.empty();
            name = written(definition);
        }
        return Optional.empty();
    }

    /** The facts that a datum of this type brings: itself, or its parts by their paths. A list brings none. */
    Map<String, FactType> facts(String fact, String typeRef) {
        var facts = new LinkedHashMap<String, FactType>();
        collect(fact, typeRef, facts, 0);
        return facts;
    }

    private void collect(String path, String typeRef, Map<String, FactType> into, int depth) {
        Optional<FactType> type = FactType.ofFeel(typeRef);
        if (type.isPresent()) {
            into.put(path, type.get());
            return;
        }
        DmnElement definition = definitions.get(local(typeRef));
        if (definition != null) collect(path, definition, into, depth);
    }

    private void collect(String path, DmnElement definition, Map<String, FactType> into, int depth) {
        if (depth > DEEPEST || definition.attribute("isCollection").equals("true")) return;
        List<DmnElement> parts = definition.all("itemComponent").toList();
        if (parts.isEmpty()) collect(path, written(definition), into, depth + 1);
        for (DmnElement part : parts) collect(path + "." + part.attribute("name"), part, into, depth + 1);
    }

    private static String written(DmnElement definition) {
        return definition
                .first("typeRef")
                .map(DmnElement::ownText)
                .filter(text -> !text.isEmpty())
                .orElseGet(() -> definition.attribute("typeRef"));
    }

    private static String local(String name) {
        return name.substring(name.indexOf(':') + 1).strip();
    }
}

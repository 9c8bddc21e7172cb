package remit.dmn;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import remit.rules.FactType;

/** The types that a DMN file declares for itself (item definitions), by name. */
final class TypeNames {
    private static final int DEEPEST = 16;
    /** Structures of structures can name more paths than a machine can hold; nobody writes as many. */
    private static final int MOST_PATHS = 5_000;

    private final Map<String, DmnElement> definitions = new HashMap<>();

    TypeNames(DmnElement root) {
        root.all("itemDefinition").forEach(each -> definitions.putIfAbsent(each.attribute("name"), each));
    }

    /**
     * What is said of the values of a type.
     *
     * @param allowed the element that lists the values that may occur, of the type or of one that it is another name of
     */
    record Declared(FactType type, Optional<DmnElement> allowed) {}

    /** The type of one value of {@code typeRef}; of one of its elements where it is a list; empty for a structure. */
    Optional<FactType> simple(String typeRef) {
        return declared(typeRef).map(Declared::type);
    }

    /** The same with its allowed values. */
    Optional<Declared> declared(String typeRef) {
        return declared(typeRef, Optional.empty());
    }

    private Optional<Declared> declared(String typeRef, Optional<DmnElement> given) {
        String name = typeRef;
        Optional<DmnElement> allowed = given;
        for (int depth = 0; depth < DEEPEST; depth++) {
            Optional<FactType> type = FactType.ofFeel(name);
            if (type.isPresent()) return Optional.of(new Declared(type.get(), allowed));
            DmnElement definition = definitions.get(local(name));
            if (definition == null || isStructure(definition)) return Optional.empty();
            allowed = allowed.or(() -> allowed(definition));
            name = written(definition);
        }
        return Optional.empty();
    }

    /** A part of a structure, or of the elements of a list of structures; empty where it is none or another structure. */
    Optional<Declared> part(String typeRef, String part) {
        String name = typeRef;
        for (int depth = 0; depth < DEEPEST; depth++) {
            DmnElement definition = definitions.get(local(name));
            if (definition == null) return Optional.empty();
            if (isStructure(definition)) {
                return definition
                        .all("itemComponent")
                        .filter(each -> each.attribute("name").equals(part))
                        .findFirst()
                        .flatMap(each -> declared(written(each), allowed(each)));
            }
            name = written(definition);
        }
        return Optional.empty();
    }

    private static boolean isStructure(DmnElement definition) {
        return definition.all("itemComponent").findAny().isPresent();
    }

    /** Allowed values; a constraint of DMN 1.5 on a list is one on the list as a whole and says nothing of a value. */
    private static Optional<DmnElement> allowed(DmnElement definition) {
        Stream<DmnElement> constraint = isList(definition) ? Stream.empty() : definition.all("typeConstraint");
        return Stream.concat(definition.all("allowedValues"), constraint)
                .filter(values -> !values.text().isEmpty())
                .findFirst();
    }

    private static boolean isList(DmnElement definition) {
        return definition.attribute("isCollection").equals("true");
    }

    /** What a datum of a type brings. @param lists the paths at which a list stands, which no cell can be compared with */
    record Brought(Map<String, Declared> facts, Set<String> lists) {}

    /** The facts that a datum of this type brings: itself, or its parts by their paths. */
    Brought facts(String fact, String typeRef) {
        var brought = new Brought(new LinkedHashMap<>(), new HashSet<>());
        collect(fact, typeRef, Optional.empty(), new Walk(brought, 0, new AtomicInteger(MOST_PATHS)));
        return brought;
    }

    /** A walk down the parts of a type. @param left how many parts may still be visited, on all branches together */
    private record Walk(Brought into, int depth, AtomicInteger left) {
        Walk deeper() {
            return new Walk(into, depth + 1, left);
        }

        boolean isOver() {
            return depth > DEEPEST || left.decrementAndGet() < 0;
        }
    }

    private void collect(String path, String typeRef, Optional<DmnElement> allowed, Walk walk) {
        Optional<FactType> type = FactType.ofFeel(typeRef);
        if (type.isPresent()) {
            walk.into().facts().put(path, new Declared(type.get(), allowed));
            return;
        }
        DmnElement definition = definitions.get(local(typeRef));
        if (definition != null) collect(path, definition, allowed, walk);
    }

    private void collect(String path, DmnElement definition, Optional<DmnElement> allowed, Walk walk) {
        if (walk.isOver()) return;
        if (isList(definition)) {
            walk.into().lists().add(path);
            return;
        }
        List<DmnElement> parts = definition.all("itemComponent").toList();
        if (parts.isEmpty()) {
            collect(path, written(definition), allowed.or(() -> allowed(definition)), walk.deeper());
        }
        for (DmnElement part : parts) {
            collect(path + "." + part.attribute("name"), part, Optional.empty(), walk.deeper());
        }
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

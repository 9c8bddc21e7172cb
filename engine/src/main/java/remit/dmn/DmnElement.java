package remit.dmn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An XML element as it stands in the file, with its line: nothing of it is lost. A change makes another element.
 *
 * @param declares the namespaces that are declared here, by prefix; the default one has the prefix ""
 * @param line where it begins in the file; 0 for one that was made here
 */
record DmnElement(Name tag, Map<String, String> declares, List<Attribute> held, int line, List<XmlNode> content)
        implements XmlNode {
    DmnElement {
        declares = Collections.unmodifiableMap(new LinkedHashMap<>(declares));
        held = List.copyOf(held);
        content = List.copyOf(content);
    }

    /** A name of an element or attribute. */
    record Name(String prefix, String namespace, String local) {
        /** As it is written: with its prefix. */
        String written() {
            return prefix.isEmpty() ? local : prefix + ":" + local;
        }
    }

    /** An attribute; its namespace is empty unless it has a prefix. */
    record Attribute(Name name, String value) {}

    /** An element without anything in it. */
    static DmnElement empty() {
        return new DmnElement(new Name("", "", ""), Map.of(), List.of(), 0, List.of());
    }

    /** An empty element beside this one, in its namespace. */
    DmnElement beside(String local) {
        return new DmnElement(new Name(tag.prefix(), tag.namespace(), local), Map.of(), List.of(), 0, List.of());
    }

    String name() {
        return tag.local();
    }

    String namespace() {
        return tag.namespace();
    }

    /** The elements directly in this one. */
    Stream<DmnElement> children() {
        return content.stream()
                .flatMap(node -> node instanceof DmnElement element ? Stream.of(element) : Stream.empty());
    }

    /** Whether it is called so and of the same vocabulary as {@code other}; extensions of editors are of others. */
    boolean is(String local, DmnElement other) {
        return tag.local().equals(local) && tag.namespace().equals(other.tag.namespace());
    }

    /** Direct children of that name in this element's namespace; extensions of editors live in others. */
    Stream<DmnElement> all(String childName) {
        return children().filter(child -> child.is(childName, this));
    }

    Optional<DmnElement> first(String childName) {
        return all(childName).findFirst();
    }

    /** The characters of this element itself. */
    String characters() {
        return content.stream()
                .map(node -> node instanceof Text(String characters) ? characters : "")
                .collect(Collectors.joining());
    }

    /** The text of the {@code text} child, trimmed; empty when there is none. */
    String text() {
        return first("text").map(DmnElement::ownText).orElse("");
    }

    /** The text of the {@code text} child of a child, trimmed; empty when there is none. */
    String text(String childName) {
        return first(childName).map(DmnElement::text).orElse("");
    }

    /** The characters of this element itself, trimmed. */
    String ownText() {
        return characters().strip();
    }

    /** The id that {@code href} points to, in this file. */
    String reference() {
        String href = attribute("href");
        return href.substring(href.indexOf('#') + 1);
    }

    /** An attribute without a prefix, trimmed; empty when there is none. */
    String attribute(String local) {
        return attribute("", local);
    }

    String attribute(String namespace, String local) {
        return held.stream()
                .filter(each -> each.name().local().equals(local)
                        && each.name().namespace().equals(namespace))
                .map(each -> each.value().strip())
                .findFirst()
                .orElse("");
    }

    /** The same with another value of an attribute without a prefix; an empty value takes it away. */
    DmnElement with(String attribute, String value) {
        if (attribute(attribute).equals(value)) return this;
        var attributes = new ArrayList<Attribute>();
        var wanted = new Attribute(new Name("", "", attribute), value);
        boolean found = false;
        for (Attribute each : held) {
            boolean same = each.name().equals(wanted.name());
            found |= same;
            if (!same) attributes.add(each);
            else if (!value.isEmpty()) attributes.add(wanted);
        }
        if (!found && !value.isEmpty()) attributes.add(wanted);
        return new DmnElement(tag, declares, attributes, line, content);
    }

    /** The same with other content. */
    DmnElement with(List<? extends XmlNode> nodes) {
        return new DmnElement(tag, declares, held, line, new ArrayList<>(nodes));
    }

    /** The same with {@code made} where exactly {@code old} stands, at any depth. */
    DmnElement replace(DmnElement old, DmnElement made) {
        if (same(this, old)) return made;
        List<XmlNode> nodes = content.stream()
                .map(node -> node instanceof DmnElement element ? element.replace(old, made) : node)
                .toList();
        boolean changed = false;
        for (int i = 0; i < nodes.size(); i++) changed |= !same(nodes.get(i), content.get(i));
        return changed ? with(nodes) : this;
    }

    /** Two elements may look alike and stand in two places: here the one object is meant. */
    @SuppressWarnings("ReferenceEquality")
    static boolean same(XmlNode one, XmlNode other) {
        return one == other;
    }
}

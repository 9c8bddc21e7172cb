package remit.dmn;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Puts children into an element where the schema wants them, laid out as their neighbours are. */
final class Layout {
    static final List<String> TABLE =
            List.of("description", "extensionElements", "input", "output", "annotation", "rule");
    static final List<String> INPUT = List.of("description", "extensionElements", "inputExpression", "inputValues");
    static final List<String> OUTPUT =
            List.of("description", "extensionElements", "outputValues", "defaultOutputEntry");
    static final List<String> RULE =
            List.of("description", "extensionElements", "inputEntry", "outputEntry", "annotationEntry");
    static final List<String> EXPRESSION = List.of("description", "extensionElements", "text");

    private Layout() {}

    /** A child as it shall stand. @param origin the child of the old parent that it was; null for a new one */
    record Made(DmnElement element, @Nullable DmnElement origin) {}

    /** The blanks before a child, from its line end on; empty where the file is not laid out in lines. */
    static String lead(DmnElement parent, DmnElement child) {
        String blanks = "";
        for (XmlNode node : parent.content()) {
            if (DmnElement.same(node, child)) return blanks;
            blanks = node instanceof XmlNode.Text(String characters)
                            && characters.isBlank()
                            && characters.indexOf('\n') >= 0
                    ? characters.substring(characters.lastIndexOf('\n'))
                    : "";
        }
        return "";
    }

    /**
     * The parent with exactly these children of a name, in this order; everything else in it stays.
     *
     * @param lead the blanks before the parent
     * @param order the names of the parent's children as the schema orders them
     */
    static DmnElement put(DmnElement parent, String lead, List<String> order, String name, List<Made> made) {
        if (isThere(parent.all(name).toList(), made)) return parent;
        var rest = new ArrayList<XmlNode>();
        Map<DmnElement, List<XmlNode>> leads = new IdentityHashMap<>();
        int at = -1;
        var before = new ArrayList<XmlNode>();
        for (XmlNode node : parent.content()) {
            if (!(node instanceof DmnElement element)) {
                before.add(node);
                continue;
            }
            if (element.is(name, parent)) {
                leads.put(element, List.copyOf(before));
                if (at < 0) at = rest.size();
            } else {
                rest.addAll(before);
                rest.add(element);
            }
            before.clear();
        }
        if (at < 0) at = place(rest, parent, order.subList(0, order.indexOf(name)));
        String inner = inner(parent, lead);
        var nodes = new ArrayList<>(rest.subList(0, at));
        for (Made each : made) {
            if (each.origin() != null) {
                nodes.addAll(leads.getOrDefault(each.origin(), List.of()));
                nodes.add(each.element());
            } else {
                blanks(nodes, inner);
                nodes.add(laidOut(each.element(), inner));
            }
        }
        nodes.addAll(rest.subList(at, rest.size()));
        if (before.isEmpty() && parent.content().isEmpty()) blanks(nodes, inner.isEmpty() ? "" : lead);
        nodes.addAll(before);
        return parent.with(nodes);
    }

    /** The parent with this one child of a name, or none. */
    static DmnElement put(DmnElement parent, String lead, List<String> order, String name, @Nullable DmnElement made) {
        return put(
                parent,
                lead,
                order,
                name,
                made == null
                        ? List.of()
                        : List.of(new Made(made, parent.first(name).orElse(null))));
    }

    private static boolean isThere(List<DmnElement> old, List<Made> made) {
        boolean same = old.size() == made.size();
        for (int i = 0; same && i < old.size(); i++) {
            same = DmnElement.same(old.get(i), made.get(i).element());
        }
        return same;
    }

    private static int place(List<XmlNode> rest, DmnElement parent, List<String> earlier) {
        int place = 0;
        for (int i = 0; i < rest.size(); i++) {
            if (rest.get(i) instanceof DmnElement element
                    && element.namespace().equals(parent.namespace())
                    && earlier.contains(element.name())) place = i + 1;
        }
        return place;
    }

    /** The blanks before a child: those before the first that stands on a line of its own. */
    private static String inner(DmnElement parent, String lead) {
        return parent.children()
                .map(child -> lead(parent, child))
                .filter(blanks -> !blanks.isEmpty())
                .findFirst()
                .orElse(lead.isEmpty() || parent.children().findAny().isPresent() ? "" : lead + "  ");
    }

    private static void blanks(List<XmlNode> nodes, String blanks) {
        if (!blanks.isEmpty()) nodes.add(new XmlNode.Text(blanks));
    }

    /** A new element with its children on lines of their own; one that holds a text alone stays on one. */
    static DmnElement laidOut(DmnElement element, String lead) {
        List<DmnElement> children = element.children().toList();
        if (lead.isEmpty() || children.isEmpty() || children.getFirst().name().equals("text")) return element;
        if (children.size() < element.content().size()) return element;
        var nodes = new ArrayList<XmlNode>();
        for (DmnElement child : children) {
            Collections.addAll(nodes, new XmlNode.Text(lead + "  "), laidOut(child, lead + "  "));
        }
        nodes.add(new XmlNode.Text(lead));
        return element.with(nodes);
    }
}

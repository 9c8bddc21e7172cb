package remit.dmn;

import java.util.List;
import java.util.Map;

/** Writes a document in one spelling: double quotes, no CDATA, what has no content as an empty tag. */
final class XmlWriter {
    private final StringBuilder out = new StringBuilder();

    String document(XmlDocument document) {
        out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
        lines(document.before());
        node(document.root());
        out.append('\n');
        lines(document.after());
        return out.toString();
    }

    private void lines(List<XmlNode> nodes) {
        for (XmlNode node : nodes) {
            node(node);
            out.append('\n');
        }
    }

    private void node(XmlNode node) {
        switch (node) {
            case XmlNode.Text(String characters) -> escape(characters, false);
            case XmlNode.Comment(String characters) ->
                out.append("<!--").append(characters).append("-->");
            case XmlNode.Instruction(String target, String data) ->
                out.append("<?")
                        .append(target)
                        .append(data.isEmpty() ? "" : " ")
                        .append(data)
                        .append("?>");
            case DmnElement element -> element(element);
        }
    }

    private void element(DmnElement element) {
        String name = element.tag().written();
        out.append('<').append(name);
        for (Map.Entry<String, String> each : element.declares().entrySet()) {
            attribute(each.getKey().isEmpty() ? "xmlns" : "xmlns:" + each.getKey(), each.getValue());
        }
        for (DmnElement.Attribute each : element.held()) attribute(each.name().written(), each.value());
        if (element.content().isEmpty()) {
            out.append("/>");
            return;
        }
        out.append('>');
        for (XmlNode node : element.content()) node(node);
        out.append("</").append(name).append('>');
    }

    private void attribute(String name, String value) {
        out.append(' ').append(name).append("=\"");
        escape(value, true);
        out.append('"');
    }

    /** Line ends and tabs of an attribute, and returns anywhere, would be read back as blanks or line ends. */
    private void escape(String text, boolean inAttribute) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '\r' -> out.append("&#13;");
                case '"' -> out.append(inAttribute ? "&quot;" : "\"");
                case '\n' -> out.append(inAttribute ? "&#10;" : "\n");
                case '\t' -> out.append(inAttribute ? "&#9;" : "\t");
                default -> out.append(c);
            }
        }
    }

    /** Whether XML 1.0 can hold every character of a text. */
    static boolean holds(String text) {
        return text.codePoints()
                .allMatch(c -> c == '\t'
                        || c == '\n'
                        || c == '\r'
                        || (c >= 0x20 && c <= 0xD7FF)
                        || (c >= 0xE000 && c <= 0xFFFD)
                        || c >= 0x10000);
    }
}

package remit.testing;

import java.util.List;

/** Writes decision tables as an editor would save them. */
public final class TestingTables {
    private TestingTables() {}

    /** @param type DMN's name: number, string, boolean, date */
    public record In(String fact, String type) {}

    /** A table with outputs verdict and reason; each row holds its input cells, then the verdict, then the reason. */
    public static String dmn(String hitPolicy, List<In> inputs, List<List<String>> rows) {
        var xml = new StringBuilder();
        for (In input : inputs) {
            xml.append("      <input label=\"")
                    .append(escape(input.fact()))
                    .append("\">\n        <inputExpression typeRef=\"")
                    .append(input.type())
                    .append("\"><text>")
                    .append(escape(input.fact()))
                    .append("</text></inputExpression>\n      </input>\n");
        }
        xml.append("      <output name=\"verdict\" typeRef=\"string\"/>\n"
                + "      <output name=\"reason\" typeRef=\"string\"/>\n");
        for (List<String> row : rows) {
            xml.append("      <rule>\n");
            for (int i = 0; i < row.size(); i++) {
                String element = i < inputs.size() ? "inputEntry" : "outputEntry";
                xml.append("        <")
                        .append(element)
                        .append("><text>")
                        .append(escape(row.get(i)))
                        .append("</text></")
                        .append(element)
                        .append(">\n");
            }
            xml.append("      </rule>\n");
        }
        return wrap(
                "https://www.omg.org/spec/DMN/20191111/MODEL/",
                "<decisionTable hitPolicy=\"" + hitPolicy + "\">\n" + xml + "    </decisionTable>");
    }

    /** One decision with this logic, in a model of this namespace. */
    public static String wrap(String namespace, String logic) {
        return """
            <?xml version="1.0" encoding="UTF-8"?>
            <definitions xmlns="%s" id="model" name="model" namespace="urn:test">
              <decision id="authority" name="authority">
                %s
              </decision>
            </definitions>
            """.formatted(namespace, logic);
    }

    private static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}

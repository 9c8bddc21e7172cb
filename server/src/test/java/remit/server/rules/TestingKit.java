package remit.server.rules;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder in the form of the DMN conformance kit, with a model and cases written here. */
final class TestingKit {
    private static final String HEAD = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

    private final Path folder;

    TestingKit(Path folder) {
        this.folder = folder;
    }

    /** A model of DMN 1.5. @param content what stands in {@code definitions} */
    TestingKit model(String name, String content) {
        return write(
                name + ".dmn",
                HEAD + "<definitions xmlns=\"https://www.omg.org/spec/DMN/20230324/MODEL/\" name=\"" + name
                        + "\" namespace=\"urn:testing\">\n" + content + "</definitions>\n");
    }

    /** The cases of a model. @param cases {@code testCase} elements */
    TestingKit cases(String name, String cases) {
        return write(
                name + "-test-01.xml",
                HEAD + "<testCases xmlns=\"http://www.omg.org/spec/DMN/20160719/testcase\""
                        + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\""
                        + " xmlns:xsd=\"http://www.w3.org/2001/XMLSchema\">\n<modelName>" + name
                        + ".dmn</modelName>\n" + cases + "</testCases>\n");
    }

    private TestingKit write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String input(String name, String typeRef) {
        return "<inputData id=\"in_" + name.replace(' ', '_') + "\" name=\"" + name + "\"><variable name=\"" + name
                + "\" typeRef=\"" + typeRef + "\"/></inputData>\n";
    }

    static String needs(String... names) {
        var needs = new StringBuilder();
        for (String name : names) {
            needs.append("<informationRequirement><requiredInput href=\"#in_")
                    .append(name.replace(' ', '_'))
                    .append("\"/></informationRequirement>\n");
        }
        return needs.toString();
    }

    static String column(String expression, String typeRef) {
        return "<input><inputExpression typeRef=\"" + typeRef + "\"><text>" + expression
                + "</text></inputExpression></input>\n";
    }

    static String rule(String cells, String says) {
        var rule = new StringBuilder("<rule>");
        for (String cell : cells.split("\\|"))
            rule.append("<inputEntry><text>").append(escaped(cell)).append("</text></inputEntry>");
        for (String said : says.split("\\|"))
            rule.append("<outputEntry><text>").append(escaped(said)).append("</text></outputEntry>");
        return rule.append("</rule>\n").toString();
    }

    private static String escaped(String text) {
        return text.strip().replace("&", "&amp;").replace("<", "&lt;");
    }

    static String given(String name, String type, String value) {
        return "<inputNode name=\"" + name + "\">" + value(type, value) + "</inputNode>";
    }

    static String value(String type, String value) {
        return "<value xsi:type=\"xsd:" + type + "\">" + value + "</value>";
    }

    static String part(String name, String type, String value) {
        return "<component name=\"" + name + "\">" + value(type, value) + "</component>";
    }

    static String expects(String decision, String expected) {
        return "<resultNode name=\"" + decision + "\" type=\"decision\"><expected>" + expected
                + "</expected></resultNode>";
    }

    static String test(String id, String... parts) {
        return "<testCase id=\"" + id + "\">" + String.join("", parts) + "</testCase>\n";
    }
}

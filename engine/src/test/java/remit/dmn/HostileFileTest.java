package remit.dmn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.rules.Analysis;
import remit.testing.Property;
import remit.testing.Property.Chance;
import remit.testing.TestingTables;
import remit.testing.TestingTexts;

/** Files that were damaged, or made to harm whoever reads them. */
class HostileFileTest {
    private static final String MODEL = "https://www.omg.org/spec/DMN/20191111/MODEL/";

    private static final List<String> PIECES = List.of(
            "<!DOCTYPE d [<!ENTITY a \"b\">]>",
            "&a;",
            "&#0;",
            "&#x1F600;",
            "<![CDATA[",
            "]]>",
            "<!--",
            "-->",
            "--",
            "<rule>",
            "</rule>",
            "<rule/>",
            "<input/>",
            "<output/>",
            "<decision/>",
            "<decisionTable/>",
            "xmlns=\"\"",
            "xmlns:x=\"" + MODEL + "\"",
            "<x:rule/>",
            " id=\"d\"",
            "href=\"#decision\"",
            "\u0000",
            "\uFFFE",
            "not(not(",
            "[1..",
            "\"",
            "'",
            "<?xml version=\"1.1\"?>",
            "<?go?>",
            "typeRef=\"tA\"",
            "hitPolicy=\"OUTPUT ORDER\"",
            "<itemDefinition name=\"tA\"><typeRef>tA</typeRef></itemDefinition>",
            "aggregation=\"SUM\"",
            "\r\n",
            "<informationRequirement><requiredDecision href=\"#decision\"/></informationRequirement>");

    /** Elements where no schema wants them, and letters that were mistyped: still XML. */
    private static byte[] disordered(Chance chance, byte[] xml) {
        String text = new String(xml, UTF_8);
        List<String> whole = PIECES.stream()
                .filter(piece -> piece.matches("<[a-z]+[ />](?s).*>") && !piece.startsWith("<x"))
                .toList();
        for (int i = chance.between(1, 6); i > 0; i--) {
            int at = chance.between(60, text.length() - 1);
            int close = text.indexOf('>', at);
            if (chance.flip() && close > 0) {
                text = text.substring(0, close + 1) + chance.pick(whole) + text.substring(close + 1);
            } else if (Character.isLetterOrDigit(text.charAt(at))) {
                text = text.substring(0, at) + chance.oneOf("x", "7", ".", "_") + text.substring(at + 1);
            }
        }
        return text.getBytes(UTF_8);
    }

    private static byte[] mutated(Chance chance, byte[] xml) {
        if (chance.flip()) return disordered(chance, xml);
        byte[] bytes = xml;
        for (int i = chance.between(1, 4); i > 0; i--) {
            int from = chance.between(0, bytes.length);
            int to = Math.min(bytes.length, from + chance.between(0, chance.oneIn(3) ? 400 : 12));
            var out = new ByteArrayOutputStream();
            out.write(bytes, 0, from);
            switch (chance.below(5)) {
                case 0 -> out.write(chance.between(0, 255));
                case 1 -> out.writeBytes(chance.pick(PIECES).getBytes(UTF_8));
                case 2 -> {
                    out.write(bytes, from, to - from);
                    out.write(bytes, from, to - from);
                }
                case 3 -> {
                    int other = chance.between(0, bytes.length);
                    out.write(bytes, other, Math.min(30, bytes.length - other));
                }
                default -> out.writeBytes(new byte[0]);
            }
            if (chance.oneIn(30)) to = bytes.length;
            out.write(bytes, to, bytes.length - to);
            bytes = out.toByteArray();
        }
        return bytes;
    }

    /** Everything that is done with a file of somebody's. */
    private static boolean use(byte[] xml) {
        Checked<DmnModel> read = DmnModel.read(xml, "fuzz.dmn");
        read.problems().forEach(HostileFileTest::helps);
        if (!(read instanceof Checked.Ok<DmnModel>(DmnModel model))) return false;
        model.top().problems().forEach(HostileFileTest::helps);
        for (String decision : model.decisions()) {
            for (Checked<DecisionGraph> graph : List.of(model.graph(decision), model.strictGraph(decision))) {
                graph.problems().forEach(HostileFileTest::helps);
                if (graph instanceof Checked.Ok<DecisionGraph>(DecisionGraph tables)) {
                    tables.evaluate(Map.of());
                    tables.tables().forEach(table -> Analysis.of(table.table()));
                }
            }
        }
        DmnFile file = DmnFile.read(xml, "fuzz.dmn").orThrow();
        for (String table : file.tables()) {
            Checked<TableText> text = file.table(table);
            text.problems().forEach(HostileFileTest::helps);
            if (text instanceof Checked.Ok<TableText>(TableText said))
                file.with(said).problems().forEach(HostileFileTest::helps);
        }
        byte[] written = file.bytes(DmnVersion.V1_3).orThrow();
        assertThat(DmnFile.read(written, "again.dmn")
                        .orThrow()
                        .bytes(DmnVersion.V1_3)
                        .orThrow())
                .isEqualTo(written);
        return true;
    }

    private static void helps(Problem problem) {
        assertThat(problem.code()).startsWith("RMT-1");
        assertThat(problem.place()).contains("fuzz.dmn");
        assertThat(problem.what()).isNotBlank();
        assertThat(problem.fix()).isNotBlank();
    }

    @Test
    void a_damaged_file_is_read_or_refused_and_never_throws() {
        int[] readable = new int[1];
        Property.forAll(1_500, chance -> {
            TableText table = TestingTexts.table(chance, "Some table");
            byte[] xml = DmnFile.of(table, "new.dmn")
                    .orThrow()
                    .bytes(DmnVersion.V1_3)
                    .orThrow();
            if (use(mutated(chance, xml))) readable[0]++;
        });
        // Both ways were gone; were every file refused at once, the test would prove little.
        assertThat(readable[0]).isBetween(150, 1_350);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE d [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><d>&x;</d>",
                "<!DOCTYPE d SYSTEM \"http://localhost:1/d.dtd\"><d/>",
                "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;\">]><d>&c;</d>",
                "<!DOCTYPE d [<!ENTITY % p SYSTEM \"http://localhost:1/p\"> %p;]><d/>",
            })
    void a_document_type_declaration_is_refused_with_its_line(String xml) {
        assertThat(DmnModel.read(("\n" + xml).strip().getBytes(UTF_8), "x.dmn").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("RMT-100");
                    assertThat(problem.place()).isEqualTo("x.dmn line 1");
                    assertThat(problem.what()).isEqualTo("a document type declaration is not allowed");
                    assertThat(problem.fix()).contains("<!DOCTYPE");
                });
    }

    private static List<Problem> refused(String logic) {
        String xml = TestingTables.wrap(MODEL, logic);
        return DmnModel.read(xml.getBytes(UTF_8), "x.dmn")
                .then(model -> model.graph("authority"))
                .problems();
    }

    private static String table(String cell, int rows) {
        String rule = "<rule><inputEntry><text>" + cell + "</text></inputEntry><outputEntry><text>1</text>"
                + "</outputEntry></rule>";
        return "<decisionTable><input><inputExpression typeRef=\"number\"><text>a</text></inputExpression></input>"
                + "<output typeRef=\"number\"/>" + rule.repeat(rows) + "</decisionTable>";
    }

    @ParameterizedTest
    @ValueSource(strings = {"&#x202e;", "&#x85;", "&#x2067;", "&#x1;"})
    void what_nobody_can_read_is_refused_in_names_and_notes_with_its_line(String hidden) {
        for (String place : List.of("label=\"a%s\">", ">\n<description>a%s</description>")) {
            String input = "\n<input " + place.formatted(hidden);
            List<Problem> problems = refused(table("-", 1).replace("<input>", input));
            assertThat(problems).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("RMT-100");
                assertThat(problem.place()).matches("x\\.dmn line [2-9]");
            });
        }
    }

    @Test
    void what_other_programs_keep_in_a_file_is_theirs() {
        String theirs = "<decisionTable><extensionElements><e xmlns=\"urn:other\" a=\"&#x200e;\">&#x202e;</e>"
                + "</extensionElements>";
        assertThat(refused(table("-", 1).replace("<decisionTable>", theirs))).isEmpty();
    }

    private static String numbers(int count) {
        return IntStream.range(1, count + 1).mapToObj(String::valueOf).collect(Collectors.joining(","));
    }

    @Test
    void what_is_too_large_is_refused_by_what_is_too_large() {
        assertThat(refused(table(numbers(100_000), 1)).getFirst().what()).contains("longer than 32767 characters");
        assertThat(refused(table(numbers(2_001), 1)).getFirst().what()).contains("lists more than 2000 values");
        assertThat(refused(table("not(".repeat(5_000) + "1" + ")".repeat(5_000), 1))
                        .getFirst()
                        .what())
                .contains("inside a list")
                .hasSizeLessThan(300);
        assertThat(refused(table("-", 10_001)).getFirst().what()).contains("10001 rows and 2 columns, more than 10000");
        assertThat(refused(table(numbers(200), 2_000)).getFirst().what()).contains("name 400000 values in 2000 rows");
        assertThat(refused("<x>".repeat(80) + "</x>".repeat(80)).getFirst().what())
                .contains("more than 64 deep");
        String many = "<definitions xmlns=\"" + MODEL + "\">" + "<decision name=\"a\"/>".repeat(201) + "</definitions>";
        assertThat(DmnModel.read(many.getBytes(UTF_8), "x.dmn")
                        .problems()
                        .getFirst()
                        .what())
                .contains("201 decisions, more than 200");
        assertThat(DmnModel.read(new byte[(16 << 20) + 1], "x.dmn")
                        .problems()
                        .getFirst()
                        .what())
                .contains("larger than 16 MiB");
        String zone = "@\"2026-01-01T00:00:00@a" + "/a".repeat(16_000) + "\"";
        assertThat(refused(table(zone, 1)).getFirst().code()).isEqualTo("RMT-104");
    }

    @Test
    void decisions_that_need_each_other_in_many_ways_are_read_once() {
        var xml = new StringBuilder("<definitions xmlns=\"" + MODEL + "\">");
        for (int i = 0; i < 50; i++) {
            xml.append("<decision id=\"d" + i + "\" name=\"d" + i + "\">");
            for (int twice = 0; twice < 2; twice++)
                xml.append("<informationRequirement><requiredDecision href=\"#d" + (i + 1)
                        + "\"/></informationRequirement>");
            xml.append("</decision>");
        }
        String all = xml + "<decision id=\"d50\" name=\"d50\"/></definitions>";
        List<Problem> problems = DmnModel.read(all.getBytes(UTF_8), "x.dmn")
                .then(model -> model.graph("d0"))
                .problems();
        assertThat(problems).hasSize(51);
    }

    @Test
    @Timeout(20)
    void structures_in_structures_name_only_so_many_paths() {
        var xml = new StringBuilder("<definitions xmlns=\"" + MODEL + "\">");
        for (int i = 0; i < 15; i++) {
            xml.append("<itemDefinition name=\"t" + i + "\">");
            for (int part = 0; part < 10; part++)
                xml.append("<itemComponent name=\"p" + part + "\"><typeRef>t" + (i + 1) + "</typeRef></itemComponent>");
            xml.append("</itemDefinition>");
        }
        xml.append("<itemDefinition name=\"t15\"><typeRef>number</typeRef></itemDefinition>"
                + "<inputData id=\"i\" name=\"i\"><variable typeRef=\"t0\"/></inputData><decision id=\"d\" name=\"d\">"
                + "<informationRequirement><requiredInput href=\"#i\"/></informationRequirement>"
                + table("-", 1).replace(">a<", ">i.p0<") + "</decision></definitions>");
        assertThat(DmnModel.read(xml.toString().getBytes(UTF_8), "x.dmn")
                        .then(model -> model.graph("d"))
                        .problems())
                .isNotEmpty();
    }
}

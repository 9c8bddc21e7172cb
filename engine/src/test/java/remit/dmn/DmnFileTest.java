package remit.dmn;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import remit.kernel.Checked;
import remit.rules.DecisionTable;
import remit.rules.HitPolicy;
import remit.rules.Rule;
import remit.testing.Property;
import remit.testing.TestingTexts;

class DmnFileTest {
    /** As an editor with extensions of its own saves it. */
    private static final String RICH = """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- saved by an editor -->
            <?editor state="open"?>
            <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/"
                xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/"
                xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:x="urn:editor"
                id="defs" name="Discounts" namespace="urn:test" exporter="Editor" x:zoom="1.5">
              <extensionElements><x:model colour="red &amp; blue"><x:part/></x:model></extensionElements>
              <itemDefinition id="t" name="tKind"><typeRef>string</typeRef>
                <allowedValues><text>"gold", "plain"</text></allowedValues></itemDefinition>
              <inputData id="in_kind" name="kind"><variable name="kind" typeRef="tKind"/></inputData>
              <inputData id="in_sum" name="sum"><variable name="sum" typeRef="number"/></inputData>
              <inputData id="in_floor" name="floor"><variable name="floor" typeRef="number"/></inputData>
              <decision id="d" name="Discount" x:owner="sales">
                <description>What a customer gets</description>
                <extensionElements><x:note><![CDATA[<b>keep</b> & me]]></x:note></extensionElements>
                <variable name="Discount" typeRef="number"/>
                <informationRequirement><requiredInput href="#in_kind"/></informationRequirement>
                <informationRequirement><requiredInput href="#in_sum"/></informationRequirement>
                <informationRequirement><requiredInput href="#in_floor"/></informationRequirement>
                <decisionTable id="table" hitPolicy="FIRST" outputLabel="Discount" x:wide="yes">
                  <input id="i1" label="Kind" x:width="120">
                    <extensionElements><x:sort/></extensionElements>
                    <inputExpression id="e1" typeRef="tKind"><text>kind</text></inputExpression>
                  </input>
                  <input id="i2" label="Sum">
                    <inputExpression id="e2" typeRef="number">
                      <text>sum</text>
                    </inputExpression>
                  </input>
                  <output id="o1" name="rate" x:width="80"/>
                  <annotation name="Why"/>
                  <!-- gold first -->
                  <rule id="r1" x:checked="2026">
                    <description>loyal</description>
                    <extensionElements><x:by>ann</x:by></extensionElements>
                    <inputEntry id="r1a" x:pen="1"><text>"gold"</text></inputEntry>
                    <inputEntry id="r1b"><text>&gt;= floor</text></inputEntry>
                    <outputEntry id="r1c"><text>0.10</text></outputEntry>
                    <annotationEntry><text>contract</text></annotationEntry>
                  </rule>
                  <rule id="r2">
                    <inputEntry id="r2a"><text>-</text></inputEntry>
                    <inputEntry id="r2b"><text></text></inputEntry>
                    <outputEntry id="r2c"><text>0</text></outputEntry>
                  </rule>
                </decisionTable>
              </decision>
              <dmndi:DMNDI><dmndi:DMNDiagram id="dia"><dmndi:DMNShape id="s" dmnElementRef="d">
                <dc:Bounds height="80" width="180" x="1" y="2"/></dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
            </definitions>
            """;

    private static final List<String> ADDED = List.of(
            "      <rule id=\"row_1\">",
            "        <inputEntry id=\"cell_1\"><text>\"plain\"</text></inputEntry>",
            "        <inputEntry id=\"cell_2\"><text>-</text></inputEntry>",
            "        <outputEntry id=\"said_1\"><text>0.02</text></outputEntry>",
            "        <annotationEntry><text>new</text></annotationEntry>",
            "      </rule>");

    private static DmnFile read(String xml) {
        return DmnFile.read(xml.getBytes(UTF_8), "discounts.dmn").orThrow();
    }

    private static String written(DmnFile file) {
        return new String(file.bytes(DmnVersion.V1_3).orThrow(), UTF_8);
    }

    /** Another reader's view of a document, in which spelling plays no part. */
    private static Document seen(String xml) {
        try {
            var factory = DocumentBuilderFactory.newDefaultNSInstance();
            factory.setCoalescing(true);
            Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(xml.getBytes(UTF_8)));
            document.normalizeDocument();
            return document;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void an_unedited_file_is_written_with_everything_that_it_held() {
        String written = written(read(RICH));
        assertThat(seen(written).isEqualNode(seen(RICH))).isTrue();
        assertThat(written(read(written))).isEqualTo(written);
        DmnFile file = read(RICH);
        assertThat(written(file.with(file.table("Discount").orThrow()).orThrow()))
                .isEqualTo(written);
    }

    @Test
    void the_text_of_a_table_tells_what_the_file_says_elsewhere() {
        TableText text = read(RICH).table("Discount").orThrow();
        assertThat(text.hitPolicy()).isEqualTo(HitPolicy.FIRST);
        assertThat(text.columns().inputs())
                .containsExactly(
                        new TableText.In("kind", "Kind", "string", "\"gold\", \"plain\""),
                        new TableText.In("sum", "Sum", "number", ""));
        assertThat(text.columns().outputs()).containsExactly(new TableText.Out("rate", "", "number", "", ""));
        assertThat(text.columns().notes()).containsExactly("Why");
        assertThat(text.reads()).containsExactly(new TableText.Fact("floor", "number"));
        assertThat(text.rows())
                .containsExactly(
                        new TableText.Row(
                                "r1", List.of("\"gold\"", ">= floor"), List.of("0.10"), List.of("contract"), "loyal"),
                        new TableText.Row("r2", List.of("-", ""), List.of("0"), List.of(""), ""));
    }

    @Test
    void an_edited_table_keeps_ids_extensions_layout_and_every_other_part() {
        DmnFile file = read(RICH);
        TableText text = file.table("Discount").orThrow();
        TableText.Row gold = text.rows().get(0);
        var dearer = new TableText.Row(
                gold.id(), List.of("\"gold\"", "> 100"), gold.says(), gold.notes(), gold.description());
        var added = new TableText.Row("", List.of("\"plain\"", "-"), List.of("0.02"), List.of("new"), "");
        DmnFile edited =
                file.with(text.with(List.of(added, dearer, text.rows().get(1)))).orThrow();
        String expected = written(file)
                .replace("<text>&gt;= floor</text>", "<text>&gt; 100</text>")
                .replace(
                        "\n      <!-- gold first -->", "\n" + String.join("\n", ADDED) + "\n      <!-- gold first -->");
        assertThat(written(edited)).isEqualTo(expected);
        assertThat(edited.table("Discount").orThrow().rows().get(0).id()).isEqualTo("row_1");
        DmnFile back = edited.with(text).orThrow();
        assertThat(written(back)).isEqualTo(written(file));
    }

    @Test
    void columns_are_added_taken_away_and_moved_where_the_schema_wants_them() {
        DmnFile file = read(RICH);
        TableText text = file.table("Discount").orThrow();
        TableText.Columns columns = text.columns();
        var inputs =
                List.of(columns.inputs().get(1), new TableText.In("country", "Country", "string", "\"DE\", \"FR\""));
        var outputs =
                List.of(columns.outputs().get(0), new TableText.Out("reason", "Reason", "string", "", "\"none\""));
        var wanted = new TableText(
                text.name(),
                HitPolicy.PRIORITY,
                new TableText.Columns(inputs, outputs, List.of("Why", "Who")),
                List.of(new TableText.Row(
                        "r1", List.of("> 5", "\"DE\""), List.of("0.10", "\"x\""), List.of("contract", "ann"), "")),
                List.of());
        String written = written(file.with(wanted).orThrow());
        assertThat(read(written).table("Discount").orThrow().rows()).isEqualTo(wanted.rows());
        assertThat(order(read(written))).isEmpty();
        assertThat(written)
                .contains("hitPolicy=\"PRIORITY\"", "x:checked=\"2026\"", "<x:by>ann</x:by>", "id=\"r1b\"")
                .contains("<defaultOutputEntry id=\"default_1\"><text>\"none\"</text></defaultOutputEntry>")
                .doesNotContain("loyal", "tKind\"><text>kind", "id=\"r2\"");
    }

    /** The children of tables that stand in another order than the schema's. */
    private static List<String> order(DmnFile file) {
        var wrong = new ArrayList<String>();
        DmnElement root = XmlDocument.read(file.bytes(DmnVersion.V1_3).orThrow(), "x")
                .orThrow()
                .root();
        root.all("decision").flatMap(each -> each.all("decisionTable")).forEach(table -> {
            check(table, Layout.TABLE, wrong);
            table.all("input").forEach(each -> check(each, Layout.INPUT, wrong));
            table.all("output").forEach(each -> check(each, Layout.OUTPUT, wrong));
            table.all("rule").forEach(each -> check(each, Layout.RULE, wrong));
        });
        return wrong;
    }

    private static void check(DmnElement parent, List<String> order, List<String> wrong) {
        List<String> names = parent.children()
                .filter(child -> child.namespace().equals(parent.namespace()))
                .map(DmnElement::name)
                .toList();
        List<String> sorted = names.stream()
                .sorted((a, b) -> Integer.compare(order.indexOf(a), order.indexOf(b)))
                .toList();
        if (!names.equals(sorted) || !order.containsAll(names)) wrong.add(parent.name() + " " + names);
    }

    private static DecisionTable table(DmnFile file, String name) {
        return DmnModel.read(file.bytes(DmnVersion.V1_3).orThrow(), "written.dmn")
                .then(model -> model.graph(name))
                .orThrow()
                .tables()
                .getLast()
                .table();
    }

    @Test
    void a_table_written_and_read_again_is_the_same_table_in_every_version() {
        Property.forAll(400, chance -> {
            TableText text = TestingTexts.table(chance, "Some table");
            DmnFile file = DmnFile.of(text, "new.dmn").orThrow();
            assertThat(file.table("Some table").orThrow()).isEqualTo(text);
            DmnFile again = DmnFile.read(file.bytes(DmnVersion.V1_5).orThrow(), "again.dmn")
                    .orThrow();
            assertThat(again.version()).isEqualTo(DmnVersion.V1_5);
            assertThat(again.table("Some table").orThrow()).isEqualTo(text);
            assertThat(written(again)).isEqualTo(written(file));
            assertThat(order(again)).isEmpty();
            DecisionTable compiled = table(again, "Some table");
            assertThat(compiled.rules().stream().map(Rule::text))
                    .isEqualTo(table(file, "Some table").rules().stream()
                            .map(Rule::text)
                            .toList());
            assertThat(compiled.rules()).hasSize(text.rows().size());
        });
    }

    @Test
    void any_edit_says_what_was_wanted_and_undoing_it_gives_the_first_file_again() {
        Property.forAll(400, chance -> {
            TableText text = TestingTexts.table(chance, "Some table");
            DmnFile file = DmnFile.of(text, "new.dmn").orThrow();
            TableText wanted = TestingTexts.edited(chance, text);
            DmnFile edited = file.with(wanted).orThrow();
            TableText said = edited.table("Some table").orThrow();
            assertThat(said.rows()).hasSameSizeAs(wanted.rows());
            for (int i = 0; i < said.rows().size(); i++) {
                TableText.Row row = wanted.rows().get(i);
                TableText.Row is = said.rows().get(i);
                assertThat(List.of(is.cells(), is.says(), is.notes(), is.description()))
                        .isEqualTo(List.of(row.cells(), row.says(), row.notes(), row.description()));
                assertThat(is.id()).isNotEmpty();
                if (!row.id().isEmpty()) assertThat(is.id()).isEqualTo(row.id());
            }
            assertThat(order(edited)).isEmpty();
            assertThat(edited.with(text).orThrow().table("Some table").orThrow().rows())
                    .isEqualTo(text.rows());
        });
    }

    @Test
    void a_file_of_another_version_is_said_in_the_names_of_the_one_that_is_written() {
        String old = """
                <dmn:definitions xmlns:dmn="http://www.omg.org/spec/DMN/20151101/dmn.xsd" xmlns:own="urn:own"
                    xmlns:feel="http://www.omg.org/spec/FEEL/20140401" namespace="urn:own" name="old"
                    xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
                    xsi:schemaLocation="http://www.omg.org/spec/DMN/20151101/dmn.xsd dmn.xsd urn:x x.xsd"
                    expressionLanguage="http://www.omg.org/spec/FEEL/20140401">
                  <dmn:itemDefinition name="tA"><dmn:typeRef>feel:number</dmn:typeRef></dmn:itemDefinition>
                  <dmn:businessKnowledgeModel id="b" name="b"><dmn:encapsulatedLogic/><dmn:variable name="b"/>
                  </dmn:businessKnowledgeModel>
                  <dmn:decision id="d" name="d"><dmn:variable name="d" typeRef="own:tA"/>
                    <dmn:decisionTable><dmn:input><dmn:inputExpression typeRef="feel:number"><dmn:text>a</dmn:text>
                      </dmn:inputExpression></dmn:input><dmn:output typeRef="own:tA"/></dmn:decisionTable>
                  </dmn:decision>
                </dmn:definitions>
                """;
        DmnFile file = read(old);
        assertThat(file.version()).isEqualTo(DmnVersion.V1_1);
        assertThat(written(file))
                .contains("xmlns:dmn=\"https://www.omg.org/spec/DMN/20191111/MODEL/\"")
                .contains("expressionLanguage=\"https://www.omg.org/spec/DMN/20191111/FEEL/\"")
                .contains("schemaLocation=\"urn:x x.xsd\"", "<dmn:typeRef>number<", "typeRef=\"tA\"")
                .contains("<dmn:variable name=\"b\"/><dmn:encapsulatedLogic/>")
                .doesNotContain("20151101", "feel:number", "own:tA");
        String newest = RICH.replace("20191111", "20230324");
        assertThat(seen(written(read(newest))).isEqualNode(seen(RICH))).isTrue();
        String up = new String(read(RICH).bytes(DmnVersion.V1_5).orThrow(), UTF_8);
        assertThat(seen(up).isEqualNode(seen(newest))).isTrue();
    }

    @Test
    void what_the_version_has_no_element_for_is_refused_rather_than_lost() {
        String newest = RICH.replace("20191111", "20230324")
                .replace("</dmndi:DMNDI>", "</dmndi:DMNDI>")
                .replace(
                        "<decision id=\"d\"",
                        "<decision id=\"c\" name=\"c\">\n<conditional><if/></conditional></decision><decision id=\"d\"");
        DmnFile file = read(newest);
        assertThat(file.bytes(DmnVersion.V1_3).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.place()).isEqualTo("discounts.dmn line 15");
            assertThat(problem.what()).contains("<conditional> came with DMN 1.4");
            assertThat(problem.fix()).contains("write DMN 1.4 or later");
        });
        assertThat(file.bytes(DmnVersion.V1_5).problems()).isEmpty();
        assertThat(file.bytes(DmnVersion.V1_1).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("read, not written"));
    }

    @Test
    void a_text_that_is_no_table_is_refused_and_nothing_is_changed() {
        DmnFile file = read(RICH);
        TableText text = file.table("Discount").orThrow();
        var narrow = new TableText.Row("", List.of("-"), List.of("1"), List.of(""), "");
        var control = new TableText.Row("", List.of("-", "\u0001"), List.of("1"), List.of(""), "");
        Checked<DmnFile> edited = file.with(text.with(List.of(narrow, control)));
        assertThat(edited.problems())
                .extracting(problem -> problem.code() + " " + problem.place())
                .containsExactly("RMT-110 discounts.dmn row 1", "RMT-100 discounts.dmn row 2");
        assertThat(file.table("Discounts").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.fix()).contains("did you mean \"Discount\"?"));
        assertThat(file.tables()).containsExactly("Discount");
    }
}

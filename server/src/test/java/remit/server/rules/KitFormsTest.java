package remit.server.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static remit.server.rules.TestingKit.column;
import static remit.server.rules.TestingKit.expects;
import static remit.server.rules.TestingKit.given;
import static remit.server.rules.TestingKit.input;
import static remit.server.rules.TestingKit.needs;
import static remit.server.rules.TestingKit.part;
import static remit.server.rules.TestingKit.rule;
import static remit.server.rules.TestingKit.test;
import static remit.server.rules.TestingKit.value;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.dmn.ConformanceFile.Assertion;
import remit.dmn.ConformanceFile.Standing;

/** The forms of decision tables that occur in models of the conformance kit's third level. */
final class KitFormsTest {
    private static final String TYPES = """
            <itemDefinition name="tGrade"><typeRef>string</typeRef>
              <allowedValues><text>"best", "good", "bad"</text></allowedValues></itemDefinition>
            <itemDefinition name="tAlias"><typeRef>tGrade</typeRef></itemDefinition>
            <itemDefinition name="tLimits">
              <itemComponent name="lowest day"><typeRef>date</typeRef></itemComponent>
              <itemComponent name="open"><typeRef>boolean</typeRef></itemComponent>
              <itemComponent name="longest"><typeRef>dayTimeDuration</typeRef></itemComponent>
              <itemComponent name="grade"><typeRef>tAlias</typeRef></itemComponent>
            </itemDefinition>
            <itemDefinition name="tNames" isCollection="true"><typeRef>string</typeRef></itemDefinition>
            <itemDefinition name="tAnswer"><itemComponent name="mark"><typeRef>tAlias</typeRef></itemComponent>
              <itemComponent name="points"><typeRef>number</typeRef></itemComponent></itemDefinition>
            """;

    @TempDir
    Path folder;

    private List<Assertion> notPassed(String model, String cases) {
        new TestingKit(folder).model("forms", TYPES + model).cases("forms", cases);
        return ConformanceKit.run(folder).orThrow().notPassed();
    }

    private static String decision(String name, String typeRef, String needs, String logic) {
        return "<decision id=\"d_" + name.replace(' ', '_') + "\" name=\"" + name + "\"><variable name=\"" + name
                + "\" typeRef=\"" + typeRef + "\"/>" + needs + logic + "</decision>\n";
    }

    private static String table(String attributes, String content) {
        return "<decisionTable " + attributes + ">" + content + "</decisionTable>";
    }

    @Test
    void a_cell_compares_with_parts_of_a_structure_of_every_type() {
        String output = "<output/>";
        String day = decision(
                "Early",
                "boolean",
                needs("The limits", "Some day"),
                table(
                        "hitPolicy=\"UNIQUE\" typeRef=\"boolean\"",
                        column("Some day", "date")
                                + output
                                + rule("< The limits.lowest day", "true")
                                + rule(">= The limits.lowest day", "false")));
        String flag = decision(
                "Same",
                "string",
                needs("The limits", "Is open"),
                table(
                        "hitPolicy=\"UNIQUE\"",
                        column("Is open", "boolean") + "<output typeRef=\"string\"/>"
                                + rule("The limits.open", "\"same\"") + rule("not(The limits.open)", "\"other\"")));
        String span = decision(
                "Longer",
                "boolean",
                needs("The limits", "Taken"),
                table(
                        "hitPolicy=\"FIRST\"",
                        column("Taken", "dayTimeDuration")
                                + output
                                + rule("> The limits.longest", "true")
                                + rule("-", "false")));
        String limits = "<inputNode name=\"The limits\">" + part("lowest day", "date", "2026-03-01")
                + part("open", "boolean", "true") + part("longest", "duration", "PT10H") + "</inputNode>";
        String model = input("The limits", "tLimits")
                + input("Some day", "date")
                + input("Is open", "boolean")
                + input("Taken", "dayTimeDuration")
                + day
                + flag
                + span;
        String cases = test(
                "1",
                limits,
                given("Some day", "date", "2026-02-28"),
                given("Is open", "boolean", "false"),
                given("Taken", "duration", "PT601M"),
                expects("Early", value("boolean", "true")),
                expects("Same", value("string", "other")),
                expects("Longer", value("boolean", "true")));
        assertThat(notPassed(model, cases)).isEmpty();
    }

    @Test
    void a_value_without_a_type_has_that_of_its_input_and_a_result_that_of_its_table() {
        String model = input("Number", "number")
                + input("Day", "date")
                + decision(
                        "Priority",
                        "string",
                        needs("Number", "Day"),
                        table(
                                "hitPolicy=\"PRIORITY\"",
                                column("Number", "number") + column("Day", "date")
                                        + "<output><outputValues><text>\"in\", \"out\"</text></outputValues></output>"
                                        + rule("-|-", "\"out\"") + rule("[9..10]|> date(\"2016-10-01\")", "\"in\"")))
                + decision(
                        "Count",
                        "number",
                        needs("Number"),
                        table(
                                "hitPolicy=\"COLLECT\" aggregation=\"MAX\"",
                                column("Number", "number") + "<output><defaultOutputEntry><text>0</text>"
                                        + "</defaultOutputEntry></output>" + rule("< 18, >= 60", "5")
                                        + rule(">= 5", "2")));
        String bare = "<inputNode name=\"Number\"><value>9.0</value></inputNode>"
                + "<inputNode name=\"Day\"><value>2016-11-01</value></inputNode>";
        String low = "<inputNode name=\"Number\"><value>30</value></inputNode>";
        String cases = test("1", bare, expects("Priority", "<value>in</value>"), expects("Count", "<value>5.0</value>"))
                + test("2", low, expects("Count", "<value>2</value>"))
                + test("3", expects("Count", "<value>0</value>"))
                + test("4", low, expects("Count", "<value>3</value>"));
        assertThat(notPassed(model, cases))
                .singleElement()
                .satisfies(wrong -> assertThat(wrong.detail()).isEqualTo("expected 3, is 2"));
    }

    @Test
    void allowed_values_and_their_order_come_from_the_type_where_the_column_lists_none() {
        String model = input("Grade", "tAlias")
                + input("Limits", "tLimits")
                + decision(
                        "Best",
                        "tAlias",
                        needs("Grade"),
                        table(
                                "hitPolicy=\"PRIORITY\"",
                                column("Grade", "tAlias") + "<output/>" + rule("-", "\"bad\"")
                                        + rule("not(\"bad\")", "\"good\"")))
                + decision(
                        "Answer",
                        "tAnswer",
                        needs("Limits"),
                        table(
                                "hitPolicy=\"FIRST\"",
                                column("Limits.grade", "string") + "<output name=\"mark\"/><output name=\"points\"/>"
                                        + rule("\"best\"", "\"best\"|1") + rule("-", "\"bad\"|0")));
        String graded = "<inputNode name=\"Limits\">" + part("grade", "string", "best") + "</inputNode>";
        String answer = "<component name=\"mark\"><value>best</value></component>"
                + "<component name=\"points\"><value>1</value></component>";
        String cases = test("1", given("Grade", "string", "best"), expects("Best", value("string", "good")))
                + test("2", given("Grade", "string", "worst"), expects("Best", "<value xsi:nil=\"true\"/>"))
                + test("3", graded, expects("Answer", answer));
        assertThat(notPassed(model, cases)).isEmpty();
        assertThat(notPassed(model.replace("not(\"bad\")", "\"worst\""), cases).getFirst())
                .satisfies(refused -> {
                    assertThat(refused.standing()).isEqualTo(Standing.REFUSED);
                    assertThat(refused.detail())
                            .contains("\"worst\" is not among the allowed values \"best\", \"good\", \"bad\"");
                });
    }

    @Test
    void a_table_is_fed_by_tables_whose_names_hold_blanks_and_marks() {
        String risk = decision(
                "Pre-check risk",
                "string",
                needs("Number"),
                table(
                        "",
                        column("Number", "number") + "<output/>" + rule("< 5", "\"low\"") + rule(">= 5", "\"high\"")));
        String base = decision("Base days", "number", "", "<literalExpression><text>22</text></literalExpression>");
        String fed = "<informationRequirement><requiredDecision href=\"#d_Pre-check_risk\"/></informationRequirement>"
                + "<informationRequirement><requiredDecision href=\"#d_Base_days\"/></informationRequirement>";
        String top = decision(
                "Top",
                "number",
                fed,
                table(
                        "",
                        column("Pre-check risk", "string") + "<output/>" + rule("\"low\"", "Base days")
                                + rule("\"high\"", "0")));
        String cases = test("1", given("Number", "decimal", "4"), expects("Top", value("decimal", "22")));
        assertThat(notPassed(input("Number", "number") + risk + base + top, cases))
                .isEmpty();
    }

    @Test
    void lists_and_times_with_a_zone_are_refused_before_anything_is_asked() {
        String model = input("Names", "tNames")
                + input("Name", "string")
                + input("Some time", "time")
                + decision(
                        "Listed",
                        "tNames",
                        needs("Names", "Name"),
                        table(
                                "hitPolicy=\"COLLECT\"",
                                column("Name", "string") + "<output typeRef=\"string\"/>" + rule("Names", "\"yes\"")))
                + decision(
                        "Late",
                        "boolean",
                        needs("Some time"),
                        table("", column("Some time", "time") + "<output/>" + rule("> time(\"18:00:00\")", "true")));
        String cases = test("1", given("Name", "string", "ann"), expects("Listed", "<list/>"))
                + test("2", given("Some time", "time", "19:00:00+01:00"), expects("Late", value("boolean", "true")))
                + test("3", given("Some time", "time", "19:00:00"), expects("Late", value("boolean", "true")));
        assertThat(notPassed(model, cases))
                .extracting(each -> each.standing() + " " + each.detail())
                .satisfiesExactly(
                        list -> assertThat(list).contains("REFUSED", "\"Names\" cannot be named here", "a list"),
                        zone -> assertThat(zone).contains("REFUSED", "time 19:00:00+01:00 is not part"));
    }
}

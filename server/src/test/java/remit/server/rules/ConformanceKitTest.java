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

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.dmn.ConformanceFile.Standing;
import remit.kernel.Json;

final class ConformanceKitTest {
    private static final String LIMITS = "<decision id=\"d\" name=\"Within limits\"><variable name=\"Within limits\""
            + " typeRef=\"boolean\"/>" + needs("Amount", "Upper Limit") + "<decisionTable hitPolicy=\"UNIQUE\">"
            + column("Amount", "number") + "<output typeRef=\"boolean\"/>" + rule("<= Upper Limit", "true")
            + rule("> Upper Limit", "false") + "</decisionTable></decision>\n";

    private static final String FED = "<decision id=\"r\" name=\"Risk\"><variable name=\"Risk\"/>" + needs("Amount")
            + "<decisionTable hitPolicy=\"FIRST\">" + column("Amount", "number")
            + "<output name=\"score\" typeRef=\"number\"/><output name=\"class\" typeRef=\"string\"/>"
            + rule("< 100", "1|\"low\"") + rule("-", "9|\"high\"") + "</decisionTable></decision>\n"
            + "<decision id=\"p\" name=\"Path\"><variable name=\"Path\" typeRef=\"string\"/>"
            + "<informationRequirement><requiredDecision href=\"#r\"/></informationRequirement>"
            + "<decisionTable hitPolicy=\"UNIQUE\">" + column("Risk.class", "string")
            + column("Risk.score", "number") + "<output typeRef=\"string\"/>" + rule("\"low\"|<= 5", "\"straight\"")
            + rule("not(\"low\")|-", "\"person\"") + "</decisionTable></decision>\n";

    @TempDir
    Path folder;

    private ConformanceKit.Report run() {
        return ConformanceKit.run(folder).orThrow();
    }

    @Test
    void a_cell_may_name_another_input_and_a_wrong_expectation_fails() {
        new TestingKit(folder)
                .model("limits", input("Amount", "number") + input("Upper Limit", "number") + LIMITS)
                .cases(
                        "limits",
                        test(
                                        "001",
                                        given("Amount", "decimal", "5.00"),
                                        given("Upper Limit", "decimal", "5"),
                                        expects("Within limits", value("boolean", "true")))
                                + test(
                                        "002",
                                        given("Amount", "decimal", "5.01"),
                                        given("Upper Limit", "decimal", "5"),
                                        expects("Within limits", value("boolean", "true"))));
        ConformanceKit.Report report = run();
        assertThat(report.count(Standing.PASSED)).isEqualTo(1);
        assertThat(report.notPassed()).singleElement().satisfies(failed -> {
            assertThat(failed.standing()).isEqualTo(Standing.FAILED);
            assertThat(failed.name()).isEqualTo("limits-test-01.xml case 002 \"Within limits\"");
            assertThat(failed.detail()).isEqualTo("expected yes, is no");
        });
    }

    @Test
    void a_table_reads_the_outputs_of_another_by_their_paths() {
        new TestingKit(folder)
                .model("fed", input("Amount", "number") + FED)
                .cases(
                        "fed",
                        test(
                                        "001",
                                        given("Amount", "decimal", "99"),
                                        expects("Path", value("string", "straight")),
                                        expects(
                                                "Risk",
                                                part("score", "decimal", "1.0") + part("class", "string", "low")))
                                + test(
                                        "002",
                                        given("Amount", "decimal", "100"),
                                        expects("Path", value("string", "person"))));
        assertThat(run().toJson().compact())
                .isEqualTo("{\"files\":1,\"passed\":3,\"failed\":0,\"refused\":0,\"not_passed\":[]}");
    }

    @Test
    void what_is_outside_the_grammar_is_refused_by_name_whatever_is_expected() {
        String computed = "<decision id=\"c\" name=\"Computed\"><variable name=\"Computed\"/>" + needs("Amount")
                + "<literalExpression><text>Amount * 2</text></literalExpression></decision>\n";
        new TestingKit(folder)
                .model("computed", input("Amount", "number") + computed)
                .cases(
                        "computed",
                        test("001", given("Amount", "decimal", "2"), expects("Computed", value("decimal", "4"))));
        Json.Obj report = run().toJson();
        assertThat(report.number("refused", 0)).isEqualTo(1);
        assertThat(report.array("not_passed").getFirst().compact())
                .contains(
                        "RMT-102", "the decision \\\"Computed\\\" is not a decision table", "\"standing\":\"refused\"");
    }

    @Test
    void a_missing_input_is_null_and_a_violated_policy_gives_null() {
        String table = "<decision id=\"d\" name=\"D\"><variable name=\"D\" typeRef=\"string\"/>" + needs("Amount")
                + "<decisionTable hitPolicy=\"UNIQUE\">" + column("Amount", "number") + "<output typeRef=\"string\"/>"
                + rule("null", "\"none\"") + rule("< 10", "\"few\"") + rule("[9..20]", "\"some\"")
                + "</decisionTable></decision>\n";
        String nothing = "<value xsi:nil=\"true\"/>";
        new TestingKit(folder)
                .model("nulls", input("Amount", "number") + table)
                .cases(
                        "nulls",
                        test("001", expects("D", value("string", "none")))
                                + test("002", given("Amount", "decimal", "9.5"), expects("D", nothing))
                                + test("003", given("Amount", "decimal", "21"), expects("D", nothing)));
        assertThat(run().notPassed()).isEmpty();
    }

    @Test
    void a_folder_that_is_none_of_the_kit_says_what_to_name() throws Exception {
        assertThat(ConformanceKit.run(folder).problems().getFirst().fix()).contains("NAME-test-01.xml");
        assertThat(ConformanceKit.run(folder.resolve("nowhere"))
                        .problems()
                        .getFirst()
                        .what())
                .isEqualTo("there is no such folder");
        Files.writeString(folder.resolve("a-test-01.xml"), "<testCases/>");
        assertThat(ConformanceKit.run(folder).problems().getFirst().code()).isEqualTo("RMT-101");
    }

    @Test
    void a_test_file_reads_no_model_outside_its_folder() throws Exception {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        new TestingKit(folder).model("outside", input("Amount", "number") + LIMITS);
        new TestingKit(inner).cases("../outside", test("001", expects("Within limits", value("boolean", "true"))));
        Files.move(folder.resolve("outside-test-01.xml"), inner.resolve("x-test-01.xml"));
        ConformanceKit.Report report = ConformanceKit.run(inner).orThrow();
        assertThat(report.notPassed()).singleElement().satisfies(refused -> {
            assertThat(refused.standing()).isEqualTo(Standing.REFUSED);
            assertThat(refused.detail()).contains("RMT-160", "outside.dmn");
        });
    }
}

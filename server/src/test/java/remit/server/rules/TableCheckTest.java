package remit.server.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Problem;
import remit.rules.DecisionTable;

final class TableCheckTest {
    private static final String HEAD = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"m\""
            + " namespace=\"urn:m\"><decision id=\"d\" name=\"Discount\"><decisionTable hitPolicy=\"UNIQUE\">";
    private static final String TAIL = "</decisionTable></decision></definitions>";

    @TempDir
    Path folder;

    private List<DecisionTable> tables(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("discounts.dmn"), HEAD + content + TAIL);
        return TableCheck.read(file).orThrow();
    }

    private static String column(String fact, String type) {
        return TestingKit.column(fact, type);
    }

    @Test
    void a_gap_and_an_overlap_are_told_with_a_case_each() throws Exception {
        List<TableCheck> checks = TableCheck.of(tables(column("Order size", "number") + "<output typeRef=\"number\"/>"
                + TestingKit.rule("< 10", "0") + TestingKit.rule("[9..50)", "5") + TestingKit.rule("> 50", "10")));
        assertThat(checks).hasSize(1);
        assertThat(checks.getFirst().summary()).isEqualTo("Discount (U, 1 input, 3 rows): 2 findings");
        assertThat(checks.getFirst().findings())
                .extracting(finding -> finding.text())
                .containsExactly(
                        "no row speaks about {Order size=50} (all of: 50)",
                        "rows 1 and 2 match at once, for instance {Order size=9}");
        assertThat(TableCheck.toJson(checks).compact())
                .contains("\"kind\":\"gap\"", "\"witness\":{\"Order size\":\"50\"}", "\"rows\":[1,2]");
    }

    @Test
    void a_cell_outside_the_grammar_refuses_the_file_by_line_and_column() throws Exception {
        Path file = Files.writeString(
                folder.resolve("computed.dmn"),
                HEAD + column("Due", "date") + "<output typeRef=\"string\"/>" + TestingKit.rule("< today()", "\"late\"")
                        + TAIL);
        assertThat(TableCheck.read(file).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("RMT-104");
            assertThat(problem.place()).endsWith("rule 1 column Due");
            assertThat(problem.what()).contains("today() is not part of this release");
        });
    }

    @Test
    void a_file_without_a_table_says_what_to_name() {
        assertThat(TableCheck.read(folder.resolve("nowhere.dmn")).problems())
                .extracting(Problem::code)
                .containsExactly("RMT-161");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoices", "claims", "demo-claims"})
    void the_table_of_a_shipped_pack_leaves_nothing_to_find(String pack) {
        Path fromModule = Path.of("..", "packs", pack, "authority.dmn");
        Path file = Files.exists(fromModule) ? fromModule : Path.of("packs", pack, "authority.dmn");
        List<TableCheck> checks = TableCheck.of(TableCheck.read(file).orThrow());
        assertThat(checks)
                .isNotEmpty()
                .allSatisfy(check -> assertThat(check.findings()).isEmpty());
    }
}

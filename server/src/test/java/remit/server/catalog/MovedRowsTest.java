package remit.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.server.packs.Pack;
import remit.server.packs.PackFile;
import remit.server.packs.PackReader;

class MovedRowsTest {
    private static final Pack SHIPPED =
            PackReader.read(Path.of("..", "packs", "invoices")).orThrow();
    private static final String TABLE = new String(SHIPPED.table().bytes(), StandardCharsets.UTF_8);

    private static String rule(String amount, String confident, String verdict) {
        return "<rule><inputEntry><text>" + amount + "</text></inputEntry><inputEntry><text>-</text></inputEntry>"
                + "<inputEntry><text>" + confident + "</text></inputEntry><outputEntry><text>\"" + verdict
                + "\"</text></outputEntry><outputEntry><text>\"its own row\"</text></outputEntry></rule>";
    }

    /** The shipped table with a row before all others. */
    private static String first(String table, String rule) {
        return table.replaceFirst("<rule id=\"row_1\">", rule + "<rule id=\"row_1\">");
    }

    private static Pack with(Pack pack, String path, String text) {
        List<PackFile> files = new ArrayList<>(pack.files());
        files.removeIf(file -> file.path().equals(path));
        files.add(new PackFile(path, text.getBytes(StandardCharsets.UTF_8)));
        return PackReader.read("invoices", files).orThrow();
    }

    private static Pack table(String dmn) {
        return with(SHIPPED, "authority.dmn", dmn);
    }

    private static PublishedProcess inForce(Pack pack) {
        return new PublishedProcess(pack, Catalog.compile(pack).orThrow(), "person_1");
    }

    private static ScenarioSuite.Result result(Pack before, Pack after) {
        return ScenarioSuite.ownOf(inForce(after), inForce(before)).orThrow();
    }

    private static List<String> failing(ScenarioSuite.Result result) {
        return result.outcomes().stream()
                .filter(outcome -> !outcome.passed())
                .flatMap(outcome -> outcome.differences().stream())
                .toList();
    }

    private static final Pack LONGER = table(first(TABLE, rule("4711.11", "-", "checkpoint")));

    @Test
    void an_example_does_not_fail_because_a_row_was_added_above_its_own() {
        ScenarioSuite.Result result = result(SHIPPED, LONGER);

        assertThat(failing(result)).isEmpty();
        assertThat(result.passed()).isEqualTo(11);
        assertThat(result.rowsMoved())
                .containsExactly(
                        "row 1 is row 2 now",
                        "row 2 is row 3 now",
                        "row 3 is row 4 now",
                        "row 4 is row 5 now",
                        "row 5 is row 6 now");
    }

    @Test
    void nor_when_the_next_change_adds_another() {
        Pack longest = table(first(first(TABLE, rule("4711.11", "-", "checkpoint")), rule("12.34", "-", "stop")));

        assertThat(failing(result(LONGER, longest))).isEmpty();
        assertThat(failing(result(LONGER, SHIPPED)))
                .as("and back again, the numbers of the examples are right as they are")
                .isEmpty();
    }

    @Test
    void an_example_fails_where_an_added_row_takes_its_case() {
        Pack taken = table(first(TABLE, rule("1250", "-", "auto_clear")));

        assertThat(failing(result(SHIPPED, taken)))
                .singleElement()
                .asString()
                .startsWith("expected row 5, got row 1: ");
    }

    @Test
    void an_example_fails_where_its_row_is_gone() {
        String without = TABLE.replaceFirst("(?s)<rule id=\"row_5\">.*?</rule>", "");

        assertThat(failing(result(SHIPPED, table(without)))).contains("expected row 5, which is gone");
    }

    @Test
    void an_example_that_was_written_anew_means_the_number_that_it_says() {
        String examples = SHIPPED.files().stream()
                .filter(file -> file.path().startsWith("cases/"))
                .findFirst()
                .orElseThrow()
                .text();
        Pack renumbered =
                with(LONGER, "cases/authority.yaml", examples.replace("auto_clear, row: 4", "auto_clear, row: 5"));
        Pack wrong = with(LONGER, "cases/authority.yaml", examples.replace("auto_clear, row: 4", "auto_clear, row: 3"));

        assertThat(failing(result(SHIPPED, renumbered))).isEmpty();
        assertThat(failing(result(SHIPPED, wrong))).hasSize(2).allMatch(text -> text.startsWith("expected row 3, got"));
    }
}

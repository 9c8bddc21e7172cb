package remit.server.web.tell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.dmn.DmnFile;
import remit.dmn.DmnModel;
import remit.dmn.TableText;
import remit.kernel.Checked;
import remit.rules.Cell;
import remit.rules.CellReader;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.server.rules.RowEditor;
import remit.server.web.page.RulesForm;

/** What nobody touches comes back as it was; what a person chooses becomes the cell that says it. */
class TableFormTest {
    private record Opened(TableText text, RowEditor editor) {
        List<RulesForm.Row> rows() {
            return new TableForm(editor).rows(text, List.of());
        }

        TableText read(Map<String, List<String>> fields) {
            String order = fields.getOrDefault("do", List.of("")).getFirst();
            return editor.with(new TableForm(editor).read(fields), TableForm.move(order));
        }
    }

    private static Opened open(byte[] dmn) {
        DmnFile file = DmnFile.read(dmn, "authority.dmn").orThrow();
        DmnModel model = DmnModel.read(dmn, "authority.dmn").orThrow();
        String top = model.top().orThrow();
        DecisionTable table = model.graph(top).orThrow().tables().getLast().table();
        TableText text = file.table(top).orThrow();
        return new Opened(text, new RowEditor(text, table));
    }

    private static Opened table(String inputs, String cells) {
        return open("""
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">
                  <decision id="d" name="Rules"><decisionTable id="t" hitPolicy="FIRST">%s
                    <output id="o" name="verdict" typeRef="string"/>
                    <rule id="r">%s<outputEntry id="q"><text>"stop"</text></outputEntry></rule>
                  </decisionTable></decision>
                </definitions>""".formatted(inputs, cells).getBytes(StandardCharsets.UTF_8));
    }

    private static String input(String fact, String type, String allowed) {
        String values = allowed.isEmpty() ? "" : "<inputValues id=\"v\"><text>" + allowed + "</text></inputValues>";
        return "<input id=\"i\"><inputExpression id=\"e\" typeRef=\"" + type + "\"><text>" + fact
                + "</text></inputExpression>" + values + "</input>";
    }

    private static String entry(String cell) {
        return "<inputEntry id=\"c\"><text>" + cell.replace("<", "&lt;") + "</text></inputEntry>";
    }

    /** What a browser sends of a form as it is shown. */
    private static Map<String, List<String>> sent(List<RulesForm.Row> rows) {
        var fields = new HashMap<String, List<String>>();
        fields.put("rows", List.of(String.valueOf(rows.size())));
        for (RulesForm.Row row : rows) {
            fields.put("id." + row.index(), List.of(row.id()));
            for (RulesForm.Cell cell : row.cells()) {
                fields.put(cell.field() + ".k", List.of(cell.kind()));
                fields.put(cell.field() + ".a", List.of(cell.low()));
                fields.put(cell.field() + ".b", List.of(cell.high()));
                fields.put(cell.field() + ".v", cell.chosen());
            }
            for (RulesForm.Cell cell : row.says()) {
                fields.put(cell.field(), List.of(cell.low()));
                fields.put(cell.field() + ".k", List.of(cell.kind()));
            }
        }
        return fields;
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoices", "claims", "demo-claims"})
    void a_shipped_table_that_nobody_touched_comes_back_as_it_was(String pack) throws Exception {
        Path here = Path.of("packs", pack, "authority.dmn");
        Opened opened = open(
                Files.readAllBytes(Files.exists(here) ? here : Path.of("..").resolve(here)));
        assertThat(opened.read(sent(opened.rows()))).isEqualTo(opened.text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-",
                "5",
                "-5.50",
                "<= 100",
                "< 100",
                ">= 0",
                "> 0.01",
                "[1..5]",
                "[1..5)",
                "(1..5]",
                "]1..5[",
                "1, 2, 3",
                "not(5)",
                "> 5, < 1",
                "1,2,3",
                "<=100"
            })
    void a_number_comes_back_as_it_was_written(String cell) {
        Opened opened = table(input("amount", "number", ""), entry(cell));
        assertThat(opened.read(sent(opened.rows())).rows().getFirst().cells()).containsExactly(cell);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"low\"", "\"low\", \"high\"", "\"low\",\"high\"", "not(\"low\")", "-"})
    void a_choice_from_allowed_values_comes_back_as_it_was_written(String cell) {
        Opened opened = table(input("risk", "string", "\"low\", \"mid\", \"high\""), entry(cell));
        assertThat(opened.read(sent(opened.rows())).rows().getFirst().cells()).containsExactly(cell);
    }

    @Test
    void what_a_person_chooses_becomes_the_cell_that_says_it() {
        Opened opened = table(input("amount", "number", ""), entry("-"));
        Map<String, List<String>> fields = sent(opened.rows());
        fields.put("c.0.0.k", List.of("until"));
        fields.put("c.0.0.a", List.of("10"));
        fields.put("c.0.0.b", List.of("20.50"));
        assertThat(opened.read(fields).rows().getFirst().cells()).containsExactly("[10..20.50)");
    }

    @Test
    void a_new_row_matches_everything_and_lets_nothing_through() {
        Opened opened = table(input("amount", "number", ""), entry("-"));
        Map<String, List<String>> fields = sent(opened.rows());
        fields.put("do", List.of("add.0"));
        assertThat(opened.read(fields).rows().getLast().says()).containsExactly("\"checkpoint\"");
    }

    /** The cell that a form makes of one column with these fields. */
    private static String cell(String type, String allowed, Map<String, List<String>> sent) {
        Opened opened = table(input("fact", type, allowed), entry("-"));
        Map<String, List<String>> fields = sent(opened.rows());
        List.of(".k", ".a", ".b", ".v").forEach(part -> fields.remove("c.0.0" + part));
        sent.forEach((part, values) -> fields.put("c.0.0" + part, values));
        return opened.read(fields).rows().getFirst().cells().getFirst();
    }

    private static boolean isCell(String text, FactType type) {
        return CellReader.read("cell", text, type) instanceof Checked.Ok<Cell>;
    }

    @ParameterizedTest
    @ValueSource(strings = {"is", "most", "below", "least", "above", "between", "until", "over", "written", "nonsense"})
    void a_value_that_is_left_blank_is_refused_and_never_any(String kind) {
        String cell = cell("number", "", Map.of(".k", List.of(kind), ".a", List.of(" "), ".b", List.of("")));
        assertThat(cell).isNotEqualTo("-");
        assertThat(isCell(cell, FactType.NUMBER)).as(cell).isFalse();
    }

    @Test
    void a_range_without_its_upper_value_is_refused() {
        String cell = cell("number", "", Map.of(".k", List.of("between"), ".a", List.of("5"), ".b", List.of("")));
        assertThat(isCell(cell, FactType.NUMBER)).as(cell).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-", "null", "not(5)", "5, > 6", "5, 6", "> 6", "[1..2]", "5..6", "5>", "\"5\""})
    void a_field_for_one_value_takes_no_cell_of_another_kind(String value) {
        for (String kind : List.of("is", "most", "below", "least", "above", "between", "until", "over")) {
            var sent = Map.of(".k", List.of(kind), ".a", List.of(value), ".b", List.of("9"));
            String cell = cell("number", "", sent);
            assertThat(isCell(cell, FactType.NUMBER)).as(kind + ": " + cell).isFalse();
            var ends = Map.of(".k", List.of(kind), ".a", List.of("1"), ".b", List.of(value));
            boolean second = List.of("between", "until", "over").contains(kind);
            assertThat(isCell(cell("number", "", ends), FactType.NUMBER))
                    .as(kind)
                    .isEqualTo(!second);
        }
    }

    @Test
    void a_field_for_one_value_takes_a_literal_or_the_name_of_a_fact() {
        for (String value : List.of("5", "-0.5", "limit", "the limit of 2026", "vendor.limit")) {
            assertThat(cell("number", "", Map.of(".k", List.of("most"), ".a", List.of(value))))
                    .isEqualTo("<= " + value);
        }
        assertThat(cell("date", "", Map.of(".k", List.of("is"), ".a", List.of("2026-01-31"))))
                .isEqualTo("date(\"2026-01-31\")");
        assertThat(isCell(cell("date", "", Map.of(".k", List.of("is"), ".a", List.of("-"))), FactType.DAY))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"among", "not"})
    void a_choice_of_nothing_is_refused_and_never_any(String kind) {
        String cell = cell("string", "\"low\", \"high\"", Map.of(".k", List.of(kind)));
        assertThat(isCell(cell, FactType.TEXT)).as(cell).isFalse();
    }

    @Test
    void a_field_that_did_not_arrive_is_refused_and_never_any() {
        assertThat(isCell(cell("number", "", Map.of()), FactType.NUMBER)).isFalse();
    }

    @Test
    void a_form_of_more_than_a_thousand_rows_is_not_taken() {
        Opened opened = table(input("amount", "number", ""), entry("-"));
        Map<String, List<String>> fields = sent(opened.rows());
        fields.put("rows", List.of("1001"));
        assertThatThrownBy(() -> opened.read(fields)).hasMessageContaining("at most 1000 rows");
        var rows = Collections.nCopies(1001, opened.text().rows().getFirst());
        TableText longer = opened.text().with(rows);
        assertThatThrownBy(() -> new TableForm(opened.editor()).rows(longer, List.of()))
                .hasMessageContaining("hand the sheet in");
    }
}

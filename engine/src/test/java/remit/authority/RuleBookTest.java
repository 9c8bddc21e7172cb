package remit.authority;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.rules.Answer.NearMiss;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.testing.Property;
import remit.testing.TestingTables;
import remit.testing.TestingTables.In;

class RuleBookTest {
    private static final Facts FACTS = facts();
    private static final List<In> INPUTS = List.of(new In("amount", "number"), new In("vendor", "string"));
    private static final List<List<String>> ROWS = List.of(
            List.of("> 1000", "-", "\"checkpoint\"", "\"large\""),
            List.of("[0..1000]", "\"A\", \"B\"", "\"auto_clear\"", "\"small and known\""),
            List.of("< 0", "-", "\"return\"", ""));

    private static Facts facts() {
        var types = new LinkedHashMap<String, FactType>();
        types.put("amount", FactType.NUMBER);
        types.put("vendor", FactType.TEXT);
        types.put("due", FactType.DAY);
        types.put("known", FactType.FLAG);
        return new Facts(types, Set.of(), Map.of("new_group", "declare reporting.group"));
    }

    private static Checked<AuthorityTable> read(String xml) {
        return RuleBook.read(xml.getBytes(StandardCharsets.UTF_8), "authority.dmn", FACTS);
    }

    private static Problem only(String xml) {
        List<Problem> problems = read(xml).problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }

    private static Map<String, Value> amountAndVendor(String amount, String vendor) {
        return Map.of("amount", Value.of(new BigDecimal(amount)), "vendor", Value.of(vendor));
    }

    private static int row(AuthorityTable table, Map<String, Value> facts) {
        return table.evaluate(facts).outcome() instanceof Evaluation.Outcome.Matched(Row row) ? row.number() : 0;
    }

    @Test
    void the_first_matching_row_speaks_with_its_reason() {
        AuthorityTable table = read(TestingTables.dmn("FIRST", INPUTS, ROWS)).orThrow();
        Evaluation evaluation = table.evaluate(amountAndVendor("12.50", "B"));
        assertThat(evaluation.outcome())
                .isEqualTo(new Evaluation.Outcome.Matched(table.rows().get(1)));
        assertThat(table.rows().get(1).ruling()).isEqualTo(Ruling.AUTO_CLEAR);
        assertThat(table.rows().get(1).reason()).isEqualTo("small and known");
        assertThat(row(table, amountAndVendor("1000.01", "B"))).isEqualTo(1);
        assertThat(row(table, amountAndVendor("-0.01", "Z"))).isEqualTo(3);
    }

    @Test
    void a_case_that_no_row_matches_is_a_checkpoint_and_says_which_row_it_nearly_met() {
        AuthorityTable table = read(TestingTables.dmn("FIRST", INPUTS, ROWS)).orThrow();
        Evaluation evaluation = table.evaluate(amountAndVendor("12.50", "Z"));
        assertThat(evaluation.outcome())
                .isInstanceOfSatisfying(
                        Evaluation.Outcome.NoMatch.class,
                        none -> assertThat(none.ruling()).isEqualTo(Ruling.CHECKPOINT));
        assertThat(table.nearMisses(amountAndVendor("12.50", "Z")))
                .containsExactly(new NearMiss(1, "amount"), new NearMiss(2, "vendor"), new NearMiss(3, "amount"));
    }

    @Test
    void a_unique_table_in_which_two_rows_match_is_violated_and_names_them() {
        var rows = new ArrayList<>(ROWS);
        rows.add(List.of("[0..50]", "-", "\"auto_clear\"", ""));
        AuthorityTable table = read(TestingTables.dmn("UNIQUE", INPUTS, rows)).orThrow();
        assertThat(table.evaluate(amountAndVendor("12.50", "A")).outcome())
                .isEqualTo(new Evaluation.Outcome.Violated(List.of(2, 4)));
        assertThat(row(table, amountAndVendor("12.50", "Z"))).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://www.omg.org/spec/DMN/20151101/dmn.xsd",
                "http://www.omg.org/spec/DMN/20180521/MODEL/",
                "https://www.omg.org/spec/DMN/20191111/MODEL/",
                "https://www.omg.org/spec/DMN/20211108/MODEL/",
                "https://www.omg.org/spec/DMN/20230324/MODEL/",
            })
    void dmn_1_1_to_1_5_are_read_alike(String namespace) {
        String newest = TestingTables.dmn("FIRST", INPUTS, ROWS);
        String other = newest.replace("https://www.omg.org/spec/DMN/20191111/MODEL/", namespace);
        assertThat(read(other).orThrow().version())
                .isEqualTo(read(newest).orThrow().version());
    }

    @Test
    void the_version_follows_what_the_table_says_not_how_the_file_is_laid_out() {
        String written = TestingTables.dmn("FIRST", INPUTS, ROWS);
        String version = read(written).orThrow().version();
        String relaid = written.replace("      <rule>", "\n\n<!-- a note --><rule id='r'><description>d</description>")
                .replace("&gt; 1000", " &gt;1000.00 ")
                .replace("id=\"model\"", "id=\"other\"");
        assertThat(relaid).isNotEqualTo(written);
        assertThat(read(relaid).orThrow().version()).isEqualTo(version).matches("[0-9a-f]{64}");
        assertThat(read(written.replace("&gt; 1000", "&gt;= 1000")).orThrow().version())
                .isNotEqualTo(version);
        assertThat(read(written.replace("FIRST", "UNIQUE")).orThrow().version()).isNotEqualTo(version);
        assertThat(read(written.replace("large", "big")).orThrow().version()).isNotEqualTo(version);
    }

    @Test
    void a_refused_cell_is_named_by_line_rule_and_column() {
        var rows = List.of(ROWS.get(0), List.of("5k", "A", "\"auto_clear\"", "-"));
        List<Problem> problems = read(TestingTables.dmn("FIRST", INPUTS, rows)).problems();
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0).toString())
                .isEqualTo(
                        "RMT-104 authority.dmn line 20 rule 2 column amount: \"5k\": 5k is not a number; write 5000");
        assertThat(problems.get(1).place()).isEqualTo("authority.dmn line 21 rule 2 column vendor");
    }

    @ParameterizedTest
    @ValueSource(strings = {"COLLECT", "RULE ORDER"})
    void a_hit_policy_that_lets_several_rows_speak_is_refused_by_name(String hitPolicy) {
        Problem problem = only(TestingTables.dmn(hitPolicy, INPUTS, ROWS));
        assertThat(problem.code()).isEqualTo("RMT-103");
        assertThat(problem.what()).contains(hitPolicy);
    }

    @Test
    void a_column_that_names_no_fact_is_asked_whether_another_was_meant() {
        Problem near = only(
                TestingTables.dmn("FIRST", List.of(new In("amuont", "number")), List.of(List.of("5", "\"stop\"", ""))));
        assertThat(near.code()).isEqualTo("RMT-105");
        assertThat(near.fix()).isEqualTo("did you mean \"amount\"?");
        Problem far = only(TestingTables.dmn("FIRST", List.of(new In("zzzzzzzz", "number")), List.of()));
        assertThat(far.fix()).isEqualTo("use one of amount, vendor, due, known");
        Problem undeclared = only(TestingTables.dmn("FIRST", List.of(new In("new_group", "boolean")), List.of()));
        assertThat(undeclared.fix()).isEqualTo("declare reporting.group");
        Problem computed = only(TestingTables.dmn("FIRST", List.of(new In("amount * 2", "number")), List.of()));
        assertThat(computed.what()).isEqualTo("\"amount * 2\" is not the name of a fact");
    }

    @ParameterizedTest
    @CsvSource({"amount,string", "vendor,number", "due,string", "known,tYesNo"})
    void a_declared_type_that_the_fact_does_not_have_is_refused(String fact, String type) {
        assertThat(only(TestingTables.dmn("FIRST", List.of(new In(fact, type)), List.of()))
                        .code())
                .isEqualTo("RMT-106");
    }

    @Test
    void a_verdict_that_does_not_exist_is_refused() {
        Problem problem = only(TestingTables.dmn("FIRST", INPUTS, List.of(List.of("-", "-", "\"approve\"", ""))));
        assertThat(problem.code()).isEqualTo("RMT-108");
        assertThat(problem.fix()).contains("\"auto_clear\", \"checkpoint\", \"stop\", \"return\"");
    }

    @Test
    void the_outputs_are_verdict_and_perhaps_reason() {
        String table = TestingTables.dmn("FIRST", INPUTS, ROWS);
        Problem misspelt = only(table.replace("name=\"reason\"", "name=\"reasn\""));
        assertThat(misspelt.fix()).isEqualTo("did you mean \"reason\"?");
        List<Problem> missing =
                read(table.replace("name=\"verdict\"", "name=\"remark\"")).problems();
        assertThat(missing).extracting(Problem::what).contains("the table has no output \"verdict\"");
    }

    @Test
    void the_default_output_may_hold_back_but_never_clear() {
        String table = TestingTables.dmn("FIRST", INPUTS, ROWS);
        String output = "<output name=\"verdict\" typeRef=\"string\"/>";
        String declared =
                "<output name=\"verdict\"><defaultOutputEntry><text>\"%s\"</text></defaultOutputEntry></output>";
        assertThat(only(table.replace(output, declared.formatted("auto_clear"))).code())
                .isEqualTo("RMT-109");
        AuthorityTable stops =
                read(table.replace(output, declared.formatted("stop"))).orThrow();
        assertThat(stops.evaluate(Map.of()).outcome())
                .isInstanceOfSatisfying(
                        Evaluation.Outcome.NoMatch.class,
                        none -> assertThat(none.ruling()).isEqualTo(Ruling.STOP));
    }

    @Test
    void a_value_outside_the_allowed_ones_matches_no_row_not_even_an_open_one() {
        String table = TestingTables.dmn("FIRST", INPUTS, List.of(List.of("-", "-", "\"auto_clear\"", "")))
                .replaceFirst(
                        "</inputExpression>", "</inputExpression><inputValues><text>[0..100]</text></inputValues>");
        AuthorityTable read = read(table).orThrow();
        assertThat(row(read, amountAndVendor("100", "A"))).isEqualTo(1);
        assertThat(row(read, amountAndVendor("100.01", "A"))).isZero();
        String outside = table.replace("<inputEntry><text>-</text>", "<inputEntry><text>500</text>");
        assertThat(read(outside).problems()).extracting(Problem::code).contains("RMT-111");
    }

    @Test
    void an_output_outside_its_allowed_values_is_refused() {
        String table = TestingTables.dmn("FIRST", INPUTS, ROWS)
                .replace(
                        "<output name=\"verdict\" typeRef=\"string\"/>",
                        "<output name=\"verdict\"><outputValues><text>\"checkpoint\","
                                + " \"auto_clear\"</text></outputValues></output>");
        assertThat(only(table).what())
                .isEqualTo("\"return\" is not among the allowed values \"checkpoint\", \"auto_clear\"");
    }

    @Test
    void a_rule_with_a_cell_too_few_is_refused() {
        assertThat(only(TestingTables.dmn("FIRST", INPUTS, List.of(List.of("-", "-", "\"stop\""))))
                        .code())
                .isEqualTo("RMT-110");
    }

    @Test
    void another_expression_language_is_refused() {
        String table = TestingTables.dmn("FIRST", INPUTS, ROWS)
                .replaceFirst("<inputEntry>", "<inputEntry expressionLanguage=\"https://www.groovy-lang.org\">");
        assertThat(only(table).what()).contains("groovy");
    }

    @Test
    void a_document_type_declaration_is_refused_so_that_no_entity_is_ever_read() {
        String table = TestingTables.dmn("FIRST", INPUTS, ROWS);
        String hostile = table.replace(
                        "?>\n", "?>\n<!DOCTYPE definitions [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n")
                .replace("\"large\"", "&x;");
        Problem problem = only(hostile);
        assertThat(problem.code()).isEqualTo("RMT-100");
        assertThat(problem.toString()).contains("document type declaration").doesNotContain("root:");
        String laughs = "<!DOCTYPE d [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><definitions>&b;</definitions>";
        assertThat(only(laughs).code()).isEqualTo("RMT-100");
    }

    @Test
    void a_file_that_is_no_dmn_model_of_one_table_is_refused() {
        assertThat(only("not xml").code()).isEqualTo("RMT-100");
        assertThat(only("").code()).isEqualTo("RMT-100");
        assertThat(only("<a><b></a>").place()).isEqualTo("authority.dmn line 1");
        assertThat(only("<definitions xmlns=\"urn:other\"/>").code()).isEqualTo("RMT-101");
        String dmn = "https://www.omg.org/spec/DMN/20191111/MODEL/";
        assertThat(only("<definitions xmlns=\"" + dmn + "\"/>").what()).isEqualTo("there is no decision");
        assertThat(only(TestingTables.wrap(dmn, "<literalExpression/>")).code()).isEqualTo("RMT-102");
        String two = TestingTables.dmn("FIRST", INPUTS, ROWS)
                .replace("</definitions>", "<decision name=\"second\"/></definitions>");
        assertThat(only(two).what()).isEqualTo("there are 2 decisions: \"authority\", \"second\"");
    }

    @Test
    void every_problem_of_a_file_is_reported_at_once() {
        var rows = List.of(List.of("5k", "-", "\"stop\"", ""), List.of("abs(5)", "A", "\"stop\"", ""));
        assertThat(read(TestingTables.dmn("SOMETIMES", INPUTS, rows)).problems())
                .extracting(Problem::code)
                .containsExactly("RMT-103", "RMT-104", "RMT-104", "RMT-104");
    }

    @Test
    void a_file_is_read_as_utf8_with_or_without_its_mark_and_nothing_else() {
        String table = TestingTables.dmn("FIRST", INPUTS, ROWS).replace("large", "groß");
        assertThat(read("\uFEFF" + table).orThrow().rows().getFirst().reason()).isEqualTo("groß");
        assertThat(only(table.replace("UTF-8", "ISO-8859-1")).what()).isEqualTo("the file is declared ISO-8859-1");
        byte[] latin = table.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(RuleBook.read(latin, "a.dmn", FACTS).problems())
                .extracting(Problem::fix)
                .containsExactly("save it as UTF-8");
    }

    @Test
    void a_damaged_file_is_a_problem_or_a_table_never_a_crash() {
        byte[] good = TestingTables.dmn("FIRST", INPUTS, ROWS).getBytes(StandardCharsets.UTF_8);
        Property.forAll(2_000, chance -> {
            byte[] damaged = Arrays.copyOf(good, chance.oneIn(4) ? chance.below(good.length) : good.length);
            for (int i = chance.between(0, 4); i > 0 && damaged.length > 0; i--) {
                damaged[chance.below(damaged.length)] = chance.pick(
                                List.of(0x3c, 0x3e, 0x22, 0x26, 0, 0xff, 0xc3, 0x20, 0x2d))
                        .byteValue();
            }
            Checked<AuthorityTable> read = RuleBook.read(damaged, "authority.dmn", FACTS);
            for (Problem problem : read.problems()) assertThat(problem.place()).startsWith("authority.dmn");
        });
    }
}

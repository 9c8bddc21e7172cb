package remit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.testing.Property;

class CellReaderTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NUMBER|-|-",
                "NUMBER|``|-",
                "NUMBER| 5.00 |5",
                "NUMBER|-0.50|-0.5",
                "NUMBER|.5|0.5",
                "NUMBER|5000|5000",
                "NUMBER|<5|< 5",
                "NUMBER|<=  5|<= 5",
                "NUMBER|>-5|> -5",
                "NUMBER|>= 5|>= 5",
                "NUMBER|[1..5]|[1..5]",
                "NUMBER|( 1 .. 5 )|(1..5)",
                "NUMBER|]1..5[|(1..5)",
                "NUMBER|[1..5[|[1..5)",
                "NUMBER|]1..5]|(1..5]",
                "NUMBER|[1.5..2.5)|[1.5..2.5)",
                "NUMBER|1,2 , [5..7],> 9|1, 2, [5..7], > 9",
                "NUMBER|400100,400200|400100, 400200",
                "TEXT|\"a\",\"b, c\"|\"a\", \"b, c\"",
                "TEXT|\"say \\\"hi\\\" \\u00e9\"|\"say \\\"hi\\\" é\"",
                "TEXT|\"\"|\"\"",
                "FLAG|true|true",
                "FLAG|true, false|true, false",
                "DAY|date(\"2026-01-31\")|date(\"2026-01-31\")",
                "DAY|@\"2026-01-31\"|date(\"2026-01-31\")",
                "DAY|[ date( \"2026-01-01\" ) .. @\"2026-02-01\" )|[date(\"2026-01-01\")..date(\"2026-02-01\"))",
                "DAY|< @\"2026-01-31\"|< date(\"2026-01-31\")",
                "NUMBER|not( 5 , [7..9] )|not(5, [7..9])",
                "NUMBER|null|null",
                "NUMBER|5, null|5, null",
                "NUMBER|not(null)|not(null)",
                "TIME|>= time(\"08:00:00\")|>= time(\"08:00:00\")",
                "TIME|@\"23:59:59.5\"|time(\"23:59:59.5\")",
                "DAY_TIME|< date and time(\"2026-01-31T08:00:00\")|< date and time(\"2026-01-31T08:00:00\")",
                "DAY_TIME|@\"2026-01-31T08:00:00+01:00\"|date and time(\"2026-01-31T07:00:00Z\")",
                "MONTHS|[duration(\"P1Y\")..duration(\"P18M\")]|[duration(\"P1Y\")..duration(\"P1Y6M\")]",
                "SPAN|duration(\"-PT90M\")|duration(\"-PT1H30M\")",
            })
    void a_cell_of_the_grammar_is_read(FactType type, String text, String canonical) {
        assertThat(CellReader.read("cell", text, type).orThrow().text()).isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NUMBER|not(5|not( is not closed|not(5000)",
                "NUMBER|not(5), 6|follows not(...)|stand alone",
                "NUMBER|5, not(6)|stands inside a list|around the whole list",
                "NUMBER|not(not(5))|stands inside a list|around the whole list",
                "NUMBER|not(-)|is not a value|5000",
                "NUMBER|< null|null has no order|stand alone",
                "NUMBER|limit|there is no fact \"limit\"|literal",
                "NUMBER|< limit|there is no fact \"limit\"|literal",
                "NUMBER|abs(5)|abs() is not part|column",
                "NUMBER|5k|5k is not a number|write 5000",
                "NUMBER|1e3|exponents|write 1000",
                "NUMBER|95%|percent|write 0.95",
                "NUMBER|5 + 1|\"+ 1\" was not expected|commas",
                "NUMBER|2*3|2*3 is not a number|computed before",
                "NUMBER|\"5\"|in quotes is a text|write 5",
                "NUMBER|\"abc\"|\"abc\" is not a number|5000",
                "NUMBER|<= 5,500|does not group thousands|write <= 5500",
                "NUMBER|1,000|begins with 0|without separators",
                "NUMBER|= 5|operator =|value alone",
                "NUMBER|!= 5|operator !|list the values",
                "NUMBER|[5..1]|no value lies|smaller end first",
                "NUMBER|(5..5]|no value lies|smaller end first",
                "NUMBER|[1..5|not closed|[from..to]",
                "NUMBER|[1,5]|\"..\" is missing|[from..to]",
                "NUMBER|1,|missing after the comma|write one value",
                "NUMBER|-, 5|is not a value|5000",
                "NUMBER|<|a value is missing|5000",
                "NUMBER|<< 5|is not a value|5000",
                "NUMBER|true|true is not a number|5000",
                "NUMBER|12345678901234567890123456789012345|more than 34 digits|fewer",
                "NUMBER|5..7|was not expected|commas",
                "TEXT|Approve in Full|without quotes|write \"Approve in Full\"",
                "TEXT|400100|400100 is not a text|\"400100\"",
                "TEXT|< \"a\"|comparison cannot be made on a text|list the values",
                "TEXT|[\"a\"..\"b\"]|range cannot be made on a text|list the values",
                "TEXT|\"a|quotes are not closed|end the text",
                "TEXT|\"a\" \"b\"|was not expected|commas",
                "TEXT|\"\\x\"|unknown escape|backslash",
                "FLAG|yes|yes is not yes or no|write true or false",
                "FLAG|\"true\"|in quotes is a text|write true",
                "FLAG|> true|comparison cannot|true",
            })
    void anything_else_is_refused_by_name_with_what_would_work(FactType type, String text, String what, String fix) {
        assertThat(CellReader.read("rule 7 column amount", text, type).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("RMT-104");
                    assertThat(problem.place()).isEqualTo("rule 7 column amount");
                    assertThat(problem.what()).contains(text.strip()).contains(what);
                    assertThat(problem.fix()).contains(fix);
                });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "TIME|time(\"08:00:00Z\")|with a zone|time(",
                "TIME|time(\"25:00:00\")|not a date, a time|time(",
                "DAY_TIME|date and time(\"2026-02-30T00:00:00\")|not a date, a time|date and time(",
                "DAY_TIME|date(\"2026-01-31\")|is not a date and time|date and time(",
                "MONTHS|duration(\"P1D\")|is not a duration of years|P1Y6M",
                "SPAN|duration(\"P1Y1D\")|not a date, a time or a duration|P2DT12H",
                "SPAN|duration(\"P\")|not a date, a time or a duration|P2DT12H",
                "DAY|\"2026-01-31\"|in quotes is a text|write date(\"2026-01-31\")",
                "DAY|2026-01-31|needs its word|write date(\"2026-01-31\")",
                "DAY|date(\"2026-02-30\")|not a day of the calendar|date(",
                "DAY|date(due)|date() is not part|literal day",
                "DAY|today()|today() is not part|column",
            })
    void a_date_or_time_that_is_none_is_refused(FactType type, String text, String what, String fix) {
        anything_else_is_refused_by_name_with_what_would_work(type, text, what, fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit|limit",
                "< limit|< limit",
                "[0..Another  Limit)|[0..Another Limit)",
                "not(limit, 5)|not(limit, 5)",
                "customer.credit line|customer.credit line",
                "(limit..customer.credit line]|(limit..customer.credit line]",
            })
    void a_cell_may_name_another_fact_by_its_name_or_path(String text, String canonical) {
        assertThat(CellReader.read("cell", text, FactType.NUMBER, NAMED)
                        .orThrow()
                        .text())
                .isEqualTo(canonical);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limits|there is no fact \"limits\"|did you mean \"limit\"?",
                "customer|there is no fact \"customer\"|literal",
                "status|status holds a text, the column a number|column's type",
                "limit + 1|was not expected|commas",
                "limit.currency|there is no fact \"limit.currency\"|literal",
            })
    void a_name_that_is_no_fact_of_the_type_is_refused(String text, String what, String fix) {
        assertThat(CellReader.read("cell", text, FactType.NUMBER, NAMED).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.what()).contains(what);
                    assertThat(problem.fix()).contains(fix);
                });
    }

    private static final Facts NAMED = new Facts(Map.of(
            "limit",
            FactType.NUMBER,
            "Another Limit",
            FactType.NUMBER,
            "customer.credit line",
            FactType.NUMBER,
            "status",
            FactType.TEXT));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "NUMBER|5k|5000",
                "NUMBER|1,000|1000",
                "NUMBER|1 000|1000",
                "NUMBER|1'000|1000",
                "NUMBER|=5|5",
                "NUMBER|== 5|5",
                "NUMBER|!= 5|not(5)",
                "NUMBER|<> 5|not(5)",
                "TEXT|!= \"a\"|not(\"a\")",
                "TEXT|\"a\" or \"b\"|\"a\", \"b\"",
                "TEXT|a or b|\"a or b\"",
                "TEXT|'a'|\"a\"",
                "TEXT|'a', 'b'|\"a\", \"b\"",
                "TEXT|\u201ca\u201d|\"a\"",
                "TEXT|not \"a\"|not(\"a\")",
                "TEXT|not in (\"a\", \"b\")|not(\"a\", \"b\")",
                "TEXT|in (\"a\", \"b\")|\"a\", \"b\"",
                "TEXT|[\"a\", \"b\"]|\"a\", \"b\"",
                "TEXT|list contains([\"a\", \"b\"], kind)|\"a\", \"b\"",
                "TEXT|gold|\"gold\"",
                "NUMBER|> 1 and < 5|(1..5)",
                "NUMBER|>= 1 && <= 5|[1..5]",
                "NUMBER|between 1 and 5|[1..5]",
                "NUMBER|[1-5]|[1..5]",
                "NUMBER|1-5|[1..5]",
                "NUMBER|1..5|[1..5]",
                "NUMBER|1 to 5|[1..5]",
                "NUMBER|\">= 5\"|>= 5",
                "NUMBER|\u2265 5|>= 5",
                "NUMBER|=> 5|>= 5",
                "NUMBER|x > 5|> 5",
                "NUMBER|? > 5|> 5",
                "NUMBER|amount = 5|5",
                "NUMBER|at least 5|>= 5",
                "NUMBER|5 or more|>= 5",
                "NUMBER|less than 5|< 5",
                "NUMBER|+5|5",
                "NUMBER|5 EUR|5",
                "NUMBER|< \u20ac 1,000|< 1000",
                "NUMBER|5%|0.05",
                "NUMBER|5 %|0.05",
                "NUMBER|\"5\"|5",
                "NUMBER|*|-",
                "NUMBER|any|-",
                "NUMBER|is null|null",
                "NUMBER|not null|not(null)",
                "NUMBER|NULL|null",
            })
    void what_people_write_is_answered_with_the_nearest_form_that_works(FactType type, String text, String near) {
        assertThat(CellReader.read("cell", text, type).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.fix()).endsWith(near));
        assertThat(near.equals("-") || CellReader.read("cell", near, type) instanceof Checked.Ok<Cell>)
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "FLAG|True|true",
                "FLAG|YES|true",
                "FLAG|no|false",
                "FLAG|\"true\"|true",
                "FLAG|!true|not(true)",
                "DAY|2026-01-31|date(\"2026-01-31\")",
                "DAY|< 2026-01-31|< date(\"2026-01-31\")",
                "DAY|31.01.2026|date(\"2026-01-31\")",
                "DAY|[2026-01-01..2026-02-01]|[date(\"2026-01-01\")..date(\"2026-02-01\")]",
                "DAY|before 2026-01-31|< date(\"2026-01-31\")",
                "TIME|08:30|time(\"08:30:00\")",
                "TIME|> 08:30:15|> time(\"08:30:15\")",
                "DAY_TIME|2026-01-31T08:30:00|date and time(\"2026-01-31T08:30:00\")",
                "MONTHS|P1Y|duration(\"P1Y\")",
                "SPAN|> PT12H|> duration(\"PT12H\")",
            })
    void flags_days_and_times_as_people_write_them_too(FactType type, String text, String near) {
        what_people_write_is_answered_with_the_nearest_form_that_works(type, text, near);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "today()|today()",
                "now()|now()",
                "< date(due)|date()",
                "abs(x)|abs()",
                "limit * 2|limit",
                "if x then y else z|if"
            })
    void what_would_have_to_be_computed_has_no_nearest_form(String text, String named) {
        assertThat(CellReader.read("cell", text, FactType.DAY).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.what()).contains(named);
                    assertThat(problem.fix()).isNotBlank().doesNotContain("; here");
                });
    }

    @Test
    void a_day_or_time_may_be_given_by_its_parts() {
        assertThat(CellReader.read("cell", "[date(2026, 1, 1)..date( 2026,12,31 )]", FactType.DAY)
                        .orThrow()
                        .text())
                .isEqualTo("[date(\"2026-01-01\")..date(\"2026-12-31\")]");
        assertThat(CellReader.read("cell", "< time(8, 30, 0)", FactType.TIME)
                        .orThrow()
                        .text())
                .isEqualTo("< time(\"08:30:00\")");
        assertThat(CellReader.read("cell", "date(2026, 2, 30)", FactType.DAY).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("not a day of the calendar"));
    }

    @Test
    void what_the_fix_proposes_is_read() {
        List<Problem> problems = CellReader.read("cell", "5k", FactType.NUMBER).problems();
        String proposed = problems.getFirst().fix().replace("write ", "");
        assertThat(CellReader.read("cell", proposed, FactType.NUMBER).orThrow().text())
                .isEqualTo("5000");
    }

    @Test
    void any_text_at_all_is_a_cell_that_reads_back_or_a_problem() {
        List<String> pieces = List.of(
                "1",
                "0",
                "5.5",
                "-",
                ".",
                "..",
                "[",
                "]",
                "(",
                ")",
                "<",
                ">=",
                "=",
                ",",
                " ",
                "\"a\"",
                "\"",
                "\\u00",
                "true",
                "date(",
                "@",
                "\"2026-01-31\"",
                "not(",
                "null",
                "x",
                "k",
                "%",
                "é");
        Property.forAll(20_000, chance -> {
            var text = new StringBuilder();
            for (int i = chance.between(0, 8); i > 0; i--) text.append(chance.pick(pieces));
            FactType type = chance.oneOf(FactType.values());
            if (CellReader.read("cell", text.toString(), type) instanceof Checked.Ok<Cell>(Cell cell)) {
                assertThat(CellReader.read("cell", cell.text(), type).orThrow())
                        .as(text.toString())
                        .isEqualTo(cell);
            }
        });
    }

    @Test
    void a_cell_holds_32767_characters_and_not_one_more() {
        String longest = "\"" + "a".repeat(32_765) + "\"";
        assertThat(CellReader.read("", longest, FactType.TEXT).orThrow().text()).isEqualTo(longest);
        assertThat(CellReader.read("here", longest + " ", FactType.TEXT).problems())
                .as("blanks around it are no part of it")
                .isEmpty();
        assertThat(CellReader.read("here", "\"a" + longest.substring(1), FactType.TEXT)
                        .problems())
                .singleElement()
                .extracting(Problem::what)
                .isEqualTo("the cell is longer than 32767 characters");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"@\"2026-01-31T08:30:00@A%s\"", "@\"P%sY\"", "@\"%s\"", "date(\"%s", "not(%s", "%s", "\"%s"})
    @Timeout(10)
    void a_long_text_that_is_nearly_a_value_is_refused_at_once(String pattern) {
        for (String repeated : List.of("/A", "1", "((", "[1..", "- ", "\\", "a b ", "P1Y")) {
            String text = pattern.formatted(repeated.repeat(15_000 / repeated.length()));
            for (FactType type : FactType.values()) {
                Checked<Cell> read = CellReader.read("here", text, type);
                if (read instanceof Checked.Ok<Cell>(Cell cell))
                    assertThat(cell.text()).isNotEmpty();
                else assertThat(read.problems()).isNotEmpty();
            }
        }
    }
}

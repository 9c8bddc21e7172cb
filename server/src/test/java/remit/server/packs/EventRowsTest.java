package remit.server.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.process.Intake;

/** Logs of events, in which several rows make one case; here one in German, with step and result in columns of their own. */
final class EventRowsTest {
    private static final String INTAKE = """
            schema: remit/v1
            format: {delimiter: ";"}
            key: [claim]
            group_by: [claim]
            order_by: number
            start: {step: '"Antrag"'}
            time: moment
            columns:
              Vorgang: {name: claim, role: key}
              Lfd: {name: number, role: event, type: number}
              Zeit: {name: moment, role: event, type: date, formats: ["dd.MM.yyyy HH:mm"]}
              Schritt: {name: step, role: event}
              Ergebnis: {name: result, role: event}
              Betrag: {name: amount, role: input, type: money, currency: EUR, decimal: comma}
            events:
              checked: {step: '"Prüfung"', result: '"ja"'}
              refused: {step: '"Prüfung"', result: '"nein"'}
              paid: {step: '"Zahlung"'}
            outcomes:
              first_check: {first: {checked: fine, refused: not fine}}
              last_check: {last: {checked: fine, refused: not fine}}
              paid_on: {day_of: [paid]}
            """;
    private static final String HEADER = "Vorgang;Lfd;Zeit;Schritt;Ergebnis;Betrag\n";

    @TempDir
    private Path folder;

    private static Problems check(String yaml) {
        Problems problems = Problems.of("intake.yaml");
        YamlNode node = YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), problems);
        SchemaCheck.of("intake").check(node, problems);
        new IntakeCheck(node, Columns.of(node), problems).check();
        return problems;
    }

    private static Intake intake(String yaml) {
        assertThat(check(yaml).found()).isEmpty();
        return IntakeReader.read(YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), Problems.of("intake.yaml")));
    }

    private static List<Problem> mistakes(String old, String replacement) {
        assertThat(INTAKE).contains(old);
        return check(INTAKE.replace(old, replacement)).found();
    }

    private final List<Row.RejectedRow> nobodys = new ArrayList<>();

    /** The cases of a file, sorted as a database would. */
    private List<Row> cases(String lines) throws IOException {
        var reader = new RowReader(intake(INTAKE), ZoneId.of("Europe/Berlin"));
        Path file = Files.writeString(folder.resolve("log.csv"), HEADER + lines);
        var parts = new ArrayList<Row.Part>();
        reader.open(file, RowReader.Outcomes.EXPECTED).orThrow().parts(parts::add, nobodys::add);
        return parts.stream()
                .map(part -> Row.Part.fromJson(
                        part.line(),
                        part.group(),
                        part.place(),
                        Json.parseObject(part.toJson().compact())))
                .sorted(Comparator.comparing(Row.Part::place).thenComparing(Row.Part::line))
                .collect(Collectors.groupingBy(Row.Part::group, java.util.TreeMap::new, Collectors.toList()))
                .values()
                .stream()
                .map(reader::whole)
                .toList();
    }

    @Test
    void the_starting_row_gives_the_inputs_and_later_rows_give_outcomes() throws IOException {
        List<Row> cases = cases("""
                K2;1;02.01.2024 09:00;Antrag;;10,00
                K1;3;05.01.2024 09:00;Zahlung;;99,00
                K1;1;02.01.2024 08:00;Antrag;;1.240,50
                K1;2;03.01.2024 08:30;Prüfung;ja;77,00
                """);
        assertThat(cases).hasSize(2);
        assertThat(cases.getFirst()).isInstanceOfSatisfying(Row.SourceRow.class, row -> {
            assertThat(row.key()).containsExactly("K1");
            assertThat(row.line()).isEqualTo(4);
            assertThat(row.at()).isEqualTo(Instant.parse("2024-01-02T07:00:00Z"));
            assertThat(row.inputs()).containsOnlyKeys("amount");
            assertThat(row.inputs().get("amount")).hasToString("Numeric[number=1240.50]");
            assertThat(row.outcomes())
                    .containsEntry("first_check", Value.of("fine"))
                    .containsEntry("paid_on", Value.of(java.time.LocalDate.of(2024, 1, 5)))
                    .containsEntry("trail", Value.of("checked@2024-01-03T07:30:00Z paid@2024-01-05T08:00:00Z"));
        });
        assertThat(cases.get(1))
                .isInstanceOfSatisfying(
                        Row.SourceRow.class,
                        row -> assertThat(row.outcomes())
                                .containsEntry("first_check", Value.ABSENT)
                                .containsEntry("trail", Value.ABSENT));
    }

    @Test
    void the_first_and_the_last_of_several_checks_are_told_apart_and_what_says_nothing_is_other() throws IOException {
        List<Row> cases = cases("""
                K1;1;02.01.2024 08:00;Antrag;;5,00
                K1;2;03.01.2024 08:00;Prüfung;nein;
                K1;3;04.01.2024 08:00;Anruf;;
                K1;4;05.01.2024 08:00;Prüfung;ja;
                """);
        assertThat(((Row.SourceRow) cases.getFirst()).outcomes())
                .containsEntry("first_check", Value.of("not fine"))
                .containsEntry("last_check", Value.of("fine"))
                .extractingByKey("trail")
                .asString()
                .contains("refused@", "other@", "checked@");
    }

    @Test
    void what_came_before_the_starting_row_says_nothing_of_the_case() throws IOException {
        List<Row> cases = cases("""
                K1;0;01.01.2024 08:00;Prüfung;nein;3,00
                K1;1;02.01.2024 08:00;Antrag;;5,00
                K1;2;03.01.2024 08:00;Prüfung;ja;
                """);
        Row.SourceRow row = (Row.SourceRow) cases.getFirst();
        assertThat(row.outcomes()).containsEntry("first_check", Value.of("fine"));
        assertThat(row.inputs().get("amount")).hasToString("Numeric[number=5.00]");
    }

    @Test
    void a_case_with_a_row_that_cannot_be_read_is_rejected_whole_because_the_row_may_be_a_refusal() throws IOException {
        List<Row> cases = cases("""
                K1;1;02.01.2024 08:00;Antrag;;5,00
                K1;2;31.02.2024 08:00;Prüfung;nein;
                K2;x;02.01.2024 08:00;Antrag;;5,00
                """);
        assertThat(cases).allMatch(row -> row instanceof Row.RejectedRow);
        assertThat((Row.RejectedRow) cases.getFirst()).satisfies(bad -> {
            assertThat(bad.line()).isEqualTo(3);
            assertThat(bad.field()).isEqualTo("Zeit");
            assertThat(bad.value()).isEqualTo("31.02.2024 08:00");
            assertThat(bad.why()).contains("its case is left out", "not a date");
        });
        assertThat(((Row.RejectedRow) cases.get(1)).field()).isEqualTo("Lfd");
    }

    @Test
    void a_case_without_its_starting_row_and_a_row_of_no_case_are_rejected() throws IOException {
        List<Row> cases = cases("""
                K1;2;03.01.2024 08:00;Prüfung;ja;
                ;1;02.01.2024 08:00;Antrag;;5,00
                """);
        assertThat(((Row.RejectedRow) cases.getFirst()).why()).isEqualTo("no row starts this case");
        assertThat(nobodys).singleElement().satisfies(bad -> {
            assertThat(bad.line()).isEqualTo(3);
            assertThat(bad.field()).isEqualTo("Vorgang");
        });
    }

    @Test
    void more_rows_than_anybody_looks_at_one_case_are_a_column_that_names_no_case() throws IOException {
        var lines = new StringBuilder();
        for (int i = 0; i <= EventRows.MOST_ROWS; i++)
            lines.append("K1;").append(i).append(";02.01.2024 08:00;Antrag;;1,00\n");
        assertThat(cases(lines.toString()).getFirst())
                .isInstanceOfSatisfying(
                        Row.RejectedRow.class, bad -> assertThat(bad.why()).contains("more than 1000 rows"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "group_by: [claim]|group_by: [clam]|RMT-410|claim",
                "group_by: [claim]|group_by: [amount]|RMT-411|role key or event",
                "order_by: number|order_by: step|RMT-411|a date or a number",
                "order_by: number|order_by: numbr|RMT-410|number",
                "group_by: [claim]|repeat: distinct|RMT-411|group_by",
                "order_by: number|repeat: distinct|RMT-411|remove repeat",
                "first: {checked: fine|first: {cheked: fine|RMT-410|checked",
                "{day_of: [paid]}|{day_of: [paid], last: {paid: x}}|RMT-407|say one of them",
                "checked: {step: '\"Prüfung\"'|checked: {stap: '\"Prüfung\"'|RMT-105|step",
                "Betrag: {name: amount, role: input|Betrag: {name: amount, role: outcome|RMT-411|role event",
                "name: amount, role|name: trail, role|RMT-412|another name",
                "  paid: {step|  other: {step|RMT-409|lower case",
            })
    void a_mistake_in_an_intake_of_events_is_named_with_its_fix(
            String old, String replacement, String code, String help) {
        assertThat(mistakes(old, replacement)).anySatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.toString()).contains(" line ").contains(help);
        });
    }

    @Test
    void nothing_of_an_outcome_is_an_input_of_such_a_case() {
        String derived = "derived:\n  late: {from: first_check, starts_with: not}\ncolumns:";
        assertThat(mistakes("columns:", derived))
                .anySatisfy(problem ->
                        assertThat(problem.toString()).contains("RMT-411", "nothing of them is known before"));
    }
}

package remit.server.packs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Checked;
import remit.kernel.ProblemException;
import remit.kernel.Value;
import remit.process.Intake;

final class RowReaderTest {
    private static final String INTAKE = """
            schema: remit/v1
            key: [no]
            time: day
            columns:
              No: {name: no, role: key}
              Day: {name: day, role: input, type: date, formats: [dd/MM/yyyy, yyyy-MM-dd HH:mm]}
              Amount: {name: amount, role: input, type: money, currency: GBP, empty: ["-"]}
              Paid: {name: paid, role: input, type: flag, true: [J], false: [N]}
              Result: {name: result, role: outcome}
            derived:
              incomplete: {from: Result, starts_with: Missing}
            """;
    private static final String HEADER = "No,Day,Amount,Paid,Result\n";

    @TempDir
    private Path folder;

    private static Intake intake(String yaml) {
        Problems problems = Problems.of("intake.yaml");
        YamlNode node = YamlReader.read(yaml.getBytes(StandardCharsets.UTF_8), problems);
        SchemaCheck.of("intake").check(node, problems);
        new IntakeCheck(node, Columns.of(node), problems).check();
        assertThat(problems.found()).isEmpty();
        return IntakeReader.read(node);
    }

    private static RowReader reader(String yaml) {
        return new RowReader(intake(yaml), ZoneId.of("Europe/London"));
    }

    private Path file(String name, byte[] bytes) throws IOException {
        return Files.write(folder.resolve(name), bytes);
    }

    private Checked<DataFile> open(String content) throws IOException {
        return reader(INTAKE)
                .open(file("rows.csv", content.getBytes(StandardCharsets.UTF_8)), RowReader.Outcomes.EXPECTED);
    }

    private List<Row> rows(String content) throws IOException {
        var rows = new ArrayList<Row>();
        open(content).orThrow().rows(rows::add);
        return rows;
    }

    private Row.SourceRow row(String line) throws IOException {
        return (Row.SourceRow) rows(HEADER + line + "\n").getFirst();
    }

    private Row.RejectedRow rejected(String line) throws IOException {
        return (Row.RejectedRow) rows(HEADER + line + "\n").getFirst();
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        }
        return out.toByteArray();
    }

    @Test
    void a_row_becomes_typed_values_in_the_zone_of_the_process() throws IOException {
        Row.SourceRow row = row("A1,28/06/2024,\"(8,832.00)\",J,Missing form");

        assertThat(row.key()).containsExactly("A1");
        assertThat(row.at()).isEqualTo(Instant.parse("2024-06-27T23:00:00Z"));
        assertThat(row.inputs())
                .containsEntry("amount", Value.of(new BigDecimal("-8832.00")))
                .containsEntry("day", Value.of(LocalDate.of(2024, 6, 28)))
                .containsEntry("paid", Value.of(true))
                .containsEntry("incomplete", Value.of(true))
                .doesNotContainKey("result");
        assertThat(row.outcomes()).containsOnlyKeys("result");
    }

    @Test
    void a_derived_input_is_no_part_of_the_content_because_it_changes_with_its_outcome() throws IOException {
        Row.SourceRow before = row("A1,28/06/2024,1.00,J,Missing form");
        Row.SourceRow after = row("A1,28/06/2024,1.00,J,Paid");

        assertThat(after.content()).isEqualTo(before.content());
        assertThat(after.outcomeContent()).isNotEqualTo(before.outcomeContent());
    }

    @Test
    void a_bad_input_becomes_a_case_that_says_why() throws IOException {
        assertThat(row("A1,28/06/2024,n/k,J,").inputs().get("amount"))
                .isEqualTo(new Value.IllTyped("n/k", "not a number"));
        assertThat(row("A1,28/06/2024,NaN,J,").inputs().get("amount")).isInstanceOf(Value.IllTyped.class);
        assertThat(row("A1,28/06/2024,-,J,").inputs().get("amount")).isEqualTo(Value.ABSENT);
        assertThat(row("A1,28/06/2024,3.0E12,J,").inputs().get("amount"))
                .isEqualTo(Value.of(new BigDecimal("3000000000000")));
        assertThat(row("A1,28/06/2024,1,maybe,").inputs().get("paid")).isInstanceOf(Value.IllTyped.class);
    }

    @Test
    void an_amount_in_another_currency_is_read_and_keeps_it_but_is_other_content() throws IOException {
        Row.SourceRow euros = row("A1,28/06/2024,5 EUR,J,");
        Row.SourceRow pounds = row("A1,28/06/2024,5 GBP,J,");

        assertThat(euros.inputs()).containsEntry("amount", Value.of(new BigDecimal("5")));
        assertThat(euros.currencies()).containsExactly(Map.entry("amount", "EUR"));
        assertThat(pounds.inputs()).isEqualTo(euros.inputs());
        assertThat(pounds.currencies()).isEmpty();
        assertThat(euros.content()).isNotEqualTo(pounds.content());
        assertThat(euros.content().object("inputs").object("amount").text("raw"))
                .isEqualTo("5 EUR");
        assertThat(pounds.content()).isEqualTo(row("A1,28/06/2024,5,J,").content());
    }

    @Test
    void a_row_without_key_or_time_or_with_an_impossible_day_is_rejected() throws IOException {
        assertThat(rejected(" ,28/06/2024,1,J,").field()).isEqualTo("No");
        assertThat(rejected("A1,,1,J,").why()).isEqualTo("the time is empty");
        assertThat(rejected("A1,31/02/2024,1,J,").value()).isEqualTo("31/02/2024");
        assertThat(rejected("A1,28/06/2024").why()).isEqualTo("the row has 2 fields, the header 5");
    }

    @Test
    void an_unclosed_quote_costs_its_own_line_only() throws IOException {
        List<Row> rows = rows(HEADER + "A1,28/06/2024,1,J,\"open\nA2,28/06/2024,2,N,\"ok\"\nA3,28/06/2024,3,N,x\n");

        assertThat(rows).hasSize(3);
        assertThat(rows.get(0)).isInstanceOf(Row.RejectedRow.class);
        assertThat(rows.get(0).line()).isEqualTo(2);
        assertThat(rows.get(1)).isInstanceOfSatisfying(Row.SourceRow.class, row -> {
            assertThat(row.keyText()).isEqualTo("A2");
            assertThat(row.line()).isEqualTo(3);
        });
        assertThat(rows.get(2)).isInstanceOf(Row.SourceRow.class);
    }

    @Test
    void a_quoted_field_may_hold_delimiters_quotes_and_line_ends() throws IOException {
        List<Row> rows = rows(HEADER + "A1,28/06/2024,1,J,\"a,\"\"b\"\"\nc\"\r\nA2,28/06/2024,1,J,\n");

        Row.SourceRow first = (Row.SourceRow) rows.getFirst();
        assertThat(first.outcomes()).containsEntry("result", Value.of("a,\"b\"\nc"));
        assertThat(rows.get(1).line()).isEqualTo(4);
    }

    @Test
    void an_endless_line_is_rejected_and_reading_goes_on() throws IOException {
        List<Row> rows = rows(HEADER + "A1," + "x".repeat(3 << 20) + "\nA2,28/06/2024,1,J,\n");

        assertThat(rows.get(0)).isInstanceOfSatisfying(Row.RejectedRow.class, row -> {
            assertThat(row.why()).contains("longer than");
            assertThat(row.value()).hasSizeLessThan(300);
        });
        assertThat(rows.get(1)).isInstanceOf(Row.SourceRow.class);
    }

    @Test
    void a_missing_column_is_named_with_what_it_may_be_called() throws IOException {
        assertThat(open("No,Day,Ammount,Paid,Result\nA1,28/06/2024,1,J,\n").problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("RMT-437");
                    assertThat(problem.what()).isEqualTo("the column \"Amount\" is missing");
                    assertThat(problem.fix())
                            .startsWith("did you mean \"Ammount\"?")
                            .contains("No, Day, Amount, Paid, Result");
                });
        assertThat(open("Number,Day,Ammount,Paid,Result\nA1,28/06/2024,1,J,\n").problems())
                .as("one problem names them all")
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.what()).isEqualTo("2 columns are missing: \"No\", \"Amount\"");
                    assertThat(problem.fix()).startsWith("\"Amount\": did you mean \"Ammount\"?");
                });
        assertThat(open("No;Day;Amount;Paid;Result\nA1;;;;\n")
                        .problems()
                        .getFirst()
                        .fix())
                .contains("format.delimiter");
        assertThat(open("No,Day,Amount,Amount,Paid,Result\n")
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-438");
    }

    @Test
    void a_file_of_new_work_may_lack_its_outcomes() throws IOException {
        byte[] bytes = "No,Day,Amount,Paid\nA1,28/06/2024,1,J\n".getBytes(StandardCharsets.UTF_8);
        Path file = file("new.csv", bytes);

        assertThat(reader(INTAKE).open(file, RowReader.Outcomes.EXPECTED).problems())
                .hasSize(1);
        var rows = new ArrayList<Row>();
        reader(INTAKE).open(file, RowReader.Outcomes.OPTIONAL).orThrow().rows(rows::add);
        assertThat(rows)
                .singleElement()
                .isInstanceOfSatisfying(
                        Row.SourceRow.class, row -> assertThat(row.outcomes()).containsEntry("result", Value.ABSENT));
    }

    @Test
    void files_that_are_no_files_of_rows_are_refused_with_their_reason() throws IOException {
        assertThat(open("").problems().getFirst().code()).isEqualTo("RMT-432");
        assertThat(open(HEADER).problems().getFirst().code()).isEqualTo("RMT-433");
        assertThat(open("\n\n").problems().getFirst().code()).isEqualTo("RMT-432");
        assertThat(reader(INTAKE)
                        .open(folder, RowReader.Outcomes.EXPECTED)
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-431");
        assertThat(reader(INTAKE)
                        .open(folder.resolve("no.csv"), RowReader.Outcomes.EXPECTED)
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-430");
        Path text = file("text.csv.gz", (HEADER + "A1,28/06/2024,1,J,\n").getBytes(StandardCharsets.UTF_8));
        assertThat(reader(INTAKE)
                        .open(text, RowReader.Outcomes.EXPECTED)
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-434");
    }

    @Test
    void a_gzip_cut_anywhere_is_refused_before_a_row_is_used() throws IOException {
        byte[] whole = gzip((HEADER + "A1,28/06/2024,1,J,\n".repeat(2000)).getBytes(StandardCharsets.UTF_8));
        for (int length = 2; length < whole.length; length++) {
            Path cut = file("cut.csv.gz", Arrays.copyOf(whole, length));
            Checked<DataFile> opened = reader(INTAKE).open(cut, RowReader.Outcomes.EXPECTED);
            assertThat(opened.problems())
                    .as("cut at %d of %d", length, whole.length)
                    .isNotEmpty();
        }
        Path good = file("whole.csv.gz", whole);
        assertThat(reader(INTAKE)
                        .open(good, RowReader.Outcomes.EXPECTED)
                        .orThrow()
                        .facts()
                        .rows())
                .isEqualTo(2000);
    }

    @Test
    void bytes_of_another_encoding_are_named_with_their_line() throws IOException {
        String text = HEADER + "A1,28/06/2024,1,J,x\n" + "A2,28/06/2024,1,J,caf\u00e9\n";
        Path file = file("latin.csv", text.getBytes(Charset.forName("windows-1252")));

        assertThat(reader(INTAKE).open(file, RowReader.Outcomes.EXPECTED).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.code()).isEqualTo("RMT-436");
                    assertThat(problem.place()).endsWith("line 3");
                    assertThat(problem.what()).contains("E9");
                });
        Path wide = file("wide.csv", ("\uFEFF" + text).getBytes(StandardCharsets.UTF_16LE));
        assertThat(reader(INTAKE).open(wide, RowReader.Outcomes.EXPECTED).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.fix()).contains("UTF-16"));
        RowReader latin = reader("format: {encoding: windows-1252}\n" + INTAKE);
        var rows = new ArrayList<Row>();
        latin.open(file, RowReader.Outcomes.EXPECTED).orThrow().rows(rows::add);
        assertThat(((Row.SourceRow) rows.get(1)).outcomes()).containsEntry("result", Value.of("caf\u00e9"));
    }

    @Test
    void a_key_that_nobody_could_type_and_a_cell_of_pages_become_no_case() throws IOException {
        assertThat(rejected("\"A\u001b[31mRED\",28/06/2024,1,J,x"))
                .returns("the key holds a control character", Row.RejectedRow::why)
                .returns("No", Row.RejectedRow::field);
        assertThat(rejected("A".repeat(501) + ",28/06/2024,1,J,x").why())
                .isEqualTo("a key of more than 500 characters");
        assertThat(rejected("A1,28/06/2024,1,J," + "x".repeat(65_537)).why())
                .isEqualTo("a cell of more than 65536 characters");
        assertThat(row("A".repeat(500) + ",28/06/2024,1,J,x").key()).hasSize(1);
    }

    @Test
    void a_byte_order_mark_and_any_order_of_columns_are_read() throws IOException {
        List<Row> rows = rows("\uFEFFResult, Day ,No,Amount,Paid,Other\nx,28/06/2024,A1,1,J,z\n");

        assertThat(rows)
                .singleElement()
                .isInstanceOfSatisfying(
                        Row.SourceRow.class, row -> assertThat(row.keyText()).isEqualTo("A1"));
    }

    @Test
    void a_file_that_changes_under_the_reader_is_noticed() throws IOException {
        DataFile file = open(HEADER + "A1,28/06/2024,1,J,\n").orThrow();
        Files.writeString(folder.resolve("rows.csv"), HEADER + "A1,28/06/2024,2,J,\n");

        assertThatThrownBy(() -> file.rows(row -> {}))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("RMT-439");
    }

    @ParameterizedTest
    @CsvSource({
        "2024-06-28,2024-06-27T23:00:00Z",
        "2024-06-28 10:00,2024-06-28T09:00:00Z",
        "2024-06-28T10:00:05,2024-06-28T09:00:05Z",
        "2024-06-28T10:00:00.123+02:00,2024-06-28T08:00:00.123Z",
        "2024-06-28T10:00:00+0200,2024-06-28T08:00:00Z",
        "2024-06-28T10:00:00Z,2024-06-28T10:00:00Z"
    })
    void without_formats_a_date_is_iso_8601_with_or_without_time_and_offset(String written, Instant at) {
        RowReader reader = reader(
                "schema: remit/v1\nkey: [no]\ntime: day\ncolumns:\n  No: {role: key}\n  Day: {role: input, type: date}\n");

        assertThat(reader.read(Map.of("no", "A1", "day", written), 1, null))
                .isInstanceOfSatisfying(
                        Row.SourceRow.class, row -> assertThat(row.at()).isEqualTo(at));
        assertThat(reader.read(Map.of("no", "A1", "day", written.replace("-06-28", "-06-31")), 1, null))
                .isInstanceOf(Row.RejectedRow.class);
    }

    @Test
    void an_event_is_read_by_name_or_header_and_takes_the_time_it_came_in() {
        Instant received = Instant.parse("2024-06-28T09:00:00Z");
        RowReader reader = reader(INTAKE);

        Row row = reader.read(Map.of("no", "A1", "Amount", "5", "unknown", "x"), 1, received);
        assertThat(row).isInstanceOfSatisfying(Row.SourceRow.class, good -> {
            assertThat(good.at()).isEqualTo(received);
            assertThat(good.inputs()).containsEntry("amount", Value.of(new BigDecimal("5")));
        });
        assertThat(reader.read(Map.of("no", "A1"), 1, null)).isInstanceOf(Row.RejectedRow.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"day", "Day"})
    void a_time_that_is_there_and_empty_is_no_time_as_in_a_file(String field) {
        Instant received = Instant.parse("2024-06-28T09:00:00Z");

        assertThat(reader(INTAKE).read(Map.of("no", "A1", field, " "), 1, received))
                .isInstanceOfSatisfying(
                        Row.RejectedRow.class, row -> assertThat(row.why()).isEqualTo("the time is empty"));
    }
}

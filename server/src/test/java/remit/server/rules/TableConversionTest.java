package remit.server.rules;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;
import org.apache.commons.compress.utils.SeekableInMemoryByteChannel;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import remit.dmn.DmnFile;
import remit.dmn.DmnVersion;
import remit.dmn.TableText;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.rules.TableConversion.Source;
import remit.server.rules.TableConversion.Wanted;
import remit.server.rules.TableConversion.Written;
import remit.testing.Property;
import remit.testing.TestingTexts;

final class TableConversionTest {
    private static final String SHEET = """
            Remit table,1
            table,Discount
            hit policy,FIRST
            column,input,input,output,note,description,id
            name,kind,sum,rate,Why,,
            label,Kind,Sum,Rate,,,
            type,string,number,number,,,
            allowed,""" + "\"\"\"gold\"\",\"\"plain\"\"\",,,,,\n" + """
            default,,,0,,,
            1,"\""gold\""",>= 100,0.1,'=contract,loyal,r1
            2,-,,0,,,r2
            """;

    private static Checked<Written> convert(String from, byte[] bytes, String to, @Nullable Source into) {
        return TableConversion.convert(
                new Source(from, bytes), new Wanted(to, Optional.empty(), into, DmnVersion.V1_3));
    }

    private static byte[] converted(String from, byte[] bytes, String to) {
        return convert(from, bytes, to, null).orThrow().bytes();
    }

    private static TableText text(byte[] dmn, String name) {
        return DmnFile.read(dmn, "read.dmn").then(file -> file.table(name)).orThrow();
    }

    private static List<Problem> problems(String sheet) {
        return convert("rules.csv", sheet.getBytes(UTF_8), "rules.dmn", null).problems();
    }

    @ParameterizedTest
    @ValueSource(strings = {"rules.csv", "rules.xlsx"})
    void any_table_comes_back_from_a_sheet_as_it_was(String sheet) {
        Property.forAll(sheet.endsWith("csv") ? 250 : 60, chance -> {
            TableText text = TestingTexts.table(chance, "Some table");
            byte[] dmn =
                    DmnFile.of(text, "a.dmn").orThrow().bytes(DmnVersion.V1_3).orThrow();
            byte[] written = converted("a.dmn", dmn, sheet);
            assertThat(converted("a.dmn", dmn, sheet)).isEqualTo(written);
            assertThat(text(converted(sheet, written, "b.dmn"), "Some table")).isEqualTo(text);
            Written merged =
                    convert(sheet, written, "b.dmn", new Source("a.dmn", dmn)).orThrow();
            assertThat(merged.bytes()).isEqualTo(dmn);
            assertThat(merged.rows()).isEqualTo(text.rows().size());
        });
    }

    @Test
    void rows_changed_in_a_sheet_are_merged_and_the_rest_of_the_file_is_kept() {
        Property.forAll(100, chance -> {
            TableText text = TestingTexts.table(chance, "Some table");
            TableText wanted = TestingTexts.edited(chance, text);
            String dmn = new String(
                            DmnFile.of(text, "a.dmn")
                                    .orThrow()
                                    .bytes(DmnVersion.V1_3)
                                    .orThrow(),
                            UTF_8)
                    .replace(
                            "<decision id",
                            "<extensionElements><x xmlns=\"urn:x\">kept</x></extensionElements><decision id");
            byte[] csv = CsvSheet.write(TableSheet.write(wanted, "rules.csv").grid());
            byte[] merged = convert("rules.csv", csv, "b.dmn", new Source("a.dmn", dmn.getBytes(UTF_8)))
                    .orThrow()
                    .bytes();
            assertThat(new String(merged, UTF_8)).contains("<x xmlns=\"urn:x\">kept</x>");
            assertThat(text(merged, "Some table").rows().stream().map(TableText.Row::cells))
                    .isEqualTo(wanted.rows().stream().map(TableText.Row::cells).toList());
        });
    }

    @Test
    void the_tables_of_the_packs_come_back_unchanged() throws IOException {
        try (var packs = Files.list(Path.of("..", "packs"))) {
            List<Path> files = packs.map(pack -> pack.resolve("authority.dmn"))
                    .filter(Files::isRegularFile)
                    .toList();
            assertThat(files).isNotEmpty();
            for (Path file : files) {
                byte[] dmn = Files.readAllBytes(file);
                byte[] plain = DmnFile.read(dmn, "a.dmn")
                        .orThrow()
                        .bytes(DmnVersion.V1_3)
                        .orThrow();
                for (String sheet : List.of("a.csv", "a.xlsx")) {
                    Checked<Written> merged =
                            convert(sheet, converted("a.dmn", dmn, sheet), "b.dmn", new Source("a.dmn", dmn));
                    assertThat(merged.orThrow().bytes()).isEqualTo(plain);
                }
            }
        }
    }

    @Test
    void a_sheet_that_a_person_typed_is_a_table() {
        TableText text = text(converted("rules.csv", SHEET.getBytes(UTF_8), "new.dmn"), "Discount");
        assertThat(text.columns().inputs().getFirst())
                .isEqualTo(new TableText.In("kind", "Kind", "string", "\"gold\",\"plain\""));
        assertThat(text.rows().getFirst())
                .isEqualTo(new TableText.Row(
                        "r1", List.of("\"gold\"", ">= 100"), List.of("0.1"), List.of("=contract"), "loyal"));
        String semicolons = "Remit table;1\r\ntable;T\r\nhit policy;F\r\ncolumn;input;output\r\nname;a;\r\n"
                + "type;number;number\r\n1;1,5;2\r\n";
        assertThat(text(converted("t.csv", semicolons.getBytes(UTF_8), "t.dmn"), "T")
                        .rows()
                        .getFirst()
                        .cells())
                .containsExactly("1,5");
    }

    @Test
    void no_cell_of_a_csv_file_is_a_formula_to_a_spreadsheet() {
        Property.forAll(200, chance -> {
            TableText text = TestingTexts.table(chance, "=name()");
            String csv = new String(CsvSheet.write(TableSheet.write(text, "x").grid()), UTF_8);
            Grid raw = raw(csv.substring(1));
            for (List<String> row : raw.rows()) {
                for (String cell : row) {
                    assertThat(cell).doesNotStartWith("=").doesNotStartWith("+").doesNotStartWith("@");
                    if (cell.startsWith("-")) assertThat(cell).matches("-|-\\d+(\\.\\d+)?");
                }
            }
        });
    }

    /** The cells as a spreadsheet sees them, guards and all. */
    private static Grid raw(String csv) {
        var rows = new ArrayList<List<String>>();
        try (var reader = de.siegmar.fastcsv.reader.CsvReader.builder()
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(csv)) {
            reader.forEach(row -> rows.add(row.getFields()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return new Grid("x", rows);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "Remit table,1|name,sum|RMT-162 rules.csv row 1 column A|does not begin with|convert wrote",
                "type,string|typo,string|RMT-162 rules.csv|\"type\" is missing|put it back",
                "hit policy,FIRST|hit policies,FIRST|RMT-162 rules.csv row 3 column A|no line \"hit policies\"|did you mean \"hit policy\"?",
                "hit policy,FIRST|hit policy,BEST|RMT-103 rules.csv row 3 column B|no hit policy \"BEST\"|COLLECT SUM",
                "input,input|input,imput|RMT-162 rules.csv row 4 column C|no kind \"imput\"|did you mean \"input\"?",
                "number,number|numeric,number|RMT-106 rules.csv row 7 column C|no type \"numeric\"|yearMonthDuration",
                ">= 100|5k|RMT-104 rules.csv row 10 column C|5k is not a number|write 5000",
                "2,-,|2,gold,|RMT-104 rules.csv row 11 column B|without quotes|write \"gold\"",
                ",0,,,r2|,0;1,,,r2|RMT-104 rules.csv row 11 column D|0;1 is not a number|write",
                "2,-,,0,,,r2|2,-,,0,,,r2,more|RMT-110 rules.csv row 11 column H|beyond the last column|move it",
                "default,,,0|default,,,none|RMT-104 rules.csv row 9 column D|no fact \"none\"|literal",
                "table,Discount|table,|RMT-162 rules.csv row 2 column B|has no name|give it one",
                "column,input,input,output|column,input,input,input|RMT-107 rules.csv row 4|no output|output",
                ">= 100|>= 'x'|RMT-104 rules.csv row 10 column C|not a value|5000",
            })
    void what_is_wrong_in_a_sheet_is_named_by_row_and_column(
            String there, String wrong, String place, String what, String fix) {
        assertThat(SHEET).contains(there);
        assertThat(problems(SHEET.replace(there, wrong))).anySatisfy(problem -> {
            assertThat(problem.code() + " " + problem.place()).isEqualTo(place);
            assertThat(problem.what()).contains(what);
            assertThat(problem.fix()).contains(fix);
        });
    }

    @Test
    void a_copied_row_is_a_new_row_and_capitals_of_a_spreadsheet_are_read() {
        String sheet = """
                Remit table,1
                table,T
                hit policy,FIRST
                column,input,output,id
                name,open,said
                type,boolean,boolean
                1,TRUE,FALSE,r1
                2,FALSE,TRUE,r1
                """;
        TableText text = text(converted("t.csv", sheet.getBytes(UTF_8), "t.dmn"), "T");
        assertThat(text.rows())
                .containsExactly(
                        new TableText.Row("r1", List.of("true"), List.of("false"), List.of(), ""),
                        new TableText.Row("row_1", List.of("false"), List.of("true"), List.of(), ""));
    }

    /** The sheet as a workbook, with one cell of another kind. */
    private interface Strange {
        void put(Worksheet sheet);
    }

    private static byte[] workbook(Strange strange) {
        var out = new ByteArrayOutputStream();
        try (Workbook workbook = new Workbook(out, "Test", null)) {
            Worksheet sheet = workbook.newWorksheet("Other name");
            Grid grid = CsvSheet.read(SHEET.getBytes(UTF_8), "x").orThrow();
            for (int row = 0; row < grid.rows().size(); row++) {
                for (int column = 0; column < grid.width(row); column++) sheet.value(row, column, grid.at(row, column));
            }
            strange.put(sheet);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    @Test
    void a_workbook_that_a_person_saved_is_read_by_what_its_cells_mean() {
        byte[] typed = workbook(sheet -> sheet.value(9, 3, 0.1));
        assertThat(text(converted("t.xlsx", typed, "t.dmn"), "Discount")
                        .rows()
                        .getFirst()
                        .says())
                .containsExactly("0.1");
    }

    @Test
    void formulas_dates_and_other_sheets_are_refused_by_name() {
        byte[] formula = workbook(sheet -> sheet.formula(9, 3, "1+1"));
        assertThat(convert("t.xlsx", formula, "t.dmn", null).problems())
                .singleElement()
                .satisfies(problem -> {
                    assertThat(problem.place()).isEqualTo("t.xlsx row 10 column D");
                    assertThat(problem.what()).contains("the formula =1+1");
                });
        byte[] date = workbook(sheet -> {
            sheet.value(9, 2, java.time.LocalDate.of(2026, 1, 31));
            sheet.style(9, 2).format("yyyy-mm-dd").set();
        });
        assertThat(convert("t.xlsx", date, "t.dmn", null).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.fix()).contains("date(\"2026-01-31\")"));
        byte[] other = workbook(sheet -> sheet.value(0, 0, "Budget"));
        assertThat(convert("t.xlsx", other, "t.dmn", null).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("no sheet begins", "Other name"));
        assertThat(convert("t.xls", other, "t.dmn", null).problems().getFirst().fix())
                .isEqualTo("use .dmn, .csv or .xlsx");
    }

    @Test
    void a_workbook_that_was_made_to_harm_is_refused() throws IOException {
        byte[] good = workbook(_ -> {});
        assertThat(refusal(with(good, "xl/media/bomb", new byte[70 << 20]))).contains("unpacks to more");
        assertThat(refusal(with(good, "docProps/app.xml", "<!DOCTYPE x><x/>".getBytes(UTF_8))))
                .contains("document type declaration");
        assertThat(refusal("PK not".getBytes(UTF_8))).contains("not a workbook");
        assertThat(refusal(new byte[(16 << 20) + 1])).contains("larger than 16 MiB");
        Property.forAll(150, chance -> {
            byte[] damaged = chance.flip() ? good.clone() : with(good, part(chance), piece(chance));
            for (int i = chance.between(0, 5); i > 0; i--)
                damaged[chance.below(damaged.length)] = (byte) chance.between(0, 255);
            convert("t.xlsx", damaged, "t.dmn", null)
                    .problems()
                    .forEach(problem -> assertThat(problem.fix()).isNotBlank());
        });
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            <c r="ZZZZZZ1"><v>1</v></c>               | a cell stands at ZZZZZZ1, where no sheet has one
            <c r="XFE1"><v>1</v></c>                  | a cell stands at XFE1, where no sheet has one
            <c r="&#65;AAAA1"><v>1</v></c>            | a cell stands at AAAAA1, where no sheet has one
            <c r="A1" t="s"><v>2000000000</v></c>     | a cell points at the text 2000000000, which the workbook does not hold
            <c r="A1" t="s"><v>2<b/>000000000</v></c> | the value of a cell is no text
            <c t="s"><c r="A1"><v>2000000000</v></c></c> | a cell stands within another one
            """)
    void a_few_bytes_of_a_workbook_do_not_ask_for_all_memory(String cell, String refusal) {
        String sheet = "<worksheet><sheetData><row r=\"1\">" + cell + "</row></sheetData></worksheet>";
        assertThat(refusal(with(workbook(_ -> {}), "xl/worksheets/sheet1.xml", sheet.getBytes(UTF_8))))
                .contains(refusal);
    }

    @Test
    void a_sheet_of_many_rows_and_one_wide_one_is_refused_before_it_is_read() {
        String sheet = "<worksheet><sheetData><row><c r=\"XFD1\"/></row>" + "<row/>".repeat(20_000)
                + "</sheetData></worksheet>";
        assertThat(refusal(with(workbook(_ -> {}), "xl/worksheets/sheet1.xml", sheet.getBytes(UTF_8))))
                .contains("larger than a table can be");
    }

    private static String part(Property.Chance chance) {
        return chance.oneOf(
                "xl/workbook.xml",
                "xl/worksheets/sheet1.xml",
                "xl/sharedStrings.xml",
                "xl/styles.xml",
                "[Content_Types].xml");
    }

    private static byte[] piece(Property.Chance chance) {
        return chance.oneOf(
                        "",
                        "<a>",
                        "<worksheet><sheetData><row r=\"x\"><c r=\"A1\" t=\"s\"><v>99</v></c></row></sheetData></worksheet>",
                        "<worksheet><sheetData><row r=\"1\"><c r=\"ZZZZZZ1\"><v>1</v></c></row></sheetData></worksheet>",
                        "<sst count=\"999999999\" uniqueCount=\"999999999\"/>")
                .getBytes(UTF_8);
    }

    private static String refusal(byte[] xlsx) {
        return convert("t.xlsx", xlsx, "t.dmn", null).problems().getFirst().what();
    }

    private static byte[] with(byte[] workbook, String name, byte[] part) {
        var out = new ByteArrayOutputStream();
        try (var in = ZipFile.builder()
                        .setSeekableByteChannel(new SeekableInMemoryByteChannel(workbook))
                        .get();
                var zip = new ZipOutputStream(out)) {
            for (ZipArchiveEntry entry : Collections.list(in.getEntries())) {
                if (entry.getName().equals(name)) continue;
                zip.putNextEntry(new ZipEntry(entry.getName()));
                in.getInputStream(entry).transferTo(zip);
            }
            zip.putNextEntry(new ZipEntry(name));
            zip.write(part);
            zip.closeEntry();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return out.toByteArray();
    }

    @Test
    void a_file_of_several_tables_asks_which_and_dmn_is_said_in_another_version() {
        TableText one = new TableText(
                "One",
                remit.rules.HitPolicy.FIRST,
                new TableText.Columns(List.of(), List.of(new TableText.Out("", "", "number", "", "")), List.of()),
                List.of(),
                List.of());
        String dmn = new String(
                DmnFile.of(one, "a.dmn").orThrow().bytes(DmnVersion.V1_3).orThrow(), UTF_8);
        int begin = dmn.indexOf("  <decision ");
        int end = dmn.indexOf("</definitions>");
        String second = dmn.substring(begin, end).replace("\"One\"", "\"Two\"").replace("id=\"", "id=\"second_");
        byte[] both = (dmn.substring(0, end) + second + dmn.substring(end)).getBytes(UTF_8);
        assertThat(convert("a.dmn", both, "a.csv", null).problems().getFirst().fix())
                .contains("One, Two");
        var wanted = new Wanted("a.csv", Optional.of("Two"), null, DmnVersion.V1_3);
        assertThat(TableConversion.convert(new Source("a.dmn", both), wanted)
                        .orThrow()
                        .table())
                .isEqualTo("Two");
        var newer = new Wanted("b.dmn", Optional.empty(), null, DmnVersion.V1_5);
        byte[] up = TableConversion.convert(new Source("a.dmn", both), newer)
                .orThrow()
                .bytes();
        assertThat(new String(up, UTF_8)).contains("20230324/MODEL");
        assertThat(converted("b.dmn", up, "c.dmn")).isEqualTo(both);
        byte[] csv = converted("x.dmn", dmn.getBytes(UTF_8), "x.csv");
        assertThat(convert("x.csv", csv, "y.csv", new Source("a.dmn", both)).problems())
                .isNotEmpty();
    }
}

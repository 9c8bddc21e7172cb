package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.casework.Phase;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.cases.CaseStory;
import remit.server.runs.TestingPurchases.Line;
import remit.server.store.CaseReader;

/** What a file can do wrong: nothing is decided and nothing is left behind, or the one row says what is wrong with it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class BadInputIT {
    private Path folder;
    private TestingOffice office;

    @BeforeAll
    void open(@TempDir Path temporary) {
        folder = temporary;
        office = TestingOffice.open(folder);
    }

    @AfterAll
    void close() {
        office.close();
    }

    private static byte[] zipped(String text) throws IOException {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return out.toByteArray();
    }

    /** The file is refused as a whole, with what is wrong and what to do, and the data directory is as it was. */
    private void assertRefused(String process, Path file, String... words) {
        TestingShop shop = TestingShop.of(process);

        List<Problem> problems = office.tryRun(shop.pack(folder), file, "0.5").problems();

        assertThat(problems).isNotEmpty().allSatisfy(problem -> {
            assertThat(problem.code()).matches("RMT-\\d{3}");
            assertThat(problem.fix()).isNotBlank();
        });
        assertThat(problems.toString()).contains(words);
        assertThat(office.events(process)).isZero();
        assertThat(office.count("run where process = ?", process)).isZero();
        assertThat(office.count("case_view where process = ?", process)).isZero();
        assertThat(office.count("pg_tables where tablename like 'staging%'")).isZero();
        assertThat(office.dropped(process)).isEmpty();
    }

    @Test
    void a_truncated_gzip_is_refused_as_a_whole() throws IOException {
        byte[] whole = zipped(TestingShop.of("x").csv(TestingPurchases.ledger(1, 2_000)));
        Path file = folder.resolve("cut.csv.gz");
        Files.write(file, Arrays.copyOf(whole, whole.length * 2 / 3));
        assertRefused("truncated", file, "cut.csv.gz");
    }

    @Test
    void a_wrong_encoding_is_refused_with_its_place() throws IOException {
        List<Line> lines = new ArrayList<>(TestingPurchases.ledger(2, 50));
        String text = TestingShop.of("x").csv(lines).replace("Amber Paper", "Am\u00e9r Paper");
        Path file = folder.resolve("latin.csv");
        Files.write(file, text.getBytes(StandardCharsets.ISO_8859_1));
        assertRefused("encoding", file, "UTF-8");
    }

    @Test
    void a_missing_column_is_refused_by_name() throws IOException {
        Path file = TestingShop.of("x").file(folder, "column.csv", TestingPurchases.ledger(3, 50));
        Files.writeString(file, Files.readString(file).replaceFirst("Amount", "Amuont"));
        assertRefused("column", file, "Amount", "Amuont");
    }

    @Test
    void an_endless_line_is_one_rejected_row_or_a_refusal_never_a_full_memory() throws IOException {
        Path file = TestingShop.of("x").file(folder, "endless.csv", TestingPurchases.ledger(4, 50));
        try (var out = Files.newBufferedWriter(file, java.nio.file.StandardOpenOption.APPEND)) {
            for (int i = 0; i < 64; i++) out.write("x".repeat(1 << 20));
        }
        long before = used();

        RunReport report = office.tryRun(TestingShop.of("endless").pack(folder), file, "0.5")
                .orThrow();

        assertThat(used() - before).as("bytes kept").isLessThan(16L << 20);
        assertThat(report.json().number("rejected", 0)).isEqualTo(1);
        assertThat(report.json().number("rows", 0)).isEqualTo(51);
        assertThat(office.rejected())
                .hasSize(2)
                .last()
                .satisfies(line -> assertThat(((String) line).length()).isLessThan(2_000));
    }

    private static long used() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }

    @Test
    void a_file_that_is_not_there_or_empty_is_refused() throws IOException {
        assertRefused("absent", folder.resolve("nobody.csv"), "nobody.csv");
        assertRefused("empty", Files.writeString(folder.resolve("empty.csv"), ""), "empty.csv");
    }

    @Test
    void an_empty_or_unreadable_required_input_stops_its_case_naming_field_line_and_value() {
        List<Line> lines = new ArrayList<>(TestingPurchases.ledger(5, 100));
        lines.set(90, lines.get(90).withAmount(""));
        lines.set(91, lines.get(91).withAmount("5k"));
        lines.set(92, lines.get(92).withAmount("3e12"));
        lines.set(93, lines.get(93).withAmount("3000000000000"));
        TestingShop shop = TestingShop.of("required");

        Json.Obj summary = office.run(shop.pack(folder), shop.file(folder, "required.csv", lines), "0.5");

        assertThat(summary.number("rejected", -1)).isZero();
        assertThat(stop("D100090")).contains("amount is missing", "\"line\":92");
        assertThat(stop("D100091")).contains("amount is not a", "5k", "\"line\":93");
        // A number in exponent form: taken as one or not, three trillion never clear.
        assertThat(stop("D100092")).containsAnyOf("3e12", "above a million");
        assertThat(stop("D100093")).contains("above a million");
        assertThat(leaves())
                .as("a value stands in a payload, which can be erased")
                .doesNotContain("5k");
    }

    /** Why the case of that document was stopped, with the details that its payload keeps. */
    private String stop(String document) {
        CaseReader.CaseRow row =
                office.installation().reader().find("required/" + document).orThrow();
        assertThat(row.state().phase()).as(document).isEqualTo(Phase.STOPPED);
        Json.Obj story = new CaseStory(
                        office.installation().reader(), office.installation().versions(), id -> Optional.empty())
                .tell(row);
        Json.Obj decided = (Json.Obj) story.array("timeline").stream()
                .filter(event -> ((Json.Obj) event).text("type", "").equals("Decided"))
                .findFirst()
                .orElseThrow();
        return decided.object("body").text("reason") + decided.object("payload").compact();
    }

    private String leaves() {
        return office.text("select string_agg(leaf, '') from event where process = 'required'");
    }

    @Test
    void rows_of_every_kind_of_dirt_keep_the_sum_of_fates() {
        List<String> rows = List.of(
                "D1,2024-01-02,S01,Amber,Parks,10.00",
                "D2,2024-01-02,S01,Amber,Parks,10.00,,A4001,one too many",
                "D3,2024-13-01,S01,Amber,Parks,10.00,,A4001",
                "D4,0206-01-02,S01,Amber,Parks,10.00,,A4001",
                "D5,2024-01-02,S01,\"Am\"\"ber\nPaper\",Parks,\"1,234.50\",,A4001",
                "D6,2024-01-02,\u0130S01,\ud83d\ude00,Parks,10.00,,A4001",
                "D7,2024-01-02,S01,\\N,\\.,10.00,,A4001",
                "\t,2024-01-02,S01,Amber,Parks,10.00,,A4001");
        String header = "Document,Posted On,Supplier,Supplier Name,Department,Amount,Remark,Account\r\n";
        Path file = TestingShop.write(folder.resolve("dirt.csv"), header + String.join("\r\n", rows) + "\r\n");

        RunReport report =
                office.tryRun(TestingShop.of("dirt").pack(folder), file, "0").orThrow();

        Json.Obj summary = report.json();
        assertThat(summary.number("rows", 0)).isEqualTo(8);
        assertThat(summary.number("cases", 0) + summary.number("rejected", 0)).isEqualTo(8);
        assertThat(office.rejected()).anyMatch(l -> l.startsWith("2,")).anyMatch(l -> l.startsWith("3,"));
        assertThat(office.verdicts("dirt")).containsKeys("D5", "D6", "D7").doesNotContainKeys("D1", "D2", "D3");
        assertThat(office.rebuild().differences()).isZero();
        assertThat(summary.object("evidence").get("verified"))
                .isEqualTo(summary.object("evidence").get("events"));
    }
}

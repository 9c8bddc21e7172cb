package remit.server.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.kernel.Problem;

final class PackReaderTest {
    private static List<PackFile> files() {
        return PackReader.read(ShippedPacksTest.folder("claims")).orThrow().files();
    }

    /** The problems of the claims pack after one text of one file was replaced. */
    private static List<Problem> with(String file, String old, String replacement) {
        List<PackFile> changed = files().stream()
                .map(f -> f.path().equals(file) ? changed(f, old, replacement) : f)
                .toList();
        return PackReader.read("claims", changed).problems();
    }

    private static PackFile changed(PackFile file, String old, String replacement) {
        assertThat(file.text()).contains(old);
        return new PackFile(file.path(), file.text().replace(old, replacement).getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void brackets_without_end_are_a_problem_with_a_line_and_no_exhausted_stack() {
        assertThat(with("process.yaml", "risk:", "x: " + "[".repeat(20_000) + "\nrisk:"))
                .anySatisfy(PackReaderTest::isTooDeep);
        assertThat(with("cases/authority.yaml", "schema:", "x: " + "{a: ".repeat(9_000) + "\nschema:"))
                .anySatisfy(PackReaderTest::isTooDeep);
    }

    private static void isTooDeep(Problem problem) {
        assertThat(problem.code()).isEqualTo("RMT-404");
        assertThat(problem.place()).contains(" line ");
        assertThat(problem.what()).contains("nested deeper than 100");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "process.yaml|risk:|rsik:|RMT-406|did you mean \"risk\"?",
                "process.yaml|  tier: 2|  tier: 7|RMT-409|tier",
                "process.yaml|effect: reversible|effect: irreversible|RMT-472|effect: reversible",
                "process.yaml|kind: classifier|kind: clasifier|RMT-408|did you mean \"classifier\"?",
                "process.yaml|zone: America/New_York|zone: America/NewYork|RMT-413|America/New_York",
                "process.yaml|target: disposition|target: disposal|RMT-417|disposition",
                "process.yaml|target: disposition|target: item|RMT-417|disposition",
                "process.yaml|max_error: 5%|max_error: five|RMT-414|3%",
                "process.yaml|paid: claim_amount|paid: claim_ammount|RMT-415|claim_amount",
                "process.yaml|missing_item: \"true\"|missing_itm: \"true\"|RMT-419|missing_item",
                "process.yaml|missing_item: \"true\"|status: \"Closed\"|RMT-419|derived",
                "process.yaml|$decision|$decison|RMT-408|$decision",
                "process.yaml|unit: claim\\n|unit: \"cl\\0aim\"\\n|RMT-404|without",
                "process.yaml|headline: net|closed: status\\n  headline: net|RMT-415|type date",
                "process.yaml|headline: net|closed: claim_amount\\n  headline: net|RMT-415|close_amount",
                "process.yaml|marcus.bell@claims.example}\\n    backup|joanna.petrov@claims.example}\\n    backup|RMT-421|another",
                "process.yaml|hourly_cost: \"40.00\"|hourly_cost: \"forty\"|RMT-414|1234.50",
                "process.yaml|id: missing-item|id: implausible-amount|RMT-412|keep one",
                "intake.yaml|key: [claim_number]|key: [claim_number, status]|RMT-411|outcome",
                "intake.yaml|key: [claim_number]|key: [claim_no]|RMT-410|claim_number",
                "intake.yaml|time: date_received|time: date_recieved|RMT-410|date_received",
                "intake.yaml|time: date_received|time: claim_amount|RMT-411|date",
                "intake.yaml|currency: USD, when|when|RMT-416|currency",
                "intake.yaml|currency: USD, when|currency: US$, when|RMT-409|ISO 4217",
                "intake.yaml|from: Status|from: Item|RMT-418|input",
                "intake.yaml|name: item,|name: airline,|RMT-412|another name",
                "intake.yaml|role: ignored|role: ignore|RMT-408|ignored",
                "intake.yaml|formats: [yyyy-MM-dd,|formats: [YYYY-QQ-dd,|RMT-420|yyyy",
                "intake.yaml|encoding: UTF-8|encoding: UTF-88|RMT-420|UTF-8",
                "cases/authority.yaml|verdict: return|verdict: returned|RMT-408|return",
                "cases/authority.yaml|claim_site: Other|clam_site: Other|RMT-419|claim_site",
            })
    void a_mistake_is_named_with_file_line_and_fix(
            String file, String old, String replacement, String code, String fix) {
        List<Problem> problems = with(file, old.replace("\\n", "\n"), replacement.replace("\\n", "\n"));

        assertThat(problems).anySatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.place()).startsWith("claims/" + file + " line ");
            assertThat(problem.fix()).contains(fix);
        });
    }

    @Test
    void all_mistakes_of_all_files_come_at_once() {
        List<PackFile> changed = files().stream()
                .map(f -> switch (f.path()) {
                    case "process.yaml" -> changed(f, "zone: America/New_York", "zone: Mars\nowner: me");
                    case "intake.yaml" -> changed(f, "time: date_received", "time: nothing");
                    default -> f;
                })
                .toList();

        assertThat(PackReader.read("claims", changed).problems())
                .extracting(Problem::code)
                .contains("RMT-413", "RMT-406", "RMT-410");
    }

    @Test
    void a_missing_file_is_named() {
        List<PackFile> fewer =
                files().stream().filter(f -> !f.path().equals("intake.yaml")).toList();

        assertThat(PackReader.read("claims", fewer).problems()).anySatisfy(problem -> {
            assertThat(problem.code()).isEqualTo("RMT-401");
            assertThat(problem.place()).isEqualTo("claims/intake.yaml");
        });
    }

    @Test
    void mistakes_of_contract_and_table_are_told_at_once() {
        List<PackFile> changed = files().stream()
                .map(f -> switch (f.path()) {
                    case "process.yaml" -> changed(f, "  tier: 2", "  tier: 7");
                    case "authority.dmn" -> changed(f, "<text>\"checkpoint\"</text>", "<text>\"chekpoint\"</text>");
                    default -> f;
                })
                .toList();

        assertThat(PackReader.read("claims", changed).problems())
                .extracting(Problem::code)
                .contains("RMT-409")
                .containsAnyOf("RMT-108", "RMT-111")
                .doesNotContain("RMT-105");
    }

    @Test
    void a_grave_process_keeps_contents_for_six_months_or_more() {
        String tier = "  tier: 2";
        assertThat(retained("P5M30D", "  tier: 3")).extracting(Problem::code).containsExactly("RMT-425");
        assertThat(retained("P183D", "  tier: 4")).extracting(Problem::code).contains("RMT-425");
        assertThat(retained("P6M", "  tier: 3")).isEmpty();
        assertThat(retained("P184D", "  tier: 3")).isEmpty();
        assertThat(retained("P30D", tier)).isEmpty();
        assertThat(retained("six months", tier)).extracting(Problem::code).containsExactly("RMT-424");
        assertThat(retained("P0D", tier)).extracting(Problem::code).containsExactly("RMT-424");
        assertThat(retained("P-1Y", tier)).extracting(Problem::code).containsExactly("RMT-424");
    }

    private static List<Problem> retained(String period, String tier) {
        List<PackFile> changed = files().stream()
                .map(f -> f.path().equals("process.yaml")
                        ? changed(
                                changed(f, "  tier: 2", tier),
                                "schema: remit/v1",
                                "schema: remit/v1\nretention: " + period)
                        : f)
                .toList();
        return PackReader.read("claims", changed).problems();
    }

    @Test
    void a_repeated_key_a_syntax_error_and_a_swarm_of_aliases_are_refused() {
        assertThat(with("process.yaml", "schema: remit/v1", "schema: remit/v1\nid: twice"))
                .anySatisfy(p -> assertThat(p.code()).isEqualTo("RMT-405"));
        assertThat(with("process.yaml", "purpose:", "purpose: [")).anySatisfy(p -> {
            assertThat(p.code()).isEqualTo("RMT-404");
            assertThat(p.place()).contains("line");
        });
        var bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n");
        for (int i = 1; i < 9; i++)
            bomb.append("a%d: &a%d [%s]\n".formatted(i, i, ("*a" + (i - 1) + ", ").repeat(9) + "*a" + (i - 1)));
        Problems problems = Problems.of("bomb.yaml");
        YamlReader.read(bomb.toString().getBytes(StandardCharsets.UTF_8), problems);
        assertThat(problems.found()).extracting(Problem::code).containsAnyOf("RMT-402", "RMT-404");
    }

    @Test
    void a_byte_order_mark_is_no_mistake_and_changes_only_the_version() {
        Pack plain = PackReader.read("claims", files()).orThrow();
        List<PackFile> marked = files().stream()
                .map(f -> f.path().equals("process.yaml")
                        ? new PackFile(f.path(), ("\uFEFF" + f.text()).getBytes(StandardCharsets.UTF_8))
                        : f)
                .toList();

        Pack pack = PackReader.read("claims", marked).orThrow();
        assertThat(pack.contract()).isEqualTo(plain.contract());
        assertThat(pack.versions().pack()).isNotEqualTo(plain.versions().pack());
        assertThat(pack.versions().intake()).isEqualTo(plain.versions().intake());
    }

    @Test
    void the_contract_is_read_as_written() {
        Pack pack = PackReader.read("claims", files()).orThrow();

        assertThat(pack.contract().economics().cost().handlingCost().toString()).isEqualTo("20.00 USD");
        assertThat(pack.contract().author().maxError()).isEqualTo(0.05);
        assertThat(pack.contract().author().drafts().getFirst().when()).containsEntry("within_handling_cost", "true");
        assertThat(pack.intake().column("claim_amount").whenMissing().word()).isEqualTo("returned");
        assertThat(pack.intake().derived().getFirst().from()).isEqualTo("status");
        assertThat(pack.scenarios().getFirst().given())
                .containsEntry("claim_amount", "15.00")
                .containsEntry("missing_item", "false");
    }
}

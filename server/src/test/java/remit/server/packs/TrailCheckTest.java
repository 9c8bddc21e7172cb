package remit.server.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.kernel.Problem;
import remit.process.Trail;

/** What a contract may say of the people who look at a case. */
final class TrailCheckTest {
    private static List<PackFile> files() {
        return PackReader.read(ShippedPacksTest.folder("travel")).orThrow().files();
    }

    private static List<Problem> with(String file, String old, String replacement) {
        List<PackFile> changed = files().stream()
                .map(each -> each.path().equals(file) ? changed(each, old, replacement) : each)
                .toList();
        return PackReader.read("travel", changed).problems();
    }

    private static PackFile changed(PackFile file, String old, String replacement) {
        assertThat(file.text()).contains(old);
        return new PackFile(file.path(), file.text().replace(old, replacement).getBytes(StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "rejected: [pre_rejected]|rejected: [pre_rejectd]|RMT-410|pre_rejected",
                "rejected: [pre_rejected]|rejected: [budget_rejected]|RMT-412|one thing of one checkpoint",
                "id: budget-owner|id: administration|RMT-412|keep one",
                ", final: true|, final: false|RMT-407|can never go",
                "completed: [paid]|completed: [payed]|RMT-410|paid",
                "- {by: entity}|- {by: first_look}|RMT-417|entity",
                "- {by: entity}|- {by: entity, limits: [5]}|RMT-411|every value is a segment",
                "\"50\", \"100\"|\"100\", \"50\"|RMT-414|ascending",
                "cluster: project|cluster: proyect|RMT-417|project",
                "sampling: 10%|sampling: 0%|RMT-414|nobody would see",
                "rounds: any|rounds: all|RMT-408|any",
            })
    void a_mistake_is_named_with_its_place_and_its_fix(String old, String replacement, String code, String help) {
        assertThat(with("process.yaml", old, replacement)).anySatisfy(problem -> {
            assertThat(problem.code()).isEqualTo(code);
            assertThat(problem.place()).contains("process.yaml line ", "flow.trail");
            assertThat(problem.toString()).contains(help);
        });
    }

    @Test
    void who_looked_at_a_case_is_asked_of_logs_of_events_alone() {
        List<PackFile> claims =
                PackReader.read(ShippedPacksTest.folder("claims")).orThrow().files();
        String trail = "  trail:\n    checkpoints:\n      - {id: a, approved: [x], rejected: [y]}\n"
                + "      - {id: b, approved: [z], rejected: [w], final: true}\n\nauthor:";
        List<PackFile> changed = claims.stream()
                .map(each -> each.path().equals("process.yaml") ? changed(each, "\nauthor:", trail) : each)
                .toList();
        assertThat(PackReader.read("claims", changed).problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).contains("RMT-411", "names no events"));
    }

    @Test
    void a_final_approval_is_no_candidate() {
        Trail trail =
                PackReader.read("travel", files()).orThrow().contract().flow().trail();
        assertThat(trail).isNotNull();
        assertThat(trail.candidates())
                .extracting(Trail.Look::id)
                .containsExactly("administration", "budget-owner", "pre-approver");
    }
}

package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.server.changes.Change;
import remit.server.changes.Changes;

/** A process that takes its changes from files does not walk out from under the rules above it by them. */
final class LooseningIT extends TestingRules {
    private static final String GOVERNED = "governance: {changes: files, domain: finance}\n";

    /** Another line in the contract of the pack. */
    private void contract(String from, String to) throws IOException {
        Path file = pack.resolve("process.yaml");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
    }

    private TestingOffice piloted() throws IOException {
        Path file = pack.resolve("process.yaml");
        String text = Files.readString(file);
        assertThat(text).contains("adverse: []");
        Files.writeString(
                file, text.replace("adverse: []", "adverse: [{decision: A4001, rationale: it hurts}]") + GOVERNED);
        return begun();
    }

    private Path more() {
        return shop.file(folder, "more.csv", TestingPurchases.ledger(7, 240));
    }

    @Test
    void a_pilot_s_folder_does_not_loosen_what_governs_it() throws Exception {
        try (TestingOffice office = piloted()) {
            var looser = Map.of(
                    "governance.domain", List.of("domain: finance", "domain: marketing"),
                    "risk.tier", List.of("tier: 2", "tier: 1"),
                    "risk.adverse", List.of("adverse: [{decision: A4001, rationale: it hurts}]", "adverse: []"),
                    "risk.stop_conditions", List.of("\"> 1000000\"", "\"> 9000000\""),
                    "reporting.money", List.of("  money: ", "  # money: "));
            for (var each : looser.entrySet()) {
                contract(each.getValue().getFirst(), each.getValue().getLast());
                var refused = office.tryRun(pack, more(), null).problems();
                assertThat(code(office.tryRun(pack, more(), null)))
                        .as(each.getKey())
                        .isEqualTo("RMT-140");
                assertThat(refused.getFirst().what()).contains(each.getKey());
                assertThat(refused.getFirst().fix()).contains("remit rules draft");
                contract(each.getValue().getLast(), each.getValue().getFirst());
            }
        }
    }

    @Test
    void a_pilot_s_folder_may_read_no_other_amount_than_the_levels_saw() throws Exception {
        try (TestingOffice office = piloted()) {
            Path intake = pack.resolve("intake.yaml");
            Files.writeString(intake, Files.readString(intake).replace("currency: GBP", "currency: JPY"));
            assertThat(code(office.tryRun(pack, more(), null))).isEqualTo("RMT-140");
        }
    }

    @Test
    void a_pilot_s_folder_does_not_make_the_amount_optional_that_levels_hold_cases_by() throws Exception {
        try (TestingOffice office = piloted()) {
            Path intake = pack.resolve("intake.yaml");
            String required = Files.readString(intake);
            Files.writeString(intake, required.replace("currency: GBP", "currency: GBP, required: false"));
            assertThat(office.tryRun(pack, more(), null).problems())
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo("RMT-140");
                        assertThat(problem.what()).contains("reporting.money goes from required to optional");
                    });
        }
    }

    @Test
    void a_pilot_s_folder_may_tighten_what_governs_it() throws Exception {
        try (TestingOffice office = piloted()) {
            contract("tier: 2", "tier: 3");
            edited("&gt; 0", "&gt; 10");
            assertThat(office.tryRun(pack, more(), null).problems()).isEmpty();
            contract("changes: files", "changes: approved");
            assertThat(office.tryRun(pack, more(), null).problems()).isEmpty();
            contract("changes: approved", "changes: files");
            edited("&gt; 10", "&gt; 20");
            assertThat(code(office.tryRun(pack, more(), null))).isEqualTo("RMT-140");
        }
    }

    @Test
    void what_a_second_person_approved_may_loosen_a_pilot() throws Exception {
        try (TestingOffice office = piloted()) {
            Changes changes = changes(office);
            contract("tier: 2", "tier: 1");
            Change change = submitted(changes, pack);
            assertThat(changes.look(change).orThrow().files()).contains("process.yaml + tier: 1");
            approved(changes, change);
            assertThat(office.tryRun(pack, more(), null).problems()).isEmpty();
            contract("tier: 1", "tier: 2");
            assertThat(office.tryRun(pack, more(), null).problems()).isEmpty();
            assertThat(code(changes.rollBack(SECOND, PROCESS, null, "the lower tier was fine")))
                    .isEqualTo("RMT-157");
        }
    }

    @Test
    void other_changes_of_a_pilot_stay_with_its_files() throws Exception {
        try (TestingOffice office = piloted()) {
            edited("&gt; 0", "&gt; 10");
            assertThat(code(changes(office).draft(WRITER, folder(pack), List.of(), "")))
                    .isEqualTo("RMT-143");
        }
    }

    @Test
    void the_first_version_of_a_process_declares_what_it_likes() throws Exception {
        contract("tier: 2", "tier: 0");
        contract("  money: ", "  # money: ");
        try (TestingOffice office = TestingOffice.open(folder)) {
            assertThat(office.tryRun(pack, more(), "0.5").problems()).isEmpty();
        }
    }
}

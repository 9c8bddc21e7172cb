package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.server.changes.Changes;
import remit.server.changes.PartRollbacks;
import remit.server.changes.PartRollbacks.Part;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore;

/** Rules, contract and model are each taken back by one command, and what cannot be says so. */
final class PartRollbackIT extends TestingRules {
    private PartRollbacks rollbacks(TestingOffice office) {
        var installation = office.installation();
        return new PartRollbacks(new Changes.Parts(
                installation.catalog(),
                installation.versions(),
                installation.log(),
                installation.source(),
                now::get,
                TestingRules::accounts));
    }

    @Test
    void rules_and_contract_are_taken_back_each_to_the_version_before_it_changed() {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            String first = changes.inForce(PROCESS);
            approved(changes, submitted(changes, edited("&gt; 0", "&gt; 10")));
            String second = changes.inForce(PROCESS);
            edit(pack.resolve("process.yaml"), "Hold everything.", "Hold everything, call Olga.");
            approved(changes, submitted(changes, pack));
            String third = changes.inForce(PROCESS);
            PartRollbacks.Done contract = rollbacks(office)
                    .rollBack(WRITER, PROCESS, Part.CONTRACT, "the plan was wrong")
                    .orThrow();
            assertThat(contract.done().from()).isEqualTo(third);
            assertThat(changes.inForce(PROCESS)).isEqualTo(second);
            assertThat(contract.with()).isEmpty();
            PartRollbacks.Done rules = rollbacks(office)
                    .rollBack(WRITER, PROCESS, Part.RULES, "credit notes")
                    .orThrow();
            assertThat(changes.inForce(PROCESS)).isEqualTo(first);
            assertThat(rules.done().took().toMillis()).isLessThan(1000);
            assertThat(office.count("event where type = 'RollbackMeasured'")).isEqualTo(2);
        }
    }

    @Test
    void what_else_goes_back_with_a_part_is_said() {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            edit(pack.resolve("process.yaml"), "Hold everything.", "Hold everything, call Olga.");
            approved(changes, submitted(changes, edited("&gt; 0", "&gt; 10")));
            PartRollbacks.Done rules = rollbacks(office)
                    .rollBack(WRITER, PROCESS, Part.RULES, "credit notes")
                    .orThrow();
            assertThat(rules.with()).isEqualTo(List.of("contract"));
        }
    }

    @Test
    void a_model_is_taken_back_to_the_one_that_served_before_and_does_not_come_back() {
        try (TestingOffice office = begun()) {
            VersionStore versions = office.installation().versions();
            String first = versions.latestTrained(PROCESS).orElseThrow();
            assertThat(code(rollbacks(office).rollBack(WRITER, PROCESS, Part.MODEL, "broken")))
                    .isEqualTo("RMT-449");
            refit(office);
            String second = versions.latestTrained(PROCESS).orElseThrow();
            assertThat(second).isNotEqualTo(first);
            assertThat(code(rollbacks(office).rollBack(WRITER, PROCESS, Part.MODEL, " ")))
                    .isEqualTo("RMT-138");
            PartRollbacks.Done done = rollbacks(office)
                    .rollBack(WRITER, PROCESS, Part.MODEL, "learned from Jane Doe's file")
                    .orThrow();
            assertThat(versions.latestTrained(PROCESS)).contains(first);
            assertThat(done.done().to()).isEqualTo(first);
            assertThat(done.done().took().toMillis()).isLessThan(1000);
            assertThat(office.count("event where leaf like '%Jane Doe%'")).isZero();
            assertThat(office.count("event where type = 'RollbackMeasured'")).isEqualTo(1);
            assertThat(code(rollbacks(office).rollBack(WRITER, PROCESS, Part.MODEL, "again")))
                    .isEqualTo("RMT-449");
        }
    }

    /** As if another model had been learned since: its event is what says that it serves. */
    private static void refit(TestingOffice office) {
        var installation = office.installation();
        EvidenceLog.await(installation
                .log()
                .append(new ProcessWrite(
                        PROCESS,
                        "AuthorPromoted",
                        Instant.now(),
                        EvidenceLog.engine(),
                        Json.EMPTY,
                        Json.object("sha256", "f".repeat(64)),
                        null)));
    }

    @Test
    void a_prompt_that_is_in_no_pack_cannot_be_taken_back_here() {
        try (TestingOffice office = begun()) {
            assertThat(code(rollbacks(office).rollBack(WRITER, PROCESS, Part.PROMPT, "rude")))
                    .isEqualTo("RMT-449");
            assertThat(code(rollbacks(office).rollBack(WRITER, PROCESS, Part.RULES, "none before")))
                    .isEqualTo("RMT-449");
        }
    }
}

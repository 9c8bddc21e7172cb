package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.change.Standing;
import remit.kernel.Json;
import remit.server.catalog.LevelFiles;
import remit.server.changes.Change;
import remit.server.changes.Changes;
import remit.server.changes.PartRollbacks;
import remit.server.changes.PartRollbacks.Part;
import remit.server.changes.Proposal;
import remit.server.packs.PackReader;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore;

/** Out of force again, and under rules above: no way around what others decided. */
final class RollbackIT extends TestingRules {
    @Test
    void a_rollback_is_one_step_and_its_duration_is_evidence() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            String first = changes.inForce(PROCESS);
            Change change = submitted(changes, edited("&gt; 0", "&gt; 10"));
            approved(changes, change);
            assertThat(code(changes.rollBack(WRITER, PROCESS, null, " "))).isEqualTo("RMT-138");
            Changes.RolledBack done =
                    changes.rollBack(WRITER, PROCESS, null, "errors").orThrow();
            assertThat(changes.inForce(PROCESS)).isEqualTo(first).isEqualTo(done.to());
            assertThat(changes.find(change.id()).orThrow().state().standing()).isEqualTo(Standing.ROLLED_BACK);
            Json.Obj measured = Json.parseObject(office.text("select leaf from event where type = 'RollbackMeasured'"))
                    .object("body");
            assertThat(measured.text("from"))
                    .isEqualTo(change.state().versions().proposed());
            assertThat(measured.number("millis", -1)).isEqualTo(done.took().toMillis());
        }
    }

    @Test
    void a_second_rollback_does_not_bring_back_what_the_first_took_back() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            String first = changes.inForce(PROCESS);
            approved(changes, submitted(changes, edited("&gt; 0", "&gt; 10")));
            changes.rollBack(SECOND, PROCESS, null, "errors").orThrow();
            assertThat(code(changes.rollBack(SECOND, PROCESS, null, "errors, again")))
                    .isEqualTo("RMT-146");
            assertThat(changes.inForce(PROCESS)).isEqualTo(first);
        }
    }

    @Test
    void a_rollback_is_no_way_out_of_change_control() throws Exception {
        TestingShop.pilot(pack);
        try (TestingOffice office = begun()) {
            Path contract = pack.resolve("process.yaml");
            Files.writeString(contract, Files.readString(contract).replace("changes: files", "changes: approved"));
            Path more = shop.file(folder, "more.csv", TestingPurchases.ledger(7, 240));
            office.run(pack, more, null);
            assertThat(code(changes(office).rollBack(SECOND, PROCESS, null, "back to the pilot")))
                    .isEqualTo("RMT-157");
        }
    }

    @Test
    void the_folder_of_an_earlier_version_runs_under_a_level_too() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            approved(changes, submitted(changes, edited("&gt; 0", "&gt; 10")));
            edited("&gt; 10", "&gt; 0");
            Change draft = changes.draft(
                            WRITER,
                            new Proposal.OfLevel(LevelFiles.ORGANISATION, level("money", "number", "&gt; 500")),
                            List.of(),
                            "")
                    .orThrow();
            approved(
                    changes,
                    changes.submit(WRITER, draft.id(), new Changes.Submission("limits", null, false))
                            .orThrow());
            Path more = shop.file(folder, "more.csv", TestingPurchases.ledger(7, 240));
            assertThat(office.tryRun(pack, more, null).problems()).isEmpty();
        }
    }

    @Test
    void a_level_tightens_every_process_and_none_can_loosen_it() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            byte[] strict = level("money", "number", "&gt; 0");
            Change draft = changes.draft(WRITER, new Proposal.OfLevel(LevelFiles.ORGANISATION, strict), List.of(), "")
                    .orThrow();
            Change change = changes.submit(
                            WRITER, draft.id(), new Changes.Submission("new limits of the group", null, false))
                    .orThrow();
            approved(changes, change);
            Json.Obj summary = office.run(pack, shop.file(folder, "more.csv", TestingPurchases.ledger(7, 260)), null);
            assertThat(summary.number("cases", 0)).isPositive();
            assertThat(summary.number("auto_cleared", -1)).isZero();
            assertThat(office.count("event where type = 'Decided' and leaf like '%authority_organisation%'"))
                    .isEqualTo((long) summary.number("cases", 0));
            changes.rollBack(WRITER, PROCESS, null, "try to get rid of the level");
            assertThat(office.installation()
                            .catalog()
                            .latest(PROCESS)
                            .orElseThrow()
                            .orThrow()
                            .pinned()
                            .levels())
                    .hasSize(1);
        }
    }

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

    private static final String CHAT = """
              kind: chat
              target: {Account}
              max_error: 10%
              settings:
                url: "http://localhost:1/v1"
                model: stub
                prompt: prompt.md
                labels: [A4000, A4001]
            """;

    @Test
    void a_prompt_is_taken_back_to_the_one_before_it_changed() throws Exception {
        shop.withAuthor(CHAT).pack(folder);
        Path prompt = pack.resolve("prompt.md");
        Files.writeString(prompt, "Be kind.\n");
        try (TestingOffice office = TestingOffice.open(folder)) {
            office.installation()
                    .catalog()
                    .publish(PackReader.read(pack).orThrow(), WRITER.acting(), now.get())
                    .orThrow();
            Changes changes = changes(office);
            String kind = changes.inForce(PROCESS);
            edit(prompt, "Be kind.", "Be quick.");
            approved(changes, submitted(changes, pack));
            String quick = changes.inForce(PROCESS);
            approved(changes, submitted(changes, edited("&gt; 0", "&gt; 10")));
            PartRollbacks.Done done = rollbacks(office)
                    .rollBack(WRITER, PROCESS, Part.PROMPT, "rude letters")
                    .orThrow();
            assertThat(changes.inForce(PROCESS)).isEqualTo(kind).isNotEqualTo(quick);
            assertThat(done.with())
                    .as("the rules that came with the other prompt go back with it")
                    .isEqualTo(List.of("rules"));
            assertThat(done.done().took().toMillis()).isLessThan(1000);
            assertThat(office.count("event where type = 'RollbackMeasured'")).isEqualTo(1);
            assertThat(code(rollbacks(office).rollBack(WRITER, PROCESS, Part.PROMPT, "again")))
                    .as("what was taken back does not come back")
                    .isEqualTo("RMT-449");
        }
    }
}

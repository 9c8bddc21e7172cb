package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.change.Standing;
import remit.kernel.Json;
import remit.server.catalog.LevelFiles;
import remit.server.changes.Change;
import remit.server.changes.Changes;
import remit.server.changes.Proposal;

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
}

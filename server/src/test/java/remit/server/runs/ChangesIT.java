package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import remit.change.Standing;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.access.Role.Permission;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.changes.Changes;
import remit.server.changes.Participant;

/** From a draft over a second person into force, on a real database. */
final class ChangesIT extends TestingRules {
    @Test
    void a_folder_whose_rules_nobody_approved_decides_nothing() throws Exception {
        try (TestingOffice office = begun()) {
            edited("&gt; 0", "&gt; 10");
            Path more = shop.file(folder, "more.csv", TestingPurchases.ledger(7, 240));
            assertThat(code(office.tryRun(pack, more, null))).isEqualTo("RMT-140");
        }
    }

    @Test
    void other_notes_and_another_layout_need_no_approval() throws Exception {
        try (TestingOffice office = begun()) {
            edited("<decisionTable id=\"table\"", "<decisionTable id=\"table\" preferredOrientation=\"Rule-as-Row\"");
            Files.writeString(pack.resolve("README.md"), "what this is\n");
            Path more = shop.file(folder, "more.csv", TestingPurchases.ledger(7, 240));
            assertThat(office.tryRun(pack, more, null).problems()).isEmpty();
        }
    }

    @Test
    void a_change_takes_effect_once_a_second_person_approved_exactly_what_they_saw() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            String before = changes.inForce(PROCESS);
            Change change = submitted(changes, edited("&gt; 0", "&gt; 10"));
            assertThat(code(changes.approve(WRITER, change.id(), ChangeSeen.of(change), "")))
                    .isEqualTo("RMT-137");
            assertThat(code(changes.approve(SECOND, change.id(), new ChangeSeen(before, 2), "")))
                    .isEqualTo("RMT-135");
            assertThat(changes.inForce(PROCESS)).isEqualTo(before);
            Change done = approved(changes, change);
            assertThat(done.state().standing()).isEqualTo(Standing.EFFECTIVE);
            assertThat(done.reason()).isEqualTo("credit notes are larger now");
            assertThat(changes.inForce(PROCESS))
                    .isEqualTo(change.state().versions().proposed());
            assertThat(changes.look(done).orThrow().rules()).containsExactly("~ row 3: amount > 0 becomes > 10");
            // The reason is a person's own words: erasable, so not in a leaf.
            assertThat(office.count("event where leaf like '%credit notes are larger%'"))
                    .isZero();
        }
    }

    @Test
    void the_folder_of_an_earlier_version_runs_what_is_in_force() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            Change change = submitted(changes, edited("&gt; 0", "&gt; 10"));
            approved(changes, change);
            edited("&gt; 10", "&gt; 0");
            Json.Obj summary = office.run(pack, shop.file(folder, "more.csv", TestingPurchases.ledger(7, 240)), null);
            assertThat(summary.text("version", ""))
                    .isEqualTo(change.state().versions().proposed());
        }
    }

    @Test
    void a_draft_that_breaks_its_own_examples_is_not_handed_in() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            edited("&lt;= 0", "&lt;= -100");
            Change draft = changes.draft(WRITER, folder(pack), List.of(), "").orThrow();
            assertThat(code(changes.submit(WRITER, draft.id(), new Changes.Submission("why", null, false))))
                    .isEqualTo("RMT-139");
            // Unless its author says in so many words that they no longer hold: then evidence counts them.
            changes.submit(WRITER, draft.id(), new Changes.Submission("small credits clear", null, true))
                    .orThrow();
            assertThat(office.count("event where type = 'ChangeSubmitted' and leaf like '%examples_given_up%'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void of_two_changes_on_one_base_the_second_is_suspended_and_rebased() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            Change rules = submitted(changes, edited("&gt; 0", "&gt; 10"));
            edited("&gt; 10", "&gt; 0");
            Path contract = pack.resolve("process.yaml");
            Files.writeString(
                    contract, Files.readString(contract).replace("Hold everything.", "Hold everything, call Olga."));
            Change other = submitted(changes, pack);
            approved(changes, rules);
            assertThat(changes.tend()).singleElement().asString().contains(other.id(), "suspended");
            assertThat(changes.tend()).isEmpty();
            assertThat(code(changes.approve(SECOND, other.id(), ChangeSeen.of(other), "")))
                    .isEqualTo("RMT-134");
            Change rebased = changes.rebase(WRITER, other.id()).orThrow();
            assertThat(rebased.state().standing()).isEqualTo(Standing.DRAFT);
            assertThat(changes.look(rebased).orThrow().files())
                    .containsExactly(
                            "process.yaml: differs",
                            "process.yaml - rollback: Hold everything.",
                            "process.yaml + rollback: Hold everything, call Olga.");
            Change again = changes.submit(WRITER, other.id(), new Changes.Submission("still wanted", null, false))
                    .orThrow();
            approved(changes, again);
            assertThat(office.installation()
                            .catalog()
                            .latest(PROCESS)
                            .orElseThrow()
                            .orThrow()
                            .pinned()
                            .table()
                            .rows())
                    .extracting(row -> row.cells().getFirst().text())
                    .contains("> 10");
        }
    }

    @Test
    void an_approved_change_waits_for_its_time() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            Change draft = changes.draft(WRITER, folder(edited("&gt; 0", "&gt; 10")), List.of(), "")
                    .orThrow();
            Instant from = now.get().plus(Duration.ofHours(1));
            Change change = changes.submit(WRITER, draft.id(), new Changes.Submission("from noon", from, false))
                    .orThrow();
            assertThat(approved(changes, change).state().standing()).isEqualTo(Standing.APPROVED);
            assertThat(changes.tend()).isEmpty();
            now.set(from);
            assertThat(changes.tend()).singleElement().asString().contains("in force");
            assertThat(changes.inForce(PROCESS))
                    .isEqualTo(change.state().versions().proposed());
        }
    }

    @Test
    void a_named_value_that_a_table_reads_is_a_part_of_the_rules() throws Exception {
        try (TestingOffice office = begun()) {
            edited("<decision id=\"authority\"", """
                    <decision id="own" name="own limit"><literalExpression><text>5</text></literalExpression></decision>
                    <decision id="authority\"""");
            edited("<decisionTable id=\"table\"", """
                    <informationRequirement id="q"><requiredDecision href="#own"/></informationRequirement>
                    <decisionTable id="table\"""");
            edited("&gt; 0", "&gt; own limit");
            Changes changes = changes(office);
            approved(changes, submitted(changes, pack));
            edited("<text>5</text>", "<text>-1000000</text>");
            Path more = shop.file(folder, "more.csv", TestingPurchases.ledger(7, 240));
            assertThat(code(office.tryRun(pack, more, null))).isEqualTo("RMT-140");
            Change draft = changes.draft(WRITER, folder(pack), List.of(), "").orThrow();
            assertThat(changes.look(draft).orThrow().rules()).isNotEmpty();
        }
    }

    @Test
    void only_a_person_hands_a_change_in() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            var service = new Participant(Acting.self(new Actor(Actor.Kind.SERVICE, "s_key")), _ -> true);
            Change draft = changes.draft(service, folder(edited("&gt; 0", "&gt; 10")), List.of(), "")
                    .orThrow();
            assertThat(code(changes.submit(service, draft.id(), new Changes.Submission("why", null, false))))
                    .isEqualTo("RMT-137");
        }
    }

    @Test
    void of_several_who_approve_at_once_one_version_is_in_force_and_each_step_stands_once() throws Exception {
        try (TestingOffice office = begun();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            Changes changes = changes(office);
            Change change = submitted(changes, edited("&gt; 0", "&gt; 10"));
            var tries = new ArrayList<Callable<Checked<Change>>>();
            for (int i = 0; i < 8; i++) {
                Participant each = participant("p_approver" + i);
                tries.add(() -> changes.approve(each, change.id(), ChangeSeen.of(change), ""));
            }
            pool.invokeAll(tries);
            changes.tend();
            assertThat(changes.find(change.id()).orThrow().state().standing()).isEqualTo(Standing.EFFECTIVE);
            for (String type : List.of("ChangeApproved", "ChangeTookEffect"))
                assertThat(office.count("event where type = ?", type)).as(type).isEqualTo(1);
            assertThat(office.count("event where type = 'PackPublished' and process = ?", PROCESS))
                    .isEqualTo(2);
        }
    }

    @Test
    void a_rebuild_gives_the_order_of_changes_back() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            Change change = approved(changes, submitted(changes, edited("&gt; 0", "&gt; 10")));
            assertThat(office.rebuild().differences()).isZero();
            office.change("delete from event_thread where thread like 'force/%'");
            assertThat(changes.inForce(PROCESS)).isEmpty();
            assertThat(office.rebuild().examples()).containsExactly("force/" + PROCESS);
            assertThat(changes.inForce(PROCESS))
                    .isEqualTo(change.state().versions().proposed());
            assertThat(office.rebuild().differences()).isZero();
        }
    }

    @Test
    void whoever_acts_as_somebody_else_changes_no_rules() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            var both = new Participant(
                    new Acting(SECOND.acting().actor(), WRITER.acting().actor()), (Permission _) -> true);
            assertThat(code(changes.draft(both, folder(edited("&gt; 0", "&gt; 10")), List.of(), "")))
                    .isEqualTo("RMT-141");
        }
    }
}

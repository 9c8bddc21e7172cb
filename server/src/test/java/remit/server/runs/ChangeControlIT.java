package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import remit.change.AccessEvent;
import remit.change.Standing;
import remit.kernel.Json;
import remit.kernel.ProblemException;
import remit.ports.Notifier;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.catalog.Catalog;
import remit.server.catalog.LevelFiles;
import remit.server.changes.Change;
import remit.server.changes.Changes;
import remit.server.changes.Proposal;
import remit.server.cli.RemitCommand;
import remit.server.live.ChangeTelling;
import remit.server.live.NoticeOutbox;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/** What change control keeps besides approvals, on a real database. */
final class ChangeControlIT extends TestingRules {
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    private Change scheduled(Changes changes) throws Exception {
        now.set(LONG_AGO);
        Change draft = changes.draft(WRITER, folder(edited("&gt; 0", "&gt; 10")), List.of(), "")
                .orThrow();
        Instant from = LONG_AGO.plus(Duration.ofDays(1));
        Change change = changes.submit(WRITER, draft.id(), new Changes.Submission("from tomorrow", from, false))
                .orThrow();
        assertThat(approved(changes, change).state().standing()).isEqualTo(Standing.APPROVED);
        return change;
    }

    private void command(String... words) {
        var all = new java.util.ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", TestingOffice.data(folder).toString()));
        RemitCommand.execute(
                () -> new String[] {"remit test"},
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream(),
                all.toArray(String[]::new));
    }

    @Test
    void a_run_begins_with_the_changes_whose_time_has_come() throws Exception {
        try (TestingOffice office = begun()) {
            Change change = scheduled(changes(office));
            Path more = shop.file(folder, "more.csv", TestingPurchases.ledger(7, 240));
            command("run", pack.toString(), "--data", more.toString());
            assertThat(changes(office).find(change.id()).orThrow().state().standing())
                    .isEqualTo(Standing.EFFECTIVE);
            assertThat(office.text("select leaf::jsonb->'versions'->>'pack' from event where type = 'Decided'"
                            + " order by recorded_at desc limit 1"))
                    .isEqualTo(change.state().versions().proposed());
        }
    }

    @Test
    void a_command_on_changes_begins_with_those_whose_time_has_come() throws Exception {
        try (TestingOffice office = begun()) {
            Change change = scheduled(changes(office));
            command("rules", "withdraw", "chg_nothing");
            assertThat(changes(office).find(change.id()).orThrow().state().standing())
                    .isEqualTo(Standing.EFFECTIVE);
        }
    }

    @Test
    void of_two_who_put_a_version_in_force_on_the_same_ground_one_gets_a_conflict() throws Exception {
        try (TestingOffice office = begun()) {
            Catalog catalog = office.installation().catalog();
            var process = catalog.latest(PROCESS).orElseThrow().orThrow();
            var on = office.installation().versions().inForce(PROCESS);
            for (String change : List.of("first", "second")) {
                var step = catalog.published(process, on, WRITER.acting(), Json.object("change", change));
                var write = new ProcessWrite(now.get(), List.of(step), null);
                if (change.equals("first"))
                    EvidenceLog.await(office.installation().log().append(write));
                else
                    assertThatThrownBy(() -> EvidenceLog.await(
                                    office.installation().log().append(write)))
                            .isInstanceOf(ConflictException.class)
                            .hasMessageContaining("force/" + PROCESS);
            }
            assertThat(office.installation().versions().inForce(PROCESS).seq()).isEqualTo(on.seq() + 1);
        }
    }

    @Test
    void a_rollback_goes_out_of_no_domain() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            Path contract = pack.resolve("process.yaml");
            Files.writeString(contract, Files.readString(contract) + "governance: {domain: finance}\n");
            approved(changes, submitted(changes, pack));
            assertThat(code(changes.rollBack(SECOND, PROCESS, null, "out of finance")))
                    .isEqualTo("RMT-157");
        }
    }

    @Test
    void a_rollback_to_what_is_in_force_under_today_s_levels_is_none() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            String first = changes.inForce(PROCESS);
            var proposal = new Proposal.OfLevel(LevelFiles.ORGANISATION, level("money", "number", "&gt; 500"));
            Change draft = changes.draft(WRITER, proposal, List.of(), "").orThrow();
            Change level = changes.submit(WRITER, draft.id(), new Changes.Submission("limits", null, false))
                    .orThrow();
            approved(changes, level);
            assertThat(changes.inForce(PROCESS)).isNotEqualTo(first);
            // The first version, compiled under the level of today, is the version in force.
            assertThat(code(changes.rollBack(SECOND, PROCESS, first, "without the level")))
                    .isEqualTo("RMT-151");
        }
    }

    @Test
    void a_table_under_the_draft_of_a_folder_leaves_its_other_files_alone() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            Path contract = pack.resolve("process.yaml");
            Files.writeString(
                    contract, Files.readString(contract).replace("Hold everything.", "Hold everything, call Olga."));
            Change draft = changes.draft(WRITER, folder(edited("&gt; 0", "&gt; 10")), List.of(), "")
                    .orThrow();
            byte[] table = Files.readAllBytes(edited("&gt; 10", "&gt; 20").resolve("authority.dmn"));
            Change revised = changes.revise(WRITER, draft.id(), new Proposal.Table(PROCESS, table))
                    .orThrow();
            var look = changes.look(revised).orThrow();
            assertThat(look.rules()).containsExactly("~ row 3: amount > 0 becomes > 20");
            assertThat(look.files()).contains("process.yaml + rollback: Hold everything, call Olga.");
        }
    }

    @Test
    void the_first_table_of_a_level_is_shown_row_by_row() throws Exception {
        try (TestingOffice office = TestingOffice.open(folder)) {
            Changes changes = changes(office);
            var proposal = new Proposal.OfLevel(LevelFiles.ORGANISATION, level("money", "number", "&gt; 500"));
            Change draft = changes.draft(WRITER, proposal, List.of(), "").orThrow();
            List<String> rules = changes.look(draft).orThrow().rules();
            assertThat(rules).hasSize(3);
            assertThat(rules.getFirst()).contains("first table of this level", "FIRST");
            assertThat(rules.get(1)).contains("money > 500", "checkpoint");
            assertThat(rules.get(2)).contains("auto_clear");
        }
    }

    @Test
    void a_version_in_force_that_is_lost_is_not_the_fault_of_whoever_asks() throws Exception {
        try (TestingOffice office = begun()) {
            String sha256 = changes(office).inForce(PROCESS);
            office.change("delete from pack_version where sha256 = ?", sha256);
            assertThatThrownBy(() -> changes(office).versionInForce(PROCESS))
                    .isInstanceOfSatisfying(
                            ProblemException.class,
                            lost -> assertThat(lost.problems().getFirst().code())
                                    .isEqualTo("RMT-078"));
        }
    }

    @Test
    void whoever_may_approve_is_told_once_of_each_submission_and_its_author_and_their_accounts_are_not()
            throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            Set<Role> approver = Set.of(Role.APPROVER);
            var people = List.of(
                    new Person("p_writer", "Wilma", "wilma@example.org", Set.of(Role.PROCESS_OWNER), false, null),
                    new Person("p_second", "Sam", "sam@example.org", approver, false, null),
                    new Person("p_approver1", "Tom", "", approver, false, null),
                    new Person("p_puppet", "Paul", "paul@example.org", approver, false, null),
                    new Person("p_viewer", "Vera", "vera@example.org", Set.of(Role.VIEWER), false, null));
            var sent = new java.util.ArrayList<Notifier.Notice>();
            var outbox = new NoticeOutbox(
                    office.installation().source(),
                    (notice, _) -> {
                        sent.add(notice);
                        return new Notifier.Answer.Delivered();
                    },
                    now::get,
                    "https://remit.example");
            var rights = new AccessEvent.Rights(Set.of("approver"), true, false, "");
            var puppet = new AccessEvent.Added("p_puppet", rights, false);
            var telling = new ChangeTelling(
                    outbox,
                    changes::submitted,
                    () -> people,
                    () -> accounts()
                            .apply(puppet, WRITER.acting().actor(), now.get().plusSeconds(60)));
            Change change = submitted(changes, edited("&gt; 0", "&gt; 10"));
            for (int i = 0; i < 2; i++) {
                telling.tell();
                outbox.deliver();
            }
            assertThat(sent).hasSize(2).allMatch(notice -> notice.type().equals("change.submitted"));
            assertThat(new TreeSet<>(sent.stream().map(Notifier.Notice::to).toList()))
                    .containsExactly("", "sam@example.org");
            assertThat(sent.getFirst().text()).contains("https://remit.example/changes/" + change.id());
            edited("&gt; 10", "&gt; 20");
            changes.revise(WRITER, change.id(), folder(pack)).orThrow();
            telling.tell();
            changes.submit(WRITER, change.id(), new Changes.Submission("better", null, false))
                    .orThrow();
            telling.tell();
            outbox.deliver();
            assertThat(sent).as("a submission after a revision is another one").hasSize(4);
            approved(changes, changes.find(change.id()).orThrow());
            telling.tell();
            assertThat(outbox.deliver()).isZero();
        }
    }
}

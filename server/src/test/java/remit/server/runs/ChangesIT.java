package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.change.Standing;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.access.Role.Permission;
import remit.server.catalog.LevelFiles;
import remit.server.changes.Change;
import remit.server.changes.Changes;
import remit.server.changes.Participant;
import remit.server.changes.Proposal;
import remit.server.packs.PackReader;

/** From a draft over a second person into force and back, on a real database. */
final class ChangesIT {
    private static final String PROCESS = "changed";
    private static final Participant WRITER = participant("p_writer");
    private static final Participant SECOND = participant("p_second");

    @TempDir
    Path folder;

    private final TestingShop shop = TestingShop.of(PROCESS);
    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-06-01T08:00:00Z"));
    private Path pack;

    private static Participant participant(String id) {
        return new Participant(Acting.self(new Actor(Actor.Kind.PERSON, id)), _ -> true);
    }

    @BeforeEach
    void pack() {
        pack = shop.pack(folder);
    }

    private TestingOffice begun() {
        TestingOffice office = TestingOffice.open(folder);
        office.run(pack, shop.file(folder, "first.csv", TestingPurchases.ledger(7, 200)), "0.5");
        return office;
    }

    private Changes changes(TestingOffice office) {
        var installation = office.installation();
        return new Changes(new Changes.Parts(
                installation.catalog(), installation.versions(), installation.log(), installation.source(), now::get));
    }

    private Path edited(String from, String to) throws IOException {
        Path file = pack.resolve("authority.dmn");
        String text = Files.readString(file);
        assertThat(text).contains(from);
        Files.writeString(file, text.replace(from, to));
        return pack;
    }

    private static Proposal.Folder folder(Path pack) {
        return new Proposal.Folder(PackReader.read(pack).orThrow());
    }

    private static String code(Checked<?> refused) {
        return refused.problems().getFirst().code();
    }

    private Change submitted(Changes changes, Path pack) {
        Change draft = changes.draft(WRITER, folder(pack), List.of(), "").orThrow();
        return changes.submit(WRITER, draft.id(), "credit notes are larger now", null)
                .orThrow();
    }

    private static Change approved(Changes changes, Change change) {
        return changes.approve(SECOND, change.id(), change.state().versions().proposed(), "")
                .orThrow();
    }

    @Test
    void a_folder_whose_rules_nobody_approved_decides_nothing() throws Exception {
        try (TestingOffice office = begun()) {
            edited("&gt; 0", "&gt; 10");
            Path more = shop.file(folder, "more.csv", TestingPurchases.ledger(7, 240));
            assertThat(code(office.tryRun(pack, more, null))).isEqualTo("RMT-140");
        }
    }

    @Test
    void other_examples_and_other_layout_need_no_approval() throws Exception {
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
            assertThat(code(changes.approve(
                            WRITER, change.id(), change.state().versions().proposed(), "")))
                    .isEqualTo("RMT-137");
            assertThat(code(changes.approve(SECOND, change.id(), before, ""))).isEqualTo("RMT-135");
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
            assertThat(code(changes.submit(WRITER, draft.id(), "why", null))).isEqualTo("RMT-139");
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
            assertThat(code(changes.approve(
                            SECOND, other.id(), other.state().versions().proposed(), "")))
                    .isEqualTo("RMT-134");
            Change rebased = changes.rebase(WRITER, other.id()).orThrow();
            assertThat(rebased.state().standing()).isEqualTo(Standing.DRAFT);
            assertThat(changes.look(rebased).orThrow().files()).containsExactly("process.yaml");
            Change again =
                    changes.submit(WRITER, other.id(), "still wanted", null).orThrow();
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
            Change change =
                    changes.submit(WRITER, draft.id(), "from noon", from).orThrow();
            assertThat(approved(changes, change).state().standing()).isEqualTo(Standing.APPROVED);
            assertThat(changes.tend()).isEmpty();
            now.set(from);
            assertThat(changes.tend()).singleElement().asString().contains("in force");
            assertThat(changes.inForce(PROCESS))
                    .isEqualTo(change.state().versions().proposed());
        }
    }

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
    void a_level_tightens_every_process_and_none_can_loosen_it() throws Exception {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            byte[] strict = level("money", "number", "&gt; 0");
            Change draft = changes.draft(WRITER, new Proposal.OfLevel(LevelFiles.ORGANISATION, strict), List.of(), "")
                    .orThrow();
            Change change = changes.submit(WRITER, draft.id(), "new limits of the group", null)
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

    /** A table that holds whatever matches, and has nothing against the rest. */
    private static byte[] level(String fact, String type, String cell) {
        return """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="l" name="l" namespace="urn:l">
                  <decision id="d" name="Limits"><decisionTable id="t" hitPolicy="FIRST">
                    <input id="i"><inputExpression id="e" typeRef="%s"><text>%s</text></inputExpression></input>
                    <output id="o" name="verdict" typeRef="string"/><output id="p" name="reason" typeRef="string"/>
                    <rule id="r"><inputEntry id="a"><text>%s</text></inputEntry>
                      <outputEntry id="b"><text>"checkpoint"</text></outputEntry>
                      <outputEntry id="c"><text>"above what the organisation lets clear"</text></outputEntry></rule>
                    <rule id="s"><inputEntry id="f"><text>-</text></inputEntry>
                      <outputEntry id="g"><text>"auto_clear"</text></outputEntry>
                      <outputEntry id="h"><text>"nothing against it"</text></outputEntry></rule>
                  </decisionTable></decision>
                </definitions>""".formatted(type, fact, cell).getBytes(java.nio.charset.StandardCharsets.UTF_8);
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
                tries.add(() -> changes.approve(
                        each, change.id(), change.state().versions().proposed(), ""));
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

package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.authority.Ruling;
import remit.server.catalog.LevelFiles;
import remit.server.changes.CaseProposals;
import remit.server.changes.Change;
import remit.server.changes.ChangeText;
import remit.server.changes.ChangeTrial;
import remit.server.changes.Proposal;

/** What the commands about rules say, and refuse, as a person meets it. */
final class RulesCommandsIT extends TestingTried {
    private TestingCommand.Ended rules(String... arguments) throws InterruptedException {
        var all = new ArrayList<>(List.of("rules"));
        all.addAll(List.of(arguments));
        all.addAll(List.of("--data-dir", TestingOffice.data(folder).toString()));
        return TestingCommand.start(folder, all.toArray(String[]::new)).end();
    }

    @Test
    void a_mistake_is_refused_by_what_it_is() throws Exception {
        try (TestingOffice office = begun()) {
            Change one = draft(changes(office), pack("one", "(0..210]"));
            draft(changes(office), pack("two", "(0..220]"));
            assertThat(rules("rollback", "nope", "--reason", "x").errors()).startsWith("RMT-088 PROCESS nope");
            assertThat(rules("draft", "packs/nope").errors()).contains("there is no such file");
            assertThat(rules("submit", "chg_", "--reason", "x").errors()).contains("several changes begin so");
            assertThat(rules("submit", one.id().substring(0, 5), "--reason", "x")
                            .errors())
                    .startsWith("RMT-149")
                    .doesNotContain("no change has this id");
            assertThat(rules("hygiene", LevelFiles.ORGANISATION).errors())
                    .contains("a level has no hygiene of its own", "a process that it binds");
        }
    }

    private Path pack(String name, String limit) {
        Path copy = TestingTried.pack(folder.resolve(name), PROCESS);
        edit(copy.resolve("authority.dmn"), "(0..200]", limit);
        return copy;
    }

    @Test
    void a_sheet_is_checked_and_drafted_as_the_file_in_force_with_its_table() throws Exception {
        try (TestingOffice office = begun()) {
            Path sheet = folder.resolve("rules.csv");
            String dmn = pack.resolve("authority.dmn").toString();
            assertThat(TestingCommand.start(folder, "rules", "convert", dmn, sheet.toString())
                            .end()
                            .status())
                    .isZero();
            edit(sheet, "(0..200]", "(0..250]");
            var checked = TestingCommand.start(folder, "rules", "check", sheet.toString(), "--against", pack.toString())
                    .end();
            assertThat(checked.out()).as(checked.errors()).contains("newly clears cases by itself");
            var drafted = rules("draft", sheet.toString(), "--process", PROCESS, "--json");
            assertThat(drafted.status()).as(drafted.errors()).isZero();
            Change change = changes(office).find(drafted.json().text("id", "")).orThrow();
            assertThat(changes(office).look(change).orThrow().rules())
                    .containsExactly("~ row 3: amount (0..200] becomes (0..250]");
            var nowhere = rules("draft", sheet.toString(), "--domain", "nowhere");
            assertThat(nowhere.errors())
                    .as("its columns are no facts of a level")
                    .startsWith("RMT-");
        }
    }

    @Test
    void a_table_for_a_domain_that_no_process_names_is_drafted_with_a_warning() throws Exception {
        try (TestingOffice office = begun()) {
            Path file = folder.resolve("finance.dmn");
            java.nio.file.Files.write(file, level("&gt; 100"));
            var drafted = rules("draft", file.toString(), "--domain", "nowhere");
            assertThat(drafted.status()).as(drafted.errors()).isZero();
            assertThat(drafted.errors()).contains("no process names the domain nowhere");
            assertThat(office.count("event where type = 'ChangeDrafted'")).isEqualTo(1);
        }
    }

    @Test
    void a_trial_names_the_check_that_decided() {
        try (TestingOffice office = begun()) {
            var proposal = new Proposal.OfLevel(LevelFiles.ORGANISATION, level("&gt; 100"));
            Change change =
                    changes(office).draft(WRITER, proposal, List.of(), "").orThrow();
            ChangeTrial trial = trial(office, change);
            assertThat(trial.lines(1))
                    .last()
                    .asString()
                    .endsWith("auto_clear (row 3) -> checkpoint (organisation row 1)");
        }
    }

    @Test
    void the_case_of_the_documentation_is_held_in_the_sample_and_its_draft_fails_no_example() throws Exception {
        Path shipped = Path.of("..", "packs", "invoices").toAbsolutePath();
        String data = folder.resolve("sample").toString();
        var ran = TestingCommand.start(
                        folder, "run", shipped.toString(), "--data", shipped + "/sample.csv", "--data-dir", data)
                .end();
        assertThat(ran.status()).as(ran.errors()).isZero();
        String key = "invoices/5100230/V103/2053435.45/PARKS/OPEN SPACES";
        var proposed = TestingCommand.start(
                        folder,
                        "rules",
                        "propose",
                        key,
                        "--wanted",
                        "auto_clear",
                        "--note",
                        "x",
                        "--data-dir",
                        data,
                        "--json")
                .end();
        assertThat(proposed.status()).as(proposed.errors()).isZero();
        String id = proposed.json().text("id", "");
        var told = TestingCommand.start(folder, "rules", "changes", id, "--data-dir", data)
                .end();
        assertThat(told.out()).contains("scenarios: 11 passed, 0 failed", "rows they expect: row 4 is row 5 now");
        var submitted = TestingCommand.start(
                        folder, "rules", "submit", id, "--reason", "the limit is too low", "--data-dir", data)
                .end();
        assertThat(submitted.status()).as(submitted.errors()).isZero();
    }

    @Test
    void a_change_is_told_with_what_its_cases_should_get() {
        try (TestingOffice office = begun()) {
            String held = office.text("select case_id from case_view where process = 'tried' and verdict = 'checkpoint'"
                    + " and phase = 'held' and state::jsonb->'proposal'->>'confident' = 'false' order by 1 limit 1");
            Change change = new CaseProposals(
                            changes(office), office.installation().changeParts())
                    .propose(WRITER, new CaseProposals.Wish(held, Ruling.STOP, "never"))
                    .orThrow();
            assertThat(ChangeText.one(changes(office).told(change, true).orThrow()))
                    .contains("  case " + held + "  should get stop");
        }
    }
}

package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.authority.Ruling;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.CaseProposals;
import remit.server.changes.Change;
import remit.server.changes.ChangeText;
import remit.server.changes.ChangeTrial;
import remit.server.changes.Proposal;
import remit.server.changes.TableHistory;

/** Changes and tables tried on cases that were decided before, and what the commands about rules say, on a real database. */
final class TrialsIT extends TestingTried {
    /** Cases that row 3 lets through but for their amount, counted from evidence without any rules. */
    private static final String NEARLY_CLEARED =
            "case_view c join event e on e.case_id = c.case_id and e.type = 'Decided'"
                    + " join payload p on p.event_id = e.id where c.process = 'tried' and c.verdict = 'checkpoint'"
                    + " and p.content::jsonb->'facts'->>'new_group' = 'false'"
                    + " and c.state::jsonb->'proposal'->>'confident' = 'true' and c.money > 200 and c.money <= 400";

    private static final String DECIDED = "case_view where process = 'tried' and phase <> 'history'";

    /** A draft by which row 3 lets amounts of another range through. */
    private Change drafted(TestingOffice office, String range) {
        edit(pack.resolve("authority.dmn"), "(0..200]", range);
        return draft(changes(office), pack);
    }

    @Test
    void a_trial_counts_who_gets_another_verdict_and_what_they_are_worth() {
        try (TestingOffice office = begun()) {
            ChangeTrial.OfProcess tried =
                    trial(office, drafted(office, "(0..400]")).processes().getFirst();
            long expected = office.count(NEARLY_CLEARED);
            assertThat(expected).isGreaterThan(10);
            assertThat(tried.looked()).isEqualTo(office.count(DECIDED));
            assertThat(tried.compared()).isEqualTo(tried.looked());
            assertThat(tried.changed()).isEqualTo(expected);
            ChangeTrial.Move move = tried.moves().getFirst();
            assertThat(tried.moves()).hasSize(1);
            assertThat(move.from()).isEqualTo(Ruling.CHECKPOINT);
            assertThat(move.to()).isEqualTo(Ruling.AUTO_CLEAR);
            assertThat(move.sum())
                    .isEqualByComparingTo(new BigDecimal(office.text("select sum(c.money) from " + NEARLY_CLEARED)));
            assertThat(move.currency()).isEqualTo("GBP");
            assertThat(move.unpriced()).isZero();
            assertThat(tried.examples()).hasSize((int) Math.min(50, expected)).allSatisfy(example -> {
                assertThat(example.from().row()).isEqualTo(4);
                assertThat(example.to().row()).isEqualTo(3);
            });
        }
    }

    @Test
    void what_would_no_longer_clear_is_told_too_and_a_second_trial_says_the_same() {
        try (TestingOffice office = begun()) {
            Change change = drafted(office, "(0..100]");
            ChangeTrial trial = trial(office, change);
            ChangeTrial.Move move = trial.processes().getFirst().moves().getFirst();
            assertThat(move.from()).isEqualTo(Ruling.AUTO_CLEAR);
            assertThat(move.to()).isEqualTo(Ruling.CHECKPOINT);
            assertThat(move.count())
                    .isEqualTo(office.count(
                            "case_view where process = 'tried' and verdict = 'auto_clear' and money > 100"));
            assertThat(trial(office, change)).isEqualTo(trial);
        }
    }

    @Test
    void only_the_newest_cases_are_looked_at() {
        try (TestingOffice office = begun()) {
            Change change = drafted(office, "(0..400]");
            ChangeTrial.OfProcess tried =
                    trials(office).of(change, 30).orThrow().processes().getFirst();
            assertThat(tried.looked()).isEqualTo(30);
            assertThat(tried.changed())
                    .isEqualTo(office.count(NEARLY_CLEARED + " and c.case_id in (select case_id from " + DECIDED
                            + " order by at desc, case_id limit 30)"));
        }
    }

    @Test
    void an_erased_case_is_counted_and_not_guessed() {
        try (TestingOffice office = begun()) {
            String erased = office.text("select c.case_id from " + NEARLY_CLEARED + " limit 1");
            long before = office.count(NEARLY_CLEARED);
            office.change("delete from payload where event_id in (select id from event where case_id = ?)", erased);
            ChangeTrial.OfProcess tried =
                    trial(office, drafted(office, "(0..400]")).processes().getFirst();
            assertThat(tried.erased()).isEqualTo(1);
            assertThat(tried.compared()).isEqualTo(tried.looked() - 1);
            assertThat(tried.changed()).isEqualTo(before - 1);
        }
    }

    @Test
    void cases_that_were_never_asked_what_the_new_rules_look_at_are_not_compared() {
        try (TestingOffice office = begun()) {
            edit(
                    pack.resolve("intake.yaml"),
                    "  \"Remark\":",
                    "  \"Urgent\": {name: urgent, role: input, type: text, class: internal, required: false}\n  \"Remark\":");
            edit(
                    pack.resolve("process.yaml"),
                    "    - {id: implausible",
                    "    - {id: urgent, reason: it cannot wait, when: {urgent: '\"yes\"'}, then: stop}\n    - {id: implausible");
            ChangeTrial.OfProcess tried =
                    trial(office, draft(changes(office), pack)).processes().getFirst();
            assertThat(tried.compared()).isZero();
            assertThat(tried.changed()).isZero();
            assertThat(tried.untold()).containsOnlyKeys("it was never asked for urgent");
            assertThat(tried.incomparable()).isEqualTo(tried.looked());
        }
    }

    @Test
    void a_level_is_tried_on_every_process_that_it_binds() {
        try (TestingOffice office = begun()) {
            run(office, pack(folder, "second"), "second");
            Proposal level = new Proposal.OfLevel(LevelFiles.ORGANISATION, level("> 50".replace(">", "&gt;")));
            Change change = changes(office).draft(WRITER, level, List.of(), "").orThrow();
            ChangeTrial trial = trial(office, change);
            assertThat(trial.processes())
                    .extracting(ChangeTrial.OfProcess::process)
                    .containsExactly("second", PROCESS);
            for (ChangeTrial.OfProcess each : trial.processes()) {
                long held = office.count(
                        "case_view where process = ? and verdict = 'auto_clear' and money > 50", each.process());
                assertThat(each.moves()).singleElement().satisfies(move -> {
                    assertThat(move.from()).isEqualTo(Ruling.AUTO_CLEAR);
                    assertThat(move.to()).isEqualTo(Ruling.CHECKPOINT);
                    assertThat(move.count()).isEqualTo(held).isPositive();
                });
                assertThat(each.examples().getFirst().to().reason()).contains("the organisation");
            }
        }
    }

    private static PublishedProcess inForce(TestingOffice office) {
        return office.installation().catalog().latest(PROCESS).orElseThrow().orThrow();
    }

    @Test
    void the_rows_of_the_table_in_force_were_hit_as_evidence_says() {
        try (TestingOffice office = begun()) {
            PublishedProcess process = inForce(office);
            TableHistory history =
                    trials(office).history(process, process.pinned().table());
            TableHistory.OfTable table = history.tables().getFirst();
            assertThat(history.looked()).isEqualTo(office.count(DECIDED));
            for (var row : table.count().rows()) {
                assertThat(row.spoke())
                        .as("row %d", row.number())
                        .isEqualTo(office.count(
                                "event e join payload p on p.event_id = e.id where e.process = 'tried' and e.type = 'Decided'"
                                        + " and jsonb_path_exists(p.content::jsonb, ('$.checks[*] ? (@.check == \"authority\""
                                        + " && @.detail.row == ' || ? || ')')::jsonpath)",
                                row.number()));
            }
            assertThat(table.count().neverHit()).containsExactly(2);
            assertThat(table.findings()).isEmpty();
        }
    }

    @Test
    void gaps_and_rows_that_were_never_hit_are_told_with_the_cases_behind_them() {
        try (TestingOffice office = begun()) {
            Path table = pack.resolve("authority.dmn");
            edit(table, "(0..200]", "7.7777");
            edit(
                    table,
                    ">-</text></inputEntry>\n        <outputEntry id=\"r4d\"",
                    ">true</text></inputEntry>\n        <outputEntry id=\"r4d\"");
            PublishedProcess process = inForce(office);
            var proposed = office.installation()
                    .catalog()
                    .stored(draft(changes(office), pack).state().versions().proposed())
                    .orThrow();
            TableHistory.OfTable counted = trials(office)
                    .history(process, proposed.pinned().table())
                    .tables()
                    .getFirst();
            assertThat(counted.count().neverHit()).containsExactly(2, 3);
            assertThat(counted.gaps()).isNotEmpty();
            assertThat(counted.count().silent()).isPositive();
            assertThat(counted.count().gaps().stream()
                            .mapToLong(Long::longValue)
                            .sum())
                    .isEqualTo(counted.count().silent());
            String asked = " of " + counted.count().asked() + " past cases";
            assertThat(counted.lines())
                    .contains("row 3 was never hit: 0" + asked)
                    .anyMatch(line -> line.startsWith("no row speaks about") && line.endsWith(asked));
        }
    }

    @Test
    void the_commands_tell_the_same() throws Exception {
        try (TestingOffice office = begun()) {
            String data = TestingOffice.data(folder).toString();
            String held = office.text("select c.case_id from " + NEARLY_CLEARED + " order by c.case_id limit 1");
            TestingCommand.Ended proposed = TestingCommand.start(
                            folder,
                            "rules",
                            "propose",
                            held,
                            "--wanted",
                            "auto_clear",
                            "--note",
                            "too low",
                            "--data-dir",
                            data,
                            "--json")
                    .end();
            assertThat(proposed.status()).as(proposed.errors()).isZero();
            Change change = changes(office).find(proposed.json().text("id", "")).orThrow();
            assertThat(change.cases()).startsWith(held);
            TestingCommand.Ended tried = TestingCommand.start(
                            folder, "rules", "try", change.id(), "--data-dir", data, "--json")
                    .end();
            assertThat(tried.json()).isEqualTo(trial(office, change).toJson());
            TestingCommand.Ended checked = TestingCommand.start(
                            folder,
                            "rules",
                            "check",
                            pack.resolve("authority.dmn").toString(),
                            "--process",
                            PROCESS,
                            "--data-dir",
                            data)
                    .end();
            assertThat(checked.status())
                    .as("a row that is never hit is a finding")
                    .isEqualTo(1);
            assertThat(checked.out())
                    .contains("1 finding", "row 2 was never hit: 0 of " + office.count(DECIDED) + " past cases");
        }
    }

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

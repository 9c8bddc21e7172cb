package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.server.access.Access;
import remit.server.access.AccessEvidence;
import remit.server.access.Acting;
import remit.server.access.ApiKey;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.changes.Changes;
import remit.server.changes.Participant;
import remit.server.changes.Proposal;
import remit.server.store.Database;
import remit.server.store.EvidenceLog;
import remit.server.store.Rebuild;

/** Who got which account, right, link or key, and by whom, is evidence; it says who is no second person. */
class AccessEvidenceIT {
    private static final Set<Role> APPROVER = Set.of(Role.APPROVER);

    @TempDir
    static Path folder;

    static TestingSite site;

    @BeforeAll
    static void start() {
        site = new TestingSite(folder);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    /** What happened last in the thread of access: type, actor, body. */
    private static List<Json.Obj> newest(int count) {
        return JdbcClient.create(site.installation.source())
                .sql("select e.leaf from event_thread t join event e on e.id = t.event_id where t.thread = 'access'"
                        + " order by t.seq desc limit ?")
                .param(count)
                .query((row, _) -> Json.parseObject(row.getString(1)))
                .list()
                .reversed();
    }

    private static Json.Obj last() {
        return newest(1).getFirst();
    }

    private static long leavesWith(String text) {
        return JdbcClient.create(site.installation.source())
                .sql("select count(*) from event where strpos(leaf, ?) > 0")
                .param(text)
                .query(Long.class)
                .single();
    }

    private static Participant participant(Person person) {
        return Participant.of(person, Acting.self(person.actor()));
    }

    /** The page of a change as this person reads it. */
    private static String signedIn(Person person, Change change) throws Exception {
        var browser = site.browser().signIn(site.access, person);
        return browser.get("/changes/" + change.id()).body();
    }

    /** A change of this person, handed in. */
    private static Change submitted(Changes changes, Person writer, String words) {
        var process = changes.versionInForce(TestingSite.PROCESS).orElseThrow();
        String file = new String(process.pack().table().bytes(), java.nio.charset.StandardCharsets.UTF_8);
        String edited =
                file.replaceFirst("(?s)(<outputEntry id=\"row_2_reason\"><text>)\"[^\"]+\"", "$1\"" + words + "\"");
        assertThat(edited).isNotEqualTo(file);
        var proposal =
                new Proposal.Table(TestingSite.PROCESS, edited.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        Change draft =
                changes.draft(participant(writer), proposal, List.of(), "").orThrow();
        return changes.submit(participant(writer), draft.id(), new Changes.Submission("why", null, false))
                .orThrow();
    }

    private static String approved(Changes changes, Change change, Person person) {
        Checked<Change> done = changes.approve(participant(person), change.id(), ChangeSeen.of(change), "");
        return done instanceof Checked.Ok<Change>
                ? "ok"
                : done.problems().getFirst().code();
    }

    @Test
    void people_links_and_keys_are_recorded_with_who_made_them_and_without_a_word_of_people() {
        String administrator = site.person().actor().toString();
        Person nora = site.access.newPerson("Nora Newcomer", "nora@example.org", APPROVER, "noranewcomer");
        assertThat(last().text("type")).isEqualTo("PersonAdded");
        assertThat(last().text("actor")).isEqualTo(administrator);
        assertThat(last().object("body").text("person")).isEqualTo(nora.id());
        assertThat(last().object("body").flag("approves")).isTrue();
        String token = site.access.newLink(nora);
        assertThat(last().text("type")).isEqualTo("LinkMade");
        assertThat(last().object("body").text("person")).isEqualTo(nora.id());
        assertThat(last().text("actor")).isEqualTo(administrator);
        String key = site.access.newKey(
                "the desk of Nora",
                "test",
                nora,
                new ApiKey.Grant(Set.of(ApiKey.Scope.CASES_READ), Instant.now().plus(Duration.ofDays(1))));
        assertThat(last().text("type")).isEqualTo("KeyMade");
        assertThat(last().object("body").text("holder")).isEqualTo(nora.id());
        long before = newest(1000).size();
        assertThat(site.access.signIn(token)).contains(nora);
        assertThat(newest(1000)).as("using a link up changes nobody's access").hasSize((int) before);
        for (String word : List.of("Nora", "nora@example.org", "noranewcomer", token, key, key.substring(9, 25)))
            assertThat(leavesWith(word)).as(word).isZero();
        assertThat(new Rebuild(site.installation.source()).run().differences()).isZero();
    }

    @Test
    void what_was_written_into_the_file_by_hand_is_found_and_recorded_too() throws Exception {
        Person willa = site.access.newPerson("Willa Viewer", "", Set.of(Role.VIEWER), null);
        Path file = folder.resolve("access.yaml");
        String text = Files.readString(file);
        Files.writeString(
                file,
                text.replace(
                        "name: \"Willa Viewer\"\n    roles: [viewer]",
                        "name: \"Willa Viewer\"\n    roles: [approver]"));
        assertThat(site.access.noted().people().get(willa.id()).approves()).isTrue();
        assertThat(last().text("type")).isEqualTo("PersonChanged");
        assertThat(last().text("actor")).isEqualTo("service:remit");
        assertThat(last().object("body").array("roles")).containsExactly(Json.of("approver"));
        Files.writeString(file, text.replaceFirst("(?s)  - id: " + willa.id() + ".*?\n(?=  - id|keys:|links:|$)", ""));
        site.access.noted();
        assertThat(last().text("type")).isEqualTo("PersonRemoved");
        assertThat(last().object("body").text("person")).isEqualTo(willa.id());
        String keyless = Files.readString(file);
        var grant = new ApiKey.Grant(
                EnumSet.of(ApiKey.Scope.CASES_READ), Instant.now().plus(Duration.ofDays(1)));
        site.access.newKey("for a while", "test", null, grant);
        String made = last().object("body").text("key");
        Files.writeString(file, keyless);
        site.access.noted();
        assertThat(last().text("type")).isEqualTo("KeyRemoved");
        assertThat(last().object("body").text("key")).isEqualTo(made);
    }

    /** Another door of this program to the same people. */
    private static Access anotherDoor() {
        var installation = site.installation;
        var keyring = Database.installation(installation.source()).keyring();
        var evidence = new AccessEvidence(
                installation.source(), installation.log(), keyring, java.time.InstantSource.system());
        return Access.open(folder).orThrow().recordedBy(evidence, EvidenceLog.engine());
    }

    @Test
    void who_looks_while_people_are_added_records_no_removal() throws Exception {
        int before = newest(1000).size();
        var done = new AtomicBoolean();
        try (var threads = Executors.newFixedThreadPool(2)) {
            var looking = new ArrayList<Future<Integer>>();
            for (Access door : List.of(site.access, anotherDoor())) {
                looking.add(threads.submit(() -> {
                    int looks = 0;
                    for (; !done.get(); looks++) door.noted();
                    return looks;
                }));
            }
            try {
                for (int i = 0; i < 40; i++) site.access.newPerson("Crowd " + i, "", APPROVER, null);
            } finally {
                done.set(true);
            }
            for (Future<Integer> each : looking) assertThat(each.get()).isPositive();
        }
        List<Json.Obj> since = newest(1000);
        since = since.subList(before, since.size());
        assertThat(since).hasSize(40);
        assertThat(since).allSatisfy(event -> {
            assertThat(event.text("type")).isEqualTo("PersonAdded");
            assertThat(event.text("actor")).isEqualTo(site.person().actor().toString());
        });
    }

    /** What is told beside an approval. */
    private static String told(Change change) {
        return change.story().stream()
                .filter(moment -> moment.type().equals("ChangeApproved"))
                .map(moment -> moment.givenUp().text())
                .findFirst()
                .orElseThrow();
    }

    @Test
    void an_access_file_that_was_taken_away_is_missed_and_no_other_one_is_made() throws Exception {
        Path file = folder.resolve("access.yaml");
        Path aside = folder.resolve("access.aside");
        Files.move(file, aside);
        try {
            assertThat(site.installation.access().problems()).singleElement().satisfies(problem -> {
                assertThat(problem.code()).isEqualTo("RMT-602");
                assertThat(problem.fix()).isEqualTo("restore it from a backup");
            });
            for (String command : List.of("people", "link")) {
                var err = new java.io.ByteArrayOutputStream();
                int status = remit.server.cli.RemitCommand.execute(
                        () -> new String[] {"remit test"},
                        new java.io.ByteArrayOutputStream(),
                        err,
                        "access",
                        command,
                        "--data-dir",
                        folder.toString());
                assertThat(status).isNotZero();
                assertThat(err.toString(java.nio.charset.StandardCharsets.UTF_8))
                        .contains("RMT-602", "backup");
            }
            assertThat(file).doesNotExist();
        } finally {
            Files.move(aside, file);
        }
        assertThat(site.installation.access().problems()).isEmpty();
    }

    @Test
    void an_account_that_the_author_made_since_the_draft_is_no_second_person() throws Exception {
        Changes changes = site.installation.changes();
        Person administrator = site.person();
        Change change = submitted(changes, administrator, "what the administrator wants");
        Person puppet = site.access.newPerson("Paul Puppet", "", APPROVER, null);
        assertThat(approved(changes, change, puppet)).isEqualTo("RMT-159");
        String page = signedIn(puppet, change);
        assertThat(page)
                .contains(
                        "You cannot approve it: since it was drafted, whoever wrote or submitted it",
                        "value=\"reject\"")
                .doesNotContain("value=\"approve\"");
        assertThat(TestingRules.read(page))
                .as("who is named as one who can")
                .contains("A second person has to approve exactly this version")
                .doesNotContainPattern("Who can: [^.]*Paul Puppet");
        changes.withdraw(participant(administrator), change.id()).orThrow();
        Person editor = site.access.newPerson("Edna Editor", "", Set.of(Role.PROCESS_OWNER), null);
        Change other = submitted(changes, editor, "what the editor wants");
        assertThat(approved(changes, other, puppet)).isEqualTo("ok");
    }

    @Test
    void a_right_that_was_written_into_the_file_under_way_makes_no_second_person() throws Exception {
        Changes changes = site.installation.changes();
        Person wanda = site.access.newPerson("Wanda Watcher", "", Set.of(Role.VIEWER), null);
        Person editor = site.access.newPerson("Evan Editor", "", Set.of(Role.PROCESS_OWNER), null);
        Change change = submitted(changes, editor, "what Evan wants");
        Path file = folder.resolve("access.yaml");
        Files.writeString(
                file,
                Files.readString(file)
                        .replace(
                                "name: \"Wanda Watcher\"\n    roles: [viewer]",
                                "name: \"Wanda Watcher\"\n    roles: [approver]"));
        Person raised = site.access.person(wanda.id()).orElseThrow();
        assertThat(raised.may(Role.Permission.APPROVE_RULES)).isTrue();
        assertThat(approved(changes, change, raised)).isEqualTo("RMT-159");
        changes.withdraw(participant(editor), change.id()).orThrow();
        Change later = submitted(changes, editor, "what Evan still wants");
        assertThat(TestingRules.read(signedIn(raised, later))).containsPattern("Who can: [^.]*Wanda Watcher");
        assertThat(approved(changes, later, raised)).isEqualTo("ok");
        assertThat(told(changes.find(later.id()).orThrow()))
                .isEqualTo("although somebody gave it the right to approve before by editing access.yaml: nobody knows"
                        + " who");
    }

    @Test
    void whose_account_the_author_made_before_approves_and_it_is_told() {
        Changes changes = site.installation.changes();
        Person administrator = site.person();
        Person second = site.access.newPerson("Sam Second", "", APPROVER, null);
        Change change = submitted(changes, administrator, "what the administrator wants now");
        assertThat(approved(changes, change, second)).isEqualTo("ok");
        Change after = changes.find(change.id()).orThrow();
        assertThat(told(after)).isEqualTo("although whoever wrote it made this account before");
    }
}

package remit.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import remit.casework.Casework;
import remit.kernel.Actor;
import remit.server.access.Access;
import remit.server.access.Acting;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.catalog.PublishedProcess;
import remit.server.live.LiveDesk;
import remit.server.packs.PackReader;
import remit.server.runs.RunParts;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingShop;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;

/** Two nodes with a data directory each on one PostgreSQL: what stands in their folders is one and the same, or said not to be. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@Timeout(180)
final class TwoNodesIT {
    private static final Actor OFFICER = new Actor(Actor.Kind.PERSON, "p_officer");

    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private Path folder;
    private TestingOffice office;
    private Installation one;
    private Installation two;
    private int names;

    @BeforeAll
    void open(@TempDir Path temporary) throws Exception {
        folder = temporary;
        office = TestingOffice.open(folder);
        office.installation().sequencer().sequence();
        Files.copy(office.installation().path().resolve("evidence.key"), folder.resolve("evidence.key"));
        one = node("one");
        two = node("two");
        try (var pool = Executors.newFixedThreadPool(2)) {
            // Neither has a file yet, and both make one at the same time.
            var first = pool.submit(() -> one.access().orThrow());
            var second = pool.submit(() -> two.access().orThrow());
            first.get();
            second.get();
        }
        access(one).noted();
        access(two).noted();
        // Whoever was second made a file that does not hold.
        for (Installation node : List.of(one, two)) for (Path each : setAside(node)) Files.delete(each);
    }

    @AfterAll
    void close() {
        two.close();
        one.close();
        office.close();
    }

    private Installation node(String name) throws Exception {
        var flags = new EnumMap<Setting, String>(Setting.class);
        try (Connection connection = office.installation().source().getConnection()) {
            flags.put(Setting.DB_URL, connection.getMetaData().getURL());
            flags.put(Setting.DB_USER, connection.getMetaData().getUserName());
        }
        Path password = office.installation().path().resolve("postgres.password");
        flags.put(Setting.DB_PASSWORD, Files.readString(password).strip());
        flags.put(Setting.DATA_DIR, folder.resolve(name).toString());
        flags.put(Setting.EVIDENCE_KEY_FILE, folder.resolve("evidence.key").toString());
        var sources = new SettingSources(flags, Map.of(), folder, folder);
        InstantSource clock = () -> Instant.now().plus(ahead.get());
        return Installation.open(Settings.read(sources).orThrow(), clock).orThrow();
    }

    private static Access access(Installation node) {
        return node.access().orThrow();
    }

    private static Path file(Installation node) {
        return node.path().resolve("access.yaml");
    }

    private Person added(Installation node) {
        return access(node).newPerson("Willa " + ++names, "", Set.of(Role.REVIEWER), null);
    }

    private static boolean knows(Installation node, Person person) {
        access(node).follow();
        return access(node).person(person.id()).isPresent();
    }

    private long recorded(String type) {
        return office.count("event where type = ?", type);
    }

    private List<Path> setAside(Installation node) throws IOException {
        try (Stream<Path> files = Files.list(node.path())) {
            return files.filter(each -> each.toString().endsWith(".set-aside")).toList();
        }
    }

    @Test
    void of_two_that_start_at_once_one_says_who_has_access() throws Exception {
        access(one).follow();
        access(two).follow();
        assertThat(Files.readString(file(two))).isEqualTo(Files.readString(file(one)));
        assertThat(recorded("PersonRemoved")).isZero();
    }

    @Test
    void whoever_is_added_on_one_node_is_known_on_the_other_and_recorded_once() {
        long before = recorded("PersonAdded");
        Person willa = added(one);
        assertThat(knows(two, willa)).isTrue();
        for (int look = 0; look < 3; look++) {
            access(one).noted();
            access(two).noted();
        }
        assertThat(recorded("PersonAdded") - before).isEqualTo(1);
        assertThat(recorded("PersonRemoved")).isZero();
    }

    @Test
    void a_link_made_on_one_node_signs_in_once_on_any() {
        Person willa = added(one);
        String token = access(one).newLink(willa);
        access(two).follow();
        assertThat(access(two).signIn(token)).contains(willa);
        assertThat(access(one).signIn(token)).isEmpty();
        assertThat(access(two).signIn(token)).isEmpty();
    }

    @Test
    void an_edit_of_one_nodes_file_holds_on_all() throws Exception {
        Person willa = added(one);
        assertThat(knows(two, willa)).isTrue();
        String text = Files.readString(file(two));
        Files.writeString(file(two), text.replace("\"" + willa.name() + "\"", "\"Willa Renamed\""));
        access(two).noted();
        access(one).follow();
        assertThat(access(one).nameOf(willa.id())).contains("Willa Renamed");
        assertThat(setAside(two)).isEmpty();
    }

    @Test
    void an_edit_of_an_older_state_takes_nothing_away_and_is_kept_for_whoever_made_it() throws Exception {
        access(two).follow();
        Person willa = added(one);
        // Somebody edits the other node's file before it has followed.
        String edited = Files.readString(file(two)) + "# an edit\n";
        Files.writeString(file(two), edited);
        long removed = recorded("PersonRemoved");
        access(two).noted();
        assertThat(access(two).person(willa.id())).contains(willa);
        assertThat(recorded("PersonRemoved")).isEqualTo(removed);
        assertThat(setAside(two)).hasSize(1);
        assertThat(Files.readString(setAside(two).getFirst())).isEqualTo(edited);
        // And again within the same second.
        added(one);
        Files.writeString(file(two), Files.readString(file(two)) + "# another\n");
        access(two).noted();
        assertThat(setAside(two)).hasSize(2);
        for (Path each : setAside(two)) Files.delete(each);
    }

    @Test
    void a_node_that_comes_with_a_file_of_its_own_records_nothing_and_goes_by_the_one_that_holds() throws Exception {
        Files.createDirectories(folder.resolve("three"));
        try (Installation three = node("three")) {
            Files.writeString(file(three), Files.readString(file(one)).replaceFirst("name: \"", "name: \"Not "));
            long events = office.count("event where process = '@access'");
            access(three).noted();
            assertThat(Files.readString(file(three))).isEqualTo(Files.readString(file(one)));
            assertThat(office.count("event where process = '@access'")).isEqualTo(events);
            assertThat(setAside(three)).hasSize(1);
        }
    }

    @Test
    void a_node_that_does_not_see_a_drop_folder_leaves_its_actions_to_the_one_that_does() throws Exception {
        Path pack = TestingShop.pilot(TestingShop.of("foldered").pack(folder));
        try (LiveDesk here = desk(one, pack);
                LiveDesk there = desk(two, pack)) {
            String first = decided(one, here, "D1");
            here.drain();
            assertThat(effect(one, first)).isEqualTo("verified");

            String second = decided(two, there, "D2");
            there.drain();
            assertThat(effect(two, second)).as("nothing was tried").isEqualTo("prepared");
            assertThat(two.path().resolve("outbox")).doesNotExist();

            ahead.set(Duration.ofMinutes(2));
            there.recover();
            there.drain();
            assertThat(effect(two, second)).isEqualTo("prepared");
            here.recover();
            here.drain();
            assertThat(effect(two, second)).isEqualTo("verified");
            try (Stream<Path> files = Files.walk(one.path().resolve("outbox"))) {
                assertThat(files.filter(each -> each.toString().endsWith(".json")))
                        .hasSize(2);
            }
        } finally {
            ahead.set(Duration.ZERO);
        }
    }

    private static LiveDesk desk(Installation node, Path pack) {
        RunParts parts = node.runParts(Acting.self(OFFICER)).orThrow();
        PublishedProcess published = parts.catalog()
                .publish(
                        PackReader.read(pack).orThrow(),
                        Acting.self(OFFICER),
                        parts.clock().instant())
                .orThrow();
        return new LiveDesk(parts, List.of(new LiveDesk.Served(published, pack)));
    }

    /** A case on which a person has decided, with the action that follows. */
    private static String decided(Installation node, LiveDesk desk, String document) {
        var fields = Map.of(
                "document", document, "posted_on", "2024-05-06", "supplier", "S01", "amount", "12.50", "remark", "");
        String caseId = desk.accept(OFFICER, "foldered", fields).orThrow().caseId();
        long seq = node.reader().byId(caseId).orElseThrow().state().seq();
        var review = new Casework.Review(OFFICER, Casework.Review.Outcome.EDIT, "A4001", "other", seq);
        desk.review(caseId, review, "").orThrow();
        return caseId;
    }

    private static String effect(Installation node, String caseId) {
        return String.join(
                ",", node.reader().byId(caseId).orElseThrow().state().actions().values());
    }
}

package remit.server.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;

class AccessTest {
    @TempDir
    Path folder;

    private Instant now = Instant.parse("2026-03-01T09:00:00Z");
    private final InstantSource clock = () -> now;
    private Access access;

    @BeforeEach
    void open() {
        access = Access.open(folder, clock, "dana").orThrow();
    }

    @Test
    void the_first_start_makes_the_local_user_administrator_in_a_private_file() throws IOException {
        assertThat(access.firstStart()).isTrue();
        Person dana = access.people().getFirst();
        assertThat(dana.name()).isEqualTo("dana");
        assertThat(dana.may(Role.Permission.ADMINISTER)).isTrue();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("access.yaml"))))
                .isEqualTo("rw-------");
        assertThat(Access.open(folder, clock, "else").orThrow().firstStart()).isFalse();
    }

    @Test
    void a_file_that_is_gone_makes_nobody_administrator_anew() throws IOException {
        access.newLink(access.people().getFirst());
        Files.delete(folder.resolve("access.yaml"));
        var gone = Access.open(folder, clock, "else").problems();
        assertThat(gone).extracting(Problem::code).containsExactly("RMT-602");
        assertThat(gone.getFirst().fix()).contains("restore it");
        assertThat(Files.exists(folder.resolve("access.yaml"))).isFalse();
        Files.delete(folder.resolve("access.lock"));
        assertThat(Access.open(folder, clock, "else").orThrow().firstStart()).isTrue();
    }

    @Test
    void half_of_what_somebody_is_writing_is_not_what_the_file_says() throws IOException {
        access.newPerson("Zoe Last", "", EnumSet.of(Role.VIEWER), null);
        Path file = folder.resolve("access.yaml");
        String whole = Files.readString(file);
        Files.writeString(file, whole.substring(0, whole.lastIndexOf("  - id: ")));
        assertThat(access.people()).hasSize(1);
        assertThat(access.settled(() -> {
                            try {
                                Files.writeString(file, whole);
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        })
                        .people())
                .hasSize(2);
    }

    @Test
    void a_link_signs_in_once_and_its_token_is_not_kept() throws IOException {
        Person dana = access.people().getFirst();
        String token = access.newLink(dana);
        assertThat(Files.readString(folder.resolve("access.yaml"))).doesNotContain(token);
        assertThat(access.linkedPerson(token)).contains(dana);
        assertThat(access.signIn(token)).contains(dana);
        assertThat(access.signIn(token)).isEmpty();
    }

    @Test
    void a_link_expires_after_fifteen_minutes() {
        String token = access.newLink(access.people().getFirst());
        now = now.plus(Duration.ofMinutes(15));
        assertThat(access.linkedPerson(token)).isEmpty();
        assertThat(access.signIn(token)).isEmpty();
    }

    @Test
    void of_many_who_use_one_link_at_once_exactly_one_gets_in() throws Exception {
        String token = access.newLink(access.people().getFirst());
        var second = Access.open(folder, clock, "dana").orThrow();
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            var tries = new java.util.ArrayList<Callable<Boolean>>();
            for (int i = 0; i < 16; i++) tries.add(() -> access.signIn(token).isPresent());
            long in = 0;
            for (var answer : pool.invokeAll(tries)) if (answer.get()) in++;
            assertThat(in).isEqualTo(1);
        }
        assertThat(second.signIn(token)).isEmpty();
    }

    @Test
    void a_link_made_by_another_program_works_at_once() {
        var commandLine = Access.open(folder, clock, "dana").orThrow();
        String token = commandLine.newLink(commandLine.people().getFirst());
        assertThat(access.signIn(token)).isPresent();
    }

    @Test
    void a_service_key_never_reviews_and_expires() throws IOException {
        var grant = new ApiKey.Grant(EnumSet.allOf(ApiKey.Scope.class), now.plus(Duration.ofDays(1)));
        String key = access.newKey("ledger", "test", null, grant);
        assertThat(key).startsWith("rmt_test_");
        assertThat(Files.readString(folder.resolve("access.yaml"))).doesNotContain(key);
        Caller caller = access.keyFor(key).orElseThrow();
        assertThat(caller.actor().kind()).isEqualTo(Actor.Kind.SERVICE);
        assertThat(caller.may(Role.Permission.SUBMIT)).isTrue();
        assertThat(caller.may(Role.Permission.REVIEW)).isFalse();
        assertThat(access.keyFor(key + "x")).isEmpty();
        now = now.plus(Duration.ofDays(1));
        assertThat(access.keyFor(key)).isEmpty();
    }

    @Test
    void a_persons_key_may_do_no_more_than_the_person() {
        Person viewer = access.newPerson("Vi", "vi@example.org", Set.of(Role.VIEWER), null);
        var grant = new ApiKey.Grant(EnumSet.allOf(ApiKey.Scope.class), now.plus(Duration.ofDays(1)));
        Caller caller =
                access.keyFor(access.newKey("vi's", "test", viewer, grant)).orElseThrow();
        assertThat(caller.actor()).isEqualTo(viewer.actor());
        assertThat(caller.may(Role.Permission.REVIEW)).isFalse();
        assertThat(caller.may(Role.Permission.READ)).isTrue();
    }

    @Test
    void an_auditor_reads_but_not_what_identifies_a_person() {
        Person auditor = access.newPerson("Au", "", Set.of(Role.AUDITOR), null);
        assertThat(auditor.may(Role.Permission.READ)).isTrue();
        assertThat(auditor.may(Role.Permission.SEE_CONTENT)).isFalse();
        assertThat(auditor.may(Role.Permission.REVIEW)).isFalse();
    }

    @Test
    void the_command_line_acts_as_another_only_where_the_file_allows_it() throws IOException {
        access.newPerson("Vi", "vi@example.org", Set.of(Role.VIEWER), "vi");
        assertThat(access.personForCli("dana", null).orThrow().name()).isEqualTo("dana");
        assertThat(access.personForCli("dana", "Vi").problems())
                .as("not even the first administrator, unless somebody allows it")
                .extracting("code")
                .containsExactly("RMT-604");
        Path file = folder.resolve("access.yaml");
        Files.writeString(file, Files.readString(file).replaceFirst("(?m)^( +)roles:", "$1may_act_as: true\n$1roles:"));
        assertThat(access.personForCli("dana", "vi@example.org").orThrow().name())
                .isEqualTo("Vi");
        assertThat(access.personForCli("vi", "dana").problems())
                .extracting("code")
                .containsExactly("RMT-604");
        assertThat(access.personForCli("mallory", null).problems())
                .extracting("code")
                .containsExactly("RMT-603");
        assertThat(access.personForCli("dana", "nobody").problems())
                .extracting("code")
                .containsExactly("RMT-605");
    }

    @Test
    void a_bad_file_is_refused_with_its_line_and_grants_nothing() throws IOException {
        Path file = folder.resolve("access.yaml");
        Files.writeString(file, """
                schema: remit/v1
                people:
                  - id: p_12345678
                    name: Vi
                    roles: [viewer, emperor]
                    color: blue
                """);
        Checked<Access> opened = Access.open(folder, clock, "dana");
        assertThat(opened.problems())
                .extracting("place")
                .anyMatch(p -> p.toString().endsWith("access.yaml:5"));
        assertThat(opened.problems())
                .extracting("what")
                .anyMatch(w -> w.toString().contains("emperor"));
        assertThat(opened.problems())
                .extracting("what")
                .anyMatch(w -> w.toString().contains("color"));
        Files.writeString(file, "people: [");
        assertThat(Access.open(folder, clock, "dana").problems())
                .extracting("code")
                .containsExactly("RMT-600");
    }

    @Test
    void names_with_quotes_and_newlines_survive_a_rewrite() {
        Person odd = access.newPerson("O\"Neil: #1\n- x", "", Set.of(), null);
        assertThat(Access.open(folder, clock, "dana").orThrow().person(odd.id()))
                .contains(odd);
    }
}

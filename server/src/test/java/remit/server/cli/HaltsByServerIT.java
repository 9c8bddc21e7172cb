package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.server.access.Access;
import remit.server.access.ApiKey;
import remit.server.access.Role;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.wiring.Installation;
import remit.server.wiring.Site;

/** Halting, resuming, drilling and taking back on a server, from elsewhere, by the key of a person who may. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class HaltsByServerIT {
    private static final Path PACK = TestingLine.ROOT.resolve("packs/invoices");

    private Installation installation;
    private Site site;
    private Access access;

    @BeforeAll
    void serve(@TempDir Path folder) {
        String data = folder.resolve("data").toString();
        var flags = Map.of(Setting.DATA_DIR, data, Setting.HTTP_PORT, "0", Setting.MANAGEMENT_PORT, "0");
        Settings settings = Settings.read(new SettingSources(flags, Map.of(), folder, folder))
                .orThrow();
        installation = Installation.open(settings, InstantSource.system()).orThrow();
        site = Site.start(installation, settings, new Site.Order(List.of(PACK), null))
                .orThrow();
        access = installation.access().orThrow();
    }

    @AfterAll
    void stop() {
        site.close();
        installation.close();
    }

    /** A key with every scope, of somebody with one role. */
    private Map<String, String> keyOf(Role role) {
        var person = access.newPerson(role.word(), role.word() + "@shop.example", EnumSet.of(role), null);
        var grant = new ApiKey.Grant(
                EnumSet.allOf(ApiKey.Scope.class), Instant.now().plus(Duration.ofDays(1)));
        return Map.of("REMIT_API_KEY", access.newKey("test", "test", person, grant));
    }

    private TestingLine.Ended ended(int status, Map<String, String> key, String... words) throws Exception {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--server", site.url()));
        TestingLine.Ended ended = TestingLine.elsewhere(key, all);
        assertThat(ended.status()).as(all + "\n" + ended.out() + ended.errors()).isEqualTo(status);
        return ended;
    }

    @Test
    void whoever_may_stop_drills_and_halts_through_a_server_and_the_owner_resumes() throws Exception {
        Map<String, String> administrator = keyOf(Role.PLATFORM_ADMIN);
        Map<String, String> owner = keyOf(Role.PROCESS_OWNER);
        assertThat(ended(1, owner, "exposure", "invoices").out()).contains("is paged", "RED: There was no drill yet");
        assertThat(ended(0, administrator, "drill", "invoices").out())
                .contains("Drill of process invoices", "1 of 1 node showed it after 0.", "It is open again");
        for (String command : List.of("exposure", "exposure invoices --json")) {
            String here = TestingLine.elsewhere(
                            Map.of(), List.of((command + " --data-dir " + installation.path()).split(" ")))
                    .out();
            assertThat(ended(0, owner, command.split(" ")).out())
                    .contains("It stopped on all of 1 node")
                    .isEqualTo(here);
        }
        assertThat(ended(0, administrator, "halt", "invoices", "--reason", "wrong accounts")
                        .out())
                .contains("process invoices is halted", "1 of 1 node showed it", "remit resume invoices --to held");
        assertThat(ended(1, owner, "halts").out()).contains("because wrong accounts");
        assertThat(ended(5, administrator, "resume", "invoices", "--to", "held", "--reason", "mended")
                        .errors())
                .contains("RMT-641");
        for (String to : List.of("held", "reviewed", "open")) {
            assertThat(ended(0, owner, "resume", "invoices", "--to", to, "--reason", "mended")
                            .out())
                    .contains("process invoices is " + to);
        }
        ended(0, owner, "halts");
        assertThat(ended(2, owner, "halt", "invoces", "--reason", "a slip").errors())
                .contains("RMT-447", "invoices");
        assertThat(ended(1, owner, "exposure", "nothing").errors()).contains("RMT-642");
    }

    @Test
    void a_part_is_rolled_back_through_a_server_by_a_person_alone() throws Exception {
        Map<String, String> owner = keyOf(Role.PROCESS_OWNER);
        assertThat(ended(2, owner, "rollback", "invoices", "--rules", "--reason", "credit notes")
                        .errors())
                .as("none was in force before")
                .contains("RMT-449");
        assertThat(ended(1, owner, "rollback", "nothing", "--model", "--reason", "broken")
                        .errors())
                .contains("RMT-642");
        var grant = new ApiKey.Grant(
                EnumSet.of(ApiKey.Scope.RULES_ROLLBACK), Instant.now().plus(Duration.ofDays(1)));
        Map<String, String> program = Map.of("REMIT_API_KEY", access.newKey("test", "test", null, grant));
        assertThat(ended(5, program, "rollback", "invoices", "--rules", "--reason", "a program's wish")
                        .errors())
                .contains("RMT-141");
    }
}

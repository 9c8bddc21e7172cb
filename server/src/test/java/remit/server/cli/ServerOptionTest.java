package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.Access;
import remit.server.access.ApiKey;
import remit.server.cli.console.ExitStatus;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.wiring.Installation;
import remit.server.wiring.Site;

/** One process serves the shipped sample; commands of other processes ask it, and the data directory beside it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ServerOptionTest {
    private static final String CASE = "invoices/5100394/V118/389.05/TRANSPORT/HIGHWAYS";
    private static final Path PACK = TestingLine.ROOT.resolve("packs/invoices");

    private Path folder;
    private Installation installation;
    private Site site;
    private Access access;

    @BeforeAll
    void serve(@TempDir Path temporary) {
        folder = temporary;
        String data = folder.resolve("data").toString();
        String sample = PACK.resolve("sample.csv").toString();
        assertThat(TestingLine.here(List.of("run", PACK.toString(), "--data", sample, "--data-dir", data))
                        .status())
                .isZero();
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

    private Map<String, String> key(ApiKey.Scope... scopes) {
        var grant =
                new ApiKey.Grant(EnumSet.copyOf(Set.of(scopes)), Instant.now().plus(Duration.ofDays(1)));
        return Map.of("REMIT_API_KEY", access.newKey("test", "test", null, grant));
    }

    private TestingLine.Ended ask(Map<String, String> environment, String... words) throws Exception {
        return TestingLine.elsewhere(environment, List.of(words));
    }

    @Test
    void server_and_data_directory_give_the_same_answers() throws Exception {
        Map<String, String> reader = key(ApiKey.Scope.CASES_READ, ApiKey.Scope.CONTENT_READ);
        String data = installation.path().toString();
        for (String command : List.of(
                "why " + CASE,
                "why --json " + CASE,
                "who " + CASE,
                "changelog",
                "authority",
                "authority --json --who agent:invoices --process invoices",
                "rules hygiene invoices")) {
            String[] there = (command + " --server " + site.url()).split(" ");
            String[] here = (command + " --data-dir " + data).split(" ");
            TestingLine.Ended answer = ask(reader, there);
            assertThat(answer.errors()).isEmpty();
            assertThat(answer.status()).isZero();
            assertThat(answer.out())
                    .hasSizeGreaterThan(100)
                    .isEqualTo(ask(Map.of(), here).out());
        }
    }

    @Test
    void ladders_are_told_alike_here_and_by_a_server_and_reviewed_by_a_person_alone() throws Exception {
        Map<String, String> reader = key(ApiKey.Scope.CASES_READ, ApiKey.Scope.CONTENT_READ);
        String data = installation.path().toString();
        for (String command : List.of("ladder show invoices", "ladder show invoices --json")) {
            TestingLine.Ended there = ask(reader, (command + " --server " + site.url()).split(" "));
            assertThat(there.errors()).isEmpty();
            assertThat(there.out())
                    .contains("invoices")
                    .isEqualTo(ask(Map.of(), (command + " --data-dir " + data).split(" "))
                            .out());
        }
        String[] review = ("ladder review invoices --note seen --server " + site.url()).split(" ");
        TestingLine.Ended program = ask(reader, review);
        assertThat(program.status()).as(program.errors()).isEqualTo(ExitStatus.NOT_AUTHORISED);
        var grant = new ApiKey.Grant(
                EnumSet.allOf(ApiKey.Scope.class), Instant.now().plus(Duration.ofDays(1)));
        String person = access.newKey("test", "test", access.people().getFirst(), grant);
        assertThat(ask(Map.of("REMIT_API_KEY", person), review).errors()).contains("RMT-172");
    }

    @Test
    void effects_are_told_alike_here_and_by_a_server_and_taken_back_by_a_person_alone() throws Exception {
        Map<String, String> reader = key(ApiKey.Scope.CASES_READ, ApiKey.Scope.CASES_REVIEW);
        String data = installation.path().toString();
        String server = " --server " + site.url();
        for (String command : List.of("effects list", "effects list --done", "effects list --done --json")) {
            TestingLine.Ended there = ask(reader, (command + server).split(" "));
            assertThat(there.errors()).isEmpty();
            assertThat(there.out())
                    .isEqualTo(ask(Map.of(), (command + " --data-dir " + data).split(" "))
                            .out());
        }
        TestingLine.Ended done = ask(reader, ("effects list --done --process invoices" + server).split(" "));
        assertThat(done.out()).contains("verified since").contains("can be taken back");
        String action = done.out().substring(0, done.out().indexOf(' '));
        String[] undo = ("effects undo " + action + " --reason wrong-account" + server).split(" ");
        assertThat(ask(reader, undo).status()).isEqualTo(ExitStatus.NOT_AUTHORISED);
        var grant = new ApiKey.Grant(
                EnumSet.allOf(ApiKey.Scope.class), Instant.now().plus(Duration.ofDays(1)));
        var person = Map.of(
                "REMIT_API_KEY", access.newKey("test", "test", access.people().getFirst(), grant));
        TestingLine.Ended undone = ask(person, undo);
        assertThat(undone.status()).as(undone.errors()).isZero();
        assertThat(undone.out()).startsWith(action + ":compensate  taken back since ");
        assertThat(ask(person, undo).errors()).contains("RMT-469");
        assertThat(ask(person, ("effects settle " + action + " --drop --reason none" + server).split(" "))
                        .errors())
                .contains("RMT-461");
        assertThat(ask(reader, ("effects list --done" + server).split(" ")).out())
                .doesNotContain(action);
        assertThat(ask(Map.of(), "effects", "undo", action, "--reason", "again", "--data-dir", data)
                        .errors())
                .contains("RMT-469");
    }

    /** Another limit for the shipped table, drafted by the person of this account. */
    private String draft() throws Exception {
        Path table = folder.resolve("authority.dmn");
        String shipped = Files.readString(PACK.resolve("authority.dmn"));
        Files.writeString(table, shipped.replaceFirst("<text>\"checkpoint\"</text>", "<text>\"stop\"</text>"));
        String data = installation.path().toString();
        var done = ask(
                Map.of(),
                "rules",
                "draft",
                table.toString(),
                "--process",
                "invoices",
                "--note",
                "secret wish",
                "--json",
                "--data-dir",
                data);
        assertThat(done.errors()).isEmpty();
        return Json.parseObject(done.out()).text("id", "");
    }

    @Test
    void changes_of_rules_are_told_alike_here_and_by_a_server() throws Exception {
        String id = draft();
        String data = installation.path().toString();
        Map<String, String> reader = key(ApiKey.Scope.CASES_READ, ApiKey.Scope.CONTENT_READ);
        for (String command : List.of(
                "rules changes",
                "rules changes --json --process invoices",
                "rules changes " + id,
                "rules changes --json " + id)) {
            var there = ask(reader, (command + " --server " + site.url()).split(" "));
            assertThat(there.errors()).as(command).isEmpty();
            assertThat(there.status()).isZero();
            assertThat(there.out())
                    .contains(id)
                    .isEqualTo(ask(Map.of(), (command + " --data-dir " + data).split(" "))
                            .out());
        }
        String[] one = {"rules", "changes", id, "--server", site.url()};
        assertThat(ask(reader, one).out()).contains("ChangeDrafted  secret wish", "~ row 1: ", "scenarios: ");
        assertThat(ask(key(ApiKey.Scope.CASES_READ), one).out())
                .contains("ChangeDrafted")
                .doesNotContain("secret wish");
        for (String where : List.of("--server " + site.url(), "--data-dir " + data)) {
            for (String what : List.of("chg_ffffffffffff", "chg/../cases")) {
                var none = ask(reader, ("rules changes " + what + " " + where).split(" "));
                assertThat(none.status()).as(what + where).isEqualTo(ExitStatus.FINDING);
                assertThat(none.errors()).startsWith("RMT-149 " + what);
            }
            var unknown = ask(reader, ("rules changes --process nothing " + where).split(" "));
            assertThat(unknown.status()).isEqualTo(ExitStatus.FINDING);
        }
    }

    @Test
    void what_other_rules_would_have_made_of_the_past_is_told_alike_here_and_by_a_server() throws Exception {
        String data = installation.path().toString();
        Map<String, String> owner = key(ApiKey.Scope.CASES_READ, ApiKey.Scope.RULES_PROPOSE);
        String table = PACK.resolve("authority.dmn").toString();
        for (String question : List.of(
                "--goal 70% --max-error 3% --explore",
                "--threshold 0.99 --max-error 60% --confidence 80% --explore --json",
                "--rules " + table + " --max-error 0.1% --explore",
                "--threshold 0.5 --max-error 3%",
                "--certificates",
                "--certificates --json")) {
            var here = ask(Map.of(), ("whatif invoices " + question + " --data-dir " + data).split(" "));
            var there = ask(owner, ("whatif invoices " + question + " --server " + site.url()).split(" "));
            assertThat(there.errors()).as(question).isEmpty();
            // Who asks first is who the certificate names; the second is given the same one.
            assertThat(there.out()).as(question).hasSizeGreaterThan(100).isEqualTo(here.out());
            assertThat(there.status()).as(question).isEqualTo(here.status());
        }
        var refuted = ask(
                owner, ("whatif invoices --threshold 0 --max-error 0.1% --explore --server " + site.url()).split(" "));
        assertThat(refuted.status()).isEqualTo(ExitStatus.REFUTED);
        var reader = key(ApiKey.Scope.CASES_READ);
        var forbidden =
                ask(reader, ("whatif invoices --threshold 0.6 --max-error 3% --server " + site.url()).split(" "));
        assertThat(forbidden.status()).isEqualTo(ExitStatus.NOT_AUTHORISED);
        assertThat(forbidden.errors()).contains("rules:propose");
        for (String where : List.of("--server " + site.url(), "--data-dir " + data)) {
            var unknown = ask(owner, ("whatif nothing --goal 5% --max-error 3% " + where).split(" "));
            assertThat(unknown.status()).as(where).isEqualTo(ExitStatus.FINDING);
        }
    }

    @Test
    void every_auto_clear_is_found_allowed_here_and_there() throws Exception {
        String data = installation.path().toString();
        var here = ask(Map.of(), "authority", "--check", "--data-dir", data);
        assertThat(here.status()).isZero();
        assertThat(here.out())
                .matches("[1-9][0-9]* auto-clears, each allowed by exactly one row of the register; 0 orphans\\R");
        var there = ask(key(ApiKey.Scope.CASES_READ), "authority", "--check", "--server", site.url());
        assertThat(there.out()).isEqualTo(here.out());
        Json.Obj json = Json.parseObject(ask(Map.of(), "authority", "--check", "--json", "--data-dir", data)
                .out());
        assertThat(json.number("auto_clears", 0))
                .isEqualTo(json.number("allowed", -1))
                .isPositive();
    }

    @Test
    void the_register_is_asked_by_whoever_stands_in_it() throws Exception {
        String data = installation.path().toString();
        String owner = ask(Map.of(), "authority", "--who", "priya raman", "--data-dir", data)
                .out();
        assertThat(owner)
                .contains("invoices  row 4  clears by itself: every line; limit 1,000,000 GBP")
                .contains("on behalf of Priya Raman, finance")
                .contains("  unless  rows 1 to 3 match; it must stop: implausible-amount")
                .doesNotContain("a person decides");
        assertThat(ask(Map.of(), "authority", "--who", "classifier", "--data-dir", data)
                        .out())
                .isEqualTo(owner);
        String reviewer = ask(Map.of(), "authority", "--who", "reviewer", "--data-dir", data)
                .out();
        assertThat(reviewer)
                .contains("invoices  row 2  a person decides: every line")
                .contains("reviewer, approver or process-owner: " + System.getProperty("user.name"))
                .doesNotContain("clears by itself");
    }

    @Test
    void the_register_of_the_version_that_evidence_names_can_be_asked_for() throws Exception {
        String data = installation.path().toString();
        Json.Obj story = Json.parseObject(
                ask(Map.of(), "why", CASE, "--json", "--data-dir", data).out());
        String pack = ((Json.Obj) story.array("timeline").getFirst())
                .object("versions")
                .text("pack", "");
        var here = ask(Map.of(), "authority", "--pack", pack, "--data-dir", data);
        assertThat(here.out()).contains("invoices  row 4  clears by itself: every line; limit 1,000,000 GBP");
        assertThat(ask(key(ApiKey.Scope.CASES_READ), "authority", "--pack", pack, "--server", site.url())
                        .out())
                .isEqualTo(here.out());
        var missing = ask(Map.of(), "authority", "--pack", "ab".repeat(32), "--data-dir", data);
        assertThat(missing.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(missing.errors()).startsWith("RMT-078 --pack abab");
    }

    @Test
    void what_nobody_has_or_nobody_published_is_a_finding() throws Exception {
        String data = installation.path().toString();
        var nobody = ask(Map.of(), "authority", "--who", "Nobody Here", "--data-dir", data);
        assertThat(nobody.status()).isEqualTo(ExitStatus.FINDING);
        var unknown = ask(Map.of(), "authority", "--process", "nowhere", "--data-dir", data);
        assertThat(unknown.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(unknown.errors()).startsWith("RMT-088 --process nowhere: ");
        Map<String, String> reader = key(ApiKey.Scope.CASES_READ);
        for (String asked : List.of("authority --process nowhere", "rules hygiene nowhere", "rules hygiene No/where")) {
            var there = ask(reader, (asked + " --server " + site.url()).split(" "));
            assertThat(there.status()).as(asked).isEqualTo(ExitStatus.FINDING);
        }
        assertThat(ask(Map.of(), "rules", "hygiene", "nowhere", "--data-dir", data)
                        .errors())
                .startsWith("RMT-088 PROCESS nowhere: ");
        var both = ask(Map.of(), "authority", "--check", "--who", "x", "--data-dir", data);
        assertThat(both.status()).isEqualTo(ExitStatus.USAGE);
    }

    @Test
    void key_in_a_file_is_as_good() throws Exception {
        Path file = folder.resolve("key");
        Files.writeString(file, key(ApiKey.Scope.CONTENT_READ).get("REMIT_API_KEY") + "\n");
        assertThat(ask(Map.of("REMIT_API_KEY_FILE", file.toString()), "who", CASE, "--server", site.url())
                        .status())
                .isZero();
    }

    @Test
    void rebuild_needs_an_administrators_key() throws Exception {
        var refused = ask(key(ApiKey.Scope.CASES_READ), "rebuild", "--server", site.url());
        assertThat(refused.status()).isEqualTo(ExitStatus.NOT_AUTHORISED);
        assertThat(refused.errors())
                .startsWith("RMT-641 Authorization: This is not allowed: ")
                .contains("; use a key");
        var done = ask(key(ApiKey.Scope.INSTALLATION_ADMINISTER), "rebuild", "--json", "--server", site.url());
        assertThat(done.status()).isZero();
        assertThat(Json.parseObject(done.out()).number("cases", 0)).isEqualTo(400);
        assertThat(Json.parseObject(done.out()).number("differences", -1)).isZero();
    }

    @Test
    void refusals_say_what_to_do() throws Exception {
        var keyless = ask(Map.of(), "who", CASE, "--server", site.url());
        assertThat(keyless.status()).isEqualTo(ExitStatus.NOT_AUTHORISED);
        assertThat(keyless.errors()).startsWith("RMT-640 ").contains("set REMIT_API_KEY");
        var narrow = ask(key(ApiKey.Scope.CASES_READ), "why", CASE, "--server", site.url());
        assertThat(narrow.status()).isEqualTo(ExitStatus.NOT_AUTHORISED);
        var none = ask(key(ApiKey.Scope.CONTENT_READ), "why", "nothing", "--server", site.url());
        assertThat(none.status()).isEqualTo(ExitStatus.FINDING);
        assertThat(none.errors()).startsWith("RMT-060 nothing: There is no such thing: no case has this id");
        var stranger = ask(key(ApiKey.Scope.CONTENT_READ), "why", "x", "--server", site.url() + "/elsewhere");
        assertThat(stranger.status()).isEqualTo(ExitStatus.UNREACHABLE);
        assertThat(stranger.errors()).startsWith("RMT-084 ");
    }

    @Test
    void second_server_on_the_same_port_is_told_so() throws Exception {
        String port = site.url().replaceFirst(".*:", "");
        String other = folder.resolve("other").toString();
        var refused = ask(Map.of(), "serve", "--pack", PACK.toString(), "--data-dir", other, "--port", port);
        assertThat(refused.status()).isEqualTo(ExitStatus.USAGE);
        assertThat(refused.errors().lines()).singleElement().asString().startsWith("RMT-095 http_port: port " + port);
    }

    @Test
    void one_time_link_of_the_command_line_leads_to_the_serving_process() throws Exception {
        var link = ask(
                Map.of(), "access", "link", "--data-dir", installation.path().toString());
        assertThat(link.errors()).isEmpty();
        assertThat(link.out()).startsWith(site.url() + "/sign-in?token=");
        String token = link.out().strip().replaceFirst(".*=", "");
        assertThat(access.signIn(token)).isPresent();
        assertThat(access.signIn(token)).isEmpty();
    }

    @Test
    void key_of_the_command_line_opens_the_server() throws Exception {
        String data = installation.path().toString();
        var made = ask(Map.of(), "access", "key", "desk", "--scope", "content:read", "--data-dir", data);
        assertThat(made.status()).isZero();
        assertThat(made.errors()).contains("it is not shown again");
        var who = ask(Map.of("REMIT_API_KEY", made.out().strip()), "who", CASE, "--server", site.url());
        assertThat(who.out()).startsWith("author:   model:classifier:");
        assertThat(Files.readString(installation.path().resolve("access.yaml")))
                .doesNotContain(made.out().strip());
    }
}

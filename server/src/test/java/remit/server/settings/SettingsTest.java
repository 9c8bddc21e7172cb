package remit.server.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Problem;
import remit.server.store.DataDirectory;
import remit.server.store.Database;

final class SettingsTest {
    @TempDir
    Path folder;

    private final Map<Setting, String> flags = new HashMap<>();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void every_key_has_its_default() {
        Map<String, String> shown = shown();
        shown.values().removeIf(Settings.UNSET::equals);
        assertThat(shown)
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "data_dir", ".remit",
                        "db_connections", "12",
                        "organisation", "My organisation",
                        "http_port", "8080",
                        "http_bind", "127.0.0.1",
                        "management_port", "8081",
                        "pagerduty_url", "https://events.pagerduty.com/v2/enqueue",
                        "log_level", "warn"));
        assertThat(settings().shown())
                .filteredOn(line -> !line.value().equals(Settings.UNSET))
                .allMatch(line -> line.origin().equals("default"));
    }

    @Test
    void every_key_can_be_set_by_file_environment_and_flag() throws Exception {
        Map<Setting, String> samples = new HashMap<>();
        for (Setting setting : Setting.values()) samples.put(setting, sample(setting));
        write(
                "remit.yaml",
                samples.entrySet().stream()
                        .map(entry -> entry.getKey().key() + ": \"" + entry.getValue() + "\"\n")
                        .collect(Collectors.joining()));
        assertThat(Setting.values())
                .allMatch(setting -> settings().text(setting).orElse("").equals(sample(setting)));
        Files.delete(folder.resolve("remit.yaml"));
        samples.forEach((setting, value) -> environment.put(setting.variable(), value));
        assertThat(Setting.values())
                .allMatch(setting -> settings().text(setting).orElse("").equals(sample(setting)));
        environment.clear();
        flags.putAll(samples);
        assertThat(Setting.values())
                .allMatch(setting -> settings().text(setting).orElse("").equals(sample(setting)));
    }

    @Test
    void flag_beats_environment_beats_near_file_beats_home_file_beats_default() throws Exception {
        write("home/remit/remit.yaml", "http_port: 1\n");
        assertThat(port()).isEqualTo("1 " + folder.resolve("home/remit/remit.yaml") + " line 1");
        write("remit.yaml", "# near\nhttp_port: 2\n");
        assertThat(port()).isEqualTo("2 " + folder.resolve("remit.yaml") + " line 2");
        environment.put("REMIT_HTTP_PORT", "3");
        assertThat(port()).isEqualTo("3 environment REMIT_HTTP_PORT");
        flags.put(Setting.HTTP_PORT, "4");
        assertThat(port()).isEqualTo("4 flag --http-port");
    }

    @Test
    void unknown_keys_are_refused_with_the_nearest_known_one() throws Exception {
        write("remit.yaml", "http_prot: 9\nconnectors:\n  ledger:\n    kind: http\n    url: http://x\n    tokem: a\n");
        environment.put("REMIT_DATADIR", "x");
        List<Problem> problems = problems();
        assertThat(problems).extracting(Problem::code).containsExactlyInAnyOrder("RMT-250", "RMT-250", "RMT-251");
        assertThat(problems)
                .extracting(Problem::fix)
                .containsExactlyInAnyOrder(
                        "did you mean \"http_port\"?", "did you mean \"token\"?", "did you mean \"REMIT_DATA_DIR\"?");
        assertThat(problems).extracting(Problem::place).contains(folder.resolve("remit.yaml") + " line 6");
    }

    @Test
    void secrets_come_from_files_and_are_never_shown() throws Exception {
        write("secret", "hunter2\n");
        environment.put("REMIT_DB_PASSWORD_FILE", "secret");
        environment.put("REMIT_CONNECTORS_LEDGER_KIND", "http");
        environment.put("REMIT_CONNECTORS_LEDGER_URL", "https://ledger.example/api");
        environment.put("REMIT_CONNECTORS_LEDGER_TOKEN_FILE", "secret");
        Settings settings = settings();
        assertThat(settings.text(Setting.DB_PASSWORD)).contains("hunter2");
        assertThat(settings.connectors().get("ledger").bearer()).contains("hunter2");
        assertThat(settings.shown().toString()).doesNotContain("hunter2").contains("REMIT_DB_PASSWORD_FILE (secret)");
        assertThat(settings.connectors().toString() + settings.database()).doesNotContain("hunter2");
        environment.put("REMIT_DB_PASSWORD", "other");
        assertThat(problems()).extracting(Problem::code).containsExactly("RMT-253");
        environment.remove("REMIT_DB_PASSWORD");
        environment.put("REMIT_DB_PASSWORD_FILE", "absent");
        assertThat(problems()).extracting(Problem::code).containsExactly("RMT-254");
    }

    @Test
    void secret_of_a_stronger_source_beats_a_file_of_a_weaker_one() throws Exception {
        write("secret", "weak");
        write("remit.yaml", "db_password_file: secret\n");
        environment.put("REMIT_DB_PASSWORD", "strong");
        assertThat(settings().text(Setting.DB_PASSWORD)).contains("strong");
    }

    @Test
    void ill_values_are_refused_with_their_place_and_without_their_secrets() throws Exception {
        write("remit.yaml", "http_port: 70000\nlog_level: loud\npublic_url: ftp://x\norganisation: [a]\n");
        environment.put("REMIT_DB_CONNECTIONS", "0");
        assertThat(problems()).hasSize(5).allMatch(problem -> problem.code().equals("RMT-252"));
        assertThat(problems()).extracting(Problem::place).contains(folder.resolve("remit.yaml") + " line 1");
    }

    @Test
    void secrets_inside_addresses_are_not_shown() throws Exception {
        write("remit.yaml", "webhook_url: https://user:hush@hooks.example/a?token=hush&b=hush\n");
        assertThat(shown()).containsEntry("webhook_url", "https://********@hooks.example/a?token=********&b=********");
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://user:hush@ledger.example/", "https://ledger.example/book?key=hush"})
    void secret_in_the_address_of_a_connector_is_refused_unseen(String url) throws Exception {
        write("remit.yaml", "connectors:\n  ledger:\n    kind: http\n    url: " + url + "\n");
        assertThat(problems()).singleElement().satisfies(problem -> {
            assertThat(problem.code()).isEqualTo("RMT-259");
            assertThat(problem.toString()).doesNotContain("hush").contains("token");
        });
    }

    @Test
    void text_that_is_no_configuration_is_refused_with_its_line() throws Exception {
        write("remit.yaml", "data_dir: a\n  bad: [\n");
        assertThat(problems()).extracting(Problem::code).containsExactly("RMT-255");
        write("remit.yaml", "- a\n- b\n");
        assertThat(problems()).extracting(Problem::code).containsExactly("RMT-255");
        write("remit.yaml", "data_dir: a\ndata_dir: b\n");
        assertThat(problems()).extracting(Problem::code).containsExactly("RMT-255");
        write("remit.yaml", "data_dir: " + "[".repeat(20_000) + "\n");
        assertThat(problems()).extracting(Problem::code).containsExactly("RMT-255");
        write("remit.yaml", "");
        assertThat(settings().text(Setting.DATA_DIR)).contains(".remit");
    }

    @Test
    void connector_without_what_its_kind_needs_is_refused() throws Exception {
        write(
                "remit.yaml",
                "connectors:\n  a: {kind: drop}\n  b: {kind: http}\n  c: {kind: ftp}\n  d: {kind: drop, path: out}\n");
        assertThat(problems())
                .extracting(Problem::place)
                .containsExactly("connectors.a", "connectors.b", "connectors.c");
        write("remit.yaml", "connectors:\n  d: {kind: drop, path: out}\n");
        assertThat(settings().connectors().get("d").path()).isEqualTo(folder.resolve("out"));
    }

    @Test
    void doctor_refuses_an_old_java() {
        assertThat(Doctor.java(25).ok()).isTrue();
        assertThat(Doctor.java(17)).satisfies(finding -> {
            assertThat(finding.ok()).isFalse();
            assertThat(finding.fix()).contains("25");
        });
    }

    @Test
    void doctor_finds_a_healthy_machine_healthy_and_a_bad_data_directory_bad() throws Exception {
        flags.put(Setting.DATA_DIR, folder.resolve("data").toString());
        DataDirectory.prepare(folder.resolve("data"))
                .then(directory -> Database.open(directory, settings().database()))
                .orThrow()
                .close();
        assertThat(Doctor.examine(settings()))
                .allMatch(Doctor.Finding::ok)
                .extracting(Doctor.Finding::check)
                .containsExactly(
                        "java",
                        "disk space",
                        "postgres programs",
                        "data directory",
                        "database",
                        "clock",
                        "notices",
                        "incidents",
                        "nodes");
        Files.createFile(folder.resolve("file"));
        flags.put(Setting.DATA_DIR, folder.resolve("file").toString());
        assertThat(Doctor.examine(settings()))
                .filteredOn(finding -> !finding.ok())
                .singleElement()
                .matches(finding -> finding.found().startsWith("RMT-200"));
    }

    @Test
    void doctor_names_an_edit_of_access_yaml_that_counts_for_nothing() throws Exception {
        Path data = Files.createDirectories(folder.resolve("edited"));
        Files.createFile(data.resolve("access.yaml.20261129T101112Z.set-aside"));
        flags.put(Setting.DATA_DIR, data.toString());
        assertThat(Doctor.examine(settings()))
                .filteredOn(finding -> !finding.ok())
                .singleElement()
                .matches(finding -> finding.found().startsWith("access.yaml.20261129T101112Z.set-aside"));
    }

    @Test
    void doctor_makes_nothing_where_nothing_is_kept_yet() {
        Path nowhere = folder.resolve("not").resolve("there");
        flags.put(Setting.DATA_DIR, nowhere.toString());
        assertThat(Doctor.examine(settings()))
                .allMatch(Doctor.Finding::ok)
                .anyMatch(finding -> finding.found().contains("nothing is kept here yet"))
                .extracting(Doctor.Finding::check)
                .containsExactly("java", "disk space", "postgres programs", "data directory", "database");
        assertThat(nowhere.getParent()).doesNotExist();
    }

    @Test
    void every_key_is_shown_also_one_that_is_not_set() {
        assertThat(shown().keySet())
                .containsAll(Stream.of(Setting.values()).map(Setting::key).toList());
        assertThat(shown()).containsEntry("db_url", "(unset)").containsEntry("db_password", "(unset)");
    }

    private static String sample(Setting setting) {
        return switch (setting) {
            case DB_CONNECTIONS -> "5";
            case HTTP_PORT, MANAGEMENT_PORT -> "0";
            case PUBLIC_URL, WEBHOOK_URL, OTLP_ENDPOINT, PAGERDUTY_URL -> "https://remit.example/";
            case LOG_LEVEL -> "debug";
            case DATA_DIR,
                    DB_URL,
                    DB_USER,
                    DB_PASSWORD,
                    ARCHIVE_DIR,
                    ORGANISATION,
                    HTTP_BIND,
                    SMTP_URL,
                    MAIL_FROM,
                    WEBHOOK_SECRET,
                    PAGERDUTY_ROUTING_KEY,
                    API_KEY,
                    HOOK_SECRETS,
                    AUTHOR_SECRETS,
                    EVIDENCE_KEY_FILE -> "a " + setting.key();
        };
    }

    private String port() {
        return settings().shown().stream()
                .filter(line -> line.key().equals("http_port"))
                .map(line -> line.value() + " " + line.origin())
                .findFirst()
                .orElseThrow();
    }

    private Map<String, String> shown() {
        return settings().shown().stream().collect(Collectors.toMap(Settings.Shown::key, Settings.Shown::value));
    }

    private Settings settings() {
        return Settings.read(sources()).orThrow();
    }

    private List<Problem> problems() {
        return Settings.read(sources()).problems();
    }

    private SettingSources sources() {
        return new SettingSources(flags, environment, folder, folder.resolve("home"));
    }

    private void write(String name, String content) throws IOException {
        Path file = folder.resolve(name);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, content);
    }
}

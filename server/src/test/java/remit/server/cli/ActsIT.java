package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.acts.ActList;
import remit.server.acts.Acts;
import remit.server.cli.console.ExitStatus;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.wiring.Installation;

/** What leaves an installation, and what is done to all of it, is evidence. */
final class ActsIT {
    private static final Acting CLERK = Acting.self(new Actor(Actor.Kind.PERSON, "p_clerk"));

    @TempDir
    Path folder;

    private Path data;

    @BeforeEach
    void make() {
        data = folder.resolve("data");
        open().close();
        line(0, "access", "people");
    }

    private TestingLine.Ended line(int status, String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", data.toString()));
        TestingLine.Ended ended = TestingLine.here(all);
        assertThat(ended.status())
                .as(String.join(" ", all) + "\n" + ended.out() + ended.errors())
                .isEqualTo(status);
        return ended;
    }

    private List<Json.Obj> acts() {
        return Json.parseObject(line(0, "evidence", "acts", "--json").out()).array("items").stream()
                .map(each -> (Json.Obj) each)
                .filter(each -> each.text("process", "").equals("@acts"))
                .toList();
    }

    private static List<String> whats(List<Json.Obj> acts) {
        return acts.stream().map(act -> act.text("what", "")).toList();
    }

    private Installation open() {
        Checked<Settings> settings =
                Settings.read(new SettingSources(Map.of(Setting.DATA_DIR, data.toString()), Map.of(), folder, folder));
        return settings.then(each -> Installation.open(each, InstantSource.system()))
                .orThrow();
    }

    @Test
    void whoever_takes_data_out_or_mends_it_is_on_record_with_what_it_came_to() throws IOException {
        Path pack = folder.resolve("pack.zip");
        Path backup = folder.resolve("backup.zip");
        line(0, "evidence", "export", "-o", pack.toString());
        line(0, "evidence", "export", "--format", "jsonl", "--since", "2026-01-01", "-o", folder + "/log.jsonl");
        line(0, "changelog");
        line(0, "rebuild");
        line(0, "notices", "redeliver", "--all");
        line(0, "backup", "-o", backup.toString());
        List<Json.Obj> acts = acts();
        assertThat(whats(acts))
                .containsExactly(
                        "ActRecorded evidence_export begun",
                        "ActRecorded evidence_export done",
                        "ActRecorded evidence_export begun",
                        "ActRecorded evidence_export done",
                        "ActRecorded change_log_export begun",
                        "ActRecorded change_log_export done",
                        "ActRecorded rebuild begun",
                        "ActRecorded rebuild done",
                        "ActRecorded redelivery begun",
                        "ActRecorded redelivery done",
                        "ActRecorded backup begun",
                        "ActRecorded backup done");
        assertThat(acts).allSatisfy(act -> assertThat(act.text("actor", "")).startsWith("person:p_"));
        Json.Obj exported = acts.get(1).object("body").object("facts");
        assertThat(exported.number("entries", -1)).isPositive();
        assertThat(exported.text("sha256")).isEqualTo(Digest.hex(Digest.sha256(Files.readAllBytes(pack))));
        assertThat(acts.get(3).object("body").object("facts").number("entries", -1))
                .as("the flat export holds what was recorded before it")
                .isGreaterThan(exported.number("entries", -1));
        assertThat(acts.getLast().object("body").object("facts").number("bytes", 0))
                .isEqualTo(Files.size(backup));
        assertThat(acts.toString()).as("no name of a file is in a leaf").doesNotContain("backup.zip", "pack.zip");
        assertThat(line(0, "evidence", "acts").out()).contains("@acts  ActRecorded backup done");
    }

    @Test
    void a_pack_holds_the_event_of_its_own_export() {
        Path pack = folder.resolve("pack.zip");
        line(0, "evidence", "export", "-o", pack.toString());
        String key = line(0, "evidence", "key").out().strip();
        TestingLine.Ended verified =
                TestingLine.here(List.of("evidence", "verify", pack.toString(), "--key", key, "--json"));
        assertThat(verified.status()).as(verified.out()).isZero();
        double entries = Json.parseObject(verified.out()).number("entries", -1);
        try (Installation installation = open()) {
            var before = new ArrayList<ActList.Act>();
            new ActList(installation.source()).since(Instant.EPOCH, before::add);
            int begun = before.stream().map(ActList.Act::what).toList().indexOf("ActRecorded evidence_export begun");
            assertThat(begun).isNotNegative();
            // The key's beginning is the program's own event, so one more than those of people.
            assertThat(entries).isGreaterThanOrEqualTo(begun + 1);
        }
    }

    @Test
    void what_is_refused_or_only_read_leaves_nothing() throws IOException {
        line(2, "changelog", "--format", "parquet");
        line(1, "changelog", "--process", "nothing");
        line(2, "evidence", "export", "--since", "yesterday", "-o", folder + "/pack.zip");
        line(0, "evidence", "head");
        line(0, "doctor");
        Path file = data.resolve("access.yaml");
        Files.writeString(file, Files.readString(file).replaceAll("roles: \\[[^\\]]*\\]", "roles: [auditor]"));
        line(ExitStatus.NOT_AUTHORISED, "evidence", "export", "-o", folder + "/pack.zip");
        line(ExitStatus.NOT_AUTHORISED, "backup", "-o", folder.toString());
        line(ExitStatus.NOT_AUTHORISED, "rebuild");
        assertThat(acts()).isEmpty();
        assertThat(folder.resolve("pack.zip")).doesNotExist();
    }

    @Test
    void what_ends_midway_is_told_to_have_failed_and_what_is_broken_off_never_ends() {
        line(2, "evidence", "export", "-o", folder.resolve("nowhere/pack.zip").toString());
        try (Installation installation = open()) {
            Acts acts = installation.acts();
            acts.begin(Acts.Kind.BACKUP, CLERK, Json.EMPTY);
        }
        assertThat(whats(acts()))
                .containsExactly(
                        "ActRecorded evidence_export begun",
                        "ActRecorded evidence_export failed",
                        "ActRecorded backup begun");
    }

    @Test
    void nothing_is_done_where_it_cannot_be_told() {
        try (Installation installation = open()) {
            Acts acts = installation.acts();
            installation.log().close();
            assertThatThrownBy(() -> acts.begin(Acts.Kind.REBUILD, CLERK, Json.EMPTY))
                    .isInstanceOf(RuntimeException.class);
        }
        assertThat(acts()).isEmpty();
    }

    @Test
    void whose_account_it_was_stands_beside_in_whose_name() throws IOException {
        Path file = data.resolve("access.yaml");
        Files.writeString(file, Files.readString(file).replace("    cli:", "    may_act_as: true\n    cli:"));
        line(0, "access", "add", "Vera Second", "--role", "platform-admin");
        line(0, "rebuild", "--as", "Vera Second");
        line(0, "evidence", "rotate-key", "--as", "Vera Second");
        assertThat(acts()).allSatisfy(act -> {
            assertThat(act.text("on_behalf_by", "")).startsWith("p_");
            assertThat(act.text("actor")).isNotEqualTo("person:" + act.text("on_behalf_by"));
        });
        assertThat(line(0, "evidence", "acts").out())
                .contains("Vera Second (given by ", "@evidence  EvidenceKeyRotated")
                .as("that access.yaml was edited by hand is an act, too")
                .contains("@access  PersonChanged");
    }
}

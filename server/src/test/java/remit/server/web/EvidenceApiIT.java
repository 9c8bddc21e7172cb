package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.evidence.Event;
import remit.evidence.Merkle;
import remit.evidence.TreeHead;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.acts.ActList;
import remit.server.cli.RemitCommand;
import remit.verify.Trust;
import remit.verify.Verifier;

/** Heads and proofs of a serving Remit, for programs that check it from outside. */
class EvidenceApiIT {
    @TempDir
    static Path folder;

    static TestingSite site;
    static String reader;

    @BeforeAll
    static void start() throws Exception {
        site = new TestingSite(folder);
        site.load();
        reader = site.key(null, Scope.CASES_READ);
        // The log is signed every second.
        Instant until = Instant.now().plus(Duration.ofSeconds(30));
        long before = -1;
        while (Instant.now().isBefore(until)) {
            long size = get("/api/v1/evidence/head").statusCode() == 200 ? head().size() : 0;
            if (size > 1024 && size == before) return;
            before = size;
            Thread.sleep(1_500);
        }
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(path).header("Authorization", "Bearer " + reader));
    }

    private static TreeHead head() throws Exception {
        return TreeHead.read(get("/api/v1/evidence/head").body());
    }

    private static List<byte[]> hashes(Json.Obj from, String key) {
        return from.array(key).stream()
                .map(hash -> Base64.getDecoder().decode(((Json.Str) hash).text()))
                .toList();
    }

    @Test
    void every_event_of_a_case_leads_to_the_signed_root() throws Exception {
        Json.Obj cases = Json.parseObject(get("/api/v1/cases?limit=1").body());
        String id = ((Json.Obj) cases.array("items").getFirst()).text("id", "");
        Json.Obj proof = Json.parseObject(get("/api/v1/cases/" + id + "/proof").body());
        TreeHead head = TreeHead.read(proof.text("head", ""));
        assertThat(proof.array("entries")).isNotEmpty();
        for (Json each : proof.array("entries")) {
            Json.Obj entry = (Json.Obj) each;
            byte[] leaf = entry.text("leaf", "").getBytes(StandardCharsets.UTF_8);
            long position = (long) entry.number("position", -1);
            assertThat(Merkle.root(Event.leafHash(leaf), position, head.size(), hashes(entry, "path")))
                    .isEqualTo(head.root());
        }
        assertThat(get("/api/v1/cases/case_none/proof").statusCode()).isEqualTo(404);
    }

    @Test
    void an_earlier_head_is_the_beginning_of_the_log() throws Exception {
        TreeHead earlier = TreeHead.read(get("/api/v1/evidence/head?size=1024").body());
        Json.Obj proof =
                Json.parseObject(get("/api/v1/evidence/consistency?from=1024").body());
        TreeHead head = TreeHead.read(proof.text("head", ""));
        assertThat(Merkle.isConsistent(
                        new Merkle.Tree(1024, earlier.root()),
                        new Merkle.Tree(head.size(), head.root()),
                        hashes(proof, "proof")))
                .isTrue();
    }

    @Test
    void whoever_checks_needs_the_answer_a_verifier_and_what_they_kept() throws Exception {
        Json.Obj cases = Json.parseObject(get("/api/v1/cases?limit=1").body());
        String id = ((Json.Obj) cases.array("items").getFirst()).text("id", "");
        String key = ((Json.Str) Json.parseObject(get("/api/v1/evidence/keys").body())
                        .array("items")
                        .getFirst())
                .text();
        Path kept = Files.writeString(
                folder.resolve("kept.txt"),
                get("/api/v1/evidence/head?size=1024").body());
        Path ofCase = Files.writeString(
                folder.resolve("case.json"),
                get("/api/v1/cases/" + id + "/proof").body());
        Path growth = Files.writeString(
                folder.resolve("growth.json"),
                get("/api/v1/evidence/consistency?from=1024").body());
        Path sincePart = Files.writeString(
                folder.resolve("part.json"),
                get("/api/v1/evidence/consistency?from=1000").body());
        for (Trust trust : List.of(Trust.read(List.of(key), List.of()), Trust.read(List.of(), List.of(kept)))) {
            assertThat(Verifier.check(ofCase, trust).text().getFirst()).startsWith("Verified: ");
            assertThat(Verifier.check(growth, trust).text().getFirst())
                    .startsWith("Verified: the log of 1024 entries is the beginning of the log");
            assertThat(Verifier.check(sincePart, trust).exitStatus())
                    .as("the log keeps no head of 1000 entries")
                    .isEqualTo(4);
        }
        Files.writeString(ofCase, Files.readString(ofCase).replaceFirst("auto_clear|checkpoint|stop", "other"));
        assertThat(Verifier.check(ofCase, Trust.read(List.of(key), List.of())).exitStatus())
                .isEqualTo(1);
    }

    private static HttpResponse<String> as(String key, String path, boolean post) throws Exception {
        var browser = site.browser();
        var request = browser.request(path).header("Authorization", "Bearer " + key);
        return browser.send(post ? request.POST(HttpRequest.BodyPublishers.noBody()) : request);
    }

    private static int line(String... words) {
        var all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--data-dir", folder.toString()));
        return RemitCommand.execute(
                () -> new String[] {"remit test"},
                new ByteArrayOutputStream(),
                new ByteArrayOutputStream(),
                all.toArray(String[]::new));
    }

    @Test
    void acts_are_told_while_the_server_runs_by_whomever_they_are_done() throws Exception {
        Instant began = Instant.now();
        String service = site.key(null, Scope.CONTENT_READ, Scope.INSTALLATION_ADMINISTER);
        assertThat(as(reader, "/api/v1/changelog", false).statusCode()).isEqualTo(403);
        HttpResponse<String> decisions = as(service, "/api/v1/changelog", false);
        assertThat(decisions.statusCode()).isEqualTo(200);
        assertThat(as(service, "/api/v1/projections:rebuild", true).statusCode())
                .isEqualTo(200);
        assertThat(line("evidence", "export", "-o", folder.resolve("served.zip").toString()))
                .isZero();
        assertThat(line("backup", "-o", folder.resolve("served-backup.zip").toString()))
                .isZero();
        var acts = new ArrayList<ActList.Act>();
        new ActList(site.installation.source()).since(began, act -> {
            if (act.process().equals("@acts")) acts.add(act);
        });
        assertThat(acts.stream().map(ActList.Act::what))
                .as("and what was refused is not among them")
                .containsExactly(
                        "ActRecorded change_log_export begun",
                        "ActRecorded change_log_export done",
                        "ActRecorded rebuild begun",
                        "ActRecorded rebuild done",
                        "ActRecorded evidence_export begun",
                        "ActRecorded evidence_export done",
                        "ActRecorded backup begun",
                        "ActRecorded backup done");
        assertThat(acts.stream().map(ActList.Act::by).map(by -> by.replaceFirst(":.*", "")))
                .containsExactly("service", "service", "service", "service", "person", "person", "person", "person");
        assertThat(acts.get(1).body().object("facts").number("decisions", -1))
                .isEqualTo(decisions.body().lines().count());
    }

    @Test
    void keys_are_given_and_wrong_questions_are_told() throws Exception {
        Json.Obj keys = Json.parseObject(get("/api/v1/evidence/keys").body());
        assertThat(keys.array("items")).hasSize(1);
        assertThat(get("/api/v1/evidence/head?size=x").statusCode()).isEqualTo(400);
        assertThat(get("/api/v1/evidence/consistency").body()).contains("RMT-235");
        assertThat(get("/api/v1/evidence/consistency?from=99999999").statusCode())
                .isEqualTo(404);
        assertThat(get("/api/v1/evidence/head?size=99999999").statusCode()).isEqualTo(404);
        var browser = site.browser();
        assertThat(browser.send(browser.request("/api/v1/evidence/head")).statusCode())
                .isEqualTo(401);
    }
}

package remit.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.OutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;
import remit.server.access.ApiKey;
import remit.server.evidence.EvidenceExport;
import remit.server.runs.TestingShop;
import remit.server.web.TestingSite;
import remit.verify.Report;
import remit.verify.Trust;
import remit.verify.Verifier;

/** What happens to a serving process when its database is silent or full, or its clock jumps: it says so, loses nothing, recovers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class FaultsIT {
    private static final String PROCESS = "faulty";
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private TestingSite site;
    private JdbcClient jdbc;
    private String key;
    private Path folder;

    @BeforeAll
    void start(@TempDir Path temporary) {
        folder = temporary;
        site = new TestingSite(folder.resolve("data"), TestingShop.of(PROCESS).pack(folder));
        jdbc = JdbcClient.create(site.installation.source());
        key = site.key(null, ApiKey.Scope.CASES_READ, ApiKey.Scope.CASES_WRITE);
    }

    @AfterAll
    void stop() {
        site.close();
    }

    private HttpRequest.Builder request(String document, String once) {
        Json.Obj row = Json.object(
                "document", document, "posted_on", "2024-05-06", "supplier", "S01", "amount", "12.50", "remark", "");
        return site.browser()
                .request("/api/v1/processes/" + PROCESS + "/cases")
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", once)
                .POST(HttpRequest.BodyPublishers.ofString(
                        Json.object("row", row).compact()));
    }

    private HttpResponse<String> post(String document, String once) throws Exception {
        return site.browser().send(request(document, once));
    }

    private HttpResponse<String> post(String document) throws Exception {
        return post(document, UUID.randomUUID().toString());
    }

    private static void refused(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
        assertThat(Json.parseObject(answer.body()).text("code")).isEqualTo("RMT-465");
    }

    private long kept(String documents) {
        return jdbc.sql("select count(*) from event e join payload p on p.event_id = e.id where e.type = 'CaseOpened'"
                        + " and p.content::jsonb->'key'->>0 like ?")
                .param(documents)
                .query(Long.class)
                .single();
    }

    /** The database server and every session's process, all of which this test started. */
    private void signal(String name) throws Exception {
        Path pidFile;
        try (Stream<Path> files = Files.find(folder, 4, (path, _) -> path.endsWith("postmaster.pid"))) {
            pidFile = files.findFirst().orElseThrow();
        }
        ProcessHandle server = ProcessHandle.of(
                        Long.parseLong(Files.readAllLines(pidFile).getFirst()))
                .orElseThrow();
        for (int round = 0; round < 2; round++) {
            var words = new ArrayList<>(List.of("kill", "-" + name, String.valueOf(server.pid())));
            server.descendants().forEach(each -> words.add(String.valueOf(each.pid())));
            new ProcessBuilder(words).redirectErrorStream(true).start().waitFor();
        }
    }

    @Test
    void a_database_that_is_silent_for_half_a_minute_is_told_at_once_and_nothing_is_lost() throws Exception {
        assertThat(post("S0").statusCode()).isEqualTo(201);
        String once = UUID.randomUUID().toString();
        CompletableFuture<HttpResponse<String>> caught;
        signal("STOP");
        long begun = System.nanoTime();
        try {
            caught = CompletableFuture.supplyAsync(() -> {
                try {
                    return post("S1", once);
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
            Thread.sleep(5_000);
            for (int i = 2; System.nanoTime() - begun < SILENCE.toNanos(); i++) {
                long asked = System.nanoTime();
                refused(post("S" + i));
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(5));
                Thread.sleep(1_000);
            }
            assertThat(caught.isDone() && caught.get().statusCode() < 300)
                    .as("told that it is kept while nobody can know")
                    .isFalse();
        } finally {
            signal("CONT");
        }
        assertThat(TestingSite.eventually(() -> {
                    try {
                        return post("S-after").statusCode() < 300;
                    } catch (Exception e) {
                        return false;
                    }
                }))
                .isTrue();
        int status = caught.get(60, TimeUnit.SECONDS).statusCode();
        assertThat(status).as("what came in just before").isIn(201, 503);
        if (status == 503) assertThat(post("S1", once).statusCode()).isIn(200, 201);
        assertThat(kept("S%")).as("S0, S1 and S-after; none of those refused").isEqualTo(3);
        site.installation.sequencer().sequence();
        verified();
    }

    @Test
    void a_full_disk_refuses_and_goes_on_when_there_is_room() throws Exception {
        jdbc.sql("create function full_disk() returns trigger language plpgsql as $$ begin raise exception 'could not"
                        + " extend file: No space left on device' using errcode = '53100'; end $$")
                .update();
        jdbc.sql("create trigger full_disk before insert on event execute function full_disk()")
                .update();
        String once = UUID.randomUUID().toString();
        refused(post("F1", once));
        refused(post("F2"));
        jdbc.sql("drop trigger full_disk on event").update();
        assertThat(post("F1", once).statusCode()).isEqualTo(201);
        assertThat(kept("F%")).isEqualTo(1);
        assertThat(jdbc.sql(
                                "select count(*) from leaf_batch where first_position is null and cardinality(event_ids) = 0")
                        .query(Long.class)
                        .single())
                .isZero();
        verified();
    }

    @Test
    void a_clock_that_jumps_moves_nothing_out_of_order() throws Exception {
        assertThat(post("C1").statusCode()).isEqualTo(201);
        for (int days : List.of(400, -800, 3, 397)) {
            site.moveOn(Duration.ofDays(days));
            assertThat(post("C" + days).statusCode()).as(days + " days").isEqualTo(201);
            site.installation.sequencer().sequence();
        }
        assertThat(kept("C%")).isEqualTo(5);
        assertThat(jdbc.sql("select count(*) from leaf_batch where first_position is null")
                        .query(Long.class)
                        .single())
                .isZero();
        verified();
    }

    private void verified() throws Exception {
        Path pack = folder.resolve("pack.zip");
        try (OutputStream out = Files.newOutputStream(pack)) {
            new EvidenceExport(
                            site.installation.source(), site.installation.sequencer(), site.installation.evidenceKeys())
                    .pack(out, null);
        }
        Report report = Verifier.verify(
                pack, Trust.read(site.installation.evidenceKeys().verifiers(), List.of()));
        assertThat(report.exitStatus()).as(String.join("\n", report.text())).isZero();
    }
}

package remit.server.crash;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;
import remit.server.access.ApiKey;
import remit.server.runs.TestingShop;
import remit.server.web.TestingSite;

/** An author that does not answer keeps its own process waiting, and nobody else. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class SlowAuthorIT {
    private static final String SLOW = "slow";
    private static final String OTHER = "other";
    private static final String ANSWER = """
            {"decision":"A4001","confidence":0.99,"options":[{"decision":"A4001","probability":0.99}],"basis":"seen"}""";
    /** More than may wait at once. */
    private static final int CALLERS = 400;

    private final CountDownLatch awake = new CountDownLatch(1);
    private final ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
    private HttpServer author;
    private ExecutorService answering;
    private TestingSite site;
    private String key;

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        answering = Executors.newVirtualThreadPerTaskExecutor();
        author = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        author.setExecutor(answering);
        author.createContext("/", exchange -> {
            try (exchange) {
                exchange.getRequestBody().readAllBytes();
                awake.await();
                byte[] bytes = ANSWER.getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, bytes.length);
                exchange.getResponseBody().write(bytes);
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            }
        });
        author.start();
        Path slow = TestingShop.of(SLOW)
                .withAuthor(
                        """
                          kind: http
                          target: account
                          max_error: 5%
                          settings:
                            url: http://127.0.0.1:PORT/
                            name: slow
                            threshold: 0.9
                            timeout: PT8S
                        """.replace("PORT", String.valueOf(author.getAddress().getPort())))
                .pack(folder);
        site = new TestingSite(
                folder.resolve("data"), slow, TestingShop.of(OTHER).pack(folder));
        key = site.key(null, ApiKey.Scope.CASES_READ, ApiKey.Scope.CASES_WRITE);
    }

    @AfterAll
    void stop() {
        awake.countDown();
        callers.shutdownNow();
        site.close();
        author.stop(0);
        answering.shutdownNow();
    }

    private HttpResponse<String> post(String process, String document) throws Exception {
        Json.Obj row = Json.object(
                "document", document, "posted_on", "2024-05-06", "supplier", "S01", "amount", "12.50", "remark", "");
        return site.browser()
                .send(site.browser()
                        .request("/api/v1/processes/" + process + "/cases")
                        .header("Authorization", "Bearer " + key)
                        .header("Idempotency-Key", process + document)
                        .POST(HttpRequest.BodyPublishers.ofString(
                                Json.object("row", row).compact())));
    }

    @Test
    void who_finds_no_room_behind_a_slow_author_is_sent_away_and_every_other_process_goes_on() throws Exception {
        var asked = new ArrayList<Future<HttpResponse<String>>>();
        for (int i = 0; i < CALLERS; i++) {
            String document = "D" + i;
            asked.add(callers.submit(() -> post(SLOW, document)));
        }
        Thread.sleep(1_000);
        long begun = System.nanoTime();
        assertThat(post(OTHER, "D0").statusCode()).isEqualTo(201);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(5));

        var sentAway = new ArrayList<String>();
        for (int i = 0; i < CALLERS; i++) {
            HttpResponse<String> answer = asked.get(i).get(60, TimeUnit.SECONDS);
            if (answer.statusCode() == 201) {
                assertThat(Json.parseObject(answer.body()).text("phase")).isEqualTo("held");
                continue;
            }
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(503);
            assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            assertThat(Json.parseObject(answer.body()).text("code")).isEqualTo("RMT-454");
            sentAway.add("D" + i);
        }
        assertThat(sentAway).isNotEmpty();
        assertThat(kept()).as("what was accepted, and nothing else").isEqualTo(CALLERS - sentAway.size());

        awake.countDown();
        for (String document : List.copyOf(sentAway))
            assertThat(post(SLOW, document).statusCode()).isEqualTo(201);
        assertThat(kept()).isEqualTo(CALLERS);
    }

    private long kept() {
        return JdbcClient.create(site.installation.source())
                .sql("select count(*) from case_view where process = ?")
                .param(SLOW)
                .query(Long.class)
                .single();
    }
}

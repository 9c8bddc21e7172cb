package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.cli.RemitCommand;
import remit.server.runs.TestingShop;

/** A stop pages from a serving Remit; a person takes it up by API, page or command; what reached nobody is tried again. */
final class IncidentsIT {
    private static final String PROCESS = "stopping";

    @TempDir
    Path folder;

    private String key;

    private HttpResponse<String> get(TestingSite site, String path, String key) throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(path).header("Authorization", "Bearer " + key));
    }

    private HttpResponse<String> post(TestingSite site, String path, String body) throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private void stop(TestingSite site, String document) throws Exception {
        String row = "{\"row\":{\"Document\":\"" + document + "\",\"Posted On\":\"2024-05-06\",\"Supplier\":\"S01\","
                + "\"Supplier Name\":\"Acme\",\"Department\":\"Roads\",\"Amount\":\"2000000.00\",\"Remark\":\"\"}}";
        HttpResponse<String> answer = post(site, "/api/v1/processes/" + PROCESS + "/cases", row);
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 299);
    }

    private Json.Obj first(TestingSite site) throws Exception {
        Json.Obj list = Json.parseObject(get(site, "/api/v1/incidents", key).body());
        return list.array("items").isEmpty()
                ? Json.EMPTY
                : (Json.Obj) list.array("items").getFirst();
    }

    private String notices() throws Exception {
        Path file = folder.resolve("notices.log");
        return Files.exists(file) ? Files.readString(file) : "";
    }

    private String said(String... words) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        RemitCommand.execute(() -> new String[] {"remit test"}, out, err, words);
        return out.toString(StandardCharsets.UTF_8) + err.toString(StandardCharsets.UTF_8);
    }

    private static boolean quietly(java.util.concurrent.Callable<Boolean> asked) {
        try {
            return asked.call();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a_stop_pages_and_a_person_takes_it_up_and_what_reached_nobody_is_tried_again() throws Exception {
        Path pack = TestingShop.of(PROCESS).pack(folder);
        String incident;
        try (var site = new TestingSite(folder, pack)) {
            key = site.key(
                    site.person(),
                    Scope.CASES_READ,
                    Scope.CASES_WRITE,
                    Scope.INCIDENTS_RESPOND,
                    Scope.INSTALLATION_ADMINISTER);
            stop(site, "D1");
            assertThat(TestingSite.eventually(() -> quietly(() -> notices().contains("incident.opened"))))
                    .as("within a minute")
                    .isTrue();
            Json.Obj open = first(site);
            incident = open.text("id", "");
            assertThat(open.text("cause")).isEqualTo("boundary");
            assertThat(notices()).contains(incident);
            stop(site, "D2");
            Thread.sleep(2_500);
            assertThat(Json.parseObject(get(site, "/api/v1/incidents", key).body())
                            .array("items"))
                    .as("it belongs to the one that nobody has taken up")
                    .hasSize(1);

            taken(site, incident);
            redelivered(site);
        }
        commanded(incident);
    }

    private void taken(TestingSite site, String incident) throws Exception {
        var browser = site.signedIn();
        assertThat(browser.get("/incidents").body()).contains(incident, "cases were stopped at a boundary");
        assertThat(browser.get("/").body()).contains("nobody has taken it up");
        assertThat(browser.get("/incidents/" + incident).body()).contains("Take it up");
        assertThat(first(site).text("standing")).as("looking takes nothing up").isEqualTo("open");
        String reader = site.key(null, Scope.CASES_READ);
        assertThat(get(site, "/api/v1/notices/dead", reader).statusCode()).isEqualTo(403);

        HttpResponse<String> taken = post(site, "/api/v1/incidents/" + incident + ":acknowledge", "");
        assertThat(taken.statusCode()).as(taken.body()).isEqualTo(200);
        assertThat(post(site, "/api/v1/incidents/" + incident + ":acknowledge", "")
                        .statusCode())
                .isEqualTo(409);
        assertThat(post(site, "/api/v1/incidents/inc_none:acknowledge", "").statusCode())
                .isEqualTo(404);
        site.moveOn(Duration.ofDays(3));
        Thread.sleep(2_500);
        assertThat(first(site).number("pages", 0)).as("the ladder stands still").isEqualTo(1);
    }

    private void redelivered(TestingSite site) throws Exception {
        var sql = JdbcClient.create(site.installation.source());
        sql.sql("update notice set state = 'dead', last_error = 'status 503', tries = 12")
                .update();
        Json.Obj dead = Json.parseObject(get(site, "/api/v1/notices/dead", key).body());
        assertThat(dead.array("items")).isNotEmpty().allSatisfy(each -> {
            assertThat(((Json.Obj) each).text("why")).isEqualTo("status 503");
            assertThat(((Json.Obj) each).number("tries", 0)).isEqualTo(12);
        });
        String one = ((Json.Obj) dead.array("items").getFirst()).text("id", "");
        assertThat(post(site, "/api/v1/notices:redeliver", "{\"id\":\"" + one + "\"}")
                        .body())
                .contains("\"notices\":1");
        assertThat(post(site, "/api/v1/notices:redeliver", "{\"id\":\"notice_none\"}")
                        .statusCode())
                .isEqualTo(404);
        assertThat(TestingSite.eventually(() -> sql.sql("select state from notice where id = ?")
                        .param(one)
                        .query(String.class)
                        .single()
                        .equals("delivered")))
                .isTrue();
    }

    private void commanded(String incident) {
        String there = folder.toString();
        assertThat(said("incidents", "--data-dir", there)).contains(incident, "acknowledged", "taken up by person:");
        assertThat(said("incidents", "close", incident, "--reason", "mended", "--data-dir", there))
                .contains("closed");
        assertThat(said("incidents", "ack", incident, "--data-dir", there)).contains("RMT-534");
        assertThat(said("incidents", "--data-dir", there)).contains("no incident is open");
        assertThat(said("notices", "redeliver", "--all", "--data-dir", there)).contains("1 notice is on its way again");
        assertThat(said("notices", "dead", "--data-dir", there)).contains("Every notice was delivered");
        assertThat(said("page", "test", PROCESS, "--data-dir", there))
                .contains("erik@shop.example: delivered", "bea@shop.example: delivered");
        assertThat(said("page", "test", "nothing", "--data-dir", there)).contains("RMT-");
    }
}

package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.access.Person;
import remit.server.access.Role;

/** Rules change over HTTP: from a draft over a second person to the verdict of the next case, and back. */
/** Changes of rules by API: a writer, a second person and a program, each with a key that may do everything. */
class TestingChangesApi {
    static final String PROCESS = "/api/v1/processes/" + TestingSite.PROCESS;
    static final String CHANGES = "/api/v1/changes/";
    static final AtomicInteger COUNT = new AtomicInteger();

    @TempDir
    static Path folder;

    static TestingSite site;
    static String writer;
    static String second;
    static String service;

    @BeforeAll
    static void start() {
        site = new TestingSite(folder);
        // Not the administrator: whoever makes the accounts of others finds no second person among them.
        Person author = site.access.newPerson("First Writer", "", Set.of(Role.PROCESS_OWNER), null);
        writer = site.key(author, Scope.values());
        second = site.key(site.access.newPerson("Second Signer", "", Set.of(Role.APPROVER), null), Scope.values());
        service = site.key(null, Scope.values());
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    static HttpResponse<String> get(String path, String key) throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(path).header("Authorization", "Bearer " + key));
    }

    static HttpResponse<String> post(String path, String key, String type, String body) throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    static HttpResponse<String> post(String path, String key, Json.Obj body) throws Exception {
        return post(path, key, "application/json", body.compact());
    }

    static Json.Obj done(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.parseObject(answer.body());
    }

    static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(done(answer, status).text("code", "")).as(answer.body()).isEqualTo(code);
        assertThat(Json.parseObject(answer.body()).text("fix", "")).isNotBlank();
    }

    /** The file in force with other words for claims of medium risk, which no other test writes, and another verdict. */
    static String table(String verdict) throws Exception {
        String file = get(PROCESS + "/rules.dmn", service).body();
        String words = "officers decided otherwise, " + COUNT.incrementAndGet();
        String changed = file.replaceFirst(
                "(?s)(<outputEntry id=\"row_2_verdict\"><text>)\"[a-z_]+\"(.*?<text>)\"[^\"]+\"",
                "$1\"" + verdict + "\"$2\"" + words + "\"");
        assertThat(changed).isNotEqualTo(file);
        return changed;
    }

    static Json.Obj drafted(String verdict) throws Exception {
        return done(post(PROCESS + "/changes", writer, "application/xml", table(verdict)), 201);
    }

    static Json.Obj submitted(Json.Obj draft) throws Exception {
        Json.Obj reason = Json.object("reason", "medium risks are looked at elsewhere");
        return done(post(CHANGES + draft.text("id", "") + ":submit", writer, reason), 200);
    }

    static HttpResponse<String> approve(Json.Obj change, String key) throws Exception {
        Json.Obj version = Json.object("version", change.text("proposed", ""), "seq", (long) change.number("seq", 0));
        return post(CHANGES + change.text("id", "") + ":approve", key, version);
    }

    static HttpResponse<String> rollBack(String key) throws Exception {
        return post(
                PROCESS + ":rollback", key, Json.object("reason", "claims were stopped that nobody wanted stopped"));
    }

    /** In which phase a new claim of medium risk ends up, and by which version. */
    static List<String> next() throws Exception {
        String row = TestingCalls.row("MEDIUM-" + COUNT.incrementAndGet(), "medium", "70.00");
        String id = done(post(PROCESS + "/cases", service, "application/json", row), 201)
                .text("id", "");
        Json.Obj item = done(get("/api/v1/cases/" + id, service), 200);
        String version = item.array("events").stream()
                .map(event -> ((Json.Obj) event).object("leaf"))
                .filter(leaf -> leaf.text("type", "").equals("Decided"))
                .map(leaf -> leaf.object("versions").text("pack", ""))
                .findFirst()
                .orElseThrow();
        return List.of(item.text("phase", ""), version);
    }

    static String inForce() throws Exception {
        return done(get(PROCESS + "/rules", service), 200).text("version", "");
    }

    /** What openapi.json says that a request is answered with. */
    static Json.Obj answers(String path) throws Exception {
        return Json.parseObject(site.browser().get("/api/openapi.json").body())
                .object("paths")
                .object("/api/v1" + path)
                .object("post")
                .object("responses");
    }

    static void documented(Json.Obj told, Json.Obj schema) {
        assertThat(told.fields().keySet())
                .isEqualTo(schema.object("properties").fields().keySet());
    }
}

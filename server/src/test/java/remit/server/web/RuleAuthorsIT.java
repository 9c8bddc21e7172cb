package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.access.Person;
import remit.server.access.Role;

/** From the pack's list of rule authors and the accounts of the installation to the answer that an approval gets. */
class RuleAuthorsIT {
    private static final String CASES = "/api/v1/processes/" + TestingSite.PROCESS + "/cases";

    @TempDir
    Path folder;

    private static HttpResponse<String> send(TestingSite site, String path, String key, String once, String body)
            throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", once)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static int rejects(TestingSite site, Person person, Json.Obj item, String once) throws Exception {
        String body = "{\"seq\": " + (long) item.number("seq", 0)
                + ", \"reason_code\": \"other\", \"reason_text\": \"a duplicate\"}";
        String path = "/api/v1/cases/" + item.text("id", "") + ":reject";
        return send(site, path, site.key(person, Scope.values()), once, body).statusCode();
    }

    @Test
    void who_wrote_the_rules_may_not_decide_what_they_hold_whatever_their_account_is_called() throws Exception {
        String administrator = System.getProperty("user.name");
        try (var site =
                new TestingSite(folder.resolve("data"), pack("Rita@example.org", administrator, "ghost@example.org"))) {
            Person rita = site.access.newPerson("Rita Ruler", "rita@example.org", Set.of(Role.REVIEWER), null);
            Person colleague = site.access.newPerson("Col League", "", Set.of(Role.REVIEWER), null);
            String service = site.key(null, Scope.values());
            var made = send(site, CASES, service, "one", TestingCalls.row("RULED-1", "high", "70.00"));
            String id = Json.parseObject(made.body()).text("id", "");
            var read = site.browser();
            Json.Obj item = Json.parseObject(
                    read.send(read.request("/api/v1/cases/" + id).header("Authorization", "Bearer " + service))
                            .body());

            assertThat(item.text("phase", "")).isEqualTo("held");
            assertThat(site.person().mail())
                    .as("the first account has no address")
                    .isEmpty();
            assertThat(rejects(site, site.person(), item, "by name")).isEqualTo(403);
            assertThat(rejects(site, rita, item, "by mail")).isEqualTo(403);
            assertThat(rejects(site, colleague, item, "by nobody")).isEqualTo(200);
            assertThat(site.site.warnings())
                    .as("Rita's account came later")
                    .hasSize(2)
                    .anySatisfy(warning -> assertThat(warning).contains("ghost@example.org"))
                    .noneSatisfy(warning -> assertThat(warning).contains('"' + administrator + '"'));
        }
    }

    /** The demo's pack with rule authors who are called so. */
    private Path pack(String... contacts) throws IOException {
        Path copy = folder.resolve("pack");
        try (var files = Files.walk(TestingSite.pack())) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path to = copy.resolve(TestingSite.pack().relativize(file).toString());
                Files.createDirectories(to.getParent());
                Files.copy(file, to);
            }
        }
        var people = new StringBuilder("people:\n  rule_authors:\n");
        for (String contact : contacts) {
            people.append("    - {name: An author, function: claims, contact: \"")
                    .append(contact)
                    .append("\"}\n");
        }
        Path process = copy.resolve("process.yaml");
        Files.writeString(process, Files.readString(process).replace("people:\n", people));
        return copy;
    }
}

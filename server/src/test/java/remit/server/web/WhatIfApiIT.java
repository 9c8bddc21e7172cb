package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.access.Person;
import remit.server.access.Role;

/** The past asked by programs. */
class WhatIfApiIT {
    private static final String PROCESS = "/api/v1/processes/demo-claims";

    @TempDir
    static Path folder;

    static TestingSite site;
    static String reader;
    static String owner;
    static Person who;

    @BeforeAll
    static void start() throws Exception {
        site = new TestingSite(folder);
        site.load();
        who = site.access.newPerson("Olga Owner", "", Set.of(Role.PROCESS_OWNER), null);
        owner = site.key(who, Scope.CASES_READ, Scope.RULES_PROPOSE);
        reader = site.key(null, Scope.CASES_READ);
    }

    @AfterAll
    static void stop() {
        site.close();
    }

    private static HttpResponse<String> post(String key, Json.Obj question) throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(PROCESS + "/whatif")
                .header("Authorization", "Bearer " + key)
                .POST(HttpRequest.BodyPublishers.ofString(question.compact())));
    }

    private static Json.Obj ask(String key, Json.Obj question) throws Exception {
        var answer = post(key, question);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parseObject(answer.body());
    }

    private static Json.Obj get(String path) throws Exception {
        var browser = site.browser();
        var answer = browser.send(browser.request(path).header("Authorization", "Bearer " + reader));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Json.parseObject(answer.body());
    }

    private static int certificates() throws Exception {
        return get(PROCESS + "/certificates").array("items").size();
    }

    private static Json.Obj threshold(String number) {
        return Json.object("threshold", number, "max_error", "5%");
    }

    @Test
    void a_question_is_answered_with_a_certificate_that_names_who_asked() throws Exception {
        Json.Obj told = ask(owner, threshold("0.61"));
        assertThat(told.text("sentence")).contains("the confidence threshold");
        assertThat(told.array("details")).isNotEmpty();
        assertThat(told.object("certificate").text("asked_by"))
                .isEqualTo(who.actor().toString());
        int before = certificates();
        assertThat(ask(owner, threshold("0.61")).object("certificate").text("id"))
                .as("the same again")
                .isEqualTo(told.object("certificate").text("id"));
        assertThat(certificates()).isEqualTo(before);
    }

    @Test
    void who_may_only_read_explores_and_spends_nothing() throws Exception {
        int before = certificates();
        assertThat(post(reader, threshold("0.62")).statusCode()).isEqualTo(403);
        Json.Obj told = ask(reader, threshold("0.62").with("certify", Json.of(false)));
        assertThat(told.get("certificate")).isEqualTo(Json.NULL);
        assertThat(told.get("not_certified")).isEqualTo(Json.NULL);
        assertThat(told.text("certificate_text")).startsWith("Explored");
        assertThat(certificates()).isEqualTo(before);
        assertThat(post("rmt_local_nothing", threshold("0.62")).statusCode()).isEqualTo(401);
    }

    @Test
    void answers_have_exactly_the_fields_that_the_document_promises() throws Exception {
        var schemas = get("/api/openapi.json").object("components").object("schemas");
        Json.Obj told = ask(owner, Json.object("goal", 0.9, "max_error", 0.05));
        assertThat(told.fields().keySet())
                .isEqualTo(schemas.object("WhatIfAnswer")
                        .object("properties")
                        .fields()
                        .keySet());
        assertThat(told.object("certificate").fields().keySet())
                .isEqualTo(schemas.object("Certificate")
                        .object("properties")
                        .fields()
                        .keySet());
        assertThat(told.object("capacity").fields().keySet())
                .isEqualTo(schemas.object("WhatIfAnswer")
                        .object("properties")
                        .object("capacity")
                        .object("properties")
                        .fields()
                        .keySet());
        assertThat(get(PROCESS + "/certificates").fields().keySet())
                .isEqualTo(schemas.object("CertificateList")
                        .object("properties")
                        .fields()
                        .keySet());
        assertThat(schemas.object("WhatIfQuestion")
                        .object("properties")
                        .fields()
                        .keySet())
                .containsAll(remit.server.whatif.Asking.FIELDS)
                .contains("change", "certify");
    }

    @Test
    void the_rules_alone_are_asked_with_true_or_the_word() throws Exception {
        Json.Obj question = threshold("0.64").with("certify", Json.of(false));
        assertThat(ask(reader, question).object("stage").flag("rules_alone")).isFalse();
        for (Json alone : java.util.List.of(Json.of(true), Json.of("true"))) {
            Json.Obj told = ask(reader, question.with("rules_alone", alone));
            assertThat(told.object("stage").flag("rules_alone")).isTrue();
            assertThat(told.text("sentence")).endsWith("This is what the rules alone say.");
        }
        assertThat(post(reader, question.with("rules_alone", Json.of("perhaps")))
                        .statusCode())
                .isEqualTo(400);
    }

    @Test
    void every_mistake_of_a_question_is_told_with_its_field() throws Exception {
        var answer = post(reader, Json.object("threshold", "high", "max_error", "300%", "certify", false));
        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(Json.parseObject(answer.body()).array("errors").stream()
                        .map(each -> ((Json.Obj) each).text("pointer")))
                .containsExactly("threshold", "max_error");
        assertThat(post(reader, Json.object("max_error", "3%", "certify", false))
                        .statusCode())
                .as("nothing is asked")
                .isEqualTo(400);
        assertThat(post(reader, threshold("0.5").with("certify", Json.of(false)).with("change", Json.of("chg_none")))
                        .statusCode())
                .isEqualTo(422);
        var limit = Json.object("threshold", 5, "lever", "nothing", "max_error", "3%", "certify", false);
        assertThat(post(reader, limit).body()).contains("RMT-187");
        var early = threshold("0.5").with("certify", Json.of(false)).with("to", Json.of("1990-01-01"));
        assertThat(post(reader, early).body()).contains("RMT-180");
        assertThat(post(reader, early).statusCode()).isEqualTo(404);
    }

    @Test
    void a_change_is_asked_about_by_its_id_as_its_table_would_be() throws Exception {
        var browser = site.signedIn();
        String draft = TestingRules.draft(browser, "/processes/demo-claims/rules", "fed.dmn", TestingRules.FED);
        var named =
                Json.object("change", draft.substring(draft.lastIndexOf('/') + 1), "max_error", "5%", "certify", false);
        var held = Json.object("rules", TestingRules.FED, "max_error", "5%", "certify", false);
        assertThat(ask(reader, named)).isEqualTo(ask(reader, held));
    }

    @Test
    void another_version_voids_a_certificate_visibly() throws Exception {
        String id = ask(owner, threshold("0.63")).object("certificate").text("id", "");
        var writer = site.signedIn();
        Person approver = site.access.newPerson("Ada Second", "", Set.of(Role.APPROVER), null);
        var second = site.browser().signIn(site.access, approver);
        TestingRules.force(writer, second, "/processes/demo-claims/rules", TestingRules.FED);
        Json.Obj listed = (Json.Obj) get(PROCESS + "/certificates").array("items").stream()
                .filter(each -> id.equals(((Json.Obj) each).text("id")))
                .findFirst()
                .orElseThrow();
        assertThat(listed.array("voided_by")).contains(Json.of("process"), Json.of("rules"));
        assertThat(String.join("\n", remit.server.whatif.CertificateList.lines(get(PROCESS + "/certificates"))))
                .contains(id + "  void: another process, another rules since");
    }
}

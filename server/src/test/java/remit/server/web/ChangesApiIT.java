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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.access.Person;
import remit.server.access.Role;
import remit.server.changes.ChangeText;

/** Rules change over HTTP: from a draft over a second person to the verdict of the next case, and back. */
class ChangesApiIT {
    private static final String PROCESS = "/api/v1/processes/" + TestingSite.PROCESS;
    private static final String CHANGES = "/api/v1/changes/";
    private static final AtomicInteger COUNT = new AtomicInteger();

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

    private static HttpResponse<String> get(String path, String key) throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(path).header("Authorization", "Bearer " + key));
    }

    private static HttpResponse<String> post(String path, String key, String type, String body) throws Exception {
        var browser = site.browser();
        return browser.send(browser.request(path)
                .header("Authorization", "Bearer " + key)
                .header("Idempotency-Key", UUID.randomUUID().toString())
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    private static HttpResponse<String> post(String path, String key, Json.Obj body) throws Exception {
        return post(path, key, "application/json", body.compact());
    }

    private static Json.Obj done(HttpResponse<String> answer, int status) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return Json.parseObject(answer.body());
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(done(answer, status).text("code", "")).as(answer.body()).isEqualTo(code);
        assertThat(Json.parseObject(answer.body()).text("fix", "")).isNotBlank();
    }

    /** The file in force with other words for claims of medium risk, which no other test writes, and another verdict. */
    private static String table(String verdict) throws Exception {
        String file = get(PROCESS + "/rules.dmn", service).body();
        String words = "officers decided otherwise, " + COUNT.incrementAndGet();
        String changed = file.replaceFirst(
                "(?s)(<outputEntry id=\"row_2_verdict\"><text>)\"[a-z_]+\"(.*?<text>)\"[^\"]+\"",
                "$1\"" + verdict + "\"$2\"" + words + "\"");
        assertThat(changed).isNotEqualTo(file);
        return changed;
    }

    private static Json.Obj drafted(String verdict) throws Exception {
        return done(post(PROCESS + "/changes", writer, "application/xml", table(verdict)), 201);
    }

    private static Json.Obj submitted(Json.Obj draft) throws Exception {
        Json.Obj reason = Json.object("reason", "medium risks are looked at elsewhere");
        return done(post(CHANGES + draft.text("id", "") + ":submit", writer, reason), 200);
    }

    private static HttpResponse<String> approve(Json.Obj change, String key) throws Exception {
        Json.Obj version = Json.object("version", change.text("proposed", ""), "seq", (long) change.number("seq", 0));
        return post(CHANGES + change.text("id", "") + ":approve", key, version);
    }

    private static HttpResponse<String> rollBack(String key) throws Exception {
        return post(
                PROCESS + ":rollback", key, Json.object("reason", "claims were stopped that nobody wanted stopped"));
    }

    /** In which phase a new claim of medium risk ends up, and by which version. */
    private static List<String> next() throws Exception {
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

    private static String inForce() throws Exception {
        return done(get(PROCESS + "/rules", service), 200).text("version", "");
    }

    @Test
    void what_a_second_person_approved_decides_the_next_case_and_a_rollback_the_one_after() throws Exception {
        String before = inForce();
        assertThat(next()).containsExactly("held", before);
        Json.Obj change = submitted(drafted("stop"));
        assertThat(next()).as("nothing changes by a draft").containsExactly("held", before);

        refused(approve(change, writer), 403, "RMT-137");
        refused(approve(change.with("proposed", Json.of(before)), second), 409, "RMT-135");
        assertThat(inForce()).isEqualTo(before);
        assertThat(done(approve(change, second), 200).text("standing", "")).isEqualTo("effective");
        assertThat(next()).containsExactly("stopped", change.text("proposed", ""));
        refused(approve(change, second), 409, "RMT-133");

        Json.Obj back = done(rollBack(second), 200);
        assertThat(back.text("from", "")).isEqualTo(change.text("proposed", ""));
        assertThat(back.text("to", "")).isEqualTo(before);
        assertThat(back.number("millis", -1)).isNotNegative();
        assertThat(next()).containsExactly("held", before);
        assertThat(done(get(CHANGES + change.text("id", ""), service), 200).text("standing", ""))
                .isEqualTo("rolled back");
    }

    @Test
    void the_file_in_force_is_written_in_the_version_of_dmn_that_is_asked_for() throws Exception {
        assertThat(get(PROCESS + "/rules.dmn", service).body()).contains("20191111");
        assertThat(get(PROCESS + "/rules.dmn?dmn=1.5", service).body())
                .contains("20230324")
                .doesNotContain("20191111");
        refused(get(PROCESS + "/rules.dmn?dmn=9", service), 400, "RMT-613");
    }

    @Test
    void examples_are_given_up_by_true_and_by_nothing_that_only_looks_like_it() throws Exception {
        String submit = CHANGES + drafted("stop").text("id", "") + ":submit";
        Json.Obj reason = Json.object("reason", "medium risks are looked at elsewhere");
        for (Json odd : List.of(Json.of("true"), Json.of("no"), Json.of(1L))) {
            var answer = post(submit, writer, reason.with("despite_examples", odd));
            refused(answer, 422, "RMT-652");
            assertThat(answer.body()).contains("despite_examples", ": true, or leave it out");
        }
        assertThat(done(post(submit, writer, reason.with("despite_examples", Json.of(true))), 200)
                        .text("standing", ""))
                .isEqualTo("submitted");
        done(post(submit.replace(":submit", ":withdraw"), writer, Json.EMPTY), 200);
    }

    @Test
    void a_key_that_does_not_reach_is_told_the_scope_that_it_lacks() throws Exception {
        assertThat(rollBack(site.key(null, Scope.CASES_READ)).body()).contains("it needs the scope rules:rollback");
        String row = TestingCalls.row("SCOPE-1", "medium", "70.00");
        assertThat(post(PROCESS + "/cases", site.key(null, Scope.CASES_READ), "application/json", row)
                        .body())
                .contains("it needs the scope cases:write");
    }

    @Test
    void a_program_may_draft_but_only_a_person_approves_and_rolls_back() throws Exception {
        Json.Obj draft = done(
                post(PROCESS + "/changes", service, Json.object("dmn", table("checkpoint"), "note", "from the forge")),
                201);
        Json.Obj change = submitted(draft);
        refused(approve(change, service), 403, "RMT-137");
        Json.Obj reason = Json.object("reason", "no");
        refused(post(CHANGES + change.text("id", "") + ":reject", service, reason), 403, "RMT-137");
        refused(rollBack(service), 403, "RMT-141");
        assertThat(done(post(CHANGES + change.text("id", "") + ":reject", second, reason), 200)
                        .text("standing", ""))
                .isEqualTo("rejected");
    }

    @Test
    void a_person_s_key_does_what_both_its_scopes_and_their_roles_allow() throws Exception {
        Json.Obj change = submitted(drafted("checkpoint"));
        var approver = site.access.newPerson("Narrow Approver", "", Set.of(Role.APPROVER), null);
        refused(approve(change, site.key(approver, Scope.CASES_READ, Scope.RULES_PROPOSE)), 403, "RMT-641");
        String viewer = site.key(site.access.newPerson("Vera Viewer", "", Set.of(Role.VIEWER), null), Scope.values());
        refused(approve(change, viewer), 403, "RMT-641");
        refused(post(PROCESS + "/changes", viewer, "application/xml", table("stop")), 403, "RMT-641");
        refused(rollBack(viewer), 403, "RMT-641");
        assertThat(done(get(CHANGES + change.text("id", ""), viewer), 200).text("standing", ""))
                .isEqualTo("submitted");
        assertThat(done(approve(change, site.key(approver, Scope.RULES_APPROVE)), 200)
                        .text("standing", ""))
                .isEqualTo("effective");
    }

    @Test
    void of_two_changes_on_one_base_the_second_goes_no_further() throws Exception {
        Json.Obj first = submitted(drafted("checkpoint"));
        Json.Obj other = submitted(drafted("checkpoint"));
        done(approve(first, second), 200);
        refused(approve(other, second), 409, "RMT-134");
        String address = CHANGES + other.text("id", "");
        refused(post(address + ":rebase", writer, "application/json", ""), 409, "RMT-142");
        refused(post(address + ":revise", writer, "application/xml", table("stop")), 409, "RMT-134");
        assertThat(done(post(address + ":withdraw", writer, "application/json", ""), 200)
                        .text("standing", ""))
                .isEqualTo("withdrawn");
        refused(post(address + ":withdraw", writer, Json.EMPTY), 409, "RMT-133");
    }

    @Test
    void whoever_looks_at_a_change_is_told_what_newly_clears_with_such_a_case() throws Exception {
        String tighter = drafted("stop").text("id", "");
        assertThat(done(get(CHANGES + tighter, second), 200).object("look").array("newly_clears"))
                .isEmpty();
        String looser = drafted("auto_clear").text("id", "");
        Json.Obj seen = done(get(CHANGES + looser, second), 200);
        Json.Obj line = (Json.Obj) seen.object("look").array("newly_clears").getFirst();
        assertThat(line.text("kind", "")).isEqualTo("newly_clears");
        assertThat(line.number("row", 0)).isEqualTo(2);
        assertThat(line.object("witness").text("segment", "")).isEqualTo("medium");
        assertThat(line.text("before", "")).isEqualTo("row 2 said checkpoint");
        assertThat(ChangeText.one(seen)).contains("  " + line.text("text", ""));
        Json.Obj schemas = Json.parseObject(
                        site.browser().get("/api/openapi.json").body())
                .object("components")
                .object("schemas");
        Json.Obj items = schemas.object("Look")
                .object("properties")
                .object("newly_clears")
                .object("items");
        documented(line, items);
        assertThat(ChangeText.one(done(get(CHANGES + tighter, second), 200)))
                .contains("  nothing newly clears by itself");
        for (String change : List.of(tighter, looser))
            done(post(CHANGES + change + ":withdraw", writer, Json.EMPTY), 200);
    }

    @Test
    void a_revision_is_a_draft_again_under_the_same_change() throws Exception {
        Json.Obj change = submitted(drafted("stop"));
        Json.Obj revised = done(
                post(CHANGES + change.text("id", "") + ":revise", writer, Json.object("dmn", table("checkpoint"))),
                200);
        assertThat(revised.text("standing", "")).isEqualTo("draft");
        assertThat(revised.text("proposed", "")).isNotEqualTo(change.text("proposed", ""));
        Json.Obj look = done(get(CHANGES + change.text("id", ""), second), 200).object("look");
        assertThat(look.array("rules")).singleElement().asString().contains("row 2", "becomes");
        assertThat(look.object("scenarios").number("failed", -1)).isZero();
    }

    private static String tomorrow() {
        return java.time.Instant.now().plus(java.time.Duration.ofDays(1)).toString();
    }

    @Test
    void an_approval_of_what_was_revised_away_and_back_is_a_conflict() throws Exception {
        String wanted = table("stop");
        Json.Obj seen = submitted(done(post(PROCESS + "/changes", writer, "application/xml", wanted), 201));
        String address = CHANGES + seen.text("id", "");
        done(post(address + ":revise", writer, "application/xml", table("checkpoint")), 200);
        done(post(address + ":revise", writer, "application/xml", wanted), 200);
        Json.Obj later =
                done(post(address + ":submit", writer, Json.object("reason", "x", "effective_from", tomorrow())), 200);
        assertThat(later.text("proposed", "")).isEqualTo(seen.text("proposed", ""));
        refused(approve(seen, second), 409, "RMT-135");
        done(post(address + ":withdraw", writer, Json.EMPTY), 200);
    }

    @Test
    void what_cannot_be_put_in_force_is_refused_with_place_and_fix() throws Exception {
        String drafts = PROCESS + "/changes";
        refused(post(drafts, writer, "application/xml", "<no"), 422, "RMT-100");
        refused(post(drafts, writer, Json.object("note", "nothing")), 422, "RMT-652");
        refused(post(drafts, writer, Json.object("dmn", table("stop"), "nte", "x")), 422, "RMT-647");
        refused(post(drafts, writer, "application/json", "[]"), 400, "RMT-643");
        refused(
                post(
                        drafts,
                        writer,
                        "application/xml",
                        get(PROCESS + "/rules.dmn", writer).body()),
                409,
                "RMT-151");
        refused(post("/api/v1/processes/nothing/changes", writer, "application/xml", "<a/>"), 404, "RMT-642");
        refused(post("/api/v1/levels/domain/Two%20Words/changes", writer, "application/xml", "<a/>"), 422, "RMT-156");
        String broken = get(PROCESS + "/rules.dmn", writer).body().replace("&gt; 250<", "&gt; 200<");
        Json.Obj draft = done(post(drafts, writer, "application/xml", broken), 201);
        String address = CHANGES + draft.text("id", "");
        refused(post(address + ":submit", writer, Json.object("reason", "less")), 422, "RMT-139");
        refused(post(address + ":submit", writer, Json.EMPTY), 422, "RMT-652");
        refused(
                post(address + ":submit", writer, Json.object("reason", "x", "effective_from", "soon")),
                422,
                "RMT-652");
        String unseen = "\u200b";
        refused(
                post(address + ":submit", writer, Json.object("reason", unseen, "despite_examples", "yes")),
                422,
                "RMT-138");
        for (String never :
                List.of("-999999999-01-01T00:00:00Z", "+999999999-12-31T00:00:00Z", "2020-01-01T00:00:00Z")) {
            refused(
                    post(address + ":submit", writer, Json.object("reason", "x", "effective_from", never)),
                    422,
                    "RMT-148");
        }
        refused(post(address + ":approve", second, Json.object("version", 7, "seq", 1)), 422, "RMT-652");
        refused(post(address + ":approve", second, Json.object("version", "a", "seq", "1")), 422, "RMT-652");
        refused(post(address + ":approve", second, Json.object("version", "a")), 422, "RMT-652");
        refused(post(CHANGES + "chg_nothing:submit", writer, Json.object("reason", "x")), 404, "RMT-149");
        refused(post(PROCESS + ":rollback", second, Json.object("reason", " ")), 422, "RMT-138");
        refused(post(PROCESS + ":rollback", second, Json.object("reason", "x", "to", "0000")), 422, "RMT-146");
        refused(post("/api/v1/processes/nothing:rollback", second, Json.object("reason", "x")), 404, "RMT-642");
        assertThat(site.browser()
                        .send(site.browser()
                                .request(drafts)
                                .header("Authorization", "Bearer " + writer)
                                .POST(HttpRequest.BodyPublishers.ofString("{}")))
                        .statusCode())
                .as("without an Idempotency-Key")
                .isEqualTo(400);
    }

    @Test
    void a_repeated_request_drafts_once() throws Exception {
        String body = Json.object("dmn", table("stop")).compact();
        var browser = site.browser();
        HttpRequest.Builder request = browser.request(PROCESS + "/changes")
                .header("Authorization", "Bearer " + writer)
                .header("Idempotency-Key", "draft once");
        var first = browser.send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
        var again = browser.send(request.POST(HttpRequest.BodyPublishers.ofString(body)));
        assertThat(done(again, 201)).isEqualTo(done(first, 201));
        var other = browser.send(request.POST(HttpRequest.BodyPublishers.ofString(body + " ")));
        refused(other, 422, "RMT-651");
    }

    @Test
    void a_table_of_a_domain_is_a_change_like_others() throws Exception {
        String level = """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="l" name="l" namespace="urn:l">
                  <decision id="d" name="Limits"><decisionTable id="t" hitPolicy="FIRST">
                    <input id="i"><inputExpression id="e" typeRef="number"><text>money</text></inputExpression></input>
                    <output id="o" name="verdict" typeRef="string"/><output id="p" name="reason" typeRef="string"/>
                    <rule id="r"><inputEntry id="a"><text>&gt; 10</text></inputEntry>
                      <outputEntry id="b"><text>"checkpoint"</text></outputEntry>
                      <outputEntry id="c"><text>"above the domain's limit"</text></outputEntry></rule>
                  </decisionTable></decision>
                </definitions>""";
        String domain = "/api/v1/levels/domain/elsewhere";
        Json.Obj draft = done(post(domain + "/changes?note=a%20limit", writer, "application/xml", level), 201);
        assertThat(draft.text("subject", "")).isEqualTo("@domain/elsewhere");
        assertThat(draft.text("base", "none")).isEmpty();
        refused(post(domain + ":rollback", second, Json.object("reason", "x")), 404, "RMT-642");
        Json.Obj change = submitted(draft);
        assertThat(done(get(CHANGES + change.text("id", ""), writer), 200)
                        .object("look")
                        .get("scenarios"))
                .isEqualTo(Json.NULL);
        assertThat(done(approve(change, second), 200).text("standing", "")).isEqualTo("effective");
        refused(post(domain + ":rollback", second, Json.object("reason", "x")), 422, "RMT-146");
        assertThat(done(get("/api/v1/changes?process=@domain/elsewhere&standing=effective", writer), 200)
                        .array("items"))
                .hasSize(1);
    }

    @Test
    void reasons_are_told_to_keys_that_see_content_and_every_field_stands_in_the_document() throws Exception {
        Json.Obj change = submitted(drafted("stop"));
        String address = CHANGES + change.text("id", "");
        String narrow = site.key(null, Scope.CASES_READ);
        assertThat(get(address, service).body()).contains("medium risks are looked at elsewhere");
        assertThat(get(address, narrow).body()).doesNotContain("medium risks are looked at elsewhere");
        assertThat(get("/api/v1/changes", narrow).body()).doesNotContain("medium risks are looked at elsewhere");
        assertThat(done(get(address, narrow), 200).get("reason")).isEqualTo(Json.NULL);

        Json.Obj schemas = Json.parseObject(
                        site.browser().get("/api/openapi.json").body())
                .object("components")
                .object("schemas");
        Json.Obj seen = done(get(address, service), 200);
        Json.Obj rules = done(get(PROCESS + "/rules", service), 200);
        Json.Obj table = rules.object("table");
        documented(seen, schemas.object("ChangeWithLook"));
        documented(seen.object("look"), schemas.object("Look"));
        documented(change, schemas.object("Moved"));
        documented(rules, schemas.object("RulesInForce"));
        documented(table, schemas.object("Table"));
        documented((Json.Obj) table.array("columns").getFirst(), schemas.object("Column"));
        Json.Obj item = (Json.Obj) done(get("/api/v1/changes?standing=submitted", service), 200)
                .array("items")
                .getFirst();
        documented(item, schemas.object("Change"));
        Json.Obj segment = (Json.Obj) table.array("columns").getFirst();
        assertThat(segment.text("fact", "")).isEqualTo("segment");
        assertThat(segment.text("allowed", "")).isEqualTo("\"low\", \"medium\", \"high\"");
        assertThat(table.array("rows")).hasSize(7);
        refused(get("/api/v1/changes?standing=open", service), 400, "RMT-610");
        refused(get("/api/v1/changes?stand=draft", service), 400, "RMT-613");
        refused(get("/api/v1/changes?process=nothing", service), 404, "RMT-642");
        refused(get("/api/v1/processes/nothing/rules", service), 404, "RMT-642");
        refused(get(CHANGES + "chg_nothing", service), 404, "RMT-149");
    }

    /** What openapi.json says that a request is answered with. */
    private static Json.Obj answers(String path) throws Exception {
        return Json.parseObject(site.browser().get("/api/openapi.json").body())
                .object("paths")
                .object("/api/v1" + path)
                .object("post")
                .object("responses");
    }

    private static void documented(Json.Obj told, Json.Obj schema) {
        assertThat(told.fields().keySet())
                .isEqualTo(schema.object("properties").fields().keySet());
    }

    @Test
    void what_a_case_should_get_is_said_of_a_case_that_the_draft_is_for() throws Exception {
        String expect = CHANGES + drafted("stop").text("id", "") + ":expect";
        refused(post(expect, writer, Json.object("case", "case_1", "wanted", "stop")), 422, "RMT-163");
        assertThat(answers("/changes/{id}:expect").object("422").text("description", ""))
                .contains("RMT-163");
        assertThat(answers("/changes/{id}:approve").object("403").text("description", ""))
                .contains("RMT-159");
        refused(post(expect, writer, Json.object("case", "case_1", "wanted", "maybe")), 422, "RMT-652");
        refused(post(expect, writer, Json.object("case", "case_1")), 422, "RMT-652");
    }
}

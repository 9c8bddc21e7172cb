package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;

/** Rules change over HTTP: from a draft over a second person to the verdict of the next case, and back. */
/** What the API answers about changes of rules: refusals, fields, what it documents. */
class ChangesApiAnswersIT extends TestingChangesApi {
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

package remit.server.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.server.access.Role;

/** Ladders and looks over HTTP. */
class LooksApiIT {
    private static final String LADDER = "/api/v1/processes/" + TestingRollout.PROCESS + "/ladder";

    @TempDir
    static Path folder;

    static TestingRollout rollout;
    static String admin;
    static String reviewer;
    static String approver;
    static String viewer;

    @BeforeAll
    static void start() {
        rollout = new TestingRollout(folder);
        admin = rollout.key(rollout.access.people().getFirst());
        reviewer = rollout.key(rollout.person("Rita Reviewer", Role.REVIEWER));
        approver = rollout.key(rollout.person("Apollo Approver", Role.APPROVER));
        viewer = rollout.key(rollout.person("Vera Viewer", Role.VIEWER));
    }

    @AfterAll
    static void stop() {
        rollout.close();
    }

    private static Json.Obj json(HttpResponse<String> answer) {
        return Json.parseObject(answer.body());
    }

    private static Json.Obj ladder() throws Exception {
        return json(rollout.get(viewer, LADDER));
    }

    private static Json.Obj segment(String name) throws Exception {
        return ladder().array("segments").stream()
                .map(each -> (Json.Obj) each)
                .filter(each -> each.text("segment", "").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static Json.Obj one(String id) throws Exception {
        return json(rollout.get(viewer, "/api/v1/cases/" + id));
    }

    private static List<String> types(Json.Obj item) {
        return item.array("events").stream()
                .map(each -> ((Json.Obj) each).object("leaf").text("type", ""))
                .toList();
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(json(answer).text("code", "")).isEqualTo(code);
        assertThat(json(answer).text("fix", "")).isNotBlank();
    }

    private static String decided(String id) {
        return rollout.text("select decision from case_view where case_id = '" + id + "'");
    }

    private static Json.Obj look(String id, String decision) throws Exception {
        return Json.object("seq", (long) one(id).number("seq", 0), "decision", decision);
    }

    @Test
    void the_ladder_is_told_with_exactly_the_fields_that_the_document_promises() throws Exception {
        Json.Obj schemas = json(rollout.get(viewer, "/api/openapi.json"))
                .object("components")
                .object("schemas");
        Json.Obj told = ladder();
        assertThat(told.fields().keySet())
                .isEqualTo(schemas.object("LadderWithMoves")
                        .object("properties")
                        .fields()
                        .keySet());
        assertThat(told.array("segments")).hasSize(4);
        for (Json each : told.array("segments"))
            assertThat(((Json.Obj) each).fields().keySet())
                    .isEqualTo(schemas.object("LadderSegment")
                            .object("properties")
                            .fields()
                            .keySet());
        for (Json each : told.array("moves"))
            assertThat(((Json.Obj) each).fields().keySet())
                    .isEqualTo(schemas.object("LadderMove")
                            .object("properties")
                            .fields()
                            .keySet());
        assertThat(rollout.get(viewer, "/api/v1/processes/nothing/ladder").statusCode())
                .isEqualTo(404);
    }

    @Test
    void a_blind_case_tells_nothing_of_what_was_decided_until_somebody_has_looked() throws Exception {
        String id = rollout.drawn(admin, TestingRollout.CLIMBED, true);
        Json.Obj before = one(id);
        assertThat(before.get("decision")).isEqualTo(Json.NULL);
        assertThat(before.object("sample")).isEqualTo(Json.object("state", "open", "blind", true));
        assertThat(types(before)).containsOnly("CaseOpened", "Sampled");
        assertThat(before.compact()).doesNotContain("\"" + decided(id) + "\"");
        refused(rollout.get(viewer, "/api/v1/cases/" + id + "/who"), 409, "RMT-196");
        refused(rollout.get(viewer, "/api/v1/stories?case=" + id), 409, "RMT-196");
        refused(rollout.get(viewer, "/api/v1/cases/" + id + "/proof"), 409, "RMT-196");
        var listed = rollout.get(viewer, "/api/v1/cases?filter%5Bsample%5D=open&limit=500");
        assertThat(json(listed).array("items").stream()
                        .map(each -> (Json.Obj) each)
                        .filter(each -> each.text("id", "").equals(id))
                        .map(each -> each.get("decision")))
                .containsExactly(Json.NULL);
        var guessed = rollout.get(viewer, "/api/v1/cases?limit=500&filter%5Bdecision%5D=" + decided(id));
        assertThat(json(guessed).array("items")).isNotEmpty();
        assertThat(guessed.body()).doesNotContain(id);

        refused(
                rollout.post(
                        reviewer,
                        "/api/v1/cases/" + id + ":look",
                        look(id, decided(id)).with("severe", Json.of(true))),
                422,
                "RMT-197");
        assertThat(json(rollout.post(reviewer, "/api/v1/cases/" + id + ":look", look(id, decided(id))))
                        .flag("right"))
                .isTrue();
        // What a look came to is what asking the past rests on.
        assertThat(rollout.text("select drawn || ' ' || look from past_case where case_id = '" + id + "'"))
                .isEqualTo("true right");
        Json.Obj after = one(id);
        assertThat(after.text("decision")).isEqualTo(decided(id));
        assertThat(types(after)).contains("Proposed", "Decided", "SampleJudged");
        assertThat(rollout.get(viewer, "/api/v1/cases/" + id + "/who").statusCode())
                .isEqualTo(200);
    }

    @Test
    void a_look_counts_once_and_only_by_a_person_who_may() throws Exception {
        String id = rollout.drawn(admin, TestingRollout.CLIMBED, false);
        assertThat(one(id).text("decision")).isEqualTo(decided(id));
        String path = "/api/v1/cases/" + id + ":look";
        refused(rollout.post(viewer, path, look(id, decided(id))), 403, "RMT-621");
        refused(rollout.post(reviewer, path, look(id, "A40")), 422, "RMT-631");
        refused(rollout.post(reviewer, path, look(id, decided(id)).with("severe", Json.of(true))), 422, "RMT-191");
        refused(rollout.post(reviewer, path, look(id, "").with("new_decision", Json.of(true))), 422, "RMT-056");
        refused(rollout.post(reviewer, path, Json.object("seq", 1, "decision", decided(id))), 409, "RMT-051");
        double reviews = segment(TestingRollout.CLIMBED).number("reviews", 0);
        assertThat(rollout.post(reviewer, path, look(id, decided(id))).statusCode())
                .isEqualTo(200);
        assertThat(segment(TestingRollout.CLIMBED).number("reviews", 0)).isEqualTo(reviews + 1);
        refused(rollout.post(reviewer, path, look(id, decided(id))), 409, "RMT-190");
    }

    @Test
    void a_promotion_is_signed_by_a_person_who_may_for_exactly_what_was_seen() throws Exception {
        Json.Obj waiting = segment("Parks");
        String seen = waiting.text("seen", "");
        Json.Obj sign = Json.object("segment", "Parks", "checkpoint", "shadow", "seen", seen);
        refused(rollout.post(reviewer, LADDER + ":sign", sign), 403, "RMT-641");
        refused(rollout.post(approver, LADDER + ":sign", sign.with("checkpoint", Json.of("review"))), 409, "RMT-175");
        refused(rollout.post(approver, LADDER + ":sign", sign.with("seen", Json.of("1-2-3-4"))), 409, "RMT-195");
        refused(rollout.post(approver, LADDER + ":sign", sign.with("segment", Json.of("Mars"))), 422, "RMT-193");
        refused(rollout.post(approver, LADDER + ":sign", Json.object("segment", "Parks")), 422, "RMT-652");
        var signed = rollout.post(approver, LADDER + ":sign", sign);
        assertThat(signed.statusCode()).as(signed.body()).isEqualTo(200);
        assertThat(segment("Parks").text("stage")).isEqualTo("checkpointed");
        refused(rollout.post(approver, LADDER + ":sign", sign), 409, "RMT-174");
    }

    @Test
    void declining_needs_a_reason_that_stands_where_it_can_be_erased() throws Exception {
        Json.Obj decline =
                Json.object("segment", "Roads", "seen", segment("Roads").text("seen"), "reason", " ");
        refused(rollout.post(approver, LADDER + ":decline", decline), 422, "RMT-138");
        assertThat(rollout.post(
                                approver,
                                LADDER + ":decline",
                                decline.with("reason", Json.of("quarrel with the depot")))
                        .statusCode())
                .isEqualTo(200);
        assertThat(segment("Roads").get("proposed")).isEqualTo(Json.NULL);
        assertThat(ladder().compact()).doesNotContain("depot");
    }

    @Test
    void the_switch_is_pulled_and_put_back_and_what_is_signed_beforehand_is_taken_back() throws Exception {
        Json.Obj stop = Json.object("segment", "Schools", "reason", "letters to the wrong depot");
        refused(rollout.post(approver, LADDER + ":stop", Json.object("segment", "Schools")), 422, "RMT-652");
        refused(rollout.post(approver, LADDER + ":stop", stop.with("reason", Json.of(" "))), 422, "RMT-138");
        refused(rollout.post(reviewer, LADDER + ":stop", stop), 403, "RMT-641");
        refused(rollout.post(approver, LADDER + ":stop", stop.with("cause", Json.of("alarm"))), 422, "RMT-194");
        refused(rollout.post(approver, LADDER + ":lift", Json.object("segment", "Schools")), 409, "RMT-179");
        assertThat(rollout.post(approver, LADDER + ":stop", stop).statusCode()).isEqualTo(200);
        assertThat(segment("Schools").object("taken_back").text("cause")).isEqualTo("kill_switch");
        assertThat(segment("Schools").object("taken_back").text("reason")).isEqualTo("letters to the wrong depot");
        assertThat(segment("Schools").flag("killed")).isTrue();
        assertThat(segment(TestingRollout.CLIMBED).flag("killed")).isFalse();
        rollout.post(approver, LADDER + ":lift", Json.object("segment", "Schools"));
        assertThat(segment("Schools").flag("killed")).isFalse();
        Json.Obj beforehand = Json.object("segment", "Schools", "up_to", "sampled", "limit", 0.03);
        refused(rollout.post(approver, LADDER + ":authorise", beforehand.with("limit", Json.of("3x"))), 422, "RMT-192");
        int before = segment("Schools").array("authorised").size();
        rollout.post(approver, LADDER + ":authorise", beforehand);
        assertThat(segment("Schools").array("authorised")).hasSize(before + 1);
        rollout.post(approver, LADDER + ":revoke", Json.object("segment", "Schools"));
        assertThat(segment("Schools").array("authorised")).isEmpty();
    }

    @Test
    void an_overdue_review_bars_promotions_until_a_person_says_that_it_was_held() throws Exception {
        Json.Obj overdue = Json.object("segment", "Roads", "cause", "review_overdue", "reason", "none since spring");
        assertThat(rollout.post(approver, LADDER + ":stop", overdue).statusCode())
                .isEqualTo(200);
        assertThat(segment("Roads").flag("review_overdue")).isTrue();
        assertThat(segment("Roads").array("missing")).contains(Json.of("the review of the process is overdue"));
        refused(rollout.post(reviewer, LADDER + ":review", Json.EMPTY), 403, "RMT-641");
        assertThat(rollout.post(approver, LADDER + ":review", Json.object("note", "with the auditor"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(segment("Roads").flag("review_overdue")).isFalse();
    }

    @Test
    void a_process_begins_to_earn_its_way_by_whoever_may_approve_rules() throws Exception {
        String resting = "/api/v1/processes/resting/ladder";
        assertThat(json(rollout.get(viewer, resting)).flag("begun")).isFalse();
        refused(rollout.post(reviewer, resting + ":begin", Json.EMPTY), 403, "RMT-641");
        assertThat(json(rollout.post(approver, resting + ":begin", Json.EMPTY)).flag("begun"))
                .isTrue();
    }
}

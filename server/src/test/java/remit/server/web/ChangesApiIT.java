package remit.server.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.server.access.ApiKey.Scope;
import remit.server.access.Role;
import remit.server.changes.ChangeText;

/** Rules change over HTTP: from a draft over a second person to the verdict of the next case, and back. */
class ChangesApiIT extends TestingChangesApi {
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
}

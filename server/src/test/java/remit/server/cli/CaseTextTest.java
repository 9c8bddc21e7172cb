package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;

final class CaseTextTest {
    private static List<String> why(String type, Json.Obj body, Json payload) {
        Json event = Json.object("seq", 5, "type", type, "body", body, "payload", payload, "intact", true);
        return CaseText.why(Json.object("timeline", Json.array(List.of(event))));
    }

    @Test
    void what_a_system_of_record_said_is_shown_from_the_payload_and_from_leaves_of_earlier_releases() {
        assertThat(why(
                        "ActionRefused",
                        Json.object("tool", "post_line", "reason", "http_422"),
                        Json.object("text", "the period is closed")))
                .contains("   reason = http_422", "   text = the period is closed");
        assertThat(why("ActionVerified", Json.object("tool", "post_line"), Json.object("receipt", "J-77")))
                .contains("   receipt = J-77");
        assertThat(why("ActionRefused", Json.object("reason", "HTTP 422: the period is closed"), Json.parse("null")))
                .contains("   reason = HTTP 422: the period is closed");
    }

    @Test
    void why_something_was_taken_back_is_told_without_the_action_that_it_takes() {
        assertThat(why(
                        "CompensationPrepared",
                        Json.object("action_id", "act_1:compensate", "compensates", "act_1"),
                        Json.object("action", Json.object("arguments", Json.EMPTY), "note", "wrong account")))
                .contains("   compensates = act_1", "   note = wrong account")
                .noneMatch(line -> line.contains("arguments"));
        assertThat(why("CompensationVerified", Json.EMPTY, Json.object("receipt", "J-77")))
                .contains("   receipt = J-77");
    }

    @Test
    void draws_looks_and_challenges_are_told_in_plain_words() {
        assertThat(why(
                        "Sampled",
                        Json.object("probability", 0.15, "day", "2026-03-01", "commitment", "c0ffee", "blind", true),
                        Json.EMPTY))
                .contains(
                        "   drawn by chance (15.0%, secret of 2026-03-01) to be looked at, without showing the proposal");
        assertThat(why("SampleJudged", Json.object("right", false, "severe", true, "decision", "A4001"), Json.EMPTY))
                .contains("   a person looked and would have decided A4001: wrong, an error of the gravest kind");
        assertThat(why(
                        "Challenged",
                        Json.object("answer", "answered", "decision", "A4001", "confidence", 0.5, "confident", false),
                        Json.EMPTY))
                .contains("   in shadow, a model that challenges the serving one: A4001, confidence 0.5000 (below the"
                        + " threshold)");
    }

    private static Json check(String name) {
        return Json.object("check", name, "verdict", "checkpoint", "reason", "because of " + name);
    }

    @Test
    void the_reasons_of_checks_stand_below_each_other_however_long_a_name_is() {
        List<Json> checks = List.of(check("rules"), check("stop condition that has a long name"), check("required"));
        Json.Obj decided = Json.object(
                "seq", 3, "type", "Decided", "intact", true, "body", Json.object("checks", Json.array(checks)));
        List<Integer> columns = CaseText.why(Json.object("timeline", Json.array(List.of((Json) decided)))).stream()
                .filter(line -> line.contains("because of"))
                .map(line -> line.indexOf("because of"))
                .toList();

        assertThat(columns).hasSize(3).containsOnly(columns.getFirst());
    }
}

package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import remit.authority.Ruling;
import remit.casework.Casework;
import remit.change.Standing;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.changes.CaseProposals;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.changes.ChangeText;
import remit.server.changes.ChangeTrial;
import remit.server.changes.Changes;
import remit.server.store.CaseWrite;
import remit.server.store.EvidenceLog;

/** The cases that a draft is for are its test cases: a real database, real verdicts, real reviews. */
final class AttachedCasesIT extends TestingTried {
    private static final Actor OFFICER = new Actor(Actor.Kind.PERSON, "p_officer");
    /** Held for its amount alone, the smallest first. */
    private static final String TOO_LARGE = "case_view c join event e on e.case_id = c.case_id and e.type = 'Decided'"
            + " join payload p on p.event_id = e.id where c.process = 'tried' and c.verdict = 'checkpoint'"
            + " and p.content::jsonb->'facts'->>'new_group' = 'false' and c.decision = 'A4001'"
            + " and c.state::jsonb->'proposal'->>'confident' = 'true' and c.money > 200 order by c.money, c.case_id";

    private static void review(TestingOffice office, String id, Casework.Review.Outcome outcome) {
        var state = office.installation().reader().byId(id).orElseThrow().state();
        String reason = outcome == Casework.Review.Outcome.APPROVE ? null : "other";
        var review = new Casework.Review(OFFICER, outcome, null, reason, state.seq());
        EvidenceLog.await(office.installation()
                .log()
                .append(new CaseWrite(
                        new CaseWrite.CasePlace(PROCESS, id, null),
                        state,
                        state.at(),
                        List.of(new CaseWrite.Step(
                                Casework.decide(state, review).orThrow(), OFFICER, null)),
                        Json.EMPTY,
                        null)));
    }

    private static List<String> tooLarge(TestingOffice office) {
        return office.texts("select c.case_id from " + TOO_LARGE + " limit 4");
    }

    private Change proposed(TestingOffice office, String caseId) {
        return new CaseProposals(changes(office), office.installation().changeParts())
                .propose(WRITER, new CaseProposals.Wish(caseId, Ruling.AUTO_CLEAR, "the limit is too low"))
                .orThrow();
    }

    private Checked<Change> submit(TestingOffice office, Change draft, boolean despite) {
        return changes(office).submit(WRITER, draft.id(), new Changes.Submission("too low", null, despite));
    }

    private static ChangeTrial.Attached tried(TestingOffice office, Change change, String id) {
        return trial(office, change).attached().stream()
                .filter(each -> each.caseId().equals(id))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void the_case_should_get_what_was_wished_and_a_look_alike_what_a_person_made_of_it() {
        try (TestingOffice office = begun()) {
            List<String> cases = tooLarge(office);
            review(office, cases.get(1), Casework.Review.Outcome.APPROVE);
            review(office, cases.get(2), Casework.Review.Outcome.REJECT);
            Change draft = proposed(office, cases.getFirst());
            assertThat(draft.attached().ids()).containsAll(cases);
            assertThat(draft.attached().wanted())
                    .containsEntry(cases.getFirst(), Ruling.AUTO_CLEAR)
                    .containsEntry(cases.get(1), Ruling.AUTO_CLEAR)
                    .containsEntry(cases.get(2), Ruling.CHECKPOINT)
                    .hasSize(3);
            assertThat(tried(office, draft, cases.getFirst()).fails()).isFalse();
            assertThat(tried(office, draft, cases.get(1)).fails()).isTrue();
            assertThat(tried(office, draft, cases.get(2)).fails()).isFalse();
            assertThat(tried(office, draft, cases.get(3)).fails())
                    .as("nobody decided it: it is only looked at")
                    .isFalse();
            assertThat(trial(office, draft).lines(0))
                    .anyMatch(line -> line.contains(cases.getFirst()) && line.endsWith("wanted auto_clear: passes"))
                    .anyMatch(line -> line.contains(cases.get(1)) && line.endsWith("wanted auto_clear: fails"))
                    .anyMatch(line -> line.contains(cases.get(3)) && !line.contains("wanted"));
        }
    }

    @Test
    void a_draft_whose_case_gets_another_verdict_is_not_handed_in() {
        try (TestingOffice office = begun()) {
            List<String> cases = tooLarge(office);
            review(office, cases.get(1), Casework.Review.Outcome.APPROVE);
            Change draft = proposed(office, cases.getFirst());
            Problem problem = submit(office, draft, false).problems().getFirst();
            assertThat(problem.code()).isEqualTo("RMT-158");
            assertThat(problem.place()).isEqualTo(cases.get(1));
            assertThat(problem.what()).contains("should give it auto_clear", "gives it checkpoint");
            changes(office)
                    .expect(WRITER, draft.id(), cases.get(1).substring(0, 15), Optional.empty())
                    .orThrow();
            assertThat(submit(office, draft, false).orThrow().state().standing())
                    .isEqualTo(Standing.SUBMITTED);
        }
    }

    @Test
    void a_case_given_up_in_so_many_words_stands_in_evidence_and_before_the_approver() {
        try (TestingOffice office = begun()) {
            List<String> cases = tooLarge(office);
            review(office, cases.get(1), Casework.Review.Outcome.APPROVE);
            Change draft = proposed(office, cases.getFirst());
            Change handedIn = submit(office, draft, true).orThrow();
            assertThat(handedIn.story().getLast().givenUp())
                    .isEqualTo(new Change.GivenUp(0, List.of(cases.get(1)), "", ""));
            assertThat(ChangeText.one(changes(office).told(handedIn, true).orThrow()))
                    .contains("    although 1 case of it (" + cases.get(1) + ") failed");
            assertThat(office.count("event where type = 'ChangeSubmitted' and leaf like '%cases_given_up%'"))
                    .isEqualTo(1);
        }
    }

    @Test
    void whoever_says_what_a_case_should_get_does_not_approve_the_change() {
        try (TestingOffice office = begun()) {
            String id = tooLarge(office).getFirst();
            Change draft = proposed(office, id);
            changes(office)
                    .expect(SECOND, draft.id(), id, Optional.of(Ruling.AUTO_CLEAR))
                    .orThrow();
            Change handedIn = submit(office, draft, false).orThrow();
            assertThat(code(changes(office).approve(SECOND, draft.id(), ChangeSeen.of(handedIn), "")))
                    .isEqualTo("RMT-137");
            assertThat(code(changes(office).expect(WRITER, draft.id(), id, Optional.empty())))
                    .as("what was handed in is not measured by something else")
                    .isEqualTo("RMT-133");
        }
    }

    @Test
    void a_case_that_cannot_be_decided_anew_is_not_what_was_wanted() {
        try (TestingOffice office = begun()) {
            String id = tooLarge(office).getFirst();
            Change draft = proposed(office, id);
            assertThat(code(changes(office).expect(WRITER, draft.id(), "case_none", Optional.empty())))
                    .isEqualTo("RMT-163");
            office.change("delete from payload where event_id in (select id from event where case_id = ?)", id);
            Problem problem = submit(office, draft, false).problems().getFirst();
            assertThat(problem.code()).isEqualTo("RMT-158");
            assertThat(problem.what()).contains("cannot be asked: its details were erased");
        }
    }
}

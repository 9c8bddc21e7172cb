package remit.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import remit.authority.Ruling;
import remit.kernel.Json;
import remit.ports.Author.Answer;
import remit.process.AuthorSpec;
import remit.testing.TestingPack;

/** What evidence keeps of a case is enough to decide it anew; what it does not keep is not guessed. */
class PastCaseTest {
    private static final Json.Obj INPUTS = Json.object(
            "vendor", "V1", "amount", "812.50", "received", "2026-01-05", "missing_item", false, "status", null);
    private static final Json.Obj KNOWN = Json.object("facts", Json.object("new_group", false));
    private static final PastCase.Proposed SURE = new PastCase.Proposed(
            PastCase.Proposed.answer(
                    Json.object("answer", "answered", "decision", "Pay", "confidence", 0.99, "confident", true)),
            false);

    private static Json.Obj opening(Json.Obj inputs) {
        return Json.object(
                "inputs", inputs,
                "currencies", Json.object("amount", "USD"),
                "tags", Json.object("group", "V1"));
    }

    private static PastCase past(Json.@Nullable Obj opening, Json.@Nullable Obj details, PastCase.Proposed proposed) {
        return past(new PastCase.Kept(opening, details, Duration.ofDays(-1)), proposed);
    }

    private static PastCase past(PastCase.Kept kept, PastCase.Proposed proposed) {
        var recorded = new PastCase.Recorded(Ruling.CHECKPOINT, 0, "");
        return new PastCase("case_1", "claims", Instant.EPOCH, kept, proposed, recorded);
    }

    private static Decision decided(PastCase item, Pinned pinned) {
        assertThat(item.asked(pinned)).isInstanceOf(PastCase.Asked.Ready.class);
        var ready = (PastCase.Asked.Ready) item.asked(pinned);
        return Decider.decide(ready.facts(), ready.answer(), pinned);
    }

    @Test
    void a_case_is_decided_anew_by_what_was_kept_of_it() {
        Pinned pinned = new TestingPack().pin();
        Decision decision = decided(past(opening(INPUTS), KNOWN, SURE), pinned);
        assertThat(decision.ruling()).isEqualTo(Ruling.AUTO_CLEAR);
        assertThat(decision.row()).isEqualTo(3);
        Json.Obj isNew = Json.object("facts", Json.object("new_group", true));
        assertThat(decided(past(opening(INPUTS), isNew, SURE), pinned).ruling()).isEqualTo(Ruling.CHECKPOINT);
    }

    @Test
    void a_case_dated_far_ahead_of_its_decision_still_waits_for_a_person() {
        var kept = new PastCase.Kept(opening(INPUTS), KNOWN, Duration.ofDays(400));
        assertThat(decided(past(kept, SURE), new TestingPack().pin()).ruling()).isEqualTo(Ruling.CHECKPOINT);
    }

    @Test
    void erased_is_erased_whichever_part_is_gone() {
        Pinned pinned = new TestingPack().pin();
        assertThat(past(null, KNOWN, SURE).asked(pinned)).isEqualTo(new PastCase.Asked.Erased());
        assertThat(past(opening(INPUTS), null, SURE).asked(pinned)).isEqualTo(new PastCase.Asked.Erased());
    }

    @Test
    void what_rules_read_and_nobody_asked_for_is_not_taken_for_missing() {
        Pinned pinned = new TestingPack().pin();
        Json.Obj without = Json.object("vendor", "V1", "received", "2026-01-05", "missing_item", false);
        assertThat(past(opening(without), KNOWN, SURE).asked(pinned))
                .isEqualTo(new PastCase.Asked.Untold("it was never asked for amount"));
        Json.Obj empty = INPUTS.with("amount", Json.NULL);
        assertThat(decided(past(opening(empty), KNOWN, SURE), pinned).ruling()).isEqualTo(Ruling.STOP);
    }

    @Test
    void whether_the_group_was_new_is_not_guessed() {
        PastCase old = past(opening(INPUTS), Json.EMPTY, SURE);
        assertThat(old.asked(new TestingPack().pin())).isInstanceOf(PastCase.Asked.Untold.class);
    }

    @Test
    void a_standing_proposal_is_the_one_that_the_version_makes() {
        var drafting = new TestingPack();
        drafting.drafts.add(new AuthorSpec.Draft(Map.of("vendor", "\"V1\""), "Deny", "V1 is never paid"));
        PastCase.Asked asked = past(opening(INPUTS), KNOWN, SURE).asked(drafting.pin());
        assertThat(asked)
                .isInstanceOfSatisfying(
                        PastCase.Asked.Ready.class,
                        ready -> assertThat(ready.answer())
                                .isInstanceOfSatisfying(
                                        Answer.Answered.class,
                                        answered -> assertThat(
                                                        answered.proposal().decision())
                                                .isEqualTo("Deny")));
        var standing = new PastCase.Proposed(SURE.answer(), true);
        assertThat(past(opening(INPUTS), KNOWN, standing).asked(new TestingPack().pin()))
                .isInstanceOf(PastCase.Asked.Untold.class);
    }

    @Test
    void an_author_that_gave_no_proposal_gives_none_again() {
        for (String answer : List.of("refused", "failed", "unknown")) {
            var proposed = new PastCase.Proposed(PastCase.Proposed.answer(Json.object("answer", answer)), false);
            Decision decision = decided(past(opening(INPUTS), KNOWN, proposed), new TestingPack().pin());
            assertThat(decision.ruling()).as(answer).isEqualTo(Ruling.CHECKPOINT);
            assertThat(decision.decision()).isNull();
        }
    }

    @Test
    void amounts_in_another_currency_are_no_money_of_the_process() {
        Pinned pinned = new TestingPack().pin();
        Json.Obj euros = opening(INPUTS).with("currencies", Json.object("amount", "EUR"));
        assertThat(pinned.money(((PastCase.Asked.Ready)
                                past(opening(INPUTS), KNOWN, SURE).asked(pinned))
                        .facts()))
                .hasValueSatisfying(amount -> {
                    assertThat(amount.number()).isEqualByComparingTo("812.50");
                    assertThat(amount.currency()).isEqualTo("USD");
                });
        assertThat(pinned.money(((PastCase.Asked.Ready) past(euros, KNOWN, SURE).asked(pinned)).facts()))
                .isEmpty();
    }
}

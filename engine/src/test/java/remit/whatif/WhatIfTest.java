package remit.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import remit.assurance.bounds.ClopperPearson;
import remit.authority.AuthorityTable;
import remit.authority.Ruling;
import remit.kernel.Json;

class WhatIfTest {
    private static final Question.Terms TERMS = new Question.Terms(0.02, Optional.empty(), 0.95);
    private static final Optional<BigDecimal> THRESHOLD = Optional.of(new BigDecimal("0.8"));
    private static final AuthorityTable CURRENT = TestingHistory.upTo(5_000);

    private static Question question(Question.Wish wish, Question.Terms terms) {
        return new Question(Rules.of(CURRENT), THRESHOLD, wish, terms);
    }

    private static Answer ask(History history, Question.Wish wish) {
        return WhatIf.ask(history, question(wish, TERMS)).orThrow();
    }

    private static History history() {
        return TestingHistory.of(7, 20_000, (score, amount) -> amount > 8_000 ? 0.3 : 0.004 + 0.05 * (1 - score));
    }

    @Test
    void unchanged_rules_give_exactly_the_verdicts_that_were_recorded() {
        History history = history();
        List<Ruling> replayed = WhatIf.replay(history, Rules.of(CURRENT));
        for (int i = 0; i < history.cases(); i++) assertThat(replayed.get(i)).isEqualTo(history.recorded(i));
        Answer answer = ask(history, new Question.Wish.Instead(Rules.of(CURRENT)));
        assertThat(answer.moved()).isEmpty();
        assertThat(answer.compared().shareThen()).isEqualTo(answer.compared().shareNow());
    }

    @Test
    void a_raised_limit_is_told_with_every_case_that_moves_and_the_exact_bound() {
        History history = history();
        AuthorityTable raised = TestingHistory.upTo(7_000);
        Answer answer = ask(history, new Question.Wish.Instead(Rules.of(raised)));

        List<Ruling> now = WhatIf.replay(history, Rules.of(CURRENT));
        List<Ruling> then = WhatIf.replay(history, Rules.of(raised));
        long moved = 0;
        long cleared = 0;
        long wrong = 0;
        for (int i = 0; i < history.cases(); i++) {
            if (then.get(i) != Ruling.AUTO_CLEAR) continue;
            cleared++;
            if (history.truth(i) == Label.Truth.WRONG) wrong++;
            if (now.get(i) != Ruling.AUTO_CLEAR) moved++;
        }
        assertThat(answer.moved()).hasSize((int) moved);
        assertThat(answer.compared().then().measure().wrong()).isEqualTo(wrong);
        assertThat(answer.compared().then().bound().upper())
                .isEqualTo(ClopperPearson.upper(wrong, cleared, TERMS.delta()));
        assertThat(answer.lever()).isPresent();
        assertThat(new AnswerText(answer, new AnswerText.Words("lines", "GBP")).sentence())
                .startsWith("Raising the limit of amount from 5,000 to 7,000 moves " + String.format("%,d", moved)
                        + " of 20,000 lines");
    }

    @Test
    void the_largest_safe_limit_stops_before_the_cases_that_are_mostly_wrong() {
        Answer answer = ask(history(), new Question.Wish.Instead(Rules.of(TestingHistory.upTo(10_000))));
        assertThat(answer.finding()).isEqualTo(Answer.Finding.UNSAFE);
        Search.Point largest = answer.search().orElseThrow().largest().orElseThrow();
        assertThat(largest.number()).isGreaterThan(new BigDecimal("5000"));
        assertThat(largest.number()).isLessThan(new BigDecimal("9500"));
    }

    @Test
    void a_share_is_reached_by_the_first_threshold_that_holds() {
        Answer answer = ask(history(), new Question.Wish.Share(0.12, Optional.of("confidence")));
        assertThat(answer.finding()).isEqualTo(Answer.Finding.SAFE);
        assertThat(answer.compared().shareThen()).isGreaterThanOrEqualTo(0.12);
        assertThat(answer.compared().then().bound().upper()).isLessThanOrEqualTo(0.02 + 0.01);
    }

    @Test
    void a_share_that_no_threshold_gives_is_refused_with_what_can_be_had() {
        History bad = TestingHistory.of(3, 5_000, (score, amount) -> 0.05);
        Answer answer = ask(bad, new Question.Wish.Share(0.9, Optional.empty()));
        assertThat(answer.finding()).isEqualTo(Answer.Finding.UNREACHABLE);
        assertThat(answer.search().orElseThrow().largest()).isEmpty();
        assertThat(new AnswerText(answer, new AnswerText.Words("lines", "GBP")).sentence())
                .contains("Not reachable: 90% of lines", "is 0%", "smallest error that can be certified at today's");
    }

    @Test
    void what_should_be_known_and_is_not_counts_as_wrong_in_the_bound_only() {
        var built = new History.Builder(TestingHistory.TYPES, _ -> Ruling.STOP);
        for (int i = 0; i < 1_000; i++) {
            Label.Truth truth = i < 10 ? Label.Truth.UNKNOWN : Label.Truth.RIGHT;
            built.add(TestingHistory.made("case-" + i, 0.9, 100, truth));
        }
        Answer answer = ask(built.build(), new Question.Wish.Instead(Rules.of(CURRENT)));
        Judged all = answer.compared().then();
        assertThat(all.measure().estimate()).isZero();
        assertThat(all.bound().upper()).isEqualTo(ClopperPearson.upper(10, 1_000, TERMS.delta()));
    }

    @Test
    void too_few_outcomes_leave_it_open_and_say_how_many_more_would_settle_it() {
        History few = TestingHistory.of(11, 400, (score, amount) -> 0.0);
        Answer answer = ask(few, new Question.Wish.Instead(Rules.of(CURRENT)));
        assertThat(answer.finding()).isEqualTo(Answer.Finding.UNSETTLED);
        long seen = answer.compared().then().measure().seen();
        long needed = answer.needed().orElseThrow().reviews();
        assertThat(ClopperPearson.upper(0, seen + needed, TERMS.delta())).isLessThanOrEqualTo(0.02);
        assertThat(ClopperPearson.upper(0, seen + needed - 1, TERMS.delta())).isGreaterThan(0.02);
    }

    @Test
    void sampled_cases_count_by_the_probability_of_being_drawn() {
        var built = new History.Builder(TestingHistory.TYPES, _ -> Ruling.STOP);
        for (int i = 0; i < 20_000; i++) {
            boolean drawn = i % 10 == 0;
            boolean wrong = i % 1_000 == 0;
            Label label = drawn
                    ? new Label(wrong ? Label.Truth.WRONG : Label.Truth.RIGHT, Label.Source.SAMPLE)
                    : Label.UNKNOWN;
            built.add(TestingHistory.made("case-" + i, 0.9, 100, label, 0.1));
        }
        Judged all = ask(built.build(), new Question.Wish.Instead(Rules.of(CURRENT)))
                .compared()
                .then();
        assertThat(all.measure().estimate()).isEqualTo(20 / 2_000.0, within(1e-12));
        assertThat(all.bound().upper()).isBetween(0.01, 0.025);
        assertThat(all.bound().lower()).isBetween(0.001, 0.01);
    }

    /** Cases that cleared where a tenth is drawn. @param looked whether those that were drawn were looked at */
    private static History cleared(int count, boolean looked, double error, Random random) {
        var built = new History.Builder(TestingHistory.TYPES, _ -> Ruling.STOP);
        for (int i = 0; i < count; i++) {
            boolean drawn = random.nextDouble() < 0.1;
            boolean wrong = random.nextDouble() < error;
            Label known = looked && drawn ? Label.known(!wrong, Label.Source.SAMPLE) : Label.UNKNOWN;
            built.add(TestingHistory.made("case-" + i, 0.9, 100, known.drawn(drawn), 0.1));
        }
        return built.build();
    }

    @Test
    void cases_that_were_drawn_and_not_looked_at_prove_nothing() {
        Answer answer = ask(cleared(10_000, false, 0, new Random(5)), new Question.Wish.Instead(Rules.of(CURRENT)));
        assertThat(answer.compared().then().bound().upper()).isEqualTo(1);
        assertThat(answer.finding()).isEqualTo(Answer.Finding.UNSETTLED);
    }

    @Test
    void a_bound_from_a_sample_holds_as_often_as_it_promises() {
        int broken = 0;
        for (int seed = 0; seed < 200; seed++) {
            History history = cleared(3_000, true, 0.03, new Random(seed));
            Judged all = ask(history, new Question.Wish.Instead(Rules.of(CURRENT)))
                    .compared()
                    .then();
            if (all.bound().upper() < 0.03) broken++;
            assertThat(all.bound().upper()).as("seed %d", seed).isLessThan(0.15);
        }
        double delta = TERMS.delta();
        assertThat(broken).isLessThanOrEqualTo((int) (200 * delta + 3 * Math.sqrt(200 * delta * (1 - delta))));
    }

    @Test
    void an_error_that_came_to_light_beside_a_sample_is_not_forgotten() {
        var built = new History.Builder(TestingHistory.TYPES, _ -> Ruling.STOP);
        for (int i = 0; i < 5_000; i++) {
            boolean drawn = i % 10 == 0;
            Label known = Label.known(drawn || i % 50 != 7, Label.Source.OUTCOME);
            built.add(TestingHistory.made("case-" + i, 0.9, 100, known.drawn(drawn), 0.1));
        }
        Judged all = ask(built.build(), new Question.Wish.Instead(Rules.of(CURRENT)))
                .compared()
                .then();
        assertThat(all.measure().seen()).isEqualTo(500);
        assertThat(all.bound().upper()).isGreaterThan(0.02);
        assertThat(all.bound().lower()).isLessThan(0.001);
    }

    private static History shadowed(DecidedCase.Trust trust, int count) {
        var built = new History.Builder(TestingHistory.TYPES, _ -> Ruling.STOP);
        for (int i = 0; i < count; i++) {
            boolean wrong = i % 400 == 0;
            DecidedCase free =
                    TestingHistory.made("case-" + i, 0.9, 100, wrong ? Label.Truth.WRONG : Label.Truth.RIGHT);
            built.add(new DecidedCase(
                    free.id(),
                    free.facts(),
                    new DecidedCase.Verdicts(Ruling.CHECKPOINT, Ruling.AUTO_CLEAR, Ruling.AUTO_CLEAR, trust),
                    free.score(),
                    free.label(),
                    free.propensity(),
                    free.setting()));
        }
        return built.build();
    }

    private static String sentence(Answer answer) {
        return new AnswerText(answer, new AnswerText.Words("lines", "GBP")).sentence();
    }

    @Test
    void what_only_the_stage_holds_is_counted_and_named_and_nothing_is_called_proved() {
        History history = shadowed(DecidedCase.Trust.SHADOW, 2_000);
        Answer answer = ask(history, new Question.Wish.Instead(Rules.of(CURRENT)));
        assertThat(answer.compared().then().measure().cases()).isZero();
        assertThat(answer.finding()).isEqualTo(Answer.Finding.NOTHING);
        assertThat(answer.asksLabels()).isFalse();
        assertThat(answer.staged().held()).isEqualTo(Map.of(DecidedCase.Trust.SHADOW, 2_000L));
        assertThat(sentence(answer))
                .contains("Nothing would clear, so nothing is proved")
                .contains("But for the stage shadow, these rules would let 2,000 lines clear besides")
                .doesNotContain("at most 100");
        assertThat(new AnswerText(answer, new AnswerText.Words("lines", "GBP")).details(0))
                .contains("Held by the ladder alone, which the rules would let clear: 2,000 by the stage shadow."
                        + " --rules-alone asks without the ladder.");
    }

    @Test
    void the_rules_alone_are_asked_as_if_the_stage_let_every_case_clear() {
        History history = shadowed(DecidedCase.Trust.CHECKPOINTED, 2_000).rulesAlone();
        Answer answer = ask(history, new Question.Wish.Instead(Rules.of(CURRENT)));
        assertThat(answer.compared().shareThen()).isEqualTo(1);
        assertThat(answer.compared().then().bound().upper()).isEqualTo(ClopperPearson.upper(5, 2_000, TERMS.delta()));
        assertThat(answer.finding()).isEqualTo(Answer.Finding.SAFE);
        assertThat(sentence(answer))
                .endsWith("This is what the rules alone say; of what would clear, the stage checkpointed held 2,000"
                        + " lines.");
    }

    @Test
    void a_goal_under_a_stage_that_holds_everything_says_what_holds_it() {
        Answer answer = ask(shadowed(DecidedCase.Trust.KILLED, 500), new Question.Wish.Share(0.5, Optional.empty()));
        assertThat(answer.finding()).isEqualTo(Answer.Finding.UNREACHABLE);
        assertThat(answer.asksLabels()).isFalse();
        assertThat(sentence(answer))
                .contains("Nothing clears today, so there is no error to certify")
                .contains("But for the kill switch, these rules would let 500 lines clear");
    }

    @Test
    void a_safe_number_is_called_by_the_direction_in_which_it_is_safe() {
        History history = history();
        Answer lower = ask(history, new Question.Wish.Instead(new Rules(CURRENT, 0.7)));
        assertThat(sentence(lower)).contains("Lowest safe confidence: ").doesNotContain("Largest");
        Answer higher = ask(history, new Question.Wish.Instead(Rules.of(TestingHistory.upTo(7_000))));
        assertThat(sentence(higher)).contains("Largest safe limit: ");
    }

    @Test
    void a_looser_number_that_lets_nothing_more_clear_is_not_told_as_a_safe_one() {
        var built = new History.Builder(TestingHistory.TYPES, _ -> Ruling.STOP);
        for (int i = 0; i < 1_000; i++) built.add(TestingHistory.made("case-" + i, 0.9, 100, Label.Truth.RIGHT));
        for (int i = 0; i < 50; i++) built.add(TestingHistory.made("large-" + i, 0.3, 7_000, Label.Truth.RIGHT));
        Answer answer = ask(built.build(), new Question.Wish.Instead(new Rules(CURRENT, 0.7)));
        assertThat(answer.search().orElseThrow().safe().orElseThrow().number()).isEqualByComparingTo("0.3");
        assertThat(sentence(answer))
                .endsWith("safe to apply. No looser confidence lets more clear.")
                .doesNotContain("0 pt");
        Json.Obj told = answer.toJson();
        assertThat(told.object("proof").get("moved_at_most"))
                .as("of no case there is no share")
                .isEqualTo(Json.NULL)
                .isEqualTo(told.object("compared").object("moved").get("at_most"));
    }

    @Test
    void below_the_sentence_it_is_said_what_its_shares_count_and_that_segments_are_judged_each_for_itself() {
        Answer answer = ask(history(), new Question.Wish.Instead(Rules.of(TestingHistory.upTo(7_000))));
        assertThat(new AnswerText(answer, new AnswerText.Words("lines", "GBP")).details(0))
                .containsOnlyOnce("Shares of errors count lines, not money.")
                .anyMatch(line -> line.contains("at most wrong, each for itself"));
    }

    @Test
    void a_number_between_two_tested_ones_holds_by_what_the_looser_one_may_have_wrong_at_most() {
        Answer answer = ask(history(), new Question.Wish.Instead(Rules.of(TestingHistory.upTo(5_003))));
        List<Search.Point> points = answer.tested().orElseThrow().points();
        Search.Point looser = points.get(1);
        double wrong = looser.upper() * looser.cleared().judged();
        assertThat(answer.proof().upper())
                .isEqualTo(wrong / answer.compared().then().measure().judged(), within(1e-12))
                .isGreaterThan(looser.upper());
        var tight = new Question.Terms(looser.upper() + 1e-6, Optional.empty(), 0.95);
        Answer close = WhatIf.ask(
                        history(), question(new Question.Wish.Instead(Rules.of(TestingHistory.upTo(5_003))), tight))
                .orThrow();
        assertThat(close.finding()).isEqualTo(Answer.Finding.UNSETTLED);
        assertThat(sentence(close))
                .contains("it was not tested itself, and it does not follow from a looser number that holds. Tested"
                        + " beside it: " + Lever.show(looser.number()) + ", which holds, and 5,000, which holds. ");
        Answer itself = WhatIf.ask(
                        history(),
                        question(
                                new Question.Wish.Instead(Rules.of(
                                        TestingHistory.upTo(looser.number().intValueExact()))),
                                tight))
                .orThrow();
        assertThat(itself.finding()).isEqualTo(Answer.Finding.SAFE);
        assertThat(itself.proof().upper()).isEqualTo(looser.upper());
    }

    @Test
    void a_stricter_number_is_told_nothing_of_looser_ones() {
        Answer answer = ask(history(), new Question.Wish.Instead(new Rules(CURRENT, 0.9)));
        assertThat(answer.search()).isEmpty();
        assertThat(answer.tested().orElseThrow().isStricter()).isTrue();
        assertThat(sentence(answer)).doesNotContain("safe confidence");
    }

    @Test
    void a_small_change_is_never_told_as_minus_zero() {
        assertThat(AnswerText.points(-8 / 20_160.0)).isEqualTo("-0.04 pt");
        assertThat(AnswerText.points(0)).isEqualTo("0 pt");
        assertThat(AnswerText.points(0.0679)).isEqualTo("+6.8 pt");
        assertThat(AnswerText.points(-1e-9)).isEqualTo("under 0.0001 pt");
    }

    @Test
    void numbers_of_any_width_leave_a_space_between_columns() {
        var built = new History.Builder(TestingHistory.TYPES, _ -> Ruling.STOP);
        for (int i = 0; i < 20; i++) built.add(TestingHistory.made("case-" + i, 0.9, 9e18, Label.Truth.RIGHT));
        Answer answer = ask(built.build(), new Question.Wish.Instead(Rules.of(CURRENT)));
        List<String> lines =
                new AnswerText(answer, new AnswerText.Words("a very long name of the units", "GBP")).details(0);
        assertThat(lines.get(1)).matches("right +checkpoint +checkpoint +20 +180,000,000,000,000,000,000\\.00");
        assertThat(lines.get(0)).matches("outcome +now +proposed +a very long name of the units +GBP");
    }

    @Test
    void moved_cases_stand_with_the_most_likely_wrong_first_and_the_known_right_last() {
        var built = new History.Builder(TestingHistory.TYPES, _ -> Ruling.STOP);
        built.add(TestingHistory.made("right", 0.3, 100, Label.Truth.RIGHT));
        built.add(TestingHistory.made("likelier", 0.9, 7_000, Label.Truth.UNKNOWN));
        built.add(TestingHistory.made("likeliest", 0.85, 7_000, Label.Truth.UNKNOWN));
        built.add(TestingHistory.made("wrong", 0.99, 7_000, Label.Truth.WRONG));
        var loose = TestingHistory.table(List.of(TestingHistory.row("-", "-", "auto_clear")));
        Answer answer = ask(built.build(), new Question.Wish.Instead(Rules.of(loose)));
        assertThat(answer.moved())
                .extracting(Answer.MovedCase::id)
                .containsExactly("wrong", "likeliest", "likelier", "right");
    }

    @Test
    void where_nothing_moves_the_reviews_that_are_needed_still_have_a_score_band() {
        History few = TestingHistory.of(11, 400, (score, amount) -> 0.0);
        Answer answer = ask(few, new Question.Wish.Instead(Rules.of(CURRENT)));
        Answer.Needed needed = answer.needed().orElseThrow();
        assertThat(needed.from()).isBetween(TestingHistory.THRESHOLD, needed.to());
        assertThat(sentence(answer)).contains(" more known outcomes (best of those with confidence 0.8");
    }

    @Test
    void what_is_tested_among_others_says_that_its_bound_is_another_one() {
        History close = TestingHistory.of(5, 8_000, (score, amount) -> 0.0145);
        Answer answer = WhatIf.ask(
                        close,
                        question(
                                new Question.Wish.Instead(new Rules(CURRENT, 0.8)),
                                new Question.Terms(0.0001, Optional.empty(), 0.95)))
                .orThrow();
        assertThat(sentence(answer))
                .contains("Tested together, no confidence is proved safe, not even the confidence in force, 0.8: among"
                        + " several tests its bound is ");
    }
}

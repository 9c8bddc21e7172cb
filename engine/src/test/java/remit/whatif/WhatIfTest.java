package remit.whatif;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import remit.assurance.bounds.ClopperPearson;
import remit.authority.AuthorityTable;
import remit.authority.Ruling;

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
}

package remit.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import remit.assurance.bounds.ClopperPearson;
import remit.kernel.Value;
import remit.process.Trail;

final class RemovalTest {
    private static final Instant BEGIN = Instant.parse("2026-01-01T08:00:00Z");
    private static final Terms TERMS = new Terms(0.02, 0.10, 0.95);
    private static final Trail.Look CLERK = new Trail.Look("clerk", Set.of("clerk_yes"), Set.of("clerk_no"), false);
    private static final Trail.Look BUDGET = new Trail.Look("budget", Set.of("budget_yes"), Set.of("budget_no"), false);
    private static final Trail.Look HEAD = new Trail.Look("head", Set.of("head_yes"), Set.of("head_no"), true);

    private static Trail trail(Trail.Rounds rounds, Trail.Look... looks) {
        return new Trail(
                List.of(looks),
                rounds,
                Set.of("withdrawn"),
                Set.of("paid"),
                List.of(
                        new Trail.Segment("amount", List.of(new BigDecimal("100"), new BigDecimal("500"))),
                        new Trail.Segment("unit", List.of())),
                "unit",
                new BigDecimal("0.1"));
    }

    /** One case a day; each step a day after the one before it. */
    private static LoggedCase item(int day, String amount, String unit, String... happenings) {
        Instant at = BEGIN.plus(Duration.ofDays(day));
        var steps = new ArrayList<LoggedCase.Step>();
        for (String each : happenings) {
            steps.add(new LoggedCase.Step(each, at.plus(Duration.ofDays(steps.size() + 1))));
        }
        Map<String, Value> inputs = Map.of("amount", Value.of(new BigDecimal(amount)), "unit", Value.of(unit));
        return new LoggedCase("case" + day, at, inputs, steps, unit);
    }

    private static Passage passage(Trail.Rounds rounds, String... happenings) {
        return Passage.of(item(0, "1", "u", happenings), CLERK, trail(rounds, CLERK, BUDGET, HEAD))
                .orElseThrow();
    }

    @Test
    void a_rejection_in_any_round_counts_or_only_the_first_look_as_the_contract_says() {
        String[] later = {"clerk_yes", "head_no", "clerk_no", "clerk_yes", "head_yes", "paid"};
        assertThat(passage(Trail.Rounds.ANY, later).rejected()).isTrue();
        assertThat(passage(Trail.Rounds.FIRST, later).rejected()).isFalse();
        assertThat(passage(Trail.Rounds.FIRST, "clerk_no", "clerk_yes").rejected())
                .isTrue();
    }

    @Test
    void what_a_later_checkpoint_rejected_too_and_what_was_carried_out_are_counted_apart() {
        Passage caught =
                passage(Trail.Rounds.ANY, "clerk_no", "clerk_yes", "budget_no", "budget_yes", "head_yes", "paid");
        assertThat(caught).isEqualTo(new Passage(true, Duration.ofDays(1), true, true));
        assertThat(passage(Trail.Rounds.ANY, "budget_no", "clerk_no"))
                .as("what came before its own rejection does not catch it")
                .isEqualTo(new Passage(true, Duration.ofDays(1), false, false));
    }

    @Test
    void withdrawn_before_it_decided_is_nobodys_decision() {
        Trail trail = trail(Trail.Rounds.ANY, CLERK, BUDGET, HEAD);
        assertThat(Passage.of(item(0, "1", "u", "withdrawn"), CLERK, trail)).isEmpty();
        Answer answer = Removal.ask(log(40), trail, TERMS, Duration.ZERO, Learner.none());
        assertThat(answer.parts().undecided()).isZero();
        var withdrawn = new ArrayList<>(log(40));
        withdrawn.set(5, item(5, "5", "b", "withdrawn"));
        assertThat(Removal.ask(withdrawn, trail, TERMS, Duration.ZERO, Learner.none())
                        .parts()
                        .undecided())
                .isEqualTo(1);
    }

    /** Of every ten cases one is large, and the clerk rejects every large one and nothing else. */
    private static List<LoggedCase> log(int cases) {
        var log = new ArrayList<LoggedCase>();
        for (int i = 0; i < cases; i++) {
            boolean large = i % 10 == 3;
            log.add(
                    large
                            ? item(i, "900", "unit" + i % 7, "clerk_no", "withdrawn")
                            : item(i, "50", "unit" + i % 7, "clerk_yes", "budget_yes", "head_yes", "paid"));
        }
        return log;
    }

    @Test
    void the_counts_and_bounds_are_those_of_the_later_part_alone() {
        Trail trail = trail(Trail.Rounds.ANY, CLERK, HEAD);
        Answer answer = Removal.ask(log(2_000), trail, TERMS, Duration.ZERO, Learner.none());

        // 700 cases from the 1,300th on: 70 large ones, all rejected, 630 small ones, none of them.
        assertThat(answer.parts()).isEqualTo(new Answer.Parts(800, 500, 700, 0, 0, 0));
        Judged clerk = answer.judged().getFirst();
        assertThat(clerk.whom()).isEqualTo(Whom.segment("amount", "up to 100"));
        assertThat(clerk.later()).isEqualTo(new Tally(630, 0, 70, 0, 0, Duration.ofDays(1)));
        assertThat(clerk.bounds().perCase()).isEqualTo(ClopperPearson.upper(0, 630, 0.05 / 2));
        assertThat(clerk.bounds().share()).isEqualTo(ClopperPearson.upper(0, 70, 0.05 / 2));
        assertThat(clerk.standing()).isEqualTo(Judged.Standing.MAY_GO);
        assertThat(answer.finding()).isEqualTo(Answer.Finding.MAY_GO);
        assertThat(clerk.clusters().count()).isEqualTo(7);
        assertThat(clerk.clusters().rest().cases())
                .isEqualTo(630 - clerk.clusters().largest());
        assertThat(new AnswerText(answer, "requests").sentence())
                .startsWith("Checkpoint clerk may go first, for amount up to 100, as a trial: 630 later requests")
                .contains("rests on observation")
                .contains("Of the 630 that would skip it, it had rejected 0, so that at most ")
                .contains("of its 70 rejections in all, at most ", "(limit 10%), at 95% confidence");
    }

    @Test
    void the_chance_to_be_wrong_is_shared_out_among_all_bounds_of_all_checkpoints() {
        Trail trail = trail(Trail.Rounds.ANY, CLERK, BUDGET, HEAD);
        Answer answer = Removal.ask(log(2_000), trail, TERMS, Duration.ZERO, Learner.none());
        assertThat(answer.deltaEach()).isCloseTo(0.05 / 4, within(1e-12));
        for (Judged each : answer.judged())
            assertThat(each.bounds()).isEqualTo(each.later().bounds(answer.deltaEach()));
    }

    @Test
    void a_checkpoint_that_hardly_ever_rejects_may_not_go_for_that_reason() {
        Trail trail = trail(Trail.Rounds.ANY, CLERK, BUDGET, HEAD);
        Answer answer = Removal.ask(log(2_000), trail, TERMS, Duration.ZERO, Learner.none());
        Judged budget = answer.judged().get(1);
        assertThat(budget.later().missed()).isZero();
        assertThat(budget.bounds().perCase()).isLessThan(0.02);
        assertThat(budget.bounds().share()).isEqualTo(1);
        assertThat(budget.standing()).isEqualTo(Judged.Standing.UNSETTLED);
    }

    @Test
    void too_few_cases_say_how_many_more_would_settle_it_and_so_many_do() {
        Trail trail = trail(Trail.Rounds.ANY, CLERK, HEAD);
        Answer answer = Removal.ask(log(600), trail, TERMS, Duration.ZERO, Learner.none());
        Judged clerk = answer.judged().getFirst();
        assertThat(answer.finding()).isEqualTo(Answer.Finding.UNSETTLED);
        long more = clerk.needed().orElseThrow();
        double factor = (double) (clerk.later().cases() + more) / clerk.later().cases();
        assertThat(clerk.later().times(factor).bounds(0.025).keep(TERMS)).isTrue();
        assertThat(clerk.later().times(factor * 0.9).bounds(0.025).keep(TERMS)).isFalse();
        assertThat(new AnswerText(answer, "requests").sentence())
                .contains(String.format("About %,d more requests", more));
    }

    @Test
    void a_checkpoint_that_rejects_everywhere_stays() {
        Trail trail = trail(Trail.Rounds.ANY, CLERK, HEAD);
        var log = new ArrayList<LoggedCase>();
        for (int i = 0; i < 1_000; i++) log.add(item(i, "50", "u" + i % 5, i % 3 == 0 ? "clerk_no" : "clerk_yes"));
        Answer answer = Removal.ask(log, trail, TERMS, Duration.ZERO, Learner.none());
        assertThat(answer.finding()).isEqualTo(Answer.Finding.NONE);
        assertThat(new AnswerText(answer, "requests").sentence())
                .startsWith("No checkpoint may go: nearest comes clerk");
    }

    @Test
    void cases_that_may_still_be_rejected_are_left_out() {
        Trail trail = trail(Trail.Rounds.ANY, CLERK, HEAD);
        Answer answer = Removal.ask(log(100), trail, TERMS, Duration.ofDays(30), Learner.none());
        // The last happening of the log is on the 104th day: of the cases those of the first 74 days are old enough.
        assertThat(answer.parts().young()).isEqualTo(100 - 74);
    }

    @Test
    void the_least_risky_are_told_by_a_model_that_saw_earlier_cases_alone() {
        Trail trail = trail(Trail.Rounds.ANY, CLERK, HEAD);
        List<LoggedCase> log = log(2_000);
        var seen = new ArrayList<LoggedCase>();
        Learner learner = (checkpoint, earlier) -> {
            assertThat(checkpoint).isEqualTo("clerk");
            earlier.forEach(known -> seen.add(known.item()));
            return item ->
                    item.inputs().get("amount") instanceof Value.Numeric(BigDecimal amount) && amount.intValue() > 500
                            ? 0.9
                            : 0.1;
        };
        Answer answer = Removal.ask(log, trail, TERMS, Duration.ZERO, learner);
        assertThat(seen).isEqualTo(log.subList(0, 800));
        assertThat(answer.judged().getFirst().considered())
                .anySatisfy(each -> assertThat(each.whom().kind()).isEqualTo(Whom.Kind.RISK));
    }

    @Test
    void shuffling_the_later_part_changes_no_choice() {
        Trail trail = trail(Trail.Rounds.ANY, CLERK, BUDGET, HEAD);
        List<LoggedCase> log = log(1_000);
        var other = new ArrayList<>(log.subList(0, 650));
        for (int i = 650; i < 1_000; i++) other.add(item(i, "50", "u", "clerk_no", "budget_no", "head_yes", "paid"));
        List<Whom> chosen = chosen(Removal.ask(log, trail, TERMS, Duration.ZERO, Learner.none()));
        assertThat(chosen(Removal.ask(other, trail, TERMS, Duration.ZERO, Learner.none())))
                .isEqualTo(chosen);
    }

    private static List<Whom> chosen(Answer answer) {
        return answer.judged().stream().map(Judged::whom).toList();
    }

    @Test
    void a_final_approval_is_never_a_candidate_whatever_the_log_says() {
        for (long seed = 1; seed <= 200; seed++) {
            var random = new Random(seed);
            var looks = new ArrayList<Trail.Look>();
            int count = 2 + random.nextInt(4);
            int last = random.nextInt(count);
            for (int i = 0; i < count; i++) {
                looks.add(new Trail.Look(
                        "look" + i, Set.of("yes" + i), Set.of("no" + i), i == last || random.nextInt(4) == 0));
            }
            Trail trail = trail(Trail.Rounds.ANY, looks.toArray(Trail.Look[]::new));
            var log = new ArrayList<LoggedCase>();
            for (int day = 0; day < 300; day++) {
                var happenings = new ArrayList<String>();
                for (int i = 0; i < count; i++) happenings.add((random.nextInt(20) == 0 ? "no" : "yes") + i);
                log.add(item(day, "50", "u", happenings.toArray(String[]::new)));
            }
            Answer answer = Removal.ask(log, trail, new Terms(0.9, 0.99, 0.6), Duration.ZERO, Learner.none());
            Set<String> finals = Set.copyOf(answer.never());
            assertThat(finals).as("seed %d", seed).contains("look" + last);
            assertThat(answer.judged()).as("seed %d", seed).noneMatch(each -> finals.contains(each.checkpoint()));
            answer.first().ifPresent(each -> assertThat(finals).doesNotContain(each.checkpoint()));
        }
    }

    @Test
    void a_trail_without_a_final_approval_is_none() {
        assertThatThrownBy(() -> trail(Trail.Rounds.ANY, CLERK, BUDGET)).hasMessageContaining("final approval");
    }

    @Test
    void promises_of_work_at_the_limit_are_broken_no_more_often_than_they_say() {
        // Amounts up to 100 are rejected in 2.1%, more than may be: hardly ever may it be said that they may go.
        Trail trail = trail(Trail.Rounds.ANY, CLERK, HEAD);
        int broken = 0;
        int courses = 400;
        for (int seed = 0; seed < courses; seed++) {
            var random = new Random(seed);
            var log = new ArrayList<LoggedCase>();
            for (int i = 0; i < 1_500; i++) {
                boolean large = random.nextInt(3) == 0;
                boolean rejected = random.nextDouble() < (large ? 0.6 : 0.021);
                log.add(item(i, large ? "900" : "50", "u" + i, rejected ? "clerk_no" : "clerk_yes"));
            }
            Answer answer = Removal.ask(log, trail, TERMS, Duration.ZERO, Learner.none());
            boolean wrong = answer.first()
                    .filter(each -> each.whom().equals(Whom.segment("amount", "up to 100")))
                    .isPresent();
            if (wrong) broken++;
        }
        assertThat((double) broken / courses).isLessThan(0.05 + 3 * Math.sqrt(0.05 * 0.95 / courses));
    }

    @Test
    void a_trail_is_read_back_as_it_was_written() {
        assertThat(LoggedCase.steps("clerk_no@2026-01-02T08:00:00Z other@2026-01-03T08:00:00.5Z"))
                .containsExactly(
                        new LoggedCase.Step("clerk_no", Instant.parse("2026-01-02T08:00:00Z")),
                        new LoggedCase.Step("other", Instant.parse("2026-01-03T08:00:00.5Z")));
        assertThat(LoggedCase.steps("")).isEmpty();
    }
}

package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import remit.assurance.bounds.Binomial;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.testing.Property.Chance;

class DeltaLedgerTest {
    private static final int COURSES = Integer.getInteger("remit.simulations", 400);
    private static final Instant BEGIN = Instant.parse("2026-01-01T00:00:00Z");

    private static Stretch days(int first, int last) {
        return new Stretch(BEGIN.plusSeconds(86_400L * first), BEGIN.plusSeconds(86_400L * last));
    }

    private static DeltaLedger.Spending asked(String question, double delta, Stretch labels) {
        return new DeltaLedger.Spending(question, delta, labels, DeltaLedger.Purse.ASKED);
    }

    private static DeltaLedger.Spending trained(String question, double delta, Stretch labels) {
        return new DeltaLedger.Spending(question, delta, labels, DeltaLedger.Purse.TRAINED);
    }

    private static DeltaLedger opened() {
        return DeltaLedger.opened("invoices", 0.1);
    }

    @Test
    void shares_are_told_and_compared_as_they_were_meant() {
        DeltaLedger ledger = DeltaLedger.opened("invoices", 0.5);
        for (int i = 0; i < 10; i++) {
            ledger = ledger.ask(asked("question " + i, 1 - 0.95, days(0, 30))).orThrow();
        }
        assertThat(ledger.left(days(0, 30)).signum()).isZero();
        assertThat(ledger.ask(asked("one more", 1 - 0.8, days(0, 30))).problems())
                .singleElement()
                .extracting(Problem::what)
                .asString()
                .startsWith("the question needs 20% of delta, and 0% of 50% is left on these labels");
    }

    @Test
    void labels_that_were_asked_often_enough_are_not_asked_again() {
        DeltaLedger ledger = opened().ask(asked("first", 0.07, days(0, 30))).orThrow();
        ledger = ledger.ask(asked("second", 0.03, days(0, 30))).orThrow();
        assertThat(ledger.left(days(0, 30)).signum()).isZero();
        Problem third =
                ledger.ask(asked("third", 0.001, days(0, 30))).problems().getFirst();
        assertThat(third.code()).isEqualTo("RMT-171");
        assertThat(third.what())
                .contains(
                        "needs 0.1% of delta",
                        "0% of 10% is left on these labels", "2 questions asked before", "after 2026-01-31T00:00:00Z");
        assertThat(third.fix())
                .isEqualTo("ask about those alone (from the day after on) once enough of their outcomes are known");
    }

    @Test
    void a_part_of_the_labels_has_no_budget_of_its_own() {
        DeltaLedger ledger = opened().ask(asked("all", 0.06, days(0, 30))).orThrow();
        ledger = ledger.ask(asked("one week", 0.04, days(7, 13))).orThrow();
        assertThat(ledger.ask(asked("another week", 0.01, days(14, 20))).problems())
                .hasSize(1);
    }

    @Test
    void fresh_labels_have_a_budget_of_their_own_until_they_are_asked_together_with_old_ones() {
        DeltaLedger ledger = opened().ask(asked("old", 0.1, days(0, 30))).orThrow();
        assertThat(ledger.left(days(31, 60)).doubleValue()).isEqualTo(0.1);
        ledger = ledger.ask(asked("fresh", 0.05, days(31, 60))).orThrow();
        assertThat(ledger.ask(asked("both", 0.01, days(0, 60))).problems()).hasSize(1);
        assertThat(ledger.ask(asked("fresh again", 0.05, days(31, 60)))
                        .orThrow()
                        .left(days(31, 60))
                        .signum())
                .isZero();
    }

    @Test
    void questions_that_are_joined_by_a_third_share_a_budget() {
        DeltaLedger ledger = opened().ask(asked("left", 0.03, days(0, 10)))
                .orThrow()
                .ask(asked("right", 0.03, days(20, 30)))
                .orThrow();
        assertThat(ledger.left(days(0, 10)).doubleValue()).isEqualTo(0.07);
        ledger = ledger.ask(asked("across", 0.04, days(5, 25))).orThrow();
        assertThat(ledger.left(days(0, 1)).signum()).isZero();
        assertThat(ledger.together(days(29, 30))).isCloseTo(0.9, within(1e-12));
    }

    @Test
    void the_very_same_question_costs_nothing_again() {
        DeltaLedger once = opened().ask(asked("q", 0.1, days(0, 3))).orThrow();
        assertThat(once.ask(asked("q", 0.1, days(0, 3))).orThrow()).isEqualTo(once);
        assertThat(once.ask(asked("q, with one label more", 0.1, days(0, 4))).problems())
                .isNotEmpty();
    }

    @Test
    void all_trainings_together_spend_at_most_twice_their_delta_and_none_is_held_up_by_what_people_ask() {
        DeltaLedger ledger = opened().ask(asked("q", 0.1, days(0, 400))).orThrow();
        double spent = 0;
        for (int training = 0; training < 40; training++) {
            double delta = ledger.ofTraining(0.1, days(0, 10 * training));
            ledger = ledger.ask(trained("training " + training, delta, days(0, 10 * training)))
                    .orThrow();
            if (training == 0) assertThat(delta).isEqualTo(0.1);
            spent += delta;
        }
        assertThat(spent).isBetween(0.19, 0.2);
        assertThat(ledger.together(days(0, 1))).isCloseTo(1 - 0.1 - spent, within(1e-9));
        assertThat(ledger.ofTraining(0.1, days(401, 500))).as("on other labels").isEqualTo(0.1);
    }

    @Test
    void a_name_of_labels_says_which_they_are() {
        assertThat(Stretch.of(days(2, 5).named("a from b"))).isEqualTo(Optional.of(days(2, 5)));
        assertThat(Stretch.of("invoices/4096+")).isEmpty();
        assertThat(Stretch.of("invoices from spring to autumn")).isEmpty();
        assertThat(Stretch.of("invoices from 2026-02-01T00:00:00Z to 2026-01-01T00:00:00Z"))
                .isEmpty();
    }

    /** A year of work in which slightly more is wrong everywhere than may be: whatever is certified is certified wrongly. */
    private static final class Year {
        private static final double ALPHA = 0.08;
        private static final int DAYS = 360;
        private static final int SEGMENTS = 6;
        private static final int A_DAY = 20;

        private final boolean[][] wrong = new boolean[DAYS][A_DAY];
        private final int[][] segment = new int[DAYS][A_DAY];
        private final Chance chance;

        Year(long seed) {
            chance = new Chance(seed);
            for (int day = 0; day < DAYS; day++) {
                for (int i = 0; i < A_DAY; i++) {
                    wrong[day][i] = chance.share() < ALPHA * 1.001;
                    segment[day][i] = chance.below(SEGMENTS);
                }
            }
        }

        private record Wish(int first, int last, int segment) {}

        /** The whole, a period, a segment, or a segment in a period, of what had come in by a day. */
        private Wish wish(int today) {
            int first = chance.oneIn(4) ? 0 : chance.below(today);
            int last = chance.flip() ? today - 1 : chance.between(first, today - 1);
            return new Wish(first, last, chance.flip() ? -1 : chance.below(SEGMENTS));
        }

        private boolean certified(Wish wish, double delta) {
            long labels = 0;
            long errors = 0;
            for (int day = wish.first; day <= wish.last; day++) {
                for (int i = 0; i < A_DAY; i++) {
                    if (wish.segment >= 0 && segment[day][i] != wish.segment) continue;
                    labels++;
                    if (wrong[day][i]) errors++;
                }
            }
            return labels > 0 && Binomial.cdf(errors, labels, ALPHA) <= delta;
        }
    }

    private interface Rule {
        boolean allows(Year.Wish wish, double delta);
    }

    /** Whether anything at all is certified of 200 questions that are asked through the year, as far as a rule allows them. */
    private static boolean wrongOnce(long seed, Rule rule) {
        var year = new Year(seed);
        double delta = 0.01;
        boolean any = false;
        for (int question = 0; question < 200; question++) {
            Year.Wish wish = year.wish(30 + question * 330 / 200);
            if (rule.allows(wish, delta) && year.certified(wish, delta)) any = true;
        }
        return any;
    }

    private static Rule oneLedger() {
        var ledger = new DeltaLedger[] {opened()};
        return (wish, delta) -> {
            String text = wish.toString();
            Checked<DeltaLedger> after = ledger[0].ask(asked(text, delta, days(wish.first(), wish.last())));
            if (!(after instanceof Checked.Ok<DeltaLedger>(DeltaLedger next))) return false;
            ledger[0] = next;
            return true;
        };
    }

    /** A ledger for each scope, a new one whenever its labels have doubled. */
    private static Rule aLedgerEachScope() {
        Map<String, Double> spent = new HashMap<>();
        return (wish, delta) -> {
            int labels = (wish.last() - wish.first() + 1) * Year.A_DAY / (wish.segment() < 0 ? 1 : Year.SEGMENTS);
            String scope = wish.first() + " " + wish.segment() + " " + Integer.highestOneBit(labels);
            double before = spent.merge(scope, delta, Double::sum);
            return before <= 0.1 + 1e-12;
        };
    }

    private static double share(java.util.function.Supplier<Rule> rule) {
        int wrong = 0;
        for (int course = 0; course < COURSES; course++) if (wrongOnce(4_000 + course, rule.get())) wrong++;
        return (double) wrong / COURSES;
    }

    @Test
    void the_chance_of_any_wrong_certificate_over_many_overlapping_questions_is_at_most_the_budget() {
        double allowed = 0.1 + 3 * Math.sqrt(0.1 * 0.9 / COURSES);
        assertThat(share(DeltaLedgerTest::oneLedger))
                .isLessThanOrEqualTo(allowed)
                .isPositive();
        assertThat(share(DeltaLedgerTest::aLedgerEachScope))
                .as("with a budget for each scope it is not kept")
                .isGreaterThan(2 * allowed);
    }
}

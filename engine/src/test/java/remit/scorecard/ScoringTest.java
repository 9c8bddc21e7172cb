package remit.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.kernel.Money;
import remit.kernel.Verdict;
import remit.process.Disposition;
import remit.process.Reporting;

final class ScoringTest {
    private static final Money COST = new Money(new BigDecimal("20.00"), "USD");
    private static final YearMonth MAY = YearMonth.of(2024, 5);

    static Reporting reporting(Reporting.Error error, Reporting.Headline headline) {
        return new Reporting(
                "line",
                "lines",
                "coded and posted",
                "vendor",
                "amount",
                "area",
                error,
                headline,
                "amount",
                "closed",
                null,
                new Reporting.Baseline("vendor", 3, new BigDecimal("0.95")));
    }

    static Scoring differs() {
        return new Scoring(reporting(Reporting.Error.DIFFERS, Reporting.Headline.SHARE), COST);
    }

    static Scoring overpaid() {
        return new Scoring(reporting(Reporting.Error.OVERPAID, Reporting.Headline.NET), COST);
    }

    static ScoredCase.Ruling cleared(String decision) {
        return new ScoredCase.Ruling(Verdict.AUTO_CLEAR, null, decision, false);
    }

    static ScoredCase.Ruling held() {
        return new ScoredCase.Ruling(Verdict.CHECKPOINT, null, "A", false);
    }

    static ScoredCase.Ruling stopped(Disposition disposition) {
        return new ScoredCase.Ruling(Verdict.STOP, disposition, null, false);
    }

    static ScoredCase.Setting setting(@Nullable String group, String money) {
        var amount = new BigDecimal(money);
        return new ScoredCase.Setting(MAY, group, "low", amount, amount);
    }

    static ScoredCase.@Nullable Truth truth(@Nullable String label) {
        return label == null ? null : new ScoredCase.Truth(label, false, null);
    }

    static ScoredCase lined(ScoredCase.Ruling ruling, @Nullable String truth, String group, String money) {
        return new ScoredCase(ruling, null, truth(truth), setting(group, money), null);
    }

    @Test
    void every_case_counts_once_and_errors_only_among_known_clears() {
        Scoring scoring = differs();
        scoring.add(lined(cleared("A"), "A", "v1", "10.00"));
        scoring.add(lined(cleared("A"), "B", "v1", "-30.00"));
        scoring.add(lined(cleared("A"), null, "v2", "500.00"));
        scoring.add(lined(held(), "B", "v2", "10.00"));
        scoring.add(lined(stopped(Disposition.RETURNED), "B", "v3", "10.00"));
        scoring.add(lined(stopped(Disposition.STOPPED), null, "v3", "10.00"));
        Score score = scoring.score();
        assertThat(score.all()).isEqualTo(new Tally(3, 1, 2, 1, 2, 1, 0));
        assertThat(score.all().cases()).isEqualTo(6);
        assertThat(score.all().unknown()).isEqualTo(1);
        assertThat(score.all().errorShare().value()).isEqualTo(0.5);
        assertThat(score.miscoded().share())
                .as("30 of 40, the credit by its size")
                .isEqualTo(0.75);
        assertThat(score.value()).isNull();
    }

    @Test
    void what_had_to_be_taken_back_is_an_error_whatever_its_outcome_says() {
        var takenBack = new ScoredCase.Ruling(Verdict.AUTO_CLEAR, null, "A", false, true);
        Scoring scoring = differs();
        scoring.add(lined(cleared("A"), "A", "v1", "10.00"));
        scoring.add(lined(takenBack, "A", "v1", "20.00"));
        scoring.add(lined(takenBack, null, "v1", "10.00"));
        Score score = scoring.score();
        assertThat(score.all()).isEqualTo(new Tally(3, 0, 0, 0, 3, 2, 0));
        assertThat(score.all().qualityAdjustedShare().part()).isEqualTo(1);
        assertThat(score.miscoded().share()).isEqualTo(0.75);
    }

    @Test
    void without_known_outcomes_the_error_share_has_no_value() {
        Scoring scoring = differs();
        scoring.add(lined(cleared("A"), null, "v1", "10.00"));
        Score score = scoring.score();
        assertThat(score.all().errorShare().toJson()).isEqualTo(Json.NULL);
        assertThat(score.miscoded().share()).isNull();
        assertThat(differs().score().all().clearShare().toJson())
                .as("no case at all")
                .isEqualTo(Json.NULL);
    }

    @Test
    void the_largest_group_is_the_one_with_most_live_cases_and_the_first_seen_of_equals() {
        Scoring scoring = differs();
        scoring.add(lined(held(), "A", "zulu", "1.00"));
        scoring.add(lined(cleared("A"), "B", "alpha", "1.00"));
        scoring.add(lined(cleared("A"), "A", "alpha", "1.00"));
        scoring.add(lined(held(), "A", "zulu", "1.00"));
        scoring.add(new ScoredCase(cleared("A"), null, truth("A"), setting(null, "1.00"), null));
        Score.WithoutLargest without = scoring.score().withoutLargest();
        assertThat(without.group()).isEqualTo("zulu");
        assertThat(without.groupCases()).isEqualTo(2);
        assertThat(without.rest()).isEqualTo(new Tally(3, 0, 0, 0, 3, 1, 0));
    }

    @Test
    void overpayment_is_paid_above_officers_and_a_denial_without_amount_paid_nothing() {
        Scoring scoring = overpaid();
        scoring.add(claim("15.00", new ScoredCase.Truth("Full", false, new BigDecimal("15.00"))));
        scoring.add(claim("18.00", new ScoredCase.Truth("Settle", false, new BigDecimal("8.00"))));
        scoring.add(claim("12.00", new ScoredCase.Truth("Deny", true, null)));
        scoring.add(claim("10.00", new ScoredCase.Truth("Full", false, new BigDecimal("11.00"))));
        scoring.add(claim("9.00", new ScoredCase.Truth("Settle", false, null)));
        scoring.add(claim("7.00", null));
        Score score = scoring.score();
        assertThat(score.all()).isEqualTo(new Tally(6, 0, 0, 0, 4, 2, 0));
        Score.Worth worth = score.value();
        assertThat(worth.paid()).hasToString("71.00 USD");
        assertThat(worth.paidUnknown()).hasToString("16.00 USD");
        assertThat(worth.leak())
                .as("10 + 12; what officers paid on top is no credit")
                .hasToString("22.00 USD");
        assertThat(worth.handlingSaved()).hasToString("120.00 USD");
        assertThat(worth.net()).hasToString("98.00 USD");
    }

    private static ScoredCase claim(String amount, ScoredCase.@Nullable Truth truth) {
        return new ScoredCase(cleared("Full"), null, truth, setting("g", amount), null);
    }

    @Test
    void the_precedent_rule_is_scored_on_the_same_cases_whatever_was_decided() {
        Scoring scoring = differs();
        var precedent = new ScoredCase.Precedent(true, "A");
        scoring.add(new ScoredCase(held(), null, truth("A"), setting("v", "1.00"), precedent));
        scoring.add(new ScoredCase(cleared("B"), null, truth("B"), setting("v", "1.00"), precedent));
        scoring.add(new ScoredCase(cleared("B"), null, null, setting("v", "1.00"), precedent));
        scoring.add(new ScoredCase(
                cleared("B"), null, truth("B"), setting("w", "1.00"), new ScoredCase.Precedent(false, null)));
        assertThat(scoring.score().baseline()).isEqualTo(new Score.Precedents(4, 3, 2, 1));
    }

    @Test
    void waiting_tells_an_unsure_author_from_a_rule_that_holds() {
        Scoring scoring = differs();
        var adverse = new ScoredCase.Ruling(Verdict.CHECKPOINT, null, "Deny", true);
        scoring.add(new ScoredCase(held(), null, null, setting("v", "1.00"), null));
        scoring.add(new ScoredCase(held(), proposed(false), null, setting("v", "1.00"), null));
        scoring.add(new ScoredCase(held(), proposed(true), null, setting("v", "1.00"), null));
        scoring.add(new ScoredCase(adverse, proposed(true), null, setting("v", "1.00"), null));
        assertThat(scoring.score().waiting()).isEqualTo(new Score.Waiting(2, 1, 1));
    }

    private static ScoredCase.Proposed proposed(boolean confident) {
        return new ScoredCase.Proposed("A", 0.9, confident);
    }

    @Test
    void parts_add_up_and_renaming_changes_no_figure() {
        long seed = new SplittableRandom().nextLong();
        List<ScoredCase> cases = randomCases(new SplittableRandom(seed), 500);
        Scoring scoring = differs();
        Scoring renamed = differs();
        for (ScoredCase scored : cases) {
            scoring.add(scored);
            renamed.add(rename(scored));
        }
        Score score = scoring.score();
        Tally all = score.all();
        assertThat(all.cases()).as("seed %d", seed).isEqualTo(500);
        assertThat(sum(score.months().values())).as("months, seed %d", seed).isEqualTo(all);
        assertThat(sum(score.segments().values())).as("segments, seed %d", seed).isEqualTo(all);
        long wrong = cases.stream()
                .filter(c -> c.ruling().verdict() == Verdict.AUTO_CLEAR && c.truth() != null)
                .filter(c -> !c.truth().label().equals(c.ruling().decision()))
                .count();
        assertThat(all.errors()).as("seed %d", seed).isEqualTo(wrong);
        assertThat(renamed.score().all()).as("seed %d", seed).isEqualTo(all);
        assertThat(renamed.score().withoutLargest().rest())
                .as("seed %d", seed)
                .isEqualTo(score.withoutLargest().rest());
        assertThat(renamed.score().miscoded()).as("seed %d", seed).isEqualTo(score.miscoded());
        assertThat(renamed.score().baseline()).as("seed %d", seed).isEqualTo(score.baseline());
    }

    private static Tally sum(Iterable<Tally> tallies) {
        var sum = new Tally(0, 0, 0, 0, 0, 0, 0);
        for (Tally t : tallies) {
            sum = new Tally(
                    sum.cleared() + t.cleared(),
                    sum.held() + t.held(),
                    sum.stopped() + t.stopped(),
                    sum.returned() + t.returned(),
                    sum.known() + t.known(),
                    sum.errors() + t.errors(),
                    sum.adverse() + t.adverse());
        }
        return sum;
    }

    private static List<ScoredCase> randomCases(SplittableRandom random, int count) {
        var cases = new ArrayList<ScoredCase>();
        for (int i = 0; i < count; i++) {
            String label = "L" + random.nextInt(3);
            ScoredCase.Ruling ruling = switch (random.nextInt(4)) {
                case 0, 1 -> cleared(label);
                case 2 -> held();
                default -> stopped(random.nextBoolean() ? Disposition.STOPPED : Disposition.RETURNED);
            };
            var amount = BigDecimal.valueOf(random.nextInt(-500, 5000), 2);
            var setting = new ScoredCase.Setting(
                    MAY.plusMonths(random.nextInt(4)),
                    "g" + random.nextInt(5),
                    "s" + random.nextInt(2),
                    amount,
                    amount);
            var truth = random.nextInt(10) == 0 ? null : truth("L" + random.nextInt(3));
            var precedent = new ScoredCase.Precedent(random.nextBoolean(), "L" + random.nextInt(3));
            cases.add(new ScoredCase(ruling, null, truth, setting, precedent));
        }
        return cases;
    }

    /** Other words whose order is the reverse of the old ones. */
    private static ScoredCase rename(ScoredCase scored) {
        ScoredCase.Ruling ruling = scored.ruling();
        ScoredCase.Setting setting = scored.setting();
        return new ScoredCase(
                new ScoredCase.Ruling(
                        ruling.verdict(), ruling.disposition(), word(ruling.decision()), ruling.adverse()),
                null,
                truth(scored.truth() == null ? null : word(scored.truth().label())),
                new ScoredCase.Setting(
                        setting.month(),
                        word(setting.group()),
                        word(setting.segment()),
                        setting.money(),
                        setting.payable()),
                new ScoredCase.Precedent(
                        scored.precedent().wouldClear(), word(scored.precedent().label())));
    }

    private static @Nullable String word(@Nullable String name) {
        return name == null ? null : "x" + (char) ('z' - (name.charAt(name.length() - 1) - '0')) + name.charAt(0);
    }

    @Test
    void impossible_records_cannot_be_built() {
        assertThatThrownBy(() -> new ScoredCase.Ruling(Verdict.STOP, null, null, false))
                .hasMessage("disposition");
        assertThatThrownBy(() -> new ScoredCase.Ruling(Verdict.AUTO_CLEAR, null, null, false))
                .hasMessage("decision");
        assertThatThrownBy(() -> new Tally(1, 0, 0, 0, 2, 0, 0)).hasMessageContaining("exceeds");
        assertThatThrownBy(() -> new RunSummary.Rows(10, 5, 3, 1, 0)).hasMessageContaining("rows: 10 is not");
    }
}

package remit.scorecard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.kernel.Money;
import remit.kernel.Share;
import remit.process.Economics;

final class KpisTest {
    private static final LocalDate DAY = LocalDate.of(2026, 4, 1);

    private static Capacity capacity(long part, long whole) {
        return new Capacity(60_000, new Share(part, whole), new BigDecimal("38"), new BigDecimal("1650"));
    }

    @Test
    void capacity_prints_the_formula_with_its_inputs() {
        assertThat(capacity(4800, 10_000).formula())
                .isEqualTo("60,000 a year x 48.0% x 38 min / 60 / 1,650 h = 11.05 FTE");
        assertThat(capacity(0, 0).formula()).isEqualTo("no case decided");
        assertThat(capacity(0, 0).toJson().get("fte")).isEqualTo(Json.NULL);
    }

    @Test
    void the_printed_formula_gives_the_printed_figure_for_every_share() {
        long seed = new SplittableRandom().nextLong();
        var random = new SplittableRandom(seed);
        for (int i = 0; i < 300; i++) {
            long whole = random.nextLong(1, 30_000);
            String formula = capacity(random.nextLong(whole + 1), whole).formula();
            String percent = formula.replaceAll(".* x ([0-9.]+)% x .*", "$1");
            double shown = Double.parseDouble(formula.replaceAll(".* = ([0-9.]+) FTE", "$1"));
            double again = 60_000 * Double.parseDouble(percent) / 100 * 38 / 60 / 1650;
            assertThat(again).as("seed %d: %s", seed, formula).isCloseTo(shown, within(0.0051));
        }
    }

    @Test
    void a_higher_target_absorbs_growth_with_the_same_people() {
        assertThat(capacity(48, 100).absorbedGrowth(0.60))
                .as("31,200 manual cases then 24,000")
                .isCloseTo(0.30, within(1e-9));
        assertThatThrownBy(() -> capacity(48, 100).absorbedGrowth(1)).hasMessageContaining("target");
    }

    @Test
    void progress_is_the_part_of_the_way_from_baseline_to_target() {
        assertThat(Kpis.progress(new BigDecimal("9"), 5.6, new BigDecimal("5"))).isCloseTo(0.85, within(1e-9));
        assertThat(Kpis.progress(new BigDecimal("0"), 48, new BigDecimal("60"))).isCloseTo(0.80, within(1e-9));
        assertThat(Kpis.progress(new BigDecimal("5"), 5.6, new BigDecimal("5"))).isNull();
    }

    @Test
    void open_cases_stand_beside_the_mean_never_in_it() {
        var cycle = new CycleTime();
        cycle.add("low", true, DAY, DAY);
        cycle.add("low", false, DAY, DAY.plusDays(9));
        cycle.add("high", false, DAY, null);
        assertThat(cycle.days().all()).isEqualTo(new CycleTime.Mean(2, 1, 9));
        assertThat(cycle.days().all().formula()).isEqualTo("9 days / 2 closed cases = 4.50 days; 1 open");
        assertThat(cycle.days("high").person().value()).isNull();
        assertThatThrownBy(() -> cycle.add("low", false, DAY, DAY.minusDays(1)))
                .hasMessageContaining("before received");
    }

    @Test
    void rare_or_small_shares_carry_an_interval() {
        assertThat(Interval.neededFor(new Share(480, 999))).isTrue();
        assertThat(Interval.neededFor(new Share(480, 1000))).isFalse();
        assertThat(Interval.neededFor(new Share(49, 1000))).isTrue();
        assertThat(Interval.neededFor(new Share(0, 0))).isFalse();
        Interval none = Interval.wilson(new Share(0, 10));
        assertThat(none.low()).isZero();
        assertThat(none.high()).as("Wilson: z^2 / (n + z^2)").isCloseTo(3.841459 / 13.841459, within(1e-6));
        Interval half = Interval.wilson(new Share(81, 263));
        assertThat(half.low()).as("Newcombe 1998, table I").isCloseTo(0.2553, within(1e-4));
        assertThat(half.high()).isCloseTo(0.3662, within(1e-4));
    }

    private static Economics.CostModel kpisCost() {
        return new Economics.CostModel(
                new BigDecimal("38"), new Money(new BigDecimal("40.00"), "USD"), new BigDecimal("1650"), 60_000L);
    }

    private static Kpis kpis(Score score, CycleTime cycle) {
        var rate = new Economics.Kpi(
                "auto_clear_low", "Low-risk claims", "%", BigDecimal.ZERO, new BigDecimal("60"), DAY, "Owner");
        var days = new Economics.Kpi(
                "resolution_days", "Resolution", "days", new BigDecimal("9"), new BigDecimal("5"), DAY, "Owner");
        var other = new Economics.Kpi("satisfaction", "Satisfaction", "points", null, null, null, "Owner");
        return new Kpis(
                new Economics(List.of(rate, days, other), kpisCost(), new Economics.Budget("O", "C", "F")),
                score,
                cycle,
                new Kpis.Window(DAY, DAY.plusDays(20)));
    }

    private static Score score(Tally low, Tally high) {
        var segments = new LinkedHashMap<String, Tally>();
        segments.put("low", low);
        segments.put("high", high);
        var all =
                new Tally(low.cleared() + high.cleared(), low.held() + high.held(), 0, 0, low.known(), low.errors(), 0);
        var months = new LinkedHashMap<YearMonth, Tally>();
        months.put(YearMonth.from(DAY), all);
        return new Score(all, null, months, segments, null, null, null, new Score.Waiting(0, 0, 0));
    }

    @Test
    void net_is_measured_where_overpayments_are_counted() {
        var net = new Economics.Kpi("net", "Saved", "USD", null, new BigDecimal("25000"), DAY, "Owner");
        Score plain = score(new Tally(48, 52, 0, 0, 48, 1, 0), new Tally(0, 900, 0, 0, 0, 0, 0));
        var worth = new Score.Worth(usd("900.00"), usd("0.00"), usd("195.01"), usd("780.00"));
        var counted = new Score(
                plain.all(), null, plain.months(), plain.segments(), null, null, worth, new Score.Waiting(0, 0, 0));
        var economics = new Economics(List.of(net), kpisCost(), new Economics.Budget("O", "C", "F"));
        var window = new Kpis.Window(DAY, DAY);
        assertThat(new Kpis(economics, plain, new CycleTime(), window).measured())
                .isEmpty();
        Kpis.Measured measured =
                new Kpis(economics, counted, new CycleTime(), window).measured().getFirst();
        assertThat(measured.current()).isEqualTo(584.99);
        assertThat(measured.n()).as("every cleared case").isEqualTo(48);
        assertThat(measured.formula()).isEqualTo("780.00 saved - 195.01 overpaid = 584.99 USD");
    }

    private static Money usd(String amount) {
        return new Money(new BigDecimal(amount), "USD");
    }

    @Test
    void the_segment_of_the_kpi_decides_numerator_and_denominator() {
        var cycle = new CycleTime();
        Kpis kpis = kpis(score(new Tally(48, 52, 0, 0, 48, 1, 0), new Tally(0, 900, 0, 0, 0, 0, 0)), cycle);
        List<Kpis.Measured> measured = kpis.measured();
        assertThat(measured).as("satisfaction has no fold").hasSize(2);
        assertThat(measured.get(0).current()).isEqualTo(48.0);
        assertThat(measured.get(0).n()).isEqualTo(100);
        assertThat(measured.get(0).formula()).isEqualTo("48 of 100 = 48.0%");
        assertThat(measured.get(0).interval()).as("100 cases are few").isNotNull();
        assertThat(measured.get(0).progress()).isCloseTo(0.8, within(1e-9));
        assertThat(measured.get(1).current()).as("nothing closed").isNull();
        assertThat(measured.get(1).progress()).isNull();
        assertThat(kpis.capacity().formula()).contains("48.0%").endsWith("11.05 FTE");
    }

    @Test
    void one_more_point_is_what_moving_one_percent_of_the_segment_by_hand_gives() {
        Tally low = new Tally(4_000, 4_000, 0, 0, 4_000, 0, 0);
        Tally high = new Tally(0, 2_000, 0, 0, 0, 0, 0);
        Kpis.Sensitivity predicted = kpis(score(low, high), cycle(4_000)).sensitivity();
        double before = cycle(4_000).days().all().value();
        double after = cycle(4_080).days().all().value();
        assertThat(predicted.days()).isCloseTo(after - before, within(1e-6));
        BigDecimal gained = new Capacity(60_000, new Share(4_080, 8_000), new BigDecimal("38"), new BigDecimal("1650"))
                .fullTimeEquivalents()
                .subtract(capacity(4_000, 8_000).fullTimeEquivalents());
        assertThat(predicted.fullTimeEquivalents()).isCloseTo(gained, within(new BigDecimal("0.000001")));
        assertThat(predicted.costPerCase()).as("80 of 10,000 cases x 25.33").isEqualByComparingTo("-0.2026");
    }

    /** 8,000 low cases of which so many clear at once, the others take 8 days; 2,000 high ones take 12. */
    private static CycleTime cycle(int cleared) {
        var cycle = new CycleTime();
        for (int i = 0; i < 8_000; i++) cycle.add("low", i < cleared, DAY, i < cleared ? DAY : DAY.plusDays(8));
        for (int i = 0; i < 2_000; i++) cycle.add("high", false, DAY, DAY.plusDays(12));
        return cycle;
    }
}

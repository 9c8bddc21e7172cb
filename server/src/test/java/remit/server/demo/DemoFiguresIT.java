package remit.server.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.SplittableRandom;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The demo's figures come out of the ordinary author, rules and folds: they hold, and they move as a reader predicts. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class DemoFiguresIT {
    private TestingBacktest standard;
    private TestingBacktest.Figures figures;
    private TestingBacktest.Figures few;

    @BeforeAll
    void runs_the_standard_world() {
        standard = new TestingBacktest(World.standard());
        figures = standard.under(standard.table());
        few = run(brief());
    }

    /** Enough weeks to see a direction. */
    private static World brief() {
        World world = World.standard();
        var calendar = new World.Calendar(world.calendar().firstDay(), 6, 3, 1_440);
        return new World(world.seed(), calendar, world.segments(), world.signal());
    }

    private static TestingBacktest.Figures run(World world) {
        var backtest = new TestingBacktest(world);
        return backtest.under(backtest.table());
    }

    @Test
    void the_standard_world_shows_the_promised_figures() {
        assertThat(100 * figures.lowShare()).isCloseTo(48.0, within(0.5));
        assertThat(figures.days()).isCloseTo(5.6, within(0.1));
        assertThat(figures.capacity()).isCloseTo(60_000 * figures.lowShare() * 38 / 60 / 1_650, within(1e-9));
        assertThat(figures.kpis().capacity().formula())
                .matches("60,000 a year x 4[78]\\.\\d+% x 38 min / 60 / 1,650 h = 1[01]\\.\\d\\d FTE");
        assertThat(figures.errors()).as("wrong among the cleared").isBetween(0.005, 0.04);
        assertThat(figures.score().all().adverse()).isZero();
    }

    @Test
    void another_seed_shows_them_too() {
        World world = World.standard();
        long seed = new SplittableRandom().nextLong();
        TestingBacktest.Figures again = run(new World(seed, world.calendar(), world.segments(), world.signal()));
        assertThat(100 * again.lowShare()).as("seed %d", seed).isCloseTo(48.0, within(0.5));
        assertThat(again.days()).as("seed %d", seed).isCloseTo(5.6, within(0.1));
    }

    @Test
    void a_changed_amount_limit_moves_the_figures_as_predicted() {
        long seed = new SplittableRandom().nextLong();
        int limit = new SplittableRandom(seed).nextInt(60, 700);
        if (Math.abs(limit - 250) < 10) limit = 260;
        TestingBacktest.Figures moved = standard.under(limit(standard.table(), limit));
        assertMoved(figures, moved, limit > 250, "limit " + limit + ", seed " + seed);
    }

    /** Row 3 holds what is above the limit, row 5 clears what is not. */
    private static String limit(String table, int limit) {
        String changed = table.replace("&gt; 250", "&gt; " + limit).replace("(0..250]", "(0.." + limit + "]");
        assertThat(changed).isNotEqualTo(table);
        return changed;
    }

    private static void assertMoved(
            TestingBacktest.Figures before, TestingBacktest.Figures after, boolean moreClear, String what) {
        TestingBacktest.Figures less = moreClear ? before : after;
        TestingBacktest.Figures more = moreClear ? after : before;
        assertThat(more.lowShare()).as(what).isGreaterThan(less.lowShare());
        assertThat(more.capacity()).as(what).isGreaterThan(less.capacity());
        assertThat(more.days()).as(what).isLessThan(less.days());
    }

    /** @param moreClear what the change must do to the share */
    private record Change(String name, boolean moreClear, UnaryOperator<World.Segment> low) {}

    private static final List<Change> CHANGES = List.of(
            new Change("larger claims", false, low -> amounts(low, low.amounts().median() * 1.3)),
            new Change("smaller claims", true, low -> amounts(low, low.amounts().median() / 1.3)),
            new Change("more disputes", false, low -> mix(low, new World.Mix(0.64, 0.10, 0.26))),
            new Change("fewer disputes", true, low -> mix(low, new World.Mix(0.84, 0.10, 0.06))),
            new Change("more exclusions", false, low -> mix(low, new World.Mix(0.64, 0.20, 0.16))));

    private static World.Segment amounts(World.Segment low, double median) {
        var amounts =
                new World.Amounts(median, low.amounts().shape(), low.amounts().missing());
        return new World.Segment(low.name(), low.share(), low.mix(), amounts, low.officerDays());
    }

    private static World.Segment mix(World.Segment low, World.Mix mix) {
        return new World.Segment(low.name(), low.share(), mix, low.amounts(), low.officerDays());
    }

    private static World with(UnaryOperator<World.Segment> low) {
        World world = brief();
        List<World.Segment> segments = List.of(
                low.apply(world.segments().get(0)),
                world.segments().get(1),
                world.segments().get(2));
        return new World(world.seed(), world.calendar(), segments, world.signal());
    }

    @Test
    void a_changed_world_moves_the_figures_as_predicted() {
        long seed = new SplittableRandom().nextLong();
        Change change = CHANGES.get(new SplittableRandom(seed).nextInt(CHANGES.size()));
        assertMoved(few, run(with(change.low())), change.moreClear(), change.name() + ", seed " + seed);
    }

    @Test
    void slower_officers_lengthen_the_mean_and_clear_no_less() {
        TestingBacktest.Figures after = run(with(
                low -> new World.Segment(low.name(), low.share(), low.mix(), low.amounts(), low.officerDays() + 3)));
        assertThat(after.days()).isGreaterThan(few.days() + 1);
        assertThat(after.lowShare()).isEqualTo(few.lowShare());
    }

    @Test
    void officers_who_disagree_with_themselves_leave_nothing_to_be_confident_about() {
        World world = brief();
        var noisy = new World(world.seed(), world.calendar(), world.segments(), new World.Signal(0.15, 0.9));
        assertThat(run(noisy).lowShare()).isLessThan(0.05);
    }
}

package remit.checkpoints;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import remit.kernel.Value;
import remit.process.Trail;

/**
 * Asks the log of the past which checkpoint may go first, and for whom. The log is cut by time: on its first part a model
 * learns who is rejected, on the middle one a single group of cases is chosen for each checkpoint, and only then the last
 * part is read, which bounds what would be missed. Both bounds of all checkpoints hold together: the chance to be wrong is
 * shared out among them before (Bonferroni). What was tried on the middle part costs nothing, for none of it is promised.
 *
 * <p>It is observation: whoever stands behind a checkpoint that is gone may look otherwise. So the answer is a trial.
 */
public final class Removal {
    /** Where the first part ends, and where the middle one does, as shares of the cases. */
    static final double LEARNED = 0.40;

    static final double CHOSEN = 0.65;

    private static final long MOST = 10_000_000;

    private final Trail trail;
    private final Terms terms;
    private final Learner learner;

    private Removal(Trail trail, Terms terms, Learner learner) {
        this.trail = trail;
        this.terms = terms;
        this.learner = learner;
    }

    /**
     * @param cases in any order
     * @param maturity how long after it came in a case may still be rejected: younger ones, at the end of the log, are left
     *     out
     */
    public static Answer ask(List<LoggedCase> cases, Trail trail, Terms terms, Duration maturity, Learner learner) {
        return new Removal(trail, terms, learner).answer(cases, maturity);
    }

    static double deltaEach(Terms terms, int checkpoints) {
        return terms.delta() / (2 * checkpoints);
    }

    private Answer answer(List<LoggedCase> cases, Duration maturity) {
        Instant end = cases.stream()
                .flatMap(each -> each.steps().stream().map(LoggedCase.Step::at))
                .max(Comparator.naturalOrder())
                .orElse(Instant.EPOCH);
        List<LoggedCase> mature = cases.stream()
                .filter(each -> !each.at().plus(maturity).isAfter(end))
                .sorted(Comparator.comparing(LoggedCase::at).thenComparing(LoggedCase::id))
                .toList();
        int learned = (int) (mature.size() * LEARNED);
        int chosen = (int) (mature.size() * CHOSEN);
        var parts = new Answer.Parts(
                learned,
                chosen - learned,
                mature.size() - chosen,
                cases.size() - mature.size(),
                mature.stream().filter(this::undecided).count(),
                mature.stream()
                        .filter(each -> each.steps().stream()
                                .anyMatch(step -> step.happening().equals(LoggedCase.OTHER)))
                        .count());
        var choices = new ArrayList<Choice>();
        List<LoggedCase> earlier = mature.subList(0, learned);
        List<LoggedCase> middle = mature.subList(learned, chosen);
        List<LoggedCase> later = mature.subList(chosen, mature.size());
        for (Trail.Look look : trail.candidates()) {
            ToDoubleFunction<LoggedCase> risk = learner.learn(look.id(), known(earlier, look));
            choices.add(
                    choose(look, risk, looked(middle, look, risk), (double) later.size() / Math.max(1, middle.size())));
        }
        List<Judged> judged =
                choices.stream().map(choice -> judge(choice, later)).toList();
        List<String> never = trail.checkpoints().stream()
                .filter(Trail.Look::last)
                .map(Trail.Look::id)
                .toList();
        return new Answer(terms, judged, never, parts, trail.sampling());
    }

    private boolean undecided(LoggedCase item) {
        Set<String> said = item.steps().stream().map(LoggedCase.Step::happening).collect(Collectors.toSet());
        boolean decided =
                trail.checkpoints().stream().anyMatch(look -> said.stream().anyMatch(look::decides));
        return !decided && trail.undecided().stream().anyMatch(said::contains);
    }

    private List<Learner.Known> known(List<LoggedCase> cases, Trail.Look look) {
        var known = new ArrayList<Learner.Known>();
        for (LoggedCase each : cases) {
            Passage.of(each, look, trail).ifPresent(passage -> known.add(new Learner.Known(each, passage.rejected())));
        }
        return known;
    }

    private List<Looked> looked(List<LoggedCase> cases, Trail.Look look, ToDoubleFunction<LoggedCase> risk) {
        var looked = new ArrayList<Looked>();
        for (LoggedCase each : cases) {
            Passage.of(each, look, trail)
                    .ifPresent(
                            passage -> looked.add(new Looked(each, passage, risk.applyAsDouble(each), segments(each))));
        }
        return looked;
    }

    private Map<String, String> segments(LoggedCase item) {
        var segments = new HashMap<String, String>();
        for (Trail.Segment segment : trail.segments()) {
            Value value = item.inputs().getOrDefault(segment.by(), Value.ABSENT);
            String name = segment.limits().isEmpty() ? value.show() : band(value, segment.limits());
            if (!name.isEmpty()) segments.put(segment.by(), name);
        }
        return segments;
    }

    /** The band in which a number lies; its upper limit belongs to it. Empty for what is no number. */
    private static String band(Value value, List<BigDecimal> limits) {
        if (!(value instanceof Value.Numeric(BigDecimal number))) return "";
        BigDecimal below = null;
        for (BigDecimal limit : limits) {
            if (number.compareTo(limit) <= 0) {
                String end = "up to " + limit.toPlainString();
                return below == null ? end : "above " + below.toPlainString() + " " + end;
            }
            below = limit;
        }
        return "above " + limits.getLast().toPlainString();
    }

    /** What was fixed before the last part is read. */
    private record Choice(
            Trail.Look look, ToDoubleFunction<LoggedCase> risk, List<Judged.Considered> considered, Whom whom) {}

    /** @param longer how many times longer the last part is than this one */
    private Choice choose(Trail.Look look, ToDoubleFunction<LoggedCase> risk, List<Looked> middle, double longer) {
        var considered = new ArrayList<Judged.Considered>();
        for (Whom whom : groups(middle)) {
            Tally tally = Tally.of(middle, whom);
            considered.add(new Judged.Considered(whom, tally, tally.bounds(terms.delta())));
        }
        double delta = deltaEach(terms, trail.candidates().size());
        Whom best = Whom.ALL;
        double least = Double.POSITIVE_INFINITY;
        long most = -1;
        for (Judged.Considered each : considered) {
            double excess = each.tally().times(longer).bounds(delta).excess(terms);
            boolean kept = excess <= 1;
            boolean better = kept ? each.tally().cases() > most : most < 0 && excess < least;
            if (!better) continue;
            best = each.whom();
            least = excess;
            if (kept) most = each.tally().cases();
        }
        return new Choice(look, risk, considered, best);
    }

    private Set<Whom> groups(List<Looked> middle) {
        var groups = new LinkedHashSet<Whom>();
        groups.add(Whom.ALL);
        double[] risks = middle.stream()
                .mapToDouble(Looked::risk)
                .filter(risk -> !Double.isNaN(risk))
                .toArray();
        Arrays.sort(risks);
        for (int tenth = 1; tenth < 10 && risks.length >= 10; tenth++) {
            groups.add(Whom.leastRisky(10 * tenth, risks[risks.length * tenth / 10 - 1]));
        }
        for (Trail.Segment segment : trail.segments()) {
            middle.stream()
                    .map(each -> each.segments().get(segment.by()))
                    .filter(name -> name != null)
                    .distinct()
                    .sorted()
                    .forEach(name -> groups.add(Whom.segment(segment.by(), name)));
        }
        return groups;
    }

    private Judged judge(Choice choice, List<LoggedCase> later) {
        List<Looked> looked = looked(later, choice.look(), choice.risk());
        double delta = deltaEach(terms, trail.candidates().size());
        Tally tally = Tally.of(looked, choice.whom());
        Tally.Bounds bounds = tally.bounds(delta);
        Judged.Standing standing = standing(tally, bounds);
        return new Judged(
                choice.look().id(),
                choice.considered(),
                choice.whom(),
                tally,
                bounds,
                standing,
                clusters(looked, choice.whom(), delta),
                standing == Judged.Standing.UNSETTLED ? needed(tally, delta) : OptionalLong.empty());
    }

    private Judged.Standing standing(Tally tally, Tally.Bounds bounds) {
        if (bounds.keep(terms)) return Judged.Standing.MAY_GO;
        // Without a case or a rejection there is no estimate, and nothing is greater than none.
        boolean worse = tally.perCase() > terms.maxPerCase() || tally.share() > terms.maxShare();
        return worse ? Judged.Standing.STAYS : Judged.Standing.UNSETTLED;
    }

    private static Judged.Clusters clusters(List<Looked> looked, Whom whom, double delta) {
        Map<String, Long> sizes = new LinkedHashMap<>();
        for (Looked each : looked) {
            // A case of no known cluster stands for itself.
            String cluster = each.item().cluster().isEmpty()
                    ? "\u001f" + each.item().id()
                    : each.item().cluster();
            if (whom.holds(each)) sizes.merge(cluster, 1L, Long::sum);
        }
        String largest = sizes.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse("");
        List<Looked> rest = looked.stream()
                .filter(each -> largest.isEmpty() || !each.item().cluster().equals(largest))
                .toList();
        Tally tally = Tally.of(rest, whom);
        return new Judged.Clusters(sizes.size(), sizes.getOrDefault(largest, 0L), tally, tally.bounds(delta));
    }

    /** How many more cases that skip would bring both bounds under their limits, were the rates the same. */
    private OptionalLong needed(Tally tally, double delta) {
        if (tally.cases() == 0 || tally.rejections() == 0) return OptionalLong.empty();
        double low = 1;
        double high = 2;
        while (tally.cases() * high < MOST && !tally.times(high).bounds(delta).keep(terms)) {
            low = high;
            high *= 2;
        }
        if (tally.cases() * high >= MOST) return OptionalLong.empty();
        while ((high - low) * tally.cases() > 1) {
            double middle = (low + high) / 2;
            if (tally.times(middle).bounds(delta).keep(terms)) high = middle;
            else low = middle;
        }
        return OptionalLong.of((long) Math.ceil(tally.cases() * (high - 1)));
    }
}

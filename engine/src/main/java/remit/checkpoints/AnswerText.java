package remit.checkpoints;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An answer in words.
 *
 * @param units what the process calls its cases
 */
public record AnswerText(Answer answer, String units) {
    private static final String OBSERVED = "This rests on observation, not on an experiment: whoever stands behind a"
            + " checkpoint that is gone may look otherwise.";

    /** What may go first, or why nothing may, in a few sentences. */
    public String sentence() {
        Optional<Judged> first = answer.first();
        if (first.isPresent()) return may(first.get());
        Optional<Judged> nearest = answer.nearest();
        if (nearest.isEmpty()) return "No checkpoint may go: every one is a final approval.";
        Judged each = nearest.get();
        String nearestSays =
                "nearest comes " + each.checkpoint() + ", for " + each.whom().words() + ": " + missed(each);
        return switch (answer.finding()) {
            case NONE -> "No checkpoint may go: " + nearestSays + ".";
            case UNSETTLED, MAY_GO -> "No checkpoint may go yet: " + nearestSays + ". " + settles(each);
        };
    }

    private String may(Judged each) {
        return String.format(
                Locale.ROOT,
                "Checkpoint %s may go first, for %s, as a trial: %,d later %s would have skipped it. %s. That saves a median"
                        + " wait of %s. Look at %s of what skips it all the same. %s",
                each.checkpoint(),
                each.whom().words(),
                each.later().cases(),
                units,
                capital(missed(each)),
                span(each.later().medianWait()),
                answer.sampling().movePointRight(2).stripTrailingZeros().toPlainString() + "%",
                OBSERVED);
    }

    private static String capital(String text) {
        return text.substring(0, 1).toUpperCase(Locale.ROOT) + text.substring(1);
    }

    private String missed(Judged each) {
        Tally tally = each.later();
        return String.format(
                Locale.ROOT,
                "of the %,d that would skip it, it had rejected %,d, so that at most %s of such cases are missed rejections"
                        + " (limit %s); of its %,d rejections in all, at most %s are missed (limit %s), at %s confidence",
                tally.cases(),
                tally.missed(),
                percent(each.bounds().perCase()),
                asked(answer.terms().maxPerCase()),
                tally.rejections(),
                percent(each.bounds().share()),
                asked(answer.terms().maxShare()),
                asked(answer.terms().confidence()));
    }

    private String settles(Judged each) {
        if (each.needed().isPresent())
            return "About " + count(each.needed().getAsLong()) + " more " + units
                    + " of that kind, at the same rates, would" + " settle it.";
        return each.later().rejections() == 0
                ? "It rejected nothing there: no share of its rejections can be told before it does."
                : "No number of " + units + " would settle it at the same rates.";
    }

    /** What the answer rests on. @param shown how many groups of each checkpoint are listed */
    public List<String> details(int shown) {
        var lines = new ArrayList<String>();
        lines.add("Judged on the later part, each bound at " + percent(1 - answer.deltaEach()) + " so that all hold at "
                + asked(answer.terms().confidence()) + ":");
        lines.add(
                row("checkpoint", "for", List.of("skip", "missed", "at most", "of its", "at most", "wait", "answer")));
        for (Judged each : answer.judged()) {
            lines.add(counted(each.checkpoint(), each.whom(), each.later(), each.bounds(), answerOf(each)));
        }
        for (Judged each : answer.judged()) lines.addAll(apart(each));
        for (String id : answer.never()) lines.add(id + ": the final approval, which is never done without");
        lines.add("");
        lines.add("Considered on the part before, to choose from (each bound for itself alone):");
        for (Judged each : answer.judged()) {
            each.considered().stream()
                    .sorted(Comparator.comparingDouble(one -> one.alone().excess(answer.terms())))
                    .limit(shown)
                    .forEach(one -> lines.add(counted(each.checkpoint(), one.whom(), one.tally(), one.alone(), "")));
        }
        lines.add("");
        Answer.Parts parts = answer.parts();
        lines.add(String.format(
                Locale.ROOT,
                "%,d %s taught the risk, %,d chose the groups, %,d judged them; %,d are too young, %,d ended before"
                        + " anybody decided, %,d have a row that the intake has no name for.",
                parts.learned(),
                units,
                parts.chosen(),
                parts.certified(),
                parts.young(),
                parts.undecided(),
                parts.unnamed()));
        return lines;
    }

    private List<String> apart(Judged each) {
        Tally tally = each.later();
        var lines = new ArrayList<String>();
        if (tally.missed() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: of the %,d missed, a later checkpoint rejected %,d as well; %,d were carried out in the end",
                    each.checkpoint(),
                    tally.missed(),
                    tally.caughtLater(),
                    tally.completed()));
        }
        Judged.Clusters clusters = each.clusters();
        if (clusters.largest() > 1) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%s: without the largest of %,d clusters (%,d %s) at most %s and %s",
                    each.checkpoint(),
                    clusters.count(),
                    clusters.largest(),
                    units,
                    percent(clusters.restBounds().perCase()),
                    percent(clusters.restBounds().share())));
        }
        return lines;
    }

    private static String answerOf(Judged each) {
        return switch (each.standing()) {
            case MAY_GO -> "may go";
            case UNSETTLED ->
                each.needed().isPresent() ? count(each.needed().getAsLong()) + " more" : "too little known";
            case STAYS -> "stays";
        };
    }

    private static String counted(String checkpoint, Whom whom, Tally tally, Tally.Bounds bounds, String says) {
        return row(
                checkpoint,
                whom.words(),
                List.of(
                        count(tally.cases()),
                        count(tally.missed()),
                        percent(bounds.perCase()),
                        count(tally.rejections()),
                        percent(bounds.share()),
                        span(tally.medianWait()),
                        says));
    }

    private static String row(String checkpoint, String whom, List<String> cells) {
        var line = new StringBuilder(String.format(Locale.ROOT, "%-16s %-44s", checkpoint, whom));
        for (String cell : cells) line.append(String.format(Locale.ROOT, " %10s", cell));
        return line.toString().stripTrailing();
    }

    private static String span(Duration wait) {
        if (wait.toHours() < 1) return wait.toMinutes() + " min";
        if (wait.toDays() < 1) return String.format(Locale.ROOT, "%.1f hours", wait.toMinutes() / 60.0);
        return String.format(Locale.ROOT, "%.1f days", wait.toSeconds() / 86_400.0);
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    /** A share as it was asked: 95%, 2.5%. */
    private static String asked(double share) {
        return new BigDecimal(100 * share)
                        .round(new MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString() + "%";
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }
}

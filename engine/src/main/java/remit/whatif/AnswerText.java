package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import remit.authority.Ruling;

/** An answer as an owner reads it: the sentence first, then what it rests on. */
public final class AnswerText {
    private final Answer answer;
    private final Words words;
    private final Question.Terms terms;
    private final Comparison compared;

    /** How the process calls what it decides. @param units {@code claims} @param currency of amounts, or empty */
    public record Words(String units, String currency) {}

    public AnswerText(Answer answer, Words words) {
        this.answer = answer;
        this.words = words;
        this.terms = answer.question().terms();
        this.compared = answer.compared();
    }

    /** What it comes to. */
    public String sentence() {
        return answer.finding() == Answer.Finding.UNREACHABLE ? unreachable() : moves() + " " + verdict() + largest();
    }

    private String moves() {
        Measure in = compared.in().measure();
        long out = compared.out().cases();
        if (answer.question().wish().goal().isPresent() && in.cases() == 0 && out == 0) {
            return "What is in force clears " + percent(compared.shareNow()) + " of " + count(compared.cases()) + " "
                    + words.units() + ": the goal is reached without a change.";
        }
        String subject = subject();
        String change = String.format(Locale.ROOT, "%+.1f pt", 100 * (compared.shareThen() - compared.shareNow()));
        String moved = in.cases() == 0 && out == 0
                ? subject + "none of " + count(compared.cases()) + " " + words.units() + "."
                : subject + count(in.cases()) + " of " + count(compared.cases()) + " " + words.units() + " (" + change
                        + ") to auto-clear" + (out == 0 ? "." : " and holds " + count(out) + " that clear now.");
        if (in.cases() == 0) return moved;
        return moved + " Known outcomes on " + count(in.seen()) + " of them: " + errors(in.wrong()) + ".";
    }

    private String subject() {
        if (answer.lever().isPresent()) {
            Lever.Moved moved = answer.lever().get();
            // From a number to the same number nothing is raised or lowered.
            return moved.to().compareTo(moved.lever().now()) == 0
                    ? "The proposed rules move "
                    : moved.lever().move(moved.to()) + " moves ";
        }
        return answer.sought()
                .tables()
                .map(tables -> tables.by()
                        .map(fact -> "A table by " + fact + " moves ")
                        .orElseGet(() -> together(tables)))
                .orElse("The proposed rules move ");
    }

    /** Several numbers that move for all cases. */
    private static String together(TableSearch tables) {
        List<String> moves = tables.parts().stream()
                .flatMap(part -> part.moved().stream())
                .map(moved -> moved.lever().move(moved.to()))
                .toList();
        return moves.isEmpty() ? "The rules in force move " : String.join(", ", moves) + " moves ";
    }

    private String verdict() {
        Judged all = compared.then();
        if (all.measure().cases() == 0) return "Nothing would clear.";
        String bound = "All cleared " + words.units() + ": at most "
                + percent(answer.proof().upper()) + " wrong at "
                + percentShort(terms.confidence()) + " confidence" + estimate(all.measure()) + half()
                + "; your limit is "
                + percentShort(terms.maxError()) + ": ";
        return bound
                + (switch (answer.finding()) {
                    case SAFE -> "safe to apply.";
                    case UNSAFE -> "do not apply" + because() + ".";
                    case UNSETTLED -> "not settled" + needed();
                    case UNREACHABLE -> throw new IllegalStateException("told in another sentence");
                })
                + moved();
    }

    /** A table that was learned is proved on what it was not learned from. */
    private String half() {
        return answer.sought()
                .tables()
                .map(tables -> ", proved on the later " + count(tables.halves().proved()) + " " + words.units())
                .orElse("");
    }

    /** Where the whole keeps the limit, which part does not. */
    private String because() {
        if (compared.then().measure().estimate() > terms.maxError()) return "";
        List<Comparison.Segment> bad = compared.segments().stream()
                .filter(segment -> segment.standing() == Comparison.Standing.UNSAFE)
                .toList();
        return bad.isEmpty()
                ? ", too many of those that move are wrong"
                : ", too many are wrong of those that move in " + named(bad);
    }

    private static String named(List<Comparison.Segment> segments) {
        return few(segments.stream()
                .map(segment -> (segment.name().isEmpty() ? "those without a segment" : segment.name()) + " (at least "
                        + percent(segment.moved().bound().lower()) + ")")
                .toList());
    }

    private static String few(List<String> names) {
        String more = names.size() > 3 ? " and " + (names.size() - 3) + " more" : "";
        return String.join(", ", names.subList(0, Math.min(3, names.size()))) + more;
    }

    private String moved() {
        Judged in = compared.in();
        if (in.measure().cases() == 0) return "";
        String cap = terms.maxMovedError()
                .map(most -> "; the limit for them is " + percentShort(most))
                .orElse("");
        return " The moved " + words.units() + " alone: at most "
                + percent(answer.proof().movedUpper()) + " wrong" + estimate(in.measure()) + cap + ".";
    }

    private String needed() {
        if (!answer.proof().reached() && answer.proof().bounded(terms)) return beyond();
        return answer.needed()
                .map(more -> ": " + reviews(more) + " would settle it, were no more of them wrong than so far.")
                .orElse(": as many are wrong as may be, no number of reviews would prove it.");
    }

    /** Its own bound is low enough, and the order of tests ended before it. */
    private String beyond() {
        return ": the numbers are tested in one order, and the tests end before this one"
                + answer.needed()
                        .map(more -> ". " + reviews(more)
                                + " would bring them past where they end, were no more of them" + " wrong than so far.")
                        .orElse(", where as many are wrong as may be.");
    }

    private static String reviews(Answer.Needed needed) {
        String band = Double.isNaN(needed.from())
                ? ""
                : String.format(
                        Locale.ROOT, " (best of those with confidence %.2f to %.2f)", needed.from(), needed.to());
        return count(needed.reviews()) + " more known outcomes" + band;
    }

    private String largest() {
        return answer.search().map(search -> " " + largest(search)).orElse("")
                + answer.sought().tables().map(this::left).orElse("");
    }

    private String largest(Search search) {
        return search.largest()
                .map(point -> "Largest safe " + noun(search.lever()) + ": " + Lever.show(point.number()) + " ("
                        + change(point.share()) + ").")
                .orElse("Not even " + words(search) + " is proved safe: at most " + percent(search.smallestError())
                        + " of what clears now is wrong.");
    }

    /** What the chain holds back. */
    private String left(TableSearch tables) {
        List<String> stay = tables.left().stream()
                .filter(TableSearch.Left::wholly)
                .map(left -> (left.value().isEmpty() ? "all" : left.value()) + " (likely at least "
                        + percent(left.atLeast()) + " wrong beyond)")
                .toList();
        return stay.isEmpty() ? "" : " Left as in force: " + few(stay) + ".";
    }

    private static String words(Search search) {
        return search.lever().words() + " in force, "
                + Lever.show(search.lever().now()) + ",";
    }

    private static String noun(Lever lever) {
        return switch (lever) {
            case Lever.Confidence _ -> "threshold";
            case Lever.Limit _ -> "limit";
        };
    }

    private String unreachable() {
        String not = "Not reachable: "
                + percentShort(answer.question().wish().goal().orElse(0)) + " of " + words.units() + " with at most "
                + percentShort(terms.maxError()) + " wrong at " + percentShort(terms.confidence()) + " confidence."
                + barred();
        String found = answer.search()
                .map(search -> farthest(
                        search.largest()
                                .map(point -> percent(point.share()) + ", with "
                                        + search.lever().words() + " at " + Lever.show(point.number())),
                        search.smallestError()))
                .or(() -> answer.sought()
                        .tables()
                        .map(tables -> farthest(
                                        tables.largest().map(point -> percent(point.share())),
                                        tables.points().getFirst().proof().upper())
                                + left(tables)))
                .orElse("");
        String more = answer.needed()
                .map(needed -> " About " + reviews(needed)
                        + " would settle the goal, were no more of them wrong than so" + " far.")
                .orElse("");
        return not + " " + found + more;
    }

    /** Why what gives the share and holds for all was not chosen. */
    private String barred() {
        List<Comparison.Segment> barred = answer.sought().barred();
        if (barred.isEmpty()) return "";
        String remedy =
                answer.sought().tables().isEmpty() ? ": a table by segment would leave them where they are." : ".";
        return " All " + words.units() + " together would keep the limit, but too many are wrong of those that move in "
                + named(barred) + remedy;
    }

    private String farthest(Optional<String> most, double smallest) {
        return "The largest share certified at " + percentShort(terms.maxError()) + " is " + most.orElse("0%")
                + ". The smallest error that can be certified at today's " + percent(compared.shareNow()) + " is "
                + percent(smallest) + ".";
    }

    /** Everything below the sentence. @param most so many moved cases at most */
    public List<String> details(int most) {
        var lines = new ArrayList<String>();
        answer.sought().tables().ifPresent(tables -> table(tables, lines));
        cells(lines);
        segments(lines);
        honesty(lines);
        cases(lines, most);
        return lines;
    }

    /** The proposed numbers. */
    private static void table(TableSearch tables, List<String> lines) {
        for (TableSearch.Part part : tables.parts()) {
            String values = tables.by()
                    .map(fact -> fact + " " + few(part.values()) + ": ")
                    .orElse("");
            String moves = part.moved().stream()
                    .map(moved -> moved.lever().words() + " "
                            + Lever.show(moved.lever().now()) + " to " + Lever.show(moved.to()))
                    .collect(Collectors.joining(", "));
            lines.add(values + moves + " (" + count(part.newly()) + " newly clear)");
        }
        if (!tables.parts().isEmpty()) lines.add("");
    }

    private void cells(List<String> lines) {
        lines.add(String.format(
                Locale.ROOT, "%-10s%-12s%-12s%12s%18s", "outcome", "now", "proposed", words.units(), words.currency()));
        for (Comparison.Cell cell : compared.cells()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "%-10s%-12s%-12s%12s%18s%s",
                    cell.truth().name().toLowerCase(Locale.ROOT),
                    cell.now().word(),
                    cell.then().word(),
                    count(cell.count()),
                    amount(cell.money()),
                    cell.now() == cell.then()
                            ? ""
                            : cell.then() == Ruling.AUTO_CLEAR ? "  newly clears" : "  changes"));
        }
    }

    private void segments(List<String> lines) {
        if (compared.segments().isEmpty()) return;
        lines.add("");
        lines.add(String.format(
                Locale.ROOT, "%-32s%10s%10s%10s%18s", "segment", "moved", "known", "wrong", "at most wrong"));
        for (Comparison.Segment segment : compared.segments()) {
            Measure moved = segment.moved().measure();
            String name = segment.name().isEmpty() ? "(none)" : segment.name();
            lines.add(String.format(
                    Locale.ROOT,
                    "%-32s%10s%10s%10s%18s  %s",
                    name.length() > 31 ? name.substring(0, 28) + "..." : name,
                    count(moved.cases()),
                    count(moved.seen()),
                    count(moved.wrong()),
                    percent(segment.moved().bound().upper()),
                    segment.standing().words()));
        }
    }

    private void honesty(List<String> lines) {
        Measure all = compared.then().measure();
        lines.add("");
        var known = new StringBuilder("Outcome known for " + count(all.seen()) + " of " + count(all.cases()) + " "
                + words.units() + " that would clear");
        all.sources()
                .forEach((source, count) ->
                        known.append(", ").append(count(count)).append(" by ").append(source.words()));
        lines.add(known.append('.').toString());
        if (all.later() > 0) lines.add(count(all.later()) + " more are not due yet: left out of the bound.");
        if (all.missing() > 0)
            lines.add(count(all.missing()) + " should be known and are not: the bound takes them for wrong.");
        answer.leftOut().forEach((why, count) -> lines.add(count(count) + " could not be compared: " + why + "."));
        lines.add("Every case is seen with the facts of the time at which it was decided.");
        if (compared.days().cases() > 0) {
            lines.add(String.format(
                    Locale.ROOT,
                    "Mean days until a case is closed: %.1f now, %.1f then (%s cases whose days are known).",
                    compared.days().now(),
                    compared.days().then(),
                    count(compared.days().cases())));
        }
    }

    private void cases(List<String> lines, int most) {
        List<Answer.MovedCase> moved = answer.moved();
        if (moved.isEmpty() || most == 0) return;
        lines.add("");
        lines.add("Moved, the most likely wrong first"
                + (moved.size() > most ? " (" + most + " of " + count(moved.size()) + ")" : "") + ":");
        for (Answer.MovedCase each : moved.subList(0, Math.min(most, moved.size()))) {
            String score =
                    Double.isNaN(each.score()) ? "" : String.format(Locale.ROOT, "  confidence %.3f", each.score());
            BigDecimal money = each.money();
            lines.add("  " + each.id() + "  " + each.truth().name().toLowerCase(Locale.ROOT) + score
                    + (money == null ? "" : "  " + amount(money) + " " + words.currency()));
        }
    }

    private String change(double share) {
        return String.format(Locale.ROOT, "%+.1f pt", 100 * (share - compared.shareNow()));
    }

    private static String estimate(Measure measure) {
        double share = measure.estimate();
        return Double.isNaN(share) ? "" : " (" + percent(share) + " as far as is known)";
    }

    private static String errors(long wrong) {
        return wrong == 1 ? "1 error" : count(wrong) + " errors";
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    private static String amount(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,.2f", amount);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    /** As it was asked: 1%, 2.5%. */
    private static String percentShort(double share) {
        return new BigDecimal(100 * share)
                        .round(new java.math.MathContext(6))
                        .stripTrailingZeros()
                        .toPlainString() + "%";
    }
}

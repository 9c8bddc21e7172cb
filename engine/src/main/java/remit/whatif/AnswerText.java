package remit.whatif;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

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
        String said = answer.finding() == Answer.Finding.UNREACHABLE ? unreachable() : moves() + " " + verdict();
        return said + ladder();
    }

    /** How it stands, for whoever asked nothing yet. */
    public String today() {
        Measure now = compared.now().measure();
        String of = " of " + count(compared.cases()) + " " + words.units();
        if (now.cases() == 0) return "Today none" + of + " clear by themselves." + ladder();
        // Beside a curve the bound is that of the curve.
        double upper = compared.isUnchanged()
                ? answer.proof().upper()
                : compared.now().bound().upper();
        return "Today " + percent(compared.shareNow()) + of + " clear by themselves: at most " + percent(upper)
                + " wrong at " + percentShort(terms.confidence()) + " confidence" + estimate(now) + "." + ladder();
    }

    /** Whoever reads that little clears must know whether the rules or the ladder hold the rest. */
    private String ladder() {
        long held = answer.staged().cases();
        String cases = count(held) + " " + words.units();
        if (answer.staged().rulesAlone()) {
            return " This is what the rules alone say"
                    + (held == 0 ? "." : "; of what would clear, " + holders(answer) + " held " + cases + ".");
        }
        if (held == 0) return "";
        return " But for " + holders(answer) + ", these rules would let " + cases
                + " clear besides: ask for the rules alone to see what of them would be wrong.";
    }

    /** What of the ladder holds cases: {@code the stage shadow and the kill switch}. */
    static String holders(Answer answer) {
        return answer.staged().held().keySet().stream()
                .map(DecidedCase.Trust::words)
                .collect(Collectors.joining(" and "));
    }

    private String moves() {
        Measure in = compared.in().measure();
        long out = compared.out().cases();
        if (answer.question().wish().goal().isPresent() && compared.isUnchanged()) {
            return "What is in force clears " + percent(compared.shareNow()) + " of " + count(compared.cases()) + " "
                    + words.units() + ": the goal is reached without a change.";
        }
        String subject = subject();
        String change = change(compared.shareThen());
        String of = " of " + count(compared.cases()) + " " + words.units();
        if (in.cases() == 0) {
            String held = " to auto-clear and holds " + count(out) + " that clear now (" + change + ").";
            return subject + "none" + of + (out == 0 ? "." : held);
        }
        String moved = subject + count(in.cases()) + of + " (" + change + ") to auto-clear"
                + (out == 0 ? "." : " and holds " + count(out) + " that clear now.");
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
        if (all.measure().cases() == 0) {
            return "Nothing would clear, so nothing is proved: of no " + words.units()
                    + " no error share can be known.";
        }
        String bound = "All cleared " + words.units() + ": at most "
                + percent(answer.proof().upper()) + " wrong at "
                + percentShort(terms.confidence()) + " confidence" + half() + estimate(all.measure())
                + "; your limit is "
                + percentShort(terms.maxError()) + ": ";
        return bound
                + (switch (answer.finding()) {
                    case SAFE -> "safe to apply.";
                    case UNSAFE -> "do not apply" + because() + ".";
                    case UNSETTLED -> "not settled" + needed();
                    case NOTHING, UNREACHABLE -> throw new IllegalStateException("told in another sentence");
                })
                + moved()
                + largest();
    }

    /** A table that was learned is proved on what it was not learned from. */
    private String half() {
        return answer.sought()
                .tables()
                .map(tables -> ", proved on the later " + count(tables.halves().proved()) + " " + words.units())
                .orElse("");
    }

    /** The same where the half was named before. */
    private String later() {
        return answer.sought().tables().isPresent() ? " on the later half" : "";
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

    static String few(List<String> names) {
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
                + percent(answer.proof().movedUpper()) + " wrong" + later() + estimate(in.measure()) + cap + ".";
    }

    private String needed() {
        if (!answer.proof().reached() && answer.proof().bounded(terms)) return beyond();
        if (answer.follows()) return between();
        return answer.needed()
                .map(more -> ": " + reviews(more) + " would settle it, were no more of them wrong than so far.")
                .orElse(": as many are wrong as may be, no number of reviews would prove it.");
    }

    /** It was not tested, and does not follow from what was. */
    private String between() {
        List<String> beside = answer.beside().stream()
                .map(point -> Lever.show(point.number()) + (point.certified() ? ", which holds" : ", which does not"))
                .toList();
        return ": it was not tested itself, and it does not follow from a looser number that holds"
                + (beside.isEmpty() ? "" : ". Tested beside it: " + String.join(", and ", beside))
                + answer.needed()
                        .map(more -> ". " + reviews(more) + " would settle it, were no more of them wrong than so far.")
                        .orElse(".");
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
        return search.safe()
                .map(point -> point.share() == compared.shareNow()
                        ? nothingMore(search)
                        : (search.lever().looserUp() ? "Largest" : "Lowest") + " safe " + noun(search.lever()) + ": "
                                + Lever.show(point.number()) + " (" + change(point.share()) + ").")
                .orElseGet(() -> none(search));
    }

    /** A safe number that lets nothing more clear is none that anybody would take. */
    private String nothingMore(Search search) {
        boolean more = search.points().stream().anyMatch(point -> point.share() > compared.shareNow());
        return more
                ? "No looser " + noun(search.lever()) + " that lets more clear is proved safe."
                : "No looser " + noun(search.lever()) + " lets more clear.";
    }

    /** Several numbers that are tested share the chance to fail, so that a bound among them is wider than that of one alone. */
    private String none(Search search) {
        if (compared.now().measure().cases() == 0) return "No " + noun(search.lever()) + " tried is proved safe.";
        return "Tested together, no " + noun(search.lever()) + " is proved safe, not even the " + noun(search.lever())
                + " in force, " + Lever.show(search.lever().now()) + ": among several tests its bound is "
                + percent(search.smallestError()) + ".";
    }

    /** What the chain holds back. */
    private String left(TableSearch tables) {
        List<String> stay = tables.left().stream()
                .filter(TableSearch.Left::wholly)
                .map(left -> value(left) + " (likely at least " + percent(left.atLeast()) + " wrong beyond)")
                .toList();
        String early = stay.isEmpty() ? "" : " Left as in force: " + few(stay) + ".";
        List<TableSearch.Left> dropped = tables.late().dropped();
        String late = dropped.isEmpty()
                ? ""
                : " Left as in force by what the later half shows: " + proved(dropped)
                        + "; the bound holds with them, so all the more without.";
        List<TableSearch.Left> open = tables.late().open();
        String again = open.isEmpty()
                ? ""
                : " Only the later half shows that too many are wrong of those that move in " + proved(open)
                        + ": these outcomes cannot prove a table without them. Ask again once new outcomes are known.";
        return early + late + again;
    }

    private static String proved(List<TableSearch.Left> bad) {
        return few(bad.stream()
                .map(left -> value(left) + " (at least " + percent(left.atLeast()) + " wrong)")
                .toList());
    }

    private static String value(TableSearch.Left left) {
        return left.value().isEmpty() ? "all" : left.value();
    }

    private static String noun(Lever lever) {
        return switch (lever) {
            case Lever.Confidence _ -> "confidence";
            case Lever.Limit _ -> "limit";
        };
    }

    private String unreachable() {
        String not = "Not reachable: "
                + percentShort(answer.question().wish().goal().orElse(0)) + " of " + words.units() + " with at most "
                + percentShort(terms.maxError()) + " wrong at " + percentShort(terms.confidence()) + " confidence"
                + others() + "." + unproved() + barred();
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

    /** Whoever reads that one number does not reach it must know that there are others. */
    private String others() {
        List<Lever> tried = answer.sought()
                .tables()
                .map(TableSearch::levers)
                .orElseGet(() -> answer.search().stream().map(Search::lever).toList());
        var left = new ArrayList<>(WhatIf.names(
                Lever.of(answer.question().current().table(), answer.question().threshold())));
        left.removeAll(WhatIf.names(tried));
        if (left.isEmpty() || tried.isEmpty()) return "";
        return ", by " + tried.stream().map(Lever::words).distinct().collect(Collectors.joining(" and "))
                + " alone; other levers: " + String.join(", ", left);
    }

    /** Where so much clears already, why that is no answer. */
    private String unproved() {
        boolean there = compared.shareThen() >= answer.question().wish().goal().orElse(0);
        if (!there) return "";
        return " What is in force clears " + percent(compared.shareNow()) + ", and it is not proved that at most "
                + percentShort(terms.maxError()) + " of them are wrong. Stricter numbers were not tried.";
    }

    /** Why what gives the share and holds for all was not chosen. */
    private String barred() {
        List<Comparison.Segment> barred = answer.sought().barred();
        if (barred.isEmpty()) return "";
        String remedy = answer.sought().tables().isEmpty()
                ? ": a table by segment would leave them where they are."
                : ". Ask again once new outcomes are known: a table that these labels prove may not be chosen by them.";
        return " All " + words.units() + " together would keep the limit, but too many are wrong of those that move in "
                + named(barred) + remedy;
    }

    private String farthest(Optional<String> most, double smallest) {
        String largest =
                "The largest share certified at " + percentShort(terms.maxError()) + " is " + most.orElse("0%") + ". ";
        if (compared.now().measure().cases() == 0) {
            return largest + "Nothing clears today, so there is no error to certify at today's share.";
        }
        return largest + "The smallest error that can be certified at today's " + percent(compared.shareNow()) + " is "
                + percent(smallest) + later() + ".";
    }

    /** Everything below the sentence. @param most so many moved cases at most */
    public List<String> details(int most) {
        return new AnswerDetails(answer, words).lines(most);
    }

    private String change(double share) {
        return points(share - compared.shareNow());
    }

    /** {@code +6.8 pt}; a small change keeps as many decimals as it takes to be one, and none is {@code 0 pt}. */
    static String points(double difference) {
        if (difference == 0) return "0 pt";
        for (int decimals = 1; decimals <= 4; decimals++) {
            BigDecimal rounded = BigDecimal.valueOf(100 * difference).setScale(decimals, RoundingMode.HALF_UP);
            if (rounded.signum() != 0) return (rounded.signum() > 0 ? "+" : "") + rounded.toPlainString() + " pt";
        }
        return "under 0.0001 pt";
    }

    private static String estimate(Measure measure) {
        double share = measure.estimate();
        return Double.isNaN(share) ? "" : " (" + percent(share) + " as far as is known)";
    }

    private static String errors(long wrong) {
        return wrong == 1 ? "1 error" : count(wrong) + " errors";
    }

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String amount(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,.2f", amount);
    }

    static String percent(double share) {
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

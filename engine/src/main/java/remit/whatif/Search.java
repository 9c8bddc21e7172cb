package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import remit.assurance.threshold.FixedSequence;
import remit.assurance.threshold.Start;
import remit.authority.Ruling;
import remit.kernel.Json;

/**
 * How far one number may be moved while the error share of all that clears stays within its limit: Learn-then-Test with a
 * fixed sequence (Angelopoulos et al. 2021). The numbers stand in one order, fixed without looking at what was right. From
 * each start they are tested one after the other, each at the start's part of the chance to fail, until the first that
 * fails: whatever is marked holds with the confidence asked, all starts together.
 *
 * @param lever what moves
 * @param points the number in force first, then looser and looser, or stricter and stricter
 * @param starts places in {@code points} with their part of the chance to fail, declared before labels were read
 * @param smallestError the least that can be proved of what clears today
 * @param safe the loosest that holds and under which no segment moves that is known to be bad: all that holds, holds
 *     together, so that which of it is taken may be decided by looking
 */
public record Search(Lever lever, List<Point> points, List<Start> starts, double smallestError, Optional<Point> safe) {
    /** Of a later start there are so many. */
    private static final int LATER = 4;

    public Search {
        points = List.copyOf(points);
        starts = List.copyOf(starts);
    }

    /**
     * One number.
     *
     * @param upper the bound at {@code delta}, the part of the chance to fail at which the number was tested
     * @param certified what holds, all numbers together
     */
    public record Point(BigDecimal number, long cases, Measure cleared, double upper, double delta, boolean certified) {
        /** The share that would clear. */
        public double share() {
            return cases == 0 ? 0 : (double) cleared.cases() / cases;
        }

        Json.Obj toJson() {
            return Json.object(
                    "number", Json.decimal(number),
                    "cleared", cleared.cases(),
                    "share", share(),
                    "known", cleared.seen(),
                    "errors", cleared.wrong(),
                    "missing", cleared.missing(),
                    "at_most", upper,
                    "delta", delta,
                    "certified", certified);
        }
    }

    /** The loosest number that holds; empty where not even the one in force does. */
    public Optional<Point> largest() {
        OptionalInt at = largestAt();
        return at.isEmpty() ? Optional.empty() : Optional.of(points.get(at.getAsInt()));
    }

    OptionalInt largestAt() {
        for (int i = points.size() - 1; i >= 0; i--) if (points.get(i).certified()) return OptionalInt.of(i);
        return OptionalInt.empty();
    }

    /** Whether the numbers go away from the looser ones. */
    public boolean isStricter() {
        return Chain.Side.of(lever, points.getLast().number()) == Chain.Side.STRICTER;
    }

    /**
     * The point by which a number stands or falls: itself, or else the next looser one. A share of errors may be larger in a
     * part than in the whole, so a number between two of the curve holds only by what can be wrong in it at most.
     *
     * @param holds whether a point lets through all that the number does
     */
    int by(BigDecimal number, IntPredicate holds) {
        boolean stricter = isStricter();
        int at = next(number, stricter);
        int step = stricter ? -1 : 1;
        for (int i = at; i >= 0 && i < points.size(); i += step) if (holds.test(i)) return i;
        return at;
    }

    private int next(BigDecimal number, boolean stricter) {
        for (int i = 0; i < points.size(); i++) {
            int order = points.get(i).number().compareTo(number);
            if (order == 0) return i;
            boolean reaches = lever.looserUp() ? order > 0 : order < 0;
            if (stricter ? !reaches : reaches) return stricter ? i - 1 : i;
        }
        // Beyond the last one every case of its kind has moved.
        return points.size() - 1;
    }

    /**
     * The tested numbers on both sides of one that was not; empty where it was, or lies beyond them.
     *
     * @return the looser one first
     */
    List<Point> beside(BigDecimal number) {
        for (int i = 1; i < points.size(); i++) {
            Point near = points.get(i - 1);
            Point far = points.get(i);
            if (near.number().compareTo(number) * number.compareTo(far.number()) <= 0) continue;
            return isStricter() ? List.of(near, far) : List.of(far, near);
        }
        return List.of();
    }

    /** The first point at which the tests ended on the way to one that they did not reach. */
    int ended(int before) {
        for (int i = before; i > 0; i--) if (points.get(i - 1).certified()) return i;
        return 0;
    }

    Json.Obj toJson() {
        var begun = new ArrayList<Json>();
        for (Start start : starts) {
            begun.add(Json.object("number", Json.decimal(points.get(start.at()).number()), "delta", start.delta()));
        }
        return Json.object(
                "what", lever.words(),
                "starts", Json.array(begun),
                "points", Json.array(points.stream().map(Point::toJson).toList()),
                "largest", largest().map(point -> (Json) point.toJson()).orElse(Json.NULL),
                "safe", safe.map(point -> (Json) point.toJson()).orElse(Json.NULL),
                "smallest_error_today", smallestError);
    }

    static Search of(History history, Chain chain, Question.Terms terms) {
        byte[] now = chain.steps().getFirst().rulings();
        List<Measure> measures = chain.steps().stream()
                .map(step -> cleared(history, step.rulings()))
                .toList();
        List<Measure> moved = terms.maxMovedError().isEmpty()
                ? List.of()
                : chain.steps().stream()
                        .map(step -> moved(history, now, step.rulings()))
                        .toList();
        List<Start> starts = starts(measures, terms.delta());
        FixedSequence.Walk walk = FixedSequence.walk(
                measures.size(),
                starts,
                (at, delta) -> Proof.of(measures.get(at), moved.isEmpty() ? Measure.NONE : moved.get(at), delta)
                        .keeps(terms));
        var points = new ArrayList<Point>();
        for (int i = 0; i < measures.size(); i++) {
            double delta = tested(i, walk, starts);
            points.add(new Point(
                    chain.steps().get(i).number(),
                    history.cases(),
                    measures.get(i),
                    Bound.of(measures.get(i), delta).upper(),
                    delta,
                    walk.passed(i)));
        }
        return new Search(
                chain.lever(), points, starts, points.getFirst().upper(), safe(history, chain, points, terms));
    }

    private static Optional<Point> safe(History history, Chain chain, List<Point> points, Question.Terms terms) {
        byte[] now = chain.steps().getFirst().rulings();
        for (int i = points.size() - 1; i >= 0; i--) {
            boolean moves = points.get(i).certified()
                    && Comparison.moved(history, now, chain.steps().get(i).rulings(), terms).stream()
                            .anyMatch(segment -> segment.standing() == Comparison.Standing.UNSAFE);
            if (points.get(i).certified() && !moves) return Optional.of(points.get(i));
        }
        return Optional.empty();
    }

    /** The part of the chance to fail at which a point passed; where it did not, the largest at which it might have. */
    static double tested(int point, FixedSequence.Walk walk, List<Start> starts) {
        if (walk.passed(point)) return walk.delta(point);
        double most = starts.getLast().delta();
        for (Start start : starts) if (start.at() <= point) most = Math.max(most, start.delta());
        return most;
    }

    /** What newly clears. */
    static Measure moved(History history, byte[] now, byte[] then) {
        var counter = new Measure.Counter();
        for (int i = 0; i < then.length; i++) {
            if (then[i] == Ruling.AUTO_CLEAR.ordinal() && now[i] != then[i]) counter.add(history, i);
        }
        return counter.measure();
    }

    private static Measure cleared(History history, byte[] rulings) {
        var counter = new Measure.Counter();
        for (int i = 0; i < rulings.length; i++) {
            if (rulings[i] == Ruling.AUTO_CLEAR.ordinal()) counter.add(history, i);
        }
        return counter.measure();
    }

    /**
     * Half of the chance to fail starts where the process stands, the rest at four places farther on, at even steps of the
     * share that clears: an author who is too sure of its surest cases would end the sequence before it began.
     */
    private static List<Start> starts(List<Measure> measures, double delta) {
        SortedSet<Integer> later = new TreeSet<>();
        long first = measures.getFirst().cases();
        long span = measures.getLast().cases() - first;
        for (int i = 1; i <= LATER; i++) {
            double wanted = first + (double) span * i / (LATER + 1);
            for (int at = 1; at < measures.size(); at++) {
                long cases = measures.get(at).cases();
                if (span >= 0 ? cases >= wanted : cases <= wanted) {
                    later.add(at);
                    break;
                }
            }
        }
        return Start.declare(0, List.copyOf(later), delta);
    }
}

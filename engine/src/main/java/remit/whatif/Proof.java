package remit.whatif;

import remit.kernel.Json;

/**
 * What a promise rests on: one truth for the sentence, the figures and the certificate.
 *
 * @param cleared the labelled cases that speak for all that would clear: all of them, the half that a table was not
 *     learned from, or those of the tested rules from which the promise follows
 * @param upper at most this share of what would clear is wrong
 * @param moved those of them that newly clear, likewise
 * @param movedUpper at most this share of what newly clears is wrong
 * @param delta the chance that a bound fails: all that was asked for, or the part of the start that proved it
 * @param reached whether the tests came so far: of numbers that are tested in one order only those before the first failure
 *     are proved, whatever their own bound is
 */
public record Proof(Measure cleared, double upper, Measure moved, double movedUpper, double delta, boolean reached) {
    static Proof of(Measure cleared, Measure moved, double delta) {
        return new Proof(
                cleared,
                Bound.of(cleared, delta).upper(),
                moved,
                moved.cases() == 0 ? 0 : Bound.of(moved, delta).upper(),
                delta,
                true);
    }

    /** The same of a number to which the tests came, or did not. */
    Proof reached(boolean was) {
        return new Proof(cleared, upper, moved, movedUpper, delta, was);
    }

    /**
     * What follows for a part of these cases that was not tested by itself: in it no more are wrong than in all of them
     * together. The labels stay those of the whole.
     *
     * @param part what would clear, {@code newly} those of it that newly do; each a part of what stands here
     */
    Proof of(Measure part, Measure newly) {
        return new Proof(
                cleared, among(upper, cleared, 0, part), moved, among(movedUpper, moved, 0, newly), delta, reached);
    }

    /**
     * The same where groups are taken out that are proved to be worse than the whole may be: the whole is no worse without
     * them. Of what newly clears this need not be so, so its bound is counted anew.
     *
     * @param newly what still newly clears, {@code bad} how many of what does not are wrong at least
     */
    Proof without(double bad, Measure newly) {
        return new Proof(cleared, upper, moved, among(movedUpper, moved, bad, newly), delta, reached);
    }

    /** The most of a part that can be wrong. @param elsewhere so many of the wrong ones of the whole are not in it */
    private static double among(double upper, Measure whole, double elsewhere, Measure part) {
        if (part.cases() == 0) return 0;
        if (part.judged() == whole.judged()) return upper;
        return part.judged() == 0 ? 1 : Math.clamp((upper * whole.judged() - elsewhere) / part.judged(), 0, 1);
    }

    /** Whether what is promised keeps the limits. */
    boolean keeps(Question.Terms terms) {
        return reached && bounded(terms);
    }

    /** Whether the bounds keep the limits, if they were all that is asked for. */
    boolean bounded(Question.Terms terms) {
        return upper <= terms.maxError() && movedUpper <= terms.maxMovedError().orElse(1.0);
    }

    Json.Obj toJson() {
        return Json.object(
                "cleared",
                cleared.cases(),
                "known",
                cleared.seen(),
                "errors",
                cleared.wrong(),
                "missing",
                cleared.missing(),
                "at_most",
                upper,
                "moved_at_most",
                moved.cases() == 0 ? Json.NULL : Json.of(movedUpper),
                "delta",
                delta,
                "reached",
                reached);
    }
}

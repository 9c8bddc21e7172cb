package remit.whatif;

import remit.kernel.Json;

/**
 * What a promise rests on: one truth for the sentence, the figures and the certificate.
 *
 * @param cleared the labelled cases that speak for all that would clear: all of them, or the half that a table was not
 *     learned from
 * @param upper at most this share of what would clear is wrong
 * @param moved those of them that newly clear
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

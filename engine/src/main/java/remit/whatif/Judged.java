package remit.whatif;

import remit.kernel.Json;

/** Some cases that would clear, and between which shares their errors lie. */
public record Judged(Measure measure, Bound bound) {
    static Judged of(Measure measure, double delta) {
        return new Judged(measure, Bound.of(measure, delta));
    }

    Json.Obj toJson() {
        // Of no case at all there is no share.
        boolean none = measure.cases() == 0;
        return measure.toJson()
                .with("at_least", none ? Json.NULL : Json.of(bound.lower()))
                .with("at_most", none ? Json.NULL : Json.of(bound.upper()));
    }
}

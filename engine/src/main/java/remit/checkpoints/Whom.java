package remit.checkpoints;

import java.util.Locale;
import remit.kernel.Json;

/**
 * For whom a checkpoint may go.
 *
 * @param kind how these cases are told apart
 * @param by the input, where one tells them apart; else empty
 * @param value the input's value or band, or the share of all cases that are as little risky
 * @param risk the largest risk, where risk tells them apart; else NaN
 */
public record Whom(Kind kind, String by, String value, double risk) {
    /** How cases are told apart. */
    public enum Kind {
        ALL,
        SEGMENT,
        /** Those whose risk, by a model of earlier cases, is at most so much. */
        RISK
    }

    static final Whom ALL = new Whom(Kind.ALL, "", "", Double.NaN);

    static Whom segment(String by, String value) {
        return new Whom(Kind.SEGMENT, by, value, Double.NaN);
    }

    /** @param percent of the cases on which it was chosen */
    static Whom leastRisky(int percent, double risk) {
        return new Whom(Kind.RISK, "", percent + "%", risk);
    }

    boolean holds(Looked item) {
        return switch (kind) {
            case ALL -> true;
            case SEGMENT -> value.equals(item.segments().get(by));
            case RISK -> item.risk() <= risk;
        };
    }

    /** {@code all}, {@code amount 50 up to 100}, {@code the least risky 30%}. */
    public String words() {
        return switch (kind) {
            case ALL -> "all";
            case SEGMENT -> by + " " + value;
            case RISK -> "the least risky " + value + String.format(Locale.ROOT, " (risk up to %.3f)", risk);
        };
    }

    Json.Obj toJson() {
        return Json.object(
                "kind", kind.name().toLowerCase(Locale.ROOT),
                "by", by.isEmpty() ? null : by,
                "value", value.isEmpty() ? null : value,
                "risk_up_to", kind == Kind.RISK ? Json.of(risk) : Json.NULL,
                "words", words());
    }
}

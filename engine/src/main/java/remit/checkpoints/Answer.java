package remit.checkpoints;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import remit.kernel.Json;

/**
 * Which checkpoint may go first, and for whom.
 *
 * @param terms what was asked
 * @param judged every checkpoint that may be asked about, in the order of the flow
 * @param never the final approvals
 * @param parts how many cases each part of the log held
 * @param sampling the share of what skips that somebody looks at all the same
 */
public record Answer(Terms terms, List<Judged> judged, List<String> never, Parts parts, BigDecimal sampling) {
    public Answer {
        judged = List.copyOf(judged);
        never = List.copyOf(never);
    }

    /**
     * The log, cut by time.
     *
     * @param learned cases from which the risk was learned, {@code chosen} on which groups were chosen, {@code certified}
     *     by which they are judged
     * @param young cases left out because a rejection may still come
     * @param undecided cases that were withdrawn or timed out before anybody decided
     * @param unnamed cases with a row that the intake has no name for
     */
    public record Parts(long learned, long chosen, long certified, long young, long undecided, long unnamed) {
        Json.Obj toJson() {
            return Json.object(
                    "learned", learned,
                    "chosen", chosen,
                    "certified", certified,
                    "too_young", young,
                    "undecided", undecided,
                    "with_unnamed_rows", unnamed);
        }
    }

    /** What the answer is. */
    public enum Finding {
        /** One may go, as a trial. */
        MAY_GO,
        /** None may, by what is known. */
        NONE,
        /** Too little is known. */
        UNSETTLED
    }

    public Finding finding() {
        if (first().isPresent()) return Finding.MAY_GO;
        boolean open = judged.stream().anyMatch(each -> each.standing() == Judged.Standing.UNSETTLED);
        return open || judged.isEmpty() ? Finding.UNSETTLED : Finding.NONE;
    }

    /** The one that is proposed: of those that may go, the one that saves the most waiting; one at a time. */
    public Optional<Judged> first() {
        return judged.stream()
                .filter(each -> each.standing() == Judged.Standing.MAY_GO)
                .max(java.util.Comparator.comparingLong(Answer::saved));
    }

    private static long saved(Judged each) {
        // A second each, so that of two without any wait the one for more cases comes first.
        return each.later().cases() * (each.later().medianWait().toSeconds() + 1);
    }

    /** The one that comes nearest, where none may go; empty without any. */
    public Optional<Judged> nearest() {
        return judged.stream()
                .min(java.util.Comparator.comparing(Judged::standing)
                        .thenComparingDouble(each -> each.bounds().excess(terms)));
    }

    /** How often a bound of this answer is split: two for each checkpoint. */
    public double deltaEach() {
        return Removal.deltaEach(terms, judged.size());
    }

    public Json.Obj toJson() {
        return Json.object(
                "finding", finding().name().toLowerCase(Locale.ROOT),
                "proposal", first().map(each -> (Json) proposal(each)).orElse(Json.NULL),
                "max_missed_per_case", terms.maxPerCase(),
                "max_missed_share", terms.maxShare(),
                "confidence", terms.confidence(),
                "delta_each", judged.isEmpty() ? Json.NULL : Json.of(deltaEach()),
                "parts", parts.toJson(),
                "never", Json.strings(never),
                "checkpoints", Json.array(judged.stream().map(Judged::toJson).toList()));
    }

    private Json.Obj proposal(Judged each) {
        return Json.object(
                "kind", "trial",
                "rests_on", "observation",
                "checkpoint", each.checkpoint(),
                "whom", each.whom().toJson(),
                "sampling", Json.decimal(sampling));
    }
}

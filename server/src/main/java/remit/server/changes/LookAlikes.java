package remit.server.changes;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.decision.PastCase;
import remit.decision.Pinned;
import remit.kernel.Json;

/**
 * The past cases that the rules in force treat as they treat one of them: the same verdict for the same reason, by the same
 * row, with the same rows nearly met, on the same proposal. All are decided anew, so that row 7 of one version is not taken
 * for row 7 of another.
 */
final class LookAlikes {
    /** More than anyone looks through. */
    static final int MOST = 20;

    private final PastCase item;
    private final Pinned pinned;
    private final Optional<Treated> wanted;
    private final List<Found> found = new ArrayList<>();

    private record Found(String id, Instant at, @Nullable BigDecimal distance) {}

    /** How a case is treated. */
    private record Treated(String what, Optional<Pinned.Amount> amount) {}

    LookAlikes(PastCase item, Pinned pinned) {
        this.item = item;
        this.pinned = pinned;
        this.wanted = treated(item);
    }

    private Optional<Treated> treated(PastCase some) {
        if (!(some.asked(pinned) instanceof PastCase.Asked.Ready ready)) return Optional.empty();
        Decision decision = Decider.decide(ready.facts(), ready.answer(), pinned);
        String what = Json.object(
                        "verdict", decision.ruling().word(),
                        "reason", decision.reason(),
                        "row", decision.row(),
                        "near_misses", Json.array(decision.authority().array("near_misses")),
                        "decision", decision.decision())
                .canonical();
        return Optional.of(new Treated(what, pinned.money(ready.facts())));
    }

    void add(PastCase other) {
        if (wanted.isEmpty() || other.id().equals(item.id())) return;
        treated(other)
                .filter(treated -> treated.what().equals(wanted.get().what()))
                .ifPresent(treated -> found.add(
                        new Found(other.id(), other.at(), distance(wanted.get().amount(), treated.amount()))));
    }

    /** Null where only one of them has an amount: that is farther than any two amounts. */
    private static @Nullable BigDecimal distance(Optional<Pinned.Amount> one, Optional<Pinned.Amount> other) {
        if (one.isEmpty() && other.isEmpty()) return BigDecimal.ZERO;
        if (one.isEmpty() || other.isEmpty()) return null;
        return one.get().number().subtract(other.get().number()).abs();
    }

    /** Their ids, nearest amount first, newest first among equals. */
    List<String> ids() {
        return found.stream()
                .sorted(Comparator.comparing(
                                Found::distance, Comparator.nullsLast(Comparator.<BigDecimal>naturalOrder()))
                        .thenComparing(Found::at, Comparator.reverseOrder())
                        .thenComparing(Found::id))
                .limit(MOST)
                .map(Found::id)
                .toList();
    }
}

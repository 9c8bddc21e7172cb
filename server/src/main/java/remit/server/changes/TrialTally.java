package remit.server.changes;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import remit.authority.Ruling;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.decision.PastCase;
import remit.decision.Pinned;

/** Decides cases under two versions of one process and counts what differs; the same cases give the same figures. */
final class TrialTally {
    /** Nobody reads more. */
    static final int MOST_EXAMPLES = 50;

    private final Versions versions;
    private final boolean otherGroup;
    private final Map<Way, Sum> moves = new HashMap<>();
    private final List<ChangeTrial.Example> examples = new ArrayList<>();
    private final Map<String, Long> untold = new TreeMap<>();
    private long looked;
    private long erased;

    /** What is compared. */
    record Versions(String process, Pinned base, Pinned proposed) {}

    private record Way(Ruling from, Ruling to) {}

    /** What one way amounts to. */
    private static final class Sum {
        private long count;
        private long unpriced;
        private BigDecimal amount = BigDecimal.ZERO;
        private String currency = "";

        void add(Optional<Pinned.Amount> priced) {
            count++;
            if (priced.isEmpty()) unpriced++;
            priced.ifPresent(some -> {
                amount = amount.add(some.number());
                currency = some.currency();
            });
        }
    }

    TrialTally(Versions versions) {
        this.versions = versions;
        // What evidence holds of new groups is about the column that was the group then.
        this.otherGroup = !Objects.equals(
                versions.base.contract().reporting().group(),
                versions.proposed.contract().reporting().group());
    }

    void add(PastCase item) {
        looked++;
        ChangeTrial.Attached tried = attached(item);
        ChangeTrial.Side base = tried.base();
        ChangeTrial.Side proposed = tried.proposed();
        if (base == null || proposed == null) {
            if (item.asked(versions.base) instanceof PastCase.Asked.Erased) erased++;
            else untold.merge(tried.why(), 1L, Long::sum);
            return;
        }
        if (base.ruling() == proposed.ruling()) return;
        moves.computeIfAbsent(new Way(base.ruling(), proposed.ruling()), _ -> new Sum())
                .add(money(item));
        if (examples.size() < MOST_EXAMPLES) examples.add(new ChangeTrial.Example(item.id(), base, proposed));
    }

    private Optional<Pinned.Amount> money(PastCase item) {
        return item.kept().facts(versions.base.intake()).flatMap(versions.base::money);
    }

    /** One case under both. */
    ChangeTrial.Attached attached(PastCase item) {
        if (otherGroup) return without(item, "the versions group cases by different columns");
        return switch (item.asked(versions.base)) {
            case PastCase.Asked.Erased() -> without(item, "its details were erased");
            case PastCase.Asked.Untold(String why) -> without(item, why);
            case PastCase.Asked.Ready before ->
                switch (item.asked(versions.proposed)) {
                    case PastCase.Asked.Erased() -> without(item, "its details were erased");
                    case PastCase.Asked.Untold(String why) -> without(item, why);
                    case PastCase.Asked.Ready after ->
                        new ChangeTrial.Attached(
                                item.id(), side(before, versions.base), side(after, versions.proposed), "", null);
                };
        };
    }

    static ChangeTrial.Attached without(PastCase item, String why) {
        return new ChangeTrial.Attached(item.id(), null, null, why, null);
    }

    private static ChangeTrial.Side side(PastCase.Asked.Ready ready, Pinned pinned) {
        Decision decision = Decider.decide(ready.facts(), ready.answer(), pinned);
        return ChangeTrial.Side.of(decision);
    }

    ChangeTrial.OfProcess result() {
        List<ChangeTrial.Move> sorted = moves.entrySet().stream()
                .map(each -> {
                    Sum sum = each.getValue();
                    return new ChangeTrial.Move(
                            each.getKey().from(),
                            each.getKey().to(),
                            sum.count,
                            sum.amount,
                            sum.currency,
                            sum.unpriced);
                })
                .sorted(Comparator.comparingLong(ChangeTrial.Move::count)
                        .reversed()
                        .thenComparing(ChangeTrial.Move::from)
                        .thenComparing(ChangeTrial.Move::to))
                .toList();
        return new ChangeTrial.OfProcess(versions.process, looked, erased, untold, sorted, examples);
    }
}

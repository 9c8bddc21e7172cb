package remit.scorecard;

import java.math.BigDecimal;
import java.time.YearMonth;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import remit.kernel.Money;
import remit.process.Reporting;

/**
 * Folds live cases and their truths into the figures of a replay. Add each case once, in the order in which it was
 * decided, then ask for the {@link #score}. Memory grows with months, segments and groups, never with cases. Nothing
 * depends on what a group, a segment or a label is called: of two largest groups the one that was seen first counts.
 */
public final class Scoring {
    private final Reporting reporting;
    private final Money handlingCost;
    private final Tally.Counter all = new Tally.Counter();
    private final Map<String, Tally.Counter> groups = new LinkedHashMap<>();
    private final TreeMap<YearMonth, Tally.Counter> months = new TreeMap<>();
    private final LinkedHashMap<String, Tally.Counter> segments = new LinkedHashMap<>();
    private final Amounts amounts = new Amounts();
    private final Precedents precedents = new Precedents();
    private long unsure;
    private long adverse;
    private long ruled;

    /** @param handlingCost what it costs a person to handle one case; its currency is that of the value */
    public Scoring(Reporting reporting, Money handlingCost) {
        this.reporting = reporting;
        this.handlingCost = handlingCost;
    }

    public void add(ScoredCase scored) {
        Hindsight told = Hindsight.of(scored, reporting.error());
        Hindsight hindsight = scored.ruling().takenBack() ? told.takenBack() : told;
        ScoredCase.Setting setting = scored.setting();
        all.add(scored, hindsight);
        months.computeIfAbsent(setting.month(), month -> new Tally.Counter()).add(scored, hindsight);
        if (setting.group() != null) counter(groups, setting.group()).add(scored, hindsight);
        if (setting.segment() != null) counter(segments, setting.segment()).add(scored, hindsight);
        precedents.add(scored);
        switch (scored.ruling().verdict()) {
            case AUTO_CLEAR -> amounts.add(setting, hindsight);
            case CHECKPOINT -> held(scored);
            case STOP -> {}
        }
    }

    private static Tally.Counter counter(Map<String, Tally.Counter> counters, String name) {
        return counters.computeIfAbsent(name, any -> new Tally.Counter());
    }

    private void held(ScoredCase scored) {
        if (scored.proposed() == null || !scored.proposed().confident()) unsure++;
        else if (scored.ruling().adverse()) adverse++;
        else ruled++;
    }

    /** The figures over the cases so far. */
    public Score score() {
        return new Score(
                all.tally(),
                withoutLargest(),
                tallies(months),
                tallies(segments),
                reporting.baseline() == null ? null : precedents.figures(all.cases()),
                reporting.money() == null || reporting.error() != Reporting.Error.DIFFERS
                        ? null
                        : new Score.Miscoded(amounts.wrong, amounts.known),
                worth(),
                new Score.Waiting(unsure, adverse, ruled));
    }

    private Score.@Nullable WithoutLargest withoutLargest() {
        if (reporting.group() == null) return null;
        Map.Entry<String, Tally.Counter> largest = null;
        for (var group : groups.entrySet()) {
            if (largest == null || group.getValue().cases() > largest.getValue().cases()) largest = group;
        }
        return largest == null
                ? null
                : new Score.WithoutLargest(
                        largest.getKey(), largest.getValue().cases(), all.tallyWithout(largest.getValue()));
    }

    private Score.@Nullable Worth worth() {
        return switch (reporting.error()) {
            case DIFFERS -> null;
            case OVERPAID -> {
                String currency = handlingCost.currency();
                BigDecimal saved = handlingCost
                        .amount()
                        .multiply(BigDecimal.valueOf(all.tally().cleared()));
                yield new Score.Worth(
                        new Money(amounts.paid, currency),
                        new Money(amounts.paidUnknown, currency),
                        new Money(amounts.leak, currency),
                        new Money(saved, currency));
            }
        };
    }

    private static <K> SequencedMap<K, Tally> tallies(SequencedMap<K, Tally.Counter> counters) {
        var tallies = new LinkedHashMap<K, Tally>();
        counters.forEach((name, counter) -> tallies.put(name, counter.tally()));
        return Collections.unmodifiableSequencedMap(tallies);
    }

    /** Money of cleared cases. */
    private static final class Amounts {
        private static final BigDecimal NOTHING = new BigDecimal("0.00");
        private BigDecimal wrong = NOTHING;
        private BigDecimal known = NOTHING;
        private BigDecimal paid = NOTHING;
        private BigDecimal paidUnknown = NOTHING;
        private BigDecimal leak = NOTHING;

        void add(ScoredCase.Setting setting, Hindsight hindsight) {
            if (setting.money() != null && hindsight.known()) {
                known = known.add(setting.money().abs());
                if (hindsight.wrong()) wrong = wrong.add(setting.money().abs());
            }
            if (setting.payable() != null) {
                paid = paid.add(setting.payable());
                if (!hindsight.known()) paidUnknown = paidUnknown.add(setting.payable());
            }
            leak = leak.add(hindsight.leak());
        }
    }

    /** The precedent rule, whatever the authority decided. */
    private static final class Precedents {
        private long cleared;
        private long known;
        private long errors;

        void add(ScoredCase scored) {
            ScoredCase.Precedent precedent = scored.precedent();
            if (precedent == null || !precedent.wouldClear()) return;
            cleared++;
            if (scored.truth() == null) return;
            known++;
            if (!scored.truth().label().equals(precedent.label())) errors++;
        }

        Score.Precedents figures(long cases) {
            return new Score.Precedents(cases, cleared, known, errors);
        }
    }
}

package remit.whatif;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import remit.kernel.Json;

/**
 * What is known of some cases that would clear.
 *
 * @param cases how many there are
 * @param seen those whose truth is known, {@code wrong} those of them that would be wrong
 * @param later those of which nothing can be known yet: they are left out of every bound
 * @param missing those of which something should be known and nothing is: a bound takes them for wrong
 * @param drawn of those that only a sample tells of, by the probability of being drawn
 * @param sources how what is known is known
 * @param money the sum of their amounts, {@code unpriced} those without one
 */
public record Measure(
        long cases,
        long seen,
        long wrong,
        long later,
        long missing,
        SortedMap<Double, Drawn> drawn,
        Map<Label.Source, Long> sources,
        BigDecimal money,
        long unpriced) {
    /** No case at all. */
    static final Measure NONE = new Counter().measure();

    /**
     * Cases with one probability of being drawn for a check. Those that were not drawn say nothing by themselves.
     *
     * @param seen those that were drawn and looked at, {@code wrong} of them
     * @param waiting those that were drawn and not looked at yet: a bound takes them for wrong
     * @param beside those that were not drawn and turned out to be wrong all the same
     */
    public record Drawn(long cases, long seen, long wrong, long waiting, long beside) {
        private Drawn plus(Drawn more) {
            return new Drawn(
                    cases + more.cases,
                    seen + more.seen,
                    wrong + more.wrong,
                    waiting + more.waiting,
                    beside + more.beside);
        }

        private long undrawn() {
            return cases - seen - waiting;
        }
    }

    /** Known or not, every case that has a say in a bound. */
    public long judged() {
        return cases - later;
    }

    /** Whether all that is known was known for sure, not only where a sample fell. */
    public boolean isWhole() {
        return drawn.isEmpty();
    }

    /** The share that would be wrong as far as is known; NaN where nothing is. Sampled cases count by their probability. */
    public double estimate() {
        if (isWhole()) return seen == 0 ? Double.NaN : (double) wrong / seen;
        double weights = seen - drawn.values().stream().mapToLong(Drawn::seen).sum();
        double wrongs = wrong - drawn.values().stream().mapToLong(Drawn::wrong).sum();
        for (Map.Entry<Double, Drawn> each : drawn.entrySet()) {
            weights += each.getValue().seen() / each.getKey();
            wrongs += each.getValue().wrong() / each.getKey();
        }
        return weights == 0 ? Double.NaN : wrongs / weights;
    }

    /**
     * What would be known after so many more reviews, drawn evenly, of which so many find a wrong case. What is missing is
     * looked at first, then what was drawn and waits, then what was not drawn; beyond that, cases come in that are all
     * looked at.
     */
    Measure after(long more, long errors) {
        long found = Math.min(more, missing);
        long waiting = drawn.values().stream().mapToLong(Drawn::waiting).sum();
        long awaited = Math.min(more - found, waiting);
        long undrawn = drawn.values().stream().mapToLong(Drawn::undrawn).sum();
        long sampled = Math.min(more - found - awaited, undrawn);
        long fresh = more - found - awaited - sampled;
        var raised = new TreeMap<Double, Drawn>();
        for (Map.Entry<Double, Drawn> each : drawn.entrySet()) {
            Drawn old = each.getValue();
            long looked = Math.round(part(old.waiting, waiting) * awaited);
            long besides = Math.round(part(old.undrawn(), undrawn) * sampled);
            double likelier = Math.min(1, each.getKey() + (1 - each.getKey()) * sampled / Math.max(1.0, undrawn));
            var next = new Drawn(
                    old.cases,
                    old.seen + looked + besides,
                    old.wrong + Math.round((double) errors * (looked + besides) / more),
                    old.waiting - looked,
                    old.beside);
            // All of them were looked at: they are known like any other.
            if (likelier < 1) raised.merge(likelier, next, Drawn::plus);
        }
        return new Measure(
                cases + fresh,
                seen + more,
                wrong + errors,
                later,
                missing - found,
                Collections.unmodifiableSortedMap(raised),
                sources,
                money,
                unpriced);
    }

    private static double part(long one, long all) {
        return all == 0 ? 0 : (double) one / all;
    }

    /** What is known of several kinds of cases that have none in common. */
    static Measure sum(List<Measure> parts) {
        var drawn = new TreeMap<Double, Drawn>();
        var sources = new EnumMap<Label.Source, Long>(Label.Source.class);
        long[] counts = new long[6];
        BigDecimal money = BigDecimal.ZERO;
        for (Measure each : parts) {
            long[] own = {each.cases, each.seen, each.wrong, each.later, each.missing, each.unpriced};
            for (int i = 0; i < counts.length; i++) counts[i] += own[i];
            each.drawn.forEach((propensity, more) -> drawn.merge(propensity, more, Drawn::plus));
            each.sources.forEach((source, more) -> sources.merge(source, more, Long::sum));
            money = money.add(each.money);
        }
        return new Measure(
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                counts[4],
                Collections.unmodifiableSortedMap(drawn),
                Collections.unmodifiableMap(sources),
                money,
                counts[5]);
    }

    Json.Obj toJson() {
        var known = new TreeMap<String, Json>();
        sources.forEach((source, count) -> known.put(source.name().toLowerCase(java.util.Locale.ROOT), Json.of(count)));
        return Json.object(
                "cases", cases,
                "known", seen,
                "errors", wrong,
                "not_due", later,
                "missing", missing,
                "error_share", Double.isNaN(estimate()) ? Json.NULL : Json.of(estimate()),
                "known_by", new Json.Obj(known),
                "money", Json.decimal(money),
                "without_amount", unpriced);
    }

    /** Counts cases. */
    static final class Counter {
        private final SortedMap<Double, long[]> drawn = new TreeMap<>();
        private final Map<Label.Source, Long> sources = new EnumMap<>(Label.Source.class);
        private long cases;
        private long seen;
        private long wrong;
        private long later;
        private long missing;
        private BigDecimal money = BigDecimal.ZERO;
        private long unpriced;

        void add(History history, int number) {
            cases++;
            BigDecimal amount = history.money(number);
            if (amount == null) unpriced++;
            else money = money.add(amount);
            Label.Source source = history.source(number);
            Label.Truth truth = history.truth(number);
            double propensity = history.propensity(number);
            if (source == Label.Source.LATER) {
                later++;
                return;
            }
            boolean known = truth != Label.Truth.UNKNOWN && source != Label.Source.UNDRAWN;
            if (known) {
                seen++;
                if (truth == Label.Truth.WRONG) wrong++;
                sources.merge(source, 1L, Long::sum);
            }
            if (propensity < 1) {
                long[] counts = drawn.computeIfAbsent(propensity, _ -> new long[5]);
                counts[0]++;
                if (known) counts[1]++;
                if (known && truth == Label.Truth.WRONG) counts[2]++;
                if (source == Label.Source.DRAWN) counts[3]++;
                if (source == Label.Source.UNDRAWN) counts[4]++;
            } else if (!known) missing++;
        }

        Measure measure() {
            var each = new TreeMap<Double, Drawn>();
            drawn.forEach((propensity, counts) ->
                    each.put(propensity, new Drawn(counts[0], counts[1], counts[2], counts[3], counts[4])));
            return new Measure(
                    cases,
                    seen,
                    wrong,
                    later,
                    missing,
                    Collections.unmodifiableSortedMap(each),
                    Collections.unmodifiableMap(sources),
                    money,
                    unpriced);
        }
    }
}

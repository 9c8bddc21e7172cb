package remit.assurance.mining;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Where people override more than elsewhere, in sentences of up to three conditions. Found on one half of the cases, where
 * looking everywhere finds something in any noise; kept only if the other half, which was not looked at, confirms it by
 * the exact hypergeometric test after Holm's correction.
 *
 * <p>Found by beam search for weighted relative accuracy, n_g / N (p_g - p_0): the share of cases that a sentence covers,
 * times how much more often they are overridden than all cases are.
 */
public final class Overrides {
    private static final int DEPTH = 3;
    private static final int BEAM = 30;
    private static final int CUTS = 7;
    private static final int MOST_VALUES = 50;

    private Overrides() {}

    /**
     * A reviewed case.
     *
     * @param words inputs that are texts, by name
     * @param numbers inputs that are numbers, by name
     * @param overridden whether the reviewer decided otherwise than proposed
     */
    public record Example(Map<String, String> words, Map<String, Double> numbers, boolean overridden) {
        public Example {
            words = Map.copyOf(words);
            numbers = Map.copyOf(numbers);
        }
    }

    /**
     * A confirmed sentence, with the counts of the half that confirmed it.
     *
     * @param conditions all of which hold
     * @param covered cases that meet them
     * @param overridden how many of those were overridden
     * @param accuracy weighted relative accuracy in that half
     * @param pValue the chance of so many by chance, after Holm's correction over all sentences tried there
     */
    public record Subgroup(List<Selector> conditions, long covered, long overridden, double accuracy, double pValue) {
        public Subgroup {
            conditions = List.copyOf(conditions);
        }

        /** {@code region is north and amount is at most 50.0}. */
        public String show() {
            return conditions.stream().map(Selector::show).collect(Collectors.joining(" and "));
        }
    }

    /**
     * The sentences that the second half confirms, most telling first.
     *
     * @param learn cases to look in
     * @param confirm other cases
     * @param tried how many of the best sentences are put to the test, such as 20
     * @param alpha the chance that any confirmed one is false
     */
    public static List<Subgroup> mine(List<Example> learn, List<Example> confirm, int tried, double alpha) {
        List<List<Selector>> candidates = new Search(learn).best(tried);
        long marked = confirm.stream().filter(Example::overridden).count();
        long[] covered = new long[candidates.size()];
        long[] hits = new long[candidates.size()];
        double[] pValues = new double[candidates.size()];
        for (int i = 0; i < pValues.length; i++) {
            for (Example example : confirm) {
                boolean all = candidates.get(i).stream().allMatch(each -> each.holds(example));
                if (all) covered[i]++;
                if (all && example.overridden) hits[i]++;
            }
            pValues[i] = Hypergeometric.atLeast(hits[i], covered[i], marked, confirm.size());
        }
        double[] adjusted = Discoveries.adjustedByHolm(pValues);
        var found = new ArrayList<Subgroup>();
        for (int i : Discoveries.holm(pValues, alpha)) {
            double accuracy = accuracy(covered[i], hits[i], marked, confirm.size());
            found.add(new Subgroup(candidates.get(i), covered[i], hits[i], accuracy, adjusted[i]));
        }
        found.sort(Comparator.comparingDouble((Subgroup each) -> -each.accuracy));
        return found;
    }

    private static double accuracy(long covered, long hits, long marked, long all) {
        return all == 0 ? 0 : ((double) hits - (double) covered * marked / all) / all;
    }

    /** Cases that meet a sentence, as a set, so that one more condition is one intersection. */
    private record Candidate(List<Selector> conditions, BitSet cases, double accuracy) {}

    private static final class Search {
        private final List<Example> examples;
        private final BitSet overridden = new BitSet();

        Search(List<Example> examples) {
            this.examples = examples;
            for (int i = 0; i < examples.size(); i++) if (examples.get(i).overridden) overridden.set(i);
        }

        /** The best sentences, no two of which cover the same cases. */
        List<List<Selector>> best(int count) {
            List<Candidate> single = new ArrayList<>();
            for (Selector selector : selectors()) single.add(candidate(List.of(selector), covered(selector)));
            List<Candidate> beam = List.of(candidate(List.of(), all()));
            List<Candidate> best = List.of();
            for (int depth = 1; depth <= DEPTH; depth++) {
                var longer = new ArrayList<Candidate>();
                for (Candidate from : beam) for (Candidate one : single) extend(from, one, longer);
                beam = top(longer, BEAM);
                var both = new ArrayList<>(best);
                both.addAll(beam);
                best = top(both, count);
            }
            return best.stream().map(Candidate::conditions).toList();
        }

        private void extend(Candidate from, Candidate one, List<Candidate> into) {
            Selector added = one.conditions.getFirst();
            if (from.conditions.contains(added)) return;
            BitSet cases = (BitSet) from.cases.clone();
            cases.and(one.cases);
            if (cases.equals(from.cases) && !from.conditions.isEmpty()) return;
            var conditions = new ArrayList<>(from.conditions);
            conditions.add(added);
            into.add(candidate(conditions, cases));
        }

        private static List<Candidate> top(List<Candidate> from, int count) {
            from.sort(Comparator.comparingDouble((Candidate each) -> -each.accuracy)
                    .thenComparingInt(each -> each.conditions.size())
                    .thenComparing(each -> each.conditions.toString()));
            Set<BitSet> seen = new HashSet<>();
            return from.stream()
                    .filter(each -> each.accuracy > 0 && seen.add(each.cases))
                    .limit(count)
                    .toList();
        }

        private Candidate candidate(List<Selector> conditions, BitSet cases) {
            BitSet hits = (BitSet) cases.clone();
            hits.and(overridden);
            double accuracy =
                    accuracy(cases.cardinality(), hits.cardinality(), overridden.cardinality(), examples.size());
            return new Candidate(conditions, cases, accuracy);
        }

        private BitSet all() {
            var all = new BitSet();
            all.set(0, examples.size());
            return all;
        }

        private BitSet covered(Selector selector) {
            var covered = new BitSet();
            for (int i = 0; i < examples.size(); i++) if (selector.holds(examples.get(i))) covered.set(i);
            return covered;
        }

        private Set<Selector> selectors() {
            var words = new TreeSet<String>();
            var numbers = new TreeSet<String>();
            for (Example example : examples) {
                words.addAll(example.words.keySet());
                numbers.addAll(example.numbers.keySet());
            }
            var selectors = new LinkedHashSet<Selector>();
            for (String name : words) selectors.addAll(values(name));
            for (String name : numbers) selectors.addAll(cuts(name));
            return selectors;
        }

        /** The most frequent values: a value of three cases makes no rule. */
        private List<Selector> values(String name) {
            Map<String, Long> counts = examples.stream()
                    .filter(each -> each.words.containsKey(name))
                    .collect(
                            Collectors.groupingBy(each -> String.valueOf(each.words.get(name)), Collectors.counting()));
            return counts.entrySet().stream()
                    .sorted(Comparator.comparingLong((Map.Entry<String, Long> each) -> -each.getValue())
                            .thenComparing(Map.Entry::getKey))
                    .limit(MOST_VALUES)
                    .map(each -> (Selector) new Selector.Is(name, each.getKey()))
                    .toList();
        }

        /** At the eighths of the values seen. */
        private List<Selector> cuts(String name) {
            double[] sorted = examples.stream()
                    .map(each -> each.numbers.get(name))
                    .filter(java.util.Objects::nonNull)
                    .mapToDouble(Double::doubleValue)
                    .sorted()
                    .toArray();
            var cuts = new ArrayList<Selector>();
            for (int i = 1; i <= CUTS; i++) {
                double bound = sorted[(int) ((long) sorted.length * i / (CUTS + 1))];
                cuts.add(new Selector.AtMost(name, bound));
                cuts.add(new Selector.Above(name, bound));
            }
            return cuts;
        }
    }
}

package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.kernel.Value;
import remit.rules.Columns;
import remit.rules.FactType;

/**
 * The decided cases of a process, column by column, as they were known when they were decided. Immutable; asking it
 * changes nothing. Case numbers count from 0 in the order in which the cases were added.
 */
public final class History {
    /** The fact that says whether the author's confidence reached its threshold. */
    public static final String CONFIDENT = "confident";

    private static final Ruling[] RULINGS = Ruling.values();
    private static final Label.Truth[] TRUTHS = Label.Truth.values();
    private static final Label.Source[] SOURCES = Label.Source.values();
    private static final DecidedCase.Trust[] TRUSTS = DecidedCase.Trust.values();

    private final String[] ids;
    private final Columns facts;
    private final Codes codes;
    private final Numbers numbers;
    private final Around around;

    /**
     * A byte a case: rulings, truths, sources and trusts by their place in their enum, segments by their number.
     *
     * @param segment two bytes, since there may be more than 255
     */
    private record Codes(
            byte[] recorded,
            byte[] asSure,
            byte[] asUnsure,
            byte[] trust,
            byte[] truth,
            byte[] source,
            char[] segment) {
        static Codes of(int cases) {
            return new Codes(
                    new byte[cases],
                    new byte[cases],
                    new byte[cases],
                    new byte[cases],
                    new byte[cases],
                    new byte[cases],
                    new char[cases]);
        }
    }

    /** @param waited -1 where that is not known */
    private record Numbers(
            double[] scores,
            double[] propensities,
            @Nullable BigDecimal[] money,
            long[] waited) {}

    /** What is the same for all cases. @param alone whether the ladder is left out of every verdict */
    private record Around(
            List<String> segments, Map<String, Long> leftOut, Function<String, Ruling> lacking, boolean alone) {
        Around {
            segments = List.copyOf(segments);
            leftOut = java.util.Collections.unmodifiableMap(new TreeMap<>(leftOut));
        }
    }

    private History(String[] ids, Columns facts, Codes codes, Numbers numbers, Around around) {
        this.ids = ids;
        this.facts = facts;
        this.codes = codes;
        this.numbers = numbers;
        this.around = around;
    }

    /** Collects cases. Not safe for use by several threads. */
    public static final class Builder {
        private final Map<String, FactType> types;
        private final Function<String, Ruling> lacking;
        private final List<DecidedCase> cases = new ArrayList<>();
        private final Map<String, Integer> segments = new LinkedHashMap<>();

        /**
         * @param types the facts that rules may be asked about, with their types
         * @param lacking what is said where a row would let through a case that lacks a fact
         */
        public Builder(Map<String, FactType> types, Function<String, Ruling> lacking) {
            this.types = new LinkedHashMap<>(types);
            this.lacking = lacking;
        }

        public void add(DecidedCase decided) {
            segments.putIfAbsent(decided.setting().segment(), segments.size());
            if (segments.size() > Character.MAX_VALUE) throw new IllegalArgumentException("more than 65,535 segments");
            cases.add(decided);
        }

        public History build() {
            Columns facts =
                    Columns.of(types, cases.stream().map(DecidedCase::facts).toList());
            int count = cases.size();
            Codes codes = Codes.of(count);
            var numbers =
                    new Numbers(new double[count], new double[count], new @Nullable BigDecimal[count], new long[count]);
            for (int i = 0; i < count; i++) {
                DecidedCase each = cases.get(i);
                codes.recorded[i] = (byte) each.verdict().recorded().ordinal();
                codes.asSure[i] = (byte) each.verdict().asSure().ordinal();
                codes.asUnsure[i] = (byte) each.verdict().asUnsure().ordinal();
                codes.trust[i] = (byte) each.verdict().trust().ordinal();
                codes.truth[i] = (byte) each.label().truth().ordinal();
                codes.source[i] = (byte) each.label().source().ordinal();
                Integer segment = segments.get(each.setting().segment());
                codes.segment[i] = (char) (segment == null ? 0 : segment);
                numbers.scores[i] = each.score();
                numbers.propensities[i] = each.propensity();
                numbers.money[i] = each.setting().money();
                Long waited = each.setting().waited();
                numbers.waited[i] = waited == null ? -1 : waited;
            }
            String[] ids = cases.stream().map(DecidedCase::id).toArray(String[]::new);
            return new History(
                    ids, facts, codes, numbers, new Around(List.copyOf(segments.keySet()), Map.of(), lacking, false));
        }
    }

    /**
     * The same with some cases in the place of others: what stood in columns is copied, not understood again.
     *
     * @param more of the same process
     * @param places for each case its number here, or the complement of its number in {@code more}
     */
    public History with(History more, int[] places) {
        var named = new LinkedHashMap<String, Integer>();
        int count = places.length;
        String[] joined = new String[count];
        Codes coded = Codes.of(count);
        var numbered =
                new Numbers(new double[count], new double[count], new @Nullable BigDecimal[count], new long[count]);
        for (int i = 0; i < count; i++) {
            History from = places[i] >= 0 ? this : more;
            int at = places[i] >= 0 ? places[i] : ~places[i];
            joined[i] = from.ids[at];
            coded.recorded[i] = from.codes.recorded[at];
            coded.asSure[i] = from.codes.asSure[at];
            coded.asUnsure[i] = from.codes.asUnsure[at];
            coded.trust[i] = from.codes.trust[at];
            coded.truth[i] = from.codes.truth[at];
            coded.source[i] = from.codes.source[at];
            String segment = from.segments().get(from.codes.segment[at]);
            coded.segment[i] = (char) (int) named.computeIfAbsent(segment, _ -> named.size());
            numbered.scores[i] = from.numbers.scores[at];
            numbered.propensities[i] = from.numbers.propensities[at];
            numbered.money[i] = from.numbers.money[at];
            numbered.waited[i] = from.numbers.waited[at];
        }
        return new History(
                joined,
                facts.joined(more.facts, places),
                coded,
                numbered,
                new Around(List.copyOf(named.keySet()), leftOut(), around.lacking, around.alone));
    }

    /** The same beside other cases that cannot be decided anew. @param why as an owner reads it, with how many there are */
    public History leaving(Map<String, Long> why) {
        return new History(ids, facts, codes, numbers, new Around(segments(), why, around.lacking, around.alone));
    }

    /** The same as if the ladder had let every case clear that the rules let clear. */
    public History rulesAlone() {
        return new History(ids, facts, codes, numbers, new Around(segments(), leftOut(), around.lacking, true));
    }

    /** Whether the ladder is left out of every verdict. */
    public boolean isRulesAlone() {
        return around.alone;
    }

    /** How many cases there are. */
    public int cases() {
        return ids.length;
    }

    public String id(int number) {
        return ids[number];
    }

    /** What rules see of the cases. */
    public Columns facts() {
        return facts;
    }

    /** How evidence says that a case was decided. */
    public Ruling recorded(int number) {
        return RULINGS[codes.recorded[number]];
    }

    /** The strictest of all checks but the process's own table. */
    Ruling others(int number, boolean sure) {
        Ruling others = RULINGS[(sure ? codes.asSure : codes.asUnsure)[number]];
        boolean free = around.alone || trust(number) == DecidedCase.Trust.FULL;
        return free ? others : Retrial.strictest(others, Ruling.CHECKPOINT);
    }

    /** How far the ladder let the case's segment go when it was decided. */
    public DecidedCase.Trust trust(int number) {
        return TRUSTS[codes.trust[number]];
    }

    public Label.Truth truth(int number) {
        return TRUTHS[codes.truth[number]];
    }

    public Label.Source source(int number) {
        return SOURCES[codes.source[number]];
    }

    /** The author's confidence; NaN where nobody claims one. */
    public double score(int number) {
        return numbers.scores[number];
    }

    /** With which probability its label was to be seen. */
    public double propensity(int number) {
        return numbers.propensities[number];
    }

    /** Its amount, or null. */
    public @Nullable BigDecimal money(int number) {
        return numbers.money[number];
    }

    /** Days until it was closed; -1 where that is not known. */
    public long waited(int number) {
        return numbers.waited[number];
    }

    /** The names of the segments, in order of appearance; one is empty where cases have none. */
    public List<String> segments() {
        return around.segments;
    }

    /** The segment's place in {@link #segments}. */
    public int segment(int number) {
        return codes.segment[number];
    }

    /** What is said where a row would let through a case that lacks this fact. */
    Ruling lacking(String fact) {
        return around.lacking.apply(fact);
    }

    /** Why cases were left out, and how many. */
    public Map<String, Long> leftOut() {
        return around.leftOut;
    }

    /** Whether the author counted as confident. */
    public boolean wasSure(int number) {
        return sure(number, null);
    }

    /** Whether the author counts as confident; a case without a score keeps what it had. */
    boolean sure(int number, @Nullable Double threshold) {
        if (threshold != null && !Double.isNaN(numbers.scores[number])) return numbers.scores[number] >= threshold;
        return facts.column(CONFIDENT) instanceof Columns.Flags flags && flags.flags()[number] == 1;
    }

    /** The facts as they would have been, had the author been confident from another score on: one column is coded anew. */
    Columns facts(@Nullable Double threshold) {
        Columns.Column column = facts.column(CONFIDENT);
        if (threshold == null || !(column instanceof Columns.Flags(byte[] flags, Columns.Others others))) return facts;
        byte[] moved = flags.clone();
        for (int i = 0; i < moved.length; i++) {
            if (!Double.isNaN(numbers.scores[i])) moved[i] = (byte) (numbers.scores[i] >= threshold ? 1 : 0);
        }
        return facts.with(CONFIDENT, new Columns.Flags(moved, others));
    }

    /** A case's values, as a table is asked about them. */
    Map<String, Value> facts(int number) {
        return facts.facts(number);
    }
}

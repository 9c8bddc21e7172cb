package remit.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.index.Coder;
import remit.rules.index.RowBits;
import remit.rules.index.Speaker;

/**
 * A table asked about all of history, through the same index as about one case: column by column the values of a block
 * of cases are turned into segments, then the sets of rows that the segments pass are intersected. What only a case's
 * other facts tell is asked case by case. Immutable; says for every case what {@link DecisionTable#evaluate} says.
 */
public final class Replay {
    /** No row matches. */
    public static final int NONE = Speaker.NONE;

    /** The hit policy is violated. */
    public static final int VIOLATED = Speaker.VIOLATED;

    /** All rows that match speak, or are counted and added up. */
    public static final int SEVERAL = Speaker.SEVERAL;

    /** The table cannot be asked: a fact is missing, ill-typed or none of the allowed values. */
    public static final int NOT_ASKED = -4;

    private static final int BLOCK = 1024;

    private final DecisionTable table;
    private final Columns history;
    private final int words;
    private final Part[] parts;
    /** Rows of which a cell or an output entry names another fact. */
    private final long[] open;

    private final boolean caseByCase;

    /**
     * One column of the table over history.
     *
     * @param doubtful whether some of its cases may lie in a segment that the table cannot be asked about
     */
    private record Part(RuleIndex.Column column, Coder coder, boolean doubtful) {
        boolean unfit(int segment) {
            return column.unfit()[segment] != null;
        }
    }

    private Replay(DecisionTable table, Columns history, Part[] parts) {
        this.table = table;
        this.history = history;
        this.parts = parts;
        this.words = table.index().words();
        this.open = new long[words];
        for (Part part : parts) for (RuleIndex.OpenCell cell : part.column().open()) RowBits.set(open, cell.row());
        this.caseByCase =
                table.inputs().stream().anyMatch(input -> input.allowed().isOpen());
    }

    public static Replay of(DecisionTable table, Columns history) {
        return of(table, history, null);
    }

    private static Replay of(DecisionTable table, Columns history, @Nullable Replay before) {
        RuleIndex.Column[] columns = table.index().columns();
        var parts = new Part[columns.length];
        for (int i = 0; i < parts.length; i++) {
            Part known = before == null ? null : before.part(columns[i], history);
            parts[i] = part(columns[i], history, known == null ? null : known.coder());
        }
        return new Replay(table, history, parts);
    }

    private @Nullable Part part(RuleIndex.Column column, Columns asked) {
        String fact = column.input().fact();
        if (!Objects.equals(asked.column(fact), history.column(fact))) return null;
        for (Part part : parts) {
            boolean same = part.column().input().fact().equals(column.input().fact())
                    && part.column().input().type() == column.input().type()
                    && part.column().segments().same(column.segments());
            if (same) return part;
        }
        return null;
    }

    /** The same with the segments of every case kept, 4 bytes a case and column, for asking changed tables. */
    public Replay kept() {
        var kept = new Part[parts.length];
        for (int i = 0; i < kept.length; i++)
            kept[i] = new Part(parts[i].column(), parts[i].coder().kept(history.cases()), parts[i].doubtful());
        return new Replay(table, history, kept);
    }

    /** Another table over the same history: what is kept stays for each column whose bounds and words are the same. */
    public Replay of(DecisionTable changed) {
        return of(changed, history, this);
    }

    /** The same where some columns of history changed too: what is kept stays for each column that is still the same one. */
    public Replay anew(DecisionTable changed, Columns facts) {
        return of(changed, facts, this);
    }

    private static Part part(RuleIndex.Column column, Columns history, @Nullable Coder known) {
        Columns.@Nullable Column values = history.column(column.input().fact());
        if (values == null) {
            return new Part(column, new Coder.Same(Segments.MISSING), column.unfit()[Segments.MISSING] != null);
        }
        Segments segments = column.segments();
        int[] others = segments(segments, values.others().values());
        boolean doubtful = !(column.input().allowed() instanceof Cell.Any)
                || values.type() != column.input().type();
        for (int other : others) doubtful |= column.unfit()[other] != null;
        if (known != null) return new Part(column, known, doubtful);
        Coder rest = coder(segments, values);
        Coder all = others.length == 0
                ? rest
                : new Coder.Except(rest, values.others().cases(), others);
        return new Part(column, all, doubtful);
    }

    private static int[] segments(Segments segments, List<Value> values) {
        return values.stream().mapToInt(segments::segment).toArray();
    }

    private static Coder coder(Segments segments, Columns.Column values) {
        return switch (values) {
            case Columns.Points points when segments instanceof Segments.Ordered ordered -> ordered.coder(points);
            case Columns.Texts texts
            when segments instanceof Segments.Words words -> {
                int[] ofWords = new int[texts.words().size() + 1];
                for (int i = 1; i < ofWords.length; i++)
                    ofWords[i] = words.segment(texts.words().get(i - 1));
                yield new Coder.OfNumbers(texts.numbers(), ofWords);
            }
            case Columns.Flags flags
            when segments instanceof Segments.YesNo ->
                new Coder.OfBytes(flags.flags(), new int[] {Segments.FIRST, Segments.FIRST + 1});
            case Columns.Points _, Columns.Texts _, Columns.Flags _ -> new Coder.Same(Segments.WRONG_TYPE);
        };
    }

    public DecisionTable table() {
        return table;
    }

    public int cases() {
        return history.cases();
    }

    /** For every case the 1-based number of the row that speaks, or one of the constants. */
    public int[] outcomes() {
        int[] outcomes = new int[history.cases()];
        each((from, count, said, _) -> System.arraycopy(said, 0, outcomes, from, count));
        return outcomes;
    }

    /**
     * The same of some cases only, so that several threads may share the work: nothing here changes by being asked.
     *
     * @param from first of them, {@code until} the first that is none of them any more
     */
    public int[] outcomes(int from, int until) {
        Objects.checkFromToIndex(from, until, history.cases());
        int[] outcomes = new int[until - from];
        each(from, until, (at, count, said, _) -> System.arraycopy(said, 0, outcomes, at - from, count));
        return outcomes;
    }

    /** How many columns of the table are not coded anew, beside what was kept before. */
    public long unchangedSince(Replay before) {
        return Arrays.stream(parts)
                .filter(part ->
                        Arrays.stream(before.parts).anyMatch(old -> old.coder().equals(part.coder())))
                .count();
    }

    /** The numbers of the rows that match one case, ascending: what an {@link Answer} says of it. */
    public List<Integer> matched(int number) {
        return table.evaluate(history.facts(number)).matched();
    }

    /** What takes the answers, a block of cases at a time. */
    interface Taker {
        /**
         * @param said what {@link #outcomes} holds, for {@code count} cases from number {@code from} on
         * @param matching the rows that match, one set a case, one behind the other
         */
        void take(int from, int count, int[] said, long[] matching);
    }

    /** What a block is worked out in. @param every all rows, for each case of a block */
    private record Scratch(int[] segments, int[] said, long[] matching, long[] every) {
        static Scratch of(RuleIndex index) {
            int words = index.words();
            long[] every = new long[BLOCK * words];
            for (int at = 0; at < every.length; at++) every[at] = index.everyRow()[at % words];
            return new Scratch(new int[BLOCK], new int[BLOCK], new long[BLOCK * words], every);
        }
    }

    void each(Taker taker) {
        each(0, history.cases(), taker);
    }

    private void each(int first, int until, Taker taker) {
        Scratch scratch = Scratch.of(table.index());
        for (int from = first; from < until; from += BLOCK) {
            int count = Math.min(BLOCK, until - from);
            if (caseByCase) {
                for (int i = 0; i < count; i++) ask(from, i, scratch.said(), scratch.matching());
            } else block(from, count, scratch);
            taker.take(from, count, scratch.said(), scratch.matching());
        }
    }

    private void block(int from, int count, Scratch scratch) {
        int[] said = scratch.said();
        long[] matching = scratch.matching();
        System.arraycopy(scratch.every(), 0, matching, 0, count * words);
        Arrays.fill(said, 0);
        for (Part part : parts) {
            int[] segments = scratch.segments();
            part.coder().code(from, count, segments);
            RowBits.and(matching, part.column().passing(), segments, count, words);
            if (!part.doubtful()) continue;
            for (int i = 0; i < count; i++) if (part.unfit(segments[i])) said[i] = NOT_ASKED;
        }
        boolean closed = RowBits.isEmpty(open);
        Speaker speaker = table.speaker();
        for (int i = 0; i < count; i++) {
            if (said[i] == NOT_ASKED) continue;
            said[i] = speaker.of(matching, i * words);
            boolean factsTell = said[i] == Speaker.FACTS_TELL || (!closed && mayBeOpen(matching, i));
            if (factsTell) ask(from, i, said, matching);
        }
    }

    private boolean mayBeOpen(long[] matching, int number) {
        for (int word = 0; word < words; word++) if ((matching[number * words + word] & open[word]) != 0) return true;
        return false;
    }

    /** One case by itself. @param number in the block */
    private void ask(int from, int number, int[] said, long[] matching) {
        Map<String, Value> facts = history.facts(from + number);
        long[] rows = table.index().matching(facts);
        System.arraycopy(rows, 0, matching, number * words, words);
        said[number] = table.index().unfit(facts) != null
                ? NOT_ASKED
                : switch (table.outcome(rows, facts)) {
                    case Answer.Outcome.One(int row) -> row;
                    case Answer.Outcome.NoMatch() -> NONE;
                    case Answer.Outcome.Violated _ -> VIOLATED;
                    case Answer.Outcome.Several _ -> SEVERAL;
                };
    }

    /**
     * How often history met what.
     *
     * @param asked cases that the table can be asked about
     * @param notAsked cases that it cannot be asked about
     * @param silent of those asked, the cases that no row matches
     * @param violated of those asked, the cases that violate the hit policy
     * @param rows of those asked, how often each row was met
     * @param gaps for each gap, in the order given, the silent cases that lie in it
     */
    public record Count(long asked, long notAsked, long silent, long violated, List<Row> rows, List<Long> gaps) {
        public Count {
            rows = List.copyOf(rows);
            gaps = List.copyOf(gaps);
        }

        /** @param number of the row, 1-based @param matched cases that it matches @param spoke cases that it speaks about */
        public record Row(int number, long matched, long spoke) {}

        /** The numbers of the rows that speak about no case of history: they match none, or others always decide. */
        public List<Integer> neverHit() {
            return rows.stream()
                    .filter(row -> row.spoke() == 0)
                    .map(Row::number)
                    .toList();
        }

        /** Of both histories together, asked about the same table and gaps. */
        public Count plus(Count other) {
            var sum = new ArrayList<Row>();
            for (int i = 0; i < rows.size(); i++) {
                Row left = rows.get(i);
                Row right = other.rows.get(i);
                sum.add(new Row(left.number(), left.matched() + right.matched(), left.spoke() + right.spoke()));
            }
            var inGaps = new ArrayList<Long>();
            for (int i = 0; i < gaps.size(); i++) inGaps.add(gaps.get(i) + other.gaps.get(i));
            return new Count(
                    asked + other.asked,
                    notAsked + other.notAsked,
                    silent + other.silent,
                    violated + other.violated,
                    sum,
                    inGaps);
        }
    }

    /** Counts what history meets. @param gaps of this table, as {@link Analysis} found them */
    public Count count(List<Finding.Gap> gaps) {
        var tally = new Tally(table.rules().size());
        int[] outcomes = new int[history.cases()];
        each((from, count, said, matching) -> {
            System.arraycopy(said, 0, outcomes, from, count);
            for (int i = 0; i < count; i++) tally.add(said[i], matching, i * words, words);
        });
        long[] inGaps = new long[gaps.size()];
        if (!gaps.isEmpty()) {
            Replay.of(Analysis.regions(table, gaps), history).each((from, count, said, _) -> {
                for (int i = 0; i < count; i++) if (said[i] > 0 && outcomes[from + i] == NONE) inGaps[said[i] - 1]++;
            });
        }
        return tally.count(inGaps);
    }

    /** A count in the making. */
    private static final class Tally {
        private final long[] matched;
        private final long[] spoke;
        private long asked;
        private long notAsked;
        private long silent;
        private long violated;

        Tally(int rows) {
            matched = new long[rows];
            spoke = new long[rows];
        }

        void add(int said, long[] matching, int at, int words) {
            if (said == NOT_ASKED) {
                notAsked++;
                return;
            }
            asked++;
            if (said == NONE) silent++;
            if (said == VIOLATED) violated++;
            if (said > 0) spoke[said - 1]++;
            for (int word = 0; word < words; word++) {
                for (long left = matching[at + word]; left != 0; left &= left - 1) {
                    int row = (word << 6) + Long.numberOfTrailingZeros(left);
                    matched[row]++;
                    if (said == SEVERAL) spoke[row]++;
                }
            }
        }

        Count count(long[] inGaps) {
            var rows = new ArrayList<Count.Row>();
            for (int row = 0; row < matched.length; row++) rows.add(new Count.Row(row + 1, matched[row], spoke[row]));
            List<Long> gaps = Arrays.stream(inGaps).boxed().toList();
            return new Count(asked, notAsked, silent, violated, rows, gaps);
        }
    }
}

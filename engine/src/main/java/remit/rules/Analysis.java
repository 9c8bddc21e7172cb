package remit.rules;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import remit.kernel.Value;
import remit.rules.index.Coverage;
import remit.rules.index.RowBits;

/**
 * What can be known of a table without a case: gaps, overlaps, rows that never speak. Exact; a question that would take
 * too many steps is said to be undecided. Missing values, where allowed, and values that no cell names are cases too.
 */
public final class Analysis {
    private static final int MOST_GAPS = 10;
    private static final int MOST_OVERLAPS = 20;
    /** Holes that are counted beyond those listed. */
    private static final int MOST_COUNTED = 64;
    /** About 100 ms of one processor; a count and not a time, so that every machine finds the same. */
    private static final long WORK = 40_000_000;

    private static final long WORK_OF_A_ROW = 4_000_000;

    private final DecisionTable table;
    private final List<RuleIndex.Domain> domains;
    private final int rows;
    private final int words;
    private final long[] firm;
    private final List<Finding> findings = new ArrayList<>();

    private Analysis(DecisionTable table) {
        this.table = table;
        this.domains = table.domains();
        this.rows = table.rules().size();
        this.words = (rows + MOST_COUNTED + 63) >> 6;
        this.firm = new long[words];
        for (int row = 0; row < rows; row++) RowBits.set(firm, row);
        for (RuleIndex.Domain domain : domains) for (int open : domain.openRows()) RowBits.clear(firm, open);
    }

    /** Everything that is found, gaps first. */
    public static List<Finding> of(DecisionTable table) {
        var analysis = new Analysis(table);
        analysis.neverMatching();
        analysis.gaps();
        analysis.overlaps();
        analysis.masked();
        return List.copyOf(analysis.findings);
    }

    /** Gaps as the rows of a table: those that match a case are the gaps that it lies in; no two gaps meet. */
    static DecisionTable regions(DecisionTable table, List<Finding.Gap> gaps) {
        var rules = new ArrayList<Rule>();
        Operand says = new Operand.Literal(Value.of("gap"));
        for (Finding.Gap gap : gaps) {
            var cells = new ArrayList<Cell>();
            for (int column = 0; column < table.inputs().size(); column++) {
                FactType type = table.inputs().get(column).type();
                cells.add(CellReader.read("gap", gap.region().get(column), type).orThrow());
            }
            rules.add(new Rule(rules.size() + 1, cells, List.of(says)));
        }
        Output output = new Output("gap", FactType.TEXT, List.of(), null);
        return new DecisionTable(table.name(), HitPolicy.FIRST, table.inputs(), List.of(output), rules);
    }

    /** The segments of each column that cases may lie in. */
    private int[] segments(RuleIndex.Domain domain) {
        return domain.domain().stream().toArray();
    }

    private void neverMatching() {
        for (int row = 0; row < rows; row++) {
            for (RuleIndex.Domain domain : domains) {
                if (!passing(domain, row).isEmpty()) continue;
                findings.add(new Finding.NeverMatches(row + 1, domain.input().fact()));
                RowBits.clear(firm, row);
                break;
            }
        }
    }

    private static BitSet passing(RuleIndex.Domain domain, int row) {
        var passing = new BitSet();
        domain.domain().stream()
                .filter(segment -> RowBits.isSet(domain.passing()[segment], row))
                .forEach(passing::set);
        return passing;
    }

    private void gaps() {
        if (table.outputs().stream().anyMatch(output -> output.otherwise() != null)) return;
        long[][][] passing = new long[domains.size()][][];
        for (int column = 0; column < passing.length; column++) {
            RuleIndex.Domain domain = domains.get(column);
            passing[column] = domain.domain().stream()
                    .mapToObj(segment -> Arrays.copyOf(domain.passing()[segment], words))
                    .toArray(long[][]::new);
        }
        long[] covering = firm.clone();
        var work = new Coverage.Work(WORK);
        for (int found = 0; found < MOST_COUNTED; found++) {
            switch (new Coverage(passing, covering, work).of()) {
                case Coverage.Answer.Covered() -> {
                    if (found > MOST_GAPS) findings.add(new Finding.More("gap", found - MOST_GAPS));
                    return;
                }
                case Coverage.Answer.Undecided() -> {
                    findings.add(new Finding.Undecided(found == 0 ? "gaps" : "further gaps"));
                    return;
                }
                case Coverage.Answer.Hole(int[] hole) -> {
                    BitSet[] region = grown(hole, passing, covering);
                    if (found < MOST_GAPS) findings.add(gap(region));
                    // The region counts as a row from here on, so that the next search finds another.
                    for (int column = 0; column < passing.length; column++) {
                        long[][] segments = passing[column];
                        int row = rows + found;
                        region[column].stream().forEach(segment -> RowBits.set(segments[segment], row));
                    }
                    RowBits.set(covering, rows + found);
                }
            }
        }
        findings.add(new Finding.Undecided(
                "how many gaps there are beyond " + MOST_COUNTED + "; " + MOST_GAPS + " are listed"));
    }

    /** The largest box around a hole that no row reaches into, grown a column at a time. */
    private BitSet[] grown(int[] hole, long[][][] passing, long[] covering) {
        var region = new BitSet[hole.length];
        for (int column = 0; column < hole.length; column++) {
            region[column] = new BitSet();
            region[column].set(hole[column]);
        }
        for (int column = 0; column < hole.length; column++) {
            long[] others = covering.clone();
            for (int other = 0; other < hole.length; other++) {
                if (other != column) RowBits.and(others, union(passing[other], region[other]));
            }
            for (int segment = 0; segment < passing[column].length; segment++) {
                if (!RowBits.meets(others, passing[column][segment])) region[column].set(segment);
            }
        }
        return region;
    }

    private long[] union(long[][] segments, BitSet chosen) {
        long[] union = new long[words];
        chosen.stream().forEach(segment -> {
            for (int word = 0; word < words; word++) union[word] |= segments[segment][word];
        });
        return union;
    }

    private Finding.Gap gap(BitSet[] region) {
        var cells = new ArrayList<String>();
        var witness = new LinkedHashMap<String, Value>();
        for (int column = 0; column < region.length; column++) {
            RuleIndex.Domain domain = domains.get(column);
            int[] segments = segments(domain);
            var chosen = new BitSet();
            region[column].stream().forEach(index -> chosen.set(segments[index]));
            cells.add(
                    chosen.equals(domain.domain())
                            ? "-"
                            : domain.segments().cell(chosen, domain.domain().get(Segments.MISSING)));
            witness.put(domain.input().fact(), sample(domain, chosen));
        }
        return new Finding.Gap(cells, witness);
    }

    /** A value of one of the segments: one that is there, rather than a missing one. */
    private static Value sample(RuleIndex.Domain domain, BitSet segments) {
        int present = segments.nextSetBit(Segments.FIRST);
        if (present < 0) return Value.ABSENT;
        return domain.segments().sample(domain.input().type(), present).orElse(Value.ABSENT);
    }

    private void overlaps() {
        boolean unique = table.hitPolicy() == HitPolicy.UNIQUE;
        if (!unique && table.hitPolicy() != HitPolicy.ANY) return;
        long[][] meeting = meeting();
        int listed = 0;
        int more = 0;
        for (int row = 0; row < rows; row++) {
            for (int other = row + 1; other < rows; other++) {
                if (!RowBits.isSet(meeting[row], other)) continue;
                if (!unique && says(row).equals(says(other))) continue;
                if (listed++ < MOST_OVERLAPS) findings.add(overlap(row, other));
                else more++;
            }
        }
        if (more > 0) findings.add(new Finding.More("overlap", more));
    }

    private List<Operand> says(int row) {
        return table.rules().get(row).says();
    }

    /** For every row the rows that share a segment with it in every column. */
    private long[][] meeting() {
        long[][] meeting = new long[rows][words];
        for (long[] row : meeting) Arrays.fill(row, -1L);
        for (RuleIndex.Domain domain : domains) {
            long[][] here = new long[rows][words];
            domain.domain().stream().forEach(segment -> {
                long[] passing = domain.passing()[segment];
                for (int row = 0; row < rows; row++) {
                    if (!RowBits.isSet(passing, row)) continue;
                    for (int word = 0; word < passing.length; word++) here[row][word] |= passing[word];
                }
            });
            for (int row = 0; row < rows; row++) RowBits.and(meeting[row], here[row]);
        }
        return meeting;
    }

    private Finding.Overlap overlap(int row, int other) {
        var witness = new LinkedHashMap<String, Value>();
        for (RuleIndex.Domain domain : domains) {
            BitSet both = passing(domain, row);
            both.and(passing(domain, other));
            witness.put(domain.input().fact(), sample(domain, both));
        }
        return new Finding.Overlap(row + 1, other + 1, RowBits.isSet(firm, row) && RowBits.isSet(firm, other), witness);
    }

    private void masked() {
        List<Integer> order = speakingOrder();
        long[] before = new long[words];
        var work = new Coverage.Work(WORK);
        for (int row : order) {
            Coverage.Work part = work.part(WORK_OF_A_ROW);
            masked(row, before, part);
            work.giveBack(part);
            if (RowBits.isSet(firm, row)) RowBits.set(before, row);
        }
    }

    /** Rows in the order in which they would speak; none where several speak or all must agree. */
    private List<Integer> speakingOrder() {
        return switch (table.hitPolicy()) {
            case FIRST, PRIORITY ->
                table.speakingOrder().stream().map(row -> row - 1).toList();
            case UNIQUE, ANY, RULE_ORDER, OUTPUT_ORDER, COLLECT, SUM, MIN, MAX, COUNT -> List.of();
        };
    }

    private void masked(int row, long[] before, Coverage.Work work) {
        long[] reaching = before.clone();
        long[][][] box = new long[domains.size()][][];
        for (int column = 0; column < box.length; column++) {
            RuleIndex.Domain domain = domains.get(column);
            BitSet own = passing(domain, row);
            if (own.isEmpty()) return;
            box[column] = own.stream()
                    .mapToObj(segment -> Arrays.copyOf(domain.passing()[segment], words))
                    .toArray(long[][]::new);
            long[] here = new long[words];
            for (long[] segment : box[column]) RowBits.or(here, segment);
            RowBits.and(reaching, here);
        }
        if (RowBits.isEmpty(reaching)) return;
        switch (new Coverage(box, reaching, work).of()) {
            case Coverage.Answer.Covered() -> findings.add(new Finding.Masked(row + 1));
            case Coverage.Answer.Hole _ -> {
                // Some case is left to it.
            }
            case Coverage.Answer.Undecided() ->
                findings.add(new Finding.Undecided("whether row " + (row + 1) + " ever speaks"));
        }
    }
}

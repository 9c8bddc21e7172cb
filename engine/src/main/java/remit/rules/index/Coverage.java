package remit.rules.index;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Whether a set of rows covers a box: every combination of one segment a column. Exact.
 *
 * <p>First cells are drawn from the box: where much is left open, one is soon found. Then the volumes decide what they
 * can. A row that fills the box covers it; rows whose volumes do not add up to the box's leave a hole; where they add up
 * exactly, the box is covered if no two meet. So disjoint tables of any size are decided at once. Otherwise the largest
 * row is cut out of the box, what is left of the box falls into a few smaller boxes, and each is asked in turn, the one
 * with the least in it first. The work is counted, because the question is hard in general (co-NP): when it has been
 * spent there is no answer, never a wrong one.
 */
public final class Coverage {
    private static final int DRAWS = 2_048;
    /** Boxes that are looked into at random when the work has been spent. */
    private static final int LAST_BOXES = 256;
    /** The volume of a box that has more cells than a long counts. */
    private static final long UNCOUNTED = -1;

    private final Cells cells;
    private final Work work;

    /** How much may still be done, in words of bits looked at; shared by questions that are asked together. */
    public static final class Work {
        private long left;

        public Work(long words) {
            left = words;
        }

        /** Takes so much out. False when nothing is left: the question is to be given up. */
        public boolean spend(long words) {
            left = Math.max(0, left - words);
            return left > 0;
        }

        /** Takes at most so much out, for one question; what it does not need is given back. */
        public Work part(long most) {
            var part = new Work(Math.min(left, most));
            left -= part.left;
            return part;
        }

        public void giveBack(Work part) {
            left += part.left;
            part.left = 0;
        }
    }

    /** What was found. */
    public sealed interface Answer {
        /** Every combination is covered. */
        record Covered() implements Answer {}

        /** This combination is not: for every column the index of its segment. */
        record Hole(int[] segments) implements Answer {}

        /** The work was spent. */
        record Undecided() implements Answer {}
    }

    /**
     * @param passing per column and segment of the box the rows that pass, 64 a word
     * @param rows those that may cover it
     */
    public Coverage(long[][][] passing, long[] rows, Work work) {
        this.cells = new Cells(passing, rows);
        this.work = work;
    }

    /** A box with the rows that reach into it. @param sum of their volumes, {@link #UNCOUNTED} when it passes the box's */
    private record Node(long[] box, int[] rows, long volume, long sum, int largest) {
        /** The share of the box that its rows would fill if they lay side by side. */
        double share() {
            return sum == UNCOUNTED || volume == UNCOUNTED ? 2 : (double) sum / volume;
        }
    }

    /** Whether the rows cover the box. */
    public Answer of() {
        if (cells.empty()) return new Answer.Covered();
        int[] drawn = cells.draw(cells.whole(), DRAWS);
        if (drawn != null) return new Answer.Hole(drawn);
        Node root = node(cells.whole(), cells.rows());
        return root == null ? new Answer.Covered() : search(root);
    }

    private Answer search(Node root) {
        var waiting = new ArrayList<Node>();
        waiting.add(root);
        while (!waiting.isEmpty()) {
            Node node = waiting.removeLast();
            if (node.rows().length == 0) return new Answer.Hole(cells.first(node.box()));
            if (node.sum() == node.volume() && node.volume() != UNCOUNTED && apart(node)) continue;
            long cost = (long) node.rows().length * cells.words() * cells.columns();
            if (!work.spend(cost)) {
                waiting.add(node);
                return drawn(waiting);
            }
            List<Node> rest = new ArrayList<>();
            for (long[] box : cells.without(node.box(), node.largest())) {
                Node part = node(box, node.rows());
                if (part != null) rest.add(part);
            }
            // Asked from the end: the part with the least in it first, for a hole, if there is one, is likely there.
            rest.sort(Comparator.comparingDouble(Node::share).reversed());
            waiting.addAll(rest);
        }
        return new Answer.Covered();
    }

    /** Given up, but not in silence: a hole in one of the boxes that are left is likely to be met by chance. */
    private Answer drawn(List<Node> waiting) {
        for (Node node : waiting.reversed().subList(0, Math.min(LAST_BOXES, waiting.size()))) {
            int[] drawn = cells.draw(node.box(), DRAWS / 8);
            if (drawn != null) return new Answer.Hole(drawn);
        }
        return new Answer.Undecided();
    }

    /** The box with those of {@code rows} that reach into it; null when one of them fills it. */
    private @Nullable Node node(long[] box, int[] rows) {
        long volume = cells.volume(box);
        int[] reaching = new int[rows.length];
        int count = 0;
        long sum = 0;
        int largest = -1;
        double most = -1;
        for (int row : rows) {
            long own = volume == UNCOUNTED ? UNCOUNTED : cells.volume(box, row);
            double share = own == UNCOUNTED ? cells.share(box, row) : own;
            if (share == 0) continue;
            if (cells.fills(box, row)) return null;
            reaching[count++] = row;
            if (share > most) {
                most = share;
                largest = row;
            }
            if (own == UNCOUNTED || sum == UNCOUNTED) continue;
            // Neither is more than a counted box, which is at most a quarter of what a long holds.
            sum += own;
            if (sum > volume) sum = UNCOUNTED;
        }
        return new Node(box, Arrays.copyOf(reaching, count), volume, sum, largest);
    }

    /** Whether no two rows meet in the box. */
    private boolean apart(Node node) {
        int[] rows = node.rows();
        for (int i = 0; i < rows.length; i++) {
            for (int j = i + 1; j < rows.length; j++) {
                if (cells.meet(node.box(), rows[i], rows[j])) return false;
            }
        }
        return true;
    }

    /**
     * The box and its rows as bits. Segments that no row tells apart count as one. A box is, for every column, the set of
     * its segments, one behind the other.
     */
    private static final class Cells {
        private static final long LARGEST = Long.MAX_VALUE / 4;

        private final long[][][] kept;
        private final int[][] index;
        private final long[] rows;
        /** Where a column begins in a box. */
        private final int[] begin;

        private final long[][] boxes;
        private final int[] numbers;

        Cells(long[][][] passing, long[] rows) {
            this.rows = rows;
            this.kept = new long[passing.length][][];
            this.index = new int[passing.length][];
            this.begin = new int[passing.length + 1];
            for (int column = 0; column < passing.length; column++) {
                merge(column, passing[column]);
                begin[column + 1] = begin[column] + ((kept[column].length + 63) >> 6);
            }
            this.boxes = new long[rows.length << 6][];
            int[] all = new int[rows.length << 6];
            int count = 0;
            for (int row = RowBits.next(rows, 0); row >= 0; row = RowBits.next(rows, row + 1)) {
                long[] box = box(row);
                if (box == null) continue;
                boxes[row] = box;
                all[count++] = row;
            }
            this.numbers = Arrays.copyOf(all, count);
        }

        private void merge(int column, long[][] segments) {
            Map<List<Long>, Integer> first = new HashMap<>();
            for (int segment = 0; segment < segments.length; segment++) {
                var key = new ArrayList<Long>(rows.length);
                for (int word = 0; word < rows.length; word++) key.add(segments[segment][word] & rows[word]);
                first.putIfAbsent(key, segment);
            }
            index[column] =
                    first.values().stream().mapToInt(Integer::intValue).sorted().toArray();
            kept[column] = new long[index[column].length][];
            for (int i = 0; i < index[column].length; i++) kept[column][i] = segments[index[column][i]];
        }

        /** The segments of a row; null when it passes none in some column. */
        private long @Nullable [] box(int row) {
            long[] box = new long[words()];
            for (int column = 0; column < kept.length; column++) {
                boolean some = false;
                for (int segment = 0; segment < kept[column].length; segment++) {
                    if (!RowBits.isSet(kept[column][segment], row)) continue;
                    box[begin[column] + (segment >> 6)] |= 1L << segment;
                    some = true;
                }
                if (!some) return null;
            }
            return box;
        }

        /** Whether there is nothing to cover. */
        boolean empty() {
            for (int[] column : index) if (column.length == 0) return true;
            return false;
        }

        int columns() {
            return kept.length;
        }

        int words() {
            return begin[kept.length];
        }

        int[] rows() {
            return numbers;
        }

        long[] whole() {
            long[] whole = new long[words()];
            for (int column = 0; column < kept.length; column++) {
                for (int segment = 0; segment < kept[column].length; segment++)
                    whole[begin[column] + (segment >> 6)] |= 1L << segment;
            }
            return whole;
        }

        /** A cell of a box that no row covers, of so many that are drawn; null when there is none. The same every time. */
        int @Nullable [] draw(long[] box, int draws) {
            int[][] choices = new int[kept.length][];
            for (int column = 0; column < choices.length; column++) choices[column] = segmentsOf(box, column);
            // A linear congruential generator (Knuth, MMIX): no two runs may differ.
            long state = 0x5DEECE66DL;
            int[] cell = new int[kept.length];
            long[] left = new long[rows.length];
            for (int i = 0; i < draws; i++) {
                System.arraycopy(rows, 0, left, 0, left.length);
                for (int column = 0; column < cell.length; column++) {
                    state = state * 6364136223846793005L + 1442695040888963407L;
                    cell[column] = choices[column][(int) ((state >>> 33) % choices[column].length)];
                    RowBits.and(left, kept[column][cell[column]]);
                }
                if (RowBits.isEmpty(left)) return segments(cell);
            }
            return null;
        }

        private int[] segmentsOf(long[] box, int column) {
            int[] segments = new int[kept[column].length];
            int count = 0;
            for (int segment = 0; segment < segments.length; segment++) {
                if ((box[begin[column] + (segment >> 6)] & 1L << segment) != 0) segments[count++] = segment;
            }
            return Arrays.copyOf(segments, count);
        }

        private int[] segments(int[] cell) {
            int[] segments = new int[cell.length];
            for (int column = 0; column < cell.length; column++) segments[column] = index[column][cell[column]];
            return segments;
        }

        /** Some cell of a box. */
        int[] first(long[] box) {
            int[] cell = new int[kept.length];
            for (int column = 0; column < cell.length; column++)
                cell[column] = RowBits.next(box, begin[column] << 6) - (begin[column] << 6);
            return segments(cell);
        }

        /** How many cells a box has, or {@link #UNCOUNTED}. */
        long volume(long[] box) {
            long volume = 1;
            for (int column = 0; column < kept.length; column++) {
                int width = 0;
                for (int word = begin[column]; word < begin[column + 1]; word++) width += Long.bitCount(box[word]);
                if (volume > LARGEST / width) return UNCOUNTED;
                volume *= width;
            }
            return volume;
        }

        /** How many cells of a box, which are counted, a row covers. */
        long volume(long[] box, int row) {
            long[] own = boxes[row];
            long volume = 1;
            for (int column = 0; column < kept.length; column++) {
                int width = 0;
                for (int word = begin[column]; word < begin[column + 1]; word++)
                    width += Long.bitCount(box[word] & own[word]);
                if (width == 0) return 0;
                volume *= width;
            }
            return volume;
        }

        /** About how many cells of a box a row covers, however many there are. */
        double share(long[] box, int row) {
            long[] own = boxes[row];
            double share = 1;
            for (int column = 0; column < kept.length; column++) {
                int width = 0;
                for (int word = begin[column]; word < begin[column + 1]; word++)
                    width += Long.bitCount(box[word] & own[word]);
                share = Math.min(Double.MAX_VALUE, share * width);
            }
            return share;
        }

        boolean fills(long[] box, int row) {
            long[] own = boxes[row];
            for (int word = 0; word < box.length; word++) if ((box[word] & ~own[word]) != 0) return false;
            return true;
        }

        boolean meet(long[] box, int left, int right) {
            for (int column = 0; column < kept.length; column++) {
                boolean here = false;
                for (int word = begin[column]; word < begin[column + 1]; word++)
                    here |= (box[word] & boxes[left][word] & boxes[right][word]) != 0;
                if (!here) return false;
            }
            return true;
        }

        /** What is left of a box without a row's cells, as boxes that do not meet. */
        List<long[]> without(long[] box, int row) {
            long[] own = boxes[row];
            var rest = new ArrayList<long[]>();
            long[] inside = box.clone();
            for (int column = 0; column < kept.length; column++) {
                long[] outside = inside.clone();
                boolean some = false;
                for (int word = begin[column]; word < begin[column + 1]; word++) {
                    outside[word] &= ~own[word];
                    inside[word] &= own[word];
                    some |= outside[word] != 0;
                }
                if (some) rest.add(outside);
            }
            return rest;
        }
    }
}

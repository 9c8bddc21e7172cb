package remit.rules.index;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import remit.testing.Property;
import remit.testing.Property.Chance;

class CoverageTest {
    /** Rows over columns of a few segments; some constrain much, some little. */
    private static long[][][] passing(Chance chance, int columns, int rows) {
        long[][][] passing = new long[columns][][];
        for (int column = 0; column < columns; column++) {
            passing[column] = new long[chance.between(1, 5)][(rows + 63) >> 6];
            for (int row = 0; row < rows; row++) {
                boolean any = chance.oneIn(2);
                for (long[] segment : passing[column]) if (any || chance.flip()) RowBits.set(segment, row);
            }
        }
        return passing;
    }

    private static long[] every(int rows) {
        long[] every = new long[(rows + 63) >> 6];
        for (int row = 0; row < rows; row++) RowBits.set(every, row);
        return every;
    }

    private static boolean covered(long[][][] passing, long[] rows, int[] cell) {
        long[] left = rows.clone();
        for (int column = 0; column < passing.length; column++) RowBits.and(left, passing[column][cell[column]]);
        return !RowBits.isEmpty(left);
    }

    private static boolean everyCellCovered(long[][][] passing, long[] rows, int[] cell, int column) {
        if (column == passing.length) return covered(passing, rows, cell);
        for (cell[column] = 0; cell[column] < passing[column].length; cell[column]++) {
            if (!everyCellCovered(passing, rows, cell, column + 1)) return false;
        }
        return true;
    }

    @Test
    void what_is_said_of_a_box_is_what_looking_at_every_cell_says() {
        var covered = new AtomicInteger();
        Property.forAll(6_000, chance -> {
            int rows = chance.oneIn(8) ? chance.between(60, 140) : chance.between(0, 14);
            long[][][] passing = passing(chance, chance.between(1, 5), rows);
            boolean truth = everyCellCovered(passing, every(rows), new int[passing.length], 0);
            switch (new Coverage(passing, every(rows), new Coverage.Work(Long.MAX_VALUE)).of()) {
                case Coverage.Answer.Covered() -> assertThat(truth).isTrue();
                case Coverage.Answer.Hole(int[] hole) ->
                    assertThat(covered(passing, every(rows), hole)).isFalse();
                case Coverage.Answer.Undecided() -> throw new AssertionError("undecided with unlimited work");
            }
            if (truth) covered.incrementAndGet();
        });
        assertThat(covered.get()).isBetween(1_500, 4_500);
    }

    @Test
    void too_little_work_gives_no_answer_or_the_right_one() {
        var undecided = new AtomicInteger();
        Property.forAll(4_000, chance -> {
            int rows = chance.between(4, 30);
            long[][][] passing = passing(chance, 5, rows);
            var work = new Coverage.Work(chance.between(1, 400));
            switch (new Coverage(passing, every(rows), work).of()) {
                case Coverage.Answer.Covered() ->
                    assertThat(everyCellCovered(passing, every(rows), new int[passing.length], 0))
                            .isTrue();
                case Coverage.Answer.Hole(int[] hole) ->
                    assertThat(covered(passing, every(rows), hole)).isFalse();
                case Coverage.Answer.Undecided() -> {
                    undecided.incrementAndGet();
                    // At most 3,125 cells: of so few, a hole would have been drawn.
                    assertThat(everyCellCovered(passing, every(rows), new int[passing.length], 0))
                            .isTrue();
                }
            }
        });
        assertThat(undecided.get()).isGreaterThan(20);
    }

    /** Boxes that cover 3^60 cells, more than a long counts, and do not meet. */
    private static List<int[]> split(Chance chance, int rows) {
        var boxes = new ArrayList<int[]>();
        int[] all = new int[60];
        Arrays.fill(all, 7);
        boxes.add(all);
        while (boxes.size() < rows) {
            int chosen = chance.below(boxes.size());
            int column = chance.below(60);
            int[] box = boxes.get(chosen);
            int lowest = Integer.lowestOneBit(box[column]);
            if (lowest == box[column]) continue;
            int[] rest = box.clone();
            rest[column] ^= lowest;
            int[] part = box.clone();
            part[column] = lowest;
            boxes.set(chosen, rest);
            boxes.add(part);
        }
        return boxes;
    }

    @Test
    void a_box_of_more_cells_than_can_be_counted_is_decided_too() {
        Property.forAll(200, chance -> {
            List<int[]> boxes = split(chance, chance.between(2, 25));
            long[][][] passing = new long[60][3][1];
            for (int row = 0; row < boxes.size(); row++) {
                for (int column = 0; column < 60; column++) {
                    for (int segment = 0; segment < 3; segment++) {
                        if ((boxes.get(row)[column] & 1 << segment) != 0) RowBits.set(passing[column][segment], row);
                    }
                }
            }
            long[] rows = every(boxes.size());
            var work = new Coverage.Work(Long.MAX_VALUE);
            assertThat(new Coverage(passing, rows, work).of()).isInstanceOf(Coverage.Answer.Covered.class);
            RowBits.clear(rows, chance.below(boxes.size()));
            if (!(new Coverage(passing, rows, work).of() instanceof Coverage.Answer.Hole(int[] hole)))
                throw new AssertionError("no hole where a row was taken out");
            assertThat(covered(passing, rows, hole)).isFalse();
        });
    }
}

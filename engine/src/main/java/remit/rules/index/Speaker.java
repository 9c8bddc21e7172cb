package remit.rules.index;

import java.util.List;

/**
 * Which of the rows that match speaks, as one number: a hit policy over sets of rows. The same for a single case and for
 * a column of them.
 */
public sealed interface Speaker {
    /** No row matches. */
    int NONE = 0;

    /** Several match where one may, or they do not agree where they must. */
    int VIOLATED = -1;

    /** All that match speak. */
    int SEVERAL = -2;

    /** Only the case's facts tell: an output entry names one. */
    int FACTS_TELL = -3;

    /** The 1-based number of the row that speaks, or one of the constants. @param at where the set begins in {@code bits} */
    int of(long[] bits, int at);

    /** The lowest row. @param words how long a set is */
    record First(int words) implements Speaker {
        @Override
        public int of(long[] bits, int at) {
            for (int word = 0; word < words; word++) {
                long left = bits[at + word];
                if (left != 0) return (word << 6) + Long.numberOfTrailingZeros(left) + 1;
            }
            return NONE;
        }
    }

    /** The only row. */
    record Only(int words) implements Speaker {
        @Override
        public int of(long[] bits, int at) {
            int row = NONE;
            for (int word = 0; word < words; word++) {
                long left = bits[at + word];
                if (left == 0) continue;
                if (row != NONE || (left & left - 1) != 0) return VIOLATED;
                row = (word << 6) + Long.numberOfTrailingZeros(left) + 1;
            }
            return row;
        }
    }

    /**
     * The lowest row, which all others must agree with.
     *
     * @param agreeing for every row those that say the same, itself among them
     * @param open the rows of which only facts tell what they say; they agree with themselves alone
     */
    record Agreeing(First first, List<long[]> agreeing, long[] open) implements Speaker {
        public Agreeing {
            agreeing = List.copyOf(agreeing);
            open = open.clone();
        }

        @Override
        public int of(long[] bits, int at) {
            int row = first.of(bits, at);
            if (row == NONE) return NONE;
            long[] same = agreeing.get(row - 1);
            boolean others = false;
            boolean facts = false;
            for (int word = 0; word < same.length; word++) {
                others |= (bits[at + word] & ~same[word]) != 0;
                facts |= (bits[at + word] & open[word]) != 0;
            }
            if (!others) return row;
            return facts ? FACTS_TELL : VIOLATED;
        }
    }

    /** The lowest row of the first rank in which some row matches. @param ranks the rows of each rank, best first */
    record Ranked(List<long[]> ranks) implements Speaker {
        public Ranked {
            ranks = List.copyOf(ranks);
        }

        @Override
        public int of(long[] bits, int at) {
            for (int i = 0; i < ranks.size(); i++) {
                long[] rank = ranks.get(i);
                for (int word = 0; word < rank.length; word++) {
                    long left = bits[at + word] & rank[word];
                    if (left != 0) return (word << 6) + Long.numberOfTrailingZeros(left) + 1;
                }
            }
            return NONE;
        }
    }

    /** Every row. */
    record Every(First first) implements Speaker {
        @Override
        public int of(long[] bits, int at) {
            return first.of(bits, at) == NONE ? NONE : SEVERAL;
        }
    }
}

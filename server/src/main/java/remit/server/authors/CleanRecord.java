package remit.server.authors;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import remit.kernel.Json;

/**
 * How often a proposal was right when every earlier case of its group bore the proposed label, by how many there were.
 * A longer clean record never counts less than a shorter one (pool adjacent violators).
 */
final class CleanRecord {
    /** Lengths from which a band starts. */
    private static final int[] BANDS = {1, 2, 3, 6, 12, 24, 48};

    private final double[] rates;

    private CleanRecord(double[] rates) {
        if (rates.length != BANDS.length) throw new IllegalArgumentException("clean_record: " + rates.length);
        this.rates = rates;
    }

    /** The probability that the record alone gives; 0 for a case without a clean record. */
    double probability(Core.Look look, int top) {
        int band = band(look, top);
        return band < 0 ? 0 : rates[band];
    }

    private static int band(Core.Look look, int top) {
        if (look.entries().length == 0) return -1;
        Precedents.Entry group = look.entries()[0];
        if (group.count(look.candidates()[top]) < group.total()) return -1;
        int band = -1;
        while (band + 1 < BANDS.length && BANDS[band + 1] <= group.total()) band++;
        return band;
    }

    /** Counts what clean records were worth. */
    static final class Learner {
        private final long[] cases = new long[BANDS.length];
        private final long[] right = new long[BANDS.length];

        void add(Core.Look look, int top, boolean good) {
            int band = band(look, top);
            if (band < 0) return;
            cases[band]++;
            if (good) right[band]++;
        }

        CleanRecord learn() {
            record Pool(long cases, long right, int bands) {
                /** One invented right and one invented wrong case keep a short past from claiming certainty. */
                double rate() {
                    return (right + 1.0) / (cases + 2.0);
                }
            }
            var pools = new ArrayList<Pool>();
            for (int band = 0; band < BANDS.length; band++) {
                var pool = new Pool(cases[band], right[band], 1);
                while (!pools.isEmpty() && pools.getLast().rate() > pool.rate()) {
                    Pool before = pools.removeLast();
                    pool = new Pool(
                            before.cases() + pool.cases(),
                            before.right() + pool.right(),
                            before.bands() + pool.bands());
                }
                pools.add(pool);
            }
            var rates = new double[BANDS.length];
            int band = 0;
            for (Pool pool : pools) {
                Arrays.fill(rates, band, band + pool.bands(), pool.rate());
                band += pool.bands();
            }
            return new CleanRecord(rates);
        }
    }

    Json toJson() {
        return Json.array(Arrays.stream(rates).mapToObj(Json::of).toList());
    }

    static CleanRecord fromJson(List<Json> json) {
        return new CleanRecord(
                json.stream().mapToDouble(r -> ((Json.Num) r).number()).toArray());
    }
}

package remit.server.authors;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import remit.server.authors.TrainingReport.SuspectedLeak;

/**
 * Finds inputs whose value alone gives the truth away: a column that was filled in after the decision.
 *
 * <p>Each input predicts, for later cases, the label that earlier cases with its value bore most; values seen for the
 * first time say nothing, so a column of serial numbers is not suspected.
 */
final class Leaks {
    private static final double SUSPECT = 0.98;
    private static final int FEWEST = 100;
    private static final double LEAST_COVERED = 0.2;
    private static final int BLOCKS = 5;

    private Leaks() {}

    /** @param rows cases with a truth, oldest first */
    static List<SuspectedLeak> find(List<Example> rows) {
        var columns = new TreeSet<String>();
        for (Example row : rows) columns.addAll(row.inputs().keySet());
        var found = new ArrayList<SuspectedLeak>();
        for (String column : columns) {
            Score score = score(rows, column);
            boolean enough = score.covered >= FEWEST && score.covered >= LEAST_COVERED * score.judged;
            boolean suspect = score.right > SUSPECT * score.covered && score.byHabit <= SUSPECT * score.covered;
            if (enough && suspect) found.add(new SuspectedLeak(column, score.covered, score.right));
        }
        return found;
    }

    /** @param byHabit how many the most frequent label of the past alone would have got right */
    private record Score(long judged, long covered, long right, long byHabit) {}

    private static Score score(List<Example> rows, String column) {
        var past = new HashMap<String, Map<String, Integer>>();
        var labels = new LinkedHashMap<String, Integer>();
        long judged = 0;
        long covered = 0;
        long right = 0;
        long byHabit = 0;
        int learned = 0;
        for (int block = 1; block < BLOCKS; block++) {
            int start = rows.size() * block / BLOCKS;
            int end = rows.size() * (block + 1) / BLOCKS;
            for (; learned < start; learned++) {
                Example row = rows.get(learned);
                String truth = String.valueOf(row.truth());
                past.computeIfAbsent(Terms.key(row.inputs(), column), k -> new LinkedHashMap<>())
                        .merge(truth, 1, Integer::sum);
                labels.merge(truth, 1, Integer::sum);
            }
            String habit = top(labels);
            for (Example row : rows.subList(start, end)) {
                judged++;
                Map<String, Integer> known = past.get(Terms.key(row.inputs(), column));
                if (known == null) continue;
                covered++;
                if (top(known).equals(row.truth())) right++;
                if (habit.equals(row.truth())) byHabit++;
            }
        }
        return new Score(judged, covered, right, byHabit);
    }

    private static String top(Map<String, Integer> counts) {
        String top = "";
        int most = 0;
        for (var count : counts.entrySet()) {
            if (count.getValue() > most) {
                most = count.getValue();
                top = count.getKey();
            }
        }
        return top;
    }
}

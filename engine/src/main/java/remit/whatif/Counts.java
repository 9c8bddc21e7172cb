package remit.whatif;

import java.util.ArrayList;
import java.util.List;
import remit.assurance.threshold.Cell;
import remit.authority.Ruling;

/** What each group of cases comes to at each setting: on the half that is learned from, and on the one that proves. */
final class Counts {
    private final List<List<Measure>> proved = new ArrayList<>();
    private final List<List<Measure>> moved = new ArrayList<>();
    /** By group and setting: cases that clear, known ones of them, wrong ones. */
    private final long[][][] learned;
    /** By group and setting: how many of all cases clear. */
    private final long[][] cleared;

    /** @param learns which cases are learned from; the others prove */
    Counts(History history, Groups groups, List<Path.Step> steps, boolean[] learns) {
        int rows = groups.count() + 1;
        this.learned = new long[rows][steps.size()][3];
        this.cleared = new long[rows][steps.size()];
        for (int group = 0; group < rows; group++) {
            proved.add(new ArrayList<>());
            moved.add(new ArrayList<>());
        }
        byte[] now = steps.getFirst().rulings();
        for (int step = 0; step < steps.size(); step++) {
            count(history, groups, new Verdicts(step, now, steps.get(step).rulings()), learns);
        }
    }

    private record Verdicts(int step, byte[] now, byte[] then) {}

    private void count(History history, Groups groups, Verdicts verdicts, boolean[] learns) {
        int rows = groups.count() + 1;
        var all = new Measure.Counter[rows];
        var newly = new Measure.Counter[rows];
        for (int row = 0; row < rows; row++) {
            all[row] = new Measure.Counter();
            newly[row] = new Measure.Counter();
        }
        for (int i = 0; i < learns.length; i++) {
            if (verdicts.then[i] != Ruling.AUTO_CLEAR.ordinal()) continue;
            int row = groups.of()[i] < 0 ? groups.count() : groups.of()[i];
            cleared[row][verdicts.step]++;
            if (learns[i]) learn(history, i, learned[row][verdicts.step]);
            else {
                all[row].add(history, i);
                if (verdicts.now[i] != verdicts.then[i]) newly[row].add(history, i);
            }
        }
        for (int row = 0; row < rows; row++) {
            proved.get(row).add(all[row].measure());
            moved.get(row).add(newly[row].measure());
        }
    }

    private static void learn(History history, int number, long[] counts) {
        counts[0]++;
        if (history.truth(number) == Label.Truth.UNKNOWN) return;
        counts[1]++;
        if (history.truth(number) == Label.Truth.WRONG) counts[2]++;
    }

    /** How many of all cases clear. @param settings how far each group goes; what has no group stays in force */
    long cleared(int[] settings) {
        long sum = 0;
        for (int group = 0; group < cleared.length; group++) sum += cleared[group][at(settings, group)];
        return sum;
    }

    /** How many cases of a group newly clear at a setting, less those that no longer do. */
    long newly(int group, int setting) {
        return cleared[group][setting] - cleared[group][0];
    }

    /** On the half that proves. */
    Proof proof(int[] settings, double delta) {
        return Proof.of(sum(proved, settings), sum(moved, settings), delta);
    }

    private static Measure sum(List<List<Measure>> measures, int[] settings) {
        var parts = new ArrayList<Measure>();
        for (int group = 0; group < measures.size(); group++)
            parts.add(measures.get(group).get(at(settings, group)));
        return Measure.sum(parts);
    }

    /** What newly clears of a group at a setting, on the half that proves. */
    Measure moved(int group, int setting) {
        return moved.get(group).get(setting);
    }

    /** What newly clears of all groups, on the half that proves. */
    Measure moved(int[] settings) {
        return sum(moved, settings);
    }

    /** Whether a setting lets through everything of a group that the one in force does, on the half that proves. */
    boolean loosens(int group, int setting) {
        long gained = proved.get(group).get(setting).cases()
                - proved.get(group).get(0).cases();
        return gained == moved(group, setting).cases();
    }

    /** Known and wrong ones of what would clear, on the half that is learned from. */
    long[] learned(int[] settings) {
        long[] sum = new long[2];
        for (int group = 0; group < learned.length; group++) {
            long[] own = learned[group][at(settings, group)];
            sum[0] += own[1];
            sum[1] += own[2];
        }
        return sum;
    }

    private static int at(int[] settings, int group) {
        return group < settings.length ? settings[group] : 0;
    }

    /** What a group gains beyond the rules in force, on the half that is learned from: known ones, wrong ones. */
    long[] gained(int group, int setting) {
        long[] then = learned[group][setting];
        long[] now = learned[group][0];
        long known = Math.max(0, then[1] - now[1]);
        return new long[] {known, Math.clamp(then[2] - now[2], 0, known)};
    }

    /** What one more step lets through of a group, on the half that is learned from. */
    Cell cell(int group, int setting) {
        long[] then = learned[group][setting];
        long[] before = learned[group][setting - 1];
        long cases = Math.max(0, then[0] - before[0]);
        long labels = Math.clamp(then[1] - before[1], 0, cases);
        long errors = Math.clamp(then[2] - before[2], 0, labels);
        return new Cell(String.valueOf(group), setting, cases, labels, errors);
    }
}

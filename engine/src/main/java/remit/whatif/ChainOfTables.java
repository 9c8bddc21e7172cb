package remit.whatif;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import remit.assurance.bounds.Binomial;
import remit.assurance.bounds.ClopperPearson;
import remit.assurance.threshold.Cell;
import remit.assurance.threshold.FixedSequence;
import remit.assurance.threshold.Start;

/**
 * Seeks a share by a chain of tables. The cases are halved by time, before any label is read. On the earlier half the
 * order is learned in which segments and numbers are let go, safest first; segments in which too much is likely to be wrong
 * stay where they are. On the later half the tables are tested along that order, from the one in force and from later
 * starts that the earlier half suggests: what passes holds with the confidence asked, all tables together.
 */
final class ChainOfTables {
    /** So many tables are tested. */
    private static final int POINTS = 60;
    /** Of a later start there are so many. */
    private static final int LATER = 4;
    /** A segment is held back where the earlier half says with four to one that it is bad: what is proved is not touched. */
    private static final double DOUBT = 0.2;

    private final Question question;
    private final History history;
    private final List<Lever> levers;
    private final Groups groups;
    private final boolean[] learns;
    private final List<Path.Step> steps;
    private final Counts counts;
    private final List<TableSearch.Left> left = new ArrayList<>();
    private final List<int[]> settings = new ArrayList<>();
    private final List<TableSearch.Point> points = new ArrayList<>();
    private final List<Start> starts;

    ChainOfTables(History history, Question question, List<Lever> levers, Groups groups) {
        this.history = history;
        this.question = question;
        this.levers = levers;
        this.groups = groups;
        this.learns = earlier(history);
        this.steps = Path.of(history, question.current(), levers, learns);
        this.counts = new Counts(history, groups, steps, learns);
        tables(order());
        this.starts = starts();
        prove();
    }

    /** The earlier half of those of which something may be known by now. */
    private static boolean[] earlier(History history) {
        long due = 0;
        for (int i = 0; i < history.cases(); i++) if (history.source(i) != Label.Source.LATER) due++;
        var earlier = new boolean[history.cases()];
        long taken = 0;
        for (int i = 0; i < earlier.length && taken < due / 2; i++) {
            earlier[i] = true;
            if (history.source(i) != Label.Source.LATER) taken++;
        }
        return earlier;
    }

    /** What is let go one after the other: a group goes one step further. */
    private List<Cell.Key> order() {
        var cells = new ArrayList<Cell>();
        for (int group = 0; group < groups.count(); group++) {
            int end = end(group);
            for (int step = 1; step < end; step++) {
                if (counts.newly(group, step) != counts.newly(group, step - 1)) cells.add(counts.cell(group, step));
            }
        }
        return remit.assurance.threshold.Chain.learn(cells).order();
    }

    /** The first step that a group does not take: beyond it more is likely to be wrong than may be of all. */
    private int end(int group) {
        double limit = question.terms().maxError();
        for (int step = 1; step < steps.size(); step++) {
            long[] gained = counts.gained(group, step);
            double atLeast = gained[0] == 0 ? 0 : ClopperPearson.lower(gained[1], gained[0], DOUBT);
            if (atLeast <= limit) continue;
            left.add(new TableSearch.Left(groups.names().get(group), atLeast, step == 1));
            return step;
        }
        return steps.size();
    }

    /** Tables of about equal steps in cases, told by how many they clear and not by what is right. */
    private void tables(List<Cell.Key> order) {
        int[] at = new int[groups.count()];
        settings.add(at.clone());
        int[] end = at.clone();
        for (Cell.Key key : order) end[group(key)] = Math.max(end[group(key)], key.bucket());
        long span = Math.max(1, counts.cleared(end) - counts.cleared(at));
        long told = counts.cleared(at);
        for (int i = 0; i < order.size(); i++) {
            int group = group(order.get(i));
            at[group] = Math.max(at[group], order.get(i).bucket());
            long cleared = counts.cleared(at);
            if (i < order.size() - 1 && (cleared - told) * POINTS < span) continue;
            settings.add(at.clone());
            told = cleared;
        }
    }

    private static int group(Cell.Key key) {
        return Integer.parseInt(key.segment());
    }

    /** Half of the chance to fail at the table in force, the rest up to where the earlier half expects a table to pass. */
    private List<Start> starts() {
        double delta = question.terms().delta();
        int last = 0;
        for (int i = 1; i < settings.size(); i++) {
            long[] learned = counts.learned(settings.get(i));
            long labels = counts.proof(settings.get(i), delta).cleared().seen();
            double expected = (learned[1] + 0.5) / (learned[0] + 1) * labels;
            if (Binomial.cdf(
                            (long) Math.ceil(expected), labels, question.terms().maxError())
                    <= delta / 2 / LATER) last = i;
        }
        var later = new TreeSet<Integer>();
        for (int i = 1; i <= LATER; i++) if (last * i / (LATER + 1) > 0) later.add(last * i / (LATER + 1));
        return Start.declare(0, List.copyOf(later), delta);
    }

    private void prove() {
        FixedSequence.Walk walk = FixedSequence.walk(
                settings.size(),
                starts,
                (at, delta) -> counts.proof(settings.get(at), delta).keeps(question.terms()));
        for (int i = 0; i < settings.size(); i++) {
            Proof proof = counts.proof(settings.get(i), Search.tested(i, walk, starts));
            long cleared = counts.cleared(settings.get(i));
            points.add(new TableSearch.Point(cleared, (double) cleared / history.cases(), proof, walk.passed(i)));
        }
    }

    List<TableSearch.Point> points() {
        return points;
    }

    /** The verdict of a table on every case. */
    byte[] rulings(int point) {
        int[] at = settings.get(point);
        byte[] rulings = steps.getFirst().rulings().clone();
        for (int i = 0; i < rulings.length; i++) {
            int group = groups.of()[i];
            if (group >= 0) rulings[i] = steps.get(at[group]).rulings()[i];
        }
        return rulings;
    }

    /** The change of rules that a table is. */
    List<TableSearch.Part> parts(int point) {
        int[] at = settings.get(point);
        Map<Integer, List<String>> together = new LinkedHashMap<>();
        Map<Integer, Long> newly = new LinkedHashMap<>();
        for (int group = 0; group < at.length; group++) {
            if (at[group] == 0) continue;
            together.computeIfAbsent(at[group], _ -> new ArrayList<>())
                    .add(groups.names().get(group));
            newly.merge(at[group], counts.newly(group, at[group]), Long::sum);
        }
        var parts = new ArrayList<TableSearch.Part>();
        together.forEach((step, values) ->
                parts.add(new TableSearch.Part(values, steps.get(step).moved(), newly.getOrDefault(step, 0L))));
        return parts;
    }

    TableSearch told(int point, Optional<String> by) {
        long learned = 0;
        for (boolean each : learns) if (each) learned++;
        var halves = new TableSearch.Halves(learned, learns.length - learned);
        return new TableSearch(levers, by, halves, starts, points, parts(point), left);
    }
}

package remit.whatif;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
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
 *
 * <p>What the later half says of one segment may not choose what it proves. One thing it may say: where a table holds as a
 * whole and what moves in a segment is proved to be worse than the whole may be, the table without it is no worse than with
 * it. A part of the chance to fail is kept for that.
 */
final class ChainOfTables {
    /** So many tables are tested. */
    private static final int POINTS = 60;
    /** Of a later start there are so many. */
    private static final int LATER = 4;
    /** A segment is held back where the earlier half says with four to one that it is bad: what is proved is not touched. */
    private static final double DOUBT = 0.2;
    /** Of the chance to fail so much is kept for segments that the later half shows to be bad. */
    private static final double KEPT = 0.02;

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
    /** By the place of a table: what was taken out of a table that holds. */
    private final Map<Integer, List<TableSearch.Left>> dropped = new HashMap<>();
    /** How many tables stand in the chain; those with something taken out follow. */
    private final int chain;

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
        this.chain = settings.size();
        prove();
        for (int i = 0; i < chain; i++) if (points.get(i).certified()) drop(i);
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
        double delta = question.terms().delta() * (groups.count() > 1 ? 1 - KEPT : 1);
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

    /** Takes out of a table that holds what the later half shows to be bad. */
    private void drop(int point) {
        Map<Integer, TableSearch.Left> bad = late(point);
        if (bad.isEmpty()) return;
        int[] less = settings.get(point).clone();
        bad.keySet().forEach(group -> less[group] = 0);
        long cleared = counts.cleared(less);
        dropped.put(settings.size(), List.copyOf(bad.values()));
        settings.add(less);
        points.add(new TableSearch.Point(cleared, (double) cleared / history.cases(), without(point, less, bad), true));
    }

    /** What holds without the bad groups: of each at least so much is wrong. */
    private Proof without(int point, int[] less, Map<Integer, TableSearch.Left> bad) {
        double wrong = 0;
        for (Map.Entry<Integer, TableSearch.Left> each : bad.entrySet()) {
            int setting = settings.get(point)[each.getKey()];
            wrong += each.getValue().atLeast()
                    * counts.moved(each.getKey(), setting).judged();
        }
        return points.get(point).proof().without(wrong, counts.moved(less));
    }

    /**
     * Groups of which more is wrong, of what moves in a table, than may be: proved on the later half, for all groups and
     * settings together.
     */
    private Map<Integer, TableSearch.Left> late(int point) {
        var late = new TreeMap<Integer, TableSearch.Left>();
        if (groups.count() < 2) return late;
        Question.Terms terms = question.terms();
        double limit = Math.max(terms.maxError(), terms.maxMovedError().orElse(0.0));
        double delta = terms.delta() * KEPT / groups.count() / Math.max(1, steps.size() - 1);
        for (int group = 0; group < groups.count(); group++) {
            int setting = settings.get(point)[group];
            Measure moved = counts.moved(group, setting);
            if (setting == 0 || !(moved.estimate() > limit) || !counts.loosens(group, setting)) continue;
            double atLeast = Bound.of(moved, delta).lower();
            if (atLeast > limit)
                late.put(group, new TableSearch.Left(groups.names().get(group), atLeast, true));
        }
        return late;
    }

    List<TableSearch.Point> points() {
        return points;
    }

    /** Places of the tables that hold and move nothing that is proved to be bad, the one that clears least first. */
    List<Integer> holding() {
        return IntStream.range(0, points.size())
                .filter(i -> points.get(i).certified())
                .filter(i -> i >= chain || late(i).isEmpty())
                .boxed()
                .sorted(Comparator.comparingLong(i -> points.get(i).cleared()))
                .toList();
    }

    /** The place of the first table that gives a share, whether it holds or not; the last one where none does. */
    private int reaching(double share) {
        for (int i = 0; i < chain; i++) if (points.get(i).share() >= share) return i;
        return chain - 1;
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

    /** @param share that was asked for */
    TableSearch told(int point, Optional<String> by, double share) {
        long learned = 0;
        for (boolean each : learns) if (each) learned++;
        var halves = new TableSearch.Halves(learned, learns.length - learned);
        boolean missed = points.get(point).share() < share;
        List<TableSearch.Left> open = missed ? List.copyOf(late(reaching(share)).values()) : List.of();
        // What stands in the way of the share is told as that, even where a smaller table does without it.
        List<TableSearch.Left> out = dropped.getOrDefault(point, List.of()).stream()
                .filter(each -> open.stream().noneMatch(other -> other.value().equals(each.value())))
                .toList();
        return new TableSearch(levers, by, halves, starts, points, parts(point), left, new TableSearch.Late(out, open));
    }
}

package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import remit.authority.Ruling;
import remit.kernel.Json;

/**
 * The same cases under two sets of rules.
 *
 * @param cases all of them
 * @param now those that clear under the rules in force, {@code then} under the proposed ones
 * @param in those that newly clear, {@code out} those that no longer do
 * @param cells how many there are of each kind, all cases together
 * @param segments the cases that move, by segment, in order of appearance
 * @param days how long cases take, under both
 */
public record Comparison(
        long cases,
        Judged now,
        Judged then,
        Judged in,
        Measure out,
        List<Cell> cells,
        List<Segment> segments,
        Days days) {
    private static final Ruling[] RULINGS = Ruling.values();

    public Comparison {
        cells = List.copyOf(cells);
        segments = List.copyOf(segments);
    }

    /** Cases of one truth, one verdict now and one then. */
    public record Cell(Label.Truth truth, Ruling now, Ruling then, long count, BigDecimal money, long unpriced) {
        /** Whether the verdict differs. */
        public boolean moves() {
            return now != then;
        }

        Json.Obj toJson() {
            return Json.object(
                    "outcome", truth.name().toLowerCase(java.util.Locale.ROOT),
                    "current", now.word(),
                    "proposed", then.word(),
                    "count", count,
                    "money", Json.decimal(money),
                    "without_amount", unpriced);
        }
    }

    /** What may be said of the moved cases of a segment. */
    public enum Standing {
        /** At most so many are wrong as may be. */
        SAFE("safe"),
        /** More are wrong than may be. */
        UNSAFE("not safe"),
        /** Neither is proved. */
        NOT_YET("not yet"),
        /** Not even without any error could so few prove it. */
        TOO_FEW("too few data");

        private final String words;

        Standing(String words) {
            this.words = words;
        }

        /** For people. */
        public String words() {
            return words;
        }
    }

    /** @param name empty where cases have none @param cases all of the segment @param moved those that newly clear */
    public record Segment(String name, long cases, Judged moved, Standing standing) {
        Json.Obj toJson() {
            return Json.object(
                    "segment",
                    name,
                    "cases",
                    cases,
                    "moved",
                    moved.toJson(),
                    "standing",
                    standing.name().toLowerCase(java.util.Locale.ROOT));
        }
    }

    /** Mean days from coming in to being closed: none for a case that clears. @param cases those of which it is known */
    public record Days(long cases, double now, double then) {
        Json.Obj toJson() {
            return Json.object(
                    "cases", cases,
                    "current", cases == 0 ? Json.NULL : Json.of(now),
                    "proposed", cases == 0 ? Json.NULL : Json.of(then));
        }
    }

    /** The share that clears under the rules in force. */
    public double shareNow() {
        return share(now.measure());
    }

    /** The share that would clear. */
    public double shareThen() {
        return share(then.measure());
    }

    /** Whether the same cases clear. */
    boolean isUnchanged() {
        return in.measure().cases() == 0 && out.cases() == 0;
    }

    private double share(Measure measure) {
        return cases == 0 ? 0 : (double) measure.cases() / cases;
    }

    Json.Obj toJson() {
        return Json.object(
                "cases", cases,
                "current", now.toJson(),
                "current_share", shareNow(),
                "proposed", then.toJson(),
                "proposed_share", shareThen(),
                "moved", in.toJson(),
                "no_longer", out.toJson(),
                "cells", Json.array(cells.stream().map(Cell::toJson).toList()),
                "segments", Json.array(segments.stream().map(Segment::toJson).toList()),
                "days", days.toJson());
    }

    /** @param now verdicts by case, as places in {@link Ruling}, {@code then} likewise */
    static Comparison of(History history, byte[] now, byte[] then, Question.Terms terms) {
        var tally = new Tally(history);
        for (int i = 0; i < now.length; i++) tally.add(i, RULINGS[now[i]], RULINGS[then[i]]);
        return tally.comparison(terms);
    }

    /** The segments in which cases newly clear, alone: all else is left uncounted. */
    static List<Segment> moved(History history, byte[] now, byte[] then, Question.Terms terms) {
        var tally = new Tally(history);
        for (int i = 0; i < now.length; i++) {
            boolean in = then[i] == Ruling.AUTO_CLEAR.ordinal() && now[i] != then[i];
            if (in) tally.segments[history.segment(i)].add(history, i);
        }
        return tally.segments(terms);
    }

    private static final class Tally {
        private final History history;
        private final Measure.Counter cleared = new Measure.Counter();
        private final Measure.Counter would = new Measure.Counter();
        private final Measure.Counter in = new Measure.Counter();
        private final Measure.Counter out = new Measure.Counter();
        private final Map<Integer, Sum> cells = new TreeMap<>();
        private final Measure.Counter[] segments;
        private final long[] ofSegment;
        private long timed;
        private long daysNow;
        private long daysThen;

        private static final class Sum {
            private long count;
            private BigDecimal money = BigDecimal.ZERO;
            private long unpriced;
        }

        Tally(History history) {
            this.history = history;
            this.segments = new Measure.Counter[history.segments().size()];
            this.ofSegment = new long[segments.length];
            for (int i = 0; i < segments.length; i++) segments[i] = new Measure.Counter();
        }

        void add(int number, Ruling before, Ruling after) {
            boolean clears = before == Ruling.AUTO_CLEAR;
            boolean would = after == Ruling.AUTO_CLEAR;
            ofSegment[history.segment(number)]++;
            if (clears) cleared.add(history, number);
            if (would) this.would.add(history, number);
            if (would && !clears) {
                in.add(history, number);
                segments[history.segment(number)].add(history, number);
            }
            if (clears && !would) out.add(history, number);
            cell(number, before, after);
            days(number, clears, would);
        }

        private void cell(int number, Ruling before, Ruling after) {
            int key = (history.truth(number).ordinal() * RULINGS.length + before.ordinal()) * RULINGS.length
                    + after.ordinal();
            Sum sum = cells.computeIfAbsent(key, _ -> new Sum());
            sum.count++;
            BigDecimal money = history.money(number);
            if (money == null) sum.unpriced++;
            else sum.money = sum.money.add(money);
        }

        /** A case that cleared by itself tells nothing of how long a person would have taken: it keeps its own days. */
        private void days(int number, boolean clears, boolean would) {
            long waited = history.waited(number);
            if (waited < 0) return;
            timed++;
            daysNow += clears ? 0 : waited;
            daysThen += would ? 0 : waited;
        }

        Comparison comparison(Question.Terms terms) {
            double delta = terms.delta();
            return new Comparison(
                    history.cases(),
                    Judged.of(cleared.measure(), delta),
                    Judged.of(would.measure(), delta),
                    Judged.of(in.measure(), delta),
                    out.measure(),
                    cells(),
                    segments(terms),
                    new Days(
                            timed,
                            timed == 0 ? 0 : (double) daysNow / timed,
                            timed == 0 ? 0 : (double) daysThen / timed));
        }

        private List<Cell> cells() {
            var listed = new ArrayList<Cell>();
            cells.forEach((key, sum) -> listed.add(new Cell(
                    Label.Truth.values()[key / RULINGS.length / RULINGS.length],
                    RULINGS[key / RULINGS.length % RULINGS.length],
                    RULINGS[key % RULINGS.length],
                    sum.count,
                    sum.money,
                    sum.unpriced)));
            listed.sort(Comparator.comparing((Cell cell) -> !cell.moves()));
            return listed;
        }

        /** The chance to fail is shared out: with many segments one of them would look wrong by chance. */
        private List<Segment> segments(Question.Terms terms) {
            var measures = new ArrayList<Measure>();
            for (Measure.Counter each : segments) measures.add(each.measure());
            long moved = measures.stream().filter(each -> each.cases() > 0).count();
            var listed = new ArrayList<Segment>();
            for (int i = 0; i < segments.length; i++) {
                Measure measure = measures.get(i);
                if (measure.cases() == 0) continue;
                Judged judged = Judged.of(measure, terms.delta() / moved);
                listed.add(new Segment(
                        history.segments().get(i),
                        ofSegment[i],
                        judged,
                        standing(judged, terms, terms.delta() / moved)));
            }
            return listed;
        }
    }

    private static Standing standing(Judged judged, Question.Terms terms, double delta) {
        if (judged.bound().upper() <= terms.maxError()) return Standing.SAFE;
        if (judged.bound().lower() > terms.maxError()) return Standing.UNSAFE;
        boolean few = judged.measure().seen() * Math.log1p(-terms.maxError()) > Math.log(delta);
        return few ? Standing.TOO_FEW : Standing.NOT_YET;
    }
}

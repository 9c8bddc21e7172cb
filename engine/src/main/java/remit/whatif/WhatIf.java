package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import remit.authority.AuthorityTable;
import remit.authority.Ruling;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** Asks the past. Pure: the same history and question give the same answer. */
public final class WhatIf {
    private static final Answer.Staged NOTHING_HELD = new Answer.Staged(false, Map.of());

    private final History history;
    private final Question question;
    private final byte[] now;

    private WhatIf(History history, Question question) {
        this.history = history;
        this.question = question;
        this.now = new Retrial(history).rulings(question.current());
    }

    /** What other rules would have made of a history. Refused: a history without cases, a number that no rule has. */
    public static Checked<Answer> ask(History history, Question question) {
        if (history.cases() == 0) {
            return Checked.refused(new Problem(
                    "RMT-180",
                    "history",
                    "no decided case can be compared",
                    "run the process over some cases first, or widen the period"));
        }
        var asked = new WhatIf(history, question);
        return switch (question.wish()) {
            case Question.Wish.Instead(Rules proposed) -> Checked.ok(asked.instead(proposed));
            case Question.Wish.Share(double share, Optional<String> lever) ->
                asked.lever(lever).map(found -> asked.share(share, found));
            case Question.Wish.Tables(double share, List<String> levers, Optional<String> by) ->
                asked.levers(levers)
                        .then(found -> Groups.of(history, by)
                                .map(groups ->
                                        asked.tables(share, new ChainOfTables(history, question, found, groups), by)));
        };
    }

    /** The verdicts of the rules in force on every case of a history, in its order: what a replay shows. */
    public static List<Ruling> replay(History history, Rules rules) {
        byte[] rulings = new Retrial(history).rulings(rules);
        var told = new ArrayList<Ruling>(rulings.length);
        for (byte each : rulings) told.add(Ruling.values()[each]);
        return told;
    }

    /**
     * How many cases rules decide otherwise than a change of the rules in force was shown to.
     *
     * @param written the change, as it was written
     */
    public static long differences(History history, Rules current, RuleChange change, Rules written) {
        byte[] then = new Retrial(history).rulings(written);
        byte[] shown = change.rulings(history, current);
        long differ = 0;
        for (int i = 0; i < then.length; i++) if (then[i] != shown[i]) differ++;
        return differ;
    }

    private Answer instead(Rules proposed) {
        byte[] then = new Retrial(history).rulings(proposed);
        Comparison compared = Comparison.of(history, now, then, question.terms());
        var chosen = new Chosen(0, then, compared, List.of());
        return moved(proposed).map(found -> number(chosen, found)).orElseGet(() -> {
            Proof proof = Proof.of(
                    compared.then().measure(),
                    compared.in().measure(),
                    question.terms().delta());
            var sought = new Answer.Sought(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), List.of());
            return answer(chosen, proof, sought);
        });
    }

    /**
     * One number that moves holds where the tests come to it, in an order that was there before anybody looked. Of a stricter
     * one the looser order is not asked: what is not told is not paid for.
     */
    private Answer number(Chosen chosen, Lever.Moved moved) {
        Chain.Side side = Chain.Side.of(moved.lever(), moved.to());
        Chain chain = Chain.of(history, question.current(), moved.lever(), side);
        Search tested = Search.of(history, chain, question.terms());
        int by = tested.by(moved.to(), at -> chain.holds(at, chosen.then()));
        Search.Point point = tested.points().get(by);
        Proof proof = chain.holds(by, chosen.then())
                ? tested(chain.steps().get(by).rulings(), point).of(all(chosen), newly(chosen))
                : Proof.of(all(chosen), newly(chosen), point.delta()).reached(false);
        var sought = new Answer.Sought(
                Optional.of(moved),
                side == Chain.Side.LOOSER ? Optional.of(tested) : Optional.empty(),
                Optional.of(tested),
                Optional.empty(),
                List.of());
        Answer answer = answer(chosen, proof, sought);
        if (answer.finding() != Answer.Finding.UNSETTLED) return answer;
        if (!proof.reached() && proof.bounded(question.terms())) {
            // What would settle it is what would bring the tests past the number at which they ended.
            int ended = tested.ended(by);
            return answer.with(needed(
                    chain.steps().get(ended).rulings(),
                    tested.points().get(ended).delta()));
        }
        return answer.follows() ? answer.with(following(chosen, proof)) : answer;
    }

    /** The promise of a number that was tested. */
    private Proof tested(byte[] rulings, Search.Point point) {
        return Proof.of(point.cleared(), Search.moved(history, now, rulings), point.delta())
                .reached(point.certified());
    }

    /** How many more outcomes would bring the looser number so far that a part of what it clears follows from it. */
    private Optional<Answer.Needed> following(Chosen chosen, Proof proof) {
        Question.Terms terms = question.terms();
        double all = part(all(chosen), proof.cleared());
        double newly = part(newly(chosen), proof.moved());
        if (all == 0 || newly == 0) return Optional.empty();
        var stricter = new Question.Terms(
                terms.maxError() * all, terms.maxMovedError().map(most -> most * newly), terms.confidence());
        return Needs.of(history, now, chosen.then(), proof, stricter);
    }

    private static double part(Measure part, Measure whole) {
        return whole.judged() == 0 ? 1 : (double) part.judged() / whole.judged();
    }

    private static Measure all(Chosen chosen) {
        return chosen.compared().then().measure();
    }

    private static Measure newly(Chosen chosen) {
        return chosen.compared().in().measure();
    }

    /** The number that moves, where the proposed rules differ in one. */
    private Optional<Lever.Moved> moved(Rules proposed) {
        AuthorityTable before = question.current().table();
        Double to = proposed.threshold();
        if (to != null && before.version().equals(proposed.table().version())) {
            return question.threshold()
                    .map(from -> new Lever.Moved(new Lever.Confidence(from), BigDecimal.valueOf(to)));
        }
        return to == null ? Lever.between(before, proposed.table()) : Optional.empty();
    }

    private Checked<Lever> lever(Optional<String> wanted) {
        List<Lever> levers = Lever.of(question.current().table(), question.threshold());
        for (Lever each : levers) {
            boolean same = wanted.isEmpty() || wanted.get().equals(name(each));
            if (same) return Checked.ok(each);
        }
        String place = wanted.map(name -> "lever " + name).orElse("rules");
        return Checked.refused(
                levers.isEmpty()
                        ? new Problem(
                                "RMT-181",
                                place,
                                "no number of the rules can be moved",
                                "write a limit into a row that clears")
                        : new Problem(
                                "RMT-181", place, "unknown lever", "there are: " + String.join(", ", names(levers))));
    }

    /** What levers are called in a question, each name once. */
    static List<String> names(List<Lever> levers) {
        return levers.stream().map(WhatIf::name).distinct().toList();
    }

    /** What a lever is called in a question: the fact that it moves. */
    private static String name(Lever lever) {
        return switch (lever) {
            case Lever.Confidence _ -> "confidence";
            case Lever.Limit limit -> limit.fact();
        };
    }

    /** One lever a name; the first that there is where none is named. */
    private Checked<List<Lever>> levers(List<String> wanted) {
        if (wanted.isEmpty()) return lever(Optional.empty()).map(List::of);
        var levers = new ArrayList<Lever>();
        var problems = new ArrayList<Problem>();
        for (String each : new LinkedHashSet<>(wanted)) {
            Checked<Lever> found = lever(Optional.of(each));
            problems.addAll(found.problems());
            found.map(levers::add);
        }
        return problems.isEmpty() ? Checked.ok(List.copyOf(levers)) : Checked.refused(problems);
    }

    /** The first number that holds and gives the share; where none does, the loosest that holds. */
    private Answer share(double share, Lever lever) {
        Chain chain = Chain.of(history, question.current(), lever, Chain.Side.LOOSER);
        Search search = Search.of(history, chain, question.terms());
        List<Search.Point> points = search.points();
        List<Integer> holding = holding(points.size(), at -> points.get(at).certified());
        Chosen chosen = choose(
                holding,
                at -> points.get(at).share() >= share,
                at -> chain.steps().get(at).rulings());
        BigDecimal number = chain.steps().get(chosen.at()).number();
        var sought = new Answer.Sought(
                Optional.of(new Lever.Moved(lever, number)),
                Optional.of(search),
                Optional.of(search),
                Optional.empty(),
                chosen.barred());
        Proof proof = Proof.of(
                points.get(chosen.at()).cleared(),
                chosen.compared().in().measure(),
                points.get(chosen.at()).delta());
        Answer answer = answer(chosen, proof, sought);
        return missed(answer)
                ? answer.with(first(points.size(), at -> points.get(at).share() >= share)
                        .flatMap(at -> needed(
                                chain.steps().get(at).rulings(), points.get(at).delta())))
                : answer;
    }

    /** Whether the share was missed for want of labels, and not because of a segment. */
    private static boolean missed(Answer answer) {
        boolean late = answer.sought().tables().stream()
                .anyMatch(tables -> !tables.late().open().isEmpty());
        return answer.finding() == Answer.Finding.UNREACHABLE
                && answer.sought().barred().isEmpty()
                && !late;
    }

    private static Optional<Integer> first(int points, IntPredicate reaches) {
        return IntStream.range(0, points).filter(reaches).boxed().findFirst();
    }

    /** How many more outcomes would prove what gives the share, and was not proved. */
    private Optional<Answer.Needed> needed(byte[] then, double delta) {
        Comparison compared = Comparison.of(history, now, then, question.terms());
        Proof proof = Proof.of(compared.then().measure(), compared.in().measure(), delta);
        return Needs.of(history, now, then, proof, question.terms());
    }

    private Answer tables(double share, ChainOfTables chain, Optional<String> by) {
        List<TableSearch.Point> points = chain.points();
        Chosen chosen = choose(chain.holding(), at -> points.get(at).share() >= share, chain::rulings);
        TableSearch told = chain.told(chosen.at(), by, share);
        var sought = new Answer.Sought(
                alone(told).map(TableSearch.Part::moved).map(List::getFirst),
                Optional.empty(),
                Optional.empty(),
                Optional.of(told),
                chosen.barred());
        Answer answer = answer(chosen, points.get(chosen.at()).proof(), sought);
        return missed(answer)
                ? answer.with(first(points.size(), at -> points.get(at).share() >= share)
                        .flatMap(at -> Needs.of(
                                history, now, chain.rulings(at), points.get(at).proof(), question.terms())))
                : answer;
    }

    /** The one move of a table, where it makes only one and for all cases. */
    private static Optional<TableSearch.Part> alone(TableSearch told) {
        boolean one = told.by().isEmpty()
                && told.parts().size() == 1
                && told.parts().getFirst().moved().size() == 1;
        return one ? Optional.of(told.parts().getFirst()) : Optional.empty();
    }

    /** @param barred segments for which something that gives the share was passed over */
    private record Chosen(int at, byte[] then, Comparison compared, List<Comparison.Segment> barred) {}

    /**
     * All that holds, holds together: which of it is taken may be decided by looking. So none is taken under which a segment
     * moves that is known to be bad. What is in force remains where nothing else does.
     */
    private Chosen choose(List<Integer> holding, IntPredicate reaches, IntFunction<byte[]> rulings) {
        List<Comparison.Segment> barred = List.of();
        for (int at : holding) {
            if (!reaches.test(at)) continue;
            Chosen each = look(at, rulings, List.of());
            List<Comparison.Segment> bad = unsafe(each.compared());
            if (bad.isEmpty()) return each;
            if (barred.isEmpty()) barred = bad;
        }
        for (int at : holding.reversed()) {
            if (reaches.test(at)) continue;
            Chosen each = look(at, rulings, barred);
            if (unsafe(each.compared()).isEmpty()) return each;
        }
        return look(0, rulings, barred);
    }

    private static List<Integer> holding(int points, IntPredicate certified) {
        return IntStream.range(0, points).filter(certified).boxed().toList();
    }

    private Chosen look(int at, IntFunction<byte[]> rulings, List<Comparison.Segment> barred) {
        byte[] then = rulings.apply(at);
        return new Chosen(at, then, Comparison.of(history, now, then, question.terms()), barred);
    }

    private static List<Comparison.Segment> unsafe(Comparison compared) {
        return compared.segments().stream()
                .filter(segment -> segment.standing() == Comparison.Standing.UNSAFE)
                .toList();
    }

    private Answer answer(Chosen chosen, Proof proof, Answer.Sought sought) {
        Comparison compared = chosen.compared();
        byte[] then = chosen.then();
        List<Answer.MovedCase> moved = movedCases(then);
        Optional<Answer.Needed> needed = Answer.verdict(compared, proof, question.terms()) == Answer.Finding.UNSETTLED
                ? Needs.of(history, now, then, proof, question.terms())
                : Optional.empty();
        var bare = new Answer(question, compared, proof, sought, needed, moved, NOTHING_HELD, history.leftOut());
        return new Answer(question, compared, proof, sought, needed, moved, staged(bare), history.leftOut());
    }

    /** What the proposed rules let clear and only the ladder held. */
    private Answer.Staged staged(Answer bare) {
        var held = new EnumMap<DecidedCase.Trust, Long>(DecidedCase.Trust.class);
        boolean ladder = IntStream.range(0, history.cases()).anyMatch(i -> history.trust(i) != DecidedCase.Trust.FULL);
        if (!ladder) return new Answer.Staged(history.isRulesAlone(), held);
        History alone = history.rulesAlone();
        byte[] free = question.wish() instanceof Question.Wish.Instead(Rules proposed)
                ? new Retrial(alone).rulings(proposed)
                : bare.change()
                        .map(change -> change.rulings(alone, question.current()))
                        .orElseGet(() -> new Retrial(alone).rulings(question.current()));
        for (int i = 0; i < free.length; i++) {
            DecidedCase.Trust trust = history.trust(i);
            if (trust != DecidedCase.Trust.FULL && free[i] == Ruling.AUTO_CLEAR.ordinal())
                held.merge(trust, 1L, Long::sum);
        }
        return new Answer.Staged(history.isRulesAlone(), held);
    }

    /**
     * Known to be wrong first, then what is not known, the least sure of it first, and last what is known to be right; where
     * nobody claims a confidence, in the order in which they came.
     */
    private List<Answer.MovedCase> movedCases(byte[] then) {
        var moved = new ArrayList<Answer.MovedCase>();
        for (int i = 0; i < then.length; i++) {
            boolean in = then[i] == Ruling.AUTO_CLEAR.ordinal() && now[i] != then[i];
            if (!in) continue;
            moved.add(new Answer.MovedCase(
                    history.id(i),
                    Ruling.values()[now[i]],
                    history.truth(i),
                    history.score(i),
                    history.segments().get(history.segment(i)),
                    history.money(i)));
        }
        moved.sort(Comparator.comparingInt((Answer.MovedCase each) -> doubt(each.truth()))
                .thenComparingDouble(each -> Double.isNaN(each.score()) ? 2 : each.score()));
        return moved;
    }

    private static int doubt(Label.Truth truth) {
        return switch (truth) {
            case WRONG -> 0;
            case UNKNOWN -> 1;
            case RIGHT -> 2;
        };
    }
}

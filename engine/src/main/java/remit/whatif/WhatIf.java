package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import remit.authority.AuthorityTable;
import remit.authority.Ruling;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** Asks the past. Pure: the same history and question give the same answer. */
public final class WhatIf {
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
        };
    }

    /** The verdicts of the rules in force on every case of a history, in its order: what a replay shows. */
    public static List<Ruling> replay(History history, Rules rules) {
        byte[] rulings = new Retrial(history).rulings(rules);
        var told = new ArrayList<Ruling>(rulings.length);
        for (byte each : rulings) told.add(Ruling.values()[each]);
        return told;
    }

    private Answer instead(Rules proposed) {
        byte[] then = new Retrial(history).rulings(proposed);
        Optional<Lever.Moved> lever = moved(proposed);
        Optional<Search> search = lever.map(found -> Search.of(
                history,
                Chain.of(history, question.current(), found.lever(), Optional.of(found.to())),
                question.terms()));
        return answer(then, lever, search);
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
        String known = levers.isEmpty()
                ? "write a limit into a row that clears"
                : "name one of "
                        + String.join(
                                ", ",
                                levers.stream().map(WhatIf::name).distinct().toList());
        return Checked.refused(new Problem(
                "RMT-181",
                wanted.map(name -> "lever " + name).orElse("rules"),
                "no number of the rules can be moved",
                known));
    }

    /** What a lever is called in a question: the fact that it moves. */
    private static String name(Lever lever) {
        return switch (lever) {
            case Lever.Confidence _ -> "confidence";
            case Lever.Limit limit -> limit.fact();
        };
    }

    /** The first number that holds and gives the share; where none does, the loosest that holds. */
    private Answer share(double share, Lever lever) {
        Chain chain = Chain.of(history, question.current(), lever, Optional.empty());
        Search search = Search.of(history, chain, question.terms());
        int chosen = 0;
        for (int i = 0; i < search.points().size(); i++) {
            Search.Point point = search.points().get(i);
            if (!point.certified()) continue;
            chosen = i;
            if (point.share() >= share) break;
        }
        Chain.Step step = chain.steps().get(chosen);
        return answer(step.rulings(), Optional.of(new Lever.Moved(lever, step.number())), Optional.of(search));
    }

    private Answer answer(byte[] then, Optional<Lever.Moved> lever, Optional<Search> search) {
        Comparison compared = Comparison.of(history, now, then, question.terms());
        List<Answer.MovedCase> moved = movedCases(then);
        Optional<Answer.Needed> needed = Answer.verdict(compared, question.terms()) == Answer.Finding.UNSETTLED
                ? Needs.of(history, now, then, compared, question.terms())
                : Optional.empty();
        return new Answer(question, lever, compared, search, needed, moved, history.leftOut());
    }

    /** Known to be wrong first, then the least sure; where nobody claims a confidence, in the order in which they came. */
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
        moved.sort(Comparator.comparing((Answer.MovedCase each) -> each.truth() != Label.Truth.WRONG)
                .thenComparingDouble(each -> Double.isNaN(each.score()) ? 2 : each.score()));
        return moved;
    }
}

package remit.whatif;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.kernel.Json;

/**
 * What the past says of proposed rules.
 *
 * @param compared the rules in force beside the proposed ones
 * @param proof what the promise rests on
 * @param sought what moves, and how far it may go
 * @param needed what would settle it; empty where it is settled, or where no number of reviews would
 * @param moved the cases that would newly clear, the most likely wrong first
 * @param staged what the ladder has to do with it
 * @param leftOut why cases could not be compared, and how many
 */
public record Answer(
        Question question,
        Comparison compared,
        Proof proof,
        Sought sought,
        Optional<Needed> needed,
        List<MovedCase> moved,
        Staged staged,
        Map<String, Long> leftOut) {
    public Answer {
        moved = List.copyOf(moved);
        leftOut = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(leftOut));
    }

    /**
     * How it was sought.
     *
     * @param lever the one number that moves, where only one does
     * @param search how far the lever may go; empty where rules differ in more than one number, or the one asked about is
     *     stricter: what is told of looser ones is another question
     * @param tested the order of numbers in which the one asked about was tested; empty where rules differ in more than one
     * @param tables how far a table may go that has numbers of its own for each segment
     * @param barred the segments for which a table that gives the share and holds as a whole was not chosen: too many of
     *     their cases that move are wrong
     */
    public record Sought(
            Optional<Lever.Moved> lever,
            Optional<Search> search,
            Optional<Search> tested,
            Optional<TableSearch> tables,
            List<Comparison.Segment> barred) {
        public Sought {
            barred = List.copyOf(barred);
        }
    }

    /** The same with what would settle it. */
    Answer with(Optional<Needed> more) {
        return new Answer(question, compared, proof, sought, more, moved, staged, leftOut);
    }

    /**
     * What the ladder has to do with it.
     *
     * @param rulesAlone whether it was left out of every verdict
     * @param held how many cases the proposed rules let clear and only the ladder held, by what of it
     */
    public record Staged(boolean rulesAlone, Map<DecidedCase.Trust, Long> held) {
        public Staged {
            held = java.util.Collections.unmodifiableMap(new java.util.TreeMap<>(held));
        }

        /** How many cases only the ladder held. */
        public long cases() {
            return held.values().stream().mapToLong(Long::longValue).sum();
        }

        Json.Obj toJson() {
            var by = new java.util.TreeMap<String, Json>();
            held.forEach((trust, count) -> by.put(trust.name().toLowerCase(java.util.Locale.ROOT), Json.of(count)));
            return Json.object("rules_alone", rulesAlone, "held", cases(), "held_by", new Json.Obj(by));
        }
    }

    /** The one number that moves, where only one does. */
    public Optional<Lever.Moved> lever() {
        return sought.lever();
    }

    /** How far that number may go. */
    public Optional<Search> search() {
        return sought.search();
    }

    /** The order of numbers in which the one that is proposed was tested: which of them is taken may be chosen by looking. */
    public Optional<Search> tested() {
        return sought.tested();
    }

    /** Whether the promise follows from rules that let more through, and was not tested itself: the labels are theirs. */
    public boolean follows() {
        boolean part = proof.cleared().cases() > compared.then().measure().cases();
        return tested().isPresent() && part;
    }

    /** The tested numbers on both sides of the one asked about, the looser one first. */
    List<Search.Point> beside() {
        return tested().flatMap(search -> lever().map(moved -> search.beside(moved.to())))
                .orElse(List.of());
    }

    /** The change of rules that is proposed; empty where nothing moves, or where the rules were given as a table. */
    public Optional<RuleChange> change() {
        return sought.tables()
                .map(tables -> new RuleChange(tables.by(), tables.parts()))
                .or(() -> lever().filter(
                                moved -> moved.to().compareTo(moved.lever().now()) != 0)
                        .map(moved ->
                                RuleChange.of(moved, compared.in().measure().cases())))
                .filter(change -> !change.isEmpty());
    }

    /** Whether the rules may be applied. */
    public enum Finding {
        /** The bound keeps the limit. */
        SAFE,
        /** More is wrong than may be. */
        UNSAFE,
        /** The estimate keeps the limit, the bound does not: too little is known. */
        UNSETTLED,
        /** Nothing would clear: of nothing no error share can be proved, and no number of reviews would. */
        NOTHING,
        /** No number gives the share asked for. */
        UNREACHABLE
    }

    /**
     * How many more known outcomes would bring the bound under the limit, were as many of them wrong as so far.
     *
     * @param from the score band in which they are needed most, {@code to} its end; NaN where nobody claims a confidence
     */
    public record Needed(long reviews, double from, double to) {
        Json.Obj toJson() {
            return Json.object(
                    "reviews", reviews,
                    "confidence_from", Double.isNaN(from) ? Json.NULL : Json.of(from),
                    "confidence_to", Double.isNaN(to) ? Json.NULL : Json.of(to));
        }
    }

    /** A case that would newly clear. @param score NaN where nobody claims one */
    public record MovedCase(
            String id,
            Ruling now,
            Label.Truth truth,
            double score,
            String segment,
            @Nullable BigDecimal money) {
        Json.Obj toJson() {
            return Json.object(
                    "case",
                    id,
                    "current",
                    now.word(),
                    "outcome",
                    truth.name().toLowerCase(java.util.Locale.ROOT),
                    "confidence",
                    Double.isNaN(score) ? Json.NULL : Json.of(score),
                    "segment",
                    segment,
                    "money",
                    money == null ? Json.NULL : Json.decimal(money));
        }
    }

    public Finding finding() {
        Finding found = verdict(compared, proof, question.terms());
        OptionalDouble goal = question.wish().goal();
        if (goal.isEmpty()) return found;
        // What is in force may give the share and not be proved: then it is no answer, and there is nothing to apply.
        boolean unproved = found != Finding.SAFE && compared.isUnchanged();
        return compared.shareThen() < goal.getAsDouble() || unproved ? Finding.UNREACHABLE : found;
    }

    static Finding verdict(Comparison compared, Proof proof, Question.Terms terms) {
        if (compared.then().measure().cases() == 0) return Finding.NOTHING;
        double cap = terms.maxMovedError().orElse(1.0);
        boolean wrong = compared.then().measure().estimate() > terms.maxError()
                || compared.in().measure().estimate() > cap
                || compared.segments().stream().anyMatch(each -> each.standing() == Comparison.Standing.UNSAFE);
        if (wrong) return Finding.UNSAFE;
        return proof.keeps(terms) ? Finding.SAFE : Finding.UNSETTLED;
    }

    /** Whether labels had a say in it: of rules under which nothing clears nothing was asked of them. */
    public boolean asksLabels() {
        if (compared.then().measure().cases() > 0) return true;
        if (question.wish().goal().isEmpty()) return false;
        return search().stream()
                        .flatMap(found -> found.points().stream())
                        .anyMatch(point -> point.cleared().cases() > 0)
                || sought.tables().stream()
                        .flatMap(found -> found.points().stream())
                        .anyMatch(point -> point.cleared() > 0);
    }

    /** Everything that the sentence says, and what it rests on. */
    public Json.Obj toJson() {
        var cases = new ArrayList<Json>();
        for (MovedCase each : moved) cases.add(each.toJson());
        var reasons = new ArrayList<Json>();
        leftOut.forEach((why, count) -> reasons.add(Json.object("why", why, "count", count)));
        Json.Obj told = Json.object(
                "finding", finding().name().toLowerCase(java.util.Locale.ROOT),
                "max_error", question.terms().maxError(),
                "max_moved_error",
                        question.terms().maxMovedError().map(Json::of).orElse(Json.NULL),
                "confidence", question.terms().confidence(),
                "lever", lever().map(Answer::lever).orElse(Json.NULL));
        told = told.with("compared", compared.toJson())
                .with("proof", proof.toJson())
                .with("search", search().map(found -> (Json) found.toJson()).orElse(Json.NULL))
                .with(
                        "tables",
                        sought.tables().map(found -> (Json) found.toJson()).orElse(Json.NULL))
                .with(
                        "barred",
                        Json.strings(sought.barred().stream()
                                .map(Comparison.Segment::name)
                                .toList()))
                .with("needed", needed.map(more -> (Json) more.toJson()).orElse(Json.NULL))
                .with("stage", staged.toJson())
                .with("not_comparable", Json.array(reasons))
                .with("moved_cases", Json.array(cases));
        OptionalDouble goal = question.wish().goal();
        return goal.isPresent() ? told.with("goal", Json.of(goal.getAsDouble())) : told;
    }

    static Json lever(Lever.Moved moved) {
        return Json.object(
                "what", moved.lever().words(),
                "from", Json.decimal(moved.lever().now()),
                "to", Json.decimal(moved.to()));
    }
}

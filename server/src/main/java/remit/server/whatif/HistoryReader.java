package remit.server.whatif;

import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.decision.Decider;
import remit.decision.PastCase;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.process.StoredFacts;
import remit.scorecard.Hindsight;
import remit.server.catalog.PublishedProcess;
import remit.server.scorecards.Judge;
import remit.whatif.DecidedCase;
import remit.whatif.Label;

/** Understands the decided cases of a process, each with what is known of its truth at one moment. */
final class HistoryReader {
    private final PublishedProcess process;
    private final Judge judge;
    private final Set<String> reads;
    private final Optional<String> segment;
    private final Instant now;
    /** Few cases differ in what is kept beside them. */
    private final Map<String, Json.Obj> details = new HashMap<>();

    /**
     * @param reads every fact that rules will be asked about
     * @param segment only its cases; empty for all
     * @param now until when outcomes are due
     */
    HistoryReader(PublishedProcess process, Set<String> reads, Optional<String> segment, Instant now) {
        this.process = process;
        this.judge = new Judge(process, null);
        this.reads = reads;
        this.segment = segment;
        this.now = now;
    }

    /**
     * A case as it was understood.
     *
     * @param at as it is stored
     * @param proposer empty where nobody proposed
     * @param due when its outcome should be known, if that moment is still to come
     */
    record Understood(
            String id, long at, String proposer, @Nullable Instant due, Sense sense) {}

    /** What is made of a case. */
    sealed interface Sense {
        /** It can be decided anew. */
        record Comparable(DecidedCase decided) implements Sense {}

        /** It cannot. @param why as an owner reads it */
        record LeftOut(String why) implements Sense {}

        /** It is none of the segment that is asked about. */
        record Elsewhere() implements Sense {}
    }

    Understood understand(StoredCase stored) {
        StoredCase.Ruled ruled = stored.ruled();
        Json.Obj opening = content(stored.erasable().opening());
        String told = stored.erasable().details();
        var item = new PastCase(
                stored.id(),
                process.id(),
                ruled.at(),
                new PastCase.Kept(
                        opening, told == null ? null : details.computeIfAbsent(told, Json::parseObject), ruled.ahead()),
                stored.proposed().answer(),
                new PastCase.Recorded(ruled.ruling(), 0, ""));
        String proposer =
                stored.proposed().proposer() == null ? "" : stored.proposed().proposer();
        String its = opening == null ? "" : opening.object("tags").text("segment", "");
        if (segment.isPresent() && !segment.get().equals(its))
            return new Understood(stored.id(), stored.at(), proposer, null, new Sense.Elsewhere());
        return switch (item.asked(process.pinned(), reads)) {
            case PastCase.Asked.Erased() -> leftOut(stored, proposer, "their details were erased");
            case PastCase.Asked.Untold(String why) -> leftOut(stored, proposer, why);
            case PastCase.Asked.Ready ready -> {
                DecidedCase decided = decided(stored, item, ready, its);
                boolean pending = !stored.waits() && decided.label().source() == Label.Source.LATER;
                Instant due = pending ? due(item) : null;
                yield new Understood(stored.id(), stored.at(), proposer, due, new Sense.Comparable(decided));
            }
        };
    }

    private static Understood leftOut(StoredCase stored, String proposer, String why) {
        return new Understood(stored.id(), stored.at(), proposer, null, new Sense.LeftOut(why));
    }

    private DecidedCase decided(StoredCase stored, PastCase item, PastCase.Asked.Ready ready, String its) {
        Map<String, Value> facts = PastCase.seen(ready, process.pinned());
        Json.Obj observed = content(stored.erasable().observed());
        Map<String, Value> outcomes = observed == null ? Map.of() : StoredFacts.read(process.intake(), observed);
        boolean byChance = byChance(stored.ruled());
        Label label = label(stored, item, ready, outcomes);
        if (byChance) label = label.drawn(stored.judged().drawn());
        return new DecidedCase(
                item.id(),
                facts,
                verdicts(ready, item.recorded().ruling()),
                score(ready.answer(), item.proposed().standing()),
                label,
                byChance ? stored.ruled().propensity() : 1,
                new DecidedCase.Setting(
                        its,
                        process.pinned()
                                .money(ready.facts())
                                .map(amount -> amount.number())
                                .orElse(null),
                        waited(item, stored.judged().review(), outcomes)));
    }

    private DecidedCase.Verdicts verdicts(PastCase.Asked.Ready ready, Ruling recorded) {
        Ruling sure = others(ready, true);
        // Only a level above looks at it; without one the second answer is the first.
        Ruling unsure = process.pinned().levels().isEmpty() ? sure : others(ready, false);
        return new DecidedCase.Verdicts(
                recorded, sure, unsure, DecidedCase.Trust.of(ready.facts().autonomy()));
    }

    /** Without the ladder, which is kept apart. */
    private Ruling others(PastCase.Asked.Ready ready, boolean sure) {
        Answer answer = ready.answer();
        if (answer instanceof Answer.Answered answered) {
            Proposal given = answered.proposal();
            answer = new Answer.Answered(
                    new Proposal(given.decision(), given.confidence(), sure, given.options(), given.basis()));
        }
        return Decider.others(ready.facts().at(null), answer, process.pinned());
    }

    private static double score(Answer answer, boolean standing) {
        return !standing && answer instanceof Answer.Answered answered
                ? answered.proposal().confidence()
                : Double.NaN;
    }

    /** Whether only a draw brings its truth to light: nobody reports it, and it cleared where a sample is looked at. */
    private boolean byChance(StoredCase.Ruled ruled) {
        boolean cleared = ruled.ruling() == Ruling.AUTO_CLEAR;
        return cleared
                && ruled.propensity() > 0
                && ruled.propensity() < 1
                && !process.intake().sourceReportsOutcomes();
    }

    /** An outcome says most; then a look; then who decided it; then only time. */
    private Label label(StoredCase stored, PastCase item, PastCase.Asked.Ready ready, Map<String, Value> outcomes) {
        Hindsight hindsight =
                judge.hindsight(stored.proposed().decision(), ready.facts().inputs(), outcomes);
        if (hindsight.known()) return Label.known(!hindsight.wrong(), Label.Source.OUTCOME);
        Boolean look = stored.judged().look();
        if (look != null) return Label.known(look, Label.Source.SAMPLE);
        String review = stored.judged().review().outcome();
        if (review != null) return Label.known(review.equals("approve"), Label.Source.PERSON);
        boolean due = due(item).isBefore(now);
        return stored.waits() || (!due && process.intake().sourceReportsOutcomes()) ? Label.PENDING : Label.UNKNOWN;
    }

    private Instant due(PastCase item) {
        return item.at().plus(process.intake().outcomeAfter());
    }

    /** Days from coming in to being closed by a person or the source; null where that is not known. */
    private @Nullable Long waited(PastCase item, StoredCase.Review review, Map<String, Value> outcomes) {
        LocalDate received = day(item.at());
        String column = process.contract().reporting().closed();
        Value said = column == null ? Value.ABSENT : outcomes.getOrDefault(column, Value.ABSENT);
        if (said instanceof Value.Day(LocalDate closed) && !closed.isBefore(received)) {
            return closed.toEpochDay() - received.toEpochDay();
        }
        if (review.at() == null) return null;
        return Math.max(0, day(review.at()).toEpochDay() - received.toEpochDay());
    }

    private LocalDate day(Instant at) {
        return at.atZone(process.contract().zone()).toLocalDate();
    }

    private static Json.@Nullable Obj content(@Nullable String text) {
        return text == null ? null : Json.parseObject(text);
    }
}

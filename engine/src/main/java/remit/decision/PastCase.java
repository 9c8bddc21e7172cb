package remit.decision;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.evidence.Event;
import remit.halt.HaltScope;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.process.Intake;
import remit.process.StoredFacts;

/**
 * A case that was decided, as evidence keeps it, to be decided anew. What evidence does not tell is said to be missing and
 * never guessed.
 *
 * @param id of the case, {@code at} its business time
 * @param kept what may have been erased of it
 * @param proposed what was proposed
 * @param recorded how it was decided
 */
public record PastCase(String id, String process, Instant at, Kept kept, Proposed proposed, Recorded recorded) {
    /**
     * What may be erased.
     *
     * @param opening payload of the case's first event, {@code details} of the decision; null where it was erased
     * @param ahead how far business time lay ahead of the clock when it was decided
     */
    public record Kept(Json.@Nullable Obj opening, Json.@Nullable Obj details, Duration ahead) {
        /** What the rules saw; empty where that is erased, or where an older version did not keep whether its group was new. */
        public Optional<CaseFacts> facts(Intake intake) {
            if (opening == null || details == null) return Optional.empty();
            Boolean seen = details.object("facts").get("new_group") instanceof Json.Bool(boolean isNew) ? !isNew : null;
            boolean grouped = opening.object("tags").text("group") != null;
            if (grouped && seen == null) return Optional.empty();
            var currencies = new LinkedHashMap<String, String>();
            opening.object("currencies").fields().forEach((name, currency) -> {
                if (currency instanceof Json.Str(String code)) currencies.put(name, code);
            });
            Json.Obj inputs = opening.object("inputs");
            Autonomy autonomy = Autonomy.from(details.object("facts").get("autonomy"));
            List<HaltScope> halted = HaltCheck.from(details.object("facts"));
            return Optional.of(
                    new CaseFacts(StoredFacts.read(intake, inputs), currencies, seen, ahead, autonomy, halted));
        }

        boolean erased() {
            return opening == null || details == null;
        }

        /** Names that rules read and that the case was never asked for. */
        Set<String> lacks(Set<String> reads) {
            if (opening == null) return Set.of();
            var lacks = new TreeSet<String>();
            Map<String, Json> inputs = opening.object("inputs").fields();
            for (String name : reads)
                if (!RuleFacts.COMPUTED.contains(name) && !inputs.containsKey(name)) lacks.add(name);
            return lacks;
        }
    }

    /** What was proposed. @param standing by the contract itself, not by the author */
    public record Proposed(Answer answer, boolean standing) {
        /** From its event; null where nothing was proposed. */
        public static Proposed of(@Nullable Event event) {
            return event == null
                    ? new Proposed(answer(Json.EMPTY), false)
                    : of(answer(event.body()), event.actor().id());
        }

        /** @param proposer the id of who proposed; draft:PROCESS@... where the contract itself did */
        public static Proposed of(Answer answer, String proposer) {
            return new Proposed(answer, proposer.startsWith("draft:"));
        }

        /** What the author said, from the body of its event; a decision without its options and basis. */
        public static Answer answer(Json.Obj body) {
            return answer(
                    body.text("answer", "failed"),
                    body.text("decision"),
                    body.number("confidence", 0),
                    body.flag("confident"));
        }

        /** The same with the words of an answer that proposed nothing, which only its payload holds. @param said that payload */
        public static Answer answer(Json.Obj body, Json.Obj said) {
            Answer told = answer(body);
            String reason = said.text("reason");
            if (reason == null) return told;
            return switch (told) {
                case Answer.Answered answered -> answered;
                case Answer.Refused _ -> new Answer.Refused(reason);
                case Answer.Failed _ -> new Answer.Failed(reason);
                case Answer.Unknown _ -> new Answer.Unknown(reason);
            };
        }

        /** The same from its parts. @param decision null where there is none */
        public static Answer answer(String answer, @Nullable String decision, double confidence, boolean confident) {
            if (decision != null)
                return new Answer.Answered(new Proposal(decision, confidence, confident, List.of(), "as recorded"));
            return switch (answer) {
                case "refused" -> new Answer.Refused("as recorded");
                case "unknown" -> new Answer.Unknown("as recorded");
                default -> new Answer.Failed("nothing was proposed");
            };
        }
    }

    /** How it was decided. @param row of the process's own table that spoke, 0 where none did or none is known any more */
    public record Recorded(Ruling ruling, int row, String reason) {
        /** From the body of its event. Of a case that a row let through its name stays, whatever is erased. */
        public static Recorded of(Json.Obj decided) {
            Ruling said = Ruling.of(decided.text("verdict", "")).orElse(Ruling.STOP);
            boolean returned = said == Ruling.STOP && "returned".equals(decided.text("disposition"));
            String approver = decided.text("approver", "");
            int at = approver.lastIndexOf("#row-");
            return new Recorded(
                    returned ? Ruling.RETURN : said,
                    at < 0 ? 0 : Integer.parseInt(approver.substring(at + 5)),
                    decided.text("reason", ""));
        }
    }

    /** What rules would be asked about it. */
    public sealed interface Asked {
        /** All that they have to know. */
        record Ready(CaseFacts facts, Answer answer) implements Asked {}

        /** Its details were erased. */
        record Erased() implements Asked {}

        /** Evidence does not hold what these rules look at. */
        record Untold(String why) implements Asked {}
    }

    /** What rules of this version would be asked about it. */
    public Asked asked(Pinned pinned) {
        return asked(pinned, pinned.reads());
    }

    /** The same where other names are read. @param reads names of inputs and computed facts */
    public Asked asked(Pinned pinned, Set<String> reads) {
        if (kept.erased()) return new Asked.Erased();
        Set<String> lacks = kept.lacks(reads);
        if (!lacks.isEmpty()) return new Asked.Untold("it was never asked for " + String.join(", ", lacks));
        Optional<CaseFacts> facts = kept.facts(pinned.intake());
        if (facts.isEmpty()) return new Asked.Untold("an older release did not keep whether its group was new");
        Optional<Proposal> draft = Decider.draft(facts.get(), pinned);
        if (draft.isPresent()) return new Asked.Ready(facts.get(), new Answer.Answered(draft.get()));
        return proposed.standing()
                ? new Asked.Untold("the contract proposed, and nobody knows what the author would have")
                : new Asked.Ready(facts.get(), proposed.answer());
    }

    /** The facts as the process's own table sees them. */
    public static Map<String, Value> seen(Asked.Ready ready, Pinned pinned) {
        Proposal given = ready.answer() instanceof Answer.Answered answered ? answered.proposal() : null;
        return pinned.table().known(RuleFacts.of(ready.facts(), given, pinned));
    }
}

package remit.server.replay;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.decision.CaseFacts;
import remit.decision.Decider;
import remit.decision.PastCase;
import remit.evidence.Event;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.server.cases.Conclusion;
import remit.server.cases.Effects;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Gateway;
import remit.server.register.DecidedCases.Item;
import remit.server.register.DecidedCases.Kept;

/**
 * Decides one recorded case again, by the function that decides live: the rules, the levels above and the guardrails of
 * the version that the decision names, the proposal, stage and sampling rate that were stored with it.
 */
final class CaseReplay {
    private final Function<String, Optional<Checked<PublishedProcess>>> versions;
    private final Gateway gateway;
    private final Map<String, Version> known = new HashMap<>();

    /** A version that can decide, or what is in its way. */
    private sealed interface Version {
        record Ready(PublishedProcess process) implements Version {}

        record Missing(Outcome.Missed missed) implements Version {}
    }

    /** @param versions a published version by the hash of its pack */
    CaseReplay(Function<String, Optional<Checked<PublishedProcess>>> versions, Gateway gateway) {
        this.versions = versions;
        this.gateway = gateway;
    }

    Outcome of(Item item) {
        if (!item.intact()) return missed(Outcome.Obstacle.ALTERED, "its evidence does not agree with its own digests");
        String pack = item.decided().event().versions().text("pack");
        if (pack == null) return missed(Outcome.Obstacle.LOST_VERSION, "its evidence names no pack version");
        return switch (known.computeIfAbsent(pack, this::version)) {
            case Version.Missing(Outcome.Missed missed) -> missed;
            case Version.Ready(PublishedProcess process) -> on(item, process);
        };
    }

    private Version version(String pack) {
        String name = "its pack version " + shortened(pack);
        return switch (versions.apply(pack).orElse(null)) {
            case null -> new Version.Missing(missed(Outcome.Obstacle.LOST_VERSION, name + " is not stored"));
            case Checked.Refused<PublishedProcess>(List<Problem> problems) ->
                new Version.Missing(missed(
                        Outcome.Obstacle.UNREADABLE_VERSION,
                        name + " cannot be read any more: " + problems.getFirst()));
            case Checked.Ok<PublishedProcess>(PublishedProcess process) -> new Version.Ready(process);
        };
    }

    private Outcome on(Item item, PublishedProcess process) {
        Kept opened = item.opened();
        Kept proposed = item.proposed();
        if (opened == null || proposed == null) {
            String what = opened == null ? "opened the case" : "holds its proposal";
            return missed(Outcome.Obstacle.INCOMPLETE, "the event that " + what + " is not there");
        }
        Json.Obj opening = opened.payload();
        Json.Obj details = item.decided().payload();
        Json.Obj said = proposed.payload();
        if (opened.lost() || proposed.lost() || item.decided().lost())
            return missed(Outcome.Obstacle.LOST_PAYLOAD, "a payload is missing, and no erasure names it");
        if (opening == null || details == null || said == null)
            return missed(Outcome.Obstacle.ERASED, "what it was decided on is erased");
        Event decided = item.decided().event();
        Duration ahead = Duration.between(decided.recordedAt(), decided.at());
        Optional<CaseFacts> facts = new PastCase.Kept(opening, details, ahead).facts(process.intake());
        if (facts.isEmpty())
            return missed(Outcome.Obstacle.NOT_KEPT, "an older release did not keep whether its group was new");
        Answer answer = PastCase.Proposed.answer(proposed.event().body(), said);
        String caseId = String.valueOf(decided.place().caseId());
        Conclusion again = Conclusion.of(facts.get(), answer, new Effects(process, gateway), opening, caseId);
        var replayed = new Recorded(again.body(), again.details(facts.get(), opening));
        var recorded = new Recorded(decided.body(), details);
        Optional<Proposal> draft = Decider.draft(facts.get(), process.pinned());
        Map<String, String> then = pinned(decided, recorded, standing(proposed.event()));
        Map<String, String> now = replayed.parts();
        now.put("standing proposal", draft.map(Proposal::decision).orElse("none"));
        now.put("process", process.id());
        process.versions().fields().forEach((part, hash) -> now.put("version of " + part, text(hash)));
        now.put("version of author", proposed.event().actor().id());
        List<Outcome.Difference> differences = Recorded.differences(then, now);
        return differences.isEmpty()
                ? new Outcome.Identical(replayed.toJson())
                : new Outcome.Different(replayed.toJson(), differences);
    }

    /** What is recorded, with what it names of versions. */
    private static Map<String, String> pinned(Event decided, Recorded recorded, String standing) {
        var parts = new LinkedHashMap<>(recorded.parts());
        parts.put("standing proposal", standing);
        parts.put("process", decided.place().process());
        decided.versions().fields().forEach((part, hash) -> parts.put("version of " + part, text(hash)));
        return parts;
    }

    /** What the contract itself had proposed, which no author was asked about. */
    private static String standing(Event proposed) {
        PastCase.Proposed by = PastCase.Proposed.of(proposed);
        return by.standing() && by.answer() instanceof Answer.Answered answered
                ? answered.proposal().decision()
                : "none";
    }

    private static String text(@Nullable Json json) {
        return json instanceof Json.Str(String text) ? text : json == null ? "none" : json.compact();
    }

    private static Outcome.Missed missed(Outcome.Obstacle obstacle, String why) {
        return new Outcome.Missed(obstacle, why);
    }

    private static String shortened(String hash) {
        return hash.length() > 12 ? hash.substring(0, 12) : hash;
    }
}

package remit.casework;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Json;

/**
 * Where one case stands: the fold of its events, nothing else.
 *
 * @param seq number of events so far
 * @param phase where it stands
 * @param at business time it came in, {@code updatedAt} business time of its last event
 * @param digests of content and outcome, to recognise a row that comes again
 * @param proposal what the author said, or null
 * @param settled how it was decided and by whom, or null while it was not
 * @param actions action id to state: prepared, verified, failed, refused, unknown; beside it, under {@link Compensation#id},
 *     where taking it back stands
 * @param sample that a person shall look at it although it cleared, and what they found; null where nobody shall
 */
public record CaseState(
        long seq,
        Phase phase,
        Instant at,
        Instant updatedAt,
        Digests digests,
        @Nullable Proposed proposal,
        @Nullable Settled settled,
        Map<String, String> actions,
        @Nullable Sample sample) {
    public CaseState {
        actions = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(actions));
    }

    /**
     * @param right null while nobody has looked
     * @param withdrawn whether nobody will look any more, because the case was erased
     */
    public record Sample(boolean blind, @Nullable Boolean right, boolean withdrawn) {
        /** {@code open}, {@code right}, {@code wrong} or {@code withdrawn}. */
        public String word() {
            if (withdrawn) return "withdrawn";
            return right == null ? "open" : right ? "right" : "wrong";
        }

        /** Whether it waits for a person. */
        public boolean open() {
            return right == null && !withdrawn;
        }

        private Json.Obj toJson() {
            Json.Obj json = Json.object("blind", blind, "right", right);
            return withdrawn ? json.with("withdrawn", Json.of(true)) : json;
        }
    }

    /** Keyed digests of what the row said. */
    public record Digests(String content, @Nullable String outcome) {}

    /** Who proposed what. */
    public record Proposed(Actor author, @Nullable String decision, double confidence, boolean confident) {}

    /**
     * @param verdict the engine's verdict; it stays when a person decides later
     * @param decision what was decided: the proposal, or what a person made of it
     * @param approver who allowed it: a rule row or a person; null while held
     * @param owner the accountable owner when the case came in
     */
    public record Settled(
            @Nullable String verdict,
            @Nullable String decision,
            @Nullable String approver,
            String owner,
            @Nullable String reason) {}

    /** Whether an effect of it was taken back: what was done had to be undone, whoever decided it. */
    public boolean takenBack() {
        return actions.entrySet().stream()
                .anyMatch(each -> each.getValue().equals("verified") && Compensation.isOne(each.getKey()));
    }

    /** The form kept in the projection. */
    public Json.Obj toJson() {
        var actionStates = new LinkedHashMap<String, Json>();
        actions.forEach((id, state) -> actionStates.put(id, Json.of(state)));
        Json.Obj json = Json.object(
                "seq", seq,
                "phase", phase.word(),
                "at", at.toString(),
                "updated_at", updatedAt.toString(),
                "content_digest", digests.content(),
                "outcome_digest", digests.outcome(),
                "proposal", proposal == null ? null : proposalJson(proposal),
                "settled", settled == null ? null : settledJson(settled),
                "actions", new Json.Obj(actionStates));
        // Absent rather than null, so that the states of earlier releases fold to the same text.
        return sample == null ? json : json.with("sample", sample.toJson());
    }

    private static Json proposalJson(Proposed proposal) {
        return Json.object(
                "author", proposal.author().toString(),
                "decision", proposal.decision(),
                "confidence", proposal.confidence(),
                "confident", proposal.confident());
    }

    private static Json settledJson(Settled settled) {
        return Json.object(
                "verdict", settled.verdict(),
                "decision", settled.decision(),
                "approver", settled.approver(),
                "owner", settled.owner(),
                "reason", settled.reason());
    }

    /** Reads the form that {@link #toJson} writes. */
    public static CaseState fromJson(Json.Obj json) {
        var actions = new LinkedHashMap<String, String>();
        json.object("actions").fields().forEach((id, state) -> actions.put(id, ((Json.Str) state).text()));
        return new CaseState(
                (long) json.number("seq", 0),
                Phase.of(json.text("phase", "open")),
                Instant.parse(json.text("at", "")),
                Instant.parse(json.text("updated_at", "")),
                new Digests(json.text("content_digest", ""), json.text("outcome_digest")),
                json.get("proposal") instanceof Json.Obj proposal ? proposalFrom(proposal) : null,
                json.get("settled") instanceof Json.Obj settled ? settledFrom(settled) : null,
                actions,
                json.get("sample") instanceof Json.Obj sample
                        ? new Sample(
                                sample.flag("blind"),
                                sample.get("right") instanceof Json.Bool(boolean right) ? right : null,
                                sample.flag("withdrawn"))
                        : null);
    }

    private static Proposed proposalFrom(Json.Obj json) {
        return new Proposed(
                Actor.parse(json.text("author", "")),
                json.text("decision"),
                json.number("confidence", 0),
                json.flag("confident"));
    }

    private static Settled settledFrom(Json.Obj json) {
        return new Settled(
                json.text("verdict"),
                json.text("decision"),
                json.text("approver"),
                json.text("owner", ""),
                json.text("reason"));
    }
}

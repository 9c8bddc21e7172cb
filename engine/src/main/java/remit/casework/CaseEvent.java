package remit.casework;

import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * What happened to a case, as the body of its evidence: no personal data, only labels, ids and digests. The type name in
 * evidence is the record's name; a type is never changed, it gets a new version with an upcaster.
 */
public sealed interface CaseEvent {
    /** The body as evidence stores it. */
    Json.Obj body();

    default String type() {
        return getClass().getSimpleName();
    }

    /** A row that became history: its truth may be learned from. */
    record HistoryRecorded(String contentDigest, @Nullable String outcomeDigest) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("content_digest", contentDigest, "outcome_digest", outcomeDigest);
        }
    }

    /** A case came in. {@code owner} is who is liable from here on: the accountable owner at that time. */
    record CaseOpened(String contentDigest, String owner) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("content_digest", contentDigest, "owner", owner);
        }
    }

    /**
     * The author answered, or did not.
     *
     * @param answer {@code answered}, {@code refused}, {@code failed}, {@code unknown}
     */
    record Proposed(String answer, @Nullable String decision, double confidence, boolean confident)
            implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object(
                    "answer", answer, "decision", decision, "confidence", confidence, "confident", confident);
        }
    }

    /** A model that does not serve answered in shadow, to be compared; it has no say in the case. Fields as of {@link Proposed}. */
    record Challenged(String answer, @Nullable String decision, double confidence, boolean confident)
            implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object(
                    "answer", answer, "decision", decision, "confidence", confidence, "confident", confident);
        }
    }

    /** A verdict was given. {@code decision} is {@link remit.decision.Decision#toJson} without details. */
    record Decided(Json.Obj decision) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return decision;
        }
    }

    /** A person decided a held case. {@code outcome}: approve, edit, reject. */
    record Reviewed(
            String outcome,
            @Nullable String decision,
            @Nullable String reasonCode) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("outcome", outcome, "decision", decision, "reason_code", reasonCode);
        }
    }

    /**
     * Nobody decided a held case in the time that its contract gives, so it is rejected: nothing is done. Nobody has
     * looked at it, so it is no label.
     *
     * @param reasonCode {@link Casework#NOBODY_DECIDED}
     * @param waited how long it could wait, as the contract says
     */
    record TimedOut(String reasonCode, String waited) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("outcome", "reject", "reason_code", reasonCode, "waited", waited);
        }
    }

    /** An effect is intended; committed before it is dispatched. */
    record ActionPrepared(String actionId, String tool) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("action_id", actionId, "tool", tool, "state", "prepared");
        }
    }

    /**
     * The system of record confirmed the effect.
     *
     * @param receipt one that Remit gave itself; null where the system of record gave it, which then stands in the payload
     */
    record ActionVerified(
            String actionId, String tool, @Nullable String receipt) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("action_id", actionId, "tool", tool, "state", "verified", "receipt", receipt);
        }
    }

    /** The effect certainly did not happen and may be tried again. {@code reason} is a word, its text is in the payload. */
    record ActionFailed(String actionId, String tool, String reason) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("action_id", actionId, "tool", tool, "state", "failed", "reason", reason);
        }
    }

    /** The system of record will not do it: trying again would not help, a person must look. */
    record ActionRefused(String actionId, String tool, String reason) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("action_id", actionId, "tool", tool, "state", "refused", "reason", reason);
        }
    }

    /** Nobody knows whether the effect happened: to be looked up, never blindly resent. */
    record ActionUnknown(String actionId, String tool, String reason) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("action_id", actionId, "tool", tool, "state", "unknown", "reason", reason);
        }
    }

    /** What became of taking an effect back. */
    sealed interface Compensating extends CaseEvent {
        /** The action whose effect it is about. */
        String actionId();

        String tool();

        /** {@code prepared}, {@code verified}, {@code failed}, {@code refused} or {@code unknown}. */
        String state();
    }

    /** It has an id of its own beside that of the action: the key under which its tool is asked. */
    private static Json.Obj about(Compensating event) {
        return Json.object(
                "action_id",
                Compensation.id(event.actionId()),
                "compensates",
                event.actionId(),
                "tool",
                event.tool(),
                "state",
                event.state());
    }

    /** A person wants an effect taken back; committed before its tool is asked. */
    record CompensationPrepared(String actionId, String tool) implements Compensating {
        @Override
        public String state() {
            return "prepared";
        }

        @Override
        public Json.Obj body() {
            return about(this);
        }
    }

    /** The system of record took it back. @param receipt as of {@link ActionVerified} */
    record CompensationVerified(
            String actionId, String tool, @Nullable String receipt) implements Compensating {
        @Override
        public String state() {
            return "verified";
        }

        @Override
        public Json.Obj body() {
            return about(this).with("receipt", Json.of(receipt));
        }
    }

    /** It certainly was not taken back and may be tried again. */
    record CompensationFailed(String actionId, String tool, String reason) implements Compensating {
        @Override
        public String state() {
            return "failed";
        }

        @Override
        public Json.Obj body() {
            return about(this).with("reason", Json.of(reason));
        }
    }

    /** The system of record will not take it back: a person must. */
    record CompensationRefused(String actionId, String tool, String reason) implements Compensating {
        @Override
        public String state() {
            return "refused";
        }

        @Override
        public Json.Obj body() {
            return about(this).with("reason", Json.of(reason));
        }
    }

    /** Nobody knows whether it was taken back: to be looked up, never blindly asked again. */
    record CompensationUnknown(String actionId, String tool, String reason) implements Compensating {
        @Override
        public String state() {
            return "unknown";
        }

        @Override
        public Json.Obj body() {
            return about(this).with("reason", Json.of(reason));
        }
    }

    /** The world's answer became known; never an approval. */
    record OutcomeObserved(String source, String outcomeDigest) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("source", source, "person", "unknown", "outcome_digest", outcomeDigest);
        }
    }

    /**
     * A case that cleared was drawn for a person to look at: by chance that was fixed and written down before anybody knew
     * how it ends.
     *
     * @param probability with which it was drawn, in (0, 1]
     * @param day whose secret drew it, {@code commitment} the digest of that secret, published before
     * @param blind whether proposal and decision are hidden from whoever looks
     */
    record Sampled(double probability, String day, String commitment, boolean blind) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("probability", probability, "day", day, "commitment", commitment, "blind", blind);
        }
    }

    /**
     * A person looked at a sampled case.
     *
     * @param right whether what was decided is what the person would have decided
     * @param severe whether it was an error of the gravest kind
     * @param decision what the person would have decided
     */
    record SampleJudged(
            boolean right, boolean severe, @Nullable String decision) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("right", right, "severe", severe, "decision", decision);
        }
    }

    /**
     * Nobody will look at a case that was drawn: it says neither that the case was right nor that it was wrong.
     *
     * @param reason {@code erased}: what somebody would look at is gone
     */
    record SampleWithdrawn(String reason) implements CaseEvent {
        @Override
        public Json.Obj body() {
            return Json.object("reason", reason);
        }
    }

    /** Reads what {@link #body} wrote. @throws IllegalArgumentException for a type this release does not know */
    static CaseEvent read(String type, Json.Obj body) {
        String actionId = body.text("action_id", "");
        String compensates = body.text("compensates", "");
        String tool = body.text("tool", "");
        String reason = body.text("reason", "");
        return switch (type) {
            case "HistoryRecorded" -> new HistoryRecorded(body.text("content_digest", ""), body.text("outcome_digest"));
            case "CaseOpened" -> new CaseOpened(body.text("content_digest", ""), body.text("owner", ""));
            case "Proposed" ->
                new Proposed(
                        body.text("answer", "failed"),
                        body.text("decision"),
                        body.number("confidence", 0),
                        body.flag("confident"));
            case "Challenged" ->
                new Challenged(
                        body.text("answer", "failed"),
                        body.text("decision"),
                        body.number("confidence", 0),
                        body.flag("confident"));
            case "Decided" -> new Decided(body);
            case "Reviewed" -> new Reviewed(body.text("outcome", ""), body.text("decision"), body.text("reason_code"));
            case "TimedOut" -> new TimedOut(body.text("reason_code", ""), body.text("waited", ""));
            case "ActionPrepared" -> new ActionPrepared(actionId, tool);
            case "ActionVerified" -> new ActionVerified(actionId, tool, body.text("receipt"));
            case "ActionFailed" -> new ActionFailed(actionId, tool, reason);
            case "ActionRefused" -> new ActionRefused(actionId, tool, reason);
            case "ActionUnknown" -> new ActionUnknown(actionId, tool, reason);
            case "CompensationPrepared" -> new CompensationPrepared(compensates, tool);
            case "CompensationVerified" -> new CompensationVerified(compensates, tool, body.text("receipt"));
            case "CompensationFailed" -> new CompensationFailed(compensates, tool, reason);
            case "CompensationRefused" -> new CompensationRefused(compensates, tool, reason);
            case "CompensationUnknown" -> new CompensationUnknown(compensates, tool, reason);
            case "Sampled" ->
                new Sampled(
                        body.number("probability", 0),
                        body.text("day", ""),
                        body.text("commitment", ""),
                        body.flag("blind"));
            case "SampleJudged" -> new SampleJudged(body.flag("right"), body.flag("severe"), body.text("decision"));
            case "SampleWithdrawn" -> new SampleWithdrawn(reason);
            case "OutcomeObserved" -> new OutcomeObserved(body.text("source", ""), body.text("outcome_digest", ""));
            default -> throw new IllegalArgumentException("unknown event type " + type);
        };
    }
}

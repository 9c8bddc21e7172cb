package remit.ladder;

import java.util.List;
import remit.assurance.Versions;
import remit.kernel.Actor;
import remit.kernel.Json;

/**
 * What happened to a ladder. No text of a person stands in it: reasons are payload. An event never changes its form; a new
 * one gets a new version.
 */
public sealed interface LadderEvent {
    /** It began, in shadow. */
    record Started(Terms terms, Versions versions) implements LadderEvent {}

    /** A reviewed case was right or wrong. */
    record Observed(boolean error) implements LadderEvent {}

    /** The evidence suffices to remove one checkpoint. */
    record PromotionProposed(Evidence evidence) implements LadderEvent {}

    /**
     * One checkpoint is gone.
     *
     * @param signedBy who signed
     * @param preauthorised whether it was signed beforehand, by a standing authorisation
     */
    record Promoted(Evidence evidence, Actor signedBy, boolean preauthorised) implements LadderEvent {}

    /** A person refused the promotion. */
    record PromotionDeclined() implements LadderEvent {}

    /**
     * Autonomy was taken back.
     *
     * @param restored the checkpoints that are back, the last removed first; empty in shadow, where only the evidence
     *     begins anew
     * @param to the stage from here on
     * @param voided certificates that hold no longer
     */
    record Demoted(Cause cause, List<String> restored, Stage to, List<String> voided) implements LadderEvent {
        public Demoted {
            restored = List.copyOf(restored);
            voided = List.copyOf(voided);
        }
    }

    /** A person signed beforehand. */
    record Authorised(Stage upTo, double limit) implements LadderEvent {}

    /** What was signed beforehand is taken back. */
    record Revoked() implements LadderEvent {}

    /** A certificate is on record. */
    record Certified(String certificate) implements LadderEvent {}

    /** Other versions are in force. @param voided certificates that hold no longer */
    record Pinned(Versions versions, List<String> voided) implements LadderEvent {
        public Pinned {
            voided = List.copyOf(voided);
        }
    }

    /** Other terms hold. The stage is the same, or the next lower one that they know. */
    record TermsChanged(Terms terms) implements LadderEvent {}

    /** More of what clears is looked at. */
    record SamplingRaised() implements LadderEvent {}

    /** As much as usual is looked at. */
    record SamplingLowered() implements LadderEvent {}

    /** The kill switch is back. */
    record Lifted() implements LadderEvent {}

    /** The review of the process is overdue: nothing is promoted until it is held. */
    record ReviewOverdue() implements LadderEvent {}

    /** The overdue review was held. */
    record ReviewHeld() implements LadderEvent {}

    /** The type as it stands in a leaf. */
    default String type() {
        return switch (this) {
            case Started ignored -> "LadderStarted";
            case Observed ignored -> "ReviewCounted";
            case PromotionProposed ignored -> "PromotionProposed";
            case Promoted ignored -> "Promoted";
            case PromotionDeclined ignored -> "PromotionDeclined";
            case Demoted ignored -> "Demoted";
            case Authorised ignored -> "PromotionAuthorised";
            case Revoked ignored -> "AuthorisationRevoked";
            case Certified ignored -> "CertificateRecorded";
            case Pinned ignored -> "LadderVersionsPinned";
            case TermsChanged ignored -> "LadderTermsChanged";
            case SamplingRaised ignored -> "SamplingRaised";
            case SamplingLowered ignored -> "SamplingLowered";
            case Lifted ignored -> "KillSwitchLifted";
            case ReviewOverdue ignored -> "ReviewOverdue";
            case ReviewHeld ignored -> "ReviewHeld";
        };
    }

    /** The body as it stands in a leaf. */
    default Json.Obj body() {
        return switch (this) {
            case Started(Terms terms, Versions versions) ->
                Json.object("terms", terms.toJson(), "versions", versions.toJson());
            case Observed(boolean error) -> Json.object("error", error);
            case PromotionProposed(Evidence evidence) -> Json.object("evidence", evidence.toJson());
            case Promoted(Evidence evidence, Actor signedBy, boolean preauthorised) ->
                Json.object(
                        "evidence", evidence.toJson(),
                        "signed_by", signedBy.toString(),
                        "preauthorised", preauthorised);
            case Demoted(Cause cause, List<String> restored, Stage to, List<String> voided) ->
                Json.object(
                        "cause", cause.word(),
                        "restored", Json.strings(restored),
                        "to", to.word(),
                        "voided", Json.strings(voided));
            case Authorised(Stage upTo, double limit) -> Json.object("up_to", upTo.word(), "limit", limit);
            case Certified(String certificate) -> Json.object("certificate", certificate);
            case Pinned(Versions versions, List<String> voided) ->
                Json.object("versions", versions.toJson(), "voided", Json.strings(voided));
            case TermsChanged(Terms terms) -> Json.object("terms", terms.toJson());
            case PromotionDeclined() -> Json.EMPTY;
            case Revoked() -> Json.EMPTY;
            case SamplingRaised() -> Json.EMPTY;
            case SamplingLowered() -> Json.EMPTY;
            case Lifted() -> Json.EMPTY;
            case ReviewOverdue() -> Json.EMPTY;
            case ReviewHeld() -> Json.EMPTY;
        };
    }

    /** Reads what {@link #type} and {@link #body} wrote. @throws IllegalArgumentException for anything else */
    static LadderEvent of(String type, Json.Obj body) {
        return switch (type) {
            case "LadderStarted" ->
                new Started(Terms.fromJson(body.object("terms")), Versions.fromJson(body.object("versions")));
            case "ReviewCounted" -> new Observed(body.flag("error"));
            case "PromotionProposed" -> new PromotionProposed(Evidence.fromJson(body.object("evidence")));
            case "Promoted" ->
                new Promoted(
                        Evidence.fromJson(body.object("evidence")),
                        Actor.parse(body.text("signed_by", "")),
                        body.flag("preauthorised"));
            case "PromotionDeclined" -> new PromotionDeclined();
            case "Demoted" ->
                new Demoted(
                        Cause.of(body.text("cause", "")),
                        strings(body, "restored"),
                        Stage.of(body.text("to", "")),
                        strings(body, "voided"));
            case "PromotionAuthorised" -> new Authorised(Stage.of(body.text("up_to", "")), body.number("limit", 0));
            case "AuthorisationRevoked" -> new Revoked();
            case "CertificateRecorded" -> new Certified(body.text("certificate", ""));
            case "LadderVersionsPinned" ->
                new Pinned(Versions.fromJson(body.object("versions")), strings(body, "voided"));
            case "LadderTermsChanged" -> new TermsChanged(Terms.fromJson(body.object("terms")));
            case "SamplingRaised" -> new SamplingRaised();
            case "SamplingLowered" -> new SamplingLowered();
            case "KillSwitchLifted" -> new Lifted();
            case "ReviewOverdue" -> new ReviewOverdue();
            case "ReviewHeld" -> new ReviewHeld();
            default -> throw new IllegalArgumentException("type: " + type);
        };
    }

    private static List<String> strings(Json.Obj body, String name) {
        return body.array(name).stream().map(each -> ((Json.Str) each).text()).toList();
    }
}

package remit.change;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * What happened to a change. No text of a person stands in it: reasons are payload. An event never changes its form; a
 * new one gets a new version.
 */
public sealed interface ChangeEvent {
    /** A version was proposed. */
    record Drafted(ChangeState.Versions versions) implements ChangeEvent {}

    /** Its author proposed another version instead: what was said of the earlier one does not count. */
    record Revised(String proposed) implements ChangeEvent {}

    /** It was carried over to the version in force, which is its base from here on. */
    record Rebased(ChangeState.Versions versions) implements ChangeEvent {}

    /** It was handed in. @param effectiveFrom not in force before, null for as soon as it is approved */
    record Submitted(@Nullable Instant effectiveFrom) implements ChangeEvent {}

    /** It was said which verdict its cases should get. @param wanted by a case's id; empty for none in particular */
    record Expected(Map<String, String> wanted) implements ChangeEvent {
        public Expected {
            wanted = Map.copyOf(wanted);
        }
    }

    /**
     * A second person approved exactly this version.
     *
     * @param account what whoever wrote it had done to their account before, as {@link Accounts.Hand} says it; empty for nothing
     * @param edited what somebody had done to it before whom nobody knows; empty for nothing, or where that was whoever wrote it
     */
    record Approved(String proposed, String account, String edited) implements ChangeEvent {}

    /** A second person refused it. */
    record Rejected() implements ChangeEvent {}

    /** Its author gave it up. */
    record Withdrawn() implements ChangeEvent {}

    /** Another version than its base is in force. */
    record Suspended(String inForce) implements ChangeEvent {}

    /** It is in force. */
    record TookEffect(String proposed) implements ChangeEvent {}

    /** A later change is in force instead. @param by the id of that change, empty for a publication without one */
    record Superseded(String by) implements ChangeEvent {}

    /** An earlier version is in force again. */
    record RolledBack(String to) implements ChangeEvent {}

    /** The type as it stands in a leaf. */
    default String type() {
        return switch (this) {
            case Drafted ignored -> "ChangeDrafted";
            case Revised ignored -> "ChangeRevised";
            case Rebased ignored -> "ChangeRebased";
            case Submitted ignored -> "ChangeSubmitted";
            case Expected ignored -> "ChangeExpected";
            case Approved ignored -> "ChangeApproved";
            case Rejected ignored -> "ChangeRejected";
            case Withdrawn ignored -> "ChangeWithdrawn";
            case Suspended ignored -> "ChangeSuspended";
            case TookEffect ignored -> "ChangeTookEffect";
            case Superseded ignored -> "ChangeSuperseded";
            case RolledBack ignored -> "ChangeRolledBack";
        };
    }

    /** The body as it stands in a leaf, beside the change's id and sequence. */
    default Json.Obj body() {
        return switch (this) {
            case Drafted(var versions) -> Json.object("base", versions.base(), "proposed", versions.proposed());
            case Rebased(var versions) -> Json.object("base", versions.base(), "proposed", versions.proposed());
            case Revised(String proposed) -> Json.object("proposed", proposed);
            case Submitted(Instant from) -> from == null ? Json.EMPTY : Json.object("effective_from", from.toString());
            case Expected(var wanted) -> Json.object("wanted", verdicts(wanted));
            case Approved(String proposed, String account, String edited) -> {
                Json.Obj told = Json.object("proposed", proposed);
                if (!account.isEmpty()) told = told.with("account_by_author", Json.of(account));
                yield edited.isEmpty() ? told : told.with("account_by_edit", Json.of(edited));
            }
            case Rejected() -> Json.EMPTY;
            case Withdrawn() -> Json.EMPTY;
            case Suspended(String inForce) -> Json.object("in_force", inForce);
            case TookEffect(String proposed) -> Json.object("proposed", proposed);
            case Superseded(String by) -> Json.object("by", by);
            case RolledBack(String to) -> Json.object("to", to);
        };
    }

    /** Reads what {@link #type} and {@link #body} wrote. @throws IllegalArgumentException for anything else */
    static ChangeEvent of(String type, Json.Obj body) {
        return switch (type) {
            case "ChangeDrafted" -> new Drafted(versions(body));
            case "ChangeRevised" -> new Revised(body.text("proposed", ""));
            case "ChangeRebased" -> new Rebased(versions(body));
            case "ChangeSubmitted" -> new Submitted(instant(body.text("effective_from")));
            case "ChangeExpected" -> new Expected(verdicts(body.object("wanted")));
            case "ChangeApproved" ->
                new Approved(
                        body.text("proposed", ""),
                        body.text("account_by_author", ""),
                        body.text("account_by_edit", ""));
            case "ChangeRejected" -> new Rejected();
            case "ChangeWithdrawn" -> new Withdrawn();
            case "ChangeSuspended" -> new Suspended(body.text("in_force", ""));
            case "ChangeTookEffect" -> new TookEffect(body.text("proposed", ""));
            case "ChangeSuperseded" -> new Superseded(body.text("by", ""));
            case "ChangeRolledBack" -> new RolledBack(body.text("to", ""));
            default -> throw new IllegalArgumentException("type: " + type);
        };
    }

    private static ChangeState.Versions versions(Json.Obj body) {
        return new ChangeState.Versions(body.text("base", ""), body.text("proposed", ""));
    }

    private static Json.Obj verdicts(Map<String, String> wanted) {
        var verdicts = new TreeMap<String, Json>();
        wanted.forEach((id, verdict) -> verdicts.put(id, verdict.isEmpty() ? Json.NULL : Json.of(verdict)));
        return new Json.Obj(verdicts);
    }

    private static Map<String, String> verdicts(Json.Obj body) {
        var wanted = new TreeMap<String, String>();
        body.fields().keySet().forEach(id -> wanted.put(id, body.text(id, "")));
        return wanted;
    }

    private static @Nullable Instant instant(@Nullable String text) {
        try {
            return text == null ? null : Instant.parse(text);
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("effective_from: " + text, e);
        }
    }
}

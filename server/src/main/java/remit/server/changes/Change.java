package remit.server.changes;

import java.time.Instant;
import java.util.List;
import remit.change.ChangeState;
import remit.kernel.Actor;
import remit.kernel.Json;

/**
 * A change with its story.
 *
 * @param id {@code chg_...}
 * @param subject the process whose version it proposes, or the name of a level
 * @param cases ids of cases that it was drafted for and is tried on
 * @param story what happened to it, oldest first
 */
public record Change(String id, String subject, ChangeState state, List<String> cases, List<Moment> story) {
    public Change {
        cases = List.copyOf(cases);
        story = List.copyOf(story);
    }

    /**
     * One event of it.
     *
     * @param type as the leaf has it
     * @param note the person's own words; empty without, or where they were erased
     */
    public record Moment(String type, Actor actor, Instant recordedAt, String note) {}

    /** Why it was submitted, in the words of whoever submitted it last; empty before. */
    public String reason() {
        return story.reversed().stream()
                .filter(moment -> moment.type().equals("ChangeSubmitted"))
                .map(Moment::note)
                .findFirst()
                .orElse("");
    }

    /** With the words of people. */
    public Json.Obj toJson() {
        return toJson(true);
    }

    /** Changes as a list, whole. @param words as in {@link #toJson(boolean)} */
    public static Json.Obj listed(List<Change> changes, boolean words) {
        return Json.object(
                "items",
                Json.array(changes.stream().map(change -> change.toJson(words)).toList()),
                "next_cursor",
                null,
                "has_more",
                false);
    }

    /** @param words whether reasons and notes are told: people wrote them, so not everybody sees them */
    public Json.Obj toJson(boolean words) {
        Instant from = state.effectiveFrom();
        Actor approver = state.approver();
        return Json.object(
                "id", id,
                "subject", subject,
                "standing", state.standing().word(),
                "suspended", state.suspended(),
                "base", state.versions().base(),
                "proposed", state.versions().proposed(),
                "seq", state.seq(),
                "reason", words ? reason() : null,
                "approver", approver == null ? Json.NULL : Json.of(approver.toString()),
                "effective_from", from == null ? Json.NULL : Json.of(from.toString()),
                "cases", Json.strings(cases),
                "story",
                        Json.array(story.stream()
                                .map(moment -> Json.object(
                                        "type", moment.type(),
                                        "actor", moment.actor().toString(),
                                        "recorded_at", moment.recordedAt().toString(),
                                        "note", words ? moment.note() : null))
                                .toList()));
    }
}

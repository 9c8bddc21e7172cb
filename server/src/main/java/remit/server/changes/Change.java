package remit.server.changes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import remit.authority.Ruling;
import remit.change.ChangeState;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.kernel.Problem;

/**
 * A change with its story.
 *
 * @param id {@code chg_...}
 * @param subject the process whose version it proposes, or the name of a level
 * @param cases what it was drafted for and is tried on
 * @param story what happened to it, oldest first
 */
public record Change(String id, String subject, ChangeState state, Cases attached, List<Moment> story) {
    public Change {
        story = List.copyOf(story);
    }

    /**
     * Cases of a change.
     *
     * @param ids of all of them
     * @param wanted which verdict each should get; one that is missing is looked at and fails nothing
     */
    public record Cases(List<String> ids, Map<String, Ruling> wanted) {
        /** None. */
        public static final Cases NONE = new Cases(List.of(), Map.of());

        public Cases {
            ids = List.copyOf(ids);
            wanted = Map.copyOf(wanted);
        }
    }

    /**
     * What stands against a step that was taken all the same.
     *
     * @param examples of its pack that failed and were said to hold no longer, {@code cases} ids of its own that did
     * @param account what its author had done to the approver's account before; empty for nothing
     * @param edited what somebody had done to it before by editing access.yaml; empty for nothing
     */
    public record GivenUp(int examples, List<String> cases, String account, String edited) {
        static final GivenUp NOTHING = of(0, List.of());

        public GivenUp {
            cases = List.copyOf(cases);
        }

        /** What failed of a change that was handed in all the same. */
        static GivenUp of(int examples, List<String> cases) {
            return new GivenUp(examples, cases, "", "");
        }

        /** {@code although 2 examples and 1 case failed}; empty where nothing stands against it. */
        public String text() {
            if (equals(NOTHING)) return "";
            if (!account.isEmpty()) return "although whoever wrote it " + account + " before";
            if (!edited.isEmpty()) {
                return "although somebody " + edited + " before by editing access.yaml: nobody knows who";
            }
            var parts = new ArrayList<String>();
            if (examples > 0) parts.add(examples + (examples == 1 ? " example" : " examples"));
            if (!cases.isEmpty()) {
                parts.add(cases.size() + (cases.size() == 1 ? " case" : " cases") + " of it ("
                        + String.join(", ", cases) + ")");
            }
            return "although " + String.join(" and ", parts) + " failed";
        }
    }

    /**
     * One event of it.
     *
     * @param type as the leaf has it
     * @param note the person's own words; empty without, or where they were erased
     */
    public record Moment(String type, Actor actor, Instant recordedAt, String note, GivenUp givenUp) {}

    /** Nothing is called so. */
    public static Problem none(String id) {
        return new Problem("RMT-149", id, "no change has this id", "see them with remit rules changes");
    }

    /** Ids of the cases that it was drafted for and is tried on. */
    public List<String> cases() {
        return attached.ids();
    }

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
                "cases", Json.strings(cases()),
                "wanted", wanted(),
                "story",
                        Json.array(story.stream()
                                .map(moment -> Json.object(
                                        "type", moment.type(),
                                        "actor", moment.actor().toString(),
                                        "recorded_at", moment.recordedAt().toString(),
                                        "note", words ? moment.note() : null,
                                        "examples_given_up", moment.givenUp().examples(),
                                        "cases_given_up",
                                                Json.strings(moment.givenUp().cases()),
                                        "account_by_author", moment.givenUp().account(),
                                        "account_by_edit", moment.givenUp().edited()))
                                .toList()));
    }

    private Json.Obj wanted() {
        var wanted = new TreeMap<String, Json>();
        attached.wanted().forEach((id, ruling) -> wanted.put(id, Json.of(ruling.word())));
        return new Json.Obj(wanted);
    }
}

package remit.server.audit;

import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.store.Streaming;

/** What people said of the cases of a process: reviews of held ones, looks at cleared ones, looks that a plan asked for. */
final class Judgements {
    /** What a person who rejects a case decided. */
    private static final String REJECTED = "(rejected)";

    private Judgements() {}

    /**
     * One person's word on one case.
     *
     * @param decision what they decided, or would have
     * @param otherwise whether that is otherwise than proposed, or than what cleared
     * @param blind whether they did not see the proposal before
     * @param look whether it was a look, which changes nothing, and no review
     * @param reason the code they gave, or null
     */
    record Judgement(
            String caseId,
            Actor person,
            String decision,
            boolean otherwise,
            boolean blind,
            boolean look,
            @Nullable String reason) {}

    /** Reviews and looks in the order of cases, the last of each case. */
    static List<Judgement> ofCases(DataSource source, String process) {
        var found = new ArrayList<Judgement>();
        Streaming.query(
                source,
                "select c.case_id, c.state, r.leaf from case_view c join lateral (select x.leaf from event x"
                        + " where x.case_id = c.case_id and x.type in ('Reviewed', 'SampleJudged')"
                        + " order by x.seq desc limit 1) r on true where c.process = ?"
                        + " and (c.phase in ('approved', 'rejected') or c.sample in ('right', 'wrong'))"
                        + " order by c.case_id",
                List.of(process),
                row -> {
                    Judgement each = of(
                            row.getString(1),
                            CaseState.fromJson(Json.parseObject(row.getString(2))),
                            Event.read(row.getString(3)));
                    if (each != null) found.add(each);
                });
        return found;
    }

    /** Null where nothing was proposed that anybody could override, or where whoever erased it ended it. */
    private static @Nullable Judgement of(String caseId, CaseState state, Event event) {
        Json.Obj body = event.body();
        String proposed = state.proposal() == null ? null : state.proposal().decision();
        if (event.type().equals("SampleJudged")) {
            boolean blind = state.sample() != null && state.sample().blind();
            String decision = body.text("decision", proposed == null ? "" : proposed);
            return new Judgement(caseId, event.actor(), decision, !body.flag("right"), blind, true, null);
        }
        if (proposed == null || Casework.ERASED.equals(body.text("reason_code"))) return null;
        String decision = switch (body.text("outcome", "")) {
            case "approve" -> proposed;
            case "edit" -> body.text("decision", "");
            default -> REJECTED;
        };
        return new Judgement(
                caseId, event.actor(), decision, !decision.equals(proposed), false, false, body.text("reason_code"));
    }

    /** Looks that plans asked for; they are always given without the proposal. */
    static List<Judgement> ofPlans(DataSource source, String process) {
        var found = new ArrayList<Judgement>();
        Streaming.query(
                source,
                "select e.leaf, p.content from event e left join payload p on p.event_id = e.id where e.process = ?"
                        + " and e.type = 'SampleLooksRecorded' and e.case_id is null order by e.recorded_at, e.id",
                List.of(process),
                row -> {
                    Event event = Event.read(row.getString(1));
                    Json.Obj said = row.getString(2) == null
                            ? Json.EMPTY
                            : Json.parseObject(row.getString(2)).object("decisions");
                    for (Json each : event.body().array("looks")) {
                        Json.Obj look = (Json.Obj) each;
                        String caseId = look.text("case", "");
                        String decision = said.text(caseId, "");
                        if (!decision.isEmpty())
                            found.add(new Judgement(
                                    caseId, event.actor(), decision, !look.flag("right"), true, true, null));
                    }
                });
        return found;
    }
}

package remit.server.store;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Json;

/**
 * The agent change log: one JSON object a decision (the engine's verdict, a person's decision) with exactly nine keys,
 * and anything more under {@code ext}. Its schema is published as change-log.json.
 */
public final class ChangeLog {
    private final DataSource dataSource;

    public ChangeLog(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /** Gives every entry in the order of recording. @param process only this process, or null for all */
    public long write(@Nullable String process, Consumer<Json.Obj> out) {
        String condition = process == null ? "" : " and e.process = ?";
        String sql = """
                select e.leaf, p.content,
                  (select array_agg(a.tool order by a.action_id) from action_view a where a.case_id = e.case_id
                      and a.action_id not like '%%:compensate'),
                  v.owner, d.leaf, proposal.leaf
                from event e
                join event o on o.case_id = e.case_id and o.seq = 1
                left join payload p on p.event_id = o.id
                left join pack_version v on v.sha256 = o.leaf::jsonb->'versions'->>'pack'
                left join event d on d.case_id = e.case_id and d.type = 'Decided' and e.type in ('Reviewed', 'TimedOut')
                left join event proposal on proposal.case_id = e.case_id and proposal.type = 'Proposed' and e.type in ('Reviewed', 'TimedOut')
                where e.type in ('Decided', 'Reviewed', 'TimedOut')%s
                order by e.recorded_at, e.case_id, e.seq
                """.formatted(condition);
        long[] count = new long[1];
        Streaming.query(dataSource, sql, process == null ? List.of() : List.of(process), row -> {
            count[0]++;
            out.accept(entry(row));
        });
        return count[0];
    }

    private static Json.Obj entry(ResultSet row) throws SQLException {
        Event event = Event.read(row.getString(1));
        String opening = row.getString(2);
        Array tools = row.getArray(3);
        boolean person = event.type().equals("Reviewed");
        // What a case was held with did nothing; the tools belong to the decision of the person who released it.
        boolean acts = person || "auto_clear".equals(event.body().text("verdict"));
        Json.Obj content = opening == null ? Json.EMPTY : Json.parseObject(opening);
        var entry = new Entry(event, first(row.getString(5), event), author(event, row.getString(6)), content);
        String owner = row.getString(4);
        return Json.object(
                "process_id", event.place().process(),
                "timestamp", event.recordedAt().toString(),
                "model", entry.author,
                "inputs", content.object("inputs"),
                "tools_invoked",
                        Json.strings(tools == null || !acts ? List.of() : List.of((String[]) tools.getArray())),
                "policy_checks", checks(entry.decided.body()),
                "decision", decision(event),
                "human_escalation",
                        person || !"auto_clear".equals(entry.decided.body().text("verdict")),
                "owner", owner == null ? "unknown" : owner,
                "ext", ext(entry, opening == null));
    }

    /**
     * A decision with what it rests on.
     *
     * @param decided the verdict: the event itself, or the one that a person decided after
     * @param author of the proposal, in its version
     */
    private record Entry(Event event, Event decided, String author, Json.Obj opening) {}

    private static Event first(@Nullable String leaf, Event event) {
        return leaf == null ? event : Event.read(leaf);
    }

    private static String author(Event event, @Nullable String proposed) {
        return proposed == null
                ? event.versions().text("author", "none")
                : Event.read(proposed).actor().id();
    }

    private static Json checks(Json.Obj decided) {
        var names = new ArrayList<String>();
        for (Json check : decided.array("checks")) names.add(((Json.Obj) check).text("check", ""));
        return Json.strings(names);
    }

    private static String decision(Event event) {
        Json.Obj body = event.body();
        String decision = body.text("decision");
        if (event.type().equals("TimedOut")) return "expired";
        if (event.type().equals("Reviewed")) {
            String outcome = body.text("outcome", "");
            return decision == null ? outcome : outcome + ":" + decision;
        }
        String verdict = body.text("verdict", "");
        return switch (verdict) {
            case "auto_clear" -> "auto_clear:" + decision;
            case "stop" -> body.text("disposition", "stopped");
            default -> verdict;
        };
    }

    private static Json ext(Entry entry, boolean erased) {
        Event event = entry.event;
        Json.Obj decided = entry.decided.body();
        // A case keeps the versions that it was decided under, whatever was published before a person came to it.
        return Json.object(
                "case", event.place().caseId(),
                "at", event.at().toString(),
                "event", event.id(),
                "actor", event.actor().toString(),
                "verdict", decided.text("verdict"),
                "proposed", decided.text("decision"),
                "approver", approver(entry),
                "reason", decided.text("reason"),
                "reason_code", event.body().text("reason_code"),
                "currencies", entry.opening.object("currencies"),
                "versions", entry.decided.versions(),
                "inputs_erased", erased);
    }

    /** The rule that let it clear, or the person who decided in its stead; none of what was stopped or rejected. */
    private static @Nullable String approver(Entry entry) {
        Event event = entry.event;
        if (event.type().equals("TimedOut")) return null;
        if (!event.type().equals("Reviewed")) return event.body().text("approver");
        return "reject".equals(event.body().text("outcome"))
                ? null
                : event.actor().toString();
    }
}

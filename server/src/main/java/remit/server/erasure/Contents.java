package remit.server.erasure;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.kernel.Json;
import remit.server.store.Streaming;

/** What is kept of cases and can be erased. */
final class Contents {
    private final Erasures.Parts parts;

    Contents(Erasures.Parts parts) {
        this.parts = parts;
    }

    /** What a case is called in words; empty once it is erased. */
    List<String> names(String caseId) {
        Json.Obj opening = parts.reader().opening(caseId);
        var names = new ArrayList<String>();
        if (opening != null)
            for (Json part : opening.array("key")) if (part instanceof Json.Str(String text)) names.add(text);
        return names;
    }

    Set<String> ofSubject(Wish.Subject subject, Set<String> refs) {
        var found = new HashSet<String>();
        Streaming.query(
                parts.source(),
                "select distinct e.case_id, e.process from payload p join event e on e.id = p.event_id"
                        + " where p.subject_ref = any(?) and e.case_id is not null",
                List.of((Object) refs.toArray(String[]::new)),
                row -> {
                    boolean meant =
                            subject.process() == null || subject.process().equals(row.getString(2));
                    if (meant) found.add(row.getString(1));
                });
        return found;
    }

    /** Those of the cases that have payloads, or wait for a person although they have none any more. */
    List<Found.Item> of(Set<String> cases) {
        var events = new LinkedHashMap<String, List<UUID>>();
        var items = new ArrayList<Found.Item>();
        Object ids = cases.toArray(String[]::new);
        Streaming.query(
                parts.source(),
                "select e.case_id, e.id from event e join payload p on p.event_id = e.id"
                        + " where e.case_id = any(?) order by e.process, e.case_id, e.seq",
                List.of(ids),
                row -> events.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                        .add(row.getObject(2, UUID.class)));
        Streaming.query(
                parts.source(),
                "select c.case_id, c.process, c.seq, c.state, c.phase, c.sample, exists (select 1 from action_view a"
                        + " where a.case_id = c.case_id and a.state in ('prepared', 'unknown', 'failed')) from case_view c"
                        + " where c.case_id = any(?) order by c.process, c.case_id",
                List.of(ids),
                row -> {
                    Phase phase = Phase.of(row.getString(5));
                    boolean waits = phase == Phase.HELD || phase == Phase.OPEN || "open".equals(row.getString(6));
                    CaseState waiting = waits ? CaseState.fromJson(Json.parseObject(row.getString(4))) : null;
                    var standing = new Found.Standing(row.getLong(3), waiting, row.getBoolean(7));
                    List<UUID> kept = events.getOrDefault(row.getString(1), List.of());
                    if (!kept.isEmpty() || waits)
                        items.add(new Found.Item(row.getString(1), row.getString(2), standing, kept));
                });
        return items;
    }

    /**
     * The events that name a segment which no other case is of: the name goes with its last case, because it comes from what
     * cases say.
     */
    List<UUID> segmentNames(String process, Set<String> cases) {
        var going = new HashSet<String>();
        Object ids = cases.toArray(String[]::new);
        Streaming.query(
                parts.source(),
                "select distinct segment from case_view where case_id = any(?) and segment is not null",
                List.of(ids),
                row -> going.add(row.getString(1)));
        if (going.isEmpty()) return List.of();
        Streaming.query(
                parts.source(),
                "select distinct segment from case_view where process = ? and segment = any(?) and case_id <> all(?)",
                List.of(process, going.toArray(String[]::new), ids),
                row -> going.remove(row.getString(1)));
        var events = new ArrayList<UUID>();
        Streaming.query(
                parts.source(),
                "select e.id from event e join payload p on p.event_id = e.id where e.process = ? and e.case_id is null"
                        + " and e.type in ('LadderStarted', 'SamplePlanned') and p.content::jsonb->>'segment' = any(?)",
                List.of(process, going.toArray(String[]::new)),
                row -> events.add(row.getObject(1, UUID.class)));
        return events;
    }
}

package remit.server.web.query;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.web.page.EventLine;

/** Reads what stands beside the ladders of a process: alarms, reviews of the whole, what a look led to. */
public final class LadderQueries {
    private final JdbcClient jdbc;

    public LadderQueries(DataSource source) {
        this.jdbc = JdbcClient.create(source);
    }

    /** One event with the words that may be erased, or null. */
    public record Told(Event event, Json.@Nullable Obj words) {}

    /** What concerns all segments of a process, in the order in which it was recorded. */
    public List<Told> ofProcess(String process) {
        return jdbc.sql("""
                        select e.leaf, p.content from event e left join payload p on p.event_id = e.id
                        where e.process = :process and e.case_id is null and e.type in
                            ('DriftAlarmed', 'LaddersBegun', 'StandingAuthorisationGiven', 'LaddersReviewed',
                             'LaddersStopped', 'LaddersLifted', 'StandingAuthorisationsRevoked')
                        order by e.recorded_at, e.id
                        """)
                .param("process", process)
                .query((row, n) -> {
                    String content = row.getString(2);
                    return new Told(Event.read(row.getString(1)), content == null ? null : Json.parseObject(content));
                })
                .list();
    }

    /**
     * What a ladder made of a case: its counting first, then what followed in the same breath; empty where it did not count.
     *
     * @param events of the case
     */
    public List<Event> followed(String process, String caseId, List<EventLine> events) {
        if (events.isEmpty()) return List.of();
        Instant opened = events.getFirst().event().recordedAt();
        Optional<Event> counted = jdbc.sql("""
                        select e.leaf from event e
                        where e.process = :process and e.case_id is null and e.type = 'ReviewCounted'
                          and e.recorded_at >= :opened and e.leaf::jsonb->'body'->>'case' = :case limit 1
                        """)
                .param("process", process)
                .param("opened", opened.atOffset(ZoneOffset.UTC))
                .param("case", caseId)
                .query((row, n) -> Event.read(row.getString(1)))
                .optional();
        if (counted.isEmpty()) return List.of();
        Event first = counted.get();
        List<Event> next = jdbc.sql("""
                        select e.leaf from event_thread t join event e on e.id = t.event_id
                        where t.thread = :thread and t.seq > :seq order by t.seq limit 2
                        """)
                .param("thread", first.body().text("thread", ""))
                .param("seq", (long) first.body().number("seq", 0))
                .query((row, n) -> Event.read(row.getString(1)))
                .list();
        var all = new java.util.ArrayList<Event>();
        all.add(first);
        for (Event each : next) {
            boolean sameBreath =
                    each.recordedAt().equals(first.recordedAt()) && !each.type().equals("ReviewCounted");
            if (!sameBreath) break;
            all.add(each);
        }
        return all;
    }
}

package remit.server.changes;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Actor;
import remit.kernel.Json;

/** When each version of a process or level was in force, and how its last rollback went; read from evidence. */
public final class Terms {
    private final JdbcClient jdbc;

    Terms(DataSource source) {
        this.jdbc = JdbcClient.create(source);
    }

    /**
     * A time in which one version was in force.
     *
     * @param since by the clock of the machine
     * @param takenBack whether it ended by a rollback
     */
    public record Term(String sha256, Instant since, boolean takenBack) {}

    /** A rollback as it was measured. */
    public record TakenBack(String from, String to, Duration took, Actor by, Instant at) {}

    /** Newest first: the first one lasts. */
    public List<Term> of(String subject) {
        // The rollback of a level puts another version of each process in force too: that takes nothing of theirs back.
        return jdbc.sql("""
                        select leaf::jsonb->'versions'->>'pack' as pack, recorded_at,
                            lead(leaf::jsonb->'body'->>'rolled_back_from') over (order by t.seq) as ended
                        from event_thread t join event e on e.id = t.event_id
                        where t.thread = ? order by t.seq desc
                        """)
                .param("force/" + subject)
                .query((row, _) -> new Term(
                        row.getString("pack"),
                        row.getObject("recorded_at", OffsetDateTime.class).toInstant(),
                        row.getString("pack").equals(row.getString("ended"))))
                .list();
    }

    /** The last rollback that was measured. */
    public Optional<TakenBack> lastRollback(String subject) {
        return jdbc.sql("""
                        select leaf::jsonb->'body' as body, actor, recorded_at from event
                        where case_id is null and process = ? and type = 'RollbackMeasured'
                        order by recorded_at desc, id desc limit 1
                        """)
                .param(subject)
                .query((row, _) -> {
                    Json.Obj body = Json.parseObject(row.getString("body"));
                    return new TakenBack(
                            body.text("from", ""),
                            body.text("to", ""),
                            Duration.ofMillis((long) body.number("millis", 0)),
                            Actor.parse(row.getString("actor")),
                            row.getObject("recorded_at", OffsetDateTime.class).toInstant());
                })
                .optional();
    }
}

package remit.server.halts;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.store.Streaming;

/** What was measured of the way to stop a process, and what it does a day. */
public final class DrillReader {
    private static final int DAYS = 30;

    private final DataSource source;

    DrillReader(DataSource source) {
        this.source = source;
    }

    /** Something that was measured. @param nodes how many showed it; 0 where none had to */
    public record Measured(Instant at, long millis, int nodes) {
        Json.Obj toJson() {
            return Json.object("at", at.toString(), "millis", millis, "nodes", nodes);
        }
    }

    /**
     * The last drill that every node passed, after which all was open again, and that is about this process: its own, or one
     * of everything.
     */
    @Nullable
    Measured drill(String process) {
        return last(
                "select leaf from event where case_id is null and type = 'DrillMeasured'"
                        + " and (process = ? or (process = '@halts' and leaf::jsonb->'body'->>'scope' = 'everything'))"
                        + " and leaf::jsonb->'body'->>'silent' = '0' and leaf::jsonb->'body'->>'open_again' = 'true' order by recorded_at desc limit 1",
                process);
    }

    /** The last rollback that was made in earnest. */
    @Nullable
    Measured rollback(String process) {
        return last(
                "select leaf from event where case_id is null and type = 'RollbackMeasured' and process = ?"
                        + " order by recorded_at desc limit 1",
                process);
    }

    private @Nullable Measured last(String sql, String process) {
        var found = new ArrayList<Measured>(1);
        Streaming.query(source, sql, List.of(process), row -> {
            Event event = Event.read(row.getString(1));
            found.add(new Measured(
                    event.recordedAt(),
                    (long) event.body().number("millis", 0),
                    event.body().array("nodes").size()));
        });
        return found.isEmpty() ? null : found.getFirst();
    }

    /** How many cases were held because of a halt since then. */
    long heldSince(Instant since) {
        long[] held = new long[1];
        Streaming.query(
                source,
                "select count(*) from event where type = 'Decided' and recorded_at >= ?"
                        + " and leaf::jsonb->'body'->>'reason' like 'halted: %'",
                List.of(OffsetDateTime.ofInstant(since, ZoneOffset.UTC)),
                row -> held[0] = row.getLong(1));
        return held[0];
    }

    /** How many effects a day each tool had in the last days of work, by its id. */
    Map<String, Double> aDay(String process) {
        var daily = new LinkedHashMap<String, Double>();
        Streaming.query(
                source,
                "select tool, count(*) / greatest(1, extract(epoch from max(last) - min(updated_at)) / 86400)"
                        + " from (select tool, updated_at, max(updated_at) over () as last from action_view"
                        + " where process = ? and state = 'verified' and action_id not like '%:compensate') a where updated_at > last - make_interval(days => "
                        + DAYS + ") group by tool order by tool",
                List.of(process),
                row -> daily.put(row.getString(1), row.getDouble(2)));
        return daily;
    }
}

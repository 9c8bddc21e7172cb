package remit.server.acts;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.store.EvidenceLog;
import remit.server.store.Streaming;

/**
 * What administrators did, in the order of recording: every event that is not about one case and is not the program's own;
 * and of the program's what it found that somebody had done (to {@code access.yaml}, or by a restore), and what it erased. A new
 * type of event is in it without being named here.
 */
public final class ActList {
    private static final String QUERY = "select leaf from event where case_id is null and recorded_at >= ?"
            + " and (actor <> ? or process in ('@access', '@acts') or type in ('PayloadsErased', 'LogRestored')) order by recorded_at, id";

    private final DataSource source;

    public ActList(DataSource source) {
        this.source = source;
    }

    /**
     * One of them.
     *
     * @param by the actor, {@code onBehalfBy} whose account it was where that is another one
     * @param what the type of the event; of an {@code ActRecorded} the act and how far it is, too
     */
    public record Act(
            Instant at, String by, @Nullable String onBehalfBy, String process, String what, Json.Obj body, String id) {
        private static Act of(Event event) {
            Json.Obj body = event.body();
            String type = event.type();
            String what = type.equals("ActRecorded")
                    ? type + " " + body.text("act", "") + " " + body.text("standing", "")
                    : type;
            return new Act(
                    event.recordedAt(),
                    event.actor().toString(),
                    body.text("on_behalf_by"),
                    event.place().process(),
                    what,
                    body,
                    event.id());
        }

        public Json.Obj toJson() {
            return Json.object(
                    "recorded_at", at.toString(),
                    "actor", by,
                    "on_behalf_by", onBehalfBy,
                    "process", process,
                    "what", what,
                    "body", body,
                    "event", id);
        }
    }

    /** Hands on each that was recorded since then. */
    public void since(Instant since, Consumer<Act> use) {
        Streaming.query(
                source,
                QUERY,
                List.of(
                        OffsetDateTime.ofInstant(since, ZoneOffset.UTC),
                        EvidenceLog.engine().toString()),
                row -> use.accept(Act.of(Event.read(row.getString(1)))));
    }
}

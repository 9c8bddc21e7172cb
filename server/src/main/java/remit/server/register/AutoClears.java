package remit.server.register;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.store.CaseReader;
import remit.server.store.Streaming;

/** Every decision that let a case through without a person, with what it was decided on; read one by one, kept nowhere. */
final class AutoClears {
    /** A NUL, which JSON can write and the database cannot hold, must not end the check of all. */
    private static final String SQL = """
            select e.leaf, e.leaf_hash, p.salt, p.content, op.salt, op.content, o.leaf, pr.leaf
            from event e
            left join payload p on p.event_id = e.id
            left join event o on o.case_id = e.case_id and o.seq = 1
            left join payload op on op.event_id = o.id
            left join lateral (
                select x.leaf from event x
                where x.case_id = e.case_id and x.seq < e.seq and x.type = 'Proposed' order by x.seq desc limit 1
            ) pr on true
            where e.type = 'Decided' and e.case_id is not null%s
                and replace(e.leaf, '\\u0000', '\\ufffd')::jsonb->'body'->>'verdict' = 'auto_clear'
            order by e.case_id, e.seq
            """;

    private final DataSource source;

    AutoClears(DataSource source) {
        this.source = source;
    }

    /**
     * One such decision.
     *
     * @param proposed what the author had said, null where evidence holds nothing of it
     * @param opening the case's inputs; {@code details} of the decision; null where they were erased
     * @param intact whether leaf and payloads agree with their digests
     */
    public record Cleared(
            Event decided,
            @Nullable Event proposed,
            Json.@Nullable Obj opening,
            Json.@Nullable Obj details,
            boolean intact) {}

    /** Hands on each, case by case. @param process only of this process, or null for all */
    public void each(@Nullable String process, Consumer<Cleared> use) {
        String sql = SQL.formatted(process == null ? "" : " and e.process = ?");
        Streaming.query(source, sql, process == null ? List.of() : List.of(process), row -> use.accept(cleared(row)));
    }

    private static Cleared cleared(ResultSet row) throws SQLException {
        String leaf = row.getString(1);
        Event decided = Event.read(leaf);
        Json.Obj details = content(row.getString(4));
        Json.Obj opening = content(row.getString(6));
        String opened = row.getString(7);
        String proposed = row.getString(8);
        boolean intact = CaseReader.leafIntact(leaf, row.getBytes(2))
                && agrees(decided, row.getBytes(3), details)
                && (opened == null || agrees(Event.read(opened), row.getBytes(5), opening));
        return new Cleared(decided, proposed == null ? null : Event.read(proposed), opening, details, intact);
    }

    private static Json.@Nullable Obj content(@Nullable String text) {
        return text == null ? null : Json.parseObject(text);
    }

    private static boolean agrees(Event event, byte @Nullable [] salt, Json.@Nullable Obj content) {
        if (salt == null || content == null) return true;
        return new Event.Payload(salt, content).digest().equals(event.payloadDigest());
    }
}

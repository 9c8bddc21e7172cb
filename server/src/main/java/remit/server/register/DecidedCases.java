package remit.server.register;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.store.CaseReader;
import remit.server.store.Streaming;

/** Decisions with what they were taken on; read one by one, kept nowhere. */
public final class DecidedCases {
    /** Only an erasure that agrees with its own digest takes a payload away; read once for all. */
    private static final String SQL = """
            with gone as materialized (
                select distinct jsonb_array_elements_text(x.leaf::jsonb->'body'->'events') as id from event x
                where x.case_id is null and x.type = 'PayloadsErased'
                  and x.leaf_hash = sha256('\\x00'::bytea || convert_to(x.leaf, 'UTF8'))
            )
            select e.leaf, e.leaf_hash, p.salt, p.content, ge.id is not null,
                o.leaf, o.leaf_hash, op.salt, op.content, go.id is not null,
                pr.leaf, pr.leaf_hash, pp.salt, pp.content, gp.id is not null
            from event e
            left join payload p on p.event_id = e.id
            left join event o on o.case_id = e.case_id and o.seq = 1
            left join payload op on op.event_id = o.id
            left join lateral (
                select x.id, x.leaf, x.leaf_hash from event x
                where x.case_id = e.case_id and x.seq < e.seq and x.type = 'Proposed' order by x.seq desc limit 1
            ) pr on true
            left join payload pp on pp.event_id = pr.id
            left join gone ge on ge.id = e.id::text
            left join gone go on go.id = o.id::text
            left join gone gp on gp.id = pr.id::text
            where e.type = 'Decided' and e.case_id is not null%s
            order by e.case_id, e.seq
            """;

    private final DataSource source;

    public DecidedCases(DataSource source) {
        this.source = source;
    }

    /**
     * An event with its payload.
     *
     * @param payload null where there never was one, or it is gone
     * @param named whether an erasure names the event
     */
    public record Kept(Event event, Json.@Nullable Obj payload, boolean named) {
        /** Whether its payload is gone, and no erasure says that it should be. */
        public boolean lost() {
            return payload == null && event.payloadDigest() != null && !named;
        }
    }

    /**
     * One decision.
     *
     * @param opened the event that its case began with, {@code proposed} what the author had said; null where evidence
     *     holds nothing of it
     * @param intact whether leaves and payloads agree with their digests
     */
    public record Item(
            Kept decided, @Nullable Kept opened, @Nullable Kept proposed, boolean intact) {}

    /** Hands on each, case by case. @param process only of this process, or null for all */
    public void each(@Nullable String process, Consumer<Item> use) {
        read(process == null ? "" : " and e.process = ?", process, use);
    }

    /** Hands on each that let a case through without a person. */
    void cleared(@Nullable String process, Consumer<Item> use) {
        // A NUL, which JSON can write and the database cannot hold, must not end the check of all.
        String cleared = " and replace(e.leaf, '\\u0000', '\\ufffd')::jsonb->'body'->>'verdict' = 'auto_clear'";
        read((process == null ? "" : " and e.process = ?") + cleared, process, use);
    }

    /** Those of one case; none where nothing was decided. */
    public List<Item> of(String caseId) {
        var items = new ArrayList<Item>();
        read(" and e.case_id = ?", caseId, items::add);
        return items;
    }

    private void read(String which, @Nullable String parameter, Consumer<Item> use) {
        List<?> parameters = parameter == null ? List.of() : List.of(parameter);
        Streaming.query(source, SQL.formatted(which), parameters, row -> use.accept(item(row)));
    }

    /** Five columns of an event: leaf, its hash, the payload's salt and content, whether an erasure names it. */
    private record Columns(@Nullable Kept kept, boolean intact) {
        static Columns from(ResultSet row, int first) throws SQLException {
            String leaf = row.getString(first);
            if (leaf == null) return new Columns(null, true);
            Event event = Event.read(leaf);
            byte[] salt = row.getBytes(first + 2);
            String text = row.getString(first + 3);
            Json.Obj content = text == null ? null : Json.parseObject(text);
            boolean agrees = salt == null
                    || content == null
                    || new Event.Payload(salt, content).digest().equals(event.payloadDigest());
            return new Columns(
                    new Kept(event, content, row.getBoolean(first + 4)),
                    agrees && CaseReader.leafIntact(leaf, row.getBytes(first + 1)));
        }
    }

    private static Item item(ResultSet row) throws SQLException {
        Columns decided = Columns.from(row, 1);
        Columns opened = Columns.from(row, 6);
        Columns proposed = Columns.from(row, 11);
        if (decided.kept == null) throw new IllegalStateException("an event without its leaf");
        return new Item(decided.kept, opened.kept, proposed.kept, decided.intact && opened.intact && proposed.intact);
    }
}

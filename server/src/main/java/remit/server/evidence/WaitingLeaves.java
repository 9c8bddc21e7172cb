package remit.server.evidence;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What has no place in the tree yet, in the order in which it gets one: batches as their commits wrote them, and single events
 * that a node of the release before the tree wrote while both releases ran. Such an event goes before the first batch that
 * has a later event of its case, so that a case keeps its order; one that nothing follows goes last.
 */
final class WaitingLeaves {
    /** What one look finds at most. */
    static final int MOST = 256;

    /**
     * One statement, so that all of it is of one moment: what follows an event is never seen without it. And any beginning of this
     * order can be placed without the rest.
     */
    private static final String WAITING = """
            select batch, id, hashes from (
              select b.id as place, 1 as kind, b.id as batch, null::uuid as id, b.leaf_hashes as hashes,
                null::timestamptz as so_far, null as case_id, 0::bigint as seq
              from (select id, leaf_hashes from leaf_batch where first_position is null order by id limit %1$d) b
              union all
              select (select min(l.batch) from event l where l.case_id = e.case_id and l.seq > e.seq), 0, null, e.id, e.leaf_hash,
                max(e.recorded_at) over (partition by coalesce(e.case_id, e.id::text) order by e.seq), e.case_id, e.seq
              from event e where e.batch is null
            ) w
            order by place nulls last, kind, so_far, case_id nulls last, seq, id limit %1$d
            """.formatted(MOST);

    private WaitingLeaves() {}

    /** A batch with the leaf hashes of its events, or one event without a batch. */
    record Waiting(@Nullable Long batch, @Nullable UUID event, byte[] hashes) {}

    /** @param hashes of its events, 32 bytes each */
    record Batch(long id, byte[] hashes) {}

    static List<Waiting> of(Connection connection) throws SQLException {
        var waiting = new ArrayList<Waiting>();
        try (PreparedStatement query = connection.prepareStatement(WAITING);
                ResultSet rows = query.executeQuery()) {
            while (rows.next())
                waiting.add(
                        new Waiting(rows.getObject(1, Long.class), rows.getObject(2, UUID.class), rows.getBytes(3)));
        }
        return waiting;
    }

    /** The same as batches: events without one get one, those next to each other together. */
    static List<Batch> inBatches(Connection connection, List<Waiting> waiting) throws SQLException {
        var batches = new ArrayList<Batch>();
        var events = new ArrayList<UUID>();
        var hashes = new ByteArrayOutputStream();
        for (Waiting each : waiting) {
            if (each.event() != null) {
                events.add(each.event());
                hashes.writeBytes(each.hashes());
            }
            if (each.batch() == null) continue;
            adopt(connection, events, hashes, batches);
            batches.add(new Batch(each.batch(), each.hashes()));
        }
        adopt(connection, events, hashes, batches);
        return batches;
    }

    static void adopt(Connection connection, List<UUID> events, ByteArrayOutputStream hashes, List<Batch> batches)
            throws SQLException {
        if (events.isEmpty()) return;
        try (PreparedStatement insert = connection.prepareStatement("""
                with made as (insert into leaf_batch (event_ids, leaf_hashes) values (?, ?) returning id, event_ids)
                update event e set batch = made.id, ordinal = u.n - 1
                from made cross join lateral unnest(made.event_ids) with ordinality as u(id, n)
                where e.id = u.id returning e.batch
                """)) {
            insert.setArray(1, connection.createArrayOf("uuid", events.toArray()));
            insert.setBytes(2, hashes.toByteArray());
            try (ResultSet rows = insert.executeQuery()) {
                rows.next();
                batches.add(new Batch(rows.getLong(1), hashes.toByteArray()));
            }
        }
        events.clear();
        hashes.reset();
    }
}

package remit.server.evidence;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Events without a batch where there are many: what was recorded before there was a tree, perhaps millions. They get their places
 * some at a time, in the order of their ids, which begin with the time; an event never before the earlier ones of its case.
 *
 * <p>Left out is what follows an event that waits in a batch: a node of this release wrote that one, a node of the release
 * before this one. There are few of those, and {@link WaitingLeaves} finds their places.
 */
final class EarlierEvents {
    /** From how many on they are not put in order together with everything else that waits. */
    static final int MANY = 1024;

    private static final int AT_A_TIME = 1024;

    private static final String NEXT = """
            with few as (select id, case_id, seq from event where batch is null and id > ? order by id limit %d),
            early as (
              select id from few
              union
              select b.id from few s join event b on b.case_id = s.case_id and b.seq < s.seq where b.batch is null)
            select o.id, o.leaf_hash, (select id from few order by id desc limit 1) from (
              select e.id, e.leaf_hash, e.case_id, e.seq,
                max(e.recorded_at) over (partition by coalesce(e.case_id, e.id::text) order by e.seq) as so_far
              from early join event e on e.id = early.id
              where not exists (select 1 from event f join leaf_batch l on l.id = f.batch
                where f.case_id = e.case_id and f.seq < e.seq and l.first_position is null)) o
            right join (select 1) once on true
            order by o.so_far, o.case_id nulls last, o.seq, o.id
            """.formatted(AT_A_TIME);

    /** All up to this one were looked at: the index need not be read over what was placed before. */
    private UUID after = new UUID(0, 0);

    /** How many there were at first: what an older node writes meanwhile is not waited for, else there might be no end. */
    private long left;

    private EarlierEvents(long left) {
        this.left = left;
    }

    /** Those that there are now; none where they are few. */
    static EarlierEvents of(Connection connection) throws SQLException {
        long some = count(connection, "(select from event where batch is null limit " + MANY + ") e");
        return new EarlierEvents(some < MANY ? 0 : count(connection, "event where batch is null"));
    }

    private static long count(Connection connection, String what) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select count(*) from " + what);
                ResultSet row = query.executeQuery()) {
            row.next();
            return row.getLong(1);
        }
    }

    /** Whether some were not looked at yet. */
    boolean more() {
        return left > 0;
    }

    /** The next of them as a batch; none where all that were looked at have to wait for others. */
    List<WaitingLeaves.Batch> next(Connection connection) throws SQLException {
        var events = new ArrayList<UUID>();
        var hashes = new ByteArrayOutputStream();
        boolean looked = false;
        try (PreparedStatement query = connection.prepareStatement(NEXT)) {
            query.setObject(1, after);
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) {
                    UUID last = rows.getObject(3, UUID.class);
                    if (last == null) break;
                    after = last;
                    looked = true;
                    if (rows.getObject(1, UUID.class) == null) break;
                    events.add(rows.getObject(1, UUID.class));
                    hashes.writeBytes(rows.getBytes(2));
                }
            }
        }
        left = looked ? left - events.size() : 0;
        var batches = new ArrayList<WaitingLeaves.Batch>();
        WaitingLeaves.adopt(connection, events, hashes, batches);
        return batches;
    }
}

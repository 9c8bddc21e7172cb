package remit.server.evidence;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import javax.sql.DataSource;
import remit.evidence.Growing;
import remit.evidence.TreeHead;

/**
 * Gives appended events their places in the tree and signs tree heads. Any number of processes may run it: the lock is held by
 * the transaction that writes, so a leader that lost its connection can write nothing more.
 */
public final class Sequencer {
    /** A pack has a head at each of them, so that a finding names a narrow range. */
    public static final int HEAD_EVERY = 1024;

    private static final String LOCK = "remit sequencer";

    private final DataSource source;
    private final EvidenceKeys keys;
    private final InstantSource clock;

    public Sequencer(DataSource source, EvidenceKeys keys, InstantSource clock) {
        this.source = source;
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Sequences all that waits at this moment; a head covers it when this returns. What comes in meanwhile may wait: under
     * writers that never pause there would be no end.
     *
     * @return how many entries got a place
     */
    public long sequence() {
        try (Connection connection = source.getConnection()) {
            long entries = earlier(connection);
            Step step;
            do {
                // Each time anew: a key may be replaced meanwhile.
                List<SigningKey> signing = keys.signing();
                step = alone(connection, () -> step(connection, signing));
                entries += step.entries();
            } while (step.more());
            return entries;
        } catch (SQLException e) {
            throw new IllegalStateException("the evidence could not be put in order: " + e.getMessage(), e);
        }
    }

    /** What was recorded before there was a tree, some at a time: each time is short for whoever writes meanwhile. */
    private long earlier(Connection connection) throws SQLException {
        EarlierEvents earlier = EarlierEvents.of(connection);
        long entries = 0;
        while (earlier.more()) {
            List<SigningKey> signing = keys.signing();
            entries += alone(connection, () -> place(connection, earlier.next(connection), signing));
        }
        return entries;
    }

    /** @param more whether there may be more that waited already */
    private record Step(long entries, boolean more) {}

    private Step step(Connection connection, List<SigningKey> signing) throws SQLException {
        List<WaitingLeaves.Waiting> waiting = WaitingLeaves.of(connection);
        long entries = place(connection, WaitingLeaves.inBatches(connection, waiting), signing);
        return new Step(entries, waiting.size() == WaitingLeaves.MOST);
    }

    /** Something that is done in one transaction. */
    private interface Work<T> {
        T done() throws SQLException;
    }

    /** One at a time over all nodes, and whole or not at all. */
    private static <T> T alone(Connection connection, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try {
            lock(connection);
            T done = work.done();
            connection.commit();
            return done;
        } catch (SQLException | RuntimeException | Error failure) {
            connection.rollback();
            throw failure;
        } finally {
            connection.setAutoCommit(true);
        }
    }

    private static void lock(Connection connection) throws SQLException {
        try (PreparedStatement lock =
                connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 0))")) {
            lock.setString(1, LOCK);
            lock.execute();
        }
    }

    private long place(Connection connection, List<WaitingLeaves.Batch> batches, List<SigningKey> signing)
            throws SQLException {
        if (batches.isEmpty()) return 0;
        Growing tree = TreeRows.tree(connection);
        long before = tree.size();
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var tiles = new TreeRows.Tiles();
        var heads = new ArrayList<TreeHead>();
        Long[] positions = new Long[batches.size()];
        for (int i = 0; i < positions.length; i++) {
            positions[i] = tree.size();
            byte[] hashes = batches.get(i).hashes();
            for (int at = 0; at < hashes.length; at += TreeRows.HASH) {
                tree.append(Arrays.copyOfRange(hashes, at, at + TreeRows.HASH), tiles);
                if (tree.size() % HEAD_EVERY == 0) heads.add(head(tree, now));
            }
        }
        if (tree.size() % HEAD_EVERY != 0) heads.add(head(tree, now));
        placed(connection, batches.stream().map(WaitingLeaves.Batch::id).toArray(Long[]::new), positions);
        tiles.write(connection);
        TreeRows.write(connection, tree);
        for (TreeHead head : heads) sign(connection, head, signing);
        return tree.size() - before;
    }

    private TreeHead head(Growing tree, Instant now) {
        return new TreeHead(keys.origin(), tree.size(), tree.root(), now);
    }

    private static void placed(Connection connection, Long[] batches, Long[] positions) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("""
                update leaf_batch b set first_position = p.position, leaf_hashes = null
                from unnest(?::bigint[], ?::bigint[]) as p(id, position) where b.id = p.id
                """)) {
            update.setArray(1, connection.createArrayOf("bigint", batches));
            update.setArray(2, connection.createArrayOf("bigint", positions));
            update.executeUpdate();
        }
    }

    private static void sign(Connection connection, TreeHead head, List<SigningKey> signing) throws SQLException {
        var note = new StringBuilder(head.text()).append('\n');
        for (SigningKey key : signing) note.append(key.signature(head.origin(), head.text()));
        try (PreparedStatement insert =
                connection.prepareStatement("insert into tree_head (size, note, recorded_at) values (?, ?, ?)")) {
            insert.setLong(1, head.size());
            insert.setString(2, note.toString());
            insert.setTimestamp(3, Timestamp.from(head.recordedAt()));
            insert.executeUpdate();
        }
    }
}

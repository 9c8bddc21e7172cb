package remit.server.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import remit.server.store.ProcessWrite.Erasure.Seen;

/**
 * Takes the payloads of cases away, and what the projections copied from them, in the transaction that tells of it.
 *
 * <p>The lock holds every writer of events, in whatever process, until this is committed: one that was writing is waited
 * for and what it wrote is seen; one that comes later looks up what was erased after it has the lock. So nothing of such a
 * case is written by somebody who did not know yet, and nothing that happened to it is passed over. A second erasure waits
 * too, and finds nothing any more.
 */
final class PayloadErasure {
    private PayloadErasure() {}

    /** @throws ConflictException where a case moved since it was seen, or has other payloads than those that are to go */
    static void of(Connection connection, ProcessWrite.Erasure erasure) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("lock table event in share row exclusive mode");
        }
        if (moved(connection, erasure)) throw new ConflictException("erasure");
        Array cases = connection.createArrayOf(
                "text", erasure.cases().stream().map(Seen::caseId).toArray());
        Array events = connection.createArrayOf("uuid", erasure.events().toArray());
        // The trigger payload_gone empties past_case.
        int gone = update(connection, "delete from payload where event_id = any(?)", events);
        if (gone != erasure.events().size() || left(connection, cases)) throw new ConflictException("erasure");
        update(
                connection,
                "update case_view set grp = null, segment = null, money = null, observed = null where case_id = any(?)",
                cases);
    }

    /** Whether anything happened to a case since, also what left no payload. */
    private static boolean moved(Connection connection, ProcessWrite.Erasure erasure) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("""
                select exists (select 1 from unnest(?::text[], ?::bigint[]) as seen (case_id, seq)
                  where seen.seq is distinct from (select max(e.seq) from event e where e.case_id = seen.case_id))
                """)) {
            Object[] ids = erasure.cases().stream().map(Seen::caseId).toArray();
            Object[] lengths = erasure.cases().stream().map(Seen::seq).toArray();
            statement.setArray(1, connection.createArrayOf("text", ids));
            statement.setArray(2, connection.createArrayOf("bigint", lengths));
            return is(statement);
        }
    }

    private static boolean left(Connection connection, Array cases) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select exists (select 1 from event e"
                + " join payload p on p.event_id = e.id where e.case_id = any(?))")) {
            statement.setArray(1, cases);
            return is(statement);
        }
    }

    private static boolean is(PreparedStatement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery()) {
            row.next();
            return row.getBoolean(1);
        }
    }

    private static int update(Connection connection, String sql, Array parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, parameter);
            return statement.executeUpdate();
        }
    }
}

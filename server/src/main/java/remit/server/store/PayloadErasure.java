package remit.server.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Takes the payloads of cases away, and what the projections copied from them, in the transaction that tells of it.
 *
 * <p>The lock holds every writer of events, in whatever process, until this is committed: one that was writing is waited
 * for and its payloads are seen; one that comes later looks up what was erased after it has the lock. So nothing of such a
 * case is written by somebody who did not know yet. A second erasure waits too, and finds nothing any more.
 */
final class PayloadErasure {
    private PayloadErasure() {}

    /** @throws ConflictException where the cases have other payloads by now than those that are to go */
    static void of(Connection connection, ProcessWrite.Erasure erasure) throws SQLException {
        try (Statement lock = connection.createStatement()) {
            lock.execute("lock table event in share row exclusive mode");
        }
        Array cases = connection.createArrayOf("text", erasure.cases().toArray());
        Array events = connection.createArrayOf("uuid", erasure.events().toArray());
        // The trigger payload_gone empties past_case.
        int gone = update(connection, "delete from payload where event_id = any(?)", events);
        if (gone != erasure.events().size() || left(connection, cases)) throw new ConflictException("erasure");
        update(
                connection,
                "update case_view set grp = null, segment = null, money = null, observed = null where case_id = any(?)",
                cases);
    }

    private static int update(Connection connection, String sql, Array parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, parameter);
            return statement.executeUpdate();
        }
    }

    private static boolean left(Connection connection, Array cases) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("select exists (select 1 from event e"
                + " join payload p on p.event_id = e.id where e.case_id = any(?))")) {
            statement.setArray(1, cases);
            try (ResultSet row = statement.executeQuery()) {
                row.next();
                return row.getBoolean(1);
            }
        }
    }
}

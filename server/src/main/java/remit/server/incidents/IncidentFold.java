package remit.server.incidents;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.incident.IncidentEvent;
import remit.incident.IncidentState;
import remit.incident.Incidents;
import remit.server.store.ProcessWrite;

/**
 * The table of incidents, folded anew from their events. When the next page is due is no part of it: that follows from the
 * contract, so a row that is made again says "at once", and whoever pages looks then what the contract says.
 */
public final class IncidentFold {
    private static final String EVENTS = "select e.leaf from event_thread t join event e on e.id = t.event_id"
            + " where t.thread >= 'incident/' and t.thread < 'incident0' order by t.thread, t.seq";

    private static final String ROWS = "select " + IncidentRows.COLUMNS + ", guard, severity from incident order by id";

    private IncidentFold() {}

    /**
     * Mends what the events do not give. Looks first without a lock; writers wait only where there is something to mend.
     *
     * @return the ids of the incidents that did not stand as their events tell
     */
    public static List<String> mend(Connection connection) throws SQLException {
        if (wrong(connection).isEmpty()) return List.of();
        try (Statement statement = connection.createStatement()) {
            statement.execute("lock table event, event_thread, incident in share row exclusive mode");
        }
        List<String> wrong = wrong(connection);
        Map<String, Incident> stand = rows(connection);
        Map<String, Incident> told = told(connection);
        // All of them go first: two rows may have each other's place.
        try (PreparedStatement gone = connection.prepareStatement("delete from incident where id = any(?)")) {
            gone.setArray(1, connection.createArrayOf("text", wrong.toArray()));
            gone.executeUpdate();
        }
        for (String id : wrong) {
            Incident incident = told.get(id);
            if (incident != null) write(connection, IncidentRows.row(due(incident, stand.get(id))));
        }
        connection.commit();
        return wrong;
    }

    /** What stood there of the next page stays, where there is to be one. */
    private static Incident due(Incident told, @Nullable Incident stood) {
        boolean pages = told.state().standing() == IncidentState.Standing.OPEN;
        if (!pages) return told;
        var due = stood == null ? null : stood.due();
        return new Incident(
                told.id(),
                told.process(),
                told.state(),
                due == null ? told.state().openedAt() : due);
    }

    private static List<String> wrong(Connection connection) throws SQLException {
        Map<String, Incident> told = told(connection);
        Map<String, Incident> stand = rows(connection);
        var ids = new TreeSet<String>(told.keySet());
        ids.addAll(stand.keySet());
        ids.removeIf(id -> same(told.get(id), stand.get(id)));
        return List.copyOf(ids);
    }

    private static boolean same(@Nullable Incident told, @Nullable Incident stands) {
        if (told == null || stands == null) return told == null && stands == null;
        boolean pages = told.state().standing() == IncidentState.Standing.OPEN;
        return told.process().equals(stands.process())
                && told.state().equals(stands.state())
                && pages == (stands.due() != null);
    }

    private static Map<String, Incident> told(Connection connection) throws SQLException {
        var told = new LinkedHashMap<String, Incident>();
        try (PreparedStatement query = connection.prepareStatement(EVENTS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Event event = Event.read(rows.getString(1));
                String id = event.body().text("incident", "");
                Incident before = told.get(id);
                IncidentState state = Incidents.apply(
                        before == null ? null : before.state(),
                        IncidentEvent.read(event.type(), event.body()),
                        event.actor(),
                        event.at());
                told.put(id, new Incident(id, event.place().process(), state, null));
            }
        }
        return told;
    }

    /** A row whose guard or severity is not what its state gives is as good as none. */
    private static Map<String, Incident> rows(Connection connection) throws SQLException {
        var found = new LinkedHashMap<String, Incident>();
        try (PreparedStatement query = connection.prepareStatement(ROWS);
                ResultSet rows = query.executeQuery()) {
            while (rows.next()) {
                Incident incident = IncidentRows.read(rows);
                String guard = IncidentRows.guard(incident.process(), incident.state());
                boolean whole = guard.equals(Objects.requireNonNullElse(rows.getString("guard"), ""))
                        && rows.getInt("severity") == incident.state().cause().severity();
                found.put(incident.id(), whole ? incident : broken(incident));
            }
        }
        return found;
    }

    private static Incident broken(Incident incident) {
        return new Incident(incident.id(), "", incident.state(), incident.due());
    }

    private static void write(Connection connection, ProcessWrite.Beside row) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(row.sql())) {
            for (int i = 0; i < row.parameters().size(); i++)
                statement.setObject(i + 1, row.parameters().get(i));
            statement.executeUpdate();
        }
    }
}

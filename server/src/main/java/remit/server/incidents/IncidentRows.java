package remit.server.incidents;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.incident.Cause;
import remit.incident.IncidentState;
import remit.incident.IncidentState.Standing;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.store.ProcessWrite;

/** The table of incidents: what is read from it, and the row that goes with an event. */
final class IncidentRows {
    static final String COLUMNS = "id, process, cause, standing, seq, opened_at, facts, pages, paged_at,"
            + " taken_by, taken_at, closed_at, due_at";
    private static final String SELECT = "select " + COLUMNS + " from incident ";

    private final JdbcClient jdbc;

    IncidentRows(DataSource source) {
        this.jdbc = JdbcClient.create(source);
    }

    Optional<Incident> byId(String id) {
        return jdbc.sql(SELECT + "where id = ?")
                .param(id)
                .query((row, _) -> read(row))
                .optional();
    }

    /** Those that are due by {@code now}, the one that waits longest first. */
    List<Incident> due(Instant now) {
        return jdbc.sql(SELECT + "where due_at <= ? order by due_at limit 100")
                .param(utc(now))
                .query((row, _) -> read(row))
                .list();
    }

    /** @param process null for all; @param closed whether those that are over, too */
    List<Incident> list(@Nullable String process, boolean closed, int most) {
        String sql = SELECT + "where (?::text is null or process = ?)" + (closed ? "" : " and standing <> 'closed'")
                + " order by standing = 'closed', severity, opened_at desc limit ?";
        return jdbc.sql(sql)
                .params(java.util.Arrays.asList(process, process, most))
                .query((row, _) -> read(row))
                .list();
    }

    /** The newest of a cause, whether it is over or not. */
    Optional<Incident> newest(String process, Cause cause, String about) {
        return jdbc.sql(SELECT + "where process = ? and cause = ? and coalesce(facts::jsonb->>'tool', '') = ?"
                        + " order by opened_at desc, id limit 1")
                .params(process, cause.word(), about)
                .query((row, _) -> read(row))
                .optional();
    }

    /** The one beside which there may be no second. */
    Optional<Incident> standing(String process, Cause cause, String about) {
        return jdbc.sql(SELECT + "where guard = ?")
                .param(guard(process, cause, about))
                .query((row, _) -> read(row))
                .optional();
    }

    static Incident read(ResultSet row) throws SQLException {
        String taken = row.getString("taken_by");
        var state = new IncidentState(
                row.getLong("seq"),
                Cause.ofWord(row.getString("cause")).orElseThrow(),
                Standing.of(row.getString("standing")),
                row.getTimestamp("opened_at").toInstant(),
                Json.parseObject(row.getString("facts")),
                row.getInt("pages"),
                instant(row, "paged_at"),
                taken == null
                        ? null
                        : new IncidentState.Taken(
                                Actor.parse(taken), row.getTimestamp("taken_at").toInstant()),
                instant(row, "closed_at"));
        return new Incident(row.getString("id"), row.getString("process"), state, instant(row, "due_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return at == null ? null : at.toInstant();
    }

    /** Stands in the way of a second one of the same cause, about the same. */
    private static String guard(String process, Cause cause, String about) {
        return process + "/" + cause.word() + (about.isEmpty() ? "" : "/" + about);
    }

    /** Empty where there may be a second one. */
    static String guard(String process, IncidentState state) {
        return state.stands() ? guard(process, state.cause(), state.about()) : "";
    }

    /** The row as it is once the event stands. */
    static ProcessWrite.Beside row(Incident incident) {
        IncidentState state = incident.state();
        IncidentState.Taken taken = state.taken();
        var values = new ArrayList<@Nullable Object>();
        values.add(incident.id());
        values.add(incident.process());
        values.add(state.cause().word());
        values.add(state.cause().severity());
        values.add(state.standing().word());
        values.add(state.seq());
        values.add(state.openedAt().toString());
        values.add(state.facts().canonical());
        values.add(state.pages());
        values.add(text(state.pagedAt()));
        values.add(taken == null ? "" : taken.by().toString());
        values.add(taken == null ? "" : taken.at().toString());
        values.add(text(state.closedAt()));
        values.add(text(incident.due()));
        values.add(guard(incident.process(), state));
        return new ProcessWrite.Beside("""
                insert into incident (id, process, cause, severity, standing, seq, opened_at, facts, pages, paged_at,
                  taken_by, taken_at, closed_at, due_at, guard)
                values (?, ?, ?, ?, ?, ?, ?::timestamptz, ?, ?, nullif(?, '')::timestamptz, nullif(?, ''),
                  nullif(?, '')::timestamptz, nullif(?, '')::timestamptz, nullif(?, '')::timestamptz, nullif(?, ''))
                on conflict (id) do update set standing = excluded.standing, seq = excluded.seq, pages = excluded.pages,
                  paged_at = excluded.paged_at, taken_by = excluded.taken_by, taken_at = excluded.taken_at,
                  closed_at = excluded.closed_at, due_at = excluded.due_at, guard = excluded.guard
                """, List.copyOf(values));
    }

    private static String text(@Nullable Instant at) {
        return at == null ? "" : at.toString();
    }

    /** Another time for the next page, where the contract says another by now. Nothing happened, so it is no evidence. */
    void moveDue(Incident incident, Instant due) {
        jdbc.sql("update incident set due_at = ? where id = ? and seq = ? and due_at is not null")
                .params(utc(due), incident.id(), incident.state().seq())
                .update();
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}

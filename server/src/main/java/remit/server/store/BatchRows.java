package remit.server.store;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.server.store.PreparedWrite.ActionRow;
import remit.server.store.PreparedWrite.EventRow;
import remit.server.store.PreparedWrite.Fresh;
import remit.server.store.PreparedWrite.PayloadRow;
import remit.server.store.PreparedWrite.Standing;
import remit.server.store.copy.Copy;

/**
 * The rows of one commit: events and payloads by COPY, what they change of the projections by one statement a table, and
 * beside them what somebody must be told of, so that a stop whose evidence stands is a stop that pages.
 */
final class BatchRows {
    private static final String GROUND_LOCK = "remit ground";

    /** Whoever records something of an action ends its own hold, never somebody else's. */
    private static final String OWN_HOLD =
            "coalesce(action_view.holder = current_setting('application_name') or action_view.held_until <= now(), true)";

    private List<PreparedWrite> writes;
    private final int writer;
    /** What becomes of each case; those that only came in, and that nothing more happened to, are beside it in {@link #fresh}. */
    private final Map<String, CaseRow> cases = new LinkedHashMap<>();

    private final Map<String, Standing> fresh = new LinkedHashMap<>();
    private final Map<News, Long> news = new LinkedHashMap<>();
    private final Set<String> opened = new HashSet<>();

    /** @param tags of the first transition of the batch: two of one case are one row, and the later may not know them */
    private record CaseRow(
            CaseWrite.@Nullable Tags tags,
            Standing last,
            @Nullable String observed) {}

    private record News(
            String process, Phase phase, @Nullable String runId) {}

    /**
     * What the log holds of cases that this batch goes on with.
     *
     * @param subjects case to its subject
     * @param erased cases whose opening was erased
     */
    private record Known(Map<String, String> subjects, Set<String> erased) {
        boolean isErased(PreparedWrite write) {
            Standing standing = write.standing();
            return standing != null && erased.contains(standing.caseId());
        }
    }

    /** @param writer the number under which this writer counts its commits */
    BatchRows(List<PreparedWrite> writes, int writer) {
        this.writes = writes;
        this.writer = writer;
        for (PreparedWrite write : writes) {
            Standing standing = write.standing();
            if (standing != null) add(standing);
        }
    }

    private void add(Standing standing) {
        if (standing.fresh() != null) {
            opened.add(standing.caseId());
            fresh.put(standing.caseId(), standing);
        } else {
            Standing cameIn = fresh.remove(standing.caseId());
            if (cameIn != null) merge(cameIn);
            merge(standing);
        }
        tell(standing);
    }

    private void merge(Standing standing) {
        CaseRow earlier = cases.get(standing.caseId());
        CaseWrite.Tags tags = standing.write().place().tags();
        String observed = standing.past().observed();
        if (earlier != null) {
            if (tags == null) tags = earlier.tags();
            if (observed == null) observed = earlier.observed();
        }
        cases.put(standing.caseId(), new CaseRow(tags, standing, observed));
    }

    private void tell(Standing standing) {
        Phase told = standing.told();
        if (told == null) return;
        CaseWrite write = standing.write();
        news.merge(new News(write.place().process(), told, write.runId()), 1L, Long::sum);
    }

    void writeTo(Connection connection) throws SQLException {
        for (PreparedWrite write : writes) {
            if (write.ground() != null) standOn(connection, write.ground());
            if (write.erasure() != null) PayloadErasure.of(connection, write.erasure());
        }
        // Whoever erases locks the events first: what is seen from here on stays until this is committed.
        try (Statement lock = connection.createStatement()) {
            lock.execute("lock table event in row exclusive mode");
        }
        Known known = known(connection);
        writes = writes.stream()
                .map(write -> known.isErased(write) ? write.withoutPayloads() : write)
                .toList();
        writeEvents(connection);
        Copy.sendBinary(
                connection,
                "copy payload (event_id, salt, content, case_key, subject_ref) from stdin with (format binary)",
                sink -> writePayloads(known, sink));
        writeThreads(connection);
        writeBeside(connection);
        writeFresh(connection);
        if (!cases.isEmpty()) writeCases(connection, known);
        writePast(connection, known);
        writeActions(connection);
        if (!news.isEmpty()) writeNews(connection);
        CommitCount.add(connection, writer);
    }

    /** The events, and the one row by which the sequencer gives them their places in the tree. */
    private void writeEvents(Connection connection) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        var hashes = new ByteArrayOutputStream();
        for (PreparedWrite write : writes) {
            ids.addAll(write.ids());
            for (EventRow event : write.events()) hashes.writeBytes(event.leafHash());
        }
        long batch = batch(connection, ids, hashes.toByteArray());
        Copy.sendBinary(
                connection,
                "copy event (id, process, case_id, seq, type, at, recorded_at, actor, leaf, leaf_hash, run_id, batch, ordinal)"
                        + " from stdin with (format binary)",
                sink -> {
                    int ordinal = 0;
                    for (PreparedWrite write : writes) {
                        for (EventRow event : write.events()) {
                            sink.take(event.line());
                            sink.take(new Copy.BinaryRow()
                                    .bigint(batch)
                                    .bigint(ordinal++)
                                    .made());
                        }
                    }
                });
    }

    /** Which of these events are in the log. */
    static Set<UUID> standing(Connection connection, Stream<UUID> ids) throws SQLException {
        var found = new HashSet<UUID>();
        try (PreparedStatement query = connection.prepareStatement("select id from event where id = any(?)")) {
            query.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) found.add(rows.getObject(1, UUID.class));
            }
        }
        return found;
    }

    private static long batch(Connection connection, List<UUID> ids, byte[] hashes) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into leaf_batch (event_ids, leaf_hashes) values (?, ?) returning id")) {
            insert.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            insert.setBytes(2, hashes);
            try (ResultSet rows = insert.executeQuery()) {
                rows.next();
                return rows.getLong(1);
            }
        }
    }

    /** Whoever goes by what others wrote waits until they are done, then looks whether it still is so. */
    private static void standOn(Connection connection, ProcessWrite.Ground ground) throws SQLException {
        try (PreparedStatement lock =
                        connection.prepareStatement("select pg_advisory_xact_lock(hashtextextended(?, 0))");
                PreparedStatement count =
                        connection.prepareStatement("select count(*) from event_thread where starts_with(thread, ?)")) {
            lock.setString(1, GROUND_LOCK);
            lock.execute();
            count.setString(1, ground.threads());
            try (ResultSet rows = count.executeQuery()) {
                rows.next();
                if (rows.getLong(1) != ground.events()) throw new ConflictException(ground.threads());
            }
        }
    }

    /** Looks up whose cases the transitions are that go on with one, and whether it is erased, whatever they say of it. */
    private Known known(Connection connection) throws SQLException {
        var subjects = new HashMap<String, String>();
        var asked = new HashSet<String>();
        cases.forEach((caseId, row) -> {
            CaseWrite.Tags tags = row.tags();
            // What comes in with this batch nobody can have erased.
            if (!opened.contains(caseId)) asked.add(caseId);
            else if (tags != null && tags.subjectRef() != null) subjects.put(caseId, tags.subjectRef());
        });
        fresh.forEach((caseId, standing) -> {
            CaseWrite.Tags tags = standing.write().place().tags();
            if (tags != null && tags.subjectRef() != null) subjects.put(caseId, tags.subjectRef());
        });
        var erased = new HashSet<String>();
        if (asked.isEmpty()) return new Known(subjects, erased);
        try (PreparedStatement statement = connection.prepareStatement(
                "select e.case_id, p.event_id is null, p.subject_ref from event e left join payload p"
                        + " on p.event_id = e.id where e.seq = 1 and e.case_id = any(?)")) {
            CaseRows.array(connection, statement, 1, "text", texts(asked, id -> id));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    if (rows.getBoolean(2)) erased.add(rows.getString(1));
                    String subject = rows.getString(3);
                    if (subject != null) subjects.put(rows.getString(1), subject);
                }
            }
        }
        return new Known(subjects, erased);
    }

    private void writePayloads(Known known, Copy.Sink sink) throws SQLException {
        for (PreparedWrite write : writes) {
            Standing standing = write.standing();
            String whose = standing == null ? null : known.subjects().get(standing.caseId());
            byte[] end = new Copy.BinaryRow().text(whose).made();
            for (PayloadRow payload : write.payloads()) {
                sink.take(payload.line());
                sink.take(end);
            }
        }
    }

    private void writeThreads(Connection connection) throws SQLException {
        var rows = new StringBuilder();
        for (PreparedWrite write : writes) {
            for (int i = 0; i < write.places().size(); i++) {
                ProcessWrite.Place place = write.places().get(i);
                if (place == null) continue;
                Copy.value(rows, place.thread())
                        .append('\t')
                        .append(place.seq())
                        .append('\t');
                rows.append(write.ids().get(i)).append('\n');
            }
        }
        Copy.send(connection, "copy event_thread (thread, seq, event_id) from stdin", rows);
    }

    private void writeFresh(Connection connection) throws SQLException {
        if (fresh.isEmpty()) return;
        Copy.send(connection, "copy case_view (" + CaseRows.COLUMNS + ") from stdin", sink -> {
            for (Standing standing : fresh.values()) {
                sink.take(Objects.requireNonNull(standing.fresh()).view());
            }
        });
    }

    private void writeBeside(Connection connection) throws SQLException {
        for (PreparedWrite write : writes) {
            for (ProcessWrite.Beside beside : write.beside()) {
                try (PreparedStatement statement = connection.prepareStatement(beside.sql())) {
                    for (int i = 0; i < beside.parameters().size(); i++)
                        statement.setObject(i + 1, beside.parameters().get(i));
                    statement.executeUpdate();
                }
            }
        }
    }

    private void writeCases(Connection connection, Known known) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CaseRows.UPSERT)) {
            CaseRows.bind(
                    statement,
                    cases.values().stream().map(row -> row(row, known)).toList());
            statement.executeUpdate();
        }
    }

    private static @Nullable String[] row(CaseRow row, Known known) {
        CaseWrite write = row.last().write();
        CaseState state = row.last().state();
        String caseId = row.last().caseId();
        boolean erased = known.erased().contains(caseId);
        var origin = new CaseRows.Origin(caseId, write.place().process(), write.runId(), erased ? null : row.tags());
        return CaseRows.row(origin, state, erased ? null : row.observed());
    }

    /** A case that comes in is a new row; what becomes of it later is written into that. */
    private void writePast(Connection connection, Known known) throws SQLException {
        var cameIn = new ArrayList<byte[]>();
        var later = new LinkedHashMap<String, PastRow>();
        for (PreparedWrite write : writes) {
            Standing standing = write.standing();
            if (standing == null || !standing.past().told()) continue;
            Fresh rows = standing.fresh();
            if (rows == null) {
                PastRow row = standing.past().without(known.erased().contains(standing.caseId()));
                later.merge(standing.caseId(), row, PastRow::then);
            } else if (rows.past() != null) cameIn.add(rows.past());
        }
        Copy.send(connection, PastRow.COPY, sink -> {
            for (byte[] line : cameIn) sink.take(line);
        });
        if (!later.isEmpty()) PastRow.update(connection, List.copyOf(later.values()));
    }

    private void writeActions(Connection connection) throws SQLException {
        var last = new LinkedHashMap<String, ActionRow>();
        for (PreparedWrite write : writes) {
            Standing standing = write.standing();
            if (standing == null) continue;
            for (ActionRow row : standing.actions()) {
                ActionRow prepared = last.get(row.actionId());
                last.put(row.actionId(), prepared == null ? row : row.preparedBy(prepared.event()));
            }
        }
        if (last.isEmpty()) return;
        try (PreparedStatement statement =
                connection.prepareStatement("""
                insert into action_view (action_id, process, case_id, tool, state, event_id, updated_at, holder, held_until)
                select a.*, case when a.state = 'prepared' then current_setting('application_name') end,
                  case when a.state = 'prepared' then now() + interval '%1$d seconds' end
                from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::timestamptz[])
                  as a(action_id, process, case_id, tool, state, event_id, updated_at)
                on conflict (action_id) do update set state = excluded.state, updated_at = excluded.updated_at,
                  holder = case when %2$s then excluded.holder else action_view.holder end,
                  held_until = case when %2$s then excluded.held_until else action_view.held_until end
                """.formatted(EvidenceLog.HOLD.toSeconds(), OWN_HOLD))) {
            List<ActionRow> rows = List.copyOf(last.values());
            CaseRows.array(connection, statement, 1, "text", rows.stream().map(ActionRow::actionId));
            CaseRows.array(connection, statement, 2, "text", rows.stream().map(ActionRow::process));
            CaseRows.array(connection, statement, 3, "text", rows.stream().map(ActionRow::caseId));
            CaseRows.array(connection, statement, 4, "text", rows.stream().map(ActionRow::tool));
            CaseRows.array(connection, statement, 5, "text", rows.stream().map(ActionRow::state));
            CaseRows.array(connection, statement, 6, "text", texts(rows, row -> row.event()));
            CaseRows.array(connection, statement, 7, "text", texts(rows, row -> row.updatedAt()));
            statement.executeUpdate();
        }
    }

    private static <T> Stream<@Nullable String> texts(
            Collection<T> rows, java.util.function.Function<T, Object> column) {
        return rows.stream().map(row -> column.apply(row).toString());
    }

    private void writeNews(Connection connection) throws SQLException {
        Instant recordedAt = writes.getLast().recordedAt();
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into news (process, phase, run_id, cases, recorded_at)
                select process, phase, run_id, cases, ?::timestamptz
                from unnest(?::text[], ?::text[], ?::text[], ?::bigint[]) as n(process, phase, run_id, cases)
                """)) {
            List<Map.Entry<News, Long>> rows = List.copyOf(news.entrySet());
            statement.setString(1, recordedAt.toString());
            CaseRows.array(
                    connection,
                    statement,
                    2,
                    "text",
                    texts(rows, row -> row.getKey().process()));
            CaseRows.array(
                    connection,
                    statement,
                    3,
                    "text",
                    texts(rows, row -> row.getKey().phase().word()));
            CaseRows.array(
                    connection,
                    statement,
                    4,
                    "text",
                    rows.stream().map(row -> row.getKey().runId()));
            CaseRows.array(connection, statement, 5, "text", texts(rows, Map.Entry::getValue));
            statement.executeUpdate();
        }
    }
}

package remit.server.store;

import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.Digest;

/** The rows of one commit, built in memory and written by three COPYs and two upserts. */
final class BatchRows {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Origin origin;
    private final Instant recordedAt;
    private final StringBuilder events = new StringBuilder(1 << 16);
    private final StringBuilder payloads = new StringBuilder(1 << 16);
    private final Map<String, CaseRow> cases = new LinkedHashMap<>();
    private final List<ActionRow> actions = new ArrayList<>();
    private final Map<String, Long> firstSeq = new HashMap<>();

    /** What every event of this installation carries. */
    record Origin(String organisation, InstantSource clock) {}

    /** @param observed the newest truth that this batch tells of the case, or null */
    private record CaseRow(
            CaseWrite write, CaseState state, @Nullable String observed) {}

    private record ActionRow(String actionId, String process, String caseId, String tool, String state, UUID event) {}

    BatchRows(Origin origin) {
        this.origin = origin;
        this.recordedAt = origin.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }

    Instant recordedAt() {
        return recordedAt;
    }

    /** Adds a transition and gives the state it leads to. @param payloads one for each step */
    CaseState add(CaseWrite write, @Nullable SealedPayload[] payloads) {
        String caseId = write.place().caseId();
        CaseState state = write.before();
        CaseRow earlier = cases.get(caseId);
        String observed = earlier == null ? null : earlier.observed();
        firstSeq.putIfAbsent(caseId, state == null ? 0L : state.seq());
        Instant at = write.at().truncatedTo(ChronoUnit.MICROS);
        for (int i = 0; i < write.steps().size(); i++) {
            CaseWrite.Step step = write.steps().get(i);
            state = Casework.apply(state, step.event(), step.actor(), at);
            UUID id = newId();
            var place = new Event.Place(origin.organisation(), write.place().process(), caseId);
            SealedPayload payload = payloads[i];
            var event = new Event(
                    step.event().type(),
                    1,
                    id.toString(),
                    place,
                    state.seq(),
                    at,
                    recordedAt,
                    step.actor(),
                    write.versions(),
                    step.event().body(),
                    payload == null ? null : payload.digest());
            event(event, write.runId());
            CaseWrite.Tags tags = write.place().tags();
            if (payload != null) payload(id, payload, tags == null ? null : tags.subjectRef());
            action(write, step.event(), id);
            String told = CaseRows.observed(step.event(), step.payload());
            if (told != null) observed = told;
        }
        if (state == null) throw new IllegalArgumentException("steps: a transition has at least one");
        cases.put(caseId, new CaseRow(merged(earlier, write), state, observed));
        return state;
    }

    /** Two transitions of one case in one batch: the tags of the first stay. */
    private static CaseWrite merged(@Nullable CaseRow earlier, CaseWrite write) {
        if (earlier == null || write.place().tags() != null) return write;
        return new CaseWrite(
                earlier.write().place(), write.before(), write.at(), write.steps(), write.versions(), write.runId());
    }

    void add(ProcessWrite write) {
        var event = new Event(
                write.type(),
                1,
                newId().toString(),
                new Event.Place(origin.organisation(), write.process(), null),
                0,
                write.at().truncatedTo(ChronoUnit.MICROS),
                recordedAt,
                write.actor(),
                write.versions(),
                write.body(),
                null);
        event(event, write.runId());
    }

    private void action(CaseWrite write, CaseEvent event, UUID id) {
        String process = write.place().process();
        String caseId = write.place().caseId();
        switch (event) {
            case CaseEvent.ActionPrepared(String action, String tool) ->
                actions.add(new ActionRow(action, process, caseId, tool, "prepared", id));
            case CaseEvent.ActionVerified(String action, String tool, String receipt) ->
                actions.add(new ActionRow(action, process, caseId, tool, "verified", id));
            case CaseEvent.ActionFailed(String action, String tool, String reason) ->
                actions.add(new ActionRow(action, process, caseId, tool, "failed", id));
            case CaseEvent.ActionRefused(String action, String tool, String reason) ->
                actions.add(new ActionRow(action, process, caseId, tool, "refused", id));
            case CaseEvent.ActionUnknown(String action, String tool, String reason) ->
                actions.add(new ActionRow(action, process, caseId, tool, "unknown", id));
            case CaseEvent.HistoryRecorded _,
                    CaseEvent.CaseOpened _,
                    CaseEvent.Proposed _,
                    CaseEvent.Decided _,
                    CaseEvent.Reviewed _,
                    CaseEvent.OutcomeObserved _ -> {}
        }
    }

    private void event(Event event, @Nullable String runId) {
        String leaf = event.leafText();
        Actor actor = event.actor();
        events.append(event.id()).append('\t');
        text(events, event.place().process()).append('\t');
        text(events, event.place().caseId()).append('\t');
        events.append(event.seq()).append('\t').append(event.type()).append('\t');
        events.append(event.at()).append('\t').append(event.recordedAt()).append('\t');
        text(events, actor.toString()).append('\t');
        text(events, leaf).append('\t');
        byte[] hash = Event.leafHash(leaf.getBytes(StandardCharsets.UTF_8));
        events.append("\\\\x").append(Digest.hex(hash)).append('\t');
        text(events, runId).append('\n');
    }

    private void payload(UUID id, SealedPayload payload, @Nullable String subjectRef) {
        payloads.append(id)
                .append('\t')
                .append("\\\\x")
                .append(Digest.hex(payload.salt()))
                .append('\t');
        text(payloads, payload.content()).append('\t');
        text(payloads, subjectRef).append('\n');
    }

    /** Appends {@code value} as COPY's text format wants it. */
    static StringBuilder text(StringBuilder out, @Nullable String value) {
        if (value == null) return out.append("\\N");
        int plain = plain(value);
        if (plain == value.length()) return out.append(value);
        out.append(value, 0, plain);
        for (int i = plain; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        return out;
    }

    /** How many characters come before the first that COPY needs escaped. */
    private static int plain(String value) {
        int i = 0;
        while (i < value.length() && value.charAt(i) != '\\' && value.charAt(i) >= ' ') i++;
        return i;
    }

    void writeTo(Connection connection) throws SQLException {
        copy(
                connection,
                "copy event (id, process, case_id, seq, type, at, recorded_at, actor, leaf, leaf_hash, run_id) from stdin",
                events);
        copy(connection, "copy payload (event_id, salt, content, subject_ref) from stdin", payloads);
        if (!cases.isEmpty()) writeCases(connection);
        if (!actions.isEmpty()) writeActions(connection);
    }

    static void copy(Connection connection, String sql, StringBuilder rows) throws SQLException {
        if (rows.isEmpty()) return;
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, new StringReader(rows.toString()));
        } catch (IOException e) {
            throw new SQLException("reading from memory failed", e);
        }
    }

    private void writeCases(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(CaseRows.UPSERT)) {
            CaseRows.bind(
                    statement,
                    cases.entrySet().stream()
                            .map(e -> row(e.getKey(), e.getValue()))
                            .toList());
            statement.executeUpdate();
        }
    }

    private static @Nullable String[] row(String caseId, CaseRow row) {
        CaseWrite write = row.write();
        var origin = new CaseRows.Origin(
                caseId, write.place().process(), write.runId(), write.place().tags());
        return CaseRows.row(origin, row.state(), row.observed());
    }

    private void writeActions(Connection connection) throws SQLException {
        var last = new LinkedHashMap<String, ActionRow>();
        for (ActionRow row : actions) {
            ActionRow prepared = last.get(row.actionId());
            last.put(
                    row.actionId(),
                    prepared == null
                            ? row
                            : new ActionRow(
                                    row.actionId(),
                                    row.process(),
                                    row.caseId(),
                                    row.tool(),
                                    row.state(),
                                    prepared.event()));
        }
        try (PreparedStatement statement = connection.prepareStatement("""
                insert into action_view (action_id, process, case_id, tool, state, event_id, updated_at)
                select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::uuid[], ?::timestamptz[])
                on conflict (action_id) do update set state = excluded.state, updated_at = excluded.updated_at
                """)) {
            List<ActionRow> rows = List.copyOf(last.values());
            CaseRows.array(connection, statement, 1, "text", rows.stream().map(ActionRow::actionId));
            CaseRows.array(connection, statement, 2, "text", rows.stream().map(ActionRow::process));
            CaseRows.array(connection, statement, 3, "text", rows.stream().map(ActionRow::caseId));
            CaseRows.array(connection, statement, 4, "text", rows.stream().map(ActionRow::tool));
            CaseRows.array(connection, statement, 5, "text", rows.stream().map(ActionRow::state));
            CaseRows.array(
                    connection,
                    statement,
                    6,
                    "text",
                    rows.stream().map(r -> r.event().toString()));
            CaseRows.array(connection, statement, 7, "text", rows.stream().map(_ -> recordedAt.toString()));
            statement.executeUpdate();
        }
    }

    /** A version 7 UUID (RFC 9562): time first, so that the index grows at its end; 74 random bits. */
    static UUID newId() {
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (RANDOM.nextInt() & 0xfffL);
        long low = (RANDOM.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}

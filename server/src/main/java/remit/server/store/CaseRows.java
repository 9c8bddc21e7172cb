package remit.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.kernel.Json;

/** Rows of the projection {@code case_view}: how a state becomes one. Live writes and the rebuild share it. */
final class CaseRows {
    static final String COLUMNS = "case_id, process, phase, verdict, decision, at, updated_at, seq, run_id,"
            + " content_digest, outcome_digest, grp, segment, money, state, observed, sample";

    /**
     * One array a column; what a transition does not know (tags) keeps its earlier value. The run stays the one that opened
     * the case: a later run that only adds an outcome does not make it its own.
     */
    static final String UPSERT = """
            insert into case_view (case_id, process, phase, verdict, decision, at, updated_at, seq, run_id,
              content_digest, outcome_digest, grp, segment, money, state, observed, sample)
            select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::timestamptz[],
              ?::timestamptz[], ?::bigint[], ?::text[], ?::text[], ?::text[], ?::text[], ?::text[], ?::numeric[],
              ?::text[], ?::jsonb[], ?::text[])
            on conflict (case_id) do update set phase = excluded.phase, verdict = excluded.verdict,
              decision = excluded.decision, updated_at = excluded.updated_at, seq = excluded.seq,
              content_digest = excluded.content_digest, outcome_digest = excluded.outcome_digest,
              grp = coalesce(excluded.grp, case_view.grp), segment = coalesce(excluded.segment, case_view.segment),
              money = coalesce(excluded.money, case_view.money), state = excluded.state,
              observed = coalesce(excluded.observed, case_view.observed), sample = excluded.sample
            """;

    private CaseRows() {}

    /** Where a row comes from. */
    record Origin(String caseId, String process, @Nullable String runId, CaseWrite.@Nullable Tags tags) {}

    /** What an event that tells a truth says of it: the outcome columns by name, or null when it tells none. */
    static @Nullable String observed(CaseEvent event, Json.@Nullable Obj payload) {
        return event instanceof CaseEvent.OutcomeObserved && payload != null
                ? payload.object("outcomes").canonical()
                : null;
    }

    /** One row, columns in the order of {@link #COLUMNS}, as text. */
    static @Nullable String[] row(Origin origin, CaseState state, @Nullable String observed) {
        CaseWrite.Tags tags = origin.tags();
        CaseState.Settled settled = state.settled();
        return new @Nullable String[] {
            origin.caseId(),
            origin.process(),
            state.phase().word(),
            settled == null ? null : settled.verdict(),
            settled == null ? null : settled.decision(),
            state.at().toString(),
            state.updatedAt().toString(),
            Long.toString(state.seq()),
            origin.runId(),
            state.digests().content(),
            state.digests().outcome(),
            tags == null ? null : tags.group(),
            tags == null ? null : tags.segment(),
            tags == null || tags.money() == null ? null : tags.money().toPlainString(),
            state.toJson().canonical(),
            observed,
            state.sample() == null ? null : state.sample().word()
        };
    }

    static void bind(PreparedStatement statement, List<@Nullable String[]> rows) throws SQLException {
        Connection connection = statement.getConnection();
        for (int column = 0; column < 17; column++) {
            int index = column;
            array(connection, statement, column + 1, "text", rows.stream().map(row -> row[index]));
        }
    }

    static void array(
            Connection connection, PreparedStatement statement, int index, String type, Stream<@Nullable String> values)
            throws SQLException {
        statement.setArray(index, connection.createArrayOf(type, values.toArray()));
    }
}

package remit.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.evidence.Event;
import remit.kernel.Json;

/**
 * Drops the projections and folds them anew from the evidence, row by row, in shadow tables; says where the two differ,
 * then puts the new ones in place. Runs while the process serves: what was written after the snapshot is folded again
 * under a short lock.
 */
public final class Rebuild {
    private static final int BATCH = 1000;
    private final DataSource dataSource;

    public Rebuild(DataSource dataSource) {
        this.dataSource = dataSource;
    }

    /**
     * @param cases cases folded, {@code events} events read
     * @param differences rows of the old projections that the evidence does not give, first 20 case ids in {@code examples}
     */
    public record Result(long cases, long events, long differences, List<String> examples) {
        /** As the command line and the API give it. */
        public Json.Obj toJson() {
            return Json.object(
                    "cases", cases,
                    "events", events,
                    "differences", differences,
                    "examples", Json.strings(examples));
        }
    }

    public Result run() {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try {
                Result result = rebuild(connection);
                connection.commit();
                return result;
            } catch (SQLException | RuntimeException failure) {
                connection.rollback();
                throw failure;
            } finally {
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the rebuild failed and changed nothing: " + e.getMessage(), e);
        }
    }

    private static Result rebuild(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("create temp table rebuilt (like case_view) on commit drop");
            statement.execute("create temp table rebuilt_action (like action_view) on commit drop");
            long[] counts = fold(connection, "");
            // From here on nobody writes: what came in meanwhile is folded again, then the tables change places.
            statement.execute("lock table event, case_view, action_view in share row exclusive mode");
            statement.execute("create temp table moved on commit drop as select e.case_id from event e"
                    + " left join rebuilt r on r.case_id = e.case_id where e.case_id is not null"
                    + " group by e.case_id, r.seq having max(e.seq) > coalesce(r.seq, 0)");
            statement.execute("delete from rebuilt using moved where moved.case_id = rebuilt.case_id");
            statement.execute("delete from rebuilt_action using moved where moved.case_id = rebuilt_action.case_id");
            fold(connection, " and e.case_id in (select case_id from moved)");
            List<String> differences = differences(statement);
            statement.execute("delete from case_view");
            statement.execute(
                    "insert into case_view (" + CaseRows.COLUMNS + ") select " + CaseRows.COLUMNS + " from rebuilt");
            statement.execute("delete from action_view");
            statement.execute("insert into action_view select * from rebuilt_action");
            return new Result(
                    count(statement, "select count(*) from rebuilt"),
                    counts[1],
                    differences.size(),
                    differences.subList(0, Math.min(20, differences.size())));
        }
    }

    private static long count(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static List<String> differences(Statement statement) throws SQLException {
        String columns = CaseRows.COLUMNS;
        String actions = "action_id, process, case_id, tool, state, event_id";
        var found = new ArrayList<String>();
        try (ResultSet rows = statement.executeQuery("""
                select distinct case_id from (
                  (select %1$s from case_view except select %1$s from rebuilt) union all
                  (select %1$s from rebuilt except select %1$s from case_view)) d
                union
                select distinct case_id from (
                  (select %2$s from action_view except select %2$s from rebuilt_action) union all
                  (select %2$s from rebuilt_action except select %2$s from action_view)) a
                order by 1
                """.formatted(columns, actions))) {
            while (rows.next()) found.add(rows.getString(1));
        }
        return found;
    }

    /** Folds the events that match; gives {cases, events}. */
    private static long[] fold(Connection connection, String condition) throws SQLException {
        long[] counts = new long[2];
        var cases = new ArrayList<@Nullable String[]>();
        var actions = new ArrayList<String[]>();
        try (PreparedStatement query = connection.prepareStatement(
                "select e.case_id, e.leaf, e.run_id, case when e.seq = 1 or e.type = 'OutcomeObserved' then p.content end, p.subject_ref, e.id::text"
                        + " from event e left join payload p on p.event_id = e.id where e.case_id is not null"
                        + condition + " order by e.case_id, e.seq")) {
            query.setFetchSize(2000);
            try (ResultSet rows = query.executeQuery()) {
                Folding folding = null;
                while (rows.next()) {
                    String caseId = rows.getString(1);
                    if (folding == null || !folding.caseId.equals(caseId)) {
                        if (folding != null) cases.add(folding.row());
                        folding = new Folding(caseId, rows.getString(3), tags(rows.getString(4), rows.getString(5)));
                        counts[0]++;
                        if (cases.size() >= BATCH) flush(connection, cases, actions);
                    }
                    Event event = Event.read(rows.getString(2));
                    folding.add(event, rows.getString(4));
                    folding.act(event, rows.getString(6), actions);
                    counts[1]++;
                }
                if (folding != null) cases.add(folding.row());
            }
        }
        flush(connection, cases, actions);
        return counts;
    }

    private static CaseWrite.@Nullable Tags tags(@Nullable String opening, @Nullable String subjectRef) {
        if (opening == null) return null;
        Json.Obj tags = Json.parseObject(opening).object("tags");
        String money = tags.text("money");
        return new CaseWrite.Tags(
                tags.text("group"),
                tags.text("segment"),
                money == null ? null : new java.math.BigDecimal(money),
                subjectRef);
    }

    private static final class Folding {
        private final String caseId;
        private final @Nullable String runId;
        private final CaseWrite.@Nullable Tags tags;
        private @Nullable CaseState state;
        private @Nullable String observed;
        private String process = "";

        Folding(String caseId, @Nullable String runId, CaseWrite.@Nullable Tags tags) {
            this.caseId = caseId;
            this.runId = runId;
            this.tags = tags;
        }

        void add(Event event, @Nullable String content) {
            process = event.place().process();
            CaseEvent read = CaseEvent.read(event.type(), event.body());
            state = Casework.apply(state, read, event.actor(), event.at());
            String told = CaseRows.observed(read, content == null ? null : Json.parseObject(content));
            if (told != null) observed = told;
        }

        void act(Event event, String eventId, List<String[]> actions) {
            String action = event.body().text("action_id");
            if (action != null) {
                actions.add(new String[] {
                    action,
                    process,
                    caseId,
                    event.body().text("tool", ""),
                    event.body().text("state", ""),
                    eventId,
                    event.recordedAt().toString()
                });
            }
        }

        @Nullable
        String[] row() {
            var origin = new CaseRows.Origin(caseId, process, runId, tags);
            return CaseRows.row(origin, java.util.Objects.requireNonNull(state), observed);
        }
    }

    private static void flush(Connection connection, List<@Nullable String[]> cases, List<String[]> actions)
            throws SQLException {
        var out = new StringBuilder();
        for (@Nullable String[] row : cases) line(out, row);
        CopyText.send(connection, "copy rebuilt (" + CaseRows.COLUMNS + ") from stdin", out);
        if (!actions.isEmpty()) {
            var lines = new StringBuilder();
            var last = new java.util.LinkedHashMap<String, String[]>();
            for (String[] row : actions) {
                String[] prepared = last.get(row[0]);
                if (prepared != null) row[5] = prepared[5];
                last.put(row[0], row);
            }
            for (String[] row : last.values()) line(lines, row);
            CopyText.send(
                    connection,
                    "copy rebuilt_action (action_id, process, case_id, tool, state, event_id, updated_at) from stdin",
                    lines);
        }
        cases.clear();
        actions.clear();
    }

    private static void line(StringBuilder out, @Nullable String[] values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) out.append('\t');
            CopyText.value(out, values[i]);
        }
        out.append('\n');
    }
}

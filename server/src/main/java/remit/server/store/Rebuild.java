package remit.server.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.store.copy.Copy;

/**
 * Folds the projections anew from the evidence, row by row, into shadow tables, and mends what differs. Runs while the
 * process serves: everything is folded and compared without a lock; then the cases that differ, many of them only because
 * they moved meanwhile, are folded again a few at a time, under a lock that holds writers for as long as those few take.
 */
public final class Rebuild {
    private static final int BATCH = 1000;
    private static final int FEW = 500;
    private static final int EXAMPLES = 20;
    private static final String ACTIONS = "action_id, process, case_id, tool, state, event_id";
    private static final String GONE_ACTIONS = """
            delete from action_view a where case_id = any(?)
              and not exists (select 1 from rebuilt_action r where r.action_id = a.action_id)
            """;
    /** Who holds an action is in no evidence, so it stays: without it another node could send what is being sent. */
    private static final String TOLD_ACTIONS = """
            insert into action_view (%1$s, updated_at) select %1$s, updated_at from rebuilt_action where case_id = any(?)
            on conflict (action_id) do update set process = excluded.process, case_id = excluded.case_id,
              tool = excluded.tool, state = excluded.state, event_id = excluded.event_id, updated_at = excluded.updated_at
            """.formatted(ACTIONS);

    private final DataSource dataSource;
    private final List<Projection> others;

    /** @param others projections that this does not know itself */
    public Rebuild(DataSource dataSource, Projection... others) {
        this.dataSource = dataSource;
        this.others = List.of(others);
    }

    /** A table that is the fold of events which belong to no case. */
    @FunctionalInterface
    public interface Projection {
        /** Mends it and commits. @return what did not stand as the events tell */
        List<String> mend(Connection connection) throws SQLException;
    }

    /**
     * @param cases cases folded, {@code events} events read
     * @param differences rows of the old projections that the evidence does not give, first 20 case ids,
     *     threads of a process or ids of incidents, in {@code examples}
     */
    public record Result(long cases, long events, long differences, List<String> examples) {
        /** How much it was, without naming any case. */
        public Json.Obj counts() {
            return Json.object("cases", cases, "events", events, "differences", differences);
        }

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
                return rebuild(connection);
            } finally {
                // The connection goes back to its pool: what was not committed, and the shadow tables, do not.
                connection.rollback();
                connection.setAutoCommit(true);
                execute(connection, "discard temp");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(
                    "the rebuild failed; what it had mended by then stays mended: " + e.getMessage(), e);
        }
    }

    private Result rebuild(Connection connection) throws SQLException {
        execute(connection, "create temp table rebuilt (like case_view)");
        execute(connection, "create temp table rebuilt_action (like action_view)");
        execute(connection, "create temp table rebuilt_past (like past_case including defaults)");
        long[] counts = fold(connection, null);
        execute(connection, "create unique index on rebuilt (case_id)");
        execute(connection, "create index on rebuilt_action (case_id)");
        execute(connection, "create unique index on rebuilt_past (case_id)");
        execute(connection, "analyze rebuilt");
        execute(connection, "analyze rebuilt_past");
        execute(connection, "analyze rebuilt_action");
        execute(connection, "create temp table suspect as " + differing(""));
        execute(connection, "create unique index on suspect (case_id)");
        connection.commit();
        long differences = 0;
        var examples = new ArrayList<String>();
        for (List<String> few = after(connection, ""); !few.isEmpty(); few = after(connection, few.getLast())) {
            List<String> found = mend(connection, few);
            differences += found.size();
            found.stream().limit(EXAMPLES - examples.size()).forEach(examples::add);
        }
        var rest = new ArrayList<>(mendThreads(connection));
        // They are read by their threads, so those come first.
        for (Projection other : others) rest.addAll(other.mend(connection));
        rest.stream().limit(EXAMPLES - examples.size()).forEach(examples::add);
        return new Result(
                count(connection, "select count(*) from rebuilt"), counts[1], differences + rest.size(), examples);
    }

    /** The order of a process's events as their leaves tell it; publications of before that are numbered by their time. */
    private static final String THREADS = """
            select l.body->>'thread' as thread, (l.body->>'seq')::bigint as seq, l.id as event_id
            from (select id, leaf::jsonb->'body' as body from event where case_id is null) l where jsonb_exists(l.body, 'thread')
            union all
            select 'force/' || process, row_number() over (partition by process order by recorded_at, id), id
            from event where case_id is null and type = 'PackPublished' and not jsonb_exists(leaf::jsonb->'body', 'thread')
            """;

    /** The threads that do not stand as the leaves tell, seen at one moment. */
    private static final String WRONG_THREADS = "with rebuilt_thread as (" + THREADS + """
            ) select distinct thread from (
              (select thread, seq, event_id from event_thread except select thread, seq, event_id from rebuilt_thread)
              union all
              (select thread, seq, event_id from rebuilt_thread except select thread, seq, event_id from event_thread)
            ) d order by 1
            """;

    /** Writers wait only where there is something to mend. @return the threads that did not stand as the leaves tell */
    private static List<String> mendThreads(Connection connection) throws SQLException {
        if (texts(connection, WRONG_THREADS).isEmpty()) return List.of();
        execute(connection, "lock table event, event_thread in share row exclusive mode");
        List<String> wrong = texts(connection, WRONG_THREADS);
        if (!wrong.isEmpty()) {
            execute(connection, "delete from event_thread");
            execute(connection, "insert into event_thread (thread, seq, event_id) " + THREADS);
        }
        connection.commit();
        return wrong;
    }

    private static List<String> after(Connection connection, String last) throws SQLException {
        return texts(connection, "select case_id from suspect where case_id > ? order by case_id limit " + FEW, last);
    }

    /** From the lock to the commit nobody writes, so what is folded here is what stands. @return what did differ */
    private static List<String> mend(Connection connection, List<String> cases) throws SQLException {
        execute(connection, "lock table event, case_view, action_view, past_case in share row exclusive mode");
        Array few = connection.createArrayOf("text", cases.toArray());
        update(connection, "delete from rebuilt where case_id = any(?)", few);
        update(connection, "delete from rebuilt_action where case_id = any(?)", few);
        update(connection, "delete from rebuilt_past where case_id = any(?)", few);
        fold(connection, few);
        List<String> differing = texts(
                connection,
                differing("where case_id = any(?)"),
                Collections.nCopies(12, few).toArray());
        if (!differing.isEmpty()) {
            Array wrong = connection.createArrayOf("text", differing.toArray());
            update(connection, "delete from case_view where case_id = any(?)", wrong);
            update(
                    connection,
                    "insert into case_view (" + CaseRows.COLUMNS + ") select " + CaseRows.COLUMNS
                            + " from rebuilt where case_id = any(?)",
                    wrong);
            update(connection, GONE_ACTIONS, wrong);
            update(connection, TOLD_ACTIONS, wrong);
            update(connection, "delete from past_case where case_id = any(?)", wrong);
            update(
                    connection,
                    "insert into past_case (" + PastRow.COLUMNS + ") select " + PastRow.COLUMNS
                            + " from rebuilt_past where case_id = any(?)",
                    wrong);
            CommitCount.add(connection, 0);
        }
        connection.commit();
        return differing;
    }

    /** The cases whose rows are not the same in both. @param where which cases, {@code ?} their ids; twelve times */
    private static String differing(String where) {
        return """
                select case_id from (
                  (select %1$s from case_view %3$s except select %1$s from rebuilt %3$s) union all
                  (select %1$s from rebuilt %3$s except select %1$s from case_view %3$s)) d
                union
                select case_id from (
                  (select %2$s from action_view %3$s except select %2$s from rebuilt_action %3$s) union all
                  (select %2$s from rebuilt_action %3$s except select %2$s from action_view %3$s)) a
                union
                select case_id from (
                  (select %4$s from past_case %3$s except select %4$s from rebuilt_past %3$s) union all
                  (select %4$s from rebuilt_past %3$s except select %4$s from past_case %3$s)) p
                order by 1
                """.formatted(CaseRows.COLUMNS, ACTIONS, where, PastRow.COLUMNS);
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void update(Connection connection, String sql, Object parameter) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, parameter);
            statement.executeUpdate();
        }
    }

    private static List<String> texts(Connection connection, String sql, Object... parameters) throws SQLException {
        var found = new ArrayList<String>();
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < parameters.length; i++) statement.setObject(i + 1, parameters[i]);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) found.add(rows.getString(1));
            }
        }
        return found;
    }

    private static long count(Connection connection, String sql) throws SQLException {
        return Long.parseLong(texts(connection, sql).getFirst());
    }

    /** Folds the events of some cases, null for all; gives {cases, events}. */
    private static long[] fold(Connection connection, @Nullable Array few) throws SQLException {
        long[] counts = new long[2];
        var cases = new ArrayList<@Nullable String[]>();
        var actions = new ArrayList<String[]>();
        var past = new StringBuilder();
        String condition = few == null ? "" : " and e.case_id = any(?)";
        try (PreparedStatement query = connection.prepareStatement(
                "select e.case_id, e.leaf, e.run_id, case when e.seq = 1 or e.type in ('Decided', 'OutcomeObserved') then p.content end, p.subject_ref, e.id::text"
                        + " from event e left join payload p on p.event_id = e.id where e.case_id is not null"
                        + condition + " order by e.case_id, e.seq")) {
            query.setFetchSize(2000);
            if (few != null) query.setArray(1, few);
            try (ResultSet rows = query.executeQuery()) {
                Folding folding = null;
                while (rows.next()) {
                    String caseId = rows.getString(1);
                    if (folding == null || !folding.caseId.equals(caseId)) {
                        if (folding != null) cases.add(folding.row(past));
                        folding = new Folding(caseId, rows.getString(3), tags(rows.getString(4), rows.getString(5)));
                        counts[0]++;
                        if (cases.size() >= BATCH) flush(connection, cases, actions, past);
                    }
                    Event event = Event.read(rows.getString(2));
                    folding.add(event, rows.getString(4));
                    folding.act(event, rows.getString(6), actions);
                    counts[1]++;
                }
                if (folding != null) cases.add(folding.row(past));
            }
        }
        flush(connection, cases, actions, past);
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
        private final PastRow past = new PastRow();
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
            past.add(read, event, state, content == null ? null : new PastRow.Kept(content, Json.parseObject(content)));
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
        String[] row(StringBuilder pastLines) {
            if (past.opened()) past.line(pastLines);
            var origin = new CaseRows.Origin(caseId, process, runId, tags);
            return CaseRows.row(origin, java.util.Objects.requireNonNull(state), past.observed());
        }
    }

    private static void flush(
            Connection connection, List<@Nullable String[]> cases, List<String[]> actions, StringBuilder past)
            throws SQLException {
        Copy.send(connection, "copy rebuilt_past (" + PastRow.COLUMNS + ") from stdin", past);
        past.setLength(0);
        var out = new StringBuilder();
        for (@Nullable String[] row : cases) Copy.line(out, row);
        Copy.send(connection, "copy rebuilt (" + CaseRows.COLUMNS + ") from stdin", out);
        if (!actions.isEmpty()) {
            var lines = new StringBuilder();
            var last = new java.util.LinkedHashMap<String, String[]>();
            for (String[] row : actions) {
                String[] prepared = last.get(row[0]);
                if (prepared != null) row[5] = prepared[5];
                last.put(row[0], row);
            }
            for (String[] row : last.values()) Copy.line(lines, row);
            Copy.send(
                    connection,
                    "copy rebuilt_action (action_id, process, case_id, tool, state, event_id, updated_at) from stdin",
                    lines);
        }
        cases.clear();
        actions.clear();
    }
}

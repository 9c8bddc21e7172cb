package remit.server.runs;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import remit.kernel.Json;
import remit.server.store.CaseIds;
import remit.server.store.Streaming;

/**
 * The rows of one file, staged by COPY and sorted by PostgreSQL, so that memory stays bounded whatever the file's size.
 * Every row ends with exactly one fate. The table is unlogged and goes with its run, however that ends: after a crash the
 * file is staged again, which gives the same rows, fates and positions. What a killed run left goes with the next one.
 */
final class Staging implements AutoCloseable {
    private static final int FLUSH = 1 << 18;
    private static final String PREFIX = "staging_";

    private final DataSource dataSource;
    private final String table;
    private final String runId;

    Staging(DataSource dataSource, String runId) {
        this.dataSource = dataSource;
        this.runId = runId;
        this.table = table(runId);
    }

    /** Where the rows of a log of events lie until they are sorted into cases. */
    String rowsTable() {
        return table + "_rows";
    }

    private static String table(String runId) {
        return PREFIX + runId.substring(runId.indexOf('_') + 1, runId.indexOf('_') + 17);
    }

    /**
     * Drops what killed runs left behind: of this process, whose lock the caller holds, and of runs that are finished or
     * forgotten. A run of another process that is under way, or will go on, keeps its rows.
     */
    static void sweep(DataSource dataSource, String process) {
        var others = new HashSet<String>();
        Streaming.query(
                dataSource,
                "select run_id from run where status = 'running' and process <> ?",
                List.of(process),
                row -> others.add(table(row.getString(1))));
        var left = new ArrayList<String>();
        Streaming.query(
                dataSource,
                "select tablename from pg_tables where schemaname = current_schema() and starts_with(tablename, ?)",
                List.of(PREFIX),
                row -> left.add(row.getString(1)));
        left.removeIf(table -> others.stream().anyMatch(table::startsWith));
        for (String table : left) execute(dataSource, "drop table if exists " + table);
    }

    /** How many rows have which fate. A row that repeats an earlier one of the file shares that one's fate. */
    record Fates(long history, long cases, long alreadyDecided, long rejected) {}

    /** A row that cannot become a case although it could be read: its key is known with other inputs. */
    record Contradiction(long line, Json.Obj opening, Json.Obj known) {}

    /** Stages every row that {@code rows} gives. */
    void load(Consumer<Consumer<StagedRow>> rows) {
        try (Connection connection = dataSource.getConnection()) {
            try (Statement statement = connection.createStatement()) {
                statement.execute("drop table if exists " + table);
                statement.execute("create unlogged table " + table
                        + " (line bigint, at timestamptz, key_text text collate \"C\", case_id text collate \"C\","
                        + " content_digest text, outcome_digest text, opening text, outcomes text,"
                        + " occurrence int default 1, fate text, pos bigint)");
            }
            copy(connection, rows);
        } catch (SQLException e) {
            throw new IllegalStateException("the rows could not be staged: " + e.getMessage(), e);
        }
    }

    private void copy(Connection connection, Consumer<Consumer<StagedRow>> rows) throws SQLException {
        CopyIn copy = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (line, at, key_text, case_id, content_digest, outcome_digest, opening,"
                        + " outcomes) from stdin");
        var buffer = new StringBuilder(FLUSH + 4096);
        try {
            rows.accept(row -> {
                line(buffer, row);
                if (buffer.length() >= FLUSH) flush(copy, buffer);
            });
            flush(copy, buffer);
            copy.endCopy();
        } finally {
            if (copy.isActive()) copy.cancelCopy();
        }
    }

    private static void flush(CopyIn copy, StringBuilder buffer) {
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        try {
            copy.writeToCopy(bytes, 0, bytes.length);
        } catch (SQLException e) {
            throw new IllegalStateException("the rows could not be staged: " + e.getMessage(), e);
        }
        buffer.setLength(0);
    }

    private static void line(StringBuilder out, StagedRow row) {
        out.append(row.line()).append('\t').append(row.at()).append('\t');
        escape(out, String.join("\u001f", row.key())).append('\t');
        out.append(row.caseId()).append('\t').append(row.contentDigest()).append('\t');
        escape(out, row.outcomeDigest()).append('\t');
        escape(out, row.opening().compact()).append('\t');
        escape(out, row.outcomes().compact()).append('\n');
    }

    /** COPY's text format; a NUL, which PostgreSQL cannot hold, becomes the replacement character. */
    static StringBuilder escape(StringBuilder out, @Nullable String text) {
        if (text == null) return out.append("\\N");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case 0 -> out.append('\ufffd');
                default -> out.append(c);
            }
        }
        return out;
    }

    /**
     * Gives every row its fate but for the history boundary: {@code repeat} (an equal row earlier in the file),
     * {@code contradiction}, {@code known} (decided, or history, before this run), or {@code new} (also what an
     * unfinished earlier start of this run wrote).
     */
    void settle(boolean distinctRepeats, CaseIds ids, String process) {
        execute("create index on " + table + " (case_id)");
        // Contradictions go first, by key alone: a repeat of one is one too, and no occurrence number hides it.
        execute("update " + table + " t set fate = 'contradiction' from case_view c where c.case_id = t.case_id"
                + " and c.content_digest <> t.content_digest");
        execute("update " + table + " t set fate = 'contradiction' from (select line, first_value(content_digest) over"
                + " (partition by case_id order by at, line) first from " + table + ") f"
                + " where f.line = t.line and f.first <> t.content_digest and not exists"
                + " (select 1 from case_view c where c.case_id = t.case_id)");
        execute("update " + table + " t set occurrence = n.n from (select line, row_number() over (partition by case_id"
                + " order by at, line) n from " + table + " where fate is null) n where n.line = t.line and n.n > 1");
        if (distinctRepeats) renumber(ids, process);
        else execute("update " + table + " set fate = 'repeat' where occurrence > 1");
        execute("update " + table + " t set fate = 'known' from case_view c where c.case_id = t.case_id"
                + " and t.fate is null and c.run_id is distinct from '" + runId + "'");
        execute("update " + table + " set fate = 'new' where fate is null");
        execute("create index on " + table + " (at)");
        execute("analyze " + table);
    }

    private void renumber(CaseIds ids, String process) {
        record Repeat(long line, String caseId) {}
        var repeats = new ArrayList<Repeat>();
        Streaming.query(
                dataSource,
                "select line, key_text, occurrence from " + table + " where occurrence > 1",
                List.of(),
                row -> repeats.add(new Repeat(
                        row.getLong(1),
                        ids.caseId(process, List.of(row.getString(2).split("\u001f", -1)), row.getInt(3)))));
        try (Connection connection = dataSource.getConnection();
                PreparedStatement update = connection.prepareStatement("update " + table
                        + " t set case_id = u.case_id from unnest(?::bigint[], ?::text[]) u(line, case_id)"
                        + " where u.line = t.line")) {
            update.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", repeats.stream().map(Repeat::line).toArray()));
            update.setArray(
                    2,
                    connection.createArrayOf(
                            "text", repeats.stream().map(Repeat::caseId).toArray()));
            update.executeUpdate();
        } catch (SQLException e) {
            throw new IllegalStateException("the repeats could not be numbered: " + e.getMessage(), e);
        }
    }

    /** Numbers the rows that count for the boundary by time, then key. @param known whether known rows count too */
    void number(boolean known) {
        execute("update " + table + " t set pos = n.n from (select line, row_number() over (order by at, key_text,"
                + " occurrence, line) n from " + table + " where fate in ('new'" + (known ? ", 'known'" : "")
                + ")) n where n.line = t.line");
        execute("create index if not exists " + table + "_pos on " + table + " (pos)");
    }

    long numbered() {
        return count("select count(*) from " + table + " where pos is not null");
    }

    /** The line of the row at {@code position}: a mark that stays where it is when other rows become known. */
    long lineAt(long position) {
        return count("select line from " + table + " where pos = " + position);
    }

    /** How many numbered rows stand before that line in the order of the run, or are it. */
    long numberedUpTo(long line) {
        return count("select count(*) from " + table + " where pos is not null and (at, key_text, occurrence, line)"
                + " <= (select at, key_text, occurrence, line from " + table + " where line = " + line + ")");
    }

    /** The business time {@code later} than that of the row at {@code position}, or null when there is no such row. */
    @Nullable
    Instant startOf(long position, Duration later) {
        Instant[] found = new Instant[1];
        Streaming.query(
                dataSource,
                "select at from " + table + " where pos = ?",
                List.of(position),
                row -> found[0] = row.getTimestamp(1).toInstant());
        return found[0] == null ? null : found[0].plus(later);
    }

    long numberedBefore(Instant instant) {
        return count("select count(*) from " + table + " where pos is not null and at < '" + instant + "'");
    }

    /** Known rows that lie on the other side of the boundary than they did when they came first. */
    long misplaced(long history) {
        return count("select count(*) from " + table + " t join case_view c on c.case_id = t.case_id"
                + " where t.fate = 'known' and (c.phase = 'history') <> (t.pos <= " + history + ")");
    }

    long knownRows() {
        return count("select count(*) from " + table + " where fate = 'known'");
    }

    /** @param history the last position that is history */
    Fates fates(long history, long unreadable) {
        long[] counts = new long[4];
        String sql = "select case when t.fate = 'contradiction' then 3"
                + " when t.fate = 'new' and t.pos <= " + history + " then 0 when t.fate = 'new' then 1"
                + " when c.phase = 'history' then 0"
                + " when t.fate = 'repeat' and f.fate = 'new' and f.pos <= " + history + " then 0 else 2 end, count(*)"
                + " from " + table + " t left join case_view c on c.case_id = t.case_id"
                + " left join " + table
                + " f on t.fate = 'repeat' and f.case_id = t.case_id and f.fate in ('new', 'known')"
                + " group by 1";
        Streaming.query(dataSource, sql, List.of(), row -> counts[row.getInt(1)] += row.getLong(2));
        return new Fates(counts[0], counts[1], counts[2], counts[3] + unreadable);
    }

    void contradictions(Consumer<Contradiction> use) {
        String sql = "select t.line, t.opening, coalesce(p.content, f.opening) from " + table + " t"
                + " left join event e on e.case_id = t.case_id and e.seq = 1 left join payload p on p.event_id = e.id"
                + " left join lateral (select opening from " + table + " o where o.case_id = t.case_id"
                + " order by at, line limit 1) f on true where t.fate = 'contradiction' order by t.line";
        Streaming.query(dataSource, sql, List.of(), row -> {
            String known = row.getString(3);
            use.accept(new Contradiction(
                    row.getLong(1),
                    Json.parseObject(row.getString(2)),
                    known == null ? Json.EMPTY : Json.parseObject(known)));
        });
    }

    /** Rows of this run that have no evidence yet, by position, from {@code first} (exclusive) to {@code last}. */
    void pending(long first, long last, Consumer<StagedRow> use) {
        String sql =
                "select t.line, t.at, t.key_text, t.case_id, t.content_digest, t.outcome_digest, t.opening, t.outcomes"
                        + " from " + table + " t where t.fate = 'new' and t.pos > " + first + " and t.pos <= " + last
                        + " and not exists (select 1 from case_view c where c.case_id = t.case_id) order by t.pos";
        Streaming.query(dataSource, sql, List.of(), row -> use.accept(row(row)));
    }

    /**
     * Which outcomes are revealed.
     *
     * @param after only of rows after this business time, or null
     * @param until only of rows at or before this business time, or null
     * @param everyCase false: of cleared cases only where somebody looks at them, or nothing hides their outcome
     */
    record Reveal(@Nullable Instant after, @Nullable Instant until, boolean everyCase) {
        static final Reveal ALL = new Reveal(null, null, true);
    }

    /** Rows whose outcome the log does not hold yet: live cases with a truth, known ones whose outcome changed. */
    void outcomes(Reveal reveal, Consumer<Judged> use) {
        String sql =
                "select t.line, t.at, t.key_text, t.case_id, t.content_digest, t.outcome_digest, t.opening, t.outcomes,"
                        + " c.state from " + table + " t join case_view c on c.case_id = t.case_id"
                        + " where t.fate in ('new', 'known') and t.outcome_digest is not null"
                        + " and t.outcome_digest is distinct from c.outcome_digest"
                        + (reveal.after() == null ? "" : " and t.at > '" + reveal.after() + "'")
                        + (reveal.until() == null ? "" : " and t.at <= '" + reveal.until() + "'")
                        + (reveal.everyCase() ? "" : " and (c.phase <> 'cleared' or c.sample is not null)")
                        + " order by t.at, t.key_text, t.line";
        Streaming.query(dataSource, sql, List.of(), row -> use.accept(new Judged(row(row), row.getString(9))));
    }

    /** A case as it stands beside what its row says of the truth. */
    record Judged(StagedRow row, String state) {}

    /** The business time of the row at a position, or null when there is no such row. */
    @Nullable
    Instant at(long position) {
        return startOf(position, java.time.Duration.ZERO);
    }

    void judged(long history, Consumer<Judged> use) {
        String sql =
                "select t.line, t.at, t.key_text, t.case_id, t.content_digest, t.outcome_digest, t.opening, t.outcomes,"
                        + " c.state from " + table + " t join case_view c on c.case_id = t.case_id where t.fate = 'new'"
                        + " and t.pos > " + history + " order by t.pos";
        Streaming.query(dataSource, sql, List.of(), row -> use.accept(new Judged(row(row), row.getString(9))));
    }

    private static StagedRow row(ResultSet row) throws SQLException {
        return new StagedRow(
                row.getLong(1),
                row.getTimestamp(2).toInstant(),
                List.of(row.getString(3).split("\u001f", -1)),
                row.getString(4),
                row.getString(5),
                row.getString(6),
                Json.parseObject(row.getString(7)),
                Json.parseObject(row.getString(8)));
    }

    @Override
    public void close() {
        execute("drop table if exists " + table);
    }

    private void execute(String sql) {
        execute(dataSource, sql);
    }

    private static void execute(DataSource dataSource, String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the staged rows could not be settled: " + e.getMessage(), e);
        }
    }

    private long count(String sql) {
        long[] count = new long[1];
        Streaming.query(dataSource, sql, List.of(), row -> count[0] = row.getLong(1));
        return count[0];
    }
}

package remit.server.web.query;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.evidence.Event;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.server.store.CaseKeys;
import remit.server.web.PublishedProcess;
import remit.server.web.page.CaseLine;
import remit.server.web.page.EventLine;

/** Reads cases and their events. One place builds the condition of a filter, for lists and for counts alike. */
public final class CaseQueries {
    private static final String LINE = """
            select c.case_id, c.process, c.phase, c.verdict, c.decision, c.at, c.seq, c.segment, c.money, c.sample,
                case when c.sample is not null then coalesce((c.state::jsonb->'sample'->>'blind')::boolean, false)
                    else false end as blind,
                (select p.content from event e join payload p on p.event_id = e.id
                 where e.case_id = c.case_id order by e.seq limit 1) as first_content
            from case_view c
            """;

    /** What is looked at without its proposal; {@code sample} first, for it is rare. */
    private static final String HIDDEN =
            "c.sample is not null and c.sample = 'open' and (c.state::jsonb->'sample'->>'blind')::boolean";

    private final JdbcClient jdbc;
    private final Function<String, Optional<PublishedProcess>> processes;

    /** @param processes what is published under a process id: its zone and its notion of an error */
    public CaseQueries(DataSource dataSource, Function<String, Optional<PublishedProcess>> processes) {
        this.jdbc = JdbcClient.create(dataSource);
        this.processes = processes;
    }

    /** A page of cases, newest first, one more than {@code limit} when there are more. */
    public List<CaseLine> list(CaseFilter filter, @Nullable Cursor after, int limit) {
        Condition condition = condition(filter);
        String sql = LINE + condition.where();
        if (after != null) sql += (condition.parts.isEmpty() ? " where" : " and") + " (c.at, c.case_id) < (:at, :id)";
        sql += " order by c.at desc, c.case_id desc limit :limit";
        var statement = jdbc.sql(sql).params(condition.parameters).param("limit", limit + 1);
        if (after != null) statement = statement.param("at", utc(after.at())).param("id", after.caseId());
        return statement.query((row, n) -> line(row)).list();
    }

    public long count(CaseFilter filter) {
        Condition condition = condition(filter);
        return jdbc.sql("select count(*) from case_view c" + condition.where())
                .params(condition.parameters)
                .query(Long.class)
                .single();
    }

    public Optional<CaseLine> one(String caseId) {
        return jdbc.sql(LINE + " where c.case_id = :id")
                .param("id", caseId)
                .query((row, n) -> line(row))
                .optional();
    }

    /** Ids that begin with {@code prefix}, at most {@code limit}. */
    public List<String> idsByPrefix(String prefix, int limit) {
        return jdbc.sql("select case_id from case_view where starts_with(case_id, :prefix) order by 1 limit :limit")
                .param("prefix", prefix)
                .param("limit", limit)
                .query((row, n) -> row.getString(1))
                .list();
    }

    /** Cases whose key begins with these columns, the last of them perhaps cut short; at most {@code limit}. */
    public List<String> idsByKey(List<String> parts, int limit) {
        String prefix = CaseKeys.prefix(parts);
        // The operators of index payload_by_key; they also serve a plan that does not know the prefix.
        return jdbc.sql("""
                        select e.case_id from payload p join event e on e.id = p.event_id
                        where p.case_key ~>=~ :from and p.case_key ~<~ :to
                          and e.case_id is not null and e.seq = 1
                        order by 1 limit :limit
                        """)
                .param("from", prefix)
                .param("to", prefix + Character.toString(Character.MAX_CODE_POINT))
                .param("limit", limit)
                .query((row, n) -> row.getString(1))
                .list();
    }

    public List<EventLine> events(String caseId) {
        return jdbc.sql("""
                        select e.leaf, e.leaf_hash, p.content from event e left join payload p on p.event_id = e.id
                        where e.case_id = :id order by e.seq
                        """)
                .param("id", caseId)
                .query((row, n) -> {
                    String content = row.getString("content");
                    String leaf = row.getString("leaf");
                    return new EventLine(
                            Event.read(leaf),
                            leaf,
                            Digest.hex(row.getBytes("leaf_hash")),
                            content == null ? null : Json.parseObject(content));
                })
                .list();
    }

    /**
     * A run over a file that has not ended.
     *
     * @param rows in the file, {@code done} those that are cases or history now
     * @param underWay whether a process is at it; else it was cut off and waits to be started again
     */
    public record Unfinished(String process, long rows, long done, boolean underWay, Instant startedAt) {}

    /** Runs that are under way, or were cut off and wait to be started again. */
    public List<Unfinished> unfinished() {
        return jdbc.sql("""
                        select r.process, r.started_at,
                            (select count(*) from case_view c where c.run_id = r.run_id) as done,
                            (select (e.leaf::jsonb->'body'->>'rows')::bigint from event e
                             where e.case_id is null and e.process = r.process and e.type = 'RunStarted'
                               and e.run_id = r.run_id limit 1) as rows,
                            exists (select 1 from pg_locks l where l.locktype = 'advisory' and l.granted
                               and l.database = (select oid from pg_database where datname = current_database())
                               and ((l.classid::bigint << 32) | l.objid::bigint)
                                   = hashtextextended('remit run ' || r.process, 0)) as under_way
                        from run r where r.status = 'running' order by r.started_at
                        """)
                .query((row, n) -> new Unfinished(
                        row.getString("process"),
                        row.getLong("rows"),
                        row.getLong("done"),
                        row.getBoolean("under_way"),
                        row.getObject("started_at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** What a filter can be set to, most frequent first. @param column {@code decision} or {@code segment} */
    public List<String> choices(String process, Column column) {
        String name = column.name().toLowerCase(java.util.Locale.ROOT);
        return jdbc.sql("select " + name + " from case_view where process = :process and " + name
                        + " is not null and phase <> 'history' group by 1 order by count(*) desc, 1 limit 60")
                .param("process", process)
                .query((row, n) -> row.getString(1))
                .list();
    }

    /** Whether this was ever decided in the process, or came out of a case by what its source says. */
    public boolean everSaid(String process, String target, String decision) {
        return jdbc.sql("""
                        select exists (select 1 from case_view where process = :process
                                and (decision = :decision or observed->>:target = :decision))
                            or exists (select 1 from case_view c join event e on e.case_id = c.case_id and e.seq = 1
                                join payload p on p.event_id = e.id
                                where c.process = :process and c.phase = 'history'
                                    and p.content::jsonb->'outcomes'->>:target = :decision)
                        """)
                .param("process", process)
                .param("target", target)
                .param("decision", decision)
                .query(Boolean.class)
                .single();
    }

    /** A column that filters offer as a list. */
    public enum Column {
        DECISION,
        SEGMENT
    }

    private static CaseLine line(ResultSet row) throws SQLException {
        String content = row.getString("first_content");
        return new CaseLine(
                row.getString("case_id"),
                content == null ? null : key(Json.parseObject(content)),
                row.getString("process"),
                row.getLong("seq"),
                row.getObject("at", OffsetDateTime.class).toInstant(),
                standing(row),
                new CaseLine.Group(row.getString("segment"), row.getBigDecimal("money")));
    }

    /** What is looked at without its proposal has no decision to show yet, here and so everywhere. */
    private static CaseLine.Standing standing(ResultSet row) throws SQLException {
        String state = row.getString("sample");
        var sample = state == null ? null : new CaseLine.Sample(state, row.getBoolean("blind"));
        boolean hidden = sample != null && sample.open() && sample.blind();
        return new CaseLine.Standing(
                row.getString("phase"), row.getString("verdict"), hidden ? null : row.getString("decision"), sample);
    }

    private static @Nullable String key(Json.Obj content) {
        var parts = new ArrayList<String>();
        for (Json part : content.array("key")) parts.add(part instanceof Json.Str(String text) ? text : part.compact());
        return parts.isEmpty() ? null : String.join(" / ", parts);
    }

    /** A filter as SQL. */
    private static final class Condition {
        private final List<String> parts = new ArrayList<>();
        private final Map<String, Object> parameters = new LinkedHashMap<>();

        void add(String part) {
            parts.add(part);
        }

        void equal(String column, String value) {
            parts.add("c." + column + " = :" + column);
            parameters.put(column, value);
        }

        String where() {
            return parts.isEmpty() ? "" : " where " + String.join(" and ", parts);
        }
    }

    private Condition condition(CaseFilter filter) {
        var condition = new Condition();
        filter.values().forEach((name, value) -> {
            switch (name) {
                case CaseFilter.PHASE -> phase(condition, value);
                case CaseFilter.DECISION -> {
                    condition.equal(name, value);
                    // To stand in this list would tell what is hidden.
                    condition.add("not (" + HIDDEN + ")");
                }
                // below: they need the process
                case CaseFilter.MONTH, CaseFilter.OUTCOME, CaseFilter.CLOSED -> {}
                default -> condition.equal(name, value);
            }
        });
        Optional<PublishedProcess> process =
                Optional.ofNullable(filter.get(CaseFilter.PROCESS)).flatMap(processes);
        filter.month().ifPresent(month -> {
            ZoneId zone = process.map(p -> p.contract().zone()).orElse(ZoneOffset.UTC);
            condition.add("c.at >= :from and c.at < :to");
            condition.parameters.put(
                    "from", utc(month.atDay(1).atStartOfDay(zone).toInstant()));
            condition.parameters.put(
                    "to", utc(month.plusMonths(1).atDay(1).atStartOfDay(zone).toInstant()));
        });
        String outcome = filter.get(CaseFilter.OUTCOME);
        if (outcome != null) {
            condition.add("not (" + HIDDEN + ")");
            // An unpublished process has no notion of an error: nothing is known to be wrong.
            if (process.isEmpty()) condition.add("false");
            else condition.add(new Truths(process.get(), condition.parameters).condition(outcome));
        }
        String closed = filter.get(CaseFilter.CLOSED);
        if (closed != null) {
            String day = process.map(p -> new Closing(p, condition.parameters).condition())
                    .orElse(Closing.HERE);
            condition.add((closed.equals("no") ? "not " : "") + day);
        }
        return condition;
    }

    private static void phase(Condition condition, String value) {
        switch (value) {
            case "live" -> condition.add("c.phase <> 'history'");
            case "reviewed" -> condition.add("c.phase in ('approved', 'rejected')");
            default -> condition.equal("phase", value);
        }
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    public JdbcClient jdbc() {
        return jdbc;
    }

    /** The outcome of cleared cases of a process: how many are known, how many of those were wrong. */
    public Errors errors(PublishedProcess process) {
        var parameters = new LinkedHashMap<String, Object>();
        var truths = new Truths(process, parameters);
        String sql =
                "select count(*) filter (where " + truths.condition("known") + ") as known, count(*) filter (where "
                        + truths.condition("wrong") + ") as wrong from case_view c"
                        + " where c.process = :process and c.phase = 'cleared'";
        return jdbc.sql(sql)
                .params(parameters)
                .param("process", process.contract().id())
                .query((row, n) -> new Errors(row.getLong("known"), row.getLong("wrong")))
                .single();
    }

    /** @param known cleared cases whose outcome is known, {@code wrong} those of them that were wrong */
    public record Errors(long known, long wrong) {}
}

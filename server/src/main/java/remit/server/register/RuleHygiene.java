package remit.server.register;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.authority.Row;
import remit.kernel.Checked;
import remit.process.ProcessContract;
import remit.register.AuthorityRegister;
import remit.register.RowKeys;
import remit.server.catalog.PublishedProcess;
import remit.server.register.HygieneReport.Figures;
import remit.server.store.CommitCount;

/**
 * How each row of a table has fared, counted from evidence: how often it spoke, when last, what it sent to people, and what
 * they made of it. A row that an earlier version of the process held too brings its figures along, whatever number it had
 * there. An answer is kept until somebody commits to the log. Safe for use by many threads.
 */
public final class RuleHygiene {
    /**
     * Of a case without its details only the row that let it through is still known. A NUL, which JSON can write and the
     * database cannot hold, is read as another character: one event must not end the count of all.
     */
    private static final String SQL = """
            with ruled as (
                select e.case_id, e.at, replace(e.leaf, '\\u0000', '\\ufffd')::jsonb as leaf,
                    replace(p.content, '\\u0000', '\\ufffd')::jsonb as content
                from case_view c
                join event e on e.case_id = c.case_id and e.type = 'Decided'
                left join payload p on p.event_id = e.id
                where c.process = :process and c.phase <> 'history'
            ), told as (
                select case_id, at, leaf->'versions'->>'pack' as pack, content is null as erased,
                    coalesce(
                        jsonb_path_query_first(content, '$.checks[*] ? (@.check == "authority").detail.row') #>> '{}',
                        substring(leaf->'body'->>'approver' from '#row-([0-9]+)$')) as row,
                    leaf->'body'->>'verdict' as verdict,
                    jsonb_path_query_first(leaf, '$.body.checks[*] ? (@.check == "authority").verdict') #>> '{}' as ruled
                from ruled
            )
            select t.pack, t.row, t.row is null and t.erased as erased, count(*) as hits, max(t.at) as last,
                count(*) filter (where t.verdict <> 'auto_clear' and t.ruled = t.verdict) as exceptions,
                count(*) filter (where r.outcome in ('edit', 'reject') and r.code is distinct from 'erased')
                    as overrides,
                count(*) filter (where r.outcome in ('edit', 'reject') and r.code = 'rule_outdated') as outdated
            from told t
            left join lateral (
                select x.leaf::jsonb->'body'->>'outcome' as outcome, x.leaf::jsonb->'body'->>'reason_code' as code
                from event x where x.case_id = t.case_id and x.type = 'Reviewed' order by x.seq desc limit 1
            ) r on true
            group by 1, 2, 3
            """;

    private final Published published;
    private final InstantSource clock;
    private final JdbcClient jdbc;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private record Kept(long commits, HygieneReport report) {}

    public RuleHygiene(Published published, InstantSource clock) {
        this.published = published;
        this.clock = clock;
        this.jdbc = JdbcClient.create(published.source());
    }

    /** Of the table in force; empty for a process that has none. */
    public Optional<Checked<HygieneReport>> of(String process) {
        return published.latest().apply(process).map(found -> found.map(this::of));
    }

    /** Of the table of one version. */
    public HygieneReport of(PublishedProcess process) {
        String version = process.pack().versions().pack();
        long now = CommitCount.of(jdbc);
        Kept last = kept.get(version);
        if (last != null && last.commits == now) return last.report;
        HygieneReport report = new Count(process).report();
        kept.put(version, new Kept(now, report));
        return report;
    }

    /** One count. */
    private final class Count {
        private final PublishedProcess process;
        private final List<String> keys;
        private final Map<String, List<String>> keysByPack = new HashMap<>();
        private final Map<String, Figures> figures = new HashMap<>();
        private Figures silent = Figures.NONE;
        private Figures gone = Figures.NONE;
        private Figures erased = Figures.NONE;

        Count(PublishedProcess process) {
            this.process = process;
            this.keys = RowKeys.of(process.pinned().table());
        }

        HygieneReport report() {
            jdbc.sql(SQL).param("process", process.id()).query(this::add);
            Map<String, Instant> since = since();
            Instant now = clock.instant();
            AuthorityRegister register = AuthorityRegister.of(process.pinned());
            var rows = new ArrayList<HygieneReport.RowFigures>();
            for (Row row : process.pinned().table().rows()) {
                String key = keys.get(row.number() - 1);
                AuthorityRegister.Told told = register.tell(row);
                rows.add(new HygieneReport.RowFigures(
                        row.number(),
                        row.ruling().word(),
                        told.caseType() + (told.condition().equals("always") ? "" : ", where " + told.condition()),
                        figures.getOrDefault(key, Figures.NONE),
                        since.getOrDefault(key, now)));
            }
            ProcessContract.Person owner = process.contract().people().owner();
            return new HygieneReport(
                    process.id(),
                    process.pack().versions().pack(),
                    owner.name() + ", " + owner.function(),
                    rows,
                    new HygieneReport.Rest(silent, gone, erased),
                    now);
        }

        private void add(ResultSet row) throws SQLException {
            OffsetDateTime last = row.getObject("last", OffsetDateTime.class);
            var some = new Figures(
                    row.getLong("hits"),
                    last == null ? null : last.toInstant(),
                    row.getLong("exceptions"),
                    row.getLong("overrides"),
                    row.getLong("outdated"));
            String number = row.getString("row");
            if (number == null) {
                if (row.getBoolean("erased")) erased = erased.plus(some);
                else silent = silent.plus(some);
                return;
            }
            String key = key(row.getString("pack"), number);
            if (key == null || !keys.contains(key)) gone = gone.plus(some);
            else figures.merge(key, some, Figures::plus);
        }

        /** What the row of that version is, null where the version cannot be read or has no such row. */
        private @Nullable String key(@Nullable String pack, String number) {
            if (pack == null || !number.matches("[0-9]{1,6}")) return null;
            List<String> rows = keysByPack.computeIfAbsent(pack, this::keys);
            int row = Integer.parseInt(number);
            return row >= 1 && row <= rows.size() ? rows.get(row - 1) : null;
        }

        private List<String> keys(String pack) {
            return published.find().apply(pack).orElse(null)
                                    instanceof Checked.Ok<PublishedProcess>(PublishedProcess found)
                            && found.id().equals(process.id())
                    ? RowKeys.of(found.pinned().table())
                    : List.of();
        }

        /** When each row was published first. */
        private Map<String, Instant> since() {
            var since = new HashMap<String, Instant>();
            for (Publication each : publications(process.id())) {
                for (String key : keysByPack.computeIfAbsent(each.pack, this::keys)) since.putIfAbsent(key, each.at);
            }
            return since;
        }
    }

    private record Publication(String pack, Instant at) {}

    private List<Publication> publications(String process) {
        return jdbc.sql("""
                        select leaf::jsonb->'versions'->>'pack' as pack, at from event
                        where case_id is null and process = :process and type = 'PackPublished'
                        order by recorded_at, id
                        """)
                .param("process", process)
                .query((row, _) -> new Publication(
                        row.getString("pack"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list();
    }
}

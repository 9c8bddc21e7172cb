package remit.server.web.query;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.process.AdverseDecision;
import remit.server.store.CommitCount;
import remit.server.web.PublishedProcess;

/**
 * Counts over all cases of a process. Counting a hundred thousand cases takes longer than a page may, so an answer is
 * kept until somebody commits to the log, whoever it is: never a stale number, never the same sum twice.
 */
public final class Totals {
    private final CaseQueries queries;
    private final JdbcClient jdbc;
    private final Map<String, Kept> kept = new ConcurrentHashMap<>();

    private final Map<String, KeptHits> keptHits = new ConcurrentHashMap<>();

    /** @param commits how many commits the log had when it was counted */
    private record Kept(String version, long commits, Total total) {}

    private record KeptHits(long commits, Map<Integer, Long> hits) {}

    public Totals(CaseQueries queries) {
        this.queries = queries;
        this.jdbc = queries.jdbc();
    }

    /**
     * @param phases phase word to count; absent = 0
     * @param money phase word to sum of the money column
     * @param period of the live cases
     * @param within parts of a phase that are counted apart
     */
    public record Total(
            Map<String, Long> phases,
            Map<String, BigDecimal> money,
            Period period,
            CaseQueries.Errors errors,
            Within within) {
        public long of(String... words) {
            long sum = 0;
            for (String word : words) sum += phases.getOrDefault(word, 0L);
            return sum;
        }

        /** Every case that is not history. */
        public long live() {
            long sum = 0;
            for (var entry : phases.entrySet()) if (!entry.getKey().equals("history")) sum += entry.getValue();
            return sum;
        }
    }

    /** @param adverse cleared cases whose decision is adverse, {@code closedElsewhere} held ones that their source closed */
    public record Within(long adverse, long closedElsewhere) {}

    /** First and last business time, null without a case. */
    public record Period(@Nullable Instant first, @Nullable Instant last) {}

    public Total of(PublishedProcess process) {
        String id = process.contract().id();
        long now = CommitCount.of(jdbc);
        Kept last = kept.get(id);
        if (last != null && last.version.equals(process.version()) && last.commits == now) return last.total;
        Total total = count(process);
        kept.put(id, new Kept(process.version(), now, total));
        return total;
    }

    /** Rule row number to how many live cases matched it. */
    public Map<Integer, Long> hits(String process) {
        long now = CommitCount.of(jdbc);
        KeptHits last = keptHits.get(process);
        if (last != null && last.commits == now) return last.hits;
        Map<Integer, Long> hits = countHits(process);
        keptHits.put(process, new KeptHits(now, hits));
        return hits;
    }

    private Total count(PublishedProcess process) {
        var phases = new LinkedHashMap<String, Long>();
        var money = new LinkedHashMap<String, BigDecimal>();
        var periods = new java.util.ArrayList<Period>();
        jdbc.sql("""
                        select phase, count(*) as n, sum(money) as money, min(at) as first, max(at) as last
                        from case_view where process = :process group by phase
                        """).param("process", process.contract().id()).query(row -> {
            String phase = row.getString("phase");
            phases.put(phase, row.getLong("n"));
            BigDecimal sum = row.getBigDecimal("money");
            if (sum != null) money.put(phase, sum);
            if (!phase.equals("history")) {
                periods.add(new Period(
                        instant(row.getObject("first", OffsetDateTime.class)),
                        instant(row.getObject("last", OffsetDateTime.class))));
            }
        });
        return new Total(phases, money, span(periods), queries.errors(process), within(process));
    }

    private Within within(PublishedProcess process) {
        var parameters = new HashMap<String, Object>();
        parameters.put("process", process.contract().id());
        parameters.put(
                "adverse",
                process.contract().risk().adverse().stream()
                        .map(AdverseDecision::decision)
                        .toArray(String[]::new));
        String closed = new Closing(process, parameters).condition();
        return jdbc.sql("select count(*) filter (where c.phase = 'cleared' and c.decision = any(:adverse)) as adverse,"
                        + " count(*) filter (where c.phase = 'held' and " + closed + ") as closed"
                        + " from case_view c where c.process = :process and c.phase in ('cleared', 'held')")
                .params(parameters)
                .query((row, n) -> new Within(row.getLong("adverse"), row.getLong("closed")))
                .single();
    }

    private static Period span(List<Period> periods) {
        Optional<Instant> first = periods.stream()
                .flatMap(p -> Optional.ofNullable(p.first).stream())
                .min(Instant::compareTo);
        Optional<Instant> last = periods.stream()
                .flatMap(p -> Optional.ofNullable(p.last).stream())
                .max(Instant::compareTo);
        return new Period(first.orElse(null), last.orElse(null));
    }

    /** The rows that the authority check named, from the details of every decision. */
    private Map<Integer, Long> countHits(String process) {
        var hits = new LinkedHashMap<Integer, Long>();
        jdbc.sql("""
                        select hit.row #>> '{}' as row, count(*) as n
                        from case_view c
                        join event e on e.case_id = c.case_id and e.type = 'Decided'
                        join payload p on p.event_id = e.id
                        cross join lateral jsonb_path_query(
                            replace(p.content, '\\u0000', '\\ufffd')::jsonb,
                            '$.checks[*] ? (@.check == "authority").detail.row') as hit(row)
                        where c.process = :process and c.phase <> 'history'
                        group by 1
                        """).param("process", process).query(row -> {
            String number = row.getString("row");
            if (number != null && number.matches("[0-9]{1,6}")) hits.put(Integer.valueOf(number), row.getLong("n"));
        });
        return hits;
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime time) {
        return time == null ? null : time.toInstant();
    }
}

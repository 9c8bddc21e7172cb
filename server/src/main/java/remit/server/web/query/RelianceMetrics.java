package remit.server.web.query;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.halt.Halt;
import remit.server.evidence.EvidenceTree;
import remit.server.halts.HaltDesk;

/**
 * How old that is which people rely on (signed heads, backups, drills), and what is open: halts, incidents, effects. What
 * never was is infinitely old, so that an alarm sees it.
 */
final class RelianceMetrics {
    private static final int SEVERITIES = 3;
    private static final String DRILLS = "select process, max(recorded_at) from event where case_id is null"
            + " and type = 'DrillMeasured' and leaf::jsonb->'body'->>'silent' = '0'"
            + " and leaf::jsonb->'body'->>'open_again' = 'true'"
            + " and (process <> '@halts' or leaf::jsonb->'body'->>'scope' = 'everything') group by process";
    private static final String BACKUP =
            "select max(recorded_at) from event where case_id is null and process = '@acts'"
                    + " and type = 'ActRecorded' and leaf::jsonb->'body'->>'act' = 'backup'"
                    + " and leaf::jsonb->'body'->>'standing' = 'done'";

    private final JdbcClient jdbc;
    private final EvidenceTree tree;
    private final HaltDesk halts;

    RelianceMetrics(DataSource source, HaltDesk halts) {
        this.jdbc = JdbcClient.create(source);
        this.tree = new EvidenceTree(source);
        this.halts = halts;
    }

    List<MetricSnapshot> read(Instant now) {
        List<Halt> standing = halts.standing();
        return List.of(
                one(
                        "remit_evidence_head_age_seconds",
                        "Seconds since the newest head of the log was signed.",
                        seconds(time("select recorded_at from tree_head order by size desc limit 1"), now)),
                one("remit_evidence_waiting", "Events that wait for their place under a signed head.", tree.waiting()),
                one("remit_days_since_backup", "Days since the last backup.", days(time(BACKUP), now)),
                many(
                        "remit_days_since_drill",
                        "Days since the last drill that every node passed, by process.",
                        "process",
                        drills(now)),
                many("remit_halts", "What is halted and not wholly back, by scope.", "scope", scopes(standing)),
                many(
                        "remit_incidents_open",
                        "Incidents that are not over, by severity; 1 is the gravest.",
                        "severity",
                        severities()),
                many(
                        "remit_effects_open",
                        "Effects of which nobody knows whether they happened, and those that wait for a halt to end.",
                        "state",
                        effects(standing)));
    }

    private Map<String, Double> drills(Instant now) {
        var last = new TreeMap<String, Instant>();
        jdbc.sql(DRILLS).query(row -> {
            last.put(row.getString(1), row.getObject(2, OffsetDateTime.class).toInstant());
        });
        Instant all = last.get("@halts");
        var days = new TreeMap<String, Double>();
        List<String> processes = jdbc.sql(
                        "select distinct process from event where case_id is null and type = 'PackPublished'")
                .query((row, _) -> row.getString(1))
                .list();
        for (String process : processes) {
            Instant own = last.get(process);
            days.put(process, days(all != null && (own == null || all.isAfter(own)) ? all : own, now));
        }
        return days;
    }

    private static Map<String, Double> scopes(List<Halt> standing) {
        var scopes = new LinkedHashMap<String, Double>();
        for (String each : List.of("everything", "process", "author", "tool")) scopes.put(each, 0.0);
        for (Halt halt : standing) scopes.merge(halt.scope().kind(), 1.0, Double::sum);
        return scopes;
    }

    private Map<String, Double> severities() {
        var severities = new TreeMap<String, Double>();
        for (int severity = 1; severity <= SEVERITIES; severity++) severities.put(String.valueOf(severity), 0.0);
        jdbc.sql("select severity, count(*) from incident where standing <> 'closed' group by severity")
                .query(row -> {
                    severities.put(row.getString(1), (double) row.getLong(2));
                });
        return severities;
    }

    private Map<String, Double> effects(List<Halt> standing) {
        long unknown = jdbc.sql("select count(*) from action_view where state = 'unknown'")
                .query(Long.class)
                .single();
        return Map.of("unknown", (double) unknown, "held", (double) halts.held(standing));
    }

    private @Nullable Instant time(String sql) {
        OffsetDateTime time =
                jdbc.sql(sql).query(OffsetDateTime.class).optional().orElse(null);
        return time == null ? null : time.toInstant();
    }

    private static double seconds(@Nullable Instant then, Instant now) {
        return then == null
                ? Double.POSITIVE_INFINITY
                : Duration.between(then, now).toMillis() / 1000.0;
    }

    private static double days(@Nullable Instant then, Instant now) {
        return seconds(then, now) / Duration.ofDays(1).toSeconds();
    }

    private static GaugeSnapshot one(String name, String help, double value) {
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(value)
                        .build())
                .build();
    }

    private static GaugeSnapshot many(String name, String help, String label, Map<String, Double> values) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        values.forEach((word, value) -> gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                .labels(Labels.of(label, word))
                .value(value)
                .build()));
        return gauge.build();
    }
}

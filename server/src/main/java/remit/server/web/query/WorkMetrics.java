package remit.server.web.query;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.server.halts.HaltDesk;

/**
 * What the processes are doing, as Prometheus reads it: counts by process, phase and state, never by case or person. Read
 * from the database when asked and kept for a while, so that many scrapers cost what one does.
 */
public final class WorkMetrics implements MultiCollector {
    private static final Duration KEPT = Duration.ofSeconds(10);

    private final JdbcClient jdbc;
    private final RelianceMetrics reliance;
    private final InstantSource clock;
    private final ReentrantLock reading = new ReentrantLock();
    private @Nullable MetricSnapshots last;
    private Instant readAt = Instant.MIN;

    public WorkMetrics(DataSource dataSource, HaltDesk halts, InstantSource clock) {
        this.jdbc = JdbcClient.create(dataSource);
        this.reliance = new RelianceMetrics(dataSource, halts);
        this.clock = clock;
    }

    @Override
    public MetricSnapshots collect() {
        reading.lock();
        try {
            Instant now = clock.instant();
            MetricSnapshots known = last;
            if (known != null && readAt.plus(KEPT).isAfter(now)) return known;
            var read = new ArrayList<>(read());
            read.addAll(reliance.read(now));
            var fresh = new MetricSnapshots(read);
            last = fresh;
            readAt = now;
            return fresh;
        } finally {
            reading.unlock();
        }
    }

    private record Count(String process, String word, long count) {}

    private List<MetricSnapshot> read() {
        List<Count> cases = counts(
                "select process, phase, count(*) from case_view group by process, phase order by process, phase");
        // A process with cases and none that waits says 0: an alarm cannot compare with what is absent.
        var held = new TreeMap<String, Long>();
        for (Count each : cases) held.merge(each.process, each.word.equals("held") ? each.count : 0, Long::sum);
        List<Count> waiting = held.entrySet().stream()
                .map(each -> new Count(each.getKey(), "held", each.getValue()))
                .toList();
        return List.of(
                gauge("remit_cases", "Cases by process and phase.", cases, "process", "phase"),
                gauge("remit_held", "Cases that wait for a person, by process.", waiting, "process", null),
                decided(counts("select process, verdict, count(*) from case_view where verdict is not null"
                        + " group by process, verdict order by process, verdict")),
                gauge(
                        "remit_actions",
                        "Actions on systems of record, by process and state.",
                        counts("select process, state, count(*) from action_view group by process, state"
                                + " order by process, state"),
                        "process",
                        "state"),
                single(
                        "remit_notices_undelivered",
                        "Notices that wait for delivery.",
                        "notice where state = 'waiting'"),
                gauge(
                        "remit_incidents",
                        "Incidents that are not over, by process and standing.",
                        counts("select process, standing, count(*) from incident where standing <> 'closed'"
                                + " group by process, standing order by process, standing"),
                        "process",
                        "standing"),
                single(
                        "remit_incidents_unanswered",
                        "Incidents of which somebody was paged more than once and that nobody has acknowledged.",
                        "incident where standing = 'open' and pages > 1"),
                evidence());
    }

    private List<Count> counts(String sql) {
        return jdbc.sql(sql)
                .query((row, n) -> new Count(row.getString(1), row.getString(2), row.getLong(3)))
                .list();
    }

    private static GaugeSnapshot gauge(
            String name, String help, List<Count> counts, String first, @Nullable String second) {
        GaugeSnapshot.Builder gauge = GaugeSnapshot.builder().name(name).help(help);
        for (Count each : counts) {
            Labels labels =
                    second == null ? Labels.of(first, each.process) : Labels.of(first, each.process, second, each.word);
            gauge.dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                    .labels(labels)
                    .value(each.count)
                    .build());
        }
        return gauge.build();
    }

    private GaugeSnapshot single(String name, String help, String from) {
        long count = jdbc.sql("select count(*) from " + from).query(Long.class).single();
        return GaugeSnapshot.builder()
                .name(name)
                .help(help)
                .dataPoint(GaugeSnapshot.GaugeDataPointSnapshot.builder()
                        .value(count)
                        .build())
                .build();
    }

    private static CounterSnapshot decided(List<Count> counts) {
        var points = new ArrayList<CounterSnapshot.CounterDataPointSnapshot>();
        for (Count each : counts) {
            points.add(CounterSnapshot.CounterDataPointSnapshot.builder()
                    .labels(Labels.of("process", each.process, "verdict", each.word))
                    .value(each.count)
                    .build());
        }
        CounterSnapshot.Builder counter =
                CounterSnapshot.builder().name("remit_decided").help("Verdicts by process.");
        points.forEach(counter::dataPoint);
        return counter.build();
    }

    private CounterSnapshot evidence() {
        // A case's last number is how many events it has: summing those spares reading the whole log.
        long count = jdbc.sql("select coalesce(sum(seq), 0)"
                        + " + (select count(*) from event where case_id is null) from case_view")
                .query(Long.class)
                .single();
        return CounterSnapshot.builder()
                .name("remit_evidence_events")
                .help("Events in the evidence log.")
                .dataPoint(CounterSnapshot.CounterDataPointSnapshot.builder()
                        .value(count)
                        .build())
                .build();
    }
}

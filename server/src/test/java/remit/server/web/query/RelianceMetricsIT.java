package remit.server.web.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.prometheus.metrics.model.snapshots.GaugeSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.halt.HaltScope;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.acts.Acts;
import remit.server.settings.Setting;
import remit.server.settings.SettingSources;
import remit.server.settings.Settings;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.wiring.Installation;

/** What an alarm reads of the things that people rely on. */
final class RelianceMetricsIT {
    private static final Acting OLGA = Acting.self(new Actor(Actor.Kind.PERSON, "p_olga"));

    @TempDir
    Path folder;

    private Installation installation;
    private JdbcClient sql;

    @BeforeEach
    void open() {
        var flags = Map.of(Setting.DATA_DIR, folder.resolve("data").toString());
        Settings settings = Settings.read(new SettingSources(flags, Map.of(), folder, folder))
                .orThrow();
        installation = Installation.open(settings, InstantSource.system()).orThrow();
        sql = JdbcClient.create(installation.source());
    }

    @AfterEach
    void close() {
        installation.close();
    }

    private double value(Duration later, String name, String... labels) {
        var metrics = new WorkMetrics(
                installation.source(), installation.halts(), () -> Instant.now().plus(later));
        for (MetricSnapshot each : metrics.collect()) {
            if (!each.getMetadata().getName().equals(name)) continue;
            for (GaugeDataPointSnapshot point : ((GaugeSnapshot) each).getDataPoints()) {
                boolean same =
                        labels.length == 0 || labels[1].equals(point.getLabels().get(labels[0]));
                if (same) return point.getValue();
            }
        }
        throw new AssertionError(name + " " + List.of(labels) + " is not there");
    }

    private double now(String name, String... labels) {
        return value(Duration.ZERO, name, labels);
    }

    private void append(String process, String type, Json.Obj body) {
        EvidenceLog.await(installation
                .log()
                .append(new ProcessWrite(process, type, Instant.now(), OLGA.actor(), Json.EMPTY, body, null)));
    }

    private void effect(String process, String tool, String state) {
        sql.sql("insert into action_view (action_id, process, case_id, tool, state, event_id, updated_at)"
                        + " values (?, ?, 'case_1', ?, ?, ?, now())")
                .params("act_" + UUID.randomUUID(), process, tool, state, UUID.randomUUID())
                .update();
    }

    @Test
    void what_never_was_is_infinitely_old_and_what_was_ages_by_the_day() {
        append("claims", "PackPublished", Json.EMPTY);
        assertThat(now("remit_days_since_backup")).isInfinite();
        assertThat(now("remit_days_since_drill", "process", "claims")).isInfinite();
        try (Acts.Begun act = installation.acts().begin(Acts.Kind.BACKUP, OLGA, Json.EMPTY)) {
            assertThat(now("remit_days_since_backup")).as("begun is not done").isInfinite();
            act.done(Json.EMPTY);
        }
        append(
                "claims",
                "DrillMeasured",
                Json.object("scope", "process", "id", "claims", "silent", 1, "open_again", true));
        append("@halts", "DrillMeasured", Json.object("scope", "tool", "id", "pay", "silent", 0, "open_again", true));
        assertThat(now("remit_days_since_drill", "process", "claims"))
                .as("a node was silent, and the other was of a tool")
                .isInfinite();
        append(
                "@halts",
                "DrillMeasured",
                Json.object("scope", "everything", "id", "", "silent", 0, "open_again", true));
        Duration later = Duration.ofDays(3);
        assertThat(value(later, "remit_days_since_backup")).isCloseTo(3, within(0.01));
        assertThat(value(later, "remit_days_since_drill", "process", "claims")).isCloseTo(3, within(0.01));
    }

    @Test
    void events_wait_until_a_head_is_signed_over_them() {
        append("claims", "PackPublished", Json.EMPTY);
        assertThat(now("remit_evidence_waiting")).isPositive();
        assertThat(now("remit_evidence_head_age_seconds")).isInfinite();
        installation.sequencer().sequence();
        assertThat(now("remit_evidence_waiting")).isZero();
        assertThat(value(Duration.ofMinutes(10), "remit_evidence_head_age_seconds"))
                .isCloseTo(600, within(60.0));
    }

    @Test
    void halts_incidents_and_effects_are_counted_while_they_are_open() {
        effect("claims", "pay", "unknown");
        effect("claims", "pay", "prepared");
        effect("claims", "write", "verified");
        assertThat(now("remit_effects_open", "state", "unknown")).isEqualTo(1);
        assertThat(now("remit_effects_open", "state", "held"))
                .as("nothing is halted")
                .isZero();
        assertThat(now("remit_halts", "scope", "everything")).isZero();
        installation
                .halts()
                .halt(OLGA, new HaltScope.Everything(), "looks wrong")
                .orThrow();
        sql.sql("insert into incident (id, process, cause, severity, standing, seq, opened_at, facts, pages)"
                        + " values ('inc_1', 'claims', 'silence', 1, 'open', 1, now(), '{}', 1),"
                        + " ('inc_2', 'claims', 'boundary', 2, 'closed', 1, now(), '{}', 1)")
                .update();
        assertThat(now("remit_halts", "scope", "everything")).isEqualTo(1);
        assertThat(now("remit_halts", "scope", "tool")).isZero();
        assertThat(now("remit_effects_open", "state", "held")).isEqualTo(2);
        assertThat(now("remit_incidents_open", "severity", "1")).isEqualTo(1);
        assertThat(now("remit_incidents_open", "severity", "2")).isZero();
    }
}

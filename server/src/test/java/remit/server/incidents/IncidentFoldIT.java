package remit.server.incidents;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.incident.Cause;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.runs.TestingOffice;

/** A rebuild gives the incidents that serving kept, and whoever was to be paged is paged. */
final class IncidentFoldIT {
    private static final Actor ANNE = new Actor(Actor.Kind.PERSON, "p_anne");
    private static final String ROWS = "select id || ' ' || standing || ' ' || seq || ' ' || pages || ' '"
            + " || coalesce(guard, '') || ' ' || coalesce(taken_by, '') || ' ' || coalesce(closed_at::text, '') || ' '"
            + " || opened_at || ' ' || facts from incident order by id";

    @TempDir
    Path folder;

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-02T00:00:00.123456Z"));
    private TestingOffice office;

    @BeforeEach
    void open() {
        office = TestingOffice.at(folder, now::get);
    }

    @AfterEach
    void close() {
        office.close();
    }

    private IncidentDesk desk() {
        return office.installation().incidents();
    }

    private String opened(String process, Cause cause, Json.Obj facts) {
        assertThat(desk().open(process, cause, facts)).isTrue();
        return desk().newest(process, cause, facts.text("tool", ""))
                .orElseThrow()
                .id();
    }

    private void moveOn(Duration time) {
        now.updateAndGet(at -> at.plus(time));
    }

    /** One of each standing, paged more than once, of one and of several tools. */
    private void history() {
        String silence = opened("orders", Cause.SILENCE, Json.object("what", "arrivals", "counted", 0));
        moveOn(Duration.ofMinutes(31));
        assertThat(desk().page()).isEqualTo(1);
        desk().acknowledge(silence, ANNE).orThrow();
        opened("orders", Cause.EFFECTS, Json.object("tool", "post", "effects", 3, "unknown", 1));
        opened("orders", Cause.EFFECTS, Json.object("tool", "mail", "effects", 1, "unknown", 0));
        String stop = opened("orders", Cause.BOUNDARY, Json.object("cases", 2));
        moveOn(Duration.ofMinutes(5));
        desk().close(stop, ANNE, "the sender was told").orThrow();
        assertThat(desk().passed("orders", Cause.EFFECTS, "mail")).isTrue();
    }

    @Test
    void what_serving_kept_is_what_a_rebuild_gives() {
        history();
        List<String> kept = office.texts(ROWS);
        assertThat(kept).hasSize(4);
        assertThat(office.rebuild().differences()).isZero();
        office.change("delete from incident");
        assertThat(office.rebuild().differences()).isEqualTo(4);
        assertThat(office.texts(ROWS)).isEqualTo(kept);
        assertThat(office.rebuild().differences()).isZero();
    }

    @Test
    void rows_that_the_evidence_does_not_give_are_named_and_mended() {
        history();
        List<String> kept = office.texts(ROWS);
        String closed = office.text("select id from incident where cause = 'boundary'");
        String silence = office.text("select id from incident where cause = 'silence'");
        office.change("update incident set standing = 'open', due_at = opened_at where id = ?", closed);
        office.change("update incident set guard = null where id = ?", silence);
        office.change("insert into incident (id, process, cause, severity, standing, seq, opened_at, facts, pages)"
                + " values ('inc_made_up', 'orders', 'backlog', 1, 'closed', 1, now(), '{}', 0)");
        assertThat(office.rebuild().examples()).containsExactlyInAnyOrder(closed, silence, "inc_made_up");
        assertThat(office.texts(ROWS)).isEqualTo(kept);
    }

    @Test
    void an_incident_that_was_made_again_pages_on_where_its_ladder_stood() {
        opened("orders", Cause.EFFECTS, Json.object("tool", "post", "effects", 3, "unknown", 1));
        office.change("delete from incident");
        assertThat(office.rebuild().differences()).isEqualTo(1);
        assertThat(desk().page())
                .as("the first step was taken before, the second is not due yet")
                .isZero();
        moveOn(Duration.ofMinutes(31));
        assertThat(desk().page()).isEqualTo(1);
        assertThat(office.text("select leaf::jsonb->'body'->>'step' from event where type = 'IncidentPaged'"
                        + " order by recorded_at desc limit 1"))
                .isEqualTo("2");
        assertThat(desk().open("orders", Cause.EFFECTS, Json.object("tool", "post", "effects", 9, "unknown", 0)))
                .as("there is no second one beside it")
                .isFalse();
    }
}

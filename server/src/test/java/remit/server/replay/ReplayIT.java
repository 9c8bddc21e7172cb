package remit.server.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.replay.Outcome.Difference;
import remit.server.replay.Outcome.Obstacle;
import remit.server.runs.TestingOffice;

/** What was decided live is decided again to the same, and whatever is not is said by name. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ReplayIT {
    private static final String OF_CASE = " where case_id = ? and type = 'Decided'";

    private TestingOffice office;
    private long decisions;

    @BeforeAll
    void run(@TempDir Path folder) throws IOException {
        office = TestingOffice.open(folder);
        TestingHistories.run(office, folder);
        decisions = office.count("event where type = 'Decided'");
        office.change("create table kept_event as select * from event");
        office.change("create table kept_payload as select * from payload");
        office.change("create table kept_version as select * from pack_version");
    }

    @AfterAll
    void close() {
        office.close();
    }

    /** Each test changes evidence, which nobody can in the product; then it stands as it was. */
    @AfterEach
    void restore() {
        office.change("update event e set leaf = k.leaf, leaf_hash = k.leaf_hash from kept_event k where k.id = e.id");
        office.change("insert into payload select * from kept_payload"
                + " on conflict (event_id) do update set content = excluded.content");
        office.change("insert into pack_version select * from kept_version"
                + " on conflict (sha256) do update set owner = excluded.owner");
    }

    private Replays replays() {
        var installation = office.installation();
        return new Replays(installation.published(), installation.gateway().orThrow());
    }

    private String decided(String process, String verdict) {
        return office.text(
                "select min(case_id) from event where type = 'Decided' and process = ?"
                        + " and leaf::jsonb->'body'->>'verdict' = ?",
                process,
                verdict);
    }

    private Replays.Told replayed(String caseId) {
        List<Replays.Told> told = replays().ofCase(caseId);
        assertThat(told).hasSize(1);
        return told.getFirst();
    }

    private void rewrite(String caseId, String type, UnaryOperator<Json.Obj> body) {
        Event event = Event.read(office.text("select leaf from event where case_id = ? and type = ?", caseId, type));
        String leaf = event.toJson().with("body", body.apply(event.body())).canonical();
        office.change(
                "update event set leaf = ?, leaf_hash = ? where id = ?",
                leaf,
                Event.leafHash(leaf.getBytes(StandardCharsets.UTF_8)),
                UUID.fromString(event.id()));
    }

    private List<Difference> differences(String caseId) {
        assertThat(replayed(caseId).item().outcome()).isInstanceOf(Outcome.Different.class);
        return ((Outcome.Different) replayed(caseId).item().outcome()).differences();
    }

    private Outcome.Missed missed(String caseId) {
        assertThat(replayed(caseId).item().outcome()).isInstanceOf(Outcome.Missed.class);
        return (Outcome.Missed) replayed(caseId).item().outcome();
    }

    @Test
    void everything_that_was_decided_comes_out_identical() {
        ReplayReport report = replays().all(null);
        assertThat(report.listed())
                .as(String.join("\n", ReplayText.all(report)))
                .isEmpty();
        assertThat(report.sentence())
                .isEqualTo(String.format("%1$,d decisions: %1$,d identical, 0 different, 0 not replayed", decisions));
        assertThat(report.clean()).isTrue();
        // Two versions of the purchases, stages up to sampled and down again, and every verdict.
        assertThat(office.texts("select distinct leaf::jsonb->'body'->>'verdict' from event where type = 'Decided'"))
                .containsExactlyInAnyOrder("auto_clear", "checkpoint", "stop");
        assertThat(office.texts("select distinct leaf::jsonb->'versions'->>'pack' from event where type = 'Decided'"
                        + " and process = 'purchases'"))
                .hasSize(2);
        assertThat(office.texts("select distinct content::jsonb->'facts'->'autonomy'->>'stage' from payload"
                        + " where content::jsonb->'facts'->'autonomy' is not null"))
                .contains("shadow", "checkpointed", "sampled");
    }

    @Test
    void one_process_is_replayed_alone() {
        assertThat(replays().all("demo-claims").decisions())
                .isEqualTo(office.count("event where type = 'Decided' and process = 'demo-claims'"))
                .isPositive();
    }

    @Test
    void a_stopped_a_held_and_a_cleared_case_are_told_with_their_checks() {
        for (String verdict : List.of("stop", "checkpoint", "auto_clear")) {
            Replays.Told told = replayed(decided("purchases", verdict));
            assertThat(told.identical()).isTrue();
            assertThat(told.recorded().text("verdict")).isEqualTo(verdict);
            assertThat(told.recorded()).isEqualTo(told.replayed());
            assertThat(ReplayText.one(List.of(told)).getFirst())
                    .contains(told.item().caseId(), "decided " + verdict, "came out identical");
            assertThat(ReplayText.one(List.of(told)))
                    .anyMatch(line -> line.contains("authority") && line.contains("rows that matched: "));
        }
    }

    @Test
    void a_changed_verdict_reason_or_check_is_named() {
        String held = decided("purchases", "checkpoint");
        rewrite(held, "Decided", body -> body.with("verdict", Json.of("stop")).with("reason", Json.of("other")));
        assertThat(differences(held))
                .extracting(Difference::field, Difference::recorded)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("verdict", "stop"),
                        org.assertj.core.groups.Tuple.tuple("reason", "other"));
        restore();
        rewrite(held, "Decided", body -> body.with("checks", Json.array(List.of())));
        assertThat(differences(held)).extracting(Difference::field).contains("check authority", "order of checks");
    }

    @Test
    void a_proposal_that_would_not_have_cleared_is_a_difference() {
        String cleared = decided("purchases", "auto_clear");
        rewrite(cleared, "Proposed", body -> body.with("confident", Json.of(false)));
        assertThat(differences(cleared))
                .contains(new Difference("verdict", "auto_clear", "checkpoint"))
                .anyMatch(difference -> difference.field().equals("rows that matched in authority"));
        assertThat(replays().all("purchases").counts().different()).isEqualTo(1);
    }

    @Test
    void the_stage_and_the_sampling_rate_are_those_that_were_stored() {
        String sampled = office.text("select min(e.case_id) from event e join payload p on p.event_id = e.id"
                + " where e.type = 'Decided' and p.content::jsonb->'facts'->'autonomy'->>'stage' = 'sampled'"
                + " and e.leaf::jsonb->'body'->>'verdict' = 'auto_clear'");
        Json.Obj propensity = replayed(sampled).recorded().object("propensity");
        assertThat(propensity.number("probability", 0)).isPositive();
        rewrite(sampled, "Decided", body -> body.with("propensity", propensity.with("probability", Json.of(0.123))));
        assertThat(differences(sampled)).extracting(Difference::field).containsExactly("propensity");
    }

    @Test
    void an_erased_case_is_counted_as_erased_and_no_fault() {
        String erased = decided("demo-claims", "checkpoint");
        office.erasePayloads(erased);
        assertThat(missed(erased).obstacle()).isEqualTo(Obstacle.ERASED);
        ReplayReport report = replays().all(null);
        assertThat(report.clean()).isTrue();
        assertThat(report.missed()).isEqualTo(Map.of(Obstacle.ERASED, 1L));
        assertThat(report.erased())
                .singleElement()
                .satisfies(item -> assertThat(item.caseId()).isEqualTo(erased));
        assertThat(report.sentence()).endsWith("0 different, 1 not replayed (1 erased)");
    }

    @Test
    void a_payload_that_is_missing_without_an_erasure_is_a_finding() {
        for (String type : List.of("CaseOpened", "Proposed", "Decided")) {
            String lost = decided("purchases", "checkpoint");
            office.change(
                    "delete from payload where event_id in (select id from event where case_id = ? and type = ?)",
                    lost,
                    type);
            assertThat(missed(lost).obstacle()).as(type).isEqualTo(Obstacle.LOST_PAYLOAD);
            ReplayReport report = replays().all("purchases");
            assertThat(report.clean()).isFalse();
            assertThat(report.sentence()).endsWith("1 not replayed (1 payload missing without an erasure)");
            assertThat(report.listed())
                    .singleElement()
                    .satisfies(item -> assertThat(item.caseId()).isEqualTo(lost));
            restore();
        }
    }

    @Test
    void an_erasure_explains_only_what_it_names_and_only_as_long_as_it_is_intact() {
        String lost = decided("purchases", "stop");
        List<String> opened = office.texts("select id from event where case_id = ? and type = 'CaseOpened'", lost);
        office.saidErased(opened);
        office.change("delete from payload where event_id in (select id from event where case_id = ?)", lost);
        assertThat(missed(lost).obstacle()).as("only its opening is named").isEqualTo(Obstacle.LOST_PAYLOAD);

        office.saidErased(office.texts("select id from event where case_id = ? and type <> 'CaseOpened'", lost));
        assertThat(missed(lost).obstacle()).isEqualTo(Obstacle.ERASED);

        String name = opened.getFirst();
        office.change(
                "update event set leaf = leaf || ' ' where type = 'PayloadsErased' and leaf like ?", "%" + name + "%");
        assertThat(missed(lost).obstacle()).as("somebody wrote it into the log").isEqualTo(Obstacle.LOST_PAYLOAD);
    }

    @Test
    void a_lost_version_is_a_finding_for_each_of_its_cases() {
        String pack = office.text(
                "select leaf::jsonb->'versions'->>'pack' from event where type = 'Decided' and process = 'demo-claims'");
        office.change("delete from pack_version where sha256 = ?", pack);
        ReplayReport report = replays().all("demo-claims");
        assertThat(report.clean()).isFalse();
        assertThat(report.missed()).isEqualTo(Map.of(Obstacle.LOST_VERSION, report.decisions()));
        assertThat(report.listed().getFirst().outcome())
                .isEqualTo(new Outcome.Missed(
                        Obstacle.LOST_VERSION, "its pack version " + pack.substring(0, 12) + " is not stored"));
    }

    @Test
    void evidence_that_disagrees_with_its_digests_is_not_replayed_as_if_it_did() {
        String held = decided("purchases", "checkpoint");
        office.change("update event set leaf_hash = '\\x00'" + OF_CASE, held);
        assertThat(missed(held).obstacle()).isEqualTo(Obstacle.ALTERED);
        assertThat(replays().all("purchases").clean()).isFalse();
    }

    @Test
    void a_missing_proposal_is_a_finding() {
        String held = decided("purchases", "checkpoint");
        String id = office.text("select id from event where case_id = ? and type = 'Proposed'", held);
        office.change("update event set type = 'Gone' where id = ?", UUID.fromString(id));
        try {
            assertThat(missed(held).obstacle()).isEqualTo(Obstacle.INCOMPLETE);
            assertThat(replays().all("purchases").clean()).isFalse();
        } finally {
            office.change("update event set type = 'Proposed' where id = ?", UUID.fromString(id));
        }
    }

    @Test
    void history_has_nothing_to_replay_and_a_replay_writes_nothing() {
        String history = office.text("select min(case_id) from event where type = 'HistoryRecorded'");
        long events = office.count("event");
        long commits = Long.parseLong(office.text("select commits from commit_count"));
        assertThat(replays().ofCase(history)).isEmpty();
        replays().all(null);
        assertThat(office.count("event")).isEqualTo(events);
        assertThat(office.text("select commits from commit_count")).isEqualTo(String.valueOf(commits));
    }
}

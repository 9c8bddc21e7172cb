package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.server.access.Acting;
import remit.server.catalog.Catalog;
import remit.server.catalog.LevelFiles;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.changes.Changes;
import remit.server.changes.Proposal;
import remit.server.packs.PackReader;
import remit.server.store.EvidenceLog;

/** A level that comes into force while a process is first published binds it, whichever is written first. */
final class LevelRacesIT extends TestingRules {
    private static final String WAITING = "pg_locks where locktype = 'advisory' and not granted";

    private Change level(Changes changes) {
        var proposal = new Proposal.OfLevel(LevelFiles.ORGANISATION, level("money", "number", "&gt; 0"));
        Change draft = changes.draft(WRITER, proposal, List.of(), "").orThrow();
        return changes.submit(WRITER, draft.id(), new Changes.Submission("limits", null, false))
                .orThrow();
    }

    private Callable<Checked<?>> publication(TestingOffice office, EvidenceLog log) {
        var catalog = new Catalog(
                office.installation().versions(),
                log,
                office.installation().database().installation().keyring());
        return () -> catalog.publish(
                PackReader.read(pack).orThrow(), Acting.self(new Actor(Actor.Kind.PERSON, "p_clerk")), now.get());
    }

    /** Both have decided before either writes; then they write in this order. */
    private void race(TestingOffice office, Callable<Checked<?>> first, Callable<Checked<?>> second) throws Exception {
        try (Connection gate = office.installation().source().getConnection();
                var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            asked(gate, "select pg_advisory_lock(hashtextextended('remit ground', 0))");
            var one = pool.submit(first);
            waiting(office, 1);
            var two = pool.submit(second);
            waiting(office, 2);
            asked(gate, "select pg_advisory_unlock_all()");
            assertThat(one.get().problems()).isEmpty();
            assertThat(two.get().problems()).isEmpty();
        }
    }

    private static void asked(Connection gate, String sql) throws SQLException {
        try (var statement = gate.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void waiting(TestingOffice office, int writers) throws InterruptedException {
        for (int i = 0; i < 200 && office.count(WAITING) < writers; i++) Thread.sleep(50);
        assertThat(office.count(WAITING)).as("writers that wait for each other").isEqualTo(writers);
    }

    private static void bound(TestingOffice office) {
        assertThat(office.installation()
                        .catalog()
                        .latest(PROCESS)
                        .orElseThrow()
                        .orThrow()
                        .pinned()
                        .levels())
                .hasSize(1);
    }

    @Test
    void a_level_misses_no_process_that_is_published_before_it_is_written() throws Exception {
        try (TestingOffice office = TestingOffice.open(folder);
                var log = new EvidenceLog(office.installation().source(), "other", now::get)) {
            Changes changes = changes(office);
            Change level = level(changes);
            race(office, publication(office, log), () -> changes.approve(SECOND, level.id(), ChangeSeen.of(level), ""));
            bound(office);
        }
    }

    @Test
    void a_first_publication_misses_no_level_that_is_written_before_it() throws Exception {
        try (TestingOffice office = TestingOffice.open(folder);
                var log = new EvidenceLog(office.installation().source(), "other", now::get)) {
            Changes changes = changes(office);
            Change level = level(changes);
            race(office, () -> changes.approve(SECOND, level.id(), ChangeSeen.of(level), ""), publication(office, log));
            bound(office);
            assertThat(office.count("event where type = 'PackPublished'")).isEqualTo(1);
        }
    }
}

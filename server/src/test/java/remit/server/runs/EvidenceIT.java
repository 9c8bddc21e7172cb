package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.runs.TestingPurchases.Line;
import remit.server.store.CaseReader;
import remit.server.store.Rebuild;

/** The log is the truth: it is checked against its hashes, and everything else is folded from it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class EvidenceIT {
    private Path folder;
    private TestingOffice office;
    private Json.Obj summary;

    @BeforeAll
    void run(@TempDir Path temporary) {
        folder = temporary;
        office = TestingOffice.open(folder);
        TestingShop shop = TestingShop.of("log");
        // More cases than one batch of the rebuild, so that it reads on while it writes.
        summary =
                office.run(shop.pack(folder), shop.file(folder, "log.csv", TestingPurchases.ledger(31, 2_600)), "0.5");
    }

    @AfterAll
    void close() {
        office.close();
    }

    private CaseReader.Verified verified() {
        String run = office.text("select run_id from run where process = 'log'");
        return office.installation().reader().verifyRun(run);
    }

    @Test
    void every_event_of_a_run_is_verified() {
        Json.Obj evidence = summary.object("evidence");
        assertThat(evidence.number("verified", 0)).isEqualTo(evidence.number("events", -1));
        assertThat((long) evidence.number("events", -1))
                .isEqualTo(office.count("event where process = 'log' and run_id is not null"));
        assertThat(verified().verified()).isEqualTo(verified().events());
    }

    @Test
    void who_acted_as_somebody_else_is_named_beside_them_in_every_event_of_the_run() {
        var clerk = new Actor(Actor.Kind.PERSON, "p_11111111");
        var account = new Actor(Actor.Kind.PERSON, "p_22222222");
        TestingShop shop = TestingShop.of("lent");
        Path pack = shop.pack(folder);
        Path file = shop.file(folder, "lent.csv", TestingPurchases.ledger(32, 60));
        office.tryRun(new Acting(clerk, account), pack, file).orThrow();

        assertThat(office.texts("select leaf::jsonb->'body'->>'on_behalf_by' from event where process = 'lent'"
                        + " and case_id is null"))
                .as("published, started, trained, certified, finished")
                .hasSize(5)
                .containsOnly(account.id());
        assertThat(office.texts("select p.content::jsonb->'source'->>'on_behalf_by' from event e join payload p"
                        + " on p.event_id = e.id where e.process = 'lent' and e.type = 'CaseOpened'"))
                .containsOnly(account.id());
        assertThat(office.count("event where process = 'log' and leaf like '%on_behalf_by%'"))
                .isZero();
    }

    @Test
    void a_tampered_leaf_is_not_verified() {
        String id = office.text("select id::text from event where type = 'Decided' order by id limit 1 offset 17");
        String leaf = office.text("select leaf from event where id = ?::uuid", id);
        String other = leaf.contains("auto_clear")
                ? leaf.replace("auto_clear", "checkpoint")
                : leaf.replace("checkpoint", "auto_clear");
        assertThat(other).isNotEqualTo(leaf);
        office.change("update event set leaf = ? where id = ?::uuid", other, id);
        try {
            assertThat(verified().verified()).isEqualTo(verified().events() - 1);
        } finally {
            office.change("update event set leaf = ? where id = ?::uuid", leaf, id);
        }
        assertThat(verified().verified()).isEqualTo(verified().events());
    }

    @Test
    void a_leaf_that_is_equal_but_not_canonical_is_not_verified() {
        String id = office.text("select id::text from event where type = 'CaseOpened' order by id limit 1 offset 3");
        String leaf = office.text("select leaf from event where id = ?::uuid", id);
        office.change(
                "update event set leaf = ' ' || leaf, leaf_hash = sha256('\\x00'::bytea || convert_to(' ' || leaf, 'UTF8'))"
                        + " where id = ?::uuid",
                id);
        try {
            assertThat(verified().verified()).isEqualTo(verified().events() - 1);
        } finally {
            office.change(
                    "update event set leaf = ?, leaf_hash = sha256('\\x00'::bytea || convert_to(?, 'UTF8')) where id = ?::uuid",
                    leaf,
                    leaf,
                    id);
        }
        assertThat(verified().verified()).isEqualTo(verified().events());
    }

    @Test
    void a_rebuild_gives_the_projections_back() {
        Rebuild.Result result = office.rebuild();
        assertThat(result.differences()).isZero();
        assertThat(result.cases()).isEqualTo(office.count("case_view")).isGreaterThanOrEqualTo(2_600);
        assertThat(result.events()).isEqualTo(office.count("event where case_id is not null"));
    }

    @Test
    void a_rebuild_reports_and_mends_what_was_falsified() {
        String falsified = office.text("select case_id from case_view where phase = 'held' order by case_id limit 1");
        String dropped = office.text("select case_id from case_view where phase = 'history' order by case_id limit 1");
        String acted = office.text("select case_id from action_view order by case_id limit 1");
        office.change("update case_view set phase = 'cleared' where case_id = ?", falsified);
        office.change("delete from case_view where case_id = ?", dropped);
        office.change("update action_view set state = 'prepared' where case_id = ?", acted);

        Rebuild.Result result = office.rebuild();

        assertThat(result.differences()).isEqualTo(3);
        assertThat(result.examples()).containsExactlyInAnyOrder(falsified, dropped, acted);
        assertThat(office.text("select phase from case_view where case_id = ?", falsified))
                .isEqualTo("held");
        assertThat(office.rebuild().differences()).isZero();
    }

    @Test
    void a_rebuild_that_finds_nothing_to_mend_waits_for_no_writer() throws Exception {
        try (Connection writer = office.installation().source().getConnection();
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            statement.execute("lock table event, case_view, action_view in row exclusive mode");
            Rebuild.Result result =
                    CompletableFuture.supplyAsync(office::rebuild).get(60, TimeUnit.SECONDS);
            assertThat(result.differences()).isZero();
            writer.rollback();
        }
    }

    @Test
    void a_rebuild_while_cases_are_decided_reports_none_of_them() {
        TestingShop shop = TestingShop.of("meanwhile");
        Path pack = shop.pack(folder);
        Path file = shop.file(folder, "meanwhile.csv", TestingPurchases.ledger(33, 1_500));
        var run = CompletableFuture.runAsync(() -> office.run(pack, file, "0.2"));
        while (!run.isDone()) assertThat(office.rebuild().examples()).isEmpty();
        run.join();
        assertThat(office.rebuild().differences()).isZero();
    }

    @Test
    void a_live_case_that_a_file_repeats_stays_a_live_case() {
        TestingShop shop = TestingShop.of("live");
        Path pack = shop.pack(folder);
        List<Line> lines = new ArrayList<>(TestingPurchases.ledger(32, 120));
        office.run(pack, shop.file(folder, "live-1.csv", lines.subList(0, 100)), "0.5");
        // As live intake leaves a case: opened by no run, its outcome unknown.
        String caseId = office.text("select case_id from case_view where process = 'live' and phase = 'held' limit 1");
        office.change("update event set run_id = null where case_id = ?", caseId);
        office.change("update case_view set run_id = null where case_id = ?", caseId);
        for (int i = 50; i < 100; i++) lines.set(i, lines.get(i).withAccount("A9999"));

        Json.Obj second = office.run(pack, shop.file(folder, "live-2.csv", lines), null);

        assertThat(second.number("cases", 0)).isEqualTo(20);
        assertThat(office.count("case_view where case_id = ? and run_id is null", caseId))
                .isEqualTo(1);
        assertThat(office.rebuild().differences()).isZero();
    }
}

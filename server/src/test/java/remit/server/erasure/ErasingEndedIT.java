package remit.server.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.casework.Casework;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.EvidenceLog;

/** An erasure is done whole or not at all, wherever it ends and whoever moves the case meanwhile. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ErasingEndedIT {
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");
    private static final Actor OTHER = new Actor(Actor.Kind.PERSON, "p_other");

    private TestingOffice office;
    private List<String> held;

    @BeforeAll
    void run(@TempDir Path folder) throws IOException {
        office = TestingOffice.open(folder);
        TestingShop shop = TestingShop.of("ending");
        office.run(shop.pack(folder), shop.file(folder, "ending.csv", TestingPurchases.ledger(71, 600)), "0.5");
        held = office.texts("select case_id from case_view where phase = 'held' order by case_id");
        assertThat(held).hasSizeGreaterThan(60);
    }

    @AfterAll
    void close() {
        office.close();
    }

    private Erasures erasures(DataSource source, EvidenceLog log, InstantSource clock) {
        var installation = office.installation();
        return new Erasures(new Erasures.Parts(source, log, installation.reader(), installation.catalog(), clock));
    }

    private Erasures erasures() {
        return office.installation().erasures();
    }

    private static Erasures.Order order(boolean open) {
        return new Erasures.Order(Acting.self(CLERK), "request 7", open);
    }

    private String standing(String caseId) {
        long payloads = office.count("payload p join event e on e.id = p.event_id where e.case_id = ?", caseId);
        String phase = office.text("select phase from case_view where case_id = ?", caseId);
        return (payloads > 0 ? "kept" : "erased") + " " + phase;
    }

    @Test
    void wherever_it_ends_a_case_is_kept_and_held_or_erased_and_rejected_and_doing_it_again_ends_it() {
        long before = office.count("event where type = 'PayloadsErased'");
        int cuts = 0;
        int after = 0;
        for (boolean whole = false; !whole; after++) {
            String caseId = held.get(after);
            var ending = new TestingEnding(office.installation().source(), after);
            try (var log = new EvidenceLog(ending, "Acme", InstantSource.system())) {
                erasures(ending, log, InstantSource.system())
                        .erase(new Wish.One(caseId), order(true))
                        .orThrow();
                whole = !ending.ended();
            } catch (IllegalStateException cut) {
                assertThat(ending.ended()).isTrue();
                cuts++;
            }
            assertThat(standing(caseId)).as("ended after " + after).isIn("kept held", "erased rejected");
            boolean done = standing(caseId).equals("erased rejected");
            var again = erasures().erase(new Wish.One(caseId), order(true));
            assertThat(again.problems().stream().map(each -> each.code()).toList())
                    .isEqualTo(done ? List.of("RMT-064") : List.of());
            assertThat(standing(caseId)).isEqualTo("erased rejected");
            assertThat(office.count("event where case_id = ? and type = 'Reviewed'", caseId))
                    .isEqualTo(1);
            assertThat(office.text(
                            "select leaf::jsonb->'body'->>'reason_code' from event where case_id = ? and type = 'Reviewed'",
                            caseId))
                    .isEqualTo("erased");
            assertThat(office.count("past_case where case_id = ? and review is null and phase = 'rejected'", caseId))
                    .isEqualTo(1);
        }
        assertThat(cuts).isGreaterThan(15);
        assertThat(office.count("event where type = 'PayloadsErased'")).isEqualTo(before + after);
        assertThat(office.rebuild().differences()).isZero();
    }

    @Test
    void a_case_that_a_crash_of_before_left_held_without_content_is_ended_by_the_same_command() {
        String caseId = held.getLast();
        office.change("delete from payload where event_id in (select id from event where case_id = ?)", caseId);

        assertThat(erasures()
                        .erase(new Wish.One(caseId), order(false))
                        .problems()
                        .getFirst()
                        .code())
                .isEqualTo("RMT-065");
        assertThat(erasures().erase(new Wish.One(caseId), order(true)).orThrow().closed())
                .isEqualTo(1);

        assertThat(standing(caseId)).isEqualTo("erased rejected");
    }

    @Test
    void a_review_between_looking_and_erasing_is_taken_along() {
        String caseId = held.get(held.size() - 2);
        CaseReader.CaseRow row = office.installation().reader().byId(caseId).orElseThrow();
        var looks = new AtomicInteger();
        try (var there = new EvidenceLog(office.installation().source(), "Acme", InstantSource.system())) {
            // The clock is asked when what is kept was found and nothing is written yet.
            InstantSource meanwhile = () -> {
                if (looks.getAndIncrement() == 0) EvidenceLog.await(there.append(review(row)));
                return Instant.now();
            };
            Erasures.Erased erased = erasures(
                            office.installation().source(),
                            office.installation().log(),
                            meanwhile)
                    .erase(new Wish.One(caseId), order(true))
                    .orThrow();
            assertThat(erased.closed()).as("the person's word stands").isZero();
        }
        assertThat(looks.get()).isEqualTo(2);
        assertThat(standing(caseId)).isEqualTo("erased rejected");
        assertThat(office.texts(
                        "select leaf::jsonb->>'actor' || ' ' || (leaf::jsonb->'body'->>'reason_code') from event"
                                + " where case_id = ? and type = 'Reviewed'",
                        caseId))
                .containsExactly("person:p_other model_wrong");
        assertThat(office.text("select review from past_case where case_id = ?", caseId))
                .isEqualTo("reject");
    }

    @Test
    void an_effect_between_looking_and_erasing_refuses_it() {
        String caseId = held.get(held.size() - 3);
        CaseReader.CaseRow row = office.installation().reader().byId(caseId).orElseThrow();
        var looks = new AtomicInteger();
        try (var there = new EvidenceLog(office.installation().source(), "Acme", InstantSource.system())) {
            InstantSource meanwhile = () -> {
                if (looks.getAndIncrement() == 0) EvidenceLog.await(there.append(prepared(row)));
                return Instant.now();
            };
            assertThat(erasures(
                                    office.installation().source(),
                                    office.installation().log(),
                                    meanwhile)
                            .erase(new Wish.One(caseId), order(true))
                            .problems()
                            .getFirst()
                            .code())
                    .isEqualTo("RMT-068");
        }
        assertThat(standing(caseId)).isEqualTo("kept held");
    }

    private static CaseWrite review(CaseReader.CaseRow row) {
        var review = new Casework.Review(
                OTHER,
                Casework.Review.Outcome.REJECT,
                null,
                "model_wrong",
                row.state().seq());
        return write(
                row, new CaseWrite.Step(Casework.decide(row.state(), review).orThrow(), OTHER, null));
    }

    private static CaseWrite prepared(CaseReader.CaseRow row) {
        var event = new remit.casework.CaseEvent.ActionPrepared("act_meanwhile", "book");
        return write(row, new CaseWrite.Step(event, OTHER, null));
    }

    private static CaseWrite write(CaseReader.CaseRow row, CaseWrite.Step step) {
        return new CaseWrite(
                new CaseWrite.CasePlace(row.process(), row.caseId(), null),
                row.state(),
                Instant.now(),
                List.of(step),
                Json.EMPTY,
                null);
    }
}

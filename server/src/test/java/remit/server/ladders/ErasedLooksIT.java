package remit.server.ladders;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.kernel.Actor;
import remit.ladder.Stage;
import remit.server.access.Acting;
import remit.server.erasure.Erasures;
import remit.server.erasure.Wish;
import remit.server.live.LiveDesk;
import remit.server.runs.Climbing;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

/** A case that chance drew and somebody erased waits for nobody, and its ladder goes on without it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ErasedLooksIT {
    private static final String TERMS = """
            rollout:
              target: 20%
              tolerated: 30%
              least_reviews: 10
              least_time: P1D
            """;
    private static final Actor OFFICER = new Actor(Actor.Kind.PERSON, "p_officer");

    private TestingOffice office;
    private ProcessLadders ladders;
    private LiveDesk desk;

    @BeforeAll
    void climb(@TempDir Path folder) {
        office = TestingOffice.seeded(folder, 1);
        TestingShop shop = TestingShop.of("drawn");
        Path pack = TestingShop.with(shop.pack(folder), TERMS);
        office.climb(
                pack,
                shop.file(folder, "lines.csv", TestingPurchases.ledger(11, 1_600)),
                "0.4",
                new Climbing(Stage.SAMPLED, 1, List.of(), 0));
        ladders = office.installation().ladders().of("drawn");
        var parts = office.installation().runParts(Acting.self(OFFICER)).orThrow();
        var published = parts.catalog().latest("drawn").orElseThrow().orThrow();
        desk = new LiveDesk(parts, List.of(new LiveDesk.Served(published, pack)));
        desk.tendLadders();
    }

    @AfterAll
    void close() {
        desk.close();
        office.close();
    }

    /** Cases that wait for a look and whose truth nobody has told. */
    private List<String> open() {
        var counted = Set.copyOf(ladders.counted());
        return office.texts("select case_id from case_view where sample = 'open' order by case_id").stream()
                .filter(each -> !counted.contains(each))
                .toList();
    }

    private CaseState state(String caseId) {
        return office.installation().reader().byId(caseId).orElseThrow().state();
    }

    private Casework.Look look(String caseId) {
        CaseState state = state(caseId);
        return new Casework.Look(OFFICER, String.valueOf(state.settled().decision()), false, state.seq());
    }

    private void erase(String caseId) {
        var order = new Erasures.Order(Acting.self(OFFICER), "request 12", false);
        office.installation().erasures().erase(new Wish.One(caseId), order).orThrow();
    }

    @Test
    void a_look_that_nobody_can_give_any_more_is_withdrawn_in_the_erasures_own_write_and_counts_as_nothing() {
        office.change("update case_view set observed = null where sample = 'open'");
        List<String> open = open();
        assertThat(open).hasSizeGreaterThan(1);
        String gone = open.getFirst();
        String seen = open.getLast();
        int before = ladders.counted().size();

        erase(gone);

        assertThat(state(gone).sample())
                .isEqualTo(new CaseState.Sample(state(gone).sample().blind(), null, true));
        assertThat(office.text("select sample from case_view where case_id = ?", gone))
                .isEqualTo("withdrawn");
        assertThat(office.count(
                        "event a join event b on a.batch = b.batch where a.case_id = ? and a.type = 'SampleWithdrawn'"
                                + " and b.type = 'PayloadsErased'",
                        gone))
                .isEqualTo(1);
        assertThat(desk.look(gone, look(gone), "").problems().getFirst().toString())
                .contains("RMT-190", "the case was erased");

        desk.look(seen, look(seen), "").orThrow();
        desk.tendLadders();
        assertThat(ladders.counted())
                .as("the one that was looked at")
                .hasSize(before + 1)
                .contains(seen);
        assertThat(office.count("past_case where case_id = ? and drawn and look is null", gone))
                .isEqualTo(1);
    }

    @Test
    void the_name_of_a_segment_goes_with_its_last_case() {
        String segment = office.text("select segment from case_view where process = 'drawn' group by segment"
                + " order by count(*), segment limit 1");
        var theirs = office.texts("select case_id from case_view where process = 'drawn' and segment = ?", segment);
        String names = "payload where content::jsonb->>'segment' = ?";
        assertThat(office.count(names, segment)).isEqualTo(1);
        for (String caseId : theirs.subList(1, theirs.size())) {
            var order = new Erasures.Order(Acting.self(OFFICER), "request 13", true);
            office.installation().erasures().erase(new Wish.One(caseId), order).orThrow();
        }
        assertThat(office.count(names, segment)).as("one case is left").isEqualTo(1);

        var order = new Erasures.Order(Acting.self(OFFICER), "request 14", true);
        office.installation()
                .erasures()
                .erase(new Wish.One(theirs.getFirst()), order)
                .orThrow();

        assertThat(office.count(names, segment)).isZero();
        assertThat(office.count("payload where content like '%\"" + segment + "\"%'"))
                .isZero();
        assertThat(office.count("event e where type = 'LadderStarted'"
                        + " and not exists (select 1 from payload p where p.event_id = e.id)"
                        + " and exists (select 1 from event x where x.type = 'PayloadsErased'"
                        + " and x.leaf::jsonb->'body'->'events' @> to_jsonb(e.id::text))"))
                .as("named as erased")
                .isEqualTo(1);
        assertThat(ladders.states().keySet()).extracting(Segment::name).doesNotContain(segment);
    }
}

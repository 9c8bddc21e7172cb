package remit.server.audit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.catalog.PublishedProcess;
import remit.server.erasure.Erasures;
import remit.server.erasure.Wish;
import remit.server.register.RuleHygiene;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;
import remit.server.store.EvidenceLog;

/** What auditors ask of cases goes on when some of them are erased, and nothing that is gone counts as right. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class ErasedCasesIT {
    private static final String PROCESS = "audited";
    private static final Actor AUDITOR = new Actor(Actor.Kind.PERSON, "p_auditor");
    private static final Actor CLERK = new Actor(Actor.Kind.PERSON, "p_clerk");

    private TestingOffice office;
    private PublishedProcess published;
    private SamplePlans plans;

    @BeforeAll
    void run(@TempDir Path folder) {
        office = TestingOffice.open(folder);
        TestingShop shop = TestingShop.of(PROCESS);
        Path pack = TestingShop.with(shop.pack(folder), "retention: P1Y\n");
        office.run(pack, shop.file(folder, "lines.csv", TestingPurchases.ledger(7, 1_600)), "0.5");
        var installation = office.installation();
        published = installation.catalog().latest(PROCESS).orElseThrow().orThrow();
        plans = new SamplePlans(new SamplePlans.Parts(
                installation.source(), installation.log(), installation.ladders(), installation.clock()));
    }

    @AfterAll
    void close() {
        office.close();
    }

    private Erasures erasures() {
        return office.installation().erasures();
    }

    private void erase(String caseId) {
        var order = new Erasures.Order(Acting.self(CLERK), "request 3", true);
        erasures().erase(new Wish.One(caseId), order).orThrow();
    }

    /** A sample of a part of what cleared, so that no two ask about the same cases. */
    private Json.Obj drawn(int quarter, boolean sequential) {
        var scope = new PlanTerms.Scope(false, null, bound(quarter - 1), bound(quarter));
        return plans.draw(PROCESS, new PlanTerms(new PlanTerms.Rates(0.05, 0.01, 0.05), sequential, scope), AUDITOR)
                .orThrow();
    }

    private Instant bound(int quarters) {
        return Instant.parse(office.text("select to_char(percentile_disc(" + quarters / 4.0
                + ") within group (order by at) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from case_view"
                + " where process = '" + PROCESS + "' and phase = 'cleared'"));
    }

    private Map<String, String> right(Json.Obj sample) {
        var decided = new LinkedHashMap<String, String>();
        for (String id : waiting(sample))
            decided.put(id, office.text("select decision from case_view where case_id = ?", id));
        return decided;
    }

    private static List<String> waiting(Json.Obj sample) {
        return sample.array("waiting").stream()
                .map(each -> ((Json.Str) each).text())
                .toList();
    }

    private Json.Obj shown(Json.Obj sample) {
        return plans.show(sample.text("sample", "")).orThrow();
    }

    @Test
    void a_drawn_case_that_is_erased_is_a_deviation_and_the_sample_goes_on() {
        Json.Obj sample = drawn(1, false);
        String gone = waiting(sample).get(4);
        erase(gone);

        Json.Obj after = shown(sample);
        assertThat(waiting(after)).hasSize(waiting(sample).size() - 1).doesNotContain(gone);
        assertThat(after.number("looked", 0)).isEqualTo(1);
        assertThat(after.number("deviations", 0)).isEqualTo(1);
        assertThat(after.number("erased", 0)).isEqualTo(1);
        assertThat(office.count(
                        "event a join event b on a.batch = b.batch where a.type = 'SampleCasesWithdrawn'"
                                + " and b.type = 'PayloadsErased' and a.leaf like ?",
                        "%" + gone + "%"))
                .as("in the erasure's own write")
                .isEqualTo(1);

        Json.Obj done =
                plans.record(sample.text("sample", ""), right(after), AUDITOR).orThrow();
        assertThat(done.text("result")).isEqualTo("proven");
        assertThat(done.number("deviations", 0)).as("not right").isEqualTo(1);
        assertThat(done.text("sentence")).endsWith("1 case was erased before anybody had looked, and counts as wrong.");
    }

    @Test
    void more_erased_cases_than_the_plan_allows_deviations_prove_nothing() {
        Json.Obj sample = drawn(2, false);
        waiting(sample).stream().limit(2).forEach(this::erase);
        assertThat(shown(sample).text("result")).isEqualTo("not_proven");
    }

    @Test
    void a_sample_that_may_be_looked_at_any_time_does_not_wait_for_an_erased_case() {
        Json.Obj sample = drawn(3, true);
        erase(waiting(sample).getFirst());
        assertThat(shown(sample).number("looked", 0)).isEqualTo(1);
        Json.Obj done = plans.record(sample.text("sample", ""), right(shown(sample)), AUDITOR)
                .orThrow();
        assertThat(done.text("result")).isEqualTo("proven");
        assertThat(done.number("looked", 0)).isGreaterThan(90);
    }

    @Test
    void what_a_sample_waits_for_is_not_erased_by_time_and_what_is_erased_is_not_drawn() {
        var scope = new PlanTerms.Scope(false, null, bound(3), bound(4));
        Json.Obj sample = drawn(4, false);
        office.change("update event set recorded_at = recorded_at - interval '400 days' where case_id in"
                + " (select case_id from case_view where phase = 'cleared' and at >= '" + bound(3) + "')");
        erasures().expire(Acting.self(EvidenceLog.engine()));

        assertThat(waiting(shown(sample))).isEqualTo(waiting(sample));
        assertThat(Population.left(office.installation().source(), waiting(sample)))
                .hasSameSizeAs(waiting(sample));
        assertThat(Population.cases(office.installation().source(), PROCESS, scope, null))
                .containsExactlyInAnyOrderElementsOf(waiting(sample));

        plans.record(sample.text("sample", ""), right(sample), AUDITOR).orThrow();
        erasures().expire(Acting.self(EvidenceLog.engine()));
        assertThat(Population.cases(office.installation().source(), PROCESS, scope, null))
                .isEmpty();
    }

    @Test
    void whoever_rejects_by_erasing_overrides_nobody() {
        Json.Obj before = overrides();
        List<String> held = office.texts("select case_id from case_view where phase = 'held'"
                + " and state::jsonb->'proposal'->>'decision' is not null order by case_id limit 3");
        assertThat(held).hasSize(3);
        held.forEach(this::erase);

        assertThat(office.count("case_view where phase = 'rejected'")).isEqualTo(3);
        assertThat(overrides()).isEqualTo(before);
        assertThat(new Agreements(office.installation().source())
                        .report(PROCESS)
                        .number("cases", -1))
                .isZero();
        assertThat(office.text("select count(*) from past_case where review is not null"))
                .isEqualTo("0");
        var hygiene = new RuleHygiene(
                office.installation().published(), office.installation().clock());
        assertThat(hygiene.of(published).toJson().compact())
                .doesNotContain("\"overrides\":3")
                .contains("\"overrides\":0");
    }

    private Json.Obj overrides() {
        return new Overriding(office.installation().source()).report(published);
    }
}

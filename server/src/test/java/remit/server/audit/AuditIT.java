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
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.casework.Casework;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.catalog.PublishedProcess;
import remit.server.live.LiveDesk;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;
import remit.server.store.CaseReader;

/** People review what a run held; then somebody asks where they override, how far they agree, and what a sample proves. */
class AuditIT {
    private static final String PROCESS = "audited";
    private static final Actor FIRST = new Actor(Actor.Kind.PERSON, "p_first");
    private static final Actor SECOND = new Actor(Actor.Kind.PERSON, "p_second");

    @TempDir
    static Path folder;

    private static TestingOffice office;
    private static PublishedProcess published;
    private static SamplePlans plans;

    @BeforeAll
    static void review() {
        office = TestingOffice.open(folder);
        TestingShop shop = TestingShop.of(PROCESS);
        Path pack = shop.pack(folder);
        office.run(pack, shop.file(folder, "lines.csv", TestingPurchases.ledger(7, 1_600)), "0.5");
        var installation = office.installation();
        published = installation.catalog().latest(PROCESS).orElseThrow().orThrow();
        plans = new SamplePlans(new SamplePlans.Parts(
                installation.source(), installation.log(), installation.ladders(), installation.clock()));
        try (var desk = new LiveDesk(
                installation.runParts(Acting.self(FIRST)).orThrow(), List.of(new LiveDesk.Served(published, pack)))) {
            for (String id : texts("select case_id from case_view where process = '" + PROCESS
                    + "' and phase = 'held' and state::jsonb->'proposal'->>'decision' is not null")) {
                review(desk, installation.reader().byId(id).orElseThrow());
            }
        }
    }

    /** In one department nearly everything is decided otherwise; elsewhere hardly anything. */
    private static void review(LiveDesk desk, CaseReader.CaseRow row) {
        boolean parks = text("select segment from case_view where case_id = '" + row.caseId() + "'")
                .equals("Parks");
        boolean otherwise = (row.caseId().hashCode() & 15) == 0 ? !parks : parks;
        String proposed = String.valueOf(row.state().proposal().decision());
        String other = proposed.equals("A4001") ? "A4002" : "A4001";
        var outcome = otherwise ? Casework.Review.Outcome.EDIT : Casework.Review.Outcome.APPROVE;
        var review = new Casework.Review(
                FIRST,
                outcome,
                otherwise ? other : null,
                otherwise ? "rule_outdated" : null,
                row.state().seq());
        desk.review(row.caseId(), review, "").orThrow();
    }

    @AfterAll
    static void end() {
        office.close();
    }

    private static List<String> texts(String sql) {
        return JdbcClient.create(office.installation().source())
                .sql(sql)
                .query(String.class)
                .list();
    }

    private static String text(String sql) {
        return texts(sql).getFirst();
    }

    private static PlanTerms terms(PlanTerms.Scope scope, double tolerable, boolean sequential) {
        return new PlanTerms(new PlanTerms.Rates(tolerable, 0.01, 0.05), sequential, scope);
    }

    /** A part of what cleared, by quarters of the cases: samples of different quarters have no case in common. */
    private static PlanTerms.Scope quarter(int number) {
        return new PlanTerms.Scope(false, null, bound(number - 1), bound(number));
    }

    private static Instant bound(int quarters) {
        return Instant.parse(text("select to_char(percentile_disc(" + quarters / 4.0
                + ") within group (order by at) at time zone 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"') from case_view"
                + " where process = '" + PROCESS + "' and phase = 'cleared'"));
    }

    private static Map<String, String> decided(Json.Obj sample) {
        var decided = new LinkedHashMap<String, String>();
        for (Json each : sample.array("waiting")) {
            String id = ((Json.Str) each).text();
            decided.put(id, text("select decision from case_view where case_id = '" + id + "'"));
        }
        return decided;
    }

    @Test
    void a_segment_in_which_people_override_more_is_found_and_no_other_is() {
        Json.Obj report = new Overriding(office.installation().source()).report(published);
        assertThat(report.number("overridden", 0)).isGreaterThan(10);
        assertThat(report.array("groups"))
                .isNotEmpty()
                .allMatch(each -> ((Json.Obj) each).text("segment", "").equals("Parks"));
        Json.Obj first = (Json.Obj) report.array("groups").getFirst();
        assertThat(first.number("p_value", 1)).isLessThan(1e-6);
        assertThat(first.text("example", "")).startsWith("case_");
        assertThat(report.array("conditions").stream().map(each -> ((Json.Obj) each).text("when", "")))
                .anyMatch(when -> when.contains("department is Parks"));
    }

    @Test
    void two_people_who_judged_the_same_case_are_compared() {
        Json.Obj sample = plans.draw(
                        PROCESS, terms(new PlanTerms.Scope(true, "Libraries", null, null), 0.06, false), SECOND)
                .orThrow();
        Map<String, String> looks = decided(sample);
        assertThat(looks).hasSizeGreaterThan(30);
        int[] number = {0};
        looks.replaceAll(
                (id, decision) -> number[0]++ % 10 == 0 ? (decision.equals("A4001") ? "A4002" : "A4001") : decision);
        assertThat(plans.record(sample.text("sample", ""), looks, FIRST).problems())
                .as("nobody judges their own decision")
                .extracting("code")
                .contains("RMT-167");
        plans.record(sample.text("sample", ""), looks, SECOND).orThrow();

        Json.Obj report = new Agreements(office.installation().source()).report(PROCESS);
        assertThat(report.number("cases", 0)).isEqualTo(looks.size());
        assertThat(report.number("disagreement", 0)).isBetween(0.05, 0.15);
        assertThat(report.number("disagreement_lower", 0)).isLessThan(report.number("disagreement", 0));
        assertThat(report.object("krippendorff").number("value", 0)).isBetween(0.6, 0.95);
        assertThat(report.object("krippendorff").number("lower", 1))
                .isLessThan(report.object("krippendorff").number("value", 0));
        assertThat(report.array("pairs")).hasSize(1);
        assertThat(report.object("blind").flag("few")).isTrue();
    }

    @Test
    void a_fixed_sample_proves_what_it_was_planned_for_once_all_of_it_was_looked_at() {
        Json.Obj plan = plans.plan(PROCESS, terms(quarter(1), 0.05, false)).orThrow();
        assertThat(plan.object("fixed").number("size", 0)).isEqualTo(93);
        assertThat(plan.object("fixed").number("allowed", 0)).isEqualTo(1);
        Json.Obj sample =
                plans.draw(PROCESS, terms(quarter(1), 0.05, false), FIRST).orThrow();
        String id = sample.text("sample", "");
        Map<String, String> looks = decided(sample);
        assertThat(looks).hasSize(93);
        String slip = looks.keySet().iterator().next();
        var wrong = new LinkedHashMap<>(looks);
        wrong.put(slip, "A40");
        assertThat(plans.record(id, wrong, SECOND).problems())
                .extracting("code")
                .containsExactly("RMT-167");
        assertThat(plans.show(id).orThrow().number("looked", -1)).isZero();

        var half = new LinkedHashMap<String, String>();
        looks.forEach((each, decision) -> {
            if (half.size() < 40) half.put(each, decision);
        });
        assertThat(plans.record(id, half, SECOND).orThrow().text("result")).isEqualTo("open");
        Json.Obj done = plans.record(id, looks, SECOND).orThrow();
        assertThat(done.text("result")).isEqualTo("proven");
        assertThat(done.number("upper", 1)).isLessThan(0.05);
        assertThat(text("select count(*)::text from event where type = 'Sampled' and process = '" + PROCESS + "'"))
                .as("a sample changes no case")
                .isEqualTo("0");
    }

    @Test
    void a_sample_with_more_deviations_than_it_allows_proves_nothing() {
        Json.Obj sample =
                plans.draw(PROCESS, terms(quarter(2), 0.05, false), FIRST).orThrow();
        Map<String, String> looks = decided(sample);
        int[] number = {0};
        looks.replaceAll((id, decision) -> number[0]++ < 2 ? (decision.equals("A4001") ? "A4002" : "A4001") : decision);
        Json.Obj done = plans.record(sample.text("sample", ""), looks, SECOND).orThrow();
        assertThat(done.text("result")).isEqualTo("not_proven");
        assertThat(done.number("deviations", 0)).isEqualTo(2);
    }

    @Test
    void a_sequential_sample_counts_in_the_order_of_the_draw_and_may_end_early() {
        Json.Obj sample =
                plans.draw(PROCESS, terms(quarter(3), 0.05, true), FIRST).orThrow();
        Map<String, String> looks = decided(sample);
        var later = new LinkedHashMap<>(looks);
        String first = looks.keySet().iterator().next();
        later.remove(first);
        assertThat(plans.record(sample.text("sample", ""), later, SECOND)
                        .orThrow()
                        .number("looked", -1))
                .as("the first that was drawn is missing")
                .isZero();
        Json.Obj done = plans.record(sample.text("sample", ""), Map.of(first, String.valueOf(looks.get(first))), SECOND)
                .orThrow();
        assertThat(done.text("result")).isEqualTo("proven");
        assertThat(done.number("looked", 0)).isLessThan(looks.size());
    }

    @Test
    void nobody_draws_again_until_it_passes() {
        PlanTerms.Scope scope = quarter(4);
        Json.Obj first = plans.draw(PROCESS, terms(scope, 0.1, false), FIRST).orThrow();
        String id = first.text("sample", "");
        var wider = new PlanTerms.Scope(false, null, scope.from(), null);
        assertThat(plans.draw(PROCESS, terms(wider, 0.2, true), FIRST).problems())
                .as("an open one, whatever the terms")
                .singleElement()
                .satisfies(problem ->
                        assertThat(problem.code() + " " + problem.place()).isEqualTo("RMT-164 " + id));
        assertThat(plans.draw(PROCESS, terms(new PlanTerms.Scope(false, "Parcs", null, null), 0.2, true), FIRST)
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.fix()).contains("Libraries", "Parks"));

        Map<String, String> looks = decided(first);
        assertThat(plans.record(id, looks, SECOND).orThrow().text("result")).isEqualTo("proven");
        Json.Obj second = plans.draw(PROCESS, terms(wider, 0.1, false), FIRST).orThrow();
        assertThat(second.array("earlier")).as("it says that it is the second").hasSize(1);

        Map<String, String> wrong = decided(second);
        wrong.replaceAll((_, decision) -> decision.equals("A4001") ? "A4002" : "A4001");
        assertThat(plans.record(second.text("sample", ""), wrong, SECOND)
                        .orThrow()
                        .text("result"))
                .isEqualTo("not_proven");
        assertThat(plans.draw(PROCESS, terms(scope, 0.5, true), FIRST).problems())
                .as("a failed one")
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("not begun again"));
    }

    @Test
    void a_case_whose_details_were_erased_cannot_be_looked_at() {
        Json.Obj sample = plans.draw(PROCESS, terms(new PlanTerms.Scope(true, "Parks", null, null), 0.2, false), SECOND)
                .orThrow();
        String id = decided(sample).keySet().iterator().next();
        JdbcClient.create(office.installation().source())
                .sql("update past_case set opening = null where case_id = ?")
                .param(id)
                .update();
        assertThat(plans.record(sample.text("sample", ""), Map.of(id, "A4001"), SECOND)
                        .problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("erased"));
    }

    @Test
    void two_lines_that_contradict_each_other_are_refused() {
        assertThat(LookFile.read("case,decision,amount\ncase_1,A4001,3\ncase_1,A4002,3\n", "looks.csv")
                        .problems())
                .extracting("code")
                .containsExactly("RMT-167");
        assertThat(LookFile.read("case,decision\ncase_1,A4001\ncase_1,A4001\ncase_1,\n", "looks.csv")
                        .orThrow())
                .containsExactly(Map.entry("case_1", "A4001"));
    }

    @Test
    void what_is_written_to_be_filled_in_is_read_back() {
        String sheet = LookFile.write(List.of(
                new LookFile.Line("case_1", "D1", Map.of("case", "=1+1")),
                new LookFile.Line("case_2", "D,2", Map.of("case", "-3.50"))));
        assertThat(sheet).isEqualTo("""
                case,decision,key,input case
                case_1,,D1,'=1+1
                case_2,,"D,2",-3.50
                """);
        assertThat(LookFile.read(sheet.replace("case_2,,", "case_2,A4001,"), "looks.csv")
                        .orThrow())
                .containsExactly(Map.entry("case_2", "A4001"));
    }
}

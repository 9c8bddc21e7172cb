package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;

/** The claims pack on real claims: small ones are paid by rule for less than their handling costs, no denial clears. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TsaClaimsSharedIT {
    private static final String CASES = "case_view c join event e on e.case_id = c.case_id and e.seq = 1"
            + " join payload p on p.event_id = e.id where c.phase <> 'history'";
    private TestingOffice office;
    private RunReport report;

    @BeforeAll
    void run(@TempDir Path folder) {
        office = TestingOffice.open(folder);
        report = office.tryRun(TestingShared.pack("claims"), TestingShared.data("tsa-claims/tsa-claims.csv.gz"), "0.5")
                .orThrow();
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void every_key_is_there_and_adds_up() {
        TestingShared.assertAddsUp(report.json());
        assertThat(report.json().number("rows", 0)).isEqualTo(35_109);
        assertThat(report.json().number("returned", 0)).isGreaterThan(0);
    }

    @Test
    void enough_claims_go_straight_through_for_less_than_their_handling() {
        Json.Obj value = report.json().object("value");
        assertThat(report.json().number("auto_clear_share", 0)).isGreaterThanOrEqualTo(0.08);
        BigDecimal leak = money(value, "leak");
        BigDecimal saved = money(value, "handling_saved");
        assertThat(value.text("currency")).isEqualTo("USD");
        assertThat(leak).isLessThanOrEqualTo(saved.multiply(new BigDecimal("0.60")));
        assertThat(money(value, "net")).isEqualByComparingTo(saved.subtract(leak));
        assertThat(saved)
                .isEqualByComparingTo(new BigDecimal((long) report.json().number("auto_cleared", 0) * 20));
        assertThat(value.fields()).containsKeys("paid", "paid_unknown");
    }

    private static BigDecimal money(Json.Obj value, String name) {
        return value.get(name) instanceof Json.Str(String text)
                ? new BigDecimal(text)
                : BigDecimal.valueOf(value.number(name, Double.NaN));
    }

    @Test
    void no_denial_clears() {
        assertThat(report.json().number("auto_clear_adverse", -1)).isZero();
        assertThat(office.count("case_view where phase = 'cleared' and decision <> 'Approve in Full'"))
                .isZero();
        assertThat(office.count("case_view where phase = 'cleared'")).isGreaterThan(1_000);
        assertThat(office.count("case_view where phase = 'held' and state::jsonb->'proposal'->>'decision' = 'Deny'"))
                .as("denials that a person decides")
                .isGreaterThan(0);
    }

    @Test
    void injury_death_and_motor_vehicle_always_reach_a_person() {
        String harm =
                " and p.content::jsonb->'inputs'->>'claim_type' in ('Personal Injury', 'Wrongful Death', 'Motor Vehicle')";
        assertThat(office.count(CASES + harm)).isGreaterThan(0);
        assertThat(office.count(CASES + harm + " and c.phase in ('cleared', 'open')"))
                .isZero();
    }

    @Test
    void what_clears_costs_at_most_its_handling_and_misses_nothing_required() {
        assertThat(office.count(
                        CASES + " and c.phase = 'cleared' and (c.money is null or c.money > 20 or c.money <= 0)"))
                .isZero();
        assertThat(
                        office.count(
                                CASES
                                        + " and c.phase in ('cleared', 'held') and (p.content::jsonb->'inputs'->>'missing_item')::boolean"))
                .isZero();
        assertThat(office.count(CASES + " and c.money is null and c.phase <> 'returned'"))
                .isZero();
    }

    @Test
    void the_sentence_gives_net_first_then_where_officers_would_have_paid_less() {
        assertThat(report.text()).startsWith("net ").contains("officers would have paid less on ");
        assertThat(report.text().indexOf("officers would have paid less"))
                .isLessThan(report.text().indexOf("without a person"));
        assertThat(report.text()).contains("Nothing more can clear safely");
    }
}

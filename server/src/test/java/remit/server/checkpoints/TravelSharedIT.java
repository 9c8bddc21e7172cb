package remit.server.checkpoints;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import remit.assurance.bounds.ClopperPearson;
import remit.checkpoints.Answer;
import remit.checkpoints.Judged;
import remit.checkpoints.Terms;
import remit.checkpoints.Whom;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.runs.TestingOffice;

/** Real payment requests with all that happened to them: no checkpoint may go on the evidence that there is. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class TravelSharedIT {
    private TestingOffice office;
    private Json.Obj summary;
    private CheckpointRemovals.Told told;

    @BeforeAll
    void run(@TempDir Path folder) {
        office = TestingOffice.seeded(folder, 1);
        Path pack = Files.isDirectory(Path.of("packs")) ? Path.of("packs", "travel") : Path.of("..", "packs", "travel");
        summary = office.run(pack, data(), "0.5");
        told = office.installation()
                .checkpointRemovals()
                .ask("travel", new Terms(0.02, 0.10, 0.95), new Actor(Actor.Kind.PERSON, "p_owner"))
                .orThrow();
    }

    private static Path data() {
        Path folder = Path.of(System.getProperty("remit.shared", "../shared"));
        Path fromModule = Path.of("..").resolve(folder);
        return (Files.isDirectory(folder) ? folder : fromModule)
                .resolve("data/travel-payments/RequestForPayment.events.csv.gz");
    }

    @AfterAll
    void close() {
        office.close();
    }

    @Test
    void every_request_is_one_case_and_every_row_of_the_log_is_counted() {
        assertThat(summary.number("rows", 0)).isEqualTo(6_760);
        assertThat(summary.number("source_rows", 0)).isEqualTo(36_072);
        assertThat(summary.number("rejected", -1)).isZero();
        assertThat(summary.number("history", 0) + summary.number("cases", 0)).isEqualTo(6_760);
    }

    @Test
    void no_part_of_the_log_is_used_twice_and_all_of_it_is_named() {
        Answer.Parts parts = told.answer().parts();
        // All but the 72 requests that were saved and never handed in.
        assertThat(parts.learned() + parts.chosen() + parts.certified() + parts.young())
                .isEqualTo(6_688);
        assertThat(parts.unnamed()).isZero();
    }

    @Test
    void final_approvals_are_no_candidates() {
        assertThat(told.answer().never()).containsExactly("supervisor", "director");
        assertThat(told.answer().judged())
                .extracting(Judged::checkpoint)
                .containsExactly("administration", "budget-owner", "pre-approver");
    }

    @Test
    void administration_stays_even_for_the_least_risky() {
        Judged administration = told.answer().judged().getFirst();
        assertThat(administration.whom().kind()).isEqualTo(Whom.Kind.RISK);
        assertThat(administration.later().perCase()).isBetween(0.02, 0.06);
        assertThat(administration.bounds().perCase()).isGreaterThan(0.05);
        assertThat(administration.standing()).isEqualTo(Judged.Standing.STAYS);
    }

    @Test
    void budget_owners_reject_too_rarely_for_the_share_of_their_rejections_to_be_known() {
        Judged budget = told.answer().judged().get(1);
        assertThat(budget.later().rejections()).isLessThan(47);
        assertThat(budget.bounds().share()).isGreaterThan(0.10);
        assertThat(budget.standing()).isNotEqualTo(Judged.Standing.MAY_GO);
        assertThat(budget.considered().getFirst().whom()).isEqualTo(new Whom(Whom.Kind.ALL, "", "", Double.NaN));
        assertThat(budget.considered().getFirst().tally().perCase()).isLessThan(0.04);
    }

    @Test
    void bounds_are_exact_and_share_out_the_chance_to_be_wrong() {
        double delta = told.answer().deltaEach();
        assertThat(delta).isEqualTo(0.05 / 6, org.assertj.core.api.Assertions.within(1e-12));
        for (Judged each : told.answer().judged()) {
            if (each.later().cases() == 0) continue;
            assertThat(each.bounds().perCase())
                    .isEqualTo(ClopperPearson.upper(
                            each.later().missed(), each.later().cases(), delta));
        }
    }

    @Test
    void the_answer_is_none_with_what_would_settle_it() {
        assertThat(told.finding()).isNotEqualTo(Answer.Finding.MAY_GO);
        assertThat(told.sentence()).startsWith("No checkpoint may go");
        Judged nearest = told.answer().nearest().orElseThrow();
        if (nearest.standing() == Judged.Standing.UNSETTLED && nearest.needed().isPresent()) {
            assertThat(told.sentence())
                    .contains(String.format(
                            "About %,d more requests", nearest.needed().getAsLong()));
        }
    }
}

package remit.server.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.packs.PackFile;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingShared;
import remit.whatif.Answer;
import remit.whatif.Question;
import remit.whatif.TableSearch;

/** Goals on real files: what is proposed holds on what came later, and what cannot be had is refused. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class WhatIfSharedIT {
    private static final Actor OWNER = new Actor(Actor.Kind.PERSON, "p_owner");
    private TestingOffice office;

    @BeforeAll
    void run(@TempDir Path folder) {
        office = TestingOffice.open(folder);
        office.run(TestingShared.pack("invoices"), TestingShared.data("gla-spend/gla-spend.csv.gz"), "0.5");
        office.run(TestingShared.pack("claims"), TestingShared.data("tsa-claims/tsa-claims.csv.gz"), "0.5");
    }

    @AfterAll
    void close() {
        office.close();
    }

    private WhatIfs.Told ask(String process, Asked.Wish wish, Asked.Scope scope, double most) {
        var terms = new Question.Terms(most, Optional.empty(), 0.9);
        return office.installation()
                .whatIfs()
                .ask(new Asked(process, wish, scope, terms), OWNER)
                .orThrow();
    }

    /** The day on which half of the live lines were in. */
    private LocalDate middle() {
        return JdbcClient.create(office.installation().source())
                .sql("select percentile_disc(0.5) within group (order by (at at time zone 'Europe/London')::date)"
                        + " from case_view where process = 'invoices' and phase <> 'history'")
                .query(LocalDate.class)
                .single();
    }

    private Asked.Scope until(LocalDate day) {
        return new Asked.Scope(Optional.empty(), Optional.of(day), Optional.empty());
    }

    private Asked.Scope after(LocalDate day) {
        return new Asked.Scope(Optional.of(day.plusDays(1)), Optional.empty(), Optional.empty());
    }

    private static Asked.Wish bySegment(double share) {
        return new Asked.Wish.Tables(share, List.of("confidence"), Optional.of(new Asked.Segments(Optional.empty())));
    }

    /** Errors of this ledger grow with time: what one number for all promises on the past is not kept by the future. */
    @Test
    void a_goal_that_moves_a_bad_segment_is_refused_with_the_figures() {
        WhatIfs.Told told =
                ask("invoices", new Asked.Wish.Goal(0.65, Optional.of("confidence")), until(middle()), 0.03);
        assertThat(told.answer().finding()).isEqualTo(Answer.Finding.UNREACHABLE);
        assertThat(told.text().sentence())
                .startsWith("Not reachable: 65% of lines with at most 3% wrong")
                .contains("too many are wrong of those that move in", "The largest share certified at 3% is ");
    }

    /**
     * In which order lines of one day came in differs from one data directory to the next, and so do the halves: which goals
     * are certified is not asserted, only what follows from it.
     */
    @Test
    void what_is_certified_for_each_segment_holds_on_what_came_later_and_the_rest_is_refused_by_name() {
        LocalDate day = middle();
        for (double share : new double[] {0.60, 0.61, 0.62, 0.63, 0.65}) {
            WhatIfs.Told told = ask("invoices", bySegment(share), until(day), 0.03);
            Answer answer = told.answer();
            TableSearch tables = answer.sought().tables().orElseThrow();
            assertThat(tables.largest().orElseThrow().share()).isGreaterThan(0.60);
            if (answer.finding() == Answer.Finding.SAFE) holdsLater(told, day);
            else {
                assertThat(answer.finding()).isEqualTo(Answer.Finding.UNREACHABLE);
                boolean beyond = tables.largest().orElseThrow().share() < share;
                assertThat(beyond || !answer.sought().barred().isEmpty())
                        .as(told.text().sentence())
                        .isTrue();
            }
        }
    }

    private void holdsLater(WhatIfs.Told told, LocalDate day) {
        assertThat(told.certified().orThrow().certificate().answer().proven()).isTrue();
        var table = new PackFile("authority.dmn", told.table().dmn().orThrow());
        Json.Obj later = ask("invoices", new Asked.Wish.Table(table), after(day), 0.03)
                .toJson()
                .object("compared");
        assertThat(later.object("proposed").number("known", 0)).isGreaterThan(1_500);
        assertThat(later.object("proposed").number("error_share", 1))
                .as(told.text().sentence())
                .isLessThanOrEqualTo(0.03);
    }

    @Test
    void a_target_of_one_percent_on_claims_is_refused_with_the_largest_share_that_is_certified() {
        for (Asked.Wish wish : List.of(
                new Asked.Wish.Goal(0.15, Optional.empty()),
                new Asked.Wish.Tables(0.15, List.of(), Optional.of(new Asked.Segments(Optional.empty()))))) {
            WhatIfs.Told told = ask("claims", wish, Asked.Scope.ALL, 0.01);
            assertThat(told.answer().finding()).isEqualTo(Answer.Finding.UNREACHABLE);
            assertThat(told.text().sentence())
                    .contains("The largest share certified at 1% is 0%.", "The smallest error that can be certified");
        }
    }
}

package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.authority.Ruling;
import remit.change.Standing;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.changes.CaseProposals;
import remit.server.changes.CaseProposals.Wish;
import remit.server.changes.Change;
import remit.server.changes.ChangeSeen;
import remit.server.changes.ChangeTrial;
import remit.server.changes.Changes;

/** From a held case to a draft that would have decided it otherwise, on a real database. */
final class CaseProposalsIT extends TestingTried {
    private static final String DECIDED = "case_view c join event e on e.case_id = c.case_id and e.type = 'Decided'"
            + " join payload p on p.event_id = e.id where c.process = 'tried' and c.verdict = 'checkpoint'"
            + " and p.content::jsonb->'facts'->>'new_group' = 'false'";
    /** Held for its amount alone. */
    private static final String TOO_LARGE =
            DECIDED + " and c.state::jsonb->'proposal'->>'confident' = 'true' and c.money > 200 and c.money <= 1000000";
    /** Held because the author is not sure, whatever its amount. */
    private static final String UNSURE =
            DECIDED + " and c.state::jsonb->'proposal'->>'confident' = 'false' and c.money > 0 and c.money <= 200";

    private static final String ANY_ORDER = " order by c.case_id limit 1";

    private Checked<Change> propose(TestingOffice office, String caseId, Ruling wanted) {
        var proposals = new CaseProposals(changes(office), office.installation().changeParts());
        return proposals.propose(WRITER, new Wish(caseId, wanted, "suppliers ask for it"));
    }

    private static void refused(Checked<?> refused, String code, String... words) {
        Problem problem = refused.problems().getFirst();
        assertThat(problem.code()).isEqualTo(code);
        assertThat(problem.toString()).contains(words);
    }

    @Test
    void a_draft_widens_the_one_cell_that_held_the_case_and_holds_the_case_with_its_look_alikes() {
        try (TestingOffice office = begun()) {
            String id = office.text("select c.case_id from " + TOO_LARGE + ANY_ORDER);
            String amount = office.text("select c.money from case_view c where c.case_id = ?", id);
            String decision = office.text("select c.decision from case_view c where c.case_id = ?", id);
            Change draft = propose(office, id, Ruling.AUTO_CLEAR).orThrow();
            assertThat(draft.state().standing()).isEqualTo(Standing.DRAFT);
            // A cell spells a number without zeros at its end.
            String limit = new BigDecimal(amount).stripTrailingZeros().toPlainString();
            assertThat(changes(office).look(draft).orThrow().rules())
                    .containsExactly("~ row 3: amount (0..200] becomes (0.." + limit + "]");
            List<String> alike = office.texts(
                    "select c.case_id from " + TOO_LARGE + " and c.case_id <> ? and c.decision = ?"
                            + " order by abs(c.money - ?::text::numeric), c.at desc, c.case_id limit 20",
                    id,
                    decision,
                    amount);
            assertThat(alike).isNotEmpty();
            assertThat(draft.cases().getFirst()).isEqualTo(id);
            assertThat(draft.cases().subList(1, draft.cases().size())).isEqualTo(alike);
            assertThat(office.count("event where leaf like '%suppliers ask for it%'"))
                    .isZero();
            ChangeTrial trial = trial(office, draft);
            assertThat(trial.attached())
                    .extracting(ChangeTrial.Attached::caseId)
                    .isEqualTo(draft.cases());
            assertThat(trial.attached().getFirst().base().ruling()).isEqualTo(Ruling.CHECKPOINT);
            assertThat(trial.attached().getFirst().proposed().ruling()).isEqualTo(Ruling.AUTO_CLEAR);
            assertThat(trial.attached().getFirst().proposed().row()).isEqualTo(3);
            assertThat(trial.processes().getFirst().changed())
                    .isEqualTo(office.count(TOO_LARGE + " and c.money <= ?::text::numeric", amount));
        }
    }

    @Test
    void a_draft_from_a_case_takes_effect_only_over_a_second_person() {
        try (TestingOffice office = begun()) {
            Changes changes = changes(office);
            String before = changes.inForce(PROCESS);
            String id = office.text("select c.case_id from " + TOO_LARGE + ANY_ORDER);
            Change draft = propose(office, id, Ruling.AUTO_CLEAR).orThrow();
            assertThat(changes.inForce(PROCESS)).isEqualTo(before);
            Change change = changes.submit(
                            WRITER, draft.id(), new Changes.Submission("the limit is too low", null, false))
                    .orThrow();
            String proposed = change.state().versions().proposed();
            assertThat(code(changes.approve(WRITER, change.id(), ChangeSeen.of(change), "")))
                    .isEqualTo("RMT-137");
            changes.approve(SECOND, change.id(), ChangeSeen.of(change), "").orThrow();
            assertThat(changes.inForce(PROCESS)).isEqualTo(proposed);
            refused(propose(office, id, Ruling.AUTO_CLEAR), "RMT-153", "already say auto_clear", "a known supplier");
        }
    }

    @Test
    void where_no_limit_was_missed_a_first_row_admits_the_cases_own_values_alone() {
        try (TestingOffice office = begun()) {
            String id = office.text("select c.case_id from " + UNSURE + ANY_ORDER);
            String amount = office.text("select c.money from case_view c where c.case_id = ?", id);
            Change draft = propose(office, id, Ruling.AUTO_CLEAR).orThrow();
            assertThat(changes(office).look(draft).orThrow().rules())
                    .singleElement()
                    .asString()
                    .startsWith("+ row 1: ")
                    .contains(amount, "false", "auto_clear");
            ChangeTrial trial = trial(office, draft);
            assertThat(trial.attached().getFirst().proposed().ruling()).isEqualTo(Ruling.AUTO_CLEAR);
            assertThat(trial.processes().getFirst().changed())
                    .isEqualTo(office.count(UNSURE + " and c.money = ?::text::numeric", amount))
                    .isPositive();
            Change stricter = propose(office, id, Ruling.STOP).orThrow();
            assertThat(trial(office, stricter).attached().getFirst().proposed().ruling())
                    .isEqualTo(Ruling.STOP);
        }
    }

    @Test
    void a_case_that_no_row_can_help_is_refused_with_what_stands_in_the_way() {
        try (TestingOffice office = begun()) {
            String incomplete = office.text(
                    "select case_id from case_view where process = 'tried' and phase = 'returned' order by 1 limit 1");
            refused(
                    propose(office, incomplete, Ruling.AUTO_CLEAR),
                    "RMT-154",
                    "incomplete says return",
                    "the receipt is missing");
            String id = office.text("select c.case_id from " + TOO_LARGE + ANY_ORDER);
            refused(propose(office, id, Ruling.CHECKPOINT), "RMT-153", "already say checkpoint");
            String history = office.text(
                    "select case_id from case_view where process = 'tried' and phase = 'history' order by 1 limit 1");
            refused(propose(office, history, Ruling.AUTO_CLEAR), "RMT-152", "was never decided");
            var silent = new CaseProposals(
                            changes(office), office.installation().changeParts())
                    .propose(WRITER, new Wish(id, Ruling.AUTO_CLEAR, " "));
            refused(silent, "RMT-138", "no reason is given");
            office.change("delete from payload where event_id in (select id from event where case_id = ?)", id);
            refused(propose(office, id, Ruling.AUTO_CLEAR), "RMT-152", "erased");
            assertThat(changes(office).list(null)).isEmpty();
        }
    }

    @Test
    void a_row_that_would_contradict_another_is_refused_where_only_one_may_match() {
        Path table = pack.resolve("authority.dmn");
        edit(table, "hitPolicy=\"FIRST\"", "hitPolicy=\"UNIQUE\"");
        // Row 2 keeps to amounts above 0, row 4 to authors that are not sure: then no two rows meet.
        edit(table, "<inputEntry id=\"r2a\"><text>-</text>", "<inputEntry id=\"r2a\"><text>&gt; 0</text>");
        for (String cell : List.of(
                "r4a\"><text>-:r4a\"><text>&gt; 0",
                "r4b\"><text>-:r4b\"><text>false",
                "r4c\"><text>-:r4c\"><text>false")) {
            String[] both = cell.split(":");
            edit(table, both[0], both[1]);
        }
        try (TestingOffice office = begun()) {
            String unsure = office.text("select c.case_id from " + UNSURE + ANY_ORDER);
            refused(propose(office, unsure, Ruling.STOP), "RMT-155", "UNIQUE", "match at once", "edit the table");
            String large = office.text("select c.case_id from " + TOO_LARGE + ANY_ORDER);
            Change widened = propose(office, large, Ruling.AUTO_CLEAR).orThrow();
            assertThat(trial(office, widened).attached().getFirst().proposed().ruling())
                    .isEqualTo(Ruling.AUTO_CLEAR);
            Change added = propose(office, large, Ruling.STOP).orThrow();
            assertThat(trial(office, added).attached().getFirst().proposed().row())
                    .isEqualTo(5);
        }
    }

    @Test
    void what_may_have_to_be_forgotten_is_not_written_into_a_table() {
        edit(
                pack.resolve("intake.yaml"),
                "{name: supplier, role: input, type: text, class: internal}",
                "{name: supplier, role: input, type: text, class: personal}");
        Path table = pack.resolve("authority.dmn");
        edit(table, "typeRef=\"boolean\"><text>new_group", "typeRef=\"string\"><text>supplier");
        edit(table, "r2b\"><text>true", "r2b\"><text>\"S99\"");
        edit(table, "r3b\"><text>false", "r3b\"><text>not(\"S99\")");
        try (TestingOffice office = begun()) {
            String id = office.text("select c.case_id from case_view c where c.process = 'tried'"
                    + " and c.verdict = 'checkpoint' and c.money > 0 and c.money <= 200 order by 1 limit 1");
            refused(propose(office, id, Ruling.AUTO_CLEAR), "RMT-155", "supplier holds personal data");
        }
    }
}

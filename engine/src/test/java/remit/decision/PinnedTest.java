package remit.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.AuthorSpec;
import remit.process.Disposition;
import remit.process.Intake;
import remit.process.Intake.Role;
import remit.process.Intake.Type;
import remit.process.Reporting;
import remit.process.StopCondition;
import remit.process.ToolSpec;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.testing.TestingPack;
import remit.testing.TestingTables;

class PinnedTest {
    private static Problem only(TestingPack pack) {
        List<Problem> problems = pack.check().problems();
        assertThat(problems).hasSize(1);
        return problems.getFirst();
    }

    @Test
    void the_facts_are_the_visible_columns_the_derived_and_the_computed_ones() {
        var pack = new TestingPack();
        Facts facts = Pinned.facts(pack.contract(), pack.intake());
        assertThat(facts.types())
                .containsOnlyKeys(
                        "vendor",
                        "amount",
                        "received",
                        "missing_item",
                        "proposal",
                        "confidence",
                        "confident",
                        "adverse",
                        "within_handling_cost",
                        "new_group")
                .containsEntry("amount", FactType.NUMBER)
                .containsEntry("received", FactType.DAY)
                .containsEntry("missing_item", FactType.FLAG);
    }

    @Test
    void a_fact_is_checked_where_a_case_without_it_is_held_whatever_the_rows_say() {
        var pack = new TestingPack();
        assertThat(Pinned.facts(pack.contract(), pack.intake()).checked())
                .isEqualTo(Pinned.facts(pack.contract(), pack.intake()).types().keySet());
        var needs = new TestingPack.Needs(false, Disposition.STOPPED);
        for (String name : List.of("vendor", "amount"))
            pack.columns.replaceAll(column -> column.name().equals(name)
                    ? TestingPack.column(name, Role.INPUT, column.reading().type(), needs, null)
                    : column);
        assertThat(Pinned.facts(pack.contract(), pack.intake()).checked())
                .contains("received", "missing_item", "confident")
                .doesNotContain("vendor", "amount", "within_handling_cost", "new_group");
    }

    @Test
    void a_stop_condition_on_an_outcome_is_refused_with_the_way_out() {
        Problem problem = only(new TestingPack().stop("s", "status", "\"Denied\"", Disposition.STOPPED));
        assertThat(problem.code()).isEqualTo("RMT-105");
        assertThat(problem.place()).isEqualTo("process.yaml risk.stop_conditions s");
        assertThat(problem.fix()).contains("outcome").contains("derive");
    }

    @Test
    void a_stop_condition_whose_cell_does_not_fit_is_refused() {
        Problem problem = only(new TestingPack().stop("s", "missing_item", "yes", Disposition.STOPPED));
        assertThat(problem.toString())
                .isEqualTo("RMT-104 process.yaml risk.stop_conditions s missing_item: \"yes\": yes is not yes or no;"
                        + " write true or false; here: true");
    }

    @Test
    void a_condition_that_names_no_fact_or_a_taken_id_is_refused() {
        var pack = new TestingPack();
        pack.stops.add(new StopCondition("tier", "r", Map.of(), Disposition.STOPPED));
        assertThat(pack.check().problems()).extracting(Problem::code).containsExactly("RMT-121", "RMT-114");
    }

    @Test
    void a_draft_cannot_depend_on_the_proposal() {
        var pack = new TestingPack();
        pack.drafts.add(new AuthorSpec.Draft(Map.of("confident", "true"), "Approve", "b"));
        assertThat(only(pack).code()).isEqualTo("RMT-122");
    }

    @Test
    void a_tool_argument_is_a_fact_a_key_or_a_placeholder() {
        var pack = new TestingPack();
        pack.tools.add(tool("good", Map.of("a", "claim_no", "b", "amount", "c", "$decision")));
        assertThat(pack.check().problems()).isEmpty();
        pack.tools.add(tool("good", Map.of("a", "amuont")));
        pack.tools.add(tool("dollar", Map.of("a", "$decison")));
        assertThat(pack.check().problems()).extracting(Problem::code).containsExactly("RMT-123", "RMT-105", "RMT-123");
        assertThat(pack.check().problems())
                .extracting(Problem::fix)
                .contains("did you mean \"amount\"?", "did you mean \"$decision\"?");
    }

    private static ToolSpec tool(String id, Map<String, String> arguments) {
        return new ToolSpec(id, "ledger", ToolSpec.Effect.REVERSIBLE, arguments, Set.of());
    }

    @Test
    void what_a_tool_reads_is_required() {
        var pack = new TestingPack();
        pack.tools.add(tool("pay", Map.of("on", "received")));
        assertThat(pack.pin().required())
                .extracting(Pinned.Required::name)
                .containsExactly("vendor", "amount", "received");
    }

    @Test
    void the_author_learns_an_outcome_and_nothing_else() {
        var pack = new TestingPack();
        pack.target = "vendor";
        assertThat(only(pack).what()).isEqualTo("vendor is not an outcome column");
        pack.target = "statsu";
        assertThat(only(pack).fix()).isEqualTo("did you mean \"status\"?");
    }

    @Test
    void reporting_names_must_exist_and_overpaid_needs_both_amounts() {
        var pack = new TestingPack();
        pack.group = "vendro";
        pack.money = "received";
        pack.error = Reporting.Error.OVERPAID;
        assertThat(pack.check().problems())
                .extracting(Problem::code)
                .containsOnly("RMT-124")
                .hasSize(3);
    }

    @Test
    void a_computed_fact_that_the_process_lacks_says_what_to_declare() {
        var pack = new TestingPack();
        pack.group = null;
        assertThat(only(pack).fix()).isEqualTo("declare reporting.group, the input whose new values matter");
        var other = new TestingPack();
        other.money = null;
        other.stop("s", "within_handling_cost", "false", Disposition.STOPPED);
        assertThat(only(other).fix()).startsWith("declare reporting.money");
    }

    @Test
    void a_column_cannot_take_the_name_of_a_computed_fact_nor_of_another_column() {
        var pack = new TestingPack();
        pack.columns.add(TestingPack.column("confidence", Role.INPUT, Type.TEXT));
        pack.derived.add(new Intake.Derived("vendor", "status", "x"));
        assertThat(pack.check().problems())
                .extracting(Problem::code)
                .contains("RMT-120")
                .hasSizeGreaterThanOrEqualTo(2);
    }

    @Test
    void a_table_that_was_read_for_other_facts_is_refused() {
        var pack = new TestingPack();
        String dmn = TestingTables.dmn("FIRST", List.of(new TestingTables.In("amount", "string")), List.of());
        AuthorityTable foreign = RuleBook.read(dmn.getBytes(), "a", new Facts(Map.of("amount", FactType.TEXT)))
                .orThrow();
        assertThat(Pinned.of(pack.contract(), pack.intake(), foreign, Json.EMPTY)
                        .problems())
                .extracting(Problem::code)
                .containsExactly("RMT-106");
    }

    @Test
    void problems_of_table_and_contract_are_reported_together() {
        var pack = new TestingPack().stop("s", "nothing_like_it", "true", Disposition.STOPPED);
        pack.table = "no table";
        assertThat(pack.check().problems()).extracting(Problem::code).containsExactly("RMT-100", "RMT-105");
    }
}

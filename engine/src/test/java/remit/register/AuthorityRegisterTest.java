package remit.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.authority.Row;
import remit.authority.Ruling;
import remit.decision.CaseFacts;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.decision.Level;
import remit.decision.Pinned;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author;
import remit.process.AuthorSpec;
import remit.process.Disposition;
import remit.process.ProcessContract;
import remit.process.Tier;
import remit.testing.Property;
import remit.testing.TestingPack;
import remit.testing.TestingTables;
import remit.testing.TestingTables.In;

class AuthorityRegisterTest {
    private static final List<In> AMOUNT_AND_TYPE =
            List.of(new In("amount", "number"), new In("vendor", "string"), new In("confident", "boolean"));

    private static TestingPack pack(String policy, List<In> inputs, List<List<String>> rows) {
        var pack = new TestingPack();
        pack.table = TestingTables.dmn(policy, inputs, rows);
        return pack;
    }

    private static TestingPack pack(String amount, String vendor) {
        return pack(
                "FIRST",
                AMOUNT_AND_TYPE,
                List.of(
                        List.of("-", "\"Blocked\"", "-", "\"checkpoint\"", "\"blocked\""),
                        List.of(amount, vendor, "true", "\"auto_clear\"", "\"small and sure\"")));
    }

    private static Entry clearing(TestingPack pack) {
        List<Entry> entries = AuthorityRegister.of(pack.pin()).clearing("");
        assertThat(entries).hasSize(1);
        return entries.getFirst();
    }

    @Test
    void a_row_says_who_may_what_for_which_cases_under_which_condition_up_to_what_by_which_rule() {
        TestingPack pack = pack("(0..1000000]", "not(\"Unknown\")");
        pack.stop("too-late", "received", "< date(\"2020-01-01\")", Disposition.STOPPED);
        Pinned pinned = pack.pin();
        Entry entry = AuthorityRegister.of(pinned).clearing("1a2b3c").getFirst();
        assertThat(entry.toJson())
                .isEqualTo(Json.object(
                        "power",
                        "clears",
                        "actor",
                        "agent:claims",
                        "proposed_by",
                        "classifier 1a2b3c",
                        "on_behalf_of",
                        "Olive Owner, finance",
                        "excluded",
                        Json.strings(List.of()),
                        "process",
                        "claims",
                        "case_type",
                        "every claim",
                        "condition",
                        "amount is above 0 and at most 1,000,000 and vendor is not “Unknown”" + " and confident is yes",
                        "unless",
                        Json.strings(List.of("row 1 matches", "the proposal is “Deny”", "it must stop: too-late")),
                        "limit",
                        Json.object(
                                "amount", new BigDecimal("1000000"), "currency", "USD", "included", true, "by", null),
                        "limit_words",
                        "1,000,000 USD",
                        "rule_version",
                        pinned.table().version(),
                        "row",
                        2,
                        "approver",
                        pinned.approver(2)));
    }

    @Test
    void the_segment_that_the_contract_declares_is_the_case_type() {
        TestingPack pack = pack("< 500", "\"Office\", \"Travel\"");
        pack.segment = "vendor";
        Entry entry = clearing(pack);
        assertThat(entry.caseType()).isEqualTo("claims of type “Office” or “Travel”");
        assertThat(entry.condition()).isEqualTo("amount is below 500 and confident is yes");
        assertThat(entry.limit().words()).isEqualTo("below 500 USD");
    }

    @Test
    void what_nothing_bounds_is_none() {
        assertThat(clearing(pack("> 0", "-")).limit()).isEqualTo(Limit.NONE);
        assertThat(clearing(pack("< 10, > 20", "-")).limit()).isEqualTo(Limit.NONE);
        TestingPack moneyless = pack("< 10", "-");
        moneyless.money = null;
        assertThat(clearing(moneyless).limit()).isEqualTo(Limit.NONE);
    }

    @Test
    void the_highest_of_several_ranges_and_the_end_of_a_negation_are_limits() {
        assertThat(clearing(pack("< 10, [20..30), 25", "-")).limit().words()).isEqualTo("below 30 USD");
        assertThat(clearing(pack("not(> 70.50)", "-")).limit().words()).isEqualTo("70.50 USD");
    }

    @Test
    void a_row_that_takes_every_dearer_case_first_is_a_limit_and_one_that_comes_later_is_not() {
        var dear = List.of("> 1000", "-", "-", "\"checkpoint\"", "\"dear\"");
        var clear = List.of("-", "-", "true", "\"auto_clear\"", "\"sure\"");
        var known = List.of("> 10", "\"Blocked\"", "-", "\"stop\"", "\"blocked\"");
        assertThat(clearing(pack("FIRST", AMOUNT_AND_TYPE, List.of(known, dear, clear)))
                        .limit()
                        .words())
                .isEqualTo("1,000 USD (row 2 takes what is above)");
        assertThat(clearing(pack("FIRST", AMOUNT_AND_TYPE, List.of(clear, dear)))
                        .limit())
                .isEqualTo(Limit.NONE);
        assertThat(clearing(pack("UNIQUE", AMOUNT_AND_TYPE, List.of(clear, dear)))
                        .limit()
                        .words())
                .startsWith("1,000 USD");
    }

    @Test
    void costing_less_than_its_handling_bounds_a_case_by_that_cost() {
        var pack = pack(
                "FIRST",
                List.of(new In("within_handling_cost", "boolean")),
                List.of(List.of("true", "\"auto_clear\"", "\"cheap\"")));
        pack.drafts.add(new AuthorSpec.Draft(Map.of("within_handling_cost", "true"), "Approve", "cheap"));
        assertThat(clearing(pack).limit().words()).isEqualTo("20.00 USD (within_handling_cost)");
        assertThat(clearing(pack).holder().proposedBy()).isEqualTo("classifier or a standing draft of the contract");
    }

    @Test
    void a_fact_of_the_case_may_be_the_limit() {
        TestingPack pack = pack("<= allowance", "-");
        pack.columns.add(
                TestingPack.column("allowance", remit.process.Intake.Role.INPUT, remit.process.Intake.Type.MONEY));
        assertThat(clearing(pack).limit()).isEqualTo(new Limit.Fact("allowance", true));
        assertThat(clearing(pack).condition()).startsWith("amount is at most the case's allowance");
    }

    @Test
    void in_a_tier_that_never_clears_people_decide_even_what_the_table_would_let_through() {
        TestingPack pack = pack("< 10", "-");
        pack.tier = Tier.REGULATED;
        AuthorityRegister register = AuthorityRegister.of(pack.pin());
        assertThat(register.clearing("")).isEmpty();
        assertThat(register.allowing(pack.pin().approver(2))).isEmpty();
        assertThat(register.entries("", AuthorityRegister.Desk.EMPTY))
                .extracting(entry -> entry.rule().row())
                .containsExactly(1, 2, null);
    }

    @Test
    void who_wrote_the_rules_is_not_among_those_who_decide_what_they_hold() {
        TestingPack pack = pack("< 10", "-");
        pack.ruleAuthors.add(new ProcessContract.Person("Rita Ruler", "claims", "rita@example.org"));
        var desk = new AuthorityRegister.Desk(
                List.of("reviewer", "approver"),
                List.of(
                        new AuthorityRegister.Reviewer("Dana Fox", List.of("p_dana", "dana@example.org"), false),
                        new AuthorityRegister.Reviewer("Rita Ruler", List.of("p_rita", "rita@example.org"), true)));
        List<Entry> held = AuthorityRegister.of(pack.pin()).entries("", desk).stream()
                .filter(entry -> entry.power() == Entry.Power.DECIDES)
                .toList();
        assertThat(held).hasSize(2).allSatisfy(entry -> {
            assertThat(entry.holder().name()).isEqualTo("reviewer or approver: Dana Fox");
            assertThat(entry.holder().excluded())
                    .containsExactly("whoever wrote the proposal", "Rita Ruler, who wrote the rules");
            assertThat(entry.isCalled("DANA@example.org")).isTrue();
            assertThat(entry.mentions("fox")).isTrue();
            assertThat(entry.isCalled("Rita Ruler")).isFalse();
            assertThat(entry.mentions("rita")).isFalse();
        });
        assertThat(held.getFirst().condition()).isEqualTo("vendor is “Blocked”");
        assertThat(held.getLast().condition()).isEqualTo("no row matches, or another check holds it");
    }

    /** Random tables: each clearing row stands in the register once, and no case that it clears exceeds its limit. */
    @Test
    void every_row_that_clears_stands_there_once_and_its_limit_holds_for_whatever_it_clears() {
        long[] cleared = new long[1];
        long[] bounded = new long[1];
        Property.forAll(600, chance -> {
            Pinned own = random(chance).pin();
            Pinned pinned = chance.flip() ? own : own.under(List.of(level(chance)));
            AuthorityRegister register = AuthorityRegister.of(pinned);
            List<Integer> rows = own.table().rows().stream()
                    .filter(row -> row.ruling() == Ruling.AUTO_CLEAR)
                    .map(Row::number)
                    .toList();
            assertThat(AuthorityRegister.of(own).clearing(""))
                    .extracting(entry -> entry.rule().row())
                    .isEqualTo(rows);
            for (int i = 0; i < 60; i++) {
                var amount = new BigDecimal(chance.between(-2, 42));
                Decision decision = decide(pinned, amount, chance.oneOf("A", "B"), chance.flip());
                String approver = decision.approver();
                if (approver == null) continue;
                cleared[0]++;
                List<Entry> allowing = register.allowing(approver);
                assertThat(allowing).hasSize(1);
                if (allowing.getFirst().limit() instanceof Limit.UpTo upTo) {
                    bounded[0]++;
                    assertThat(amount.compareTo(upTo.amount()))
                            .as(upTo + " of " + approver)
                            .isLessThan(upTo.included() ? 1 : 0);
                }
            }
        });
        assertThat(cleared[0]).isGreaterThan(1_000);
        assertThat(bounded[0]).isGreaterThan(500);
    }

    private static Decision decide(Pinned pinned, BigDecimal amount, String vendor, boolean confident) {
        Map<String, Value> inputs =
                Map.of("amount", Value.of(amount), "vendor", Value.of(vendor), "missing_item", Value.of(false));
        var proposal = new Author.Proposal("Pay", 0.9, confident, List.of(), "test");
        return Decider.decide(new CaseFacts(inputs, Map.of(), true), new Author.Answer.Answered(proposal), pinned);
    }

    private static Level level(List<In> inputs, List<List<String>> rows) {
        byte[] table = TestingTables.dmn("FIRST", inputs, rows).getBytes(StandardCharsets.UTF_8);
        return Level.read(Level.Kind.ORGANISATION, table, "organisation.dmn").orThrow();
    }

    private static Level level(Property.Chance chance) {
        var rows = new ArrayList<List<String>>();
        for (int i = chance.between(1, 3); i > 0; i--) {
            int at = chance.between(5, 30);
            rows.add(List.of(
                    chance.oneOf("-", "\"claims\"", "not(\"claims\")"),
                    chance.oneOf("-", "> " + at, "<= " + at, "null"),
                    chance.oneOf("\"auto_clear\"", "\"auto_clear\"", "\"checkpoint\""),
                    "\"r\""));
        }
        return level(List.of(new In("process", "string"), new In("money", "number")), rows);
    }

    @Test
    void a_level_above_bounds_what_clears_and_is_named_with_what_it_holds() {
        TestingPack pack = pack("< 5000", "-");
        Level level = level(
                List.of(new In("process", "string"), new In("currency", "string"), new In("money", "number")),
                List.of(
                        List.of("\"invoices\"", "-", "> 10", "\"checkpoint\"", "\"not of this process\""),
                        List.of("-", "\"USD\"", "> 700", "\"checkpoint\"", "\"dear\""),
                        List.of("-", "-", "-", "\"auto_clear\"", "\"nothing against it\"")));
        Pinned pinned = pack.pin().under(List.of(level));
        Entry entry = AuthorityRegister.of(pinned).clearing("").getFirst();
        String version = level.table().version().substring(0, 12);
        assertThat(entry.limit().words()).isEqualTo("700 USD (the rules of the organisation)");
        assertThat(entry.unless())
                .contains(
                        "the rules of the organisation (version " + version + ") hold it: row 2 (money is above 700)");
        assertThat(AuthorityRegister.of(pinned).statement().text())
                .contains(
                        ") and the rules of the organisation (version " + version + "): row 2: every claim, up to 700");
    }

    @Test
    void under_a_level_that_lets_none_through_nothing_clears() {
        TestingPack pack = pack("< 5000", "-");
        Level level = level(
                List.of(new In("process", "string")),
                List.of(
                        List.of("\"claims\"", "\"checkpoint\"", "\"all of them\""),
                        List.of("-", "\"auto_clear\"", "\"the others\"")));
        AuthorityRegister register = AuthorityRegister.of(pack.pin().under(List.of(level)));
        assertThat(register.clearing("")).isEmpty();
        assertThat(register.statement().text()).startsWith("Nothing clears by itself: the rules of the organisation");
    }

    private static TestingPack random(Property.Chance chance) {
        var rows = new ArrayList<List<String>>();
        for (int i = chance.between(1, 5); i > 0; i--) {
            int at = chance.between(0, 20);
            rows.add(List.of(
                    chance.oneOf(
                            "-",
                            "> " + at,
                            ">= " + at,
                            "< " + at,
                            "<= " + at,
                            "[1.." + (at + 2) + ")",
                            "not(> " + at + ")",
                            "not(>= " + at + ")",
                            "not(< " + at + ")",
                            at + ", < 3"),
                    chance.oneOf("-", "-", "\"A\""),
                    chance.oneOf("-", "-", "true"),
                    chance.oneOf("\"auto_clear\"", "\"checkpoint\"", "\"auto_clear\"", "\"stop\""),
                    "\"r\""));
        }
        return pack(chance.oneOf("FIRST", "FIRST", "UNIQUE", "ANY"), AMOUNT_AND_TYPE, rows);
    }
}

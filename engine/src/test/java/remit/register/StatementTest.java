package remit.register;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.decision.Pinned;
import remit.process.AuthorSpec;
import remit.process.ProcessContract;
import remit.process.Tier;
import remit.testing.Property;
import remit.testing.TestingPack;
import remit.testing.TestingTables;
import remit.testing.TestingTables.In;

class StatementTest {
    private static final List<In> INPUTS = List.of(new In("amount", "number"), new In("confident", "boolean"));

    private static TestingPack pack(List<List<String>> rows) {
        var pack = new TestingPack();
        pack.table = TestingTables.dmn("FIRST", INPUTS, rows);
        return pack;
    }

    private static List<String> row(String amount, String confident, String verdict) {
        return List.of(amount, confident, "\"" + verdict + "\"", "\"because\"");
    }

    private static String statement(TestingPack pack) {
        return AuthorityRegister.of(pack.pin()).statement().text();
    }

    /** Without the version of the rules, which would tell two tables apart whatever the words say of them. */
    private static String words(TestingPack pack) {
        Pinned pinned = pack.pin();
        return statement(pack).replace(pinned.table().version().substring(0, 12), "");
    }

    @Test
    void it_says_who_may_what_for_whom_under_which_rules_and_limits() {
        TestingPack pack = pack(List.of(row("> 5000", "-", "checkpoint"), row("(0..5000]", "true", "auto_clear")));
        String version = pack.pin().table().version().substring(0, 12);
        assertThat(statement(pack))
                .isEqualTo(
                        "On behalf of Olive Owner, finance, who answers for it, a claim may be paid without a person as"
                                + " the classifier proposes, under the rules “authority” (version " + version
                                + "): row 2: every claim, up to 5,000 USD, where amount is above 0 and at most 5,000 and"
                                + " confident is yes. A reviewer who wrote neither the proposal nor the rules decides every"
                                + " other claim; “Deny” never clears without a person; Olive Owner is paged when a case stops.");
    }

    @Test
    void where_nothing_clears_it_says_so_and_why() {
        TestingPack pack = pack(List.of(row("-", "-", "checkpoint")));
        assertThat(statement(pack)).startsWith("Nothing clears by itself: no row of the rules “authority”");
        TestingPack regulated = pack(List.of(row("-", "true", "auto_clear")));
        regulated.tier = Tier.REGULATED;
        assertThat(statement(regulated)).startsWith("Nothing clears by itself: tier 4 never does");
    }

    @Test
    void another_owner_author_or_adverse_decision_is_another_statement() {
        TestingPack pack = pack(List.of(row("< 10", "true", "auto_clear")));
        String before = statement(pack);
        pack.owner = new ProcessContract.Person("Otto Next", "claims", "otto@example.org");
        assertThat(statement(pack)).isNotEqualTo(before).contains("On behalf of Otto Next, claims");
        before = statement(pack);
        pack.drafts.add(new AuthorSpec.Draft(java.util.Map.of("amount", "< 5"), "Pay", "small"));
        assertThat(statement(pack)).isNotEqualTo(before).contains("or a standing draft of the contract");
        before = statement(pack);
        pack.adverse.clear();
        assertThat(statement(pack)).isNotEqualTo(before).doesNotContain("Deny");
    }

    /** Random tables: a changed limit, a changed condition, a row more and a row less each change the words. */
    @Test
    void every_row_that_clears_contributes_and_a_changed_one_changes_the_words() {
        Property.forAll(200, chance -> {
            var rows = new ArrayList<List<String>>();
            int count = chance.between(1, 6);
            for (int i = 0; i < count; i++) {
                rows.add(row("[" + i * 100 + ".." + (i * 100 + chance.between(1, 99)) + "]", "true", "auto_clear"));
            }
            TestingPack before = pack(rows);
            assertThat(AuthorityRegister.of(before.pin()).statement().rows()).hasSize(count);
            int changed = chance.below(count);
            var other = new ArrayList<>(rows);
            switch (chance.below(4)) {
                case 0 ->
                    other.set(
                            changed,
                            row("[" + changed * 100 + ".." + (changed * 100 + 99.5) + "]", "true", "auto_clear"));
                case 1 -> other.set(changed, row(rows.get(changed).getFirst(), "-", "auto_clear"));
                case 2 -> other.set(changed, row(rows.get(changed).getFirst(), "true", "checkpoint"));
                default -> other.add(row("> 9000", "true", "auto_clear"));
            }
            assertThat(words(pack(other))).isNotEqualTo(words(before));
        });
    }
}

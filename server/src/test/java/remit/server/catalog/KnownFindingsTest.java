package remit.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.rules.Finding;

/** A table is analysed once, and never taken for another. */
class KnownFindingsTest {
    private static AuthorityTable table(String label, String limit) {
        String dmn = """
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="m" name="m" namespace="urn:m">
                  <decision id="d" name="Rules"><decisionTable id="t" hitPolicy="FIRST">
                    <input id="i" label="%s"><inputExpression id="ie" typeRef="number"><text>amount</text></inputExpression></input>
                    <output id="o" name="verdict" typeRef="string"/>
                    <rule id="r"><inputEntry id="c"><text>&gt; %s</text></inputEntry><outputEntry id="v"><text>"stop"</text></outputEntry></rule>
                  </decisionTable></decision>
                </definitions>""".formatted(label, limit);
        var facts = new Facts(Map.of("amount", FactType.NUMBER));
        return RuleBook.read(dmn.getBytes(StandardCharsets.UTF_8), "authority.dmn", facts)
                .orThrow();
    }

    @Test
    void a_table_that_is_read_again_is_not_analysed_again() {
        var known = new KnownFindings();
        List<List<Finding>> found = known.of(table("Amount", "5"));
        assertThat(found.getFirst()).hasAtLeastOneElementOfType(Finding.Gap.class);
        assertThat(known.of(table("Amount", "5"))).isSameAs(found);
    }

    @Test
    void another_cell_or_another_name_of_a_column_is_another_table() {
        var known = new KnownFindings();
        List<List<Finding>> found = known.of(table("Amount", "5"));
        assertThat(known.of(table("Amount", "6"))).isNotSameAs(found).isNotEqualTo(found);
        assertThat(known.of(table("Sum", "5"))).isNotSameAs(found);
    }

    @Test
    void what_was_not_asked_about_for_long_is_forgotten_and_found_again() {
        var known = new KnownFindings();
        List<List<Finding>> found = known.of(table("Amount", "5"));
        for (int limit = 100; limit < 132; limit++) known.of(table("Amount", String.valueOf(limit)));
        assertThat(known.of(table("Amount", "5"))).isNotSameAs(found).isEqualTo(found);
    }
}

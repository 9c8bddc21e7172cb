package remit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import remit.kernel.Value;

class DisagreementTest {
    private static final int SPELLINGS = 20;

    /** An engine that has come to agree makes the class, or its part in it, superfluous. */
    @ParameterizedTest
    @EnumSource
    void the_minimal_table_of_each_class_shows_it_and_nothing_else(Disagreement disagreement) {
        Sheet sheet = disagreement.sheet();
        Map<String, Value> context = disagreement.context();
        assertThat(Disagreement.all(sheet, context)).containsExactly(Map.entry(disagreement, disagreement.excused()));
        Set<Disagreement.Other> differing = EnumSet.noneOf(Disagreement.Other.class);
        for (int seed = 0; seed < SPELLINGS; seed++) {
            Engines.Answers answers = new Engines(sheet, seed).ask(context);
            for (Disagreement.Other other : Disagreement.Other.values()) {
                if (!answers.remit().agrees(answers.of(other))) differing.add(other);
            }
        }
        assertThat(differing).as(disagreement.clause()).isEqualTo(disagreement.excused());
    }

    @Test
    void there_are_at_most_ten_classes_each_with_its_clause() {
        assertThat(Disagreement.values())
                .hasSizeLessThanOrEqualTo(10)
                .allSatisfy(each -> assertThat(each.clause()).matches("\\d+\\.\\d+\\.\\d+.*"));
    }
}

package remit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import remit.kernel.Value;

class DefaultOutputTest {
    private static final Value SEVEN = Value.of(BigDecimal.valueOf(7));

    @ParameterizedTest
    @EnumSource
    void a_policy_that_lists_what_rows_say_lists_its_default_too(HitPolicy policy) {
        Result.Single alone = new Result.Single(SEVEN);
        Result expected = switch (policy) {
            case RULE_ORDER, OUTPUT_ORDER, COLLECT -> new Result.Several(List.of(alone));
            case UNIQUE, ANY, PRIORITY, FIRST, SUM, MIN, MAX, COUNT -> alone;
        };
        assertThat(unmatched(policy, new Operand.Literal(SEVEN))).isEqualTo(expected);
    }

    @ParameterizedTest
    @EnumSource
    void without_a_default_no_row_says_nothing_whatever_the_policy(HitPolicy policy) {
        assertThat(unmatched(policy, null)).isInstanceOf(Result.Nothing.class);
    }

    private static Result unmatched(HitPolicy policy, Operand otherwise) {
        Operand eight = new Operand.Literal(Value.of(BigDecimal.valueOf(8)));
        var output = new Output("", FactType.NUMBER, List.of(eight), otherwise);
        var rule = new Rule(
                1, List.of(CellReader.read("cell", "true", FactType.FLAG).orThrow()), List.of(eight));
        var table = new DecisionTable(
                "table", policy, List.of(new Input("f", "f", FactType.FLAG, Cell.ANY)), List.of(output), List.of(rule));
        Map<String, Value> facts = Map.of("f", Value.of(false));
        return table.result(table.evaluate(facts), facts);
    }
}

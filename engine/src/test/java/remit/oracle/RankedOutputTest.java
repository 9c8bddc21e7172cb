package remit.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Problem;

class RankedOutputTest {
    @ParameterizedTest
    @ValueSource(strings = {"PRIORITY", "OUTPUT_ORDER"})
    void a_row_that_says_null_has_no_rank_and_is_refused(String policy) {
        String table = """
                %s strict
                in x NUMBER
                out TEXT : "a", "b"
                - => "a"
                - => null
                """;
        Sheet sheet = Written.sheet(table.formatted(policy));
        assertThat(RemitEngine.read(SheetText.of(sheet, 1), sheet.nulls()).problems())
                .singleElement()
                .extracting(Problem::code, Problem::what)
                .containsExactly("RMT-103", "an output that is empty or null cannot be ranked");
    }
}

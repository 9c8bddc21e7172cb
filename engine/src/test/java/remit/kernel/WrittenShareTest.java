package remit.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrittenShareTest {
    @ParameterizedTest
    @CsvSource({"3%,0.03", "0.03,0.03", "2.5 %,0.025", "' 65% ',0.65", "0.999999999999999999,0.999999999999999999"})
    void a_share_is_read_exactly_as_it_was_written(String text, BigDecimal share) {
        assertThat(WrittenShare.PART.read(text).orElseThrow()).isEqualByComparingTo(share);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%", "3", "-1%", "1e-2", "0,03", ".5", "three", "3%%", "101%", "+1%", "٣%"})
    void what_is_no_share_is_none_within_any_ends(String text) {
        for (WrittenShare each : WrittenShare.values())
            assertThat(each.read(text)).as(each + " " + text).isEmpty();
    }

    @Test
    void nothing_and_all_are_shares_only_where_they_may_be() {
        assertThat(WrittenShare.WHOLE.read("0")).hasValue(BigDecimal.ZERO);
        assertThat(WrittenShare.WHOLE.read("100%").orElseThrow()).isEqualByComparingTo(BigDecimal.ONE);
        assertThat(WrittenShare.SOME.read("0%")).isEmpty();
        assertThat(WrittenShare.SOME.read("1").orElseThrow()).isEqualByComparingTo(BigDecimal.ONE);
        assertThat(WrittenShare.PART.read("100%")).isEmpty();
    }

    @Test
    void the_problem_says_which_shares_are_meant() {
        assertThat(WrittenShare.PART.read("RMT-189", "max_error", "300%").problems())
                .containsExactly(new Problem(
                        "RMT-189", "max_error", "\"300%\" is not a share above 0% and below 100%", "write 3% or 0.03"));
    }
}

package remit.server.wiring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.ProblemException;

/** A secret that no hook could be checked with is refused at the start, not by each hook. */
final class HookSecretsTest {
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    @Test
    void a_process_may_have_two_while_one_is_replaced() {
        assertThat(Site.hookSecrets(" claims=" + SECRET + "  invoices=" + SECRET + " claims=" + SECRET + "\n"))
                .isEqualTo(Map.of("claims", List.of(SECRET, SECRET), "invoices", List.of(SECRET)));
        assertThat(Site.hookSecrets("")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "claims=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS",
                "claims=whsec_MfKQ9r8GKYqrTwjU",
                "claims=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw=",
                "claims=MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "Claims=whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
                "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
            })
    void what_is_no_secret_is_refused_and_not_shown(String written) {
        assertThatThrownBy(() -> Site.hookSecrets(written))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("RMT-096")
                .message()
                .doesNotContain("MfKQ");
    }
}

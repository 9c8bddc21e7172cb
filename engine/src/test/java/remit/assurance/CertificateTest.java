package remit.assurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.assurance.threshold.Start;
import remit.kernel.Actor;
import remit.kernel.Json;

class CertificateTest {
    private static final Versions VERSIONS = new Versions("pack1", "contract1", "rules1", "model1", "");
    private static final Instant AT = Instant.parse("2026-03-01T08:00:00Z");
    private static final Actor ASKER = new Actor(Actor.Kind.PERSON, "p_owner");

    private static Question question(String text, double delta) {
        return new Question("invoices", text, "spring", 0.02, delta, Start.declare(3, List.of(4, 5, 6, 8), delta));
    }

    private static Certificate certificate(Certificate.Answer answer) {
        return new Certificate(question("how far may the threshold go", 0.1), "d1", VERSIONS, answer, ASKER, AT);
    }

    @Test
    void a_certificate_reads_back_as_it_was_written() {
        Certificate proven = certificate(new Certificate.Answer(2_000, 9, "threshold 0.7", 0.0123));
        Certificate nothing = certificate(new Certificate.Answer(40, 3, null, null));
        for (Certificate each : List.of(proven, nothing)) {
            assertThat(Certificate.fromJson(Json.parseObject(each.toJson().canonical())))
                    .isEqualTo(each);
        }
        assertThat(nothing.answer().proven()).isFalse();
    }

    @Test
    void any_other_digit_gives_another_digest() {
        Certificate one = certificate(new Certificate.Answer(2_000, 9, "threshold 0.7", 0.0123));
        Certificate other = certificate(new Certificate.Answer(2_000, 9, "threshold 0.7", 0.0124));
        assertThat(one.digest()).isEqualTo(certificate(one.answer()).digest()).isNotEqualTo(other.digest());
        assertThat(one.id()).startsWith("crt_").hasSize(24);
    }

    @Test
    void a_change_of_any_part_voids_it_and_is_named() {
        Certificate certificate = certificate(new Certificate.Answer(2_000, 9, "threshold 0.7", 0.0123));
        assertThat(certificate.voidedBy(VERSIONS)).isEmpty();
        assertThat(certificate.voidedBy(new Versions("pack2", "contract1", "rules2", "model1", "")))
                .containsExactly(Versions.Part.PROCESS, Versions.Part.RULES);
        assertThat(certificate.voidedBy(new Versions("pack1", "contract1", "rules1", "model1", "be brief")))
                .containsExactly(Versions.Part.PROMPT);
    }

    @Test
    void starts_that_spend_more_than_delta_are_refused() {
        assertThatThrownBy(() -> new Question(
                        "invoices", "q", "spring", 0.02, 0.1, List.of(new Start(0, 0.06), new Start(1, 0.05))))
                .hasMessageContaining("starts");
    }

    @Test
    void a_result_comes_with_its_bound() {
        assertThatThrownBy(() -> new Certificate.Answer(10, 1, "threshold 0.7", null))
                .hasMessageContaining("bound");
        assertThatThrownBy(() -> new Certificate.Answer(10, 11, null, null)).hasMessageContaining("answer");
    }
}

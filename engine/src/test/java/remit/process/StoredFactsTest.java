package remit.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.kernel.Value;

/** Evidence outlives the intake that wrote it. */
class StoredFactsTest {
    private static Intake intake(Intake.Type type) {
        var reading = new Intake.Reading(type, List.of(), Set.of("yes"), Set.of("no"), false, null, null, Set.of());
        var column = new Intake.Column(
                "Quantity",
                "quantity",
                Intake.Role.INPUT,
                false,
                reading,
                false,
                Disposition.STOPPED,
                "internal",
                false);
        return new Intake(
                new Intake.Format(',', "UTF-8"),
                List.of(column),
                List.of("document"),
                "day",
                false,
                List.of(),
                Duration.ofDays(30),
                false);
    }

    private static Value readAs(Intake.Type type, String stored) {
        return StoredFacts.read(intake(type), Json.object("quantity", stored)).getOrDefault("quantity", Value.ABSENT);
    }

    @Test
    void what_is_written_reads_back() {
        Map<String, Value> facts = Map.of("quantity", Value.of(new BigDecimal("-12.50")));
        assertThat(StoredFacts.read(intake(Intake.Type.MONEY), StoredFacts.write(facts)))
                .isEqualTo(facts);
        assertThat(readAs(Intake.Type.DATE, "2024-02-29")).isEqualTo(Value.of(LocalDate.of(2024, 2, 29)));
        Map<String, Value> flag = Map.of("quantity", Value.of(true));
        assertThat(StoredFacts.read(intake(Intake.Type.FLAG), StoredFacts.write(flag)))
                .isEqualTo(flag);
    }

    @Test
    void a_text_of_before_reads_as_the_type_of_now_where_it_can() {
        assertThat(readAs(Intake.Type.NUMBER, "7")).isEqualTo(Value.of(new BigDecimal("7")));
        assertThat(readAs(Intake.Type.FLAG, "Yes")).isEqualTo(Value.of(true));
        assertThat(readAs(Intake.Type.FLAG, "no")).isEqualTo(Value.of(false));
    }

    @Test
    void a_text_of_before_that_has_no_form_now_is_ill_typed_and_never_an_error() {
        assertThat(List.of(
                        readAs(Intake.Type.NUMBER, "N/A"),
                        readAs(Intake.Type.MONEY, "1e999999999"),
                        readAs(Intake.Type.DATE, "soon"),
                        readAs(Intake.Type.FLAG, "maybe")))
                .allMatch(value -> value instanceof Value.IllTyped)
                .extracting(Value::show)
                .containsExactly("N/A", "1e999999999", "soon", "maybe");
    }
}

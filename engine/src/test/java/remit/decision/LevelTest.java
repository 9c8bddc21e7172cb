package remit.decision;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import remit.kernel.CheckResult;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.testing.TestingPack;
import remit.testing.TestingTables;
import remit.testing.TestingTables.In;

/** The rules of organisation and domain are checks like others: they hold back, they let nothing through. */
class LevelTest {
    private static Level level(Level.Kind kind, String hitPolicy, List<In> inputs, List<List<String>> rows) {
        byte[] table = TestingTables.dmn(hitPolicy, inputs, rows).getBytes(StandardCharsets.UTF_8);
        return Level.read(kind, table, kind.word() + ".dmn").orThrow();
    }

    private static Decision decide(double confidence, List<Level> levels) {
        Map<String, Value> inputs = new HashMap<>();
        inputs.put("vendor", Value.of("A"));
        inputs.put("amount", Value.of(new BigDecimal("12.50")));
        inputs.put("missing_item", Value.of(false));
        var answer = new Answer.Answered(new Proposal("Approve in Full", confidence, true, List.of(), "test"));
        return Decider.decide(
                new CaseFacts(inputs, Map.of(), true),
                answer,
                new TestingPack().pin().under(levels));
    }

    private static final List<In> CONFIDENCE = List.of(new In("confidence", "number"));

    @Test
    void a_level_can_only_tighten() {
        assertThat(decide(0.99, List.of()).verdict()).isEqualTo(Verdict.AUTO_CLEAR);
        Level strict = level(
                Level.Kind.ORGANISATION,
                "FIRST",
                CONFIDENCE,
                List.of(
                        List.of("< 0.995", "\"checkpoint\"", "\"the organisation wants more confidence\""),
                        List.of("-", "\"auto_clear\"", "\"nothing against it\"")));
        Decision held = decide(0.99, List.of(strict));
        assertThat(held.verdict()).isEqualTo(Verdict.CHECKPOINT);
        assertThat(held.reason()).isEqualTo("the organisation wants more confidence");
        assertThat(held.approver()).isNull();
        Level loose = level(
                Level.Kind.DOMAIN, "FIRST", CONFIDENCE, List.of(List.of("-", "\"auto_clear\"", "\"everything goes\"")));
        assertThat(decide(0.99, List.of(strict, loose)).verdict()).isEqualTo(Verdict.CHECKPOINT);
    }

    @Test
    void the_approver_of_what_clears_is_the_row_of_the_process() {
        Level loose = level(
                Level.Kind.ORGANISATION, "FIRST", CONFIDENCE, List.of(List.of("-", "\"auto_clear\"", "\"fine\"")));
        Decision without = decide(0.99, List.of());
        Decision with = decide(0.99, List.of(loose));
        assertThat(with.verdict()).isEqualTo(Verdict.AUTO_CLEAR);
        assertThat(with.approver()).isEqualTo(without.approver()).startsWith("claims/authority@");
        assertThat(with.reason()).isEqualTo(without.reason());
    }

    @Test
    void the_silence_of_a_level_is_a_checkpoint() {
        Level silent = level(
                Level.Kind.ORGANISATION,
                "UNIQUE",
                List.of(new In("process", "string")),
                List.of(List.of("\"invoices\"", "\"auto_clear\"", "\"fine\"")));
        assertThat(decide(0.99, List.of(silent)).verdict()).isEqualTo(Verdict.CHECKPOINT);
    }

    @Test
    void a_level_sees_what_every_process_has_and_nothing_else() {
        byte[] table = TestingTables.dmn(
                        "FIRST", List.of(new In("vendor", "string")), List.of(List.of("-", "\"auto_clear\"", "\"x\"")))
                .getBytes(StandardCharsets.UTF_8);
        assertThat(Level.read(Level.Kind.DOMAIN, table, "domain.dmn").problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem.what()).contains("vendor"));
    }

    @Test
    void evidence_names_the_version_of_every_level() {
        Level level = level(
                Level.Kind.ORGANISATION, "FIRST", CONFIDENCE, List.of(List.of("-", "\"auto_clear\"", "\"fine\"")));
        assertThat(new TestingPack().pin().under(List.of(level)).versions().text("authority_organisation"))
                .isEqualTo(level.table().version());
        assertThat(decide(0.99, List.of(level)).checks().stream().map(CheckResult::check))
                .contains("authority", "authority_organisation");
    }
}

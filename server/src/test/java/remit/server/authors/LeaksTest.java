package remit.server.authors;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import remit.kernel.Value;
import remit.server.authors.TrainingReport.SuspectedLeak;
import remit.server.authors.embedding.Embeddings;

class LeaksTest {
    private static List<Example> with(String column, BiFunction<Integer, Example, String> value) {
        List<Example> lines = new TestingLedger(5, 0.1).lines(1_000);
        var changed = new ArrayList<Example>();
        for (int i = 0; i < lines.size(); i++) {
            Example line = lines.get(i);
            Map<String, Value> inputs = new HashMap<>(line.inputs());
            inputs.put(column, Value.of(value.apply(i, line)));
            changed.add(new Example(inputs, line.truth(), line.at()));
        }
        return changed;
    }

    @Test
    void a_column_that_was_filled_in_after_the_decision_is_suspected() {
        assertThat(Leaks.find(with("posted_as", (i, line) -> "text of " + line.truth())))
                .singleElement()
                .satisfies(leak -> {
                    assertThat(leak.input()).isEqualTo("posted_as");
                    assertThat(leak.right()).isEqualTo(leak.covered());
                });
    }

    @Test
    void a_serial_number_and_the_honest_columns_are_not_suspected() {
        assertThat(Leaks.find(with("serial", (i, line) -> "N" + i)))
                .extracting(SuspectedLeak::input)
                .isEmpty();
    }

    @Test
    void a_column_is_not_suspected_when_every_case_ends_the_same_anyway() {
        List<Example> same = with("anything", (i, line) -> "x" + i % 3).stream()
                .map(line -> new Example(line.inputs(), "always", line.at()))
                .toList();
        assertThat(Leaks.find(same)).isEmpty();
    }

    @Test
    void training_reports_the_suspicion() {
        List<Example> lines = with("posted_as", (i, line) -> "text of " + line.truth());
        TrainingReport report = Authors.train(
                        lines, TestingLedger.spec(0.05), TestingLedger.reporting("vendor"), Embeddings.miniLm())
                .orThrow()
                .report();
        assertThat(report.leaks()).extracting(SuspectedLeak::input).containsExactly("posted_as");
    }
}

package remit.server.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import remit.authority.RuleBook;
import remit.kernel.Value;
import remit.rules.Columns;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.rules.Replay;

class TableHistoryTest {
    private static String rule(String amount, String verdict) {
        return "<rule><inputEntry><text>" + amount + "</text></inputEntry><outputEntry><text>\"" + verdict
                + "\"</text></outputEntry></rule>";
    }

    private static TableHistory.OfTable history(String policy) {
        String dmn = "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" id=\"l\" name=\"l\""
                + " namespace=\"urn:l\"><decision id=\"d\" name=\"D\"><decisionTable id=\"t\" hitPolicy=\"" + policy
                + "\"><input id=\"i\"><inputExpression id=\"e\" typeRef=\"number\"><text>amount</text></inputExpression>"
                + "</input><output id=\"o\" name=\"verdict\" typeRef=\"string\"><outputValues><text>\"stop\",\"return\","
                + "\"checkpoint\",\"auto_clear\"</text></outputValues></output>"
                + rule("&gt; 10", "checkpoint")
                + rule("&gt; 20", "checkpoint")
                + rule("&gt; 900", "checkpoint")
                + rule("-", "auto_clear")
                + "</decisionTable></decision></definitions>";
        DecisionTable table = RuleBook.read(dmn.getBytes(StandardCharsets.UTF_8), "authority.dmn")
                .orThrow()
                .tables()
                .getLast();
        List<Map<String, Value>> cases = Stream.of("5", "15", "25")
                .map(amount -> Map.of("amount", Value.of(new BigDecimal(amount))))
                .toList();
        var count = Replay.of(table, Columns.of(Map.of("amount", FactType.NUMBER), cases))
                .count(List.of());
        return new TableHistory.OfTable(table, List.of(), count);
    }

    @Test
    void a_row_that_earlier_rows_always_overtake_was_never_hit() {
        TableHistory.OfTable first = history("FIRST");
        assertThat(first.neverHit()).containsExactly(2, 3);
        assertThat(first.lines())
                .containsExactly(
                        "row 2 never spoke: it matches 1 of 3 past cases, but earlier rows always decided",
                        "row 3 was never hit: 0 of 3 past cases");
        assertThat(history("PRIORITY").neverHit(2)).endsWith("but rows that go before it always decided");
    }
}

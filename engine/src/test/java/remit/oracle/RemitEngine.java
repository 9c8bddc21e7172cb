package remit.oracle;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import remit.dmn.DecisionGraph;
import remit.dmn.DmnModel;
import remit.kernel.Checked;
import remit.kernel.Value;
import remit.rules.Answer;
import remit.rules.DecisionTable;
import remit.rules.Result;

/** This engine, through its door: a file is read, its decision asked. */
final class RemitEngine implements Engine {
    private final DecisionGraph graph;
    private final DecisionTable table;

    private RemitEngine(DecisionGraph graph) {
        this.graph = graph;
        this.table = graph.tables().getLast().table();
    }

    /** @param nulls whether null is a value in every column, as the standard has it */
    static Checked<RemitEngine> read(String dmn, boolean nulls) {
        return DmnModel.read(dmn.getBytes(StandardCharsets.UTF_8), "sheet.dmn")
                .then(model -> nulls ? model.graph(SheetText.DECISION) : model.strictGraph(SheetText.DECISION))
                .then(graph -> Checked.ok(new RemitEngine(graph)));
    }

    @Override
    public Said ask(Map<String, Value> context) {
        return switch (graph.evaluate(context)) {
            case DecisionGraph.Outcome.Decided(Result result) -> {
                Answer answer = table.evaluate(context);
                yield new Said(plain(result), answer.matched(), answer.outcome() instanceof Answer.Outcome.Violated);
            }
            case DecisionGraph.Outcome.Unfit _ -> Said.of(Value.ABSENT);
        };
    }

    private static Object plain(Result result) {
        return switch (result) {
            case Result.Nothing _ -> Value.ABSENT;
            case Result.Single(Value value) -> Said.plain(value);
            case Result.Parts(Map<String, Value> parts) -> {
                var plain = new TreeMap<String, Object>();
                parts.forEach((name, value) -> plain.put(name, Said.plain(value)));
                yield plain;
            }
            case Result.Several(var results) ->
                results.stream().map(RemitEngine::plain).toList();
        };
    }
}

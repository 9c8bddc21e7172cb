package remit.dmn;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.rules.Result;

/** A test file of the DMN conformance kit (DMN TCK): inputs, and what each decision is expected to say. */
public final class ConformanceFile {
    private static final String NAMESPACE = "http://www.omg.org/spec/DMN/20160719/testcase";

    private final String fileName;
    private final DmnElement root;

    private ConformanceFile(String fileName, DmnElement root) {
        this.fileName = fileName;
        this.root = root;
    }

    /** What came of one assertion. */
    public enum Standing {
        /** The answer is the expected one. */
        PASSED,
        /** The answer is another one. */
        FAILED,
        /** The decision is outside the published grammar; said before anything was evaluated. */
        REFUSED
    }

    /**
     * One assertion.
     *
     * @param name file, case and decision
     * @param detail why it did not pass, or empty
     */
    public record Assertion(String name, Standing standing, String detail) {}

    public static Checked<ConformanceFile> read(byte[] xml, String fileName) {
        return XmlDocument.read(xml, fileName).map(XmlDocument::root).then(root -> {
            if (root.name().equals("testCases") && root.namespace().equals(NAMESPACE)) {
                return Checked.ok(new ConformanceFile(fileName, root));
            }
            String what = "the root element is {" + root.namespace() + "}" + root.name();
            return Checked.refused(
                    new Problem("RMT-101", fileName, what, "give a test file of the kit: testCases in " + NAMESPACE));
        });
    }

    /** The model that the cases are about: a file beside this one; empty when the file does not say. */
    public String modelName() {
        return root.first("modelName").map(DmnElement::ownText).orElse("");
    }

    /** Asks the model for every assertion of the file. */
    public List<Assertion> run(DmnModel model) {
        var assertions = new ArrayList<Assertion>();
        var graphs = new LinkedHashMap<String, Checked<DecisionGraph>>();
        for (DmnElement test : root.all("testCase").toList()) {
            var given = new Datum.Given(model.inputs(), new LinkedHashMap<>(), new LinkedHashMap<>());
            test.all("inputNode").forEach(node -> Datum.read(node).into(given, node.attribute("name")));
            for (DmnElement node : test.all("resultNode").toList()) {
                String decision = node.attribute("name");
                String name = fileName + " case " + test.attribute("id") + " \"" + decision + "\"";
                assertions.add(
                        switch (graphs.computeIfAbsent(decision, model::graph)) {
                            case Checked.Refused<DecisionGraph>(List<Problem> problems) ->
                                new Assertion(name, Standing.REFUSED, texts(problems));
                            case Checked.Ok<DecisionGraph>(DecisionGraph graph) -> judge(name, node, graph, given);
                        });
            }
        }
        return assertions;
    }

    /** Every assertion of the file, none of which can be asked for. */
    public List<Assertion> refused(List<Problem> problems) {
        return root.all("testCase")
                .flatMap(test -> test.all("resultNode")
                        .map(node -> new Assertion(
                                fileName + " case " + test.attribute("id") + " \"" + node.attribute("name") + "\"",
                                Standing.REFUSED,
                                texts(problems))))
                .toList();
    }

    private static String texts(List<Problem> problems) {
        return problems.stream().map(Problem::toString).collect(Collectors.joining("; "));
    }

    private static Assertion judge(String name, DmnElement node, DecisionGraph graph, Datum.Given given) {
        Optional<String> outside = graph.reads().stream()
                .filter(given.outside()::containsKey)
                .map(given.outside()::get)
                .findFirst();
        if (outside.isPresent()) return new Assertion(name, Standing.REFUSED, outside.get());
        Datum expected = node.first("expected").map(Datum::read).orElse(Datum.NULL);
        Result result = switch (graph.evaluate(given.facts())) {
            case DecisionGraph.Outcome.Decided(Result decided) -> decided;
            case DecisionGraph.Outcome.Unfit(String decision, Problem problem) ->
                new Result.Nothing(decision + ": " + problem.place() + " " + problem.what());
        };
        if (expected.is(result)) return new Assertion(name, Standing.PASSED, "");
        return new Assertion(name, Standing.FAILED, "expected " + expected.show() + ", is " + show(result));
    }

    private static String show(Result result) {
        return switch (result) {
            case Result.Nothing(String why) -> "null (" + why + ")";
            case Result.Single(Value value) -> new Datum.Simple(value).show();
            case Result.Parts(Map<String, Value> parts) -> {
                var shown = new LinkedHashMap<String, String>();
                parts.forEach((part, value) -> shown.put(part, new Datum.Simple(value).show()));
                yield shown.toString();
            }
            case Result.Several(List<Result> results) ->
                results.stream().map(ConformanceFile::show).toList().toString();
        };
    }
}

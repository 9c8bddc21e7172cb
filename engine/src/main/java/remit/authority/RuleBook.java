package remit.authority;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.dmn.DecisionGraph;
import remit.dmn.DmnModel;
import remit.dmn.LocatedTable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.rules.Operand;
import remit.rules.Output;
import remit.rules.Rule;

/**
 * Reads the rules of a process: a DMN file whose top decision is a decision table with the outputs {@code verdict} and,
 * if it likes, {@code reason}. Other tables of the file may feed it.
 */
public final class RuleBook {
    private static final String VERDICT = "verdict";
    private static final String REASON = "reason";
    private static final String VERDICTS = Stream.of(Ruling.values())
            .map(ruling -> "\"" + ruling.word() + "\"")
            .collect(Collectors.joining(", "));

    private final String fileName;
    private final LocatedTable located;
    private final DecisionTable table;
    private final List<Problem> problems = new ArrayList<>();

    private RuleBook(String fileName, LocatedTable located) {
        this.fileName = fileName;
        this.located = located;
        this.table = located.table();
    }

    /**
     * The table of a DMN file, or everything that is wrong with it.
     *
     * @param fileName for the places of problems
     * @param facts what columns may name
     */
    public static Checked<AuthorityTable> read(byte[] dmnXml, String fileName, Facts facts) {
        return DmnModel.read(dmnXml, fileName)
                .then(model -> model.top().then(top -> model.graph(top, facts)))
                .then(graph -> read(graph, fileName));
    }

    /** The same where no process is at hand: each column says itself what its fact holds. */
    public static Checked<AuthorityTable> read(byte[] dmnXml, String fileName) {
        return DmnModel.read(dmnXml, fileName)
                .then(model -> model.top().then(model::strictGraph))
                .then(graph -> read(graph, fileName));
    }

    private static Checked<AuthorityTable> read(DecisionGraph graph, String fileName) {
        if (graph.tables().isEmpty()) {
            return Checked.refused(new Problem(
                    "RMT-102",
                    fileName,
                    "the top decision is not a decision table",
                    "make its logic a decision table"));
        }
        return new RuleBook(fileName, graph.tables().getLast()).check(graph);
    }

    private Checked<AuthorityTable> check(DecisionGraph graph) {
        outputs();
        if (!table.hitPolicy().single()) {
            problem(
                    "RMT-103",
                    place(),
                    "the hit policy " + table.hitPolicy().attribute()
                            + " lets several rows speak, a case has one verdict",
                    "use FIRST, UNIQUE, ANY or PRIORITY");
        }
        var rows = new ArrayList<Row>();
        for (Rule rule : table.rules()) row(rule).ifPresent(rows::add);
        Evaluation.Outcome.NoMatch otherwise = otherwise();
        return problems.isEmpty() ? Checked.ok(new AuthorityTable(graph, rows, otherwise)) : Checked.refused(problems);
    }

    private void problem(String code, String place, String what, String fix) {
        problems.add(new Problem(code, place, what, fix));
    }

    private String place() {
        return fileName + " line " + located.lines().table();
    }

    private String place(int output) {
        return fileName + " line " + located.lines().outputs().get(output);
    }

    private void outputs() {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < table.outputs().size(); i++) {
            Output output = table.outputs().get(i);
            String name = name(output);
            names.add(name);
            if (!name.equals(VERDICT) && !name.equals(REASON)) {
                problem(
                        "RMT-107",
                        place(i),
                        "there is no output \"" + name + "\"",
                        Facts.suggest(name, List.of(VERDICT, REASON)));
            }
            if (output.type() != FactType.TEXT) {
                problem(
                        "RMT-106",
                        place(i) + " output " + name,
                        "the output holds " + output.type().words() + ", a verdict or reason is a text",
                        "declare it string");
            }
        }
        if (!names.contains(VERDICT)) {
            problem("RMT-107", place(), "the table has no output \"verdict\"", "add one that holds " + VERDICTS);
        }
        table.outputs().stream().filter(output -> name(output).equals(VERDICT)).forEach(this::strictestFirst);
    }

    /** DMN lets a single output go without a name. */
    private String name(Output output) {
        return output.name().isEmpty() ? VERDICT : output.name();
    }

    /** Under PRIORITY the order of the allowed values decides, and a milder verdict must never win. */
    private void strictestFirst(Output verdict) {
        if (!table.hitPolicy().ranked()) return;
        List<Ruling> order = verdict.allowed().stream()
                .map(operand -> text(operand).flatMap(Ruling::of))
                .flatMap(Optional::stream)
                .toList();
        for (int i = 1; i < order.size(); i++) {
            if (order.get(i).verdict().compareTo(order.get(i - 1).verdict()) <= 0) continue;
            problem(
                    "RMT-103",
                    place(),
                    "the allowed verdicts stand with " + order.get(i - 1).word() + " before "
                            + order.get(i).word() + ": the milder one would win",
                    "list them strictest first");
            return;
        }
        boolean decides = table.outputs().stream()
                .filter(output -> !output.allowed().isEmpty())
                .findFirst()
                .filter(first -> name(first).equals(VERDICT))
                .isPresent();
        if (!decides) {
            problem(
                    "RMT-103",
                    place(),
                    "the order of another output decides before the verdict",
                    "list allowed values of the verdict only");
        }
    }

    private static Optional<String> text(@Nullable Operand operand) {
        return operand instanceof Operand.Literal(Value.Text(String text)) ? Optional.of(text) : Optional.empty();
    }

    private Optional<Row> row(Rule rule) {
        String place = fileName + " line " + located.lines().rules().get(rule.number() - 1) + " rule " + rule.number();
        Optional<Ruling> ruling = Optional.empty();
        String reason = "";
        for (int i = 0; i < rule.says().size(); i++) {
            String name = name(table.outputs().get(i));
            Operand says = rule.says().get(i);
            Optional<String> text = text(says);
            if (name.equals(REASON)) reason = text.orElse("");
            if (says instanceof Operand.Name(String fact)) {
                problem(
                        "RMT-108",
                        place + " output " + name,
                        "what it says would depend on " + fact,
                        "write one text in quotes");
            } else if (name.equals(VERDICT)) {
                ruling = ruling(place + " output " + name, text.orElse(""));
            }
        }
        String found = reason;
        return ruling.map(value -> new Row(rule.number(), rule.cells(), value, found));
    }

    private Optional<Ruling> ruling(String place, String word) {
        Optional<Ruling> ruling = Ruling.of(word);
        if (ruling.isEmpty())
            problem("RMT-108", place, "\"" + word + "\" is not a verdict", "write one of " + VERDICTS);
        return ruling;
    }

    private Evaluation.Outcome.NoMatch otherwise() {
        Ruling ruling = Ruling.CHECKPOINT;
        String reason = "no row of the table matches";
        for (int i = 0; i < table.outputs().size(); i++) {
            Output output = table.outputs().get(i);
            Optional<String> said = text(output.otherwise());
            if (said.isEmpty()) continue;
            String place = place(i) + " default of " + name(output);
            if (name(output).equals(REASON)) reason = said.get();
            else if (name(output).equals(VERDICT))
                ruling = ruling(place, said.get()).orElse(ruling);
        }
        if (ruling == Ruling.AUTO_CLEAR) {
            String fix = "a case that no rule foresaw needs a person: write \"checkpoint\", or add a rule";
            problem("RMT-109", place(), "the default output is \"auto_clear\"", fix);
            return new Evaluation.Outcome.NoMatch(Ruling.CHECKPOINT, reason);
        }
        return new Evaluation.Outcome.NoMatch(ruling, reason);
    }
}

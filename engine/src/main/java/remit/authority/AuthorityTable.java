package remit.authority;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import remit.dmn.DecisionGraph;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.rules.Answer;
import remit.rules.Answer.NearMiss;
import remit.rules.Cell;
import remit.rules.DecisionTable;
import remit.rules.FactLayout;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.rules.Operand;
import remit.rules.Rule;

/**
 * The decision table that says what clears, what a person must see, what stops. Immutable and safe for use by many
 * threads; the same table gives the same answer for the same facts everywhere.
 */
public final class AuthorityTable {
    private final DecisionGraph graph;
    private final DecisionTable table;
    private final List<Row> rows;
    private final Evaluation.Outcome.NoMatch otherwise;
    private final String version;

    AuthorityTable(DecisionGraph graph, List<Row> rows, Evaluation.Outcome.NoMatch otherwise) {
        if (otherwise.ruling() == Ruling.AUTO_CLEAR) throw new IllegalArgumentException("otherwise: auto_clear");
        this.graph = graph;
        this.table = graph.tables().getLast().table();
        this.rows = List.copyOf(rows);
        this.otherwise = otherwise;
        this.version = Digest.sha256Hex(canonical().canonical());
    }

    private AuthorityTable(AuthorityTable same, DecisionTable table) {
        this.graph = same.graph;
        this.table = table;
        this.rows = same.rows;
        this.otherwise = same.otherwise;
        this.version = same.version;
    }

    /**
     * The same rules for cases that are read into {@code layout}. A table that others feed stays as it is: what they say
     * of a case has no slot.
     */
    public AuthorityTable on(FactLayout layout) {
        return alone() ? new AuthorityTable(this, table.on(layout)) : this;
    }

    /** What the table says of a case. A fact that is not in the map is missing. */
    public Evaluation evaluate(Map<String, Value> facts) {
        Map<String, Value> known = graph.upstream(facts);
        Answer answer = table.evaluate(known);
        return new Evaluation(held(outcome(answer.outcome()), known), answer.matched());
    }

    /** What a row asks nothing of may still not be missing: "not blocked" must not clear because nobody asked. */
    private Evaluation.Outcome held(Evaluation.Outcome outcome, Map<String, Value> known) {
        if (!(outcome instanceof Evaluation.Outcome.Matched(Row row)) || row.ruling() != Ruling.AUTO_CLEAR)
            return outcome;
        return table.lacks(known)
                .<Evaluation.Outcome>map(lack -> new Evaluation.Outcome.Lacking(row, lack.fact(), lack.why()))
                .orElse(outcome);
    }

    private Evaluation.Outcome outcome(Answer.Outcome outcome) {
        return switch (outcome) {
            case Answer.Outcome.One(int row) -> new Evaluation.Outcome.Matched(rows.get(row - 1));
            case Answer.Outcome.NoMatch() -> otherwise;
            case Answer.Outcome.Violated(List<Integer> several) -> new Evaluation.Outcome.Violated(several);
            // Refused when the table was read; were it not, several rows would speak where one may.
            case Answer.Outcome.Several(List<Integer> several) -> new Evaluation.Outcome.Violated(several);
        };
    }

    /** The rows that fail in exactly one column: what would have had to be different. */
    public List<NearMiss> nearMisses(Map<String, Value> facts) {
        return table.nearMisses(graph.upstream(facts));
    }

    /** The facts of a case with what the tables that feed this one make of them. */
    public Map<String, Value> known(Map<String, Value> facts) {
        return graph.upstream(facts);
    }

    /** What decides, in one spelling: two files that differ in layout, ids or labels only are the same version. */
    private Json.Obj canonical() {
        var lines = new ArrayList<Json>();
        for (Row row : rows) {
            lines.add(Json.object(
                    "cells", Json.strings(row.cells().stream().map(Cell::text).toList()),
                    "verdict", row.ruling().word(),
                    "reason", row.reason()));
        }
        Json.Obj own = Json.object(
                "hit_policy", hitPolicy().letter(),
                "inputs", columns(table),
                "rows", Json.array(lines),
                "default", Json.object("verdict", otherwise.ruling().word(), "reason", otherwise.reason()));
        List<Json> feeding = feeding();
        Json.Obj fed = feeding.isEmpty() ? own : own.with("fed_by", Json.array(feeding));
        List<Json> said = graph.said().stream()
                .map(each -> (Json) Json.object("name", each.name(), "says", each.says()))
                .toList();
        return said.isEmpty() ? fed : fed.with("said", Json.array(said));
    }

    private static Json columns(DecisionTable table) {
        var columns = new ArrayList<Json>();
        for (Input input : table.inputs()) {
            Json.Obj column = Json.object(
                    "fact",
                    input.fact(),
                    "type",
                    input.type().name(),
                    "allowed",
                    input.allowed().text());
            boolean nullAllowed = input.presence() == Input.Presence.NULL_ALLOWED;
            columns.add(nullAllowed ? column.with("null_allowed", Json.of(true)) : column);
        }
        return Json.array(columns);
    }

    private List<Json> feeding() {
        var feeding = new ArrayList<Json>();
        for (DecisionGraph.Fed fed : graph.fed()) {
            feeding.add(Json.object(
                    "name",
                    fed.name(),
                    "hit_policy",
                    fed.table().hitPolicy().letter(),
                    "inputs",
                    columns(fed.table()),
                    "outputs",
                    Json.strings(fed.table().outputs().stream()
                            .map(output -> output.name() + ": " + output.type() + " "
                                    + output.allowed().stream()
                                            .map(Operand::text)
                                            .toList() + " else " + output.otherwise())
                            .toList()),
                    "rows",
                    Json.strings(fed.table().rules().stream()
                            .map(rule -> rule.text())
                            .toList())));
        }
        return feeding;
    }

    /** Whether it stands alone: no other table and no named value has a say in what it says. */
    public boolean alone() {
        return graph.fed().isEmpty() && graph.said().isEmpty();
    }

    /**
     * The same table with a limit moved: every end of a range in the columns of {@code fact} that lies at one number lies
     * at another. A limit that several rows share moves in all of them, so that no gap opens between them.
     */
    public AuthorityTable with(String fact, BigDecimal from, BigDecimal to) {
        var rules = new ArrayList<Rule>();
        var moved = new ArrayList<Row>();
        for (Row row : rows) {
            var cells = new ArrayList<>(row.cells());
            for (int i = 0; i < cells.size(); i++) {
                if (inputs().get(i).fact().equals(fact))
                    cells.set(i, cells.get(i).moved(from, to));
            }
            moved.add(new Row(row.number(), cells, row.ruling(), row.reason()));
            rules.add(new Rule(
                    row.number(), cells, table.rules().get(row.number() - 1).says()));
        }
        var changed = new DecisionTable(table.name(), table.hitPolicy(), table.inputs(), table.outputs(), rules);
        return new AuthorityTable(graph.with(changed), moved, otherwise);
    }

    /** The tables that feed it, each under the name by which others name its result. */
    public List<DecisionGraph.Fed> fed() {
        return graph.fed();
    }

    /** The named values that have a say in it. */
    public List<DecisionGraph.Said> said() {
        return graph.said();
    }

    /** Whether the same tables and named values feed both, and lack facts alike; or none feeds either. */
    boolean fedLike(AuthorityTable other) {
        return feeding().equals(other.feeding())
                && presences(fed().size()).equals(other.presences(other.fed().size()))
                && graph.said().equals(other.graph.said());
    }

    /** Whether both decide every case alike because nothing that decides differs. */
    boolean same(AuthorityTable other) {
        return version.equals(other.version)
                && presences(tables().size())
                        .equals(other.presences(other.tables().size()));
    }

    /** What it means to the first of its tables that a fact is missing. */
    private List<Input.Presence> presences(int first) {
        return tables().subList(0, first).stream()
                .flatMap(each -> each.inputs().stream().map(Input::presence))
                .toList();
    }

    /** The tables behind it: those that feed it, and itself last. */
    public List<DecisionTable> tables() {
        return graph.tables().stream().map(located -> located.table()).toList();
    }

    public String name() {
        return table.name();
    }

    public HitPolicy hitPolicy() {
        return table.hitPolicy();
    }

    public List<Input> inputs() {
        return table.inputs();
    }

    /** Every fact of the case that this table, or one that feeds it, reads. */
    public Set<String> reads() {
        return graph.reads();
    }

    public List<Row> rows() {
        return rows;
    }

    /** What is said when no row matches; never an auto_clear. */
    public Evaluation.Outcome.NoMatch otherwise() {
        return otherwise;
    }

    /** Hex SHA-256 over the table's content, independent of the file's layout. */
    public String version() {
        return version;
    }
}

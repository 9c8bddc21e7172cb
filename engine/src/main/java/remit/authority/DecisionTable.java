package remit.authority;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.Value;

/**
 * A decision table, checked and compiled. Immutable and safe for use by many threads; the same table gives the same
 * answer for the same facts everywhere.
 */
public final class DecisionTable {
    private final String name;
    private final HitPolicy hitPolicy;
    private final List<Input> inputs;
    private final List<Row> rows;
    private final Evaluation.Outcome.NoMatch otherwise;
    private final String version;
    private final RuleIndex index;

    DecisionTable(
            String name,
            HitPolicy hitPolicy,
            List<Input> inputs,
            List<Row> rows,
            Evaluation.Outcome.NoMatch otherwise) {
        if (otherwise.ruling() == Ruling.AUTO_CLEAR) throw new IllegalArgumentException("otherwise: auto_clear");
        this.name = name;
        this.hitPolicy = hitPolicy;
        this.inputs = List.copyOf(inputs);
        this.rows = List.copyOf(rows);
        this.otherwise = otherwise;
        this.index =
                new RuleIndex(this.inputs, this.rows.stream().map(Row::cells).toList());
        this.version = Digest.sha256Hex(canonical().canonical());
    }

    /** What the table says of a case. A fact that is not in the map is missing. */
    public Evaluation evaluate(Map<String, Value> facts) {
        List<Integer> matched = RuleIndex.numbers(index.matching(facts));
        return new Evaluation(outcome(matched), matched);
    }

    /** The rows that fail in exactly one column: what would have had to be different. */
    public List<NearMiss> nearMisses(Map<String, Value> facts) {
        return index.nearMisses(facts);
    }

    private Evaluation.Outcome outcome(List<Integer> matched) {
        if (matched.isEmpty()) return otherwise;
        return switch (hitPolicy) {
            case FIRST -> new Evaluation.Outcome.Matched(rows.get(matched.getFirst() - 1));
            case UNIQUE ->
                matched.size() == 1
                        ? new Evaluation.Outcome.Matched(rows.get(matched.getFirst() - 1))
                        : new Evaluation.Outcome.Violated(matched);
        };
    }

    /** What decides, in one spelling: two files that differ in layout, ids or labels only are the same version. */
    private Json.Obj canonical() {
        var columns = new ArrayList<Json>();
        for (Input input : inputs) {
            columns.add(Json.object(
                    "fact",
                    input.fact(),
                    "type",
                    input.type().name(),
                    "allowed",
                    input.allowed().text()));
        }
        var lines = new ArrayList<Json>();
        for (Row row : rows) {
            lines.add(Json.object(
                    "cells", Json.strings(row.cells().stream().map(Cell::text).toList()),
                    "verdict", row.ruling().word(),
                    "reason", row.reason()));
        }
        return Json.object(
                "hit_policy", hitPolicy.letter(),
                "inputs", Json.array(columns),
                "rows", Json.array(lines),
                "default", Json.object("verdict", otherwise.ruling().word(), "reason", otherwise.reason()));
    }

    public String name() {
        return name;
    }

    public HitPolicy hitPolicy() {
        return hitPolicy;
    }

    public List<Input> inputs() {
        return inputs;
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

package remit.server.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.dmn.DecisionGraph;
import remit.dmn.DmnModel;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.rules.Analysis;
import remit.rules.DecisionTable;
import remit.rules.Finding;

/** A table and what its analysis found. */
public record TableCheck(DecisionTable table, List<Finding> findings) {
    private static final long LARGEST = 16 << 20;

    public TableCheck {
        findings = List.copyOf(findings);
    }

    /** Looks at every table. */
    public static List<TableCheck> of(List<DecisionTable> tables) {
        return tables.stream()
                .map(table -> new TableCheck(table, Analysis.of(table)))
                .toList();
    }

    /** Every table of a DMN file. Refused: what is wrong with the file, or with one of its cells. */
    public static Checked<List<DecisionTable>> read(Path file) {
        return bytes(file).then(bytes -> read(bytes, file.toString()));
    }

    /** The same of a file that was read already. */
    public static Checked<List<DecisionTable>> read(byte[] dmn, String name) {
        return DmnModel.read(dmn, name).then(model -> tables(model, name));
    }

    /** What the file of a table holds, in whichever format. */
    public static Checked<byte[]> bytes(Path file) {
        String name = file.toString();
        try {
            if (!Files.isRegularFile(file)) {
                return refused(name, "there is no such file", "name the file of a table, or the folder of a pack");
            }
            if (Files.size(file) > LARGEST) {
                return refused(name, "is larger than " + (LARGEST >> 20) + " MiB", "divide it into several files");
            }
            return Checked.ok(Files.readAllBytes(file));
        } catch (IOException e) {
            return refused(name, "cannot be read: " + e.getMessage(), "let this user read it");
        }
    }

    private static Checked<List<DecisionTable>> tables(DmnModel model, String name) {
        var problems = new ArrayList<Problem>();
        var tables = new LinkedHashMap<String, DecisionTable>();
        for (String decision : model.decisions()) {
            switch (model.strictGraph(decision)) {
                case Checked.Ok<DecisionGraph>(DecisionGraph graph) ->
                    graph.tables()
                            .forEach(each -> tables.putIfAbsent(each.table().name(), each.table()));
                case Checked.Refused<DecisionGraph>(List<Problem> found) ->
                    found.stream().filter(each -> !problems.contains(each)).forEach(problems::add);
            }
        }
        if (!problems.isEmpty()) return Checked.refused(problems);
        if (tables.isEmpty()) return refused(name, "there is no decision table in it", "add one with a DMN editor");
        return Checked.ok(List.copyOf(tables.values()));
    }

    private static <T> Checked<T> refused(String place, String what, String fix) {
        return Checked.refused(new Problem("RMT-161", place, what, fix));
    }

    /** "Who codes a purchase line (F, 3 inputs, 5 rows): 2 findings". */
    public String summary() {
        return summary(0);
    }

    /** The same with what else was found. @param more rows that no past case has met */
    public String summary(int more) {
        int found = findings.size() + more;
        return table.name() + " (" + table.hitPolicy().letter() + ", "
                + many(table.inputs().size(), "input") + ", "
                + many(table.rules().size(), "row") + "): " + (found == 0 ? "nothing found" : many(found, "finding"));
    }

    private static String many(int count, String noun) {
        return count + " " + noun + (count == 1 ? "" : "s");
    }

    /** {@code {tables: [{name, hit_policy, inputs, rows, findings: [{kind, text, ...}]}]}}. */
    public static Json.Obj toJson(List<TableCheck> checks) {
        var tables = new ArrayList<Json>();
        for (TableCheck check : checks) {
            tables.add(Json.object(
                    "name", check.table.name(),
                    "hit_policy", check.table.hitPolicy().letter(),
                    "inputs", check.table.inputs().size(),
                    "rows", check.table.rules().size(),
                    "findings",
                            Json.array(check.findings.stream()
                                    .map(TableCheck::toJson)
                                    .toList())));
        }
        return Json.object("tables", Json.array(tables));
    }

    private static Json toJson(Finding finding) {
        Json.Obj base = Json.object("text", finding.text());
        return switch (finding) {
            case Finding.Gap(List<String> region, Map<String, Value> witness) ->
                base.with("kind", Json.of("gap"))
                        .with("region", Json.strings(region))
                        .with("witness", json(witness));
            case Finding.Overlap(int row, int other, boolean certain, Map<String, Value> witness) ->
                base.with("kind", Json.of("overlap"))
                        .with("rows", Json.array(List.of(Json.of(row), Json.of(other))))
                        .with("certain", Json.of(certain))
                        .with("witness", json(witness));
            case Finding.Masked(int row) -> base.with("kind", Json.of("masked")).with("row", Json.of(row));
            case Finding.NeverMatches(int row, String column) ->
                base.with("kind", Json.of("never_matches"))
                        .with("row", Json.of(row))
                        .with("column", Json.of(column));
            case Finding.More(String kind, int count) ->
                base.with("kind", Json.of("more")).with("of", Json.of(kind)).with("count", Json.of(count));
            case Finding.Undecided _ -> base.with("kind", Json.of("not_decided"));
        };
    }

    private static Json json(Map<String, Value> witness) {
        var fields = new LinkedHashMap<String, Json>();
        witness.forEach((fact, value) -> fields.put(fact, value.toJson()));
        return new Json.Obj(fields);
    }
}

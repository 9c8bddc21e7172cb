package remit.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.Value;

/** Facts with a cell each, all of which must match: a table of one row, compiled as one. */
public final class Condition {
    private final Map<String, Cell> cells;
    private final RuleIndex index;

    private Condition(Map<String, Cell> cells, RuleIndex index) {
        this.cells = Map.copyOf(cells);
        this.index = index;
    }

    private static RuleIndex index(List<Input> inputs, Map<String, Cell> cells) {
        return new RuleIndex(
                inputs,
                List.of(inputs.stream().map(input -> cells.get(input.fact())).toList()));
    }

    /** The same for cases that are read into {@code layout}, which was made for it: another one is refused. */
    public Condition on(FactLayout layout) {
        return new Condition(cells, index.on(layout));
    }

    RuleIndex index() {
        return index;
    }

    /**
     * @param place where it stands, for problems
     * @param when fact name to cell text, at least one
     */
    public static Checked<Condition> read(String place, Map<String, String> when, Facts facts) {
        var problems = new ArrayList<Problem>();
        var inputs = new ArrayList<Input>();
        var cells = new TreeMap<String, Cell>();
        if (when.isEmpty()) {
            problems.add(new Problem(
                    "RMT-114", place, "no fact is named, so it would always hold", "name at least one fact"));
        }
        new TreeMap<>(when)
                .forEach((fact, text) -> facts.type(fact)
                        .ifPresentOrElse(
                                type -> {
                                    switch (CellReader.read(place + " " + fact, text, type)) {
                                        case Checked.Ok<Cell>(Cell cell) -> {
                                            inputs.add(new Input(fact, fact, type, Cell.ANY));
                                            cells.put(fact, cell);
                                        }
                                        case Checked.Refused<Cell>(List<Problem> found) -> problems.addAll(found);
                                    }
                                },
                                () -> problems.add(facts.unknown(place, fact))));
        return problems.isEmpty() ? Checked.ok(new Condition(cells, index(inputs, cells))) : Checked.refused(problems);
    }

    /** Whether every cell matches; a missing or ill-typed value matches none but {@code -}. */
    public boolean holds(Map<String, Value> facts) {
        return index.matching(facts)[0] != 0;
    }

    /** The facts it reads. */
    public Set<String> facts() {
        return cells.keySet();
    }
}

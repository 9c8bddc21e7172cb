package remit.server.web.tell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import remit.kernel.Value;
import remit.rules.DecisionTable;
import remit.rules.Finding;
import remit.rules.Input;

/** Tells what is found in a table at the place that it concerns: a row, a place where a row is missing, or the whole. */
final class FindingTeller {
    private final DecisionTable table;
    private final List<Finding> findings;

    FindingTeller(DecisionTable table, List<Finding> findings) {
        this.table = table;
        this.findings = findings;
    }

    /** What concerns a row. */
    List<String> about(int row) {
        var about = new ArrayList<String>();
        for (Finding finding : findings) {
            switch (finding) {
                case Finding.Overlap(int one, int other, boolean certain, var witness) -> {
                    if (row == one || row == other) {
                        about.add((certain ? "matches" : "may match") + " together with row "
                                + (row == one ? other : one) + ", for instance " + instance(witness));
                    }
                }
                case Finding.Masked(int masked) -> {
                    if (row == masked) about.add("never speaks: the rows before it take all its cases");
                }
                case Finding.NeverMatches(int never, String column) -> {
                    if (row == never)
                        about.add("matches no case: no allowed value of " + label(column) + " passes its cell");
                }
                case Finding.Gap _, Finding.More _, Finding.Undecided _ -> {
                    // About no row that is there.
                }
            }
        }
        return about;
    }

    List<Finding.Gap> gaps() {
        return findings.stream()
                .filter(Finding.Gap.class::isInstance)
                .map(Finding.Gap.class::cast)
                .toList();
    }

    /** What concerns no single row. */
    List<String> whole() {
        return findings.stream()
                .filter(finding -> finding instanceof Finding.More || finding instanceof Finding.Undecided)
                .map(Finding::text)
                .toList();
    }

    /** A case as words: {@code Segment low, Amount (GBP) 300}. */
    String instance(Map<String, Value> witness) {
        return witness.entrySet().stream()
                .map(each -> label(each.getKey()) + " " + CellTeller.value(each.getValue()))
                .collect(Collectors.joining(", "));
    }

    private String label(String fact) {
        return table.inputs().stream()
                .filter(input -> input.fact().equals(fact))
                .map(Input::label)
                .findFirst()
                .orElse(fact);
    }
}

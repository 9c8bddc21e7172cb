package remit.dmn;

import java.util.List;
import remit.rules.DecisionTable;

/** A table with the places in the file that it was read from, for problems that only its reader can see. */
public record LocatedTable(DecisionTable table, Lines lines) {
    /** Line numbers from 1. @param rules one a row, {@code outputs} one an output */
    public record Lines(int table, List<Integer> outputs, List<Integer> rules) {
        public Lines {
            outputs = List.copyOf(outputs);
            rules = List.copyOf(rules);
        }
    }
}

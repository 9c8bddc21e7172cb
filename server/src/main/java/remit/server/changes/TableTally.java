package remit.server.changes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import remit.authority.AuthorityTable;
import remit.decision.PastCase;
import remit.kernel.Value;
import remit.rules.Cell;
import remit.rules.Columns;
import remit.rules.DecisionTable;
import remit.rules.FactType;
import remit.rules.Finding;
import remit.rules.Operand;
import remit.rules.Replay;
import remit.rules.Rule;
import remit.rules.UnaryTest;
import remit.server.catalog.PublishedProcess;

/** Lays past cases out in columns, a block at a time, and asks a table about each block. */
final class TableTally {
    private static final int BLOCK = 2_000;

    private final PublishedProcess process;
    private final AuthorityTable table;
    private final Set<String> reads;
    private final List<List<Finding>> findings;
    private final List<Replay.Count> counts = new ArrayList<>();
    private final List<Map<String, Value>> block = new ArrayList<>();
    private long looked;
    private long erased;
    private long untold;

    /**
     * @param process the version whose facts are asked about; the table may be another than its own
     * @param findings what is found in each of its tables
     */
    TableTally(PublishedProcess process, AuthorityTable table, List<List<Finding>> findings) {
        this.process = process;
        this.table = table;
        this.reads = new LinkedHashSet<>(process.pinned().reads());
        reads.addAll(table.reads());
        this.findings = findings;
        ask();
    }

    void add(PastCase item) {
        looked++;
        switch (item.asked(process.pinned(), reads)) {
            case PastCase.Asked.Erased() -> erased++;
            case PastCase.Asked.Untold _ -> untold++;
            case PastCase.Asked.Ready ready -> block.add(table.known(PastCase.seen(ready, process.pinned())));
        }
        if (block.size() == BLOCK) ask();
    }

    private void ask() {
        List<DecisionTable> tables = table.tables();
        for (int i = 0; i < tables.size(); i++) {
            DecisionTable each = tables.get(i);
            Replay.Count count =
                    Replay.of(each, Columns.of(facts(each), block)).count(TableHistory.OfTable.gaps(findings.get(i)));
            if (counts.size() == i) counts.add(count);
            else counts.set(i, counts.get(i).plus(count));
        }
        block.clear();
    }

    /** Every fact that a column reads, a cell compares with, or an output says. */
    private static Map<String, FactType> facts(DecisionTable table) {
        var facts = new LinkedHashMap<String, FactType>();
        table.inputs().forEach(input -> facts.put(input.fact(), input.type()));
        for (int i = 0; i < table.inputs().size(); i++) {
            FactType type = table.inputs().get(i).type();
            operands(table.inputs().get(i).allowed()).forEach(fact -> facts.putIfAbsent(fact, type));
            for (Rule rule : table.rules())
                operands(rule.cells().get(i)).forEach(fact -> facts.putIfAbsent(fact, type));
        }
        for (int i = 0; i < table.outputs().size(); i++) {
            FactType type = table.outputs().get(i).type();
            for (Rule rule : table.rules()) {
                if (rule.says().get(i) instanceof Operand.Name(String fact)) facts.putIfAbsent(fact, type);
            }
        }
        return facts;
    }

    private static Stream<String> operands(Cell cell) {
        return cell.tests().stream()
                .flatMap(UnaryTest::operands)
                .flatMap(operand -> operand instanceof Operand.Name(String fact) ? Stream.of(fact) : Stream.empty());
    }

    TableHistory result() {
        ask();
        var tables = new ArrayList<TableHistory.OfTable>();
        for (int i = 0; i < counts.size(); i++) {
            tables.add(new TableHistory.OfTable(table.tables().get(i), findings.get(i), counts.get(i)));
        }
        return new TableHistory(process.id(), looked, erased, untold, tables);
    }
}

package remit.server.web.tell;

import java.util.ArrayList;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.Row;
import remit.authority.Ruling;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.rules.HitPolicy;
import remit.rules.Input;
import remit.server.web.page.CasePage;

/**
 * The table that was asked about a case, to tell which of its rows spoke, and which nearly did.
 *
 * @param known what the table saw of the case; empty where that is erased or not known
 * @param address where its rows are shown, with the version; empty where that version is shown nowhere
 */
public record Spoken(AuthorityTable table, Map<String, Value> known, String address) {
    public Spoken {
        known = Map.copyOf(known);
    }

    /**
     * What evidence says of the rows, in words.
     *
     * @param detail of the check
     * @param others the strictest of what the other checks of the decision said
     */
    CasePage.Rows rows(Json.Obj detail, Verdict others) {
        int row = (int) detail.number("row", 0);
        var matched = new ArrayList<CasePage.RowLink>();
        for (Json each : detail.array("matched")) {
            if (each instanceof Json.Num(double number) && (int) number != row) matched.add(link((int) number, ""));
        }
        // Rows that matched without one of them speaking contradicted each other: one more would not have helped.
        Integer spoke = row > 0 ? Integer.valueOf(row) : matched.isEmpty() ? null : Integer.valueOf(0);
        var near = new ArrayList<CasePage.RowLink>();
        for (Json each : detail.array("near_misses")) {
            if (each instanceof Json.Obj miss) near.add(near(miss, spoke, others));
        }
        return new CasePage.Rows(row == 0 ? null : link(row, ""), matched, near);
    }

    private CasePage.RowLink link(int row, String rest) {
        return new CasePage.RowLink(address.isEmpty() ? "" : address + "#row-" + row, "Row " + row, rest);
    }

    /**
     * {@code Row 7} would have cleared it, but for confidence: 0.61, needed at least 0.8; or only what it failed on, where it
     * would not have decided.
     *
     * @param spoke the row that did; 0 where several contradicted each other, null where none matched
     */
    private CasePage.RowLink near(Json.Obj miss, @Nullable Integer spoke, Verdict others) {
        int number = (int) miss.number("row", 0);
        Verdict missed = Ruling.of(miss.text("verdict", "")).orElse(Ruling.STOP).verdict();
        boolean decides = (spoke == null || first(number, spoke)) && others.compareTo(missed) <= 0;
        String failed = failed(number, miss.text("column", ""));
        if (!decides) return link(number, "failed only on " + failed);
        String would = switch (missed) {
            case AUTO_CLEAR -> "would have cleared it";
            case CHECKPOINT -> "would have sent it to a person";
            case STOP -> "would have stopped it";
        };
        return link(number, would + ", but for " + failed);
    }

    /**
     * Whether a row would have spoken in place of the one that did. Only the order of rows can put a milder row before a
     * stricter one: under PRIORITY the stricter verdict wins, under UNIQUE and ANY the two would contradict each other.
     */
    private boolean first(int number, int spoke) {
        return table.hitPolicy() == HitPolicy.FIRST && number < spoke;
    }

    private String failed(int number, String fact) {
        Cell failed = cell(number, fact);
        if (failed == null) return fact;
        Value value = known.get(fact);
        String needed = "needed " + CellTeller.words(failed.input().type(), failed.cell());
        return failed.input().label() + ": " + (value == null ? "" : CellTeller.value(value) + ", ") + needed;
    }

    private record Cell(Input input, remit.rules.Cell cell) {}

    private @Nullable Cell cell(int number, String fact) {
        if (number < 1 || number > table.rows().size()) return null;
        Row row = table.rows().get(number - 1);
        for (int i = 0; i < table.inputs().size(); i++) {
            Input input = table.inputs().get(i);
            boolean asks = !(row.cells().get(i) instanceof remit.rules.Cell.Any);
            if (input.fact().equals(fact) && asks)
                return new Cell(input, row.cells().get(i));
        }
        return null;
    }
}

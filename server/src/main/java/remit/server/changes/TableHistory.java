package remit.server.changes;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import remit.kernel.Json;
import remit.rules.DecisionTable;
import remit.rules.Finding;
import remit.rules.Replay;

/**
 * How often past cases meet each row of a table, and each gap.
 *
 * @param looked past cases that were looked at, {@code erased} those whose details are gone, {@code untold} those of which
 *     evidence does not hold what the table reads
 * @param tables those that feed the table, and itself last
 */
public record TableHistory(String process, long looked, long erased, long untold, List<OfTable> tables) {
    public TableHistory {
        tables = List.copyOf(tables);
    }

    /** One table. @param findings what its analysis finds; gaps stand in the order in which {@code count} has them */
    public record OfTable(DecisionTable table, List<Finding> findings, Replay.Count count) {
        public OfTable {
            findings = List.copyOf(findings);
        }

        /** The gaps among its findings. */
        public List<Finding.Gap> gaps() {
            return gaps(findings);
        }

        static List<Finding.Gap> gaps(List<Finding> findings) {
            return findings.stream()
                    .filter(Finding.Gap.class::isInstance)
                    .map(Finding.Gap.class::cast)
                    .toList();
        }

        /** Every finding a line, a gap with how many past cases fall into it, then the rows that none has met. */
        public List<String> lines() {
            String asked = " of " + ChangeTrial.number(count.asked()) + " past cases";
            Iterator<Long> inGaps = count.gaps().iterator();
            var lines = new ArrayList<String>();
            for (Finding finding : findings) {
                boolean counted = finding instanceof Finding.Gap && inGaps.hasNext();
                lines.add(finding.text() + (counted ? ": " + ChangeTrial.number(inGaps.next()) + asked : ""));
            }
            neverHit().forEach(row -> lines.add(neverHit(row)));
            return lines;
        }

        /** Rows that spoke about no past case; none where no case was asked, which says nothing of a row. */
        public List<Integer> neverHit() {
            return count.asked() == 0 ? List.of() : count.neverHit();
        }

        /** What is told of such a row. */
        public String neverHit(int row) {
            return "row " + row + " " + (overtaken(row) ? "" : "was ") + neverSpoke(row);
        }

        /** The same of a row that is named already: {@code never spoke: ...}, or {@code never hit: ...}. */
        public String neverSpoke(int row) {
            String asked = " of " + ChangeTrial.number(count.asked()) + " past cases";
            return overtaken(row)
                    ? "never spoke: it matches " + ChangeTrial.number(matched(row)) + asked + ", but " + others()
                    : "never hit: 0" + asked;
        }

        /** Whether it matches cases, and others always decide them. */
        public boolean overtaken(int row) {
            return matched(row) > 0;
        }

        private long matched(int row) {
            return count.rows().get(row - 1).matched();
        }

        private String others() {
            return switch (table.hitPolicy()) {
                case FIRST, ANY -> "earlier rows always decided";
                case PRIORITY -> "rows that go before it always decided";
                // Where all that match speak, only a violated UNIQUE silences one.
                case UNIQUE, RULE_ORDER, OUTPUT_ORDER, COLLECT, SUM, MIN, MAX, COUNT -> "never alone";
            };
        }

        Json.Obj toJson() {
            return Json.object(
                    "asked", count.asked(),
                    "not_asked", count.notAsked(),
                    "no_row", count.silent(),
                    "violated", count.violated(),
                    "rows",
                            Json.array(count.rows().stream()
                                    .map(row -> Json.object(
                                            "row", row.number(), "matched", row.matched(), "spoke", row.spoke()))
                                    .toList()),
                    "never_hit",
                            Json.array(count.neverHit().stream().map(Json::of).toList()),
                    "gaps", Json.array(count.gaps().stream().map(Json::of).toList()));
        }
    }

    /** {@code {process, past_cases, erased, not_comparable, tables: [...]}}, the tables in the order of {@link #tables}. */
    public Json.Obj toJson() {
        return Json.object(
                "process", process,
                "past_cases", looked,
                "erased", erased,
                "not_comparable", untold,
                "tables", Json.array(tables.stream().map(OfTable::toJson).toList()));
    }
}

package remit.bench;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import remit.authority.AuthorityTable;
import remit.authority.RuleBook;
import remit.kernel.Value;
import remit.rules.FactType;
import remit.rules.Facts;

/**
 * A table of any size in two forms, from one description: as DMN for Remit, and as the Java that somebody would write by
 * hand for it, row after row with the first match speaking. Both must say the same of every case.
 *
 * @param rows amounts from (exclusive) to (inclusive), vendors or none for all, and whether the author must be sure
 */
record TableRows(List<Line> rows) {
    /** One row. */
    record Line(BigDecimal from, BigDecimal to, Set<String> vendors, boolean confident) {}

    static TableRows of(int count) {
        var random = new Random(count);
        var rows = new ArrayList<Line>(count);
        for (int i = 0; i < count; i++) {
            long from = random.nextInt(900) * 100L;
            var vendors = random.nextInt(3) == 0
                    ? Set.<String>of()
                    : Set.of(vendor(random.nextInt(50)), "W" + random.nextInt(50));
            long to = from + 1000 + random.nextInt(20) * 1000L;
            rows.add(new Line(BigDecimal.valueOf(from), BigDecimal.valueOf(to), vendors, random.nextBoolean()));
        }
        return new TableRows(rows);
    }

    private static String vendor(int number) {
        return "V" + number;
    }

    /** Cases of which some match early, some late and some not at all. */
    static List<Map<String, Value>> cases(int count) {
        var random = new Random(7);
        var cases = new ArrayList<Map<String, Value>>(count);
        for (int i = 0; i < count; i++) {
            Map<String, Value> facts = new LinkedHashMap<>();
            facts.put("amount", Value.of(BigDecimal.valueOf(random.nextInt(12_000_000), 2)));
            facts.put("vendor", Value.of(vendor(random.nextInt(80))));
            facts.put("confident", Value.of(random.nextBoolean()));
            cases.add(facts);
        }
        return cases;
    }

    /** The number of the first row that matches, 0 when none does: the hand-written form. */
    int firstMatch(Map<String, Value> facts) {
        if (!(facts.get("amount") instanceof Value.Numeric(BigDecimal amount))) return 0;
        if (!(facts.get("vendor") instanceof Value.Text(String vendor))) return 0;
        if (!(facts.get("confident") instanceof Value.Flag(boolean confident))) return 0;
        for (int i = 0; i < rows.size(); i++) {
            Line row = rows.get(i);
            if (amount.compareTo(row.from()) <= 0) continue;
            if (amount.compareTo(row.to()) > 0) continue;
            if (!row.vendors().isEmpty() && !row.vendors().contains(vendor)) continue;
            if (row.confident() && !confident) continue;
            return i + 1;
        }
        return 0;
    }

    /** The same as a decision table that Remit has read. */
    AuthorityTable read() {
        Map<String, FactType> types = new LinkedHashMap<>();
        types.put("amount", FactType.NUMBER);
        types.put("vendor", FactType.TEXT);
        types.put("confident", FactType.FLAG);
        return RuleBook.read(dmn().getBytes(StandardCharsets.UTF_8), "bench.dmn", new Facts(types))
                .orThrow();
    }

    private String dmn() {
        var xml = new StringBuilder(
                "<definitions xmlns=\"https://www.omg.org/spec/DMN/20191111/MODEL/\" name=\"bench\" namespace=\"urn:bench\">"
                        + "<decision id=\"bench\" name=\"bench\"><decisionTable hitPolicy=\"FIRST\">");
        column(xml, "amount", "number");
        column(xml, "vendor", "string");
        column(xml, "confident", "boolean");
        xml.append("<output name=\"verdict\" typeRef=\"string\"/><output name=\"reason\" typeRef=\"string\"/>");
        for (Line row : rows) {
            xml.append("<rule>");
            cell(xml, "inputEntry", "(" + row.from() + ".." + row.to() + "]");
            cell(xml, "inputEntry", row.vendors().isEmpty() ? "-" : "\"" + String.join("\", \"", row.vendors()) + "\"");
            cell(xml, "inputEntry", row.confident() ? "true" : "-");
            cell(xml, "outputEntry", row.confident() ? "\"auto_clear\"" : "\"checkpoint\"");
            cell(xml, "outputEntry", "\"as the row says\"");
            xml.append("</rule>");
        }
        return xml.append("</decisionTable></decision></definitions>").toString();
    }

    private static void column(StringBuilder xml, String fact, String type) {
        xml.append("<input><inputExpression typeRef=\"").append(type).append("\"><text>");
        xml.append(fact).append("</text></inputExpression></input>");
    }

    private static void cell(StringBuilder xml, String element, String text) {
        xml.append('<')
                .append(element)
                .append("><text>")
                .append(text)
                .append("</text></")
                .append(element)
                .append('>');
    }
}

package remit.server.packs.draft;

import static remit.server.packs.draft.DraftContents.quoted;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.server.packs.ColumnLook;

/** The decision table of a drafted pack, and the scenarios that hold it. */
final class DraftTable {
    private final DraftContents draft;
    private final boolean money;
    private final boolean group;

    DraftTable(DraftContents draft) {
        this.draft = draft;
        this.money = draft.chosen().money() != null;
        this.group = draft.chosen().group() != null;
    }

    /** @param cells fact to cell; a fact that is not named matches anything */
    private record Rule(Map<String, String> cells, String verdict, String reason) {}

    private String amount() {
        ColumnLook look = draft.chosen().money();
        return look == null ? "" : look.name();
    }

    private String limit() {
        return draft.limit().toPlainString();
    }

    private Map<String, String> inputs() {
        var inputs = new LinkedHashMap<String, String>();
        if (money) inputs.put(amount(), "number");
        if (group) inputs.put("new_group", "boolean");
        inputs.put("confident", "boolean");
        return inputs;
    }

    private List<Rule> rules() {
        var rules = new ArrayList<Rule>();
        var clear = new LinkedHashMap<String, String>();
        if (money) {
            rules.add(new Rule(Map.of(amount(), "<= 0"), "checkpoint", "no amount above zero"));
            rules.add(new Rule(Map.of(amount(), "> " + limit()), "checkpoint", "the amount is above the limit"));
            clear.put(amount(), "(0.." + limit() + "]");
        }
        if (group) {
            rules.add(new Rule(Map.of("new_group", "true"), "checkpoint", "never seen before"));
            clear.put("new_group", "false");
        }
        clear.put("confident", "true");
        rules.add(new Rule(clear, "auto_clear", "the author is confident and the case is within the limits"));
        rules.add(new Rule(Map.of("confident", "false"), "checkpoint", "the author is not confident enough"));
        return rules;
    }

    String text() {
        var out = new StringBuilder("""
                <?xml version="1.0" encoding="UTF-8"?>
                <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="definitions" name="%1$s"
                             namespace="urn:remit:packs:%1$s">
                  <decision id="authority" name="Who decides a case">
                    <description>Read from top to bottom; the first row that matches speaks. Where none matches, a person looks.</description>
                    <decisionTable id="table" hitPolicy="FIRST">
                """.formatted(draft.id()));
        inputs().forEach((fact, type) -> out.append("""
                      <input id="input_%1$s" label="%1$s">
                        <inputExpression id="expression_%1$s" typeRef="%2$s"><text>%1$s</text></inputExpression>
                      </input>
                """.formatted(fact, type)));
        out.append("""
                      <output id="output_verdict" label="Verdict" name="verdict" typeRef="string">
                        <outputValues id="values_verdict"><text>"auto_clear","checkpoint","stop","return"</text></outputValues>
                      </output>
                      <output id="output_reason" label="Reason" name="reason" typeRef="string"/>
                """);
        int number = 0;
        for (Rule rule : rules()) rule(out, rule, ++number);
        return out.append("    </decisionTable>\n  </decision>\n</definitions>\n")
                .toString();
    }

    private void rule(StringBuilder out, Rule rule, int number) {
        out.append("      <rule id=\"row_").append(number).append("\">\n");
        for (String fact : inputs().keySet()) {
            String cell = rule.cells()
                    .getOrDefault(fact, "-")
                    .replace("&", "&amp;")
                    .replace("<", "&lt;")
                    .replace(">", "&gt;");
            out.append("        <inputEntry id=\"row_%d_%s\"><text>%s</text></inputEntry>\n"
                    .formatted(number, fact, cell));
        }
        out.append("        <outputEntry id=\"row_%d_verdict\"><text>\"%s\"</text></outputEntry>\n"
                .formatted(number, rule.verdict()));
        out.append("        <outputEntry id=\"row_%d_reason\"><text>\"%s\"</text></outputEntry>\n"
                .formatted(number, rule.reason()));
        out.append("      </rule>\n");
    }

    String cases() {
        String label = draft.labels().stream()
                .filter(l -> !DraftContract.isAdverse(l))
                .findFirst()
                .orElse("something");
        String sure = "{decision: " + quoted(label) + ", confidence: 0.99, confident: true}";
        String unsure = "{decision: " + quoted(label) + ", confidence: 0.4, confident: false}";
        String usual = given(draft.limit(), false);
        var out = new StringBuilder("schema: remit/v1\ncases:\n");
        int last = rules().size();
        scenario(out, "a confident case within the limits clears", usual, sure, "auto_clear, row: " + (last - 1));
        scenario(out, "an unsure author reaches a person", usual, unsure, "checkpoint, row: " + last);
        if (money) {
            String above = given(draft.limit().add(BigDecimal.ONE), false);
            scenario(out, "an amount above the limit reaches a person", above, sure, "checkpoint, row: 2");
            scenario(
                    out,
                    "an amount of zero reaches a person",
                    given(BigDecimal.ZERO, false),
                    sure,
                    "checkpoint, row: 1");
        }
        if (group) {
            String isNew = given(draft.limit(), true);
            scenario(out, "what was never seen reaches a person", isNew, sure, "checkpoint, row: " + (money ? 3 : 1));
        }
        return out.toString();
    }

    private String given(BigDecimal amount, boolean isNew) {
        var parts = new ArrayList<String>();
        ColumnLook look = draft.chosen().money();
        if (look != null) {
            String number = amount.toPlainString();
            parts.add(look.name() + ": " + quoted(look.decimalComma() ? number.replace('.', ',') : number));
        }
        ColumnLook who = draft.chosen().group();
        if (who != null) {
            parts.add(who.name() + ": example");
            parts.add("new_group: " + isNew);
        }
        return "{" + String.join(", ", parts) + "}";
    }

    private static void scenario(StringBuilder out, String name, String given, String proposal, String verdict) {
        out.append("  - name: ")
                .append(name)
                .append("\n    given: ")
                .append(given)
                .append("\n    proposal: ")
                .append(proposal)
                .append("\n    expect: {verdict: ")
                .append(verdict)
                .append("}\n");
    }
}

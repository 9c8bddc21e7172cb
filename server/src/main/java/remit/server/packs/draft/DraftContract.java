package remit.server.packs.draft;

import static remit.server.packs.draft.DraftContents.quoted;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import remit.server.packs.ColumnLook;

/** The contract of a drafted pack. */
final class DraftContract {
    private static final Pattern ADVERSE =
            Pattern.compile("deny|denied|denial|reject|refus|declin|terminat|dismiss|ablehn|abgelehnt");

    private final DraftContents draft;

    DraftContract(DraftContents draft) {
        this.draft = draft;
    }

    static boolean isAdverse(String label) {
        return ADVERSE.matcher(label.toLowerCase(Locale.ROOT)).find();
    }

    private static String person(String role) {
        return "{name: " + quoted("TO FILL IN: " + role) + ", function: \"to fill in\", contact: "
                + quoted(role.replace(' ', '-') + "@example.invalid") + "}";
    }

    String text() {
        return head() + people() + risk() + flow() + author() + economics() + reporting();
    }

    private String head() {
        return """
                # The contract of the process. Drafted from a file: names, limits and costs are placeholders until the owner
                # has put in the real ones.
                schema: remit/v1
                id: %1$s
                name: %2$s
                zone: UTC   # the time zone of the process's business days

                purpose:
                  statement: %3$s
                  inside: [%4$s]
                  outside: ["anything but the decision of a case"]
                  constraints: ["a case is decided once"]
                  stays_human: ["whatever the rules do not clear"]

                """.formatted(
                        draft.id(),
                        quoted(draft.id().replace('-', ' ')),
                        quoted("Propose " + target() + " for each case."),
                        quoted("proposing " + target()));
    }

    private String target() {
        return draft.chosen().target().header();
    }

    private static String people() {
        return """
                people:
                  owner: %1$s
                  escalation:
                    owner: %2$s
                    backup: %3$s
                    hours: Mon-Fri 09:00-17:00
                  responsible: [%4$s]
                  decision_points:
                    - name: the decision of a case
                      owner: %1$s
                      consequences: "to fill in: what follows when it is wrong"

                """.formatted(
                person("owner"), person("escalation owner"), person("escalation backup"), person("responsible"));
    }

    private String risk() {
        List<String> adverse =
                draft.labels().stream().filter(DraftContract::isAdverse).toList();
        var out = new StringBuilder();
        for (String label : adverse) {
            out.append("\n    - {decision: ")
                    .append(quoted(label))
                    .append(", rationale: \"its name says that it hurts someone\"}");
        }
        return """
                risk:
                  tier: 2
                  rationale: "to fill in: why this tier (0 internal ... 4 regulated or irreversible)"
                  stop_conditions: []
                  adverse:%s
                  checkpoints:
                    - {id: unsure, description: a person decides what the rules do not clear}
                  rollback: Hold everything and let people decide as before.

                """.formatted(adverse.isEmpty() ? " []" : out.toString());
    }

    private static String flow() {
        return """
                flow:
                  steps:
                    - {id: read, description: a row comes in}
                    - {id: propose, description: the author proposes}
                    - {id: decide, description: the rules decide}
                    - {id: record, description: the decision is written down}
                  tools:
                    # A draft changes nothing outside. Name your system of record and its effect when you trust the rules.
                    - id: record_decision
                      connector: system-of-record
                      effect: draft
                      arguments: {case: $case, key: $key, decision: $decision}

                """;
    }

    private String author() {
        var out = new StringBuilder();
        for (Map.Entry<String, List<String>> feature : draft.features().entrySet()) {
            if (!feature.getValue().isEmpty()) {
                out.append("\n    ")
                        .append(feature.getKey())
                        .append(": [")
                        .append(String.join(", ", feature.getValue()))
                        .append(']');
            }
        }
        return """
                author:
                  kind: classifier
                  target: %s
                  max_error: 3%%   # error share that the confidence threshold aims at
                  settings:%s

                """.formatted(draft.chosen().target().name(), out);
    }

    private String economics() {
        return """
                economics:
                  kpis:
                    - {id: auto_clear, name: Cases cleared without a person, unit: "%%", owner: "to fill in"}
                  cost: {handling_minutes: 5, hourly_cost: "40.00", currency: %s, productive_hours: 1650}
                  budget: {owner: "to fill in", cost_center: "to fill in", function: "to fill in"}

                """.formatted(draft.currency());
    }

    private String reporting() {
        ColumnLook group = draft.chosen().group();
        ColumnLook money = draft.chosen().money();
        return "reporting:\n  unit: case\n  units: cases\n  cleared: decided and recorded\n"
                + (group == null ? "" : "  group: " + group.name() + "\n")
                + (money == null ? "" : "  money: " + money.name() + "\n")
                + "  error: differs\n  headline: share\n"
                + (group == null ? "" : "  baseline: {group: " + group.name() + ", seen: 3, share: 95%}\n");
    }
}

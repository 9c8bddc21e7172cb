package remit.server.web.query;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.process.AdverseDecision;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.process.Reporting;
import remit.server.web.PublishedProcess;

/**
 * What is known of a case in hindsight, as SQL over {@code case_view c}: the same notion that the scorer of a run has
 * ({@link remit.scorecard.Scoring}), so that a list, its count and the printed share agree. A value that could not be
 * read is stored as an object and is no truth. Every condition is true or false, never null.
 */
final class Truths {
    /** A decimal as evidence stores it, and as {@link remit.process.StoredFacts} reads it. */
    private static final String PLAIN = "'^-?[0-9]{1,200}([.][0-9]{1,200})?$'";

    /** What was done had to be taken back, which is wrong whatever its outcome says. */
    private static final String TAKEN_BACK = "(c.case_id in (select b.case_id from action_view b"
            + " where b.action_id like '%:compensate' and b.state = 'verified'))";

    private final Reporting reporting;

    private final Intake.Type targetType;

    /** @param parameters takes the values that the conditions name */
    Truths(PublishedProcess process, Map<String, Object> parameters) {
        ProcessContract contract = process.contract();
        this.reporting = contract.reporting();
        String target = contract.author().target();
        this.targetType = Optional.ofNullable(process.intake().byName().get(target))
                .map(column -> column.reading().type())
                .orElse(Intake.Type.TEXT);
        parameters.put("target", target);
        if (reporting.error() == Reporting.Error.OVERPAID) {
            parameters.put("would", orEmpty(reporting.wouldHavePaid()));
            parameters.put("paid", orEmpty(reporting.paid()));
            parameters.put(
                    "adverse",
                    contract.risk().adverse().stream()
                            .map(AdverseDecision::decision)
                            .toArray(String[]::new));
        }
    }

    private static String orEmpty(@Nullable String name) {
        return name == null ? "" : name;
    }

    /** @param outcome {@code known}, {@code unknown}, {@code right} or {@code wrong} */
    String condition(String outcome) {
        return switch (outcome) {
            case "known" -> known();
            case "wrong" -> wrong();
            case "right" -> known() + " and not " + wrong();
            default -> "not " + known();
        };
    }

    private String known() {
        return "(" + told() + " or " + TAKEN_BACK + ")";
    }

    private String wrong() {
        String contradicted = switch (reporting.error()) {
            case DIFFERS -> label() + " is distinct from c.decision";
            case OVERPAID -> "coalesce(" + paid() + " > " + officersPaid() + ", false)";
        };
        return "((" + told() + " and " + contradicted + ") or " + TAKEN_BACK + ")";
    }

    /** Whether the outcome says enough. */
    private String told() {
        String labelled = "c.decision is not null and " + label() + " is not null";
        return switch (reporting.error()) {
            case DIFFERS -> "(" + labelled + ")";
            case OVERPAID -> "(" + labelled + " and " + officersPaid() + " is not null)";
        };
    }

    private String paid() {
        if (Objects.equals(reporting.paid(), reporting.money())) return "c.money";
        return "(select " + amount("p.content::jsonb->'inputs'", "paid") + " from event e"
                + " join payload p on p.event_id = e.id where e.case_id = c.case_id and e.seq = 1)";
    }

    /** An officer who denied paid nothing, also where the source gives no amount; case and blanks do not matter. */
    private String officersPaid() {
        return "coalesce(" + amount("c.observed", "would") + ", case when lower(btrim(" + label()
                + ")) in (select lower(btrim(d)) from unnest(cast(:adverse as text[])) d) then 0 end)";
    }

    /** What a case came to, as the author would write it; null where it says nothing that the column's type can hold. */
    private String label() {
        String text = text("c.observed", "target");
        return switch (targetType) {
            case TEXT -> text;
            case NUMBER, MONEY -> "(case when " + text + " ~ " + PLAIN + " then " + text + " end)";
            case DATE -> "(case when pg_input_is_valid(" + text + ", 'date') then " + text + " end)";
            case FLAG -> "(case c.observed->:target when 'true'::jsonb then 'yes' when 'false'::jsonb then 'no' end)";
        };
    }

    /** A number, or null where something else was stored: a bad cell, or the value of a time when the type was another. */
    private static String amount(String object, String name) {
        String text = text(object, name);
        return "(case when " + text + " ~ " + PLAIN + " then (" + text + ")::numeric end)";
    }

    private static String text(String object, String name) {
        String value = object + "->:" + name;
        return "(case when jsonb_typeof(" + value + ") = 'string' then " + object + "->>:" + name + " end)";
    }
}

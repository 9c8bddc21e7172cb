package remit.server.web.query;

import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import remit.process.AdverseDecision;
import remit.process.ProcessContract;
import remit.process.Reporting;

/**
 * What is known of a case in hindsight, as SQL over {@code case_view c}: the same notion that the scorer of a run has
 * ({@link remit.scorecard.Scoring}), so that a list, its count and the printed share agree. A value that could not be
 * read is stored as an object and is no truth. Every condition is true or false, never null.
 */
final class Truths {
    private final Reporting reporting;

    /** @param parameters takes the values that the conditions name */
    Truths(ProcessContract contract, Map<String, Object> parameters) {
        this.reporting = contract.reporting();
        parameters.put("target", contract.author().target());
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
        String labelled = "c.decision is not null and " + text("target") + " is not null";
        return switch (reporting.error()) {
            case DIFFERS -> "(" + labelled + ")";
            case OVERPAID -> "(" + labelled + " and " + officersPaid() + " is not null)";
        };
    }

    private String wrong() {
        return switch (reporting.error()) {
            case DIFFERS -> "(" + known() + " and " + text("target") + " is distinct from c.decision)";
            case OVERPAID -> "(" + known() + " and coalesce(" + paid() + " > " + officersPaid() + ", false))";
        };
    }

    private String paid() {
        if (Objects.equals(reporting.paid(), reporting.money())) return "c.money";
        return "(select (p.content::jsonb->'inputs'->>:paid)::numeric from event e join payload p on p.event_id = e.id"
                + " where e.case_id = c.case_id and e.seq = 1)";
    }

    /** An officer who denied paid nothing, also where the source gives no amount. */
    private static String officersPaid() {
        return "coalesce(" + text("would") + "::numeric, case when " + text("target") + " = any(:adverse) then 0 end)";
    }

    private static String text(String name) {
        return "(case when jsonb_typeof(c.observed->:" + name + ") = 'string' then c.observed->>:" + name + " end)";
    }
}

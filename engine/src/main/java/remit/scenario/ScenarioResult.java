package remit.scenario;

import java.util.List;
import remit.decision.Decision;

/**
 * How a scenario came out.
 *
 * @param differences one sentence for each thing that is not as expected; empty when it passed
 */
public record ScenarioResult(Scenario scenario, Decision decision, List<String> differences) {
    public ScenarioResult {
        differences = List.copyOf(differences);
    }

    public boolean passed() {
        return differences.isEmpty();
    }

    /** What differs and what every check said, for people; one line when it passed. */
    public String text() {
        if (passed()) return "passed: " + scenario.name();
        var out = new StringBuilder("FAILED: ").append(scenario.name()).append('\n');
        for (String difference : differences)
            out.append("  ").append(difference).append('\n');
        out.append("  the checks said:\n");
        decision.checks()
                .forEach(check -> out.append("    ")
                        .append(check.check())
                        .append(": ")
                        .append(check.verdict().word())
                        .append(", ")
                        .append(check.reason())
                        .append('\n'));
        return out.toString();
    }
}

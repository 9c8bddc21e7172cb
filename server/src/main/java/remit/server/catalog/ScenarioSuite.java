package remit.server.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import remit.decision.Pinned;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.ports.Author.Proposal;
import remit.scenario.Expectation;
import remit.scenario.Scenario;
import remit.scenario.ScenarioResult;
import remit.scenario.ScenarioRunner;
import remit.server.packs.Pack;
import remit.server.packs.RawScenario;
import remit.server.packs.RowReader;

/** Runs the scenarios of a pack: the runner that users get with {@code remit test}. */
public final class ScenarioSuite {
    private ScenarioSuite() {}

    /** @param place file and line, {@code differences} what came out otherwise than expected */
    public record Outcome(String place, String name, boolean passed, List<String> differences) {}

    /** Every scenario with its outcome, in the order of the files. */
    public record Result(List<Outcome> outcomes) {
        public long passed() {
            return outcomes.stream().filter(Outcome::passed).count();
        }

        public long failed() {
            return outcomes.size() - passed();
        }

        public Json.Obj toJson() {
            return Json.object(
                    "passed", passed(),
                    "failed", failed(),
                    "scenarios", Json.array(outcomes.stream()
                            .map(o -> Json.object(
                                    "place", o.place(),
                                    "name", o.name(),
                                    "passed", o.passed(),
                                    "differences", Json.strings(o.differences())))
                            .toList()));
        }
    }
}

package remit.server.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import remit.authority.Ruling;
import remit.decision.Pinned;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Value;
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
    private static final Set<String> FLAG_WORDS = Set.of("true", "yes", "y", "1");

    private ScenarioSuite() {}

    /** Compiles the pack and runs every scenario; refuses when pack or scenarios are wrong in themselves. */
    public static Checked<Result> run(Pack pack) {
        return Catalog.compile(pack).then(pinned -> run(pack, pinned, Leniency.NONE));
    }

    /**
     * The scenarios of a published version without the levels that it carries: what the pack itself promises. A row that an
     * example expects is the row that speaks about it under the version before, wherever that row stands now. One that names
     * what the version does not have fails: a change may have taken the row away that it expects.
     *
     * @param before the version that it rests on
     */
    public static Checked<Result> ownOf(PublishedProcess process, PublishedProcess before) {
        Pinned own = process.pinned().under(List.of());
        return run(process.pack(), own, new Leniency(MovedRows.between(before, own.table()), Unknown.FAILS));
    }

    /** What becomes of a scenario that names a row, a check or an input that is not there. */
    private enum Unknown {
        REFUSED,
        FAILS
    }

    /** What is forgiven an example. @param rows that stand elsewhere now */
    private record Leniency(MovedRows rows, Unknown unknown) {
        static final Leniency NONE = new Leniency(MovedRows.NONE, Unknown.REFUSED);
    }

    private static Checked<Result> run(Pack pack, Pinned pinned, Leniency leniency) {
        var problems = new ArrayList<Problem>();
        var outcomes = new ArrayList<Outcome>();
        for (RawScenario raw : pack.scenarios()) {
            String place = pack.folder() + "/" + raw.file() + " line " + raw.line();
            switch (scenario(raw, pack)) {
                case Checked.Refused<Scenario>(List<Problem> found) ->
                    found.forEach(problem -> problems.add(problem.in(place)));
                case Checked.Ok<Scenario>(Scenario written) -> {
                    MovedRows.Carried carried = leniency.rows().carry(raw, written, pinned);
                    List<Problem> found = ScenarioRunner.check(carried.scenario(), pinned);
                    if (found.isEmpty()) outcomes.add(outcome(place, raw, carried, pinned));
                    else if (leniency.unknown() == Unknown.FAILS)
                        outcomes.add(new Outcome(place, raw.name(), words(found), carried.moved()));
                    else found.forEach(problem -> problems.add(problem.in(place)));
                }
            }
        }
        return problems.isEmpty() ? Checked.ok(new Result(outcomes)) : Checked.refused(problems);
    }

    private static List<String> words(List<Problem> problems) {
        return problems.stream()
                .map(problem -> problem.what() + ": " + problem.fix())
                .toList();
    }

    private static Outcome outcome(String place, RawScenario raw, MovedRows.Carried carried, Pinned pinned) {
        ScenarioResult result = ScenarioRunner.run(carried.scenario(), pinned);
        var differences = new ArrayList<>(result.differences());
        if (!carried.gone().isEmpty()) differences.add(carried.gone());
        String expected = raw.expect().decision();
        if (expected != null && !expected.equals(result.decision().decision())) {
            differences.add("expected decision " + expected + ", got "
                    + result.decision().decision());
        }
        return new Outcome(place, raw.name(), differences, carried.moved());
    }

    static Checked<Scenario> scenario(RawScenario raw, Pack pack) {
        var reader = new RowReader(pack.intake(), pack.contract().zone());
        var given = new LinkedHashMap<String, Value>();
        Set<String> columns = pack.intake().byName().keySet();
        raw.given()
                .forEach((name, text) -> given.put(
                        name,
                        columns.contains(name)
                                ? reader.value(name, text)
                                : Value.of(FLAG_WORDS.contains(text.toLowerCase(Locale.ROOT)))));
        Optional<Proposal> proposal = Optional.ofNullable(raw.proposal())
                .filter(p -> p.decision() != null)
                .map(p -> new Proposal(
                        String.valueOf(p.decision()),
                        p.confidence(),
                        p.confident(),
                        List.of(),
                        "said by the scenario"));
        return expectation(raw.expect()).map(expect -> new Scenario(raw.name(), given, proposal, expect));
    }

    private static Checked<Expectation> expectation(RawScenario.Expect expect) {
        String verdict = expect.verdict();
        Optional<Ruling> ruling = verdict == null ? Optional.empty() : Ruling.of(verdict);
        if (verdict != null && ruling.isEmpty()) {
            return Checked.refused(new Problem(
                    "RMT-061",
                    "expect.verdict",
                    "there is no verdict \"" + verdict + "\"",
                    "write auto_clear, checkpoint, stop or return"));
        }
        if (ruling.isEmpty() && expect.row() == null && expect.reason() == null && expect.check() == null) {
            return Checked.refused(new Problem(
                    "RMT-062",
                    "expect",
                    "nothing but the decision is expected, so no rule is tested",
                    "say which verdict, row, reason or check must come out"));
        }
        return Checked.ok(new Expectation(ruling.orElse(null), expect.row(), expect.reason(), expect.check()));
    }

    /**
     * @param place file and line
     * @param differences what came out otherwise than expected
     * @param moved where the row that it expects stands by now; empty where that is where it stood
     */
    public record Outcome(String place, String name, List<String> differences, String moved) {
        public Outcome {
            differences = List.copyOf(differences);
        }

        public boolean passed() {
            return differences.isEmpty();
        }
    }

    /** Every scenario with its outcome, in the order of the files. */
    public record Result(List<Outcome> outcomes) {
        public long passed() {
            return outcomes.stream().filter(Outcome::passed).count();
        }

        public long failed() {
            return outcomes.size() - passed();
        }

        /** Where rows that examples expect stand by now, each said once. */
        public List<String> rowsMoved() {
            return outcomes.stream()
                    .map(Outcome::moved)
                    .filter(moved -> !moved.isEmpty())
                    .distinct()
                    .sorted()
                    .toList();
        }

        public Json.Obj toJson() {
            return Json.object(
                    "passed", passed(),
                    "failed", failed(),
                    "scenarios",
                            Json.array(outcomes.stream()
                                    .map(o -> Json.object(
                                            "place", o.place(),
                                            "name", o.name(),
                                            "passed", o.passed(),
                                            "differences", Json.strings(o.differences())))
                                    .toList()),
                    "rows_moved", Json.strings(rowsMoved()));
        }
    }
}

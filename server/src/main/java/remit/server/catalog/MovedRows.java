package remit.server.catalog;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.TableDiff;
import remit.decision.Pinned;
import remit.kernel.Checked;
import remit.scenario.Expectation;
import remit.scenario.Scenario;
import remit.scenario.ScenarioResult;
import remit.scenario.ScenarioRunner;
import remit.server.packs.RawScenario;

/**
 * Where the rows that examples expect stand in a changed table. An example names a row by its number, and a row that is
 * added above takes every number after it along: what the example means is the row that speaks about it in the version
 * before.
 */
final class MovedRows {
    /** Every example means the number that it says. */
    static final MovedRows NONE = new MovedRows(null, Map.of());

    private final @Nullable PublishedProcess before;
    private final Map<Integer, Integer> kept;

    /**
     * An example as it is asked.
     *
     * @param moved where its row stands by now, {@code gone} that it is there no more; empty where neither is so
     */
    record Carried(Scenario scenario, String moved, String gone) {}

    private MovedRows(@Nullable PublishedProcess before, Map<Integer, Integer> kept) {
        this.before = before;
        this.kept = kept;
    }

    static MovedRows between(PublishedProcess before, AuthorityTable after) {
        return new MovedRows(before, TableDiff.kept(before.pinned().table(), after));
    }

    /** An example that the version before has not, or has otherwise, was written for the new table. */
    Carried carry(RawScenario raw, Scenario written, Pinned after) {
        var plain = new Carried(written, "", "");
        Integer row = written.expect().row();
        if (row == null) return plain;
        int spoke = spoke(raw);
        if (spoke == 0) return plain;
        // It was not met before: its number may be that of the new table as well.
        if (spoke != row
                && ScenarioRunner.row(ScenarioRunner.run(written, after).decision()) == row) return plain;
        Integer now = kept.get(spoke);
        if (now == null) return new Carried(with(written, null), "", "expected row " + spoke + ", which is gone");
        return now.equals(row) ? plain : new Carried(with(written, now), "row " + row + " is row " + now + " now", "");
    }

    /** The row that spoke about it in the version before; 0 for none, and for an example that this had not. */
    private int spoke(RawScenario raw) {
        PublishedProcess was = before;
        if (was == null) return 0;
        Optional<RawScenario> same =
                was.pack().scenarios().stream().filter(old -> same(old, raw)).findFirst();
        return same.map(old -> ScenarioSuite.scenario(old, was.pack())
                                instanceof Checked.Ok<Scenario>(Scenario scenario)
                        ? spoke(ScenarioRunner.run(scenario, was.pinned().under(List.of())))
                        : 0)
                .orElse(0);
    }

    private static int spoke(ScenarioResult result) {
        return ScenarioRunner.row(result.decision());
    }

    private static boolean same(RawScenario old, RawScenario now) {
        return old.file().equals(now.file())
                && new RawScenario(now.file(), old.line(), now.name(), now.given(), now.proposal(), now.expect())
                        .equals(old);
    }

    /** Where nothing else is expected, every reason is right: whether the row is there is told apart from it. */
    private static Scenario with(Scenario scenario, @Nullable Integer row) {
        Expectation expect = scenario.expect();
        boolean nothing = row == null && expect.verdict() == null && expect.check() == null;
        String reason = nothing && expect.reason() == null ? "" : expect.reason();
        return new Scenario(
                scenario.name(),
                scenario.given(),
                scenario.proposal(),
                new Expectation(expect.verdict(), row, reason, expect.check()));
    }
}

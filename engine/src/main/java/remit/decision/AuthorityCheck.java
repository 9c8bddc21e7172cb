package remit.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;
import remit.authority.Evaluation;
import remit.authority.Row;
import remit.authority.Ruling;
import remit.kernel.CheckResult;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.process.Disposition;
import remit.rules.Answer.NearMiss;

/**
 * What the decision table says, told so that a person can follow it.
 *
 * @param row the row that allows the case to clear; 0 when none does
 * @param approver the same as evidence names it; null when none does
 */
record AuthorityCheck(Ruled ruled, int row, @Nullable String approver) {
    /** More near misses than anyone reads only make evidence larger. */
    private static final int MOST_NEAR_MISSES = 8;

    /** What the process's own table says. */
    static AuthorityCheck of(Pinned pinned, Map<String, Value> facts) {
        AuthorityCheck check = of(pinned.table(), Decider.AUTHORITY, facts, pinned::lacking);
        return check.row == 0 ? check : new AuthorityCheck(check.ruled, check.row, pinned.approver(check.row));
    }

    /** What the table of a level says: it names no approver. */
    static Ruled of(Level level, Map<String, Value> facts) {
        return of(level.table(), level.kind().check(), facts, Level::lacking).ruled;
    }

    /** @param lacking what is said where a row would let through a case that lacks a fact */
    private static AuthorityCheck of(
            AuthorityTable table, String name, Map<String, Value> facts, Function<String, Ruling> lacking) {
        Evaluation evaluation = table.evaluate(facts);
        return switch (evaluation.outcome()) {
            case Evaluation.Outcome.Matched(Row row) -> {
                String reason = row.reason().isEmpty()
                        ? "row " + row.number() + " says " + row.ruling().word()
                        : row.reason();
                Json.Obj detail = detail(table, evaluation, row.ruling(), facts).with("row", Json.of(row.number()));
                int allowing = row.ruling() == Ruling.AUTO_CLEAR ? row.number() : 0;
                yield new AuthorityCheck(ruled(name, row.ruling(), reason, detail), allowing, null);
            }
            case Evaluation.Outcome.NoMatch(Ruling ruling, String reason) ->
                new AuthorityCheck(ruled(name, ruling, reason, detail(table, evaluation, ruling, facts)), 0, null);
            case Evaluation.Outcome.Lacking(Row row, String fact, String why) -> {
                Ruling ruling = lacking.apply(fact);
                String reason = fact + " " + why + ": row " + row.number() + " cannot let the case through";
                yield new AuthorityCheck(
                        ruled(name, ruling, reason, detail(table, evaluation, ruling, facts)), 0, null);
            }
            case Evaluation.Outcome.Violated(List<Integer> rows) -> {
                String names = rows.stream().map(String::valueOf).collect(Collectors.joining(", "));
                String reason = "rows " + names + " match at once, the table allows one";
                yield new AuthorityCheck(
                        ruled(name, Ruling.STOP, reason, detail(table, evaluation, Ruling.STOP, facts)), 0, null);
            }
        };
    }

    private static Ruled ruled(String name, Ruling ruling, String reason, Json.Obj detail) {
        Disposition disposition = ruling.disposition().orElse(null);
        Json.Obj full = disposition == null ? detail : detail.with("then", Json.of(disposition.word()));
        return new Ruled(new CheckResult(name, ruling.verdict(), reason, full), disposition);
    }

    private static Json.Obj detail(AuthorityTable table, Evaluation evaluation, Ruling said, Map<String, Value> facts) {
        var matched = new ArrayList<Json>();
        for (int row : evaluation.matched()) matched.add(Json.of(row));
        var near = said == Ruling.AUTO_CLEAR ? List.<Json>of() : milder(table, said, facts);
        return Json.object("rules", table.version(), "matched", Json.array(matched), "near_misses", Json.array(near));
    }

    /** Only a row that would have been milder explains why the case is held. */
    private static List<Json> milder(AuthorityTable table, Ruling said, Map<String, Value> facts) {
        var near = new ArrayList<Json>();
        for (NearMiss miss : table.nearMisses(facts)) {
            Ruling missed = table.rows().get(miss.row() - 1).ruling();
            if (missed.verdict().compareTo(said.verdict()) >= 0) continue;
            near.add(Json.object("row", miss.row(), "verdict", missed.word(), "column", miss.column()));
            if (near.size() == MOST_NEAR_MISSES) break;
        }
        return near;
    }
}

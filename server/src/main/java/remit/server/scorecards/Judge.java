package remit.server.scorecards;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.process.Disposition;
import remit.process.Reporting;
import remit.process.StoredFacts;
import remit.scorecard.Score;
import remit.scorecard.ScoredCase;
import remit.scorecard.Scoring;
import remit.server.catalog.PublishedProcess;

/** Puts decided cases beside their truths; the scorer that author, rules and statistics cannot see. */
public final class Judge {
    private final PublishedProcess process;
    private final Reporting reporting;
    private final Scoring scoring;

    /**
     * A decided case beside what is known of its truth.
     *
     * @param opening payload of its first event
     * @param outcomes outcome columns, empty while nothing is known
     */
    public record Judged(Instant at, CaseState state, Json.Obj opening, Json.Obj outcomes) {}

    public Judge(PublishedProcess process) {
        this.process = process;
        this.reporting = process.contract().reporting();
        this.scoring =
                new Scoring(reporting, process.contract().economics().cost().handlingCost());
    }

    public void add(Judged judged) {
        CaseState state = judged.state();
        CaseState.Settled settled = state.settled();
        if (settled == null || settled.verdict() == null) return;
        Verdict verdict = Verdict.valueOf(settled.verdict().toUpperCase(java.util.Locale.ROOT));
        CaseState.Proposed proposal = state.proposal();
        String decision = proposal == null ? null : proposal.decision();
        var ruling = new ScoredCase.Ruling(
                verdict,
                verdict == Verdict.STOP ? disposition(state) : null,
                decision,
                decision != null && process.pinned().adverse(decision).isPresent());
        Map<String, Value> outcomes = StoredFacts.read(process.intake(), judged.outcomes());
        scoring.add(new ScoredCase(
                ruling,
                decision == null || proposal == null
                        ? null
                        : new ScoredCase.Proposed(decision, proposal.confidence(), proposal.confident()),
                truth(outcomes),
                setting(judged),
                null));
    }

    private static Disposition disposition(CaseState state) {
        return state.phase() == Phase.RETURNED ? Disposition.RETURNED : Disposition.STOPPED;
    }

    private ScoredCase.@Nullable Truth truth(Map<String, Value> outcomes) {
        Value label = outcomes.getOrDefault(process.contract().author().target(), Value.ABSENT);
        if (label instanceof Value.Absent || label instanceof Value.IllTyped) return null;
        String wouldHavePaid = reporting.wouldHavePaid();
        BigDecimal paid =
                wouldHavePaid != null && outcomes.get(wouldHavePaid) instanceof Value.Numeric(BigDecimal n) ? n : null;
        return new ScoredCase.Truth(
                label.show(), process.pinned().adverse(label.show()).isPresent(), paid);
    }

    private ScoredCase.Setting setting(Judged row) {
        Json.Obj tags = row.opening().object("tags");
        Map<String, Value> inputs =
                StoredFacts.read(process.intake(), row.opening().object("inputs"));
        return new ScoredCase.Setting(
                YearMonth.from(row.at().atZone(process.contract().zone())),
                tags.text("group"),
                tags.text("segment"),
                number(inputs, reporting.money()),
                number(inputs, reporting.paid()));
    }

    private static @Nullable BigDecimal number(Map<String, Value> inputs, @Nullable String name) {
        return name != null && inputs.get(name) instanceof Value.Numeric(BigDecimal number) ? number : null;
    }

    public Score score() {
        return scoring.score();
    }

    public @Nullable Double accuracy() {
        return null;
    }

    public @Nullable Double calibrationError() {
        return null;
    }

    public Json curve() {
        return Json.NULL;
    }
}

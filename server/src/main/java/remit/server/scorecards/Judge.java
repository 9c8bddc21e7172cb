package remit.server.scorecards;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.kernel.Json;
import remit.kernel.Share;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.process.Disposition;
import remit.process.Reporting;
import remit.process.StoredFacts;
import remit.scorecard.Baseline;
import remit.scorecard.Curve;
import remit.scorecard.Hindsight;
import remit.scorecard.Reliability;
import remit.scorecard.Score;
import remit.scorecard.ScoredCase;
import remit.scorecard.Scoring;
import remit.server.catalog.PublishedProcess;

/** Puts decided cases beside their truths; the scorer that author, rules and statistics cannot see. */
public final class Judge {
    /** How the id of a standing draft's author begins. */
    private static final String DRAFT = "draft:";

    private static final double[] ERRORS = {0.005, 0.01, 0.02, 0.03, 0.05, 0.1};

    private final PublishedProcess process;
    private final Reporting reporting;
    private final Scoring scoring;
    private final @Nullable Baseline baseline;
    private final Reliability reliability = new Reliability();
    private final List<Curve.Point> points = new ArrayList<>();

    /**
     * A decided case beside what is known of its truth.
     *
     * @param opening payload of its first event
     * @param outcomes outcome columns, empty while nothing is known
     */
    public record Judged(Instant at, CaseState state, Json.Obj opening, Json.Obj outcomes) {}

    /** @param baseline the precedent rule, which has seen history; null where it is not looked at */
    public Judge(PublishedProcess process, @Nullable Baseline baseline) {
        this.baseline = baseline;
        this.process = process;
        this.reporting = process.contract().reporting();
        this.scoring =
                new Scoring(reporting, process.contract().economics().cost().handlingCost());
    }

    public void add(Judged judged) {
        CaseState.Proposed proposal = judged.state().proposal();
        scored(judged).ifPresent(scored -> {
            ScoredCase.Truth truth = scored.truth();
            if (proposal != null && truth != null && !isDraft(proposal)) rate(proposal, truth);
            scoring.add(scored);
        });
    }

    /** A decided case as the scorer sees it; empty for one that is not decided. */
    public Optional<ScoredCase> scored(Judged judged) {
        CaseState state = judged.state();
        CaseState.Settled settled = state.settled();
        if (settled == null || settled.verdict() == null) return Optional.empty();
        Verdict verdict = Verdict.valueOf(settled.verdict().toUpperCase(java.util.Locale.ROOT));
        CaseState.Proposed proposal = state.proposal();
        String decision = proposal == null ? null : proposal.decision();
        var ruling = new ScoredCase.Ruling(
                verdict,
                verdict == Verdict.STOP ? disposition(state) : null,
                decision,
                decision != null && process.pinned().adverse(decision).isPresent(),
                state.takenBack());
        return Optional.of(new ScoredCase(
                ruling,
                decision == null || proposal == null
                        ? null
                        : new ScoredCase.Proposed(decision, proposal.confidence(), proposal.confident()),
                truth(StoredFacts.read(process.intake(), judged.outcomes())),
                setting(judged),
                precedent(judged.opening())));
    }

    /** What the truth says of acting on a proposal. @param decision null where nobody proposed */
    public Hindsight hindsight(@Nullable String decision, Map<String, Value> inputs, Map<String, Value> outcomes) {
        return Hindsight.of(decision, number(inputs, reporting.paid()), truth(outcomes), reporting.error());
    }

    /** A standing draft of the contract claims no confidence, so there is none to believe. */
    private static boolean isDraft(CaseState.Proposed proposal) {
        return proposal.author().id().startsWith(DRAFT);
    }

    private void rate(CaseState.Proposed proposal, ScoredCase.Truth truth) {
        boolean right = truth.label().equals(proposal.decision());
        if (proposal.decision() != null) reliability.add(proposal.confidence(), right);
        points.add(new Curve.Point(proposal.confidence(), right));
    }

    private ScoredCase.@Nullable Precedent precedent(Json.Obj opening) {
        if (baseline == null) return null;
        String group = opening.object("tags").text("group");
        String label = group == null ? null : baseline.clears(group);
        return new ScoredCase.Precedent(label != null, label);
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

    /** Share of live cases with a known outcome whose proposal was right; null without any. */
    public @Nullable Double accuracy() {
        return reliability.accuracy().value();
    }

    /** Expected calibration error over fifteen equal-width bins; null without any. */
    public @Nullable Double calibrationError() {
        return reliability.calibrationError();
    }

    /** What could have cleared at which error, in order of confidence; beside it, at the baseline's own error. */
    public Json curve() {
        if (points.isEmpty()) return Json.NULL;
        Curve curve = Curve.of(points);
        var rows = new ArrayList<Json>();
        for (double error : ERRORS) rows.add(row(curve, error));
        Score.Precedents precedents = score().baseline();
        Double error = precedents == null ? null : precedents.errorShare().value();
        return Json.object(
                "known",
                points.size(),
                "at",
                Json.array(rows),
                "at_baseline_error",
                error == null ? null : row(curve, error));
    }

    private static Json row(Curve curve, double error) {
        Share cleared = curve.clearedAt(error);
        return Json.object("error_share", error, "cleared", cleared.part(), "cleared_share", cleared.value());
    }
}

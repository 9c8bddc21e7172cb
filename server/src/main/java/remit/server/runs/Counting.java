package remit.server.runs;

import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.decision.Decision;
import remit.kernel.Json;
import remit.ladder.LadderCommand;
import remit.process.Rollout;
import remit.scorecard.Hindsight;
import remit.scorecard.ScoredCase;
import remit.server.catalog.PublishedProcess;
import remit.server.ladders.DailySecrets;
import remit.server.scorecards.Judge;

/** What is known of one case counts for the ladder of its segment. Files and live work share it. */
public final class Counting {
    private final PublishedProcess process;
    private final Judge judge;
    private final DailySecrets secrets;

    /**
     * A case and what is known of it.
     *
     * @param opening payload of its first event
     * @param outcomes outcome columns
     */
    public record Known(String caseId, Instant at, Json.Obj opening, Json.Obj outcomes) {
        static Known of(StagedRow row) {
            return new Known(row.caseId(), row.at(), row.opening(), row.outcomes());
        }
    }

    public Counting(PublishedProcess process, DailySecrets secrets) {
        this.process = process;
        this.judge = new Judge(process, null);
        this.secrets = secrets;
    }

    /**
     * The observation; empty where the truth does not tell, or chance did not draw the payment.
     *
     * @param state of a case that cleared and was drawn, or that only the stage kept from clearing
     */
    public Optional<LadderCommand.Observe> of(Known row, CaseState state) {
        var judged = new Judge.Judged(row.at(), state, row.opening(), row.outcomes());
        Optional<ScoredCase> scored = judge.scored(judged);
        Optional<Hindsight> hindsight = scored.map(
                each -> Hindsight.of(each, process.contract().reporting().error()));
        if (hindsight.isEmpty() || !hindsight.get().known()) return Optional.empty();
        ScoredCase.Setting setting = scored.get().setting();
        BigDecimal unit = process.contract().rollout().limits().counted().unit();
        boolean severe = hindsight.get().wrong() && severe(setting.money());
        return unit == null
                ? Optional.of(new LadderCommand.Observe(hindsight.get().wrong(), severe))
                : unit(row, setting.payable(), hindsight.get().leak(), unit);
    }

    /** What a person's word counts: whether the proposal, or what cleared, was right. @param money the amount of the case */
    public LadderCommand.Observe of(boolean right, boolean severe, @Nullable BigDecimal money) {
        return new LadderCommand.Observe(!right, !right && (severe || severe(money)));
    }

    private boolean severe(@Nullable BigDecimal money) {
        Rollout.Watch watch = process.contract().rollout().watch();
        return watch.severeFrom() != null && money != null && money.compareTo(watch.severeFrom()) >= 0;
    }

    /**
     * Sampling of monetary units: the payment is drawn with the chance that it has in the unit, and one unit of it, drawn at
     * random, was overpaid or not. Both draws can be made again, and nobody chose them.
     */
    private Optional<LadderCommand.Observe> unit(
            Known row, @Nullable BigDecimal paid, BigDecimal leak, BigDecimal unit) {
        if (paid == null || paid.signum() <= 0) return Optional.empty();
        DailySecrets.Secret secret =
                secrets.of(LocalDate.ofInstant(row.at(), process.contract().zone()));
        double chance = Math.min(1, share(paid, unit));
        if (!secret.draw("payment", row.caseId()).below(chance)) return Optional.empty();
        boolean overpaid = secret.draw("unit", row.caseId()).below(Math.min(1, share(leak, paid)));
        return Optional.of(new LadderCommand.Observe(overpaid, overpaid && severe(paid)));
    }

    private static double share(BigDecimal part, BigDecimal whole) {
        return part.divide(whole, MathContext.DECIMAL64).doubleValue();
    }

    /** Whether a case belongs to what the ladder is about. @param decided the body of its verdict */
    public static boolean counts(CaseState state, Json.Obj decided) {
        return switch (state.phase()) {
            case CLEARED -> state.sample() != null;
            case HELD, APPROVED, REJECTED -> Decision.clearsButForStage(decided);
            case HISTORY, OPEN, STOPPED, RETURNED, EXPIRED -> false;
        };
    }
}

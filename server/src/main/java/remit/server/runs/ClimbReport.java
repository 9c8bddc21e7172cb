package remit.server.runs;

import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.assurance.sequential.ConfidenceSequence;
import remit.assurance.sequential.Mixture;
import remit.assurance.sequential.Reviews;
import remit.kernel.Json;
import remit.ladder.Evidence;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;
import remit.server.ladders.Move;
import remit.server.ladders.Segment;

/**
 * How a process earned its way: every promotion and demotion with its day, its evidence and the bound of its error share.
 *
 * @param moves of all ladders, in the order of business time
 * @param alarms of drift
 * @param promoted models that took over
 * @param strangers segments that promotions were signed beforehand for, and that no case is of
 */
record ClimbReport(
        List<Move> moves,
        List<Json.Obj> alarms,
        List<Json.Obj> promoted,
        Map<Segment, LadderState> states,
        List<String> strangers,
        ZoneId zone) {
    /** With this confidence a bound holds at any time. */
    private static final double CONFIDENCE = 0.95;

    Json.Obj toJson() {
        var told = new ArrayList<Json>();
        for (Move move : moves) told(move).ifPresent(told::add);
        var stands = new ArrayList<Json>();
        states.forEach((segment, state) -> stands.add(Json.object(
                "segment", segment.name(),
                "stage", state.stage().word(),
                "sampling_rate", state.samplingRate(),
                "sampling_raised", state.raised(),
                "proposed", state.proposal() == null ? null : proposed(state.proposal()),
                "seen", seen(state.watch().seen()))));
        return Json.object(
                "moves", Json.array(told),
                "drift", Json.array(alarms.stream().map(each -> (Json) each).toList()),
                "models", Json.array(promoted.stream().map(each -> (Json) each).toList()),
                "segments", Json.array(stands),
                "unknown_segments", Json.strings(strangers));
    }

    private Optional<Json> told(Move move) {
        Json.Obj base = Json.object(
                "day",
                day(move).toString(),
                "segment",
                move.segment().name(),
                "event",
                move.event().type());
        return switch (move.event()) {
            case LadderEvent.Promoted(Evidence evidence, var signedBy, boolean preauthorised) ->
                Optional.of(base.with("removed", Json.of(evidence.checkpoint()))
                        .with("stage", Json.of(evidence.then().word()))
                        .with("evidence", proposed(evidence))
                        .with("signed_by", Json.of(signedBy.toString()))
                        .with("preauthorised", Json.of(preauthorised)));
            case LadderEvent.PromotionProposed(Evidence evidence) ->
                Optional.of(base.with("evidence", proposed(evidence)));
            case LadderEvent.Demoted(var cause, List<String> restored, var to, var voided) ->
                Optional.of(base.with("cause", Json.of(cause.word()))
                        .with("restored", Json.strings(restored))
                        .with("stage", Json.of(to.word()))
                        .with("evidence", seen(before(move))));
            case LadderEvent.SamplingRaised() -> Optional.of(base);
            case LadderEvent.SamplingLowered() -> Optional.of(base);
            case LadderEvent.Lifted() -> Optional.of(base);
            case LadderEvent.ReviewOverdue() -> Optional.of(base);
            case LadderEvent.ReviewHeld() -> Optional.of(base);
            case LadderEvent.Authorised(var upTo, double limit) ->
                Optional.of(base.with("up_to", Json.of(upTo.word())).with("limit", Json.of(limit)));
            case LadderEvent.Started _,
                    LadderEvent.Observed _,
                    LadderEvent.PromotionDeclined _,
                    LadderEvent.Revoked _,
                    LadderEvent.Certified _,
                    LadderEvent.Pinned _,
                    LadderEvent.TermsChanged _ -> Optional.empty();
        };
    }

    private LocalDate day(Move move) {
        return LocalDate.ofInstant(move.at(), zone);
    }

    /** What was seen before; the review that caused a demotion came with it. */
    private static Reviews before(Move move) {
        return move.before() == null ? Reviews.NONE : move.before().watch().seen();
    }

    private static Json.Obj proposed(Evidence evidence) {
        return Json.object(
                "reviews", evidence.seen().count(),
                "errors", evidence.seen().errors(),
                "attempt", evidence.attempt(),
                "error_upper", evidence.upper());
    }

    private static Json.Obj seen(Reviews reviews) {
        ConfidenceSequence bounds = bounds(reviews);
        return Json.object(
                "reviews", reviews.count(),
                "errors", reviews.errors(),
                "error_lower", bounds.lower(),
                "error_upper", bounds.upper());
    }

    private static ConfidenceSequence bounds(Reviews reviews) {
        return ConfidenceSequence.of(reviews, 1 - CONFIDENCE, Mixture.UNIFORM);
    }

    /** For a person. */
    List<String> lines() {
        var lines = new ArrayList<String>();
        lines.add("Ladder");
        for (Move move : moves) {
            String said = line(move);
            if (said != null) lines.add("  " + day(move) + "  " + move.segment().shown() + ": " + said);
        }
        for (Json.Obj alarm : alarms) lines.add("  " + alarm.text("day", "") + "  " + alarm.text("sentence", ""));
        for (Json.Obj each : promoted) lines.add("  " + day(each) + "  " + takeover(each));
        lines.sort((one, other) -> rank(one).compareTo(rank(other)));
        for (String each : strangers)
            lines.add("  signed beforehand for \"" + each + "\", and no case is of that segment: see its spelling");
        states.forEach((segment, state) -> lines.add("  now         " + segment.shown() + ": " + now(state)));
        return lines;
    }

    private LocalDate day(Json.Obj model) {
        return LocalDate.ofInstant(java.time.Instant.parse(model.text("at", "")), zone);
    }

    private static String takeover(Json.Obj model) {
        long won = (long) model.number("won", 0);
        long lost = (long) model.number("lost", 0);
        return String.format(
                Locale.ROOT,
                "%s serves from here on: of %,d cases in which it and the one before differ it was right in %,d",
                model.text("challenger", ""),
                won + lost,
                won);
    }

    /** The heading first, then by day; the sort is stable. */
    private static String rank(String line) {
        return line.startsWith("  ") ? line.substring(2, 12) : "";
    }

    private @Nullable String line(Move move) {
        return switch (move.event()) {
            case LadderEvent.Promoted(Evidence evidence, var _, boolean preauthorised) ->
                evidence.then().word() + " from here on, without \"" + evidence.checkpoint() + "\": "
                        + counts(evidence.seen()) + ", at most " + percent(evidence.upper()) + " ("
                        + (preauthorised ? "pre-authorised" : "signed") + ")";
            case LadderEvent.Demoted(var cause, List<String> restored, var to, var _) ->
                restored.isEmpty()
                        ? "too many errors in " + to.word() + " (" + counts(before(move))
                                + "): the evidence begins anew"
                        : "back to " + to.word() + " (" + cause.word().replace('_', ' ') + "), "
                                + String.join(", ", restored) + " restored: " + counts(before(move)) + ", at least "
                                + percent(bounds(before(move)).lower());
            case LadderEvent.SamplingRaised() -> drifted(move) ? null : "sampling raised";
            case LadderEvent.ReviewOverdue() ->
                "the review of the process is overdue: nothing is promoted until it is held";
            case LadderEvent.ReviewHeld() -> "the review of the process was held";
            case LadderEvent.PromotionProposed _,
                    LadderEvent.SamplingLowered _,
                    LadderEvent.Lifted _,
                    LadderEvent.Authorised _,
                    LadderEvent.Started _,
                    LadderEvent.Observed _,
                    LadderEvent.PromotionDeclined _,
                    LadderEvent.Revoked _,
                    LadderEvent.Certified _,
                    LadderEvent.Pinned _,
                    LadderEvent.TermsChanged _ -> null;
        };
    }

    /** The alarm has a line of its own, for all segments. */
    private boolean drifted(Move move) {
        return alarms.stream()
                .anyMatch(alarm -> alarm.text("day", "").equals(day(move).toString()));
    }

    private static String now(LadderState state) {
        Evidence proposal = state.proposal();
        String waits = proposal == null
                ? ""
                : "; proposed and not made: without \"" + proposal.checkpoint() + "\" "
                        + proposal.then().word() + ", on " + counts(proposal.seen()) + ", at most "
                        + percent(proposal.upper());
        return state.stage().word() + ", " + counts(state.watch().seen()) + " since the last move" + waits;
    }

    private static String counts(Reviews reviews) {
        return String.format(Locale.ROOT, "%,d of %,d reviews wrong", reviews.errors(), reviews.count());
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share);
    }
}

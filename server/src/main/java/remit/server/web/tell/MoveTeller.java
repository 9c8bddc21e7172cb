package remit.server.web.tell;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.assurance.sequential.Reviews;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.ladder.Cause;
import remit.ladder.LadderEvent;
import remit.server.ladders.LadderView;
import remit.server.ladders.Move;
import remit.server.web.page.CasePage.Label;
import remit.server.web.page.RolloutPage;
import remit.server.web.query.LadderQueries;

/** Tells what moved the ladders of a process: what was given and taken, when, on what evidence and by whom. */
public final class MoveTeller {
    private static final int MOST = 100;
    private static final Label GIVEN = new Label("promoted", "▲", "clear");
    private static final Label TAKEN = new Label("demoted", "▼", "stop");

    private final Accounts accounts;
    private final ZoneId zone;
    private final boolean seesContent;

    /** @param seesContent whether the reader may read people's own words */
    public MoveTeller(Accounts accounts, ZoneId zone, boolean seesContent) {
        this.accounts = accounts;
        this.zone = zone;
        this.seesContent = seesContent;
    }

    /** A line with what orders it. */
    private record Dated(Instant at, long order, RolloutPage.Line line) {}

    /** @param common what concerns all segments */
    public RolloutPage.History history(LadderView view, List<LadderQueries.Told> common) {
        var lines = new ArrayList<Dated>();
        for (Move move : view.moves()) {
            told(move, view.reasons().get(view.place(move)))
                    .ifPresent(said -> lines.add(new Dated(
                            move.at(),
                            move.after().seq(),
                            line(move.at(), move.segment().shown(), said, move.by()))));
        }
        for (LadderQueries.Told each : common) {
            Event event = each.event();
            lines.add(new Dated(event.at(), 0, line(event.at(), "the process", common(each), event.actor())));
        }
        lines.sort(Comparator.comparing(Dated::at)
                .thenComparing(Comparator.comparingLong(Dated::order))
                .reversed());
        long older = Math.max(0, lines.size() - MOST);
        return new RolloutPage.History(
                lines.stream().limit(MOST).map(Dated::line).toList(),
                older == 0
                        ? ""
                        : Numbers.of(older, "older move is", "older moves are")
                                + " not shown; the API and remit ladder tell them.");
    }

    private record Said(Label label, String what, @Nullable String who) {
        Said(Label label, String what) {
            this(label, what, null);
        }
    }

    private RolloutPage.Line line(Instant at, String segment, Said said, Actor by) {
        boolean engine = by.kind() != Actor.Kind.PERSON;
        String who = said.who() != null ? said.who() : engine ? "by itself" : accounts.name(by);
        return new RolloutPage.Line(
                Dates.day(at, zone), Dates.moment(at, zone), segment, said.label(), said.what(), who);
    }

    private static Label plain(String word) {
        return new Label(word, "·", "neutral");
    }

    private Optional<Said> told(Move move, @Nullable String reason) {
        return switch (move.event()) {
            case LadderEvent.Observed _, LadderEvent.Certified _ -> Optional.empty();
            case LadderEvent.Started _ -> Optional.of(new Said(plain("began"), "Began in shadow"));
            case LadderEvent.PromotionProposed(var evidence) ->
                Optional.of(new Said(
                        plain("proposed"),
                        "To remove “" + evidence.checkpoint() + "”, then "
                                + evidence.then().word() + ": " + RolloutTeller.evidence(evidence)));
            case LadderEvent.Promoted(var evidence, Actor signedBy, boolean preauthorised) ->
                Optional.of(new Said(
                        GIVEN,
                        CaseTeller.words(evidence.then().word()) + " from here on, without “" + evidence.checkpoint()
                                + "”: "
                                + RolloutTeller.evidence(evidence),
                        accounts.name(signedBy) + (preauthorised ? ", pre-authorised" : ", signed")));
            case LadderEvent.PromotionDeclined() ->
                Optional.of(new Said(
                        plain("declined"), "The evidence begins anew" + (reason == null ? "" : ": “" + reason + "”")));
            case LadderEvent.Demoted(Cause cause, List<String> restored, var to, var voided) ->
                Optional.of(new Said(
                        restored.isEmpty() ? plain("evidence anew") : TAKEN,
                        demoted(cause, restored, to.word())
                                + (reason == null ? "" : " (“" + reason + "”)")
                                + (voided.isEmpty() ? "" : "; certificates void: " + voided.size())
                                + observed(move)));
            case LadderEvent.Authorised(var upTo, double limit) ->
                Optional.of(new Said(plain("signed beforehand"), authorised(upTo.word(), limit)));
            case LadderEvent.Revoked() ->
                Optional.of(new Said(plain("taken back"), "Nothing is signed beforehand any more"));
            case LadderEvent.Pinned _ ->
                Optional.of(new Said(plain("new version"), "Other versions decide: the evidence begins anew"));
            case LadderEvent.TermsChanged _ ->
                Optional.of(new Said(plain("new terms"), "The contract sets other terms: the evidence begins anew"));
            case LadderEvent.SamplingRaised() -> Optional.of(new Said(plain("sampling raised"), "More is looked at"));
            case LadderEvent.SamplingLowered() ->
                Optional.of(new Said(plain("sampling lowered"), "As much as usual is looked at"));
            case LadderEvent.Lifted() ->
                Optional.of(new Said(plain("switch back"), "The kill switch is back; autonomy is earned anew"));
            case LadderEvent.ReviewOverdue() ->
                Optional.of(new Said(
                        plain("review overdue"), "Nothing is promoted until the process is reviewed as a whole"));
            case LadderEvent.ReviewHeld() ->
                Optional.of(new Said(plain("review held"), "Promotions may be proposed again"));
        };
    }

    private static String demoted(Cause cause, List<String> restored, String to) {
        String why = switch (cause) {
            case ALARM -> "more errors than are tolerated";
            case REVIEW_OVERDUE -> "the review of the process is overdue";
            case NEW_MODEL -> "another model decides";
            case SEVERE_ERROR -> "an error of the gravest kind";
            case CONTROL_LAPSED -> "a control lapsed";
            case KILL_SWITCH -> "the kill switch was pulled";
        };
        return restored.isEmpty()
                ? CaseTeller.words(why)
                : "Back to " + to + ", with "
                        + String.join(
                                ", ",
                                restored.stream().map(each -> "“" + each + "”").toList()) + ": " + why;
    }

    /** The review that caused it came with it, so what was seen stands before it. */
    private static String observed(Move move) {
        Reviews seen =
                move.before() == null ? Reviews.NONE : move.before().watch().seen();
        return seen.count() == 0
                ? ""
                : ". Since the move before: " + Numbers.count(seen.errors()) + " of "
                        + Numbers.of(seen.count(), "review", "reviews") + " wrong";
    }

    private static String authorised(String upTo, double limit) {
        return "Up to " + upTo
                + (limit >= 1 ? "" : ", where at most " + RolloutTeller.percent(limit) + " are wrong by the bound");
    }

    private Said common(LadderQueries.Told told) {
        Json.Obj body = told.event().body();
        String upTo = body.text("up_to");
        return switch (told.event().type()) {
            case "DriftAlarmed" ->
                new Said(new Label("drift", "◆", "human"), CaseTeller.words(body.text("sentence", "drift")));
            case "LaddersReviewed" -> {
                String note =
                        !seesContent || told.words() == null ? "" : told.words().text("note", "");
                yield new Said(plain("reviewed"), "Reviewed as a whole" + (note.isEmpty() ? "" : ": “" + note + "”"));
            }
            case "LaddersStopped" -> {
                String reason =
                        !seesContent || told.words() == null ? "" : told.words().text("reason", "");
                yield new Said(
                        new Label("stopped", "■", "stop"),
                        "The kill switch of every segment is pulled, also of those to come"
                                + (reason.isEmpty() ? "" : ": “" + reason + "”"));
            }
            case "LaddersLifted" -> new Said(plain("switch back"), "The kill switch of every segment is back");
            case "StandingAuthorisationsRevoked" ->
                new Said(plain("taken back"), "Nothing is signed beforehand any more");
            default ->
                new Said(
                        plain(told.event().type().equals("LaddersBegun") ? "began" : "signed beforehand"),
                        (told.event().type().equals("LaddersBegun") ? "Begins to earn its way. " : "")
                                + (upTo == null ? "" : authorised(upTo, body.number("limit", 1))));
        };
    }
}

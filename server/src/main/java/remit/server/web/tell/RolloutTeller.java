package remit.server.web.tell;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.assurance.sequential.ConfidenceSequence;
import remit.assurance.sequential.Reviews;
import remit.ladder.Checkpoint;
import remit.ladder.Evidence;
import remit.ladder.LadderState;
import remit.ladder.Stage;
import remit.ladder.Terms;
import remit.server.ladders.LadderLook;
import remit.server.ladders.Segment;
import remit.server.web.page.CasePage;
import remit.server.web.page.RolloutPage;

/** Tells how the ladders of a process stand. */
public final class RolloutTeller {
    private final Accounts accounts;
    private final ZoneId zone;
    private final Instant now;

    public RolloutTeller(Accounts accounts, ZoneId zone, Instant now) {
        this.accounts = accounts;
        this.zone = zone;
        this.now = now;
    }

    /** The answer in one sentence. */
    public static String sentence(String name, boolean begun, Map<Segment, LadderState> states) {
        if (!begun) return name + " does not earn its way: its rules alone say what clears.";
        if (states.isEmpty()) return name + " earns its way; no case has come in since it began.";
        var parts = new ArrayList<String>();
        for (Stage stage : Stage.values()) {
            long count = states.values().stream()
                    .filter(state -> state.stage() == stage)
                    .count();
            if (count > 0) parts.add(Numbers.count(count) + " " + stage.word());
        }
        long waiting = states.values().stream()
                .filter(state -> state.proposal() != null && !state.killed())
                .count();
        long killed = states.values().stream().filter(LadderState::killed).count();
        boolean alone = states.size() == 1;
        String all = alone
                ? name + " is " + states.values().iterator().next().stage().word()
                : "Of " + Numbers.count(states.size()) + " segments " + listed(parts);
        return all
                + (waiting == 0
                        ? "; no promotion waits for a signature"
                        : "; " + Numbers.of(waiting, "promotion waits", "promotions wait") + " for a signature")
                + (killed == 0
                        ? "."
                        : alone
                                ? "; the kill switch is pulled."
                                : "; the kill switch of " + Numbers.count(killed) + " is pulled.");
    }

    /** {@code 1 is shadow, 2 are sampled}. */
    private static String listed(List<String> parts) {
        return String.join(
                ", ",
                parts.stream()
                        .map(part ->
                                part.startsWith("1 ") ? "1 is " + part.substring(2) : part.replaceFirst(" ", " are "))
                        .toList());
    }

    public List<RolloutPage.Card> cards(Map<Segment, LadderState> states) {
        var cards = new ArrayList<RolloutPage.Card>();
        states.forEach((segment, state) -> cards.add(card(cards.size() + 1, new LadderLook(segment, state, now))));
        return cards;
    }

    private RolloutPage.Card card(int number, LadderLook look) {
        LadderState state = look.state();
        return new RolloutPage.Card(
                number,
                look.segment().name(),
                look.segment().name().isEmpty() ? "All cases" : look.segment().name(),
                new RolloutPage.Standing(label(state.stage()), state.killed(), state.raised(), facts(look)),
                rungs(state),
                seen(look),
                missing(look),
                state.killed() ? null : proposal(state),
                state.granted().stream().map(this::authorised).toList());
    }

    static CasePage.Label label(Stage stage) {
        return switch (stage) {
            case SHADOW -> new CasePage.Label("shadow", "○", "neutral");
            case CHECKPOINTED -> new CasePage.Label("checkpointed", "◐", "human");
            case SAMPLED -> new CasePage.Label("sampled", "◕", "clear");
            case AUTONOMOUS -> new CasePage.Label("autonomous", "●", "clear");
        };
    }

    private static String mark(Stage stage) {
        return label(stage).shape();
    }

    private static String meaning(Stage stage) {
        return switch (stage) {
            case SHADOW -> "compared only";
            case CHECKPOINTED -> "a person sees each";
            case SAMPLED -> "clears, often looked at";
            case AUTONOMOUS -> "clears, a floor looked at";
        };
    }

    /** From shadow up: every stage where it is reached, every checkpoint before it. */
    private static List<RolloutPage.Rung> rungs(LadderState state) {
        Terms terms = state.terms();
        var rungs = new ArrayList<RolloutPage.Rung>();
        rungs.add(stage(Stage.SHADOW, state));
        Stage reached = Stage.SHADOW;
        for (int i = 0; i < terms.checkpoints().size(); i++) {
            Checkpoint each = terms.checkpoints().get(i);
            rungs.add(checkpoint(each, i, state));
            if (each.then() != reached) rungs.add(stage(each.then(), state));
            reached = each.then();
        }
        return rungs;
    }

    private static RolloutPage.Rung stage(Stage stage, LadderState state) {
        int order = stage.compareTo(state.stage());
        String said = order == 0 ? "now: " + meaning(stage) : meaning(stage);
        return new RolloutPage.Rung(
                stage.word(), mark(stage), said, "stage", order < 0 ? "past" : order == 0 ? "now" : "ahead");
    }

    private static RolloutPage.Rung checkpoint(Checkpoint each, int index, LadderState state) {
        boolean gone = index < state.removed();
        boolean next = index == state.removed();
        boolean may = state.terms().mayReach(each.then());
        String said = gone
                ? "gone"
                : !may
                        ? "stays for good"
                        : next
                                ? (state.proposal() == null || state.killed() ? "next to go" : "proposed to go")
                                : "stands";
        return new RolloutPage.Rung(
                each.name(), gone ? "✓" : "▮", said, "checkpoint", gone ? "past" : next ? "now" : "ahead");
    }

    /** The first checkpoint may go on more errors than are tolerated where nothing clears by itself. */
    private static String behind(LadderState state, double target) {
        Checkpoint next = state.next();
        if (next == null || next.then().clears()) return "";
        boolean loose = target > state.terms().limits().tolerated();
        return loose ? " (a person still decides every case then)" : "";
    }

    private List<CasePage.Pair> facts(LadderLook look) {
        LadderState state = look.state();
        Terms.Limits limits = state.terms().limits();
        var facts = new ArrayList<CasePage.Pair>();
        String looked = state.stage().clears() && !state.killed()
                ? percent(state.samplingRate()) + " of what clears" + (state.raised() ? ", raised" : "")
                : "every case" + (state.raised() ? " (raised where it clears)" : "");
        facts.add(new CasePage.Pair("Looked at", looked));
        facts.add(new CasePage.Pair("Way to the alarm", alarm(look.alarm())));
        Checkpoint next = state.next();
        double target = next == null ? limits.target() : state.terms().target(next);
        facts.add(new CasePage.Pair(
                "Target, tolerated",
                "below " + percent(target) + ", " + percent(limits.tolerated()) + behind(state, target)));
        facts.add(new CasePage.Pair("Tier", String.valueOf(state.terms().tier().number())));
        facts.add(new CasePage.Pair("Since", Dates.day(state.watch().since(), zone)));
        return facts;
    }

    /** The detector grows by factors: what is far away for long may be near soon. */
    private static String alarm(double part) {
        return part >= 1
                ? "reached"
                : part < 0.01 ? "less than 1%" : String.format(Locale.UK, "%.0f%%", Math.floor(100 * part));
    }

    private static RolloutPage.Seen seen(LadderLook look) {
        Reviews seen = look.state().watch().seen();
        if (seen.count() == 0) return new RolloutPage.Seen("No review since the last move.", null);
        ConfidenceSequence bounds = look.bounds();
        String counted = Numbers.count(seen.errors()) + " of " + Numbers.of(seen.count(), "review", "reviews")
                + " since the last move wrong: between " + percent(bounds.lower()) + " and " + percent(bounds.upper())
                + " of such cases are wrong, at any time (95%).";
        return new RolloutPage.Seen(counted, chart(look, bounds));
    }

    private static RolloutPage.Chart chart(LadderLook look, ConfidenceSequence bounds) {
        LadderState state = look.state();
        Terms.Limits limits = state.terms().limits();
        Checkpoint next = state.next();
        double target = next == null ? limits.target() : state.terms().target(next);
        double least = Math.max(target, 2 * limits.tolerated());
        double widest = Math.min(1, Math.max(least, Math.min(bounds.upper(), 4 * limits.tolerated())));
        Reviews seen = state.watch().seen();
        double estimate = (double) seen.errors() / seen.count();
        double upper = Math.min(bounds.upper(), widest);
        String text = "Error share between " + percent(bounds.lower()) + " and " + percent(bounds.upper()) + ", target "
                + percent(target) + ", tolerated " + percent(limits.tolerated());
        return new RolloutPage.Chart(
                text,
                place(Math.min(bounds.lower(), widest), widest),
                place(Math.max(0, upper - bounds.lower()), widest),
                place(Math.min(estimate, widest), widest),
                new RolloutPage.Limits(
                        place(target, widest),
                        "target " + percent(target),
                        place(limits.tolerated(), widest),
                        "tolerated " + percent(limits.tolerated())));
    }

    private static String place(double share, double widest) {
        return String.format(Locale.ROOT, "%.2f%%", 100 * share / widest);
    }

    private static String missing(LadderLook look) {
        Checkpoint next = look.state().next();
        if (next == null) return "Every checkpoint is gone; the floor of the sampling stays for good.";
        if (look.state().proposal() != null && !look.state().killed()) return "";
        List<String> missing = look.missing();
        String what = "Next: remove “" + next.name() + "”, then " + next.then().word();
        return missing.isEmpty()
                ? what + "; the next review that counts proposes it."
                : what + ". Missing: " + String.join("; ", missing) + ".";
    }

    private static RolloutPage.@Nullable Proposal proposal(LadderState state) {
        Evidence proposal = state.proposal();
        if (proposal == null) return null;
        return new RolloutPage.Proposal(
                proposal.checkpoint(), proposal.then().word(), evidence(proposal), state.proposalSeen());
    }

    /** What a promotion rests on. */
    static String evidence(Evidence evidence) {
        return Numbers.count(evidence.seen().errors()) + " of "
                + Numbers.of(evidence.seen().count(), "review", "reviews") + " wrong, at most "
                + percent(evidence.upper()) + " by the bound of its "
                + (evidence.attempt() == 1 ? "first attempt" : "attempt " + evidence.attempt());
    }

    private String authorised(LadderState.Authorisation each) {
        return accounts.name(each.person()) + " signed beforehand: up to "
                + each.upTo().word()
                + (each.limit() >= 1 ? "" : ", where at most " + percent(each.limit()) + " are wrong by the bound");
    }

    static String percent(double share) {
        return String.format(Locale.UK, share < 0.1 ? "%.2f%%" : "%.1f%%", 100 * share)
                .replaceFirst("\\.0+%$", "%");
    }
}

package remit.server.web;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.WrittenShare;
import remit.ladder.Cause;
import remit.ladder.Evidence;
import remit.ladder.LadderCommand;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;
import remit.ladder.Stage;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.ladders.ProcessLadders;
import remit.server.ladders.Segment;
import remit.server.ladders.Standing;

/** What people do with the ladders of a process, by page or by API. Who may is decided here, what follows by the ladder. */
public final class RolloutDesk {
    private final WebParts.Rollout rollout;

    public RolloutDesk(WebParts parts) {
        this.rollout = parts.rollout();
    }

    /** What may be wanted, and what it takes. */
    public enum Verb {
        BEGIN(Permission.APPROVE_RULES),
        SIGN(Permission.APPROVE_RULES),
        DECLINE(Permission.APPROVE_RULES),
        AUTHORISE(Permission.APPROVE_RULES),
        REVOKE(Permission.APPROVE_RULES),
        STOP(Permission.ROLL_BACK),
        LIFT(Permission.APPROVE_RULES),
        LOWER_SAMPLING(Permission.APPROVE_RULES);

        private final Permission needs;

        Verb(Permission needs) {
            this.needs = needs;
        }

        public Permission needs() {
            return needs;
        }

        /** {@code lower-sampling}: as addresses and forms write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }

        public static Optional<Verb> ofWord(String word) {
            for (Verb verb : values()) if (verb.word().equals(word)) return Optional.of(verb);
            return Optional.empty();
        }
    }

    /**
     * What somebody wants.
     *
     * @param segment its name, empty for a process without segments; null for every one
     * @param fields {@code checkpoint, seen, reason, up_to, limit, cause}, as far as the verb takes them
     */
    public record Wanted(Verb verb, @Nullable String segment, Map<String, String> fields) {
        String field(String name) {
            return fields.getOrDefault(name, "").strip();
        }
    }

    /** What a proposal rests on, so that whoever signs it signs what they saw; empty where none stands. */
    public static String seen(LadderState state) {
        Evidence proposal = state.proposal();
        return proposal == null
                ? ""
                : proposal.attempt() + "-" + proposal.seen().count() + "-"
                        + proposal.seen().errors() + "-"
                        + state.watch().since().getEpochSecond();
    }

    /** Does it. @return how many segments were moved, or why none was */
    public Checked<Integer> move(Caller caller, String process, Wanted wanted) {
        if (!caller.may(wanted.verb.needs())) {
            return refuse("RMT-629", "rollout", "your roles do not let you do this", "ask an administrator");
        }
        ProcessLadders ladders = rollout.ladders().of(process);
        Instant now = rollout.clock().instant();
        if (wanted.verb == Verb.BEGIN) return begin(ladders, caller, wanted, now);
        Map<Segment, LadderState> states = ladders.states();
        return command(wanted)
                .then(command -> names(states, wanted).then(names -> {
                    Optional<Problem> stale = names.stream()
                            .map(name -> stale(states, name, wanted))
                            .flatMap(Optional::stream)
                            .findFirst();
                    return stale.isPresent()
                            ? Checked.refused(stale.get())
                            : moved(ladders, wanted.segment == null ? List.of() : names, command, new By(caller, now));
                }));
    }

    private record By(Caller caller, Instant now) {}

    /** @param names none for every segment, also those that come later */
    private static Checked<Integer> moved(ProcessLadders ladders, List<String> names, LadderCommand command, By by) {
        if (names.isEmpty()) {
            ProcessLadders.Everyone every = ladders.decideAll(command, by.caller.actor(), by.now);
            boolean none = every.moved() == 0 && !every.refused().isEmpty();
            return none ? Checked.refused(every.refused().getFirst()) : Checked.ok(every.moved());
        }
        int moved = 0;
        for (Segment segment : ladders.states().keySet()) {
            if (!names.contains(segment.name())) continue;
            Checked<List<LadderEvent>> done = ladders.decide(segment, command, by.caller.actor(), by.now);
            if (done instanceof Checked.Refused<List<LadderEvent>>(List<Problem> problems)) {
                return Checked.refused(problems);
            }
            moved++;
        }
        return Checked.ok(moved);
    }

    private Checked<Integer> begin(ProcessLadders ladders, Caller caller, Wanted wanted, Instant now) {
        if (wanted.field("up_to").isEmpty()) {
            ladders.begin(null, caller.actor(), now);
            return Checked.ok(0);
        }
        return stage(wanted)
                .then(stage -> limit(wanted).map(limit -> {
                    List<String> segments = wanted.segment == null ? List.of() : List.of(wanted.segment);
                    ladders.begin(new Standing(caller.actor(), stage, limit, segments), caller.actor(), now);
                    return 0;
                }));
    }

    /** The segments that are meant. A promotion is signed or declined for one alone. */
    private static Checked<List<String>> names(Map<Segment, LadderState> states, Wanted wanted) {
        List<String> all = states.keySet().stream().map(Segment::name).toList();
        String named = wanted.segment;
        boolean one = wanted.verb == Verb.SIGN || wanted.verb == Verb.DECLINE;
        boolean everyone = wanted.verb == Verb.STOP || wanted.verb == Verb.LIFT || wanted.verb == Verb.REVOKE;
        if (named == null && !one && (everyone || !all.isEmpty())) return Checked.ok(all);
        if (named != null && all.contains(named)) return Checked.ok(List.of(named));
        return refuse(
                "RMT-193",
                "segment",
                named == null && !all.isEmpty()
                        ? "no segment is named"
                        : "the process has no such segment" + (all.isEmpty() ? ": no case has come in yet" : ""),
                all.isEmpty() ? "wait for its first case" : "use one of " + String.join(", ", all));
    }

    /** A signature is for the evidence that was read, not for what has come in its place. */
    private static Optional<Problem> stale(Map<Segment, LadderState> states, String name, Wanted wanted) {
        if (wanted.verb != Verb.SIGN && wanted.verb != Verb.DECLINE) return Optional.empty();
        return states.entrySet().stream()
                .filter(each -> each.getKey().name().equals(name))
                .filter(each ->
                        each.getValue().proposal() != null && !each.getValue().killed())
                .filter(each -> !seen(each.getValue()).equals(wanted.field("seen")))
                .map(each -> new Problem(
                        "RMT-195",
                        "seen",
                        "the proposal rests on other evidence than you saw; nothing was signed or declined",
                        "read it as it stands now, then decide"))
                .findFirst();
    }

    private static Checked<LadderCommand> command(Wanted wanted) {
        return switch (wanted.verb) {
            case SIGN -> Checked.ok(new LadderCommand.Sign(List.of(wanted.field("checkpoint"))));
            case DECLINE -> reason(wanted).map(LadderCommand.Decline::new);
            case AUTHORISE ->
                stage(wanted).then(stage -> limit(wanted).map(limit -> new LadderCommand.Authorise(stage, limit)));
            case REVOKE -> Checked.ok(new LadderCommand.Revoke());
            case STOP -> cause(wanted).map(LadderCommand.Trigger::new);
            case LIFT -> Checked.ok(new LadderCommand.Lift());
            case LOWER_SAMPLING -> Checked.ok(new LadderCommand.LowerSampling());
            case BEGIN -> throw new IllegalStateException("begins no ladder of one segment");
        };
    }

    private static Checked<String> reason(Wanted wanted) {
        String reason = wanted.field("reason");
        return reason.length() <= 2000
                ? Checked.ok(reason)
                : refuse("RMT-138", "reason", "longer than 2000 characters", "shorten it");
    }

    private static Checked<Stage> stage(Wanted wanted) {
        String word = wanted.field("up_to");
        for (Stage stage : Stage.values())
            if (stage != Stage.SHADOW && stage.word().equals(word)) return Checked.ok(stage);
        return refuse(
                "RMT-192",
                "up_to",
                "\"" + word + "\" is no stage to promote to",
                "use checkpointed, sampled or autonomous");
    }

    /** {@code 3%} or {@code 0.03}; without, any bound is covered that the evidence of a promotion can have. */
    private static Checked<Double> limit(Wanted wanted) {
        String text = wanted.field("limit");
        if (text.isEmpty()) return Checked.ok(1.0);
        return WrittenShare.SOME.read("RMT-192", "limit", text).map(BigDecimal::doubleValue);
    }

    private static Checked<Cause> cause(Wanted wanted) {
        String word = wanted.field("cause");
        if (word.isEmpty()) return Checked.ok(Cause.KILL_SWITCH);
        for (Cause cause : Cause.values())
            if (cause.fromOutside() && cause.word().equals(word)) return Checked.ok(cause);
        return refuse(
                "RMT-194",
                "cause",
                "\"" + word + "\" is nothing that anybody can say from outside",
                "use kill_switch, severe_error, control_lapsed or review_overdue");
    }

    private static <T> Checked<T> refuse(String code, String place, String what, String fix) {
        return Checked.refused(new Problem(code, place, what, fix));
    }

    /** How a refusal is answered over HTTP. */
    public static int status(Problem problem) {
        return switch (problem.code()) {
            case "RMT-176", "RMT-629" -> 403;
            case "RMT-172", "RMT-173", "RMT-174", "RMT-175", "RMT-177", "RMT-179", "RMT-195" -> 409;
            default -> 422;
        };
    }
}

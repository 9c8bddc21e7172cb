package remit.server.ladders;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.ladder.LadderCommand;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;
import remit.server.access.Role.Permission;

/**
 * Where people's words about the ladders of a process become what they want of them, by page, API or command. Who may is
 * asked before ({@link Verb#needs}), what follows is decided by the ladder. The place of a problem is the name of a field.
 */
public final class LadderDesk {
    private final ProcessLadders ladders;

    public LadderDesk(ProcessLadders ladders) {
        this.ladders = ladders;
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
        LOWER_SAMPLING(Permission.APPROVE_RULES),
        /** That the process was reviewed as a whole. */
        REVIEW(Permission.APPROVE_RULES);

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
     * @param fields {@code checkpoint, seen, reason, note, up_to, limit, cause}, as far as the verb takes them
     */
    public record Wanted(Verb verb, @Nullable String segment, Map<String, String> fields) {
        String field(String name) {
            return fields.getOrDefault(name, "").strip();
        }
    }

    /** @param segments how many were moved; {@code refused} why others were not */
    public record Moved(int segments, List<Problem> refused) {}

    /** Does it. @return what was moved, or why nothing was */
    public Checked<Moved> move(Wanted wanted, Actor by, Instant now) {
        if (wanted.verb == Verb.BEGIN) return begin(wanted, by, now);
        if (!ladders.begun()) {
            return refuse(
                    "RMT-172",
                    "process",
                    "it has not begun to earn its way: its rules alone decide",
                    "begin with remit ladder start, or on the page Rollout");
        }
        if (wanted.verb == Verb.REVIEW) return reviewed(wanted, by, now);
        return command(wanted)
                .then(command -> one(ladders.states(), wanted)
                        .then(one -> one.isPresent() ? moved(one.get(), command, by, now) : all(command, by, now)));
    }

    private Checked<Moved> moved(Segment segment, LadderCommand command, Actor by, Instant now) {
        Checked<List<LadderEvent>> done = ladders.decide(segment, command, by, now);
        return done.map(_ -> new Moved(1, List.of()));
    }

    private Checked<Moved> all(LadderCommand command, Actor by, Instant now) {
        ProcessLadders.Everyone every = ladders.decideAll(command, by, now);
        return every.moved() == 0 && !every.refused().isEmpty()
                ? Checked.refused(every.refused())
                : Checked.ok(new Moved(every.moved(), every.refused()));
    }

    private Checked<Moved> begin(Wanted wanted, Actor by, Instant now) {
        if (wanted.field("up_to").isEmpty()) {
            ladders.begin(null, by, now);
            return Checked.ok(new Moved(0, List.of()));
        }
        return LadderWords.stage("up_to", wanted.field("up_to"))
                .then(stage -> limit(wanted).map(limit -> {
                    List<String> segments = wanted.segment == null ? List.of() : List.of(wanted.segment);
                    ladders.begin(new Standing(by, stage, limit, segments), by, now);
                    return new Moved(0, List.of());
                }));
    }

    private Checked<Moved> reviewed(Wanted wanted, Actor by, Instant now) {
        if (by.kind() != Actor.Kind.PERSON) {
            return refuse("RMT-176", "process", "only a person may review a process", "ask one");
        }
        return LadderWords.words("note", wanted.field("note")).map(note -> {
            ladders.reviewed(by, note, now);
            return new Moved(0, List.of());
        });
    }

    /** The segment that is meant, or empty for every one. A promotion is signed or declined for one alone. */
    private static Checked<Optional<Segment>> one(Map<Segment, LadderState> states, Wanted wanted) {
        String named = wanted.segment;
        List<String> all = states.keySet().stream().map(Segment::name).toList();
        boolean signs = wanted.verb == Verb.SIGN || wanted.verb == Verb.DECLINE;
        boolean later = wanted.verb == Verb.STOP || wanted.verb == Verb.LIFT || wanted.verb == Verb.REVOKE;
        if (named == null && !signs && (later || !all.isEmpty())) return Checked.ok(Optional.empty());
        Optional<Segment> found = named == null && all.size() == 1
                ? states.keySet().stream().findFirst()
                : states.keySet().stream()
                        .filter(each -> each.name().equals(named))
                        .findFirst();
        if (found.isPresent()) return Checked.ok(found);
        String listed = String.join(", ", all);
        if (all.isEmpty()) {
            return refuse("RMT-193", "segment", "no case has come in yet", "wait for its first case");
        }
        return named == null
                ? refuse(
                        "RMT-193",
                        "segment",
                        "no segment is named, and the process has " + listed,
                        "name one: each is signed or declined for itself")
                : refuse("RMT-193", "segment", "the process has no segment \"" + named + "\"", "use one of " + listed);
    }

    private static Checked<LadderCommand> command(Wanted wanted) {
        return switch (wanted.verb) {
            case SIGN -> Checked.ok(new LadderCommand.Sign(List.of(wanted.field("checkpoint")), wanted.field("seen")));
            case DECLINE -> reason(wanted).map(reason -> new LadderCommand.Decline(reason, wanted.field("seen")));
            case AUTHORISE ->
                LadderWords.stage("up_to", wanted.field("up_to"))
                        .then(stage -> limit(wanted).map(limit -> new LadderCommand.Authorise(stage, limit)));
            case REVOKE -> Checked.ok(new LadderCommand.Revoke());
            case STOP ->
                LadderWords.cause("cause", wanted.field("cause"))
                        .then(cause -> reason(wanted).map(reason -> new LadderCommand.Trigger(cause, reason)));
            case LIFT -> Checked.ok(new LadderCommand.Lift());
            case LOWER_SAMPLING -> Checked.ok(new LadderCommand.LowerSampling());
            case BEGIN, REVIEW -> throw new IllegalStateException("of no single ladder: " + wanted.verb);
        };
    }

    /** Why: without one neither is done, also where no case has been seen yet that would refuse it. */
    private static Checked<String> reason(Wanted wanted) {
        String reason = wanted.field("reason");
        return reason.isEmpty()
                ? refuse("RMT-138", "reason", "no reason is given", "say why")
                : LadderWords.words("reason", reason);
    }

    /** Without one, any bound is covered that the evidence of a promotion can have. */
    private static Checked<Double> limit(Wanted wanted) {
        String text = wanted.field("limit");
        return text.isEmpty() ? Checked.ok(1.0) : LadderWords.share("limit", text);
    }

    private static <T> Checked<T> refuse(String code, String place, String what, String fix) {
        return Checked.refused(new Problem(code, place, what, fix));
    }
}

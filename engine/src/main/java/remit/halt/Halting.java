package remit.halt;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Optional;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * How work is halted and brought back. {@link #decide} is pure and may refuse; {@link #apply} cannot fail and is the only
 * writer of {@link Halts}. Halting is one step for everyone who may; the way back has stages, one after the other.
 */
public final class Halting {
    private Halting() {}

    /** What a command leads to, or why it may not. */
    public static Checked<HaltEvent> decide(Halts halts, HaltCommand command, Actor by) {
        return switch (command) {
            case HaltCommand.Halt(HaltScope scope, String reason, boolean drill) ->
                person(by, reason, "halt").then(_ -> halted(halts, scope, drill));
            case HaltCommand.Resume resume ->
                person(by, resume.reason(), "resume").then(_ -> resumed(halts, resume));
        };
    }

    private static Checked<Boolean> person(Actor by, String reason, String what) {
        if (by.kind() != Actor.Kind.PERSON) {
            return refuse("RMT-440", "by", "only a person may " + what + ", not " + by, "let a person do it");
        }
        if (reason.isBlank()) return refuse("RMT-441", "reason", "no reason is given", "say why");
        return Checked.ok(true);
    }

    /** A real halt takes over from a drill, and from a way back that has begun. */
    private static Checked<HaltEvent> halted(Halts halts, HaltScope scope, boolean drill) {
        Optional<Halt> known = halts.of(scope);
        boolean already = known.isPresent()
                && (drill
                        || (known.get().stage() == HaltStage.HALTED
                                && !known.get().drill()));
        if (already) {
            Halt halt = known.get();
            return refuse(
                    "RMT-442",
                    scope.words(),
                    "it is halted since " + halt.since() + " by " + halt.by() + ", stage "
                            + halt.stage().word(),
                    drill ? "drill it when it is open again" : "nothing more is needed");
        }
        return Checked.ok(new HaltEvent.Halted(scope, drill));
    }

    private static Checked<HaltEvent> resumed(Halts halts, HaltCommand.Resume wish) {
        Optional<Halt> known = halts.of(wish.scope());
        if (known.isEmpty() || (wish.drill() && !known.get().drill())) {
            String what = known.isEmpty() ? "it is not halted" : "somebody halted it in earnest meanwhile";
            return refuse("RMT-443", wish.scope().words(), what, "see what is halted with remit halts");
        }
        HaltStage stage = known.get().stage();
        if (wish.to() != stage.next()) {
            return refuse(
                    "RMT-444",
                    "to",
                    "from " + stage.word() + " it goes to " + stage.next().word() + ", not to "
                            + wish.to().word(),
                    "bring it back stage by stage, and look at what happens in each");
        }
        return Checked.ok(new HaltEvent.Resumed(wish.scope(), wish.to()));
    }

    /** The state after an event. @param at when it was recorded */
    public static Halts apply(Halts halts, HaltEvent event, Actor by, Instant at) {
        var next = new LinkedHashMap<>(halts.byScope());
        var approving = new LinkedHashMap<>(halts.approving());
        long seq = halts.seq() + 1;
        String words = event.scope().words();
        switch (event) {
            case HaltEvent.Halted(HaltScope scope, boolean drill) ->
                next.put(words, new Halt(scope, HaltStage.HALTED, by, at, seq, drill));
            case HaltEvent.Resumed(HaltScope scope, HaltStage stage) -> {
                if (stage == HaltStage.HELD) approving.put(scope, at);
                if (stage == HaltStage.OPEN) next.remove(words);
                else next.computeIfPresent(words, (_, halt) -> halt.at(stage));
            }
        }
        return new Halts(seq, next, approving);
    }

    private static <T> Checked<T> refuse(String code, String place, String what, String fix) {
        return Checked.refused(new Problem(code, place, what, fix));
    }
}

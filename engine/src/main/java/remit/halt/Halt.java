package remit.halt;

import java.time.Instant;
import remit.kernel.Actor;

/**
 * One thing that is halted, or on its way back.
 *
 * @param by who halted it, {@code since} when
 * @param seq the event that halted it, among all of halts
 * @param drill whether only to see how fast that is
 */
public record Halt(HaltScope scope, HaltStage stage, Actor by, Instant since, long seq, boolean drill) {
    Halt at(HaltStage reached) {
        return new Halt(scope, reached, by, since, seq, drill);
    }
}

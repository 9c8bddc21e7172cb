package remit.checkpoints;

import java.util.List;
import java.util.function.ToDoubleFunction;

/** Learns from earlier cases how likely a checkpoint is to reject one. */
@FunctionalInterface
public interface Learner {
    /**
     * @param checkpoint whose decisions they are
     * @param earlier in the order of time
     * @return the risk of a case, in [0, 1]; NaN where it cannot be told
     */
    ToDoubleFunction<LoggedCase> learn(String checkpoint, List<Known> earlier);

    /** An earlier case and whether the checkpoint rejected it. */
    record Known(LoggedCase item, boolean rejected) {}

    /** Nobody can tell: only segments are asked about. */
    static Learner none() {
        return (_, _) -> _ -> Double.NaN;
    }
}

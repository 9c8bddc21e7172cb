package remit.process;

import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who looks at a case today, as the log of events tells it: what has to be known before somebody may ask which checkpoint
 * could go first. All names of happenings are those of the intake.
 *
 * @param checkpoints in the order of the flow
 * @param rounds which of several looks at one case counts
 * @param undecided happenings that end a wait and are nobody's decision: withdrawn, timed out
 * @param completed happenings after which the case was carried out after all
 * @param segments by which cases are told apart
 * @param cluster the input whose cases may be wrong together, or null
 * @param sampling the share of skipped cases that is looked at all the same, in (0, 1]
 */
public record Trail(
        List<Look> checkpoints,
        Rounds rounds,
        Set<String> undecided,
        Set<String> completed,
        List<Segment> segments,
        @Nullable String cluster,
        BigDecimal sampling) {
    public Trail {
        checkpoints = List.copyOf(checkpoints);
        undecided = Set.copyOf(undecided);
        completed = Set.copyOf(completed);
        segments = List.copyOf(segments);
        if (checkpoints.stream().noneMatch(Look::last))
            throw new IllegalArgumentException("checkpoints: one is the final approval");
        var ids = new HashSet<String>();
        for (Look each : checkpoints) {
            if (!ids.add(each.id())) throw new IllegalArgumentException("checkpoints: " + each.id() + " twice");
        }
        if (sampling.signum() <= 0 || sampling.compareTo(BigDecimal.ONE) > 0)
            throw new IllegalArgumentException("sampling: " + sampling);
    }

    /**
     * One checkpoint.
     *
     * @param approved happenings by which it lets a case pass, {@code rejected} by which it does not
     * @param last whether it is the final approval: whoever answers for the case, and so is never done without
     */
    public record Look(String id, Set<String> approved, Set<String> rejected, boolean last) {
        public Look {
            approved = Set.copyOf(approved);
            rejected = Set.copyOf(rejected);
        }

        /** Whether it decided. */
        public boolean decides(String happening) {
            return approved.contains(happening) || rejected.contains(happening);
        }
    }

    /** Which of several looks at one case counts. */
    public enum Rounds {
        /** A case counts as rejected when it was in any round. */
        ANY,
        /** Only the first look counts; what is handed in again is another matter. */
        FIRST
    }

    /**
     * How cases are told apart.
     *
     * @param by an input
     * @param limits where one band ends and the next begins, ascending; empty where each value is a segment
     */
    public record Segment(String by, List<BigDecimal> limits) {
        public Segment {
            limits = List.copyOf(limits);
        }
    }

    /** Those that may be asked about: never the final approval, for nobody approves their own request. */
    public List<Look> candidates() {
        return checkpoints.stream().filter(each -> !each.last()).toList();
    }
}

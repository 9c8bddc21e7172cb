package remit.checkpoints;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import remit.kernel.Json;

/**
 * What the past says of doing without one checkpoint.
 *
 * @param considered every group of cases, as the choosing part saw it; none of it is certified
 * @param whom the group that was chosen there, before the later part was read
 * @param later what the later part says of it
 * @param bounds at most so much, with the confidence asked for all answers together
 * @param clusters how many clusters those cases come from
 * @param withoutLargest the same without the largest cluster
 * @param needed how many more such cases would settle it at the same rates; empty where it is settled or none would
 */
public record Judged(
        String checkpoint,
        List<Considered> considered,
        Whom whom,
        Tally later,
        Tally.Bounds bounds,
        Standing standing,
        Clusters clusters,
        OptionalLong needed) {
    public Judged {
        considered = List.copyOf(considered);
    }

    /** What is to be said of it. */
    public enum Standing {
        /** Both bounds keep their limits. */
        MAY_GO,
        /** As far as is known the limits are kept, but too little is. */
        UNSETTLED,
        /** More is missed than may be. */
        STAYS
    }

    /** One group of cases on the choosing part. @param alone its bounds, were it the only question */
    public record Considered(Whom whom, Tally tally, Tally.Bounds alone) {
        Json.Obj toJson() {
            return Json.object("whom", whom.toJson(), "counts", tally.toJson(), "alone", alone.toJson());
        }
    }

    /**
     * Cases of one cluster may be wrong together.
     *
     * @param count how many clusters there are
     * @param largest cases of the largest one
     * @param rest what is left without it, and its bounds
     */
    public record Clusters(long count, long largest, Tally rest, Tally.Bounds restBounds) {
        Json.Obj toJson() {
            return Json.object(
                    "clusters",
                    count,
                    "largest",
                    largest,
                    "without_largest",
                    rest.toJson(),
                    "bounds_without_largest",
                    restBounds.toJson());
        }
    }

    public Json.Obj toJson() {
        return Json.object(
                "checkpoint", checkpoint,
                "standing", standing.name().toLowerCase(Locale.ROOT),
                "whom", whom.toJson(),
                "counts", later.toJson(),
                "bounds", bounds.toJson(),
                "by_cluster", clusters.toJson(),
                "needed", needed.isPresent() ? Json.of(needed.getAsLong()) : Json.NULL,
                "considered",
                        Json.array(considered.stream().map(Considered::toJson).toList()));
    }
}

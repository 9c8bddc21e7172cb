package remit.server.runs;

import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.ladder.Stage;

/**
 * That a run lets its process earn its way from shadow on, and what is signed beforehand for it.
 *
 * @param upTo promotions to no higher stage are signed beforehand; null: they are proposed and not made
 * @param limit the largest upper bound of the error share that is covered, in (0, 1]
 * @param segments names of the segments that are covered; empty for all
 * @param daysPerSecond how fast business time passes, for somebody who watches; 0: as fast as it goes
 */
public record Climbing(@Nullable Stage upTo, double limit, List<String> segments, double daysPerSecond) {
    /** With nothing signed beforehand. */
    public static final Climbing ON = new Climbing(null, 1, List.of(), 0);

    public Climbing {
        segments = List.copyOf(segments);
        if (!(limit > 0 && limit <= 1)) throw new IllegalArgumentException("limit: not in (0, 1]: " + limit);
        if (!(daysPerSecond >= 0)) throw new IllegalArgumentException("daysPerSecond: " + daysPerSecond);
    }

    /** What of it can change a decision, so that it tells runs apart. */
    Json.Obj toJson() {
        return upTo == null
                ? Json.EMPTY
                : Json.object("authorise", upTo.word(), "limit", limit, "segments", Json.strings(segments));
    }
}

package remit.server.ladders;

import java.util.List;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.ladder.Stage;

/**
 * What a person signed beforehand for segments that no case has been seen of yet.
 *
 * @param segments their names; empty for all
 * @param limit the largest upper bound of the error share that is covered
 */
public record Standing(Actor person, Stage upTo, double limit, List<String> segments) {
    public Standing {
        segments = List.copyOf(segments);
    }

    boolean covers(Segment segment) {
        return segments.isEmpty() || segments.contains(segment.name());
    }

    /** What stands where a signature was for named segments, and nobody can tell any more for which: no segment is called so. */
    private static final List<String> NONE = List.of("\u0000");

    /** As a leaf keeps it: how many segments are named, not which. */
    Json.Obj body() {
        return Json.object("up_to", upTo.word(), "limit", limit, "segments", segments.size());
    }

    Json.Obj payload() {
        return Json.object("segments", Json.strings(segments));
    }

    static Standing of(Actor person, Json.Obj body, Json.Obj payload) {
        List<String> named = payload.array("segments").stream()
                .map(each -> ((Json.Str) each).text())
                .toList();
        boolean erased = body.number("segments", 0) > 0 && named.isEmpty();
        return new Standing(person, Stage.of(body.text("up_to", "")), body.number("limit", 0), erased ? NONE : named);
    }
}

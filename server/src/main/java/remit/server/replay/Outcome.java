package remit.server.replay;

import java.util.List;
import remit.kernel.Json;

/** What became of one decision that was replayed. */
public sealed interface Outcome {
    /** Everything came out as it is recorded. */
    record Identical(Json.Obj replayed) implements Outcome {}

    /** Something did not. @param replayed what came out instead, {@code differences} at least one */
    record Different(Json.Obj replayed, List<Difference> differences) implements Outcome {
        public Different {
            differences = List.copyOf(differences);
            if (differences.isEmpty()) throw new IllegalArgumentException("differences: none");
        }
    }

    /** It could not be decided again. @param why in words, quoting nothing of the case */
    record Missed(Obstacle obstacle, String why) implements Outcome {}

    /** One thing that came out differently. @param field what, in words; {@code recorded} and {@code replayed} may be "none" */
    record Difference(String field, String recorded, String replayed) {
        Json.Obj toJson() {
            return Json.object("field", field, "recorded", recorded, "replayed", replayed);
        }
    }

    /** What kept a decision from being taken again. Only the first is as it should be. */
    enum Obstacle {
        ERASED("erased"),
        LOST_PAYLOAD("payload missing without an erasure"),
        LOST_VERSION("pack version lost"),
        UNREADABLE_VERSION("pack version unreadable"),
        NOT_KEPT("not kept by the release that decided"),
        INCOMPLETE("events missing"),
        ALTERED("evidence altered");

        private final String words;

        Obstacle(String words) {
            this.words = words;
        }

        public String words() {
            return words;
        }
    }
}

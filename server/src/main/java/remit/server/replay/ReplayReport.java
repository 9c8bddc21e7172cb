package remit.server.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.server.replay.Outcome.Obstacle;

/**
 * How every decision fared that was replayed.
 *
 * @param process what was looked at, null for every process
 * @param counts how many came out as they are recorded, and how many did not
 * @param missed how many could not be decided again, by what kept them from it
 * @param listed the first {@value #MOST} that are different or missed for another reason than erasure
 * @param erased the first {@value #MOST} that were erased
 */
public record ReplayReport(
        @Nullable String process, Counts counts, Map<Obstacle, Long> missed, List<Item> listed, List<Item> erased) {
    /** How many are named of each; there should be none of the first. */
    public static final int MOST = 1000;

    /** How many came out as recorded, and how many did not. */
    public record Counts(long identical, long different) {}

    public ReplayReport {
        missed = Map.copyOf(missed);
        listed = List.copyOf(listed);
        erased = List.copyOf(erased);
    }

    /** One decision, by its case and its event. */
    public record Item(String caseId, String process, String event, Outcome outcome) {
        public Json.Obj toJson() {
            Json.Obj json = Json.object("case", caseId, "process", process, "event", event);
            return switch (outcome) {
                case Outcome.Identical _ -> json.with("outcome", Json.of("identical"));
                case Outcome.Different(Json.Obj _, List<Outcome.Difference> differences) ->
                    json.with("outcome", Json.of("different"))
                            .with(
                                    "differences",
                                    Json.array(differences.stream()
                                            .map(Outcome.Difference::toJson)
                                            .toList()));
                case Outcome.Missed(Obstacle obstacle, String why) ->
                    json.with("outcome", Json.of("not replayed"))
                            .with("obstacle", Json.of(obstacle.words()))
                            .with("why", Json.of(why));
            };
        }
    }

    public long decisions() {
        return counts.identical + counts.different + notReplayed();
    }

    private long notReplayed() {
        return missed.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Whether each came out as it is recorded, but for what was erased. */
    public boolean clean() {
        return counts.different == 0 && notReplayed() == missed.getOrDefault(Obstacle.ERASED, 0L);
    }

    /** {@code 1,200 decisions replayed: 1,197 identical, 1 different, 2 not replayed (2 erased)}. */
    public String sentence() {
        if (decisions() == 0) return "0 decisions: nothing was decided yet";
        var reasons = new ArrayList<String>();
        for (Obstacle obstacle : Obstacle.values()) {
            long count = missed.getOrDefault(obstacle, 0L);
            if (count > 0) reasons.add(count(count) + " " + obstacle.words());
        }
        return count(decisions()) + (decisions() == 1 ? " decision: " : " decisions: ") + count(counts.identical)
                + " identical, " + count(counts.different) + " different, " + count(notReplayed()) + " not replayed"
                + (reasons.isEmpty() ? "" : " (" + String.join(", ", reasons) + ")");
    }

    public Json.Obj toJson() {
        Json.Obj obstacles = Json.EMPTY;
        for (Obstacle obstacle : Obstacle.values()) {
            long count = missed.getOrDefault(obstacle, 0L);
            if (count > 0) obstacles = obstacles.with(obstacle.words(), Json.of(count));
        }
        return Json.object(
                "process",
                process,
                "decisions",
                decisions(),
                "identical",
                counts.identical,
                "different",
                counts.different,
                "not_replayed",
                obstacles,
                "listed",
                Json.array(listed.stream().map(Item::toJson).toList()),
                "erased",
                Json.array(erased.stream().map(Item::toJson).toList()),
                "sentence",
                sentence());
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }
}

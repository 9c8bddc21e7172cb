package remit.server.replay;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.gateway.Gateway;
import remit.server.register.DecidedCases;
import remit.server.register.Published;
import remit.server.replay.Outcome.Obstacle;

/** Replays what was decided here. Reads alone: no event, no projection, no action comes of it. */
public final class Replays {
    private final Published published;
    private final DecidedCases decided;
    private final Gateway gateway;

    public Replays(Published published, Gateway gateway) {
        this.published = published;
        this.gateway = gateway;
        this.decided = new DecidedCases(published.source());
    }

    /**
     * One decision beside its replay.
     *
     * @param recorded as evidence keeps it, {@code replayed} as it came out now; null where it could not be decided again
     */
    public record Told(ReplayReport.Item item, String at, Json.Obj recorded, Json.@Nullable Obj replayed) {
        public boolean identical() {
            return item.outcome() instanceof Outcome.Identical;
        }

        /** Identical, or erased. */
        public boolean clean() {
            return switch (item.outcome()) {
                case Outcome.Identical _ -> true;
                case Outcome.Different _ -> false;
                case Outcome.Missed(Obstacle obstacle, String _) -> obstacle == Obstacle.ERASED;
            };
        }

        public Json.Obj toJson() {
            return item.toJson()
                    .with("at", Json.of(at))
                    .with("recorded", recorded)
                    .with("replayed", replayed == null ? Json.NULL : replayed);
        }
    }

    /** Every decision on a case; none where nothing was decided, as in history. */
    public List<Told> ofCase(String caseId) {
        var replay = new CaseReplay(published.find(), gateway);
        return decided.of(caseId).stream().map(item -> told(item, replay)).toList();
    }

    private static Told told(DecidedCases.Item item, CaseReplay replay) {
        Event event = item.decided().event();
        Json.Obj details = Optional.ofNullable(item.decided().payload()).orElse(Json.EMPTY);
        Outcome outcome = replay.of(item);
        Json.Obj replayed = switch (outcome) {
            case Outcome.Identical(Json.Obj again) -> again;
            case Outcome.Different(Json.Obj again, List<Outcome.Difference> _) -> again;
            case Outcome.Missed _ -> null;
        };
        return new Told(
                named(event, outcome), event.at().toString(), new Recorded(event.body(), details).toJson(), replayed);
    }

    private static ReplayReport.Item named(Event event, Outcome outcome) {
        Event.Place place = event.place();
        return new ReplayReport.Item(String.valueOf(place.caseId()), place.process(), event.id(), outcome);
    }

    /** Every decision there is, one by one. @param process only of this process, or null for all */
    public ReplayReport all(@Nullable String process) {
        var tally = new Tally();
        var replay = new CaseReplay(published.find(), gateway);
        decided.each(process, item -> tally.add(named(item.decided().event(), replay.of(item))));
        return new ReplayReport(
                process,
                new ReplayReport.Counts(tally.identical, tally.different),
                tally.missed,
                tally.listed,
                tally.erased);
    }

    /** Counts grow with the decisions, what is kept of them does not. */
    private static final class Tally {
        private final Map<Obstacle, Long> missed = new EnumMap<>(Obstacle.class);
        private final List<ReplayReport.Item> listed = new ArrayList<>();
        private final List<ReplayReport.Item> erased = new ArrayList<>();
        private long identical;
        private long different;

        void add(ReplayReport.Item item) {
            switch (item.outcome()) {
                case Outcome.Identical _ -> identical++;
                case Outcome.Different _ -> {
                    different++;
                    name(listed, item);
                }
                case Outcome.Missed(Obstacle obstacle, String _) -> {
                    missed.merge(obstacle, 1L, Long::sum);
                    name(obstacle == Obstacle.ERASED ? erased : listed, item);
                }
            }
        }

        private static void name(List<ReplayReport.Item> items, ReplayReport.Item item) {
            if (items.size() < ReplayReport.MOST) items.add(item);
        }
    }
}

package remit.server.ladders;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;

/**
 * How all ladders of a process stand, as programs and commands read it.
 *
 * @param moves of all of them, ladder by ladder
 * @param reasons people's words about moves, by {@link #place}; empty for whoever may not read them
 */
public record LadderView(String process, boolean begun, List<Move> moves, Map<String, String> reasons) {
    public LadderView {
        moves = List.copyOf(moves);
        reasons = Map.copyOf(reasons);
    }

    /** As it stands now. @param seesContent whether the reader may read people's own words */
    public static LadderView of(String process, ProcessLadders ladders, boolean seesContent) {
        return new LadderView(process, ladders.begun(), ladders.moves(), seesContent ? ladders.reasons() : Map.of());
    }

    /** Every ladder after its last move, in the order of names. */
    public Map<Segment, LadderState> states() {
        var states = new LinkedHashMap<Segment, LadderState>();
        for (Move move : moves) states.put(move.segment(), move.after());
        return states;
    }

    /** Where the event of a move stands: {@code ladder/PROCESS/SEGMENT#SEQ}. */
    public String place(Move move) {
        return LadderReader.thread(process, move.segment().id()) + "#"
                + move.after().seq();
    }

    /** @param now business time, or that of whoever looks */
    public Json.Obj toJson(Instant now) {
        var segments = new ArrayList<Json>();
        Map<Segment, Move> takenBack = takenBack();
        states().forEach((segment, state) -> segments.add(
                new LadderLook(segment, state, now).toJson().with("taken_back", told(takenBack.get(segment)))));
        return Json.object("process", process, "begun", begun, "segments", Json.array(segments));
    }

    /** The last demotion of each segment that no promotion has followed. */
    private Map<Segment, Move> takenBack() {
        var last = new LinkedHashMap<Segment, Move>();
        for (Move move : moves) {
            if (move.event() instanceof LadderEvent.Demoted) last.put(move.segment(), move);
            if (move.event() instanceof LadderEvent.Promoted) last.remove(move.segment());
        }
        return last;
    }

    private Json told(@Nullable Move move) {
        if (move == null || !(move.event() instanceof LadderEvent.Demoted demoted)) return Json.NULL;
        return Json.object(
                "at", move.at().toString(),
                "by", move.by().toString(),
                "cause", demoted.cause().word(),
                "reason", reasons.get(place(move)));
    }
}

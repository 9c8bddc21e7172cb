package remit.server.ladders;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;

/**
 * What moved the ladders of a process, for whoever looks at them again and again: each event is folded once, and the next
 * look goes on from there. Reviews that were counted move nothing; only the last one is kept, for the state after it.
 */
final class MoveLog {
    private final String process;
    private final LadderReader reader;
    private final Map<String, Kept> kept = new LinkedHashMap<>();

    MoveLog(String process, LadderReader reader) {
        this.process = process;
        this.reader = reader;
    }

    /** @param last the newest event of the ladder, whatever it is */
    private record Kept(Segment segment, List<Move> moves, Move last) {
        LadderState state() {
            return last.after();
        }
    }

    /** Ladder by ladder, each in the order of its events. */
    synchronized List<Move> moves() {
        var all = new ArrayList<Move>();
        Map<String, Segment> segments = reader.segments(process);
        reader.lengths(process).forEach((id, length) -> {
            Segment segment = segments.get(id);
            if (segment == null) return;
            Kept known = kept.get(id);
            // A name that was erased meanwhile is gone from here, too.
            if (known != null && !known.segment().equals(segment)) known = null;
            if (known == null || known.state().seq() < length) known = readOn(segment, known);
            if (known == null) return;
            kept.put(id, known);
            all.addAll(known.moves());
            if (known.last().event() instanceof LadderEvent.Observed) all.add(known.last());
        });
        return all;
    }

    private @Nullable Kept readOn(Segment segment, @Nullable Kept known) {
        List<Move> more = reader.after(process, segment, known == null ? null : known.state());
        if (more.isEmpty()) return known;
        var moves = new ArrayList<Move>(known == null ? List.of() : known.moves());
        for (Move move : more) if (!(move.event() instanceof LadderEvent.Observed)) moves.add(move);
        return new Kept(segment, List.copyOf(moves), more.getLast());
    }
}

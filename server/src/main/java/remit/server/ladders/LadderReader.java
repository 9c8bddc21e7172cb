package remit.server.ladders;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.ladder.Ladder;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;
import remit.server.store.Streaming;

/** Folds ladders from their events: there is no other record of them. */
final class LadderReader {
    private static final String SELECT = "select t.thread, e.leaf, p.content from event_thread t"
            + " join event e on e.id = t.event_id left join payload p on p.event_id = e.id ";

    private final DataSource source;

    LadderReader(DataSource source) {
        this.source = source;
    }

    /** The thread that holds the ladder of a segment. */
    static String thread(String process, String segment) {
        return prefix(process) + segment;
    }

    static String prefix(String process) {
        return "ladder/" + process + "/";
    }

    /** The thread of what holds for all ladders of a process. */
    static String thread(String process) {
        return "ladders/" + process;
    }

    /** Every event of all ladders of a process, ladder by ladder, each with the states around it. */
    List<Move> moves(String process) {
        return fold(process, SELECT + "where starts_with(t.thread, ?) order by t.thread, t.seq", prefix(process));
    }

    /** Those of one segment. */
    List<Move> moves(String process, String segment) {
        return fold(process, SELECT + "where t.thread = ? order by t.seq", thread(process, segment));
    }

    private List<Move> fold(String process, String sql, String thread) {
        var moves = new ArrayList<Move>();
        Map<String, LadderState> states = new LinkedHashMap<>();
        Map<String, Segment> segments = new LinkedHashMap<>();
        Streaming.query(source, sql, List.of(thread), row -> {
            String id = row.getString(1).substring(prefix(process).length());
            Event event = Event.read(row.getString(2));
            segments.computeIfAbsent(id, _ -> new Segment(id, name(row)));
            LadderState before = states.get(id);
            LadderEvent read = LadderEvent.of(event.type(), event.body());
            LadderState after = Ladder.apply(before, read, event.actor(), event.at());
            states.put(id, after);
            moves.add(new Move(
                    segments.get(id),
                    event.at(),
                    event.actor(),
                    read,
                    before,
                    after,
                    event.body().text("case")));
        });
        return moves;
    }

    /** Those of one segment that come after a state; all of them after none. */
    List<Move> after(String process, Segment segment, @Nullable LadderState known) {
        var moves = new ArrayList<Move>();
        LadderState[] state = {known};
        Streaming.query(
                source,
                "select e.leaf from event_thread t join event e on e.id = t.event_id where t.thread = ? and t.seq > ?"
                        + " order by t.seq",
                List.of(thread(process, segment.id()), known == null ? 0 : known.seq()),
                row -> {
                    Event event = Event.read(row.getString(1));
                    LadderEvent read = LadderEvent.of(event.type(), event.body());
                    LadderState before = state[0];
                    LadderState after = Ladder.apply(before, read, event.actor(), event.at());
                    state[0] = after;
                    moves.add(new Move(
                            segment,
                            event.at(),
                            event.actor(),
                            read,
                            before,
                            after,
                            event.body().text("case")));
                });
        return moves;
    }

    /** How many events each ladder has, by the id of its segment. */
    Map<String, Long> lengths(String process) {
        var lengths = new LinkedHashMap<String, Long>();
        Streaming.query(
                source,
                "select thread, max(seq) from event_thread where starts_with(thread, ?) group by thread order by thread",
                List.of(prefix(process)),
                row -> lengths.put(row.getString(1).substring(prefix(process).length()), row.getLong(2)));
        return lengths;
    }

    /** The segments that have a ladder, by their ids. */
    Map<String, Segment> segments(String process) {
        var segments = new LinkedHashMap<String, Segment>();
        Streaming.query(
                source,
                SELECT + "where starts_with(t.thread, ?) and t.seq = 1 order by t.thread",
                List.of(prefix(process)),
                row -> {
                    String id = row.getString(1).substring(prefix(process).length());
                    segments.put(id, new Segment(id, name(row)));
                });
        return segments;
    }

    /** The first event of a ladder tells it; erased, the digest has to do. */
    private static String name(ResultSet row) {
        try {
            String payload = row.getString(3);
            return payload == null ? Segment.ERASED : Json.parseObject(payload).text("segment", "");
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be read: " + e.getMessage(), e);
        }
    }

    /**
     * What holds for all ladders of a process, also for segments that no case has been seen of yet.
     *
     * @param granted what is signed beforehand
     * @param stopped whether the kill switch is pulled for all of them
     */
    record Common(List<Standing> granted, boolean stopped) {}

    /** Null where none has begun. */
    @Nullable
    Common common(String process) {
        var granted = new ArrayList<Standing>();
        boolean[] is = new boolean[2];
        Streaming.query(source, SELECT + "where t.thread = ? order by t.seq", List.of(thread(process)), row -> {
            Event event = Event.read(row.getString(2));
            // A review of the process, for one, begins nothing.
            is[0] |= event.type().equals("LaddersBegun");
            String payload = row.getString(3);
            switch (event.type()) {
                case "LaddersStopped" -> {
                    is[1] = true;
                    granted.clear();
                }
                case "LaddersLifted" -> is[1] = false;
                case "StandingAuthorisationsRevoked" -> granted.clear();
                default -> {
                    Json.Obj kept = payload == null ? Json.EMPTY : Json.parseObject(payload);
                    if (event.body().get("up_to") != null) granted.add(Standing.of(event.actor(), event.body(), kept));
                }
            }
        });
        return is[0] ? new Common(List.copyOf(granted), is[1]) : null;
    }

    /** The segments that cases of a process are of, in the order of their names. */
    List<String> names(String process) {
        var names = new ArrayList<String>();
        Streaming.query(
                source,
                "select distinct segment from case_view where process = ? and segment is not null order by segment",
                List.of(process),
                row -> names.add(row.getString(1)));
        return names;
    }

    /** What people said of moves, by the place of the event: {@code ladder/PROCESS/SEGMENT#SEQ}. */
    Map<String, String> reasons(String process) {
        var reasons = new LinkedHashMap<String, String>();
        Streaming.query(
                source,
                "select t.thread || '#' || t.seq, p.content from event_thread t join event e on e.id = t.event_id"
                        + " join payload p on p.event_id = e.id where starts_with(t.thread, ?)"
                        + " and e.type in ('PromotionDeclined', 'Demoted') order by t.thread, t.seq",
                List.of(prefix(process)),
                row -> {
                    String reason = Json.parseObject(row.getString(2)).text("reason");
                    if (reason != null) reasons.put(row.getString(1), reason);
                });
        return reasons;
    }

    /** When the process was last reviewed as a whole, or its ladders begun; null before that. */
    @Nullable
    Instant reviewed(String process) {
        Instant[] last = new Instant[1];
        Streaming.query(
                source,
                SELECT + "where t.thread = ? and e.type in ('LaddersBegun', 'LaddersReviewed') order by t.seq",
                List.of(thread(process)),
                row -> last[0] = Event.read(row.getString(2)).at());
        return last[0];
    }

    /** How many events a thread has. */
    long length(String thread) {
        long[] length = new long[1];
        Streaming.query(
                source,
                "select coalesce(max(seq), 0) from event_thread where thread = ?",
                List.of(thread),
                row -> length[0] = row.getLong(1));
        return length[0];
    }

    /** The cases that ladders of a process have counted, whatever came of it. */
    List<String> counted(String process) {
        var counted = new ArrayList<String>();
        Streaming.query(
                source,
                SELECT + "where starts_with(t.thread, ?) and e.type = 'ReviewCounted'",
                List.of(prefix(process)),
                row -> counted.add(Event.read(row.getString(2)).body().text("case", "")));
        return counted;
    }
}

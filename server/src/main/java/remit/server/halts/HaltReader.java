package remit.server.halts;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.halt.HaltEvent;
import remit.halt.Halting;
import remit.halt.Halts;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.store.Streaming;

/** Folds what is halted from its events: there is no other record of it. */
final class HaltReader {
    /** All halts follow each other in one thread, so that one number says how new a state is. */
    static final String THREAD = "halts";

    private static final String NEWER = "select e.leaf from event_thread t join event e on e.id = t.event_id"
            + " where t.thread = '" + THREAD + "' and t.seq > ? order by t.seq";

    private final DataSource source;

    HaltReader(DataSource source) {
        this.source = source;
    }

    /** @param askedNanos when the database was asked: the state is at least as new as that */
    record Read(Halts halts, long askedNanos) {}

    /** What is halted, going on from a state that was read before. One look at an index where nothing is new. */
    Read after(Halts known) {
        try (Connection connection = source.getConnection();
                PreparedStatement statement = connection.prepareStatement(NEWER)) {
            statement.setLong(1, known.seq());
            // Seconds; a read that takes longer is no answer, and then nothing is dispatched.
            statement.setQueryTimeout(5);
            long asked = System.nanoTime();
            Halts halts = known;
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Event event = Event.read(rows.getString(1));
                    HaltEvent read = HaltEvent.of(event.type(), event.body());
                    halts = Halting.apply(halts, read, event.actor(), event.recordedAt());
                }
            }
            return new Read(halts, asked);
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be read: " + e.getMessage(), e);
        }
    }

    /**
     * What is known of the case of an effect.
     *
     * @param author whose proposal it is, null where there is none
     * @param approved whether a person decided it
     */
    record Behind(@Nullable String author, boolean approved) {}

    Behind behind(String caseId) {
        var found = new ArrayList<Behind>(1);
        Streaming.query(
                source,
                "select (select actor from event where case_id = ? and type = 'Proposed' order by seq desc limit 1),"
                        + " exists (select 1 from event where case_id = ? and type = 'Reviewed')",
                List.of(caseId, caseId),
                row -> {
                    String actor = row.getString(1);
                    found.add(
                            new Behind(actor == null ? null : Actor.parse(actor).id(), row.getBoolean(2)));
                });
        return found.getFirst();
    }

    /** What people said, by the place of their event; nothing where that was erased. */
    Map<Long, String> reasons() {
        var reasons = new HashMap<Long, String>();
        Streaming.query(
                source,
                "select t.seq, p.content from event_thread t join payload p on p.event_id = t.event_id"
                        + " where t.thread = '" + THREAD + "'",
                List.of(),
                row -> reasons.put(
                        row.getLong(1), Json.parseObject(row.getString(2)).text("reason", "")));
        return reasons;
    }

    Optional<String> reason(long seq) {
        return Optional.ofNullable(reasons().get(seq));
    }
}

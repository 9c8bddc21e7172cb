package remit.server.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.evidence.Event;
import remit.kernel.Checked;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * Reads and continues the ledgers of processes. A ledger is no table: it is the events by which something was proven, so
 * it cannot differ from them. Safe for use by many threads.
 */
public final class Ledger {
    /** All answers to people from connected labels hold together with at least this less than certainty. */
    public static final double BUDGET = 0.5;

    private static final int TRIES = 5;

    private final JdbcClient jdbc;
    private final EvidenceLog log;

    /** @param log the one way into the evidence */
    public Ledger(DataSource source, EvidenceLog log) {
        this.jdbc = JdbcClient.create(source);
        this.log = log;
    }

    /** What stands in the ledger of a process. */
    public Book of(String process) {
        long written = jdbc.sql("select coalesce(max(seq), 0) from event_thread where thread = ?")
                .param(thread(process))
                .query(Long.class)
                .single();
        List<Book.Entry> entries = new ArrayList<>();
        jdbc.sql("select leaf from event where case_id is null and process = ? and type in (?, ?, ?)"
                        + " order by recorded_at, id")
                .param(process)
                .params(Arrays.stream(Book.Kind.values()).map(Book.Kind::event).toList())
                .query(row -> {
                    Book.Entry entry = entry(Event.read(row.getString(1)));
                    if (entry.read()) entries.add(entry);
                });
        return new Book(process, entries, written);
    }

    /** When autonomy was last taken back: what was proven of a process before did not hold. Empty where it never was. */
    public Optional<TakenBack> takenBack(String process) {
        return jdbc.sql("select max(at), max(recorded_at) from event where process = ? and type = 'Demoted'"
                        + " and case_id is null and (leaf::jsonb->'body'->'restored' <> '[]'::jsonb"
                        + " or leaf::jsonb->'body'->>'cause' in ('kill_switch', 'severe_error'))"
                        + " having max(at) is not null")
                .param(process)
                .query((row, _) -> new TakenBack(
                        row.getTimestamp(1).toInstant(), row.getTimestamp(2).toInstant()))
                .optional();
    }

    /**
     * When autonomy was last taken back: what was proven before did not hold.
     *
     * @param at of the process's time, {@code recorded} of the machine's
     */
    public record TakenBack(Instant at, Instant recorded) {}

    private static Book.Entry entry(Event event) {
        for (Book.Kind kind : Book.Kind.values()) {
            if (kind.event().equals(event.type())) return new Book.Entry(kind, event.body(), event.recordedAt());
        }
        throw new IllegalStateException("no line of a ledger: " + event.type());
    }

    /**
     * What comes of a book, and what is to be written for it.
     *
     * @param write null where nothing is
     */
    public record Line<T>(
            T result, @org.jspecify.annotations.Nullable ProcessWrite write) {}

    /**
     * Decides on what stands in the ledger and writes it down. Where somebody else wrote meanwhile, it is decided anew.
     *
     * @param decide may refuse; what it writes has a step at {@link Book#next}
     */
    public <T> Checked<T> write(String process, Function<Book, Checked<Line<T>>> decide) {
        for (int left = TRIES; ; left--) {
            Checked<Line<T>> decided = decide.apply(of(process));
            if (!(decided instanceof Checked.Ok<Line<T>>(Line<T> line))) return Checked.refused(decided.problems());
            ProcessWrite write = line.write();
            if (write == null) return Checked.ok(line.result());
            try {
                EvidenceLog.await(log.append(write));
                return Checked.ok(line.result());
            } catch (ConflictException meanwhile) {
                // Somebody else asked something first: the ledger is read again.
                if (left == 1) throw meanwhile;
            }
        }
    }

    static String thread(String process) {
        return "ledger/" + process;
    }
}

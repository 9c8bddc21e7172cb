package remit.server.whatif;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.assurance.Stretch;
import remit.server.catalog.PublishedProcess;
import remit.server.store.Streaming;
import remit.server.whatif.HistoryReader.Sense;
import remit.server.whatif.HistoryReader.Understood;
import remit.whatif.History;

/**
 * What was read of a process's cases, and how it is brought up to date: only the cases that changed since are read again,
 * with those whose outcome has become due meanwhile. Immutable.
 */
final class Reading {
    /** No case comes in later. */
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private static final String CHANGED = StoredCase.SELECT + " and (written >= ?::xid8 or case_id = any(?))";

    /** More would mostly wait for the database. */
    private static final int LANES = Math.clamp(Runtime.getRuntime().availableProcessors(), 1, 4);

    private final Of of;
    private final Mark mark;
    private final Lot lot;
    private final Map<String, Instant> due;
    private final Map<String, String> leftOut;
    private final @Nullable Understood newest;

    /** What is read. @param reads every fact that rules will be asked about */
    record Of(PublishedProcess process, Set<String> reads, Asked.Scope scope) {}

    /**
     * A moment of the database.
     *
     * @param oldest number of the oldest transaction that was not over: whatever it or a later one writes is not read yet
     * @param mended how often projections were mended, which may also take rows away
     */
    private record Mark(String oldest, long mended) {
        static Mark now(JdbcClient jdbc) {
            return jdbc.sql("select pg_snapshot_xmin(pg_current_snapshot())::text,"
                            + " coalesce((select commits from commit_count where writer = 0), 0)")
                    .query((row, _) -> new Mark(row.getString(1), row.getLong(2)))
                    .single();
        }
    }

    private Reading(Of of, Mark mark, Lot lot, Beside beside) {
        this.of = of;
        this.mark = mark;
        this.lot = lot;
        this.due = beside.due;
        this.leftOut = beside.leftOut;
        this.newest = beside.newest;
    }

    /** What is kept of cases beside the history. */
    private static final class Beside {
        private final Map<String, Instant> due = new HashMap<>();
        private final Map<String, String> leftOut = new HashMap<>();
        private @Nullable Understood newest;

        void add(Understood each) {
            if (each.due() != null) due.put(each.id(), each.due());
            if (each.sense() instanceof Sense.LeftOut(String why)) leftOut.put(each.id(), why);
            if (!each.proposer().isEmpty())
                newest(new Understood(each.id(), each.at(), each.proposer(), null, new Sense.Elsewhere()));
        }

        void add(Beside other) {
            due.putAll(other.due);
            leftOut.putAll(other.leftOut);
            if (other.newest != null) newest(other.newest);
        }

        private void newest(Understood each) {
            if (newest == null || Lot.ORDER.compare(each, newest) >= 0) newest = each;
        }

        void remove(Set<String> ids) {
            due.keySet().removeAll(ids);
            leftOut.keySet().removeAll(ids);
        }

        Map<String, Long> counts() {
            var counts = new TreeMap<String, Long>();
            leftOut.values().forEach(why -> counts.merge(why, 1L, Long::sum));
            return counts;
        }
    }

    /** Understands some of the cases that are read, in a thread of its own. */
    private static final class Lane implements Consumer<StoredCase> {
        private final HistoryReader reader;
        private final Lots lots;
        private final Beside beside = new Beside();
        private final Set<String> ids = new HashSet<>();

        Lane(Of of, Instant now) {
            this.reader = new HistoryReader(of.process, of.reads, of.scope.segment(), now);
            this.lots = new Lots(of);
        }

        @Override
        public void accept(StoredCase stored) {
            Understood each = reader.understand(stored);
            ids.add(each.id());
            beside.add(each);
            lots.add(each);
        }
    }

    /** What all lanes understood. */
    private record Lanes(List<Lane> lanes) {
        Set<String> ids() {
            return lanes.stream().flatMap(lane -> lane.ids.stream()).collect(Collectors.toSet());
        }

        void tell(Beside beside) {
            lanes.forEach(lane -> beside.add(lane.beside));
        }

        Lot lot() {
            return lanes.stream()
                    .map(lane -> lane.lots.all())
                    .reduce((one, other) -> one.with(other, Set.of()))
                    .orElseThrow();
        }
    }

    History history() {
        return lot.history();
    }

    /** When the cases came in of which something is known. There is at least one case. */
    Stretch stretch() {
        return lot.stretch();
    }

    /** The version that proposed in the newest of the cases; empty where nobody did. */
    String author() {
        return newest == null ? "" : newest.proposer();
    }

    /** Reads everything. @param now until when outcomes are due */
    static Reading first(Of of, DataSource source, Instant now) {
        Mark mark = Mark.now(JdbcClient.create(source));
        Lanes lanes = read(of, source, now, new Query(StoredCase.SELECT, List.of()));
        var beside = new Beside();
        lanes.tell(beside);
        return new Reading(of, mark, lanes.lot().leaving(beside.counts()), beside);
    }

    /** The same as it is known now. */
    Reading anew(DataSource source, Instant now) {
        Mark next = Mark.now(JdbcClient.create(source));
        if (next.mended != mark.mended) return first(of, source, now);
        String[] ripe = due.entrySet().stream()
                .filter(each -> each.getValue().isBefore(now))
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
        Lanes lanes = read(of, source, now, new Query(CHANGED, List.of(mark.oldest, ripe)));
        Set<String> ids = lanes.ids();
        var beside = new Beside();
        beside.due.putAll(due);
        beside.leftOut.putAll(leftOut);
        beside.newest = newest;
        beside.remove(ids);
        lanes.tell(beside);
        if (ids.isEmpty()) return new Reading(of, next, lot, beside);
        return new Reading(of, next, lot.with(lanes.lot(), ids).leaving(beside.counts()), beside);
    }

    /** @param more parameters, after those of every query of cases */
    private record Query(String sql, List<?> more) {}

    private static Lanes read(Of of, DataSource source, Instant now, Query query) {
        ZoneId zone = of.process.contract().zone();
        Instant from = of.scope.from().map(day -> begin(day, zone)).orElse(Instant.EPOCH);
        Instant until = of.scope.to().map(day -> begin(day.plusDays(1), zone)).orElse(FAR);
        var parameters = new ArrayList<Object>(
                List.of(of.process.id(), from.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC)));
        parameters.addAll(query.more);
        List<Lane> lanes = Stream.generate(() -> new Lane(of, now)).limit(LANES).toList();
        // The database hands out the next cases while these are understood.
        Ahead.<StoredCase>each(
                hand -> Streaming.query(source, query.sql, parameters, row -> hand.accept(StoredCase.of(row))), lanes);
        return new Lanes(lanes);
    }

    private static Instant begin(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }
}

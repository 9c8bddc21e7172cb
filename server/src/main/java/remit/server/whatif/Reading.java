package remit.server.whatif;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.decision.Pinned;
import remit.server.catalog.PublishedProcess;
import remit.server.store.Streaming;
import remit.server.whatif.HistoryReader.Sense;
import remit.server.whatif.HistoryReader.Understood;
import remit.whatif.DecidedCase;
import remit.whatif.History;

/**
 * What was read of a process's cases, and how it is brought up to date: only the cases that changed since are read again,
 * with those whose outcome has become due meanwhile. Immutable.
 */
final class Reading {
    /** No case comes in later. */
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private static final String CHANGED = StoredCase.SELECT + " and (written >= ?::xid8 or case_id = any(?))";
    private static final Comparator<Understood> ORDER =
            Comparator.comparingLong(Understood::at).thenComparing(Understood::id);

    private final Of of;
    private final Mark mark;
    private final History history;
    private final long[] at;
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

    private Reading(Of of, Mark mark, History history, long[] at, Beside beside) {
        this.of = of;
        this.mark = mark;
        this.history = history;
        this.at = at;
        this.due = beside.due;
        this.leftOut = beside.leftOut;
        this.newest = beside.newest;
    }

    /** What is kept of cases beside the history. */
    private static final class Beside {
        private final Map<String, Instant> due = new HashMap<>();
        private final Map<String, String> leftOut = new HashMap<>();
        private @Nullable Understood newest;

        void forget(Set<String> ids) {
            due.keySet().removeAll(ids);
            leftOut.keySet().removeAll(ids);
        }

        void add(Understood each) {
            if (each.due() != null) due.put(each.id(), each.due());
            if (each.sense() instanceof Sense.LeftOut(String why)) leftOut.put(each.id(), why);
            if (!each.proposer().isEmpty() && (newest == null || ORDER.compare(each, newest) >= 0))
                newest = new Understood(each.id(), each.at(), each.proposer(), null, new Sense.Elsewhere());
        }

        Map<String, Long> counts() {
            var counts = new TreeMap<String, Long>();
            leftOut.values().forEach(why -> counts.merge(why, 1L, Long::sum));
            return counts;
        }
    }

    History history() {
        return history;
    }

    /** The version that proposed in the newest of the cases; empty where nobody did. */
    String author() {
        return newest == null ? "" : newest.proposer();
    }

    /** Reads everything. @param now until when outcomes are due */
    static Reading first(Of of, DataSource source, Instant now) {
        Mark mark = Mark.now(JdbcClient.create(source));
        var beside = new Beside();
        List<Understood> found = read(of, source, now, StoredCase.SELECT, List.of());
        found.forEach(beside::add);
        List<Understood> compared = compared(found);
        return new Reading(of, mark, history(of, compared, beside), times(compared), beside);
    }

    /** The same as it is known now. */
    Reading anew(DataSource source, Instant now) {
        Mark next = Mark.now(JdbcClient.create(source));
        if (next.mended != mark.mended) return first(of, source, now);
        String[] ripe = due.entrySet().stream()
                .filter(each -> each.getValue().isBefore(now))
                .map(Map.Entry::getKey)
                .toArray(String[]::new);
        List<Understood> changed = read(of, source, now, CHANGED, List.of(mark.oldest, ripe));
        var beside = new Beside();
        beside.due.putAll(due);
        beside.leftOut.putAll(leftOut);
        beside.newest = newest;
        if (changed.isEmpty()) return new Reading(of, next, history, at, beside);
        var ids = new HashSet<String>();
        changed.forEach(each -> ids.add(each.id()));
        beside.forget(ids);
        changed.forEach(beside::add);
        List<Understood> compared = compared(changed);
        int[] places = places(compared, ids);
        long[] times = new long[places.length];
        for (int i = 0; i < places.length; i++)
            times[i] = places[i] >= 0 ? at[places[i]] : compared.get(~places[i]).at();
        History joined = history.with(history(of, compared, beside), places);
        return new Reading(of, next, joined, times, beside);
    }

    /** Which case stands where: one of before by its number, one that was read again by the complement of its own. */
    private int[] places(List<Understood> changed, Set<String> ids) {
        int[] places = new int[history.cases() + changed.size()];
        int count = 0;
        int next = 0;
        for (int i = 0; i < history.cases(); i++) {
            if (ids.contains(history.id(i))) continue;
            while (next < changed.size() && before(changed.get(next), i)) places[count++] = ~next++;
            places[count++] = i;
        }
        while (next < changed.size()) places[count++] = ~next++;
        return java.util.Arrays.copyOf(places, count);
    }

    private boolean before(Understood one, int number) {
        return one.at() < at[number] || (one.at() == at[number] && one.id().compareTo(history.id(number)) < 0);
    }

    private static List<Understood> read(Of of, DataSource source, Instant now, String sql, List<?> more) {
        ZoneId zone = of.process.contract().zone();
        Instant from = of.scope.from().map(day -> begin(day, zone)).orElse(Instant.EPOCH);
        Instant until = of.scope.to().map(day -> begin(day.plusDays(1), zone)).orElse(FAR);
        var parameters = new ArrayList<Object>(
                List.of(of.process.id(), from.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC)));
        parameters.addAll(more);
        var reader = new HistoryReader(of.process, of.reads, of.scope.segment(), now);
        var found = new ArrayList<Understood>();
        // The database hands out the next cases while these are understood.
        Ahead.<StoredCase>each(
                hand -> Streaming.query(source, sql, parameters, row -> hand.accept(StoredCase.of(row))),
                stored -> found.add(reader.understand(stored)));
        found.sort(ORDER);
        return found;
    }

    private static Instant begin(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private static List<Understood> compared(List<Understood> found) {
        return found.stream()
                .filter(each -> each.sense() instanceof Sense.Comparable)
                .toList();
    }

    private static long[] times(List<Understood> compared) {
        return compared.stream().mapToLong(Understood::at).toArray();
    }

    private static History history(Of of, List<Understood> compared, Beside beside) {
        var built = new History.Builder(
                Pinned.facts(of.process.contract(), of.process.intake()).types(), of.process.pinned()::lacking);
        for (Understood each : compared)
            if (each.sense() instanceof Sense.Comparable(DecidedCase decided)) built.add(decided);
        beside.counts().forEach(built::leaveOut);
        return built.build();
    }
}

package remit.server.scorecards;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.process.StoredFacts;
import remit.scorecard.CycleTime;
import remit.scorecard.Kpis;
import remit.scorecard.Score;
import remit.server.catalog.PublishedProcess;
import remit.server.store.CommitCount;
import remit.server.store.Streaming;

/**
 * The KPIs of a process as its evidence gives them now. Folding takes about a second for fifty thousand cases: a result
 * serves until something new is recorded, then while one thread folds anew, but never longer than {@link #PATIENCE}
 * after the change was seen; a reader who comes later waits for the new one. A rebuild of the projections changes
 * nothing about it.
 *
 * <p>Cycle time: a cleared case ends on the day it cleared; one that a person closed on the day that the outcome column
 * of {@code reporting.closed} names, or on the day of the review here; one that nobody decided in time on the day it was
 * rejected; a returned one is not counted. A day that cannot be read or lies before the case came in is no day.
 */
public final class LiveFigures {
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final DataSource dataSource;
    private final InstantSource clock;
    private final JdbcClient jdbc;
    private final Map<String, Cached> cache = new ConcurrentHashMap<>();
    private final Map<String, CompletableFuture<Cached>> folding = new ConcurrentHashMap<>();

    /** @param commits how many the log had when the fold began, {@code at} when that was */
    private record Cached(String version, long commits, Instant at, Optional<Measured> measured) {}

    /** @param score the counts behind the KPIs, {@code days} how long closed cases took and how many are open */
    public record Measured(Kpis kpis, Score score, CycleTime.Mean days, Kpis.Window window) {}

    public LiveFigures(DataSource dataSource, InstantSource clock) {
        this.dataSource = dataSource;
        this.clock = clock;
        this.jdbc = JdbcClient.create(dataSource);
    }

    /** Empty while the process has decided nothing. */
    public Optional<Measured> of(PublishedProcess process) {
        String version = Objects.requireNonNull(process.pack().versions().pack());
        Cached cached = cache.get(process.id());
        long commits = CommitCount.of(jdbc);
        if (cached != null && cached.version().equals(version)) {
            if (cached.commits() == commits) return cached.measured();
            CompletableFuture<Cached> next = begin(process, version);
            boolean recent = cached.at().plus(PATIENCE).isAfter(clock.instant());
            return recent ? cached.measured() : next.join().measured();
        }
        return begin(process, version).join().measured();
    }

    /** One fold a process at a time; whoever comes while it runs shares it. */
    private CompletableFuture<Cached> begin(PublishedProcess process, String version) {
        return folding.computeIfAbsent(
                process.id(), id -> CompletableFuture.supplyAsync(() -> refreshed(process, version), this::start));
    }

    private Cached refreshed(PublishedProcess process, String version) {
        try {
            Instant begun = clock.instant();
            long commits = CommitCount.of(jdbc);
            var fresh = new Cached(version, commits, begun, fold(process));
            cache.put(process.id(), fresh);
            return fresh;
        } finally {
            folding.remove(process.id());
        }
    }

    private void start(Runnable fold) {
        Thread.ofPlatform().name("figures").daemon(true).start(fold);
    }

    private Optional<Measured> fold(PublishedProcess process) {
        var judge = new Judge(process, null);
        var fold = new Fold(process, judge);
        Streaming.query(dataSource, """
                select c.state, p.content, c.observed::text, r.at
                from case_view c
                join event e on e.case_id = c.case_id and e.seq = 1
                left join payload p on p.event_id = e.id
                left join event r on r.case_id = c.case_id and r.type in ('Reviewed', 'TimedOut')
                    and c.phase in ('approved', 'rejected', 'expired')
                where c.process = ? and c.phase <> 'history'
                order by c.at, c.case_id
                """, List.of(process.id()), fold::add);
        return fold.first == null || fold.last == null
                ? Optional.empty()
                : Optional.of(measured(process, judge.score(), fold, new Kpis.Window(fold.first, fold.last)));
    }

    private static Measured measured(PublishedProcess process, Score score, Fold fold, Kpis.Window window) {
        return new Measured(
                new Kpis(process.contract().economics(), score, fold.cycle, window),
                score,
                fold.cycle.days().all(),
                window);
    }

    private static final class Fold {
        private final PublishedProcess process;
        private final Judge judge;
        private final CycleTime cycle = new CycleTime();
        private @Nullable LocalDate first;
        private @Nullable LocalDate last;

        Fold(PublishedProcess process, Judge judge) {
            this.process = process;
            this.judge = judge;
        }

        void add(ResultSet row) throws SQLException {
            CaseState state = CaseState.fromJson(Json.parseObject(row.getString(1)));
            String opening = row.getString(2);
            // Erased cases are left out: their amounts and groups are gone.
            if (opening == null) return;
            String observed = row.getString(3);
            Json.Obj outcomes = observed == null ? Json.EMPTY : Json.parseObject(observed);
            Json.Obj opened = Json.parseObject(opening);
            judge.add(new Judge.Judged(state.at(), state, opened, outcomes));
            LocalDate received = day(state.at());
            if (first == null || received.isBefore(first)) first = received;
            if (last == null || received.isAfter(last)) last = received;
            if (state.phase() == Phase.RETURNED) return;
            String segment = opened.object("tags").text("segment", "");
            OffsetDateTime reviewed = row.getObject(4, OffsetDateTime.class);
            cycle.add(
                    segment,
                    state.phase() == Phase.CLEARED,
                    received,
                    state.phase() == Phase.CLEARED
                            ? received
                            : closed(received, outcomes, reviewed == null ? null : day(reviewed.toInstant())));
        }

        private LocalDate day(Instant at) {
            return at.atZone(process.contract().zone()).toLocalDate();
        }

        private @Nullable LocalDate closed(LocalDate received, Json.Obj outcomes, @Nullable LocalDate reviewed) {
            String column = process.contract().reporting().closed();
            Value said = column == null
                    ? Value.ABSENT
                    : StoredFacts.read(process.intake(), outcomes).getOrDefault(column, Value.ABSENT);
            if (said instanceof Value.Day(LocalDate day) && !day.isBefore(received)) return day;
            return reviewed != null && reviewed.isBefore(received) ? received : reviewed;
        }
    }
}

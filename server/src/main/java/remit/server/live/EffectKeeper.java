package remit.server.live;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.incident.Cause;
import remit.incident.IncidentState;
import remit.kernel.Json;
import remit.server.incidents.Incident;
import remit.server.incidents.IncidentDesk;

/**
 * Whether effects get through. Actions that stay unknown or failed, or that nobody begins, are one incident of their process and tool, however many
 * they are: a tool that is gone pages once, not once for each action. It closes by itself when all of them are settled.
 * Actions that a tool refused are over at once, so theirs waits for a person. What a person gave up is no news to anybody.
 */
public final class EffectKeeper {
    private static final Logger LOG = LoggerFactory.getLogger(EffectKeeper.class);

    /** A tool that is away for less ends by itself, and wakes nobody. */
    static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A refusal is news for so long: those of years ago are not what somebody is woken for. */
    private static final Duration FRESH = Duration.ofDays(1);

    private static final String STUCK = """
            select a.process, a.tool, count(*) as actions, count(*) filter (where a.state = 'unknown') as unknown,
              max(a.updated_at) filter (where a.updated_at <= ?) as stayed, bool_or(e.recorded_at <= ?) as old
            from action_view a join event e on e.id = a.event_id
            where a.state in ('unknown', 'failed') or (a.state = 'prepared' and a.updated_at <= ?) group by a.process, a.tool order by a.process, a.tool""";

    private static final String REFUSED = """
            select a.process, a.tool, count(*) as actions, max(a.updated_at) as last from action_view a
            where a.state = 'refused' and a.updated_at > ? and exists (select 1 from event e where e.case_id = a.case_id
              and e.type in ('ActionRefused', 'CompensationRefused') and e.leaf::jsonb->'body'->>'action_id' = a.action_id
              and e.leaf::jsonb->'body'->>'reason' <> 'person_says_drop')
            group by a.process, a.tool order by a.process, a.tool""";

    /** What is to be done is done within seconds, unless no node can reach its tool. */
    private static final Duration LEFT = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final IncidentDesk incidents;
    private final BooleanSupplier halted;
    private final Set<Place> told = new HashSet<>();

    /** @param halted whether anything is halted: while it is, what is still to be done waits for somebody who knows */
    public EffectKeeper(DataSource source, InstantSource clock, IncidentDesk incidents, BooleanSupplier halted) {
        this.halted = halted;
        this.jdbc = JdbcClient.create(source);
        this.clock = clock;
        this.incidents = incidents;
    }

    private record Place(String process, String tool) {}

    /**
     * Actions of a tool that did not get through by now.
     *
     * @param stayed since when the last one is as it is that is so for long enough to be an incident; null where none is
     * @param old whether one of them was to be done so long ago: it may have been failed and unknown by turns since
     */
    private record Stuck(
            Place place,
            long actions,
            long unknown,
            @Nullable Instant stayed,
            boolean old) {
        static Stuck read(ResultSet row) throws SQLException {
            OffsetDateTime stayed = row.getObject("stayed", OffsetDateTime.class);
            return new Stuck(
                    new Place(row.getString("process"), row.getString("tool")),
                    row.getLong("actions"),
                    row.getLong("unknown"),
                    stayed == null ? null : stayed.toInstant(),
                    row.getBoolean("old"));
        }

        Json.Obj facts() {
            return Json.object("tool", place.tool(), "effects", actions, "unknown", unknown);
        }
    }

    /** One look at all of them. */
    public synchronized void tend() {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        stuck(now);
        refused(now);
    }

    private void stuck(Instant now) {
        OffsetDateTime before = now.minus(PATIENCE).atOffset(ZoneOffset.UTC);
        OffsetDateTime left = (halted.getAsBoolean() ? Instant.EPOCH : now.minus(LEFT)).atOffset(ZoneOffset.UTC);
        List<Stuck> found = jdbc.sql(STUCK)
                .params(before, before, left)
                .query((row, _) -> Stuck.read(row))
                .list();
        log(found);
        var places = new HashSet<Place>();
        for (Stuck each : found) {
            if (isNews(each)) incidents.open(each.place().process(), Cause.EFFECTS, each.facts());
            // What failed a moment ago keeps no incident open, or one of a busy tool would never be over.
            if (each.stayed() != null || each.old()) places.add(each.place());
        }
        for (Incident incident : incidents.list(null, false)) {
            IncidentState state = incident.state();
            if (state.cause() != Cause.EFFECTS) continue;
            if (!places.contains(new Place(incident.process(), state.about())))
                incidents.passed(incident.process(), Cause.EFFECTS, state.about());
        }
    }

    /** What had stayed so by the time when a person closed the last incident of the tool is known to them, and pages nobody. */
    private boolean isNews(Stuck stuck) {
        Instant stayed = stuck.stayed();
        if (stayed == null) return false;
        return incidents
                .newest(stuck.place().process(), Cause.EFFECTS, stuck.place().tool())
                .map(incident -> incident.state().closedAt())
                .map(closed -> stayed.isAfter(closed.minus(PATIENCE)))
                .orElse(true);
    }

    /** At once, for whoever watches the log; whoever starts the server is told anew of what still waits. */
    private void log(List<Stuck> found) {
        var now = new HashSet<Place>();
        for (Stuck each : found) {
            now.add(each.place());
            if (told.add(each.place()))
                LOG.warn(
                        "{}: {} actions of the tool {} failed, have no answer or were not begun; they are tried again (remit effects list"
                                + " tells more)",
                        each.place().process(),
                        each.actions(),
                        each.place().tool());
        }
        for (Place place : List.copyOf(told)) {
            if (now.contains(place)) continue;
            told.remove(place);
            LOG.warn("{}: the actions of the tool {} got through again", place.process(), place.tool());
        }
    }

    /** Refusals after somebody took up, or ended, the last incident of that. */
    private record Refused(Place place, long actions, Instant last) {
        static Refused read(ResultSet row) throws SQLException {
            return new Refused(
                    new Place(row.getString("process"), row.getString("tool")),
                    row.getLong("actions"),
                    row.getObject("last", OffsetDateTime.class).toInstant());
        }
    }

    private void refused(Instant now) {
        for (Refused each : refusedSince(now.minus(FRESH))) {
            Place place = each.place();
            Optional<Incident> newest = incidents.newest(place.process(), Cause.REFUSED, place.tool());
            if (newest.map(Incident::state).filter(IncidentState::stands).isPresent()) continue;
            Instant handled = newest.map(FlowKeeper::handled).orElse(Instant.EPOCH);
            if (!each.last().isAfter(handled)) continue;
            long since = refusedSince(handled.isAfter(now.minus(FRESH)) ? handled : now.minus(FRESH)).stream()
                    .filter(again -> again.place().equals(place))
                    .mapToLong(Refused::actions)
                    .sum();
            incidents.open(place.process(), Cause.REFUSED, Json.object("tool", place.tool(), "effects", since));
        }
    }

    private List<Refused> refusedSince(Instant since) {
        return jdbc.sql(REFUSED)
                .param(since.atOffset(ZoneOffset.UTC))
                .query((row, _) -> Refused.read(row))
                .list();
    }
}

package remit.server.live;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.incident.Cause;
import remit.incident.FlowWatch;
import remit.incident.FlowWatch.Finding;
import remit.kernel.Json;
import remit.process.BusinessHours;
import remit.process.ProcessContract;
import remit.process.Watch;
import remit.server.incidents.Incident;
import remit.server.incidents.IncidentDesk;

/**
 * Whether the flow of the served processes is as their contracts expect. Silence or a backlog is one incident until it has
 * passed, however often and on however many nodes it is looked at; it closes by itself, because an incident that describes
 * nothing any more teaches people to look away, and the evidence keeps it. So does one of an expectation that the contract has no
 * longer: nobody looks for it again, and it would page for ever.
 */
public final class FlowKeeper {
    /** An author that gave no answer is news for so long. */
    private static final Duration FRESH = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final InstantSource clock;
    private final IncidentDesk incidents;
    private final Arrivals arrivals;
    private final Map<String, Instant> begun = new HashMap<>();

    public FlowKeeper(DataSource source, InstantSource clock, IncidentDesk incidents) {
        this.jdbc = JdbcClient.create(source);
        this.clock = clock;
        this.incidents = incidents;
        this.arrivals = new Arrivals(source);
    }

    /** One look at all of them. */
    public synchronized void tend(List<ProcessContract> contracts) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant from = now;
        var asked = new HashMap<String, List<FlowWatch.Question>>();
        for (ProcessContract contract : contracts) {
            Watch.Expected expected = contract.flow().watch().expected();
            if (contract.people().escalation().paging().uncertainty()) from = earlier(from, now.minus(FRESH));
            if (expected == null) continue;
            List<FlowWatch.Question> questions =
                    FlowWatch.questions(expected, hours(contract), now, since(contract.id()));
            asked.put(contract.id(), questions);
            for (FlowWatch.Question question : questions) from = earlier(from, question.from());
        }
        if (from.isBefore(now)) arrivals.read(from, now);
        for (ProcessContract contract : contracts) {
            List<FlowWatch.Question> questions = asked.get(contract.id());
            Watch.Expected expected = contract.flow().watch().expected();
            if (questions != null && expected != null) look(contract, expected, questions, now);
            else unwatched(contract.id());
            if (contract.people().escalation().paging().uncertainty()) uncertainty(contract.id(), now);
        }
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }

    private static BusinessHours hours(ProcessContract contract) {
        return contract.people().escalation().paging().hours();
    }

    private void look(
            ProcessContract contract, Watch.Expected expected, List<FlowWatch.Question> questions, Instant now) {
        String process = contract.id();
        List<FlowWatch.Counted> answers = questions.stream()
                .map(question -> new FlowWatch.Counted(
                        question, arrivals.since(process, question.rate().what(), question.from())))
                .toList();
        settle(process, Cause.SILENCE, FlowWatch.silence(expected, answers));
        if (expected.backlog() == null && expected.oldest() == null) {
            incidents.passed(process, Cause.BACKLOG);
            return;
        }
        long held = jdbc.sql("select count(*) from case_view where process = ? and phase = 'held'")
                .param(process)
                .query(Long.class)
                .single();
        Instant oldest = expected.oldest() == null ? null : oldest(process);
        settle(process, Cause.BACKLOG, FlowWatch.backlog(expected, hours(contract), now, held, oldest));
    }

    /** Nothing is expected, so what was once is no incident any more. */
    private void unwatched(String process) {
        incidents.passed(process, Cause.SILENCE);
        incidents.passed(process, Cause.BACKLOG);
    }

    private void settle(String process, Cause cause, Finding finding) {
        switch (finding) {
            case Finding.Bad(Json.Obj facts) -> incidents.open(process, cause, facts);
            case Finding.Well() -> incidents.passed(process, cause);
            case Finding.Untold() -> {}
        }
    }

    /** Since when the case waits that waits longest, by the clock of the machine that recorded it. */
    private @Nullable Instant oldest(String process) {
        return jdbc.sql("select min(e.recorded_at) from case_view c join event e on e.case_id = c.case_id"
                        + " and e.type = 'Decided' where c.process = ? and c.phase = 'held'")
                .param(process)
                .query((row, _) -> Optional.ofNullable(row.getTimestamp(1)))
                .single()
                .map(java.sql.Timestamp::toInstant)
                .orElse(null);
    }

    /** What an author left unanswered after somebody had taken up, or ended, the last incident of that. */
    private void uncertainty(String process, Instant now) {
        Optional<Instant> last = arrivals.unanswered(process).filter(at -> at.isAfter(now.minus(FRESH)));
        if (last.isEmpty()) return;
        boolean known = incidents
                .newest(process, Cause.UNCERTAINTY)
                .map(FlowKeeper::handled)
                .filter(handled -> !last.get().isAfter(handled))
                .isPresent();
        if (!known) incidents.open(process, Cause.UNCERTAINTY, Json.EMPTY);
    }

    /** Until when what an incident is about is no news: its end, or when somebody took it up, or else its beginning. */
    static Instant handled(Incident incident) {
        Instant closed = incident.state().closedAt();
        if (closed != null) return closed;
        return incident.state().taken() == null
                ? incident.state().openedAt()
                : incident.state().taken().at();
    }

    /** When the process was first in force: what lies before is nobody's silence. */
    private Instant since(String process) {
        return begun.computeIfAbsent(
                process,
                id -> jdbc.sql(
                                "select min(recorded_at) from event where process = ? and type = 'PackPublished' and case_id is null")
                        .param(id)
                        .query((row, _) -> Optional.ofNullable(row.getTimestamp(1)))
                        .single()
                        .map(java.sql.Timestamp::toInstant)
                        .orElseGet(clock::instant));
    }
}

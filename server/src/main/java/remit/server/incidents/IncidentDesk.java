package remit.server.incidents;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import remit.incident.Cause;
import remit.incident.IncidentEvent;
import remit.incident.IncidentState;
import remit.incident.Incidents;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.Paging;
import remit.process.ProcessContract;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * Where incidents are opened, paged, taken up and closed. Each step is one transaction: its event, the row, and the notices
 * that go out because of it. So of two nodes that see the same thing one writes it, and the other finds it written; and
 * whoever dies in between leaves all of a step or nothing. Safe for use by many threads.
 */
public final class IncidentDesk {
    private static final Logger LOG = LoggerFactory.getLogger(IncidentDesk.class);
    private static final int MOST = 500;

    private final IncidentRows rows;
    private final EvidenceLog log;
    private final InstantSource clock;
    private final Function<String, Optional<ProcessContract>> contracts;

    /** @param contracts the contract in force of a process by its id; empty where it cannot be read */
    public IncidentDesk(
            DataSource source,
            EvidenceLog log,
            InstantSource clock,
            Function<String, Optional<ProcessContract>> contracts) {
        this.rows = new IncidentRows(source);
        this.log = log;
        this.clock = clock;
        this.contracts = contracts;
    }

    /** Those that are not over, the gravest first; with {@code closed} the newest of the others too. */
    public List<Incident> list(@Nullable String process, boolean closed) {
        return rows.list(process, closed, MOST);
    }

    public Optional<Incident> find(String id) {
        return rows.byId(id);
    }

    /** The newest incident of a cause, whether it is over or not. */
    public Optional<Incident> newest(String process, Cause cause) {
        return newest(process, cause, "");
    }

    /** @param about the tool that it names, or empty */
    public Optional<Incident> newest(String process, Cause cause, String about) {
        return rows.newest(process, cause, about);
    }

    /**
     * Opens an incident and pages whose turn it is at once. Nothing happens while there is one of the same cause, about the
     * same, that nobody has taken up, or that has not passed.
     *
     * @return whether it is a new one
     */
    public boolean open(String process, Cause cause, Json.Obj facts) {
        Instant now = now();
        String id = "inc_" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
        var opened = new IncidentEvent.Opened(cause, facts);
        Incident incident = of(id, process, Incidents.apply(null, opened, EvidenceLog.engine(), now));
        if (rows.standing(process, cause, incident.state().about()).isPresent()) return false;
        var steps = new ArrayList<ProcessWrite.Step>();
        steps.add(step(incident, opened, EvidenceLog.engine(), null));
        var beside = new ArrayList<ProcessWrite.Beside>();
        Optional<IncidentEvent.Paged> page = Incidents.page(incident.state(), paging(process), now);
        if (page.isPresent()) {
            incident = moved(incident, page.get(), EvidenceLog.engine(), now);
            steps.add(step(incident, page.get(), EvidenceLog.engine(), null));
            beside.addAll(Pages.page(incident, page.get().whom(), false, contracts.apply(process), now));
        }
        beside.addFirst(IncidentRows.row(incident));
        if (!written(now, steps, beside)) return false;
        said(incident);
        return true;
    }

    /** A stop is work for those who are paged; that the work stalls is everybody's. */
    private static void said(Incident incident) {
        Cause cause = incident.state().cause();
        Level level = cause.severity() == 1 ? Level.WARN : Level.INFO;
        LOG.atLevel(level)
                .log(
                        "{}: incident {} of severity {} was opened: {}",
                        incident.process(),
                        incident.id(),
                        cause.severity(),
                        cause.word());
    }

    /** Pages everybody whose turn it is by now. @return how many pages were queued */
    public int page() {
        Instant now = now();
        int pages = 0;
        for (Incident incident : rows.due(now)) {
            Paging paging = paging(incident.process());
            Optional<IncidentEvent.Paged> page = Incidents.page(incident.state(), paging, now);
            if (page.isEmpty()) {
                Incidents.next(incident.state(), paging).ifPresent(due -> rows.moveDue(incident, due.at()));
                continue;
            }
            Incident after = moved(incident, page.get(), EvidenceLog.engine(), now);
            var beside = new ArrayList<ProcessWrite.Beside>();
            beside.add(IncidentRows.row(after));
            Optional<ProcessContract> contract = contracts.apply(incident.process());
            beside.addAll(Pages.page(after, page.get().whom(), page.get().again(), contract, now));
            if (!written(now, List.of(step(after, page.get(), EvidenceLog.engine(), null)), beside)) continue;
            pages++;
            if (page.get().again())
                LOG.error(
                        "{}: nobody has acknowledged incident {} (severity {}, {}) since {}; everybody is paged again",
                        incident.process(),
                        incident.id(),
                        incident.state().cause().severity(),
                        incident.state().cause().word(),
                        incident.state().openedAt());
        }
        return pages;
    }

    /** A person takes it up: nobody else is paged. */
    public Checked<Incident> acknowledge(String id, Actor person) {
        return found(id)
                .then(incident -> Incidents.acknowledge(incident.state(), person)
                        .then(event -> told(incident, event, person, "")));
    }

    /** A person says that it was dealt with. @param reason in their words, kept where it can be erased */
    public Checked<Incident> close(String id, Actor person, String reason) {
        return found(id)
                .then(incident -> Incidents.close(incident.state(), person, reason)
                        .then(event -> told(incident, event, person, reason.strip())));
    }

    /** What was wrong is so no longer. @return whether an incident was closed by it */
    public boolean passed(String process, Cause cause) {
        return passed(process, cause, "");
    }

    /** @param about the tool that it names, or empty */
    public boolean passed(String process, Cause cause, String about) {
        return rows.standing(process, cause, about)
                .flatMap(incident -> Incidents.passed(incident.state())
                        .map(event -> told(incident, event, EvidenceLog.engine(), "")))
                .filter(Checked.Ok.class::isInstance)
                .isPresent();
    }

    private Checked<Incident> told(Incident incident, IncidentEvent event, Actor by, String words) {
        Instant now = now();
        Incident after = moved(incident, event, by, now);
        String type = event instanceof IncidentEvent.Closed ? "incident.closed" : "incident.acknowledged";
        var beside = new ArrayList<ProcessWrite.Beside>();
        beside.add(IncidentRows.row(after));
        beside.addAll(Pages.told(after, type, contracts.apply(incident.process()), now));
        Json.Obj payload = words.isEmpty() ? null : Json.object("reason", words);
        if (written(now, List.of(step(after, event, by, payload)), beside)) return Checked.ok(after);
        return Checked.refused(
                new Problem("RMT-534", incident.id(), "something happened to it meanwhile", "read the list again"));
    }

    private Checked<Incident> found(String id) {
        return rows.byId(id)
                .map(Checked::ok)
                .orElseGet(() -> Checked.refused(
                        new Problem("RMT-533", id, "there is no such incident", "look it up: remit incidents")));
    }

    /**
     * Queues a trial page to everybody on the ladder of a process.
     *
     * @return the ids of the notices by their contacts, in the order of the ladder
     */
    public List<Trial> trial(ProcessContract contract, Actor by) {
        Instant now = now();
        Paging paging = contract.people().escalation().paging();
        List<Trial> trials = Pages.contacts(paging.everybody(), Optional.of(contract)).stream()
                .map(contact -> new Trial(Pages.trialId(), contact))
                .toList();
        List<Json> whom = paging.everybody().stream()
                .sorted()
                .map(who -> (Json) Json.of(who.word()))
                .toList();
        var step = new ProcessWrite.Step(
                contract.id(), null, "PageTested", by, Json.EMPTY, Json.object("whom", Json.array(whom)), null);
        EvidenceLog.await(log.append(ProcessWrite.with(
                now,
                List.of(step),
                Pages.trial(
                        trials.stream().map(Trial::notice).toList(),
                        trials.stream().map(Trial::contact).toList(),
                        contract.id(),
                        now))));
        return trials;
    }

    /** A trial page on its way. */
    public record Trial(String notice, String contact) {}

    private Paging paging(String process) {
        return contracts
                .apply(process)
                .map(contract -> contract.people().escalation().paging())
                .orElseGet(() -> Paging.usual(java.time.ZoneOffset.UTC));
    }

    private Incident of(String id, String process, IncidentState state) {
        return new Incident(
                id,
                process,
                state,
                Incidents.next(state, paging(process)).map(Incidents.Due::at).orElse(null));
    }

    private Incident moved(Incident incident, IncidentEvent event, Actor by, Instant now) {
        return of(incident.id(), incident.process(), Incidents.apply(incident.state(), event, by, now));
    }

    private static ProcessWrite.Step step(Incident after, IncidentEvent event, Actor by, Json.@Nullable Obj payload) {
        var place =
                new ProcessWrite.Place("incident/" + after.id(), after.state().seq());
        Json.Obj body = event.body().with("incident", Json.of(after.id()));
        return new ProcessWrite.Step(after.process(), place, event.type(), by, Json.EMPTY, body, payload);
    }

    /** @return false where somebody else wrote first, so that nothing of this stands */
    private boolean written(Instant now, List<ProcessWrite.Step> steps, List<ProcessWrite.Beside> beside) {
        try {
            EvidenceLog.await(log.append(ProcessWrite.with(now, steps, beside)));
            return true;
        } catch (ConflictException first) {
            return false;
        }
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}

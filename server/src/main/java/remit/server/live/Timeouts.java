package remit.server.live;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import remit.casework.CaseEvent;
import remit.casework.Casework;
import remit.halt.HaltScope;
import remit.halt.Halts;
import remit.incident.Cause;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.process.BusinessHours;
import remit.process.ToolSpec;
import remit.process.Watch;
import remit.server.catalog.PublishedProcess;
import remit.server.incidents.IncidentDesk;
import remit.server.runs.RunParts;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.Streaming;

/**
 * Held cases whose time is over. Each goes by the version that it came in under: a later one changes nothing about it. A
 * reviewer who decides at the same moment, here or on another node, and a timeout write the same place of the case's
 * evidence, so exactly one of them stands.
 *
 * <p>The time runs from when the case was recorded as held, by the machine's clock: a file of old rows is not overdue.
 * Nobody could decide what was halted, so nothing of it is rejected, and from when people may approve it again the time
 * runs anew. Where it cannot be found out what is halted, nothing is rejected either.
 */
public final class Timeouts {
    private static final Logger LOG = LoggerFactory.getLogger(Timeouts.class);
    /** So many of a version in one turn; the others have the next. */
    private static final int MOST = 500;

    private static final String AUTHOR = "coalesce((select p.actor from event p where p.case_id = c.case_id"
            + " and p.type = 'Proposed' order by p.seq desc limit 1), '')";
    private static final String DUE = " from case_view c join event e on e.case_id = c.case_id and e.type = 'Decided'"
            + " where c.process = ? and c.phase = 'held' and e.recorded_at <= ?"
            + " and e.leaf::jsonb->'versions'->>'pack' = ?";

    private final RunParts parts;
    private final IncidentDesk incidents;
    private final Map<String, Optional<Terms>> versions = new HashMap<>();

    /** What a version says of its held cases. */
    private record Terms(Watch.Timeout timeout, BusinessHours hours, List<String> tools) {
        Terms {
            tools = List.copyOf(tools);
        }
    }

    /** Cases of a version that are held since then or longer. */
    private record Due(String process, String pack, Instant held) {}

    public Timeouts(RunParts parts, IncidentDesk incidents) {
        this.parts = parts;
        this.incidents = incidents;
    }

    /** Rejects what is to be rejected, and keeps an incident open while something is overdue that is to be held. */
    public synchronized void tend(List<PublishedProcess> served) {
        for (PublishedProcess process : served) tend(process.id());
    }

    private void tend(String process) {
        Instant now = parts.clock().instant();
        long overdue = 0;
        String waited = "";
        boolean holds = false;
        for (String pack : packs(process)) {
            Terms terms = versions.computeIfAbsent(pack, this::terms).orElse(null);
            if (terms == null) continue;
            var due = new Due(process, pack, terms.timeout().after().before(now, terms.hours()));
            switch (terms.timeout().then()) {
                case REJECT -> {
                    for (String caseId : decidable(due, terms.tools())) reject(caseId, pack, terms.timeout());
                }
                case HOLD -> {
                    List<String> over = over(due, List.of());
                    holds = true;
                    overdue += over.size();
                    if (!over.isEmpty()) waited = terms.timeout().after().toString();
                }
            }
        }
        if (overdue > 0) incidents.open(process, Cause.OVERDUE, Json.object("cases", overdue, "waited", waited));
        else if (holds) incidents.passed(process, Cause.OVERDUE);
    }

    private List<String> packs(String process) {
        var packs = new ArrayList<String>();
        Streaming.query(
                parts.dataSource(),
                "select sha256 from pack_version where process = ? order by published_at",
                List.of(process),
                row -> packs.add(row.getString(1)));
        return packs;
    }

    private Optional<Terms> terms(String pack) {
        if (!(parts.catalog().find(pack).orElse(null)
                instanceof Checked.Ok<PublishedProcess>(PublishedProcess process))) return Optional.empty();
        Watch.@Nullable Timeout timeout = process.contract().flow().watch().timeout();
        BusinessHours hours = process.contract().people().escalation().paging().hours();
        List<String> tools =
                process.contract().flow().tools().stream().map(ToolSpec::id).toList();
        return timeout == null ? Optional.empty() : Optional.of(new Terms(timeout, hours, tools));
    }

    /** Those that people could have approved all that time. */
    private List<String> decidable(Due due, List<String> tools) {
        Halts halts;
        try {
            halts = parts.gateway().door().halts();
        } catch (RuntimeException unknown) {
            LOG.warn("nothing times out, because it cannot be found out what is halted: {}", unknown.getMessage());
            return List.of();
        }
        List<HaltScope> frozen = halts.frozenAfter(due.held());
        if (frozen.isEmpty()) return over(due, List.of());
        if (frozen.stream().anyMatch(scope -> covers(scope, due.process(), null, tools))) return List.of();
        List<String> authors = authors(due).stream()
                .filter(author -> frozen.stream()
                        .anyMatch(scope ->
                                covers(scope, due.process(), Actor.parse(author).id(), tools)))
                .toList();
        return over(due, authors);
    }

    /** A tool that is halted keeps back every case for which it could be used: what people would decide is not known. */
    private static boolean covers(HaltScope scope, String process, @Nullable String author, List<String> tools) {
        return Stream.concat(
                        Stream.of(scope.covers(process, author, null)),
                        tools.stream().map(tool -> scope.covers(process, author, tool)))
                .anyMatch(covered -> covered);
    }

    private List<String> authors(Due due) {
        var authors = new ArrayList<String>();
        Streaming.query(
                parts.dataSource(),
                "select distinct " + AUTHOR + DUE,
                List.of(due.process(), due.held().atOffset(ZoneOffset.UTC), due.pack()),
                row -> authors.add(row.getString(1)));
        authors.remove("");
        return authors;
    }

    /** @param without the authors whose cases are left out */
    private List<String> over(Due due, List<String> without) {
        var over = new ArrayList<String>();
        Streaming.query(
                parts.dataSource(),
                "select c.case_id" + DUE + " and " + AUTHOR + " <> all(?::text[]) order by e.recorded_at limit " + MOST,
                List.of(due.process(), due.held().atOffset(ZoneOffset.UTC), due.pack(), without.toArray(String[]::new)),
                row -> over.add(row.getString(1)));
        return over;
    }

    private void reject(String caseId, String pack, Watch.Timeout timeout) {
        CaseReader.CaseRow row = parts.reader().byId(caseId).orElseThrow();
        Optional<CaseEvent.TimedOut> event = Casework.lapse(row.state(), timeout, true);
        if (event.isEmpty()) return;
        var write = new CaseWrite(
                new CaseWrite.CasePlace(row.process(), caseId, null),
                row.state(),
                parts.clock().instant(),
                List.of(new CaseWrite.Step(event.get(), EvidenceLog.engine(), null)),
                Json.object("pack", pack),
                null);
        try {
            EvidenceLog.await(parts.log().append(write));
        } catch (ConflictException decided) {
            LOG.debug("{} was decided in the moment in which its time was over", caseId);
        }
    }
}

package remit.server.erasure;

import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import remit.kernel.Checked;
import remit.process.ProcessContract;
import remit.server.audit.PlannedLooks;
import remit.server.catalog.PublishedProcess;
import remit.server.store.Streaming;
import remit.server.store.VersionStore;

/**
 * Which cases are past the time for which the contract in force keeps their contents. It counts from the last thing that
 * was recorded of a case, by the clock of the machine: business time may be wrong. A case that waits for a person or a look,
 * or whose action has not ended, is not past it, however old.
 */
final class Expiry {
    private static final String DUE = """
            select c.case_id from case_view c
            where c.process = ? and c.phase not in ('held', 'open') and c.sample is distinct from 'open'
              and c.case_id <> all(?)
              and exists (select 1 from event e join payload p on p.event_id = e.id where e.case_id = c.case_id)
              and not exists (select 1 from event e where e.case_id = c.case_id and e.recorded_at > ?)
              and not exists (select 1 from action_view a where a.case_id = c.case_id
                              and a.state in ('prepared', 'unknown', 'failed'))
            order by c.case_id limit ?
            """;

    private final Erasures.Parts parts;
    private final PlannedLooks planned;

    Expiry(Erasures.Parts parts, PlannedLooks planned) {
        this.parts = parts;
        this.planned = planned;
    }

    /** By process. @param most of each */
    List<Set<String>> due(Instant now, int most) {
        var found = new ArrayList<Set<String>>();
        for (String process : new VersionStore(parts.source()).published()) {
            if (process.startsWith("@")) continue;
            // A version that cannot be read says nothing of how long: nothing is erased by it.
            if (!(parts.catalog().latest(process).orElse(null)
                    instanceof Checked.Ok<PublishedProcess>(PublishedProcess inForce))) continue;
            Set<String> cases = due(inForce.contract(), now, most);
            if (!cases.isEmpty()) found.add(cases);
        }
        return found;
    }

    private Set<String> due(ProcessContract contract, Instant now, int most) {
        var cases = new LinkedHashSet<String>();
        Period kept = contract.retention();
        if (kept == null) return cases;
        Instant until = now.atZone(contract.zone()).minus(kept).toInstant();
        Streaming.query(
                parts.source(),
                DUE,
                List.of(
                        contract.id(),
                        planned.waiting(contract.id()).toArray(String[]::new),
                        until.atOffset(ZoneOffset.UTC),
                        most),
                row -> cases.add(row.getString(1)));
        return cases;
    }
}

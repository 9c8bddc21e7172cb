package remit.server.web;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import remit.decision.Level;
import remit.decision.PastCase;
import remit.kernel.Checked;
import remit.kernel.Value;
import remit.server.catalog.PublishedProcess;
import remit.server.web.page.EventLine;
import remit.server.web.tell.Accounts;
import remit.server.web.tell.RuleSubject;
import remit.server.web.tell.Spoken;

/** Finds the tables that were asked about a case, in the version that decided it, with what they saw. */
final class SpokenRules {
    /** The check that asks a process's own table, as evidence names it. */
    private static final String AUTHORITY = "authority";

    private final WebParts.Rules rules;
    private final RuleSubjects subjects;

    SpokenRules(WebParts.Rules rules) {
        this.rules = rules;
        this.subjects = new RuleSubjects(rules.changes());
    }

    /** By the name of the check that asked. */
    Map<String, Spoken> of(String caseId, List<EventLine> events) {
        String version = Accounts.last(events, "Decided")
                .map(decided -> decided.versions().text("pack"))
                .orElse("");
        if (version.isEmpty()
                || !(rules.changes().version(version)
                        instanceof Checked.Ok<PublishedProcess>(PublishedProcess process))) return Map.of();
        var spoken = new HashMap<String, Spoken>();
        spoken.put(
                AUTHORITY,
                new Spoken(
                        process.pinned().table(),
                        known(caseId, process),
                        RuleSubject.path(process.id()) + "?version=" + version));
        for (Level level : process.pinned().levels()) {
            String id = RuleSubjects.above(process).get(level.kind().ordinal());
            // A process carries a copy of a level's table; only while the same is in force is it shown.
            String address = subjects.inForce(id)
                    .filter(now -> now.table().version().equals(level.table().version()))
                    .map(RuleSubject::path)
                    .orElse("");
            spoken.put(level.kind().check(), new Spoken(level.table(), Map.of(), address));
        }
        return spoken;
    }

    private Map<String, Value> known(String caseId, PublishedProcess process) {
        return rules.trials()
                .past(caseId)
                .filter(item -> item.asked(process.pinned()) instanceof PastCase.Asked.Ready)
                .map(item -> PastCase.seen((PastCase.Asked.Ready) item.asked(process.pinned()), process.pinned()))
                .orElse(Map.of());
    }
}

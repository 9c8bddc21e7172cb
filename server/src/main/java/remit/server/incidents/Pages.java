package remit.server.incidents;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import remit.incident.IncidentState;
import remit.kernel.Json;
import remit.process.Paging;
import remit.process.Paging.Who;
import remit.process.ProcessContract;
import remit.server.store.ProcessWrite;

/** The notices that go with what happens to an incident: to whom, and what they say in thin facts. */
final class Pages {
    private static final String INSERT =
            "insert into notice (id, process, content, state, due_at) values (?, ?, ?, 'waiting', ?::timestamptz)";

    private Pages() {}

    /** To those whose turn it is. */
    static List<ProcessWrite.Beside> page(
            Incident incident, Set<Who> whom, boolean again, Optional<ProcessContract> contract, Instant now) {
        String type = again ? "incident.unanswered" : "incident.opened";
        return of(incident, type, contacts(whom, contract), now);
    }

    /** To everybody who was paged: it is somebody's, or it is over. */
    static List<ProcessWrite.Beside> told(
            Incident incident, String type, Optional<ProcessContract> contract, Instant now) {
        Paging paging =
                contract.map(each -> each.people().escalation().paging()).orElse(null);
        Set<Who> paged = paging == null
                ? Set.of()
                : paging.steps().stream()
                        .limit(incident.state().pages())
                        .map(Paging.Step::who)
                        .collect(Collectors.toCollection(LinkedHashSet::new));
        boolean nobody = incident.state().pages() == 0;
        return nobody ? List.of() : of(incident, type, contacts(paged, contract), now);
    }

    /** A trial: to everybody on the ladder. */
    static List<ProcessWrite.Beside> trial(List<String> ids, List<String> contacts, String process, Instant now) {
        var rows = new ArrayList<ProcessWrite.Beside>();
        for (int i = 0; i < ids.size(); i++) {
            Json.Obj content = Json.object("type", "page.test", "to", contacts.get(i), "incident", ids.get(i));
            rows.add(new ProcessWrite.Beside(INSERT, List.of(ids.get(i), process, content.compact(), now.toString())));
        }
        return rows;
    }

    /** Without a contract there is nobody to name: the notice goes where notices without a contact go. */
    static List<String> contacts(Set<Who> whom, Optional<ProcessContract> contract) {
        return contract.map(ProcessContract::people)
                .map(people -> whom.stream()
                        .sorted()
                        .map(who -> who.of(people).contact())
                        .distinct()
                        .toList())
                .orElse(List.of(""));
    }

    private static List<ProcessWrite.Beside> of(Incident incident, String type, List<String> contacts, Instant now) {
        IncidentState state = incident.state();
        var rows = new ArrayList<ProcessWrite.Beside>();
        for (String to : contacts) {
            Json.Obj content = Json.object(
                    "type", type,
                    "to", to,
                    "incident", incident.id(),
                    "cause", state.cause().word(),
                    "severity", state.cause().severity(),
                    "since", state.openedAt().toString(),
                    "facts", state.facts());
            String id = "notice_" + incident.id() + "_" + state.seq() + "_" + rows.size();
            rows.add(new ProcessWrite.Beside(
                    INSERT, List.of(id, incident.process(), content.compact(), now.toString())));
        }
        return rows;
    }

    static String trialId() {
        return "notice_test_" + UUID.randomUUID();
    }
}

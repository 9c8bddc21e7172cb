package remit.server.web.tell;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.process.ProcessContract;
import remit.server.access.Access;
import remit.server.access.Person;
import remit.server.web.PublishedProcess;
import remit.server.web.page.CasePage.Accountability;
import remit.server.web.page.EventLine;

/** Who answers for a case: who wrote the proposal, who allowed it, who is liable. Names come from access.yaml only. */
public final class Accounts {
    private final Access access;
    private final Function<String, Optional<PublishedProcess>> versions;

    /** @param versions a published version by its SHA-256 */
    public Accounts(Access access, Function<String, Optional<PublishedProcess>> versions) {
        this.access = access;
        this.versions = versions;
    }

    public Accountability of(List<EventLine> events, @Nullable PublishedProcess current) {
        String author = last(events, "Proposed").map(e -> name(e.actor())).orElse("none: nothing was proposed");
        return new Accountability(author, approver(events), liable(events, current));
    }

    private String approver(List<EventLine> events) {
        Optional<Event> reviewed = last(events, "Reviewed");
        if (reviewed.isPresent()) {
            String outcome = reviewed.get().body().text("outcome", "");
            return outcome.equals("reject")
                    ? "none: " + name(reviewed.get().actor()) + " rejected it"
                    : name(reviewed.get().actor());
        }
        Optional<Event> decided = last(events, "Decided");
        if (decided.isEmpty()) {
            boolean history = last(events, "HistoryRecorded").isPresent();
            return history ? "none: history, nothing was approved" : "none yet";
        }
        String rule = decided.get().body().text("approver");
        if (rule != null) return rule(rule);
        return decided.get().body().text("verdict", "").equals("stop") ? "none: it was stopped" : "none yet";
    }

    /** {@code process/version#row-5} for people. */
    public static String rule(String approver) {
        int hash = approver.lastIndexOf('#');
        if (hash < 0) return approver;
        String version = approver.substring(approver.lastIndexOf('/', hash) + 1, hash);
        String row = approver.substring(hash + 1);
        String number = row.startsWith("row-") ? row.substring(4) : row;
        return "row " + number + " of "
                + (version.contains("@") ? version.replace('@', ' ') : "version " + shortened(version));
    }

    /** The owner in the contract that the case was decided under; the newest only when that is no longer published. */
    private String liable(List<EventLine> events, @Nullable PublishedProcess current) {
        ProcessContract contract = contractOf(events).orElse(current == null ? null : current.contract());
        if (contract == null) return "unknown: its contract is not published here";
        ProcessContract.Person owner = contract.people().owner();
        return owner.name() + ", " + owner.function();
    }

    private Optional<ProcessContract> contractOf(List<EventLine> events) {
        return last(events, "Decided")
                .map(e -> e.versions().text("pack"))
                .flatMap(versions)
                .map(PublishedProcess::contract);
    }

    public static Optional<Event> last(List<EventLine> events, String type) {
        return events.reversed().stream()
                .map(EventLine::event)
                .filter(event -> event.type().equals(type))
                .findFirst();
    }

    /** An actor for people: evidence keeps the opaque id, the name may change or be gone. */
    public String name(Actor actor) {
        return switch (actor.kind()) {
            case PERSON -> access.person(actor.id()).map(Person::name).orElse("a person who left (" + actor.id() + ")");
            case SERVICE -> "service " + actor.id();
            case MODEL -> "model " + actor.id();
            case RULE -> rule(actor.id());
            case SOURCE -> "source " + actor.id();
        };
    }

    public static String shortened(String hash) {
        return hash.matches("[0-9a-f]{17,}") ? hash.substring(0, 12) : hash;
    }
}

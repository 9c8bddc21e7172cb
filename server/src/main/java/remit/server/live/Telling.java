package remit.server.live;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.casework.Phase;
import remit.incident.Cause;
import remit.kernel.Json;
import remit.process.ProcessContract;
import remit.process.ProcessContract.People;
import remit.process.ProcessContract.Person;
import remit.server.incidents.IncidentDesk;

/**
 * Who is told of what: reviewers that work waits, the escalation owner of a stop, the owner of returns once a day. What
 * is to be told stands beside the evidence until it is; so it does not matter who tells it, or when that was started.
 */
public final class Telling {
    private static final Duration HELD_WINDOW = Duration.ofMinutes(5);
    private static final Duration STOPPED_WINDOW = Duration.ofSeconds(1);
    private static final Duration DIGEST_WINDOW = Duration.ofDays(1);

    private final NoticeOutbox outbox;
    private final Function<String, Optional<ProcessContract>> contracts;
    private final @Nullable IncidentDesk incidents;

    /** @param contracts the newest contract of a process by its id */
    public Telling(NoticeOutbox outbox, Function<String, Optional<ProcessContract>> contracts) {
        this(outbox, contracts, null);
    }

    /** @param incidents where a stop becomes an incident, or null: then the escalation owner gets a notice of it alone */
    public Telling(
            NoticeOutbox outbox,
            Function<String, Optional<ProcessContract>> contracts,
            @Nullable IncidentDesk incidents) {
        this.outbox = outbox;
        this.contracts = contracts;
        this.incidents = incidents;
    }

    /** Queues a notice of everything that nobody was told of yet. */
    public void tell() {
        outbox.gather(this::told);
    }

    /** A file is told when its run ends, single cases a few at a time, returns always once a day. */
    private Optional<NoticeOutbox.Word> told(NoticeOutbox.News news, long cases) {
        if (incidents == null || news.phase() != Phase.STOPPED) return Optional.of(word(news));
        // Told again after a crash, it is absorbed by the incident that it opened.
        incidents.open(news.process(), Cause.BOUNDARY, Json.object("cases", cases));
        return Optional.empty();
    }

    private NoticeOutbox.Word word(NoticeOutbox.News news) {
        Optional<People> people = contracts.apply(news.process()).map(ProcessContract::people);
        boolean file = news.run() != null;
        return switch (news.phase()) {
            case HELD -> word(news, "case.held", people.map(Telling::reviewer), file ? Duration.ZERO : HELD_WINDOW);
            case STOPPED ->
                word(news, "case.stopped", people.map(Telling::escalation), file ? Duration.ZERO : STOPPED_WINDOW);
            case RETURNED -> word(news, "digest.returned", people.map(Telling::escalation), DIGEST_WINDOW);
            case EXPIRED -> word(news, "case.expired", people.map(Telling::escalation), HELD_WINDOW);
            case HISTORY, OPEN, CLEARED, APPROVED, REJECTED ->
                throw new IllegalStateException("nobody waits for a case that is " + news.phase());
        };
    }

    private static Person reviewer(People people) {
        List<Person> responsible = people.responsible();
        return responsible.isEmpty() ? people.owner() : responsible.getFirst();
    }

    private static Person escalation(People people) {
        return people.escalation().owner();
    }

    /** Where nobody can be named any more, the notice goes where notices go without a contact. */
    private static NoticeOutbox.Word word(NoticeOutbox.News news, String type, Optional<Person> to, Duration window) {
        return new NoticeOutbox.Word(
                news.process(), type, to.map(Person::contact).orElse(""), window);
    }
}

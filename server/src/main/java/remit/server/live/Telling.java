package remit.server.live;

import java.time.Duration;
import java.util.List;
import remit.casework.Phase;
import remit.process.ProcessContract;
import remit.process.ProcessContract.People;
import remit.process.ProcessContract.Person;
import remit.server.runs.RunReport;

/** Who is told of what: reviewers that work waits, the escalation owner of a stop, the owner of returns once a day. */
public final class Telling {
    private static final Duration HELD_WINDOW = Duration.ofMinutes(5);
    private static final Duration STOPPED_WINDOW = Duration.ofSeconds(1);
    private static final Duration DIGEST_WINDOW = Duration.ofDays(1);

    private final NoticeOutbox outbox;

    public Telling(NoticeOutbox outbox) {
        this.outbox = outbox;
    }

    /** Queues what {@code cases} cases in {@code phase} mean for people; nothing for phases that nobody waits for. */
    public void tell(ProcessContract contract, Phase phase, long cases) {
        tell(contract, phase, cases, false);
    }

    private void tell(ProcessContract contract, Phase phase, long cases, boolean now) {
        if (cases == 0) return;
        People people = contract.people();
        switch (phase) {
            case HELD -> add(contract, "case.held", reviewer(people), now ? Duration.ZERO : HELD_WINDOW, cases);
            case STOPPED ->
                add(contract, "case.stopped", people.escalation().owner(), now ? Duration.ZERO : STOPPED_WINDOW, cases);
            case RETURNED ->
                add(contract, "digest.returned", people.escalation().owner(), DIGEST_WINDOW, cases);
            case HISTORY, OPEN, CLEARED, APPROVED, REJECTED -> {}
        }
    }

    /** The same for everything that a run over a file decided: it is told when the run ends, returns still once a day. */
    public void tell(ProcessContract contract, RunReport.News news) {
        tell(contract, Phase.HELD, news.held(), true);
        tell(contract, Phase.STOPPED, news.stopped(), true);
        tell(contract, Phase.RETURNED, news.returned(), true);
    }

    private static Person reviewer(People people) {
        List<Person> responsible = people.responsible();
        return responsible.isEmpty() ? people.owner() : responsible.getFirst();
    }

    private void add(ProcessContract contract, String type, Person to, Duration window, long cases) {
        outbox.add(new NoticeOutbox.Word(contract.id(), type, to.contact(), window), cases);
    }
}

package remit.server.live;

import java.util.List;
import java.util.function.Supplier;
import remit.change.Accounts;
import remit.change.ChangeState;
import remit.server.access.Person;
import remit.server.access.Role.Permission;
import remit.server.changes.Change;

/** Tells everybody who may approve a change that it was handed in, once for each time that it is. */
public final class ChangeTelling {
    private final NoticeOutbox outbox;
    private final Supplier<List<Change>> submitted;
    private final Supplier<List<Person>> people;
    private final Supplier<Accounts> accounts;

    /** @param submitted the changes that wait for a second person @param accounts of these people as they are recorded */
    public ChangeTelling(
            NoticeOutbox outbox,
            Supplier<List<Change>> submitted,
            Supplier<List<Person>> people,
            Supplier<Accounts> accounts) {
        this.outbox = outbox;
        this.submitted = submitted;
        this.people = people;
        this.accounts = accounts;
    }

    /** Queues what nobody was told of yet; telling again tells nothing. */
    public void tell() {
        List<Change> waiting = submitted.get();
        if (waiting.isEmpty()) return;
        List<Person> approvers = people.get().stream()
                .filter(person -> person.may(Permission.APPROVE_RULES))
                .toList();
        Accounts known = accounts.get();
        for (Change change : waiting) {
            for (Person person : approvers) if (second(person, change.state(), known)) tell(change, person);
        }
    }

    private static boolean second(Person person, ChangeState change, Accounts known) {
        return !change.writers().contains(person.actor())
                && known.tie(person.actor(), change).isEmpty();
    }

    /** A submission is the change at its event: one after a revision is another. */
    private void tell(Change change, Person person) {
        String submission = change.id() + "_" + change.state().seq();
        outbox.addOnce(submission + "_" + person.id(), change.subject(), change.id(), person.mail());
    }
}

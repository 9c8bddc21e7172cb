package remit.change;

import java.time.Instant;
import java.util.Set;
import remit.kernel.Actor;

/** Accounts that stood there before anything happened. */
final class TestingAccounts {
    static final Actor NOBODY_KNOWS = new Actor(Actor.Kind.SERVICE, "remit");
    static final AccessEvent.Rights APPROVER = new AccessEvent.Rights(Set.of("approver"), true, false, "");
    static final AccessEvent.Rights VIEWER = new AccessEvent.Rights(Set.of("viewer"), false, false, "");

    private TestingAccounts() {}

    static Accounts found(String... people) {
        Accounts accounts = Accounts.NONE;
        for (String person : people)
            accounts = accounts.apply(new AccessEvent.Added(person, APPROVER, true), NOBODY_KNOWS, Instant.EPOCH);
        return accounts;
    }
}

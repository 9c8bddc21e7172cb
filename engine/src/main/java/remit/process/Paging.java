package remit.process;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Who is paged of an incident, after how long, and when they are at work.
 *
 * @param hours business hours of the process
 * @param steps in the order in which they are paged until somebody acknowledges; at least one
 * @param again after the last step all of them are paged anew each time that this has gone by without an acknowledgement
 * @param uncertainty whether an author that gives no answer is an incident too
 */
public record Paging(BusinessHours hours, List<Step> steps, Term again, boolean uncertainty) {
    /** The escalation owner at once, the backup after half an hour of business. */
    public static final List<Step> USUAL = List.of(
            new Step(Who.OWNER, new Term(Duration.ZERO, false)),
            new Step(Who.BACKUP, new Term(Duration.ofMinutes(30), true)));

    /** All of them again after an hour of business. */
    public static final Term USUALLY_AGAIN = new Term(Duration.ofHours(1), true);

    public Paging {
        steps = List.copyOf(steps);
        if (steps.isEmpty()) throw new IllegalArgumentException("steps: nobody is paged");
        if (again.length().isZero()) throw new IllegalArgumentException("again: without a pause");
    }

    /** What a contract means that says nothing of it: reachable at every hour, in the usual steps. */
    public static Paging usual(ZoneId zone) {
        return new Paging(BusinessHours.always(zone), USUAL, USUALLY_AGAIN, false);
    }

    /** One step. @param after since the incident was opened */
    public record Step(Who who, Term after) {}

    /** Somebody of the contract's people. */
    public enum Who {
        /** The escalation owner. */
        OWNER,
        /** Who answers when the escalation owner does not. */
        BACKUP,
        /** The accountable owner of the process. */
        ACCOUNTABLE;

        /** As a contract spells it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Who> ofWord(String word) {
            for (Who who : values()) if (who.word().equals(word)) return Optional.of(who);
            return Optional.empty();
        }

        public ProcessContract.Person of(ProcessContract.People people) {
            return switch (this) {
                case OWNER -> people.escalation().owner();
                case BACKUP -> people.escalation().backup();
                case ACCOUNTABLE -> people.owner();
            };
        }
    }

    /** Everybody on the ladder, once. */
    public Set<Who> everybody() {
        var all = new java.util.LinkedHashSet<Who>();
        for (Step step : steps) all.add(step.who());
        return all;
    }
}

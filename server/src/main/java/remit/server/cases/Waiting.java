package remit.server.cases;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import remit.halt.Halts;
import remit.kernel.Problem;
import remit.server.gateway.Action;
import remit.server.gateway.Door;

/** Which actions are left alone for now: some rest after tries in vain, others a halt keeps back. Safe for many threads. */
final class Waiting {
    private static final Duration FIRST_REST = Duration.ofMinutes(1);
    private static final int MOST_DOUBLINGS = 6;
    /** No state of halts has this number: whoever was kept back by one that is not known is asked for again. */
    private static final long NOT_KNOWN = -1;

    private final Map<String, Rest> resting = new ConcurrentHashMap<>();
    /** Each with the state of halts that is known to keep it back: it stays so until that is another one. */
    private final Map<String, Long> keptBack = new ConcurrentHashMap<>();

    /** Until when an action is left alone, because so many tries in a row told nothing new. */
    private record Rest(int tries, Instant until) {
        private static Rest after(@Nullable Rest before, Instant now) {
            int tries = before == null ? 0 : Math.min(MOST_DOUBLINGS, before.tries() + 1);
            return new Rest(tries, now.plus(FIRST_REST.multipliedBy(1L << tries)));
        }
    }

    void rest(String id, Instant now) {
        resting.compute(id, (_, before) -> Rest.after(before, now));
    }

    void wake(String id) {
        resting.remove(id);
    }

    boolean rests(String id, Instant now) {
        Rest rest = resting.get(id);
        return rest != null && now.isBefore(rest.until());
    }

    /** A halt kept it from being sent. */
    void keep(String id) {
        keptBack.put(id, NOT_KNOWN);
    }

    void letGo(String id) {
        keptBack.remove(id);
    }

    /** Whether nothing has changed since it was found to be kept back, so that asking again would tell the same. */
    boolean stays(String id, Halts halts) {
        Long seen = keptBack.get(id);
        return seen != null && seen == halts.seq();
    }

    /**
     * Whether what a halt kept back still has to wait. Only the door knows: it may be its author who is halted, or a person
     * may have approved it.
     *
     * @param halts as they stood before this: should they change meanwhile, it is asked again
     */
    boolean waits(Action action, Halts halts, Door door) {
        Long seen = keptBack.get(action.id());
        if (seen == null) return false;
        Problem barred = door.barred(action).orElse(null);
        if (barred == null) return false;
        keptBack.replace(action.id(), seen, barred.code().equals(Door.NOT_KNOWN) ? NOT_KNOWN : halts.seq());
        return true;
    }

    /** All that are left alone. */
    Set<String> ids() {
        var ids = new HashSet<>(resting.keySet());
        ids.addAll(keptBack.keySet());
        return ids;
    }

    /** Those that have come to their end some other way. */
    void forget(Collection<String> ids) {
        resting.keySet().removeAll(ids);
        keptBack.keySet().removeAll(ids);
    }
}

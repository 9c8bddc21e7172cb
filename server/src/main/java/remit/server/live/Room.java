package remit.server.live;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * How many new cases of one process may be on their way from the door to the evidence at once. Behind an author that does not
 * answer, callers are sent away soon and told when to come back: what waits in memory alone is not kept, and would be lost.
 */
final class Room {
    /** The code of what callers are told. */
    static final String FULL = "RMT-454";

    private static final int PLACES = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final Semaphore places = new Semaphore(PLACES, true);
    private final String process;

    Room(String process) {
        this.process = process;
    }

    /** Does {@code work} as soon as there is a place. @return what it gives, or that there was none */
    <T> Checked<T> within(Supplier<Checked<T>> work) {
        if (!entered()) {
            return Checked.refused(new Problem(
                    FULL,
                    process,
                    PLACES + " cases wait for the author of this process already; this one was not taken in",
                    "send it again, with the same key, in a few seconds"));
        }
        try {
            return work.get();
        } finally {
            places.release();
        }
    }

    private boolean entered() {
        try {
            return places.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}

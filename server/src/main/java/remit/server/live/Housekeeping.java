package remit.server.live;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Recurring work of a serving process, each chore on its own thread; whatever goes wrong is logged and the work goes on at
 * its next turn.
 */
public final class Housekeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

    private final ScheduledExecutorService timer;
    private final List<ScheduledFuture<?>> turns = new ArrayList<>();

    /** @param name for the log */
    public record Chore(String name, Duration every, Runnable work) {}

    public Housekeeping(List<Chore> chores) {
        // A chore has one turn at a time, so none ever waits for another one's thread.
        timer = Executors.newScheduledThreadPool(
                Math.max(1, chores.size()),
                Thread.ofPlatform().name("housekeeping-", 0).daemon(true).factory());
        for (Chore chore : chores) {
            turns.add(timer.scheduleWithFixedDelay(
                    () -> run(chore), 0, chore.every().toMillis(), TimeUnit.MILLISECONDS));
        }
    }

    private static void run(Chore chore) {
        try {
            chore.work().run();
        } catch (RuntimeException | Error failure) {
            // Thrown on, it would end the chore for ever and without a word.
            LOG.error("{} failed and is tried again in {}", chore.name(), chore.every(), failure);
        }
    }

    @Override
    public void close() {
        turns.forEach(turn -> turn.cancel(false));
        timer.shutdown();
        try {
            if (!timer.awaitTermination(10, TimeUnit.SECONDS)) timer.shutdownNow();
        } catch (InterruptedException e) {
            timer.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

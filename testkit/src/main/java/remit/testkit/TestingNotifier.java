package remit.testkit;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import remit.ports.Notifier;

/** Keeps notices in memory; can be scripted to fail. Meets {@link NotifierContract}. */
public final class TestingNotifier implements Notifier {
    private final List<Notice> delivered = new ArrayList<>();
    private final Queue<String> failures = new ArrayDeque<>();

    /** The next delivery fails for this reason; further calls queue up. */
    public synchronized void failNext(String reason) {
        failures.add(reason);
    }

    /** What was delivered, in order. */
    public synchronized List<Notice> delivered() {
        return List.copyOf(delivered);
    }

    @Override
    public synchronized Answer send(Notice notice, Instant deadline) {
        String failure = failures.poll();
        if (failure != null) return new Answer.Failed(failure);
        delivered.add(notice);
        return new Answer.Delivered();
    }
}

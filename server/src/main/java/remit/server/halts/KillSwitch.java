package remit.server.halts;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import remit.halt.Halt;
import remit.halt.Halts;
import remit.kernel.Problem;
import remit.server.gateway.Action;
import remit.server.gateway.Door;

/**
 * What is halted, as the database says it now. Each answer rests on a question to the database that was put at most
 * {@link #FRESH} ago, so a halt holds on every node within that time of its commit; a node that cannot ask lets nothing
 * through. Many who ask at once share one question.
 */
public final class KillSwitch implements Door {
    private static final Logger LOG = LoggerFactory.getLogger(KillSwitch.class);

    /** So long an answer serves. */
    private static final long FRESH = 100_000_000;
    /** What takes longer to come may have been true long ago. */
    private static final long LATE = 500_000_000;

    private static final int TRIES = 3;

    private final HaltReader reader;
    private final ReentrantLock asking = new ReentrantLock();
    private final AtomicReference<HaltReader.@Nullable Read> last = new AtomicReference<>();
    private final AtomicReference<@Nullable Failed> failed = new AtomicReference<>();

    private record Failed(IllegalStateException why, long nanos) {}

    public KillSwitch(DataSource source) {
        this.reader = new HaltReader(source);
    }

    HaltReader reader() {
        return reader;
    }

    @Override
    public Halts halts() {
        HaltReader.Read known = last.get();
        if (known != null && age(known.askedNanos()) < FRESH) return known.halts();
        asking.lock();
        try {
            HaltReader.Read meanwhile = last.get();
            if (meanwhile != null && age(meanwhile.askedNanos()) < FRESH) return meanwhile.halts();
            // Whoever waited for a question that failed would only wait for another one to fail.
            Failed failure = failed.get();
            if (failure != null && age(failure.nanos()) < FRESH) throw failure.why();
            return ask();
        } finally {
            asking.unlock();
        }
    }

    /** Asks now, however new what is known may be: from here on this node goes by the answer. */
    Halts look() {
        asking.lock();
        try {
            return ask();
        } finally {
            asking.unlock();
        }
    }

    private Halts ask() {
        HaltReader.Read known = last.get();
        Halts from = known == null ? Halts.NONE : known.halts();
        try {
            for (int tries = 0; tries < TRIES; tries++) {
                HaltReader.Read fresh = reader.after(from);
                last.set(fresh);
                if (age(fresh.askedNanos()) < LATE) return fresh.halts();
                from = fresh.halts();
            }
            throw new IllegalStateException("the database answers too slowly to say what is halted");
        } catch (IllegalStateException why) {
            failed.set(new Failed(why, System.nanoTime()));
            throw why;
        }
    }

    private static long age(long nanos) {
        return System.nanoTime() - nanos;
    }

    @Override
    public Optional<Problem> barred(Action action) {
        try {
            Halts halts = halts();
            if (!halts.mayCover(action.process(), action.tool())) return Optional.empty();
            HaltReader.Behind behind = reader.behind(action.caseId());
            // Asked again: finding that out may have taken longer than what is known stays true.
            return halts().barring(action.process(), behind.author(), action.tool(), behind.approved())
                    .map(halt -> new Problem(
                            "RMT-445",
                            "action " + action.id(),
                            told(halt) + ", so nothing is sent",
                            "it waits; see remit halts"));
        } catch (RuntimeException unknown) {
            LOG.warn("nothing is dispatched, because it cannot be found out what is halted: {}", unknown.getMessage());
            return Optional.of(new Problem(
                    NOT_KNOWN,
                    "action " + action.id(),
                    "it cannot be found out whether it is halted, so nothing is sent",
                    "see why the database does not answer; it is sent once it does"));
        }
    }

    @Override
    public Optional<Problem> frozen(String process, @Nullable String author, List<String> tools) {
        Halts halts = halts();
        return java.util.stream.Stream.concat(
                        halts.covering(process, author, null).stream(),
                        tools.stream().flatMap(tool -> halts.covering(process, author, tool).stream()))
                .filter(halt -> !halt.stage().approves())
                .findFirst()
                .map(halt -> new Problem(
                        "RMT-445",
                        halt.scope().words(),
                        told(halt)
                                + reader.reason(halt.seq())
                                        .map(why -> " (" + why + ")")
                                        .orElse("")
                                + ", so nobody approves; the case stays held",
                        "reject it, or approve it once somebody resumed to held"));
    }

    private static String told(Halt halt) {
        return halt.scope().words() + " is " + halt.stage().word() + " since "
                + halt.since().truncatedTo(ChronoUnit.SECONDS) + " by " + halt.by();
    }
}

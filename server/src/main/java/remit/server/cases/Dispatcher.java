package remit.server.cases;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.casework.Compensation;
import remit.halt.Halts;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.ports.Tool;
import remit.process.ProcessContract.Flow;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Action;
import remit.server.gateway.Door;
import remit.server.gateway.Gateway;
import remit.server.gateway.Gateway.Left;
import remit.server.store.CaseReader;
import remit.server.store.EvidenceLog;
import remit.server.store.Streaming;
import remit.server.telemetry.Spans;
import remit.server.telemetry.Telemetry;

/**
 * Carries out actions whose intent is committed, many at a time, and records how each ended. An action whose answer was
 * lost becomes unknown: it is looked up, never blindly sent again. Evidence grows only when an action's state changes.
 */
public final class Dispatcher implements AutoCloseable {
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Parts parts;
    private final Holds holds;
    private final Endings endings;
    private final Lanes lanes = new Lanes();
    private final Set<String> underway = ConcurrentHashMap.newKeySet();
    private final Waiting waiting = new Waiting();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final AtomicLong kept = new AtomicLong();

    /** What it works with. */
    public record Parts(
            Catalog catalog,
            Gateway gateway,
            EvidenceLog log,
            CaseReader reader,
            DataSource dataSource,
            Telemetry telemetry,
            InstantSource clock) {}

    /**
     * An action, or taking one back, with what its ending is recorded under.
     *
     * @param undoing whether what it did is to be taken back
     * @param pinned the version that prepared it, which alone says how it is carried out
     * @param known the case as it stood when the action was prepared, or null: it is read
     * @param heldUntil until when this process has it in hand, of {@link System#nanoTime}
     */
    public record Task(
            Action action,
            boolean undoing,
            PublishedProcess pinned,
            CaseReader.@Nullable CaseRow known,
            Left left,
            long heldUntil) {
        /** An action that this process has committed. @param asked as {@link EvidenceLog.Written} says */
        public static Task prepared(Action action, PublishedProcess pinned, CaseReader.CaseRow known, long asked) {
            return new Task(action, false, pinned, known, Left.NEVER_SENT, Holds.until(asked));
        }

        /** What somebody left behind; nobody has it in hand yet. */
        static Task left(Action action, boolean undoing, PublishedProcess pinned, Left left) {
            return new Task(action, undoing, pinned, null, left, System.nanoTime());
        }

        Task held(Left stands, long until) {
            return new Task(action, undoing, pinned, stands == left ? known : null, stands, until);
        }

        /** Under which it is held, looked up and recorded. */
        public String id() {
            return undoing ? Compensation.id(action.id()) : action.id();
        }

        private String lane() {
            return action.process() + "/" + action.tool();
        }
    }

    public Dispatcher(Parts parts) {
        this.parts = parts;
        this.holds = new Holds(parts.dataSource());
        this.endings = new Endings(parts);
    }

    /** Starts one action; waits for a place when too many of its tool are under way. */
    public void submit(Task task) {
        if (underway.add(task.id())) lanes.put(task.lane(), traced(task));
    }

    /**
     * Starts one action as soon as it has a place, and never waits for one.
     *
     * @return false when too many of its tool wait: it is committed, so {@link #recover} takes it up later
     */
    public boolean offer(Task task) {
        String id = task.id();
        if (!underway.add(id)) return true;
        if (lanes.offer(task.lane(), traced(task))) return true;
        underway.remove(id);
        return false;
    }

    /** Carries one out in the caller's thread, who waits for its end and for nothing else, and hears of no other that broke. */
    void now(Task task) {
        if (underway.add(task.id())) traced(task).run();
    }

    /** Does something about an action while this process does nothing else about it; empty where it does just now. */
    <T> Optional<T> apart(String id, Supplier<T> work) {
        if (!underway.add(id)) return Optional.empty();
        try {
            return Optional.of(work.get());
        } finally {
            underway.remove(id);
        }
    }

    /** Carries out one that the caller has set {@link #apart}. */
    void apart(Task task) {
        traced(task).run();
    }

    /** On whichever thread it runs, it belongs to the trace of who started it. */
    private Runnable traced(Task task) {
        String trace = Telemetry.traceparent();
        return () -> Telemetry.within(trace, () -> {
            run(task);
            return task;
        });
    }

    private void run(Task task) {
        String id = task.id();
        try {
            if (carryOut(task)) waiting.wake(id);
            else rest(id);
        } catch (RuntimeException | Error failure) {
            rest(id);
            broken.compareAndSet(null, failure);
        } finally {
            underway.remove(id);
        }
    }

    private void rest(String id) {
        waiting.rest(id, parts.clock().instant());
    }

    /** Waits until everything submitted so far has ended and is recorded. */
    public void drain() {
        lanes.drain();
        throwBroken();
    }

    private void throwBroken() {
        Throwable failure = broken.getAndSet(null);
        if (failure != null) throw new IllegalStateException("an effect could not be recorded", failure);
    }

    /** Actions since the start that certainly did not happen, and those of which nobody knows. */
    public long failed() {
        return endings.failed();
    }

    public long unknown() {
        return endings.unknown();
    }

    /** How often since the start an action was not sent because something is halted. */
    public long kept() {
        return kept.get();
    }

    /**
     * What a halt keeps back is left as it is, without a word in the evidence: it is taken up again and again, so that it
     * happens soon after what was halted is back.
     *
     * @return whether it needs no rest: the action has come to its end, or waits for a halt to end
     */
    private boolean carryOut(Task submitted) {
        Task task = holds.mine(submitted);
        if (task == null) return false;
        Checked<Tool.Answer> tried = attempt(task);
        for (int tries = 1; tries < TRIES && failed(tried) && !lanes.closing(); tries++) {
            pause(tries);
            Task again = holds.mine(task);
            if (again == null) return false;
            task = again;
            Checked<Tool.Answer> next = attempt(task);
            // It failed before it was halted, and that it did is known.
            if (next instanceof Checked.Refused<Tool.Answer>) break;
            tried = next;
        }
        return switch (tried) {
            case Checked.Ok<Tool.Answer>(Tool.Answer answer) -> {
                waiting.letGo(task.id());
                yield ended(task, answer);
            }
            case Checked.Refused<Tool.Answer>(List<Problem> problems) -> {
                if (Gateway.isElsewhere(problems)) {
                    holds.release(task.id());
                    yield false;
                }
                kept.incrementAndGet();
                waiting.keep(task.id());
                holds.release(task.id());
                yield true;
            }
        };
    }

    private static boolean failed(Checked<Tool.Answer> tried) {
        return tried instanceof Checked.Ok<Tool.Answer>(Tool.Answer answer) && answer instanceof Tool.Answer.Failed;
    }

    private boolean ended(Task task, Tool.Answer told) {
        Tool.Answer answer = told;
        if (answer instanceof Tool.Answer.Unknown && task.left() == Left.NEVER_SENT && !lanes.closing()) {
            Tool.Answer found = lookedUp(task);
            if (found instanceof Tool.Answer.Answered) answer = found;
        }
        endings.record(task, answer);
        boolean ended = answer instanceof Tool.Answer.Answered || answer instanceof Tool.Answer.Refused;
        if (!ended) holds.release(task.id());
        return ended;
    }

    private Tool.Answer lookedUp(Task task) {
        Flow flow = task.pinned().contract().flow();
        return task.undoing()
                ? parts.gateway().lookUpCompensation(flow, task.action(), deadline())
                : parts.gateway().lookUp(flow, task.action(), deadline());
    }

    /** After a failure it is no more in doubt than before: what was never sent still was not. */
    private Checked<Tool.Answer> attempt(Task task) {
        Action action = task.action();
        return parts.telemetry()
                .span(
                        Spans.tool(action.process(), action.caseId(), action.tool(), task.id()),
                        () -> settled(task),
                        Spans::done);
    }

    private Checked<Tool.Answer> settled(Task task) {
        Flow flow = task.pinned().contract().flow();
        return task.undoing()
                ? parts.gateway().settleCompensation(flow, task.action(), task.left(), deadline())
                : parts.gateway().settle(flow, task.action(), task.left(), deadline());
    }

    private Instant deadline() {
        return parts.clock().instant().plus(PATIENCE);
    }

    private static void pause(int tries) {
        try {
            Thread.sleep(Duration.ofMillis(200L << tries));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Takes up what was left behind and waits for places: prepared actions may have been sent, unknown and failed ones are
     * looked up first. One that another process has in hand is left to it. What was tried in vain rests, longer each time, up to
     * about an hour.
     *
     * @return how many were taken up
     */
    public long recover(String process) {
        long taken = 0;
        Instant now = parts.clock().instant();
        var open = new OpenEffects(parts);
        for (OpenEffects.Due due : open.due(process, now)) {
            if (rests(due.actionId(), now)) continue;
            Task task = open.task(due);
            if (task == null) {
                rest(due.actionId());
                continue;
            }
            submit(task);
            taken++;
        }
        throwBroken();
        return taken;
    }

    /**
     * The same without waiting: takes as many as find a place.
     *
     * @param untouchedSince only actions that nobody has recorded anything about since then
     */
    public void offerOpen(String process, Instant untouchedSince) {
        Instant now = parts.clock().instant();
        var open = new OpenEffects(parts);
        forgetEnded(open);
        Door door = parts.gateway().door();
        Halts halts = door.halts();
        for (OpenEffects.Due due : open.due(process, untouchedSince)) {
            // Tried once it is known to wait; while nothing ends its halt it is not worth reading again.
            if (waiting.stays(due.actionId(), halts)) continue;
            if (rests(due.actionId(), now) || lanes.room(process + "/" + due.tool()) == 0) continue;
            Task task = open.task(due);
            if (task == null) rest(due.actionId());
            else if (!waiting.waits(task.action(), halts, door)) offer(task);
        }
        throwBroken();
    }

    private boolean rests(String id, Instant now) {
        return underway.contains(id) || waiting.rests(id, now);
    }

    /** Another node or a person may have brought them to their end. */
    private void forgetEnded(OpenEffects open) {
        Set<String> ended = waiting.ids();
        if (ended.isEmpty()) return;
        ended.removeAll(open.among(ended));
        ended.removeAll(underway);
        waiting.forget(ended);
    }

    /** What did not come to a good end by itself, for people. */
    public DoubtfulEffects doubtful() {
        return new DoubtfulEffects(parts, holds, this);
    }

    /** What was done, and is to be taken back. */
    public Compensations compensations() {
        return new Compensations(parts, this);
    }

    /** How many effects of a process are recorded in a state. */
    public static long count(DataSource dataSource, String process, String state) {
        long[] count = new long[1];
        Streaming.query(
                dataSource,
                "select count(*) from action_view where process = ? and state = ?",
                List.of(process, state),
                row -> count[0] = row.getLong(1));
        return count[0];
    }

    /** How many effects of a process have not come to their end. */
    public static long open(DataSource dataSource, String process) {
        return Stream.of("prepared", "unknown", "failed")
                .mapToLong(state -> count(dataSource, process, state))
                .sum();
    }

    @Override
    public void close() {
        lanes.close();
        throwBroken();
    }
}

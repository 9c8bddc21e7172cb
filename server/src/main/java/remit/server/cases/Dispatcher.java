package remit.server.cases;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.Casework;
import remit.halt.Halts;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.ports.Tool;
import remit.ports.Tool.Reason;
import remit.server.catalog.Catalog;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Action;
import remit.server.gateway.Door;
import remit.server.gateway.Gateway;
import remit.server.gateway.Gateway.Left;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
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
    private final Lanes lanes = new Lanes();
    private final Set<String> underway = ConcurrentHashMap.newKeySet();
    private final Waiting waiting = new Waiting();
    private final AtomicReference<@Nullable Throwable> broken = new AtomicReference<>();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();
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
     * An action with what its ending is recorded under.
     *
     * @param pinned the version that prepared it, which alone says how it is carried out
     * @param known the case as it stood when the action was prepared, or null: it is read
     * @param heldUntil until when this process has it in hand, of {@link System#nanoTime}
     */
    public record Task(
            Action action, PublishedProcess pinned, CaseReader.@Nullable CaseRow known, Left left, long heldUntil) {
        /** An action that this process has committed. @param asked as {@link EvidenceLog.Written} says */
        public static Task prepared(Action action, PublishedProcess pinned, CaseReader.CaseRow known, long asked) {
            return new Task(action, pinned, known, Left.NEVER_SENT, Holds.until(asked));
        }

        /** An action that somebody left behind; nobody has it in hand yet. */
        static Task left(Action action, PublishedProcess pinned, Left left) {
            return new Task(action, pinned, null, left, System.nanoTime());
        }

        Task held(Left stands, long until) {
            return new Task(action, pinned, stands == left ? known : null, stands, until);
        }

        private String lane() {
            return action.process() + "/" + action.tool();
        }
    }

    public Dispatcher(Parts parts) {
        this.parts = parts;
        this.holds = new Holds(parts.dataSource());
    }

    /** Starts one action; waits for a place when too many of its tool are under way. */
    public void submit(Task task) {
        if (underway.add(task.action().id())) lanes.put(task.lane(), traced(task));
    }

    /**
     * Starts one action as soon as it has a place, and never waits for one.
     *
     * @return false when too many of its tool wait: it is committed, so {@link #recover} takes it up later
     */
    public boolean offer(Task task) {
        String id = task.action().id();
        if (!underway.add(id)) return true;
        if (lanes.offer(task.lane(), traced(task))) return true;
        underway.remove(id);
        return false;
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
        String id = task.action().id();
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
        return failed.get();
    }

    public long unknown() {
        return unknown.get();
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
                waiting.letGo(task.action().id());
                yield ended(task, answer);
            }
            case Checked.Refused<Tool.Answer>(List<Problem> problems) -> {
                holds.release(task.action().id());
                if (Gateway.isElsewhere(problems)) yield false;
                kept.incrementAndGet();
                waiting.keep(task.action().id());
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
            Tool.Answer found = parts.gateway().lookUp(task.pinned().contract().flow(), task.action(), deadline());
            if (found instanceof Tool.Answer.Answered) answer = found;
        }
        record(task, answer);
        boolean ended = answer instanceof Tool.Answer.Answered || answer instanceof Tool.Answer.Refused;
        if (!ended) holds.release(task.action().id());
        return ended;
    }

    /** After a failure it is no more in doubt than before: what was never sent still was not. */
    private Checked<Tool.Answer> attempt(Task task) {
        Action action = task.action();
        return parts.telemetry()
                .span(
                        Spans.tool(action.process(), action.caseId(), action.tool(), action.id()),
                        () -> parts.gateway().settle(task.pinned().contract().flow(), action, task.left(), deadline()),
                        Spans::done);
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

    private void record(Task task, Tool.Answer answer) {
        String id = task.action().id();
        String tool = task.action().tool();
        switch (answer) {
            case Tool.Answer.Answered(String receipt) -> verified(task, receipt);
            case Tool.Answer.Refused(Reason reason) -> {
                failed.incrementAndGet();
                append(task, "refused", step(new CaseEvent.ActionRefused(id, tool, reason.word()), reason));
            }
            case Tool.Answer.Failed(Reason reason) -> {
                failed.incrementAndGet();
                append(task, "failed", step(new CaseEvent.ActionFailed(id, tool, reason.word()), reason));
            }
            case Tool.Answer.Unknown(Reason reason) -> {
                unknown.incrementAndGet();
                append(task, "unknown", step(new CaseEvent.ActionUnknown(id, tool, reason.word()), reason));
            }
        }
    }

    /** A receipt made of the action's own id is ours; any other is a foreign text, which may have to be erased. */
    private void verified(Task task, String receipt) {
        String id = task.action().id();
        boolean own = receipt.equals(id) || receipt.equals(id + ".json");
        append(
                task,
                "verified",
                new CaseWrite.Step(
                        new CaseEvent.ActionVerified(id, task.action().tool(), own ? receipt : null),
                        EvidenceLog.engine(),
                        own ? null : Json.object("receipt", receipt)));
    }

    /** The word is for ever; the text of the system of record can be erased. */
    private static CaseWrite.Step step(CaseEvent event, Reason reason) {
        return new CaseWrite.Step(
                event, EvidenceLog.engine(), reason.text().isEmpty() ? null : Json.object("text", reason.text()));
    }

    /**
     * Appends what is new. Someone else may move the case meanwhile (an outcome, a person): then it is read again.
     *
     * @param state the state that the step leads to
     */
    private void append(Task task, String state, CaseWrite.Step step) {
        CaseReader.CaseRow known = task.known();
        while (true) {
            CaseReader.CaseRow row = known != null
                    ? known
                    : parts.reader().byId(task.action().caseId()).orElseThrow();
            String before = row.state().actions().get(task.action().id());
            if (!Casework.mayFollow(before, state)) return;
            // Somebody else may have it in hand by now: only what happened is news, not what did not.
            if (!state.equals("verified") && Holds.isOver(task.heldUntil())) return;
            try {
                EvidenceLog.await(parts.log()
                        .append(new CaseWrite(
                                new CaseWrite.CasePlace(row.process(), row.caseId(), null),
                                row.state(),
                                row.state().updatedAt(),
                                List.of(step),
                                task.pinned().packVersion(),
                                row.runId())));
                return;
            } catch (ConflictException moved) {
                known = null;
            }
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

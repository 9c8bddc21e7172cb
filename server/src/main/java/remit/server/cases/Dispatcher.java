package remit.server.cases;

import java.time.Duration;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Phaser;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.kernel.Json;
import remit.ports.Tool;
import remit.process.ProcessContract.Flow;
import remit.server.gateway.Action;
import remit.server.gateway.Gateway;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.Streaming;

/**
 * Carries out actions whose intent is committed, many at a time, and records how each ended. An action whose answer was
 * lost becomes unknown: it is looked up, never blindly sent again.
 */
public final class Dispatcher implements AutoCloseable {
    private static final int AT_ONCE = 48;
    private static final int TRIES = 3;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final Gateway gateway;
    private final EvidenceLog log;
    private final CaseReader reader;
    private final DataSource dataSource;
    private final InstantSource clock;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Semaphore places = new Semaphore(AT_ONCE);
    private final Phaser underway = new Phaser(1);
    private final AtomicReference<@Nullable RuntimeException> broken = new AtomicReference<>();
    private final AtomicLong failed = new AtomicLong();
    private final AtomicLong unknown = new AtomicLong();

    public Dispatcher(Gateway gateway, EvidenceLog log, CaseReader reader, DataSource dataSource, InstantSource clock) {
        this.gateway = gateway;
        this.log = log;
        this.reader = reader;
        this.dataSource = dataSource;
        this.clock = clock;
    }

    /**
     * An action with what its ending is recorded under.
     *
     * @param known the case as it stood when the action was prepared, or null: it is read
     */
    public record Task(
            Action action, Flow flow, Json.Obj versions, CaseReader.@Nullable CaseRow known, boolean mayHaveBeenSent) {}

    /** Starts one action; waits for a place when too many are under way. */
    public void submit(Task task) {
        places.acquireUninterruptibly();
        underway.register();
        threads.execute(() -> {
            try {
                carryOut(task);
            } catch (RuntimeException failure) {
                broken.compareAndSet(null, failure);
            } finally {
                places.release();
                underway.arriveAndDeregister();
            }
        });
    }

    /** Waits until everything submitted so far has ended and is recorded. */
    public void drain() {
        underway.arriveAndAwaitAdvance();
        RuntimeException failure = broken.getAndSet(null);
        if (failure != null) throw new IllegalStateException("an effect could not be recorded", failure);
    }

    /** Actions since the start that certainly did not happen, and those of which nobody knows. */
    public long failed() {
        return failed.get();
    }

    public long unknown() {
        return unknown.get();
    }

    private void carryOut(Task task) {
        Tool.Answer answer = attempt(task);
        for (int tries = 1; tries < TRIES && answer instanceof Tool.Answer.Failed; tries++) {
            pause(tries);
            answer = attempt(new Task(task.action(), task.flow(), task.versions(), task.known(), true));
        }
        if (answer instanceof Tool.Answer.Unknown) {
            Tool.Answer found =
                    gateway.lookUp(task.flow(), task.action(), clock.instant().plus(PATIENCE));
            if (found instanceof Tool.Answer.Answered) answer = found;
        }
        record(task, answer);
    }

    private Tool.Answer attempt(Task task) {
        return gateway.settle(
                task.flow(),
                task.action(),
                task.mayHaveBeenSent(),
                clock.instant().plus(PATIENCE));
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
        CaseEvent event = switch (answer) {
            case Tool.Answer.Answered(String receipt) -> new CaseEvent.ActionVerified(id, tool, receipt);
            case Tool.Answer.Refused(String reason) -> {
                failed.incrementAndGet();
                yield new CaseEvent.ActionRefused(id, tool, reason);
            }
            case Tool.Answer.Failed(String reason) -> {
                failed.incrementAndGet();
                yield new CaseEvent.ActionFailed(id, tool, reason);
            }
            case Tool.Answer.Unknown(String reason) -> {
                unknown.incrementAndGet();
                yield new CaseEvent.ActionUnknown(id, tool, reason);
            }
        };
        append(task, event);
    }

    /** Someone else may move the case meanwhile (an outcome, a person): then read it again. */
    private void append(Task task, CaseEvent event) {
        CaseReader.CaseRow known = task.known();
        while (true) {
            CaseReader.CaseRow row =
                    known != null ? known : reader.byId(task.action().caseId()).orElseThrow();
            if ("verified".equals(row.state().actions().get(task.action().id()))) return;
            try {
                EvidenceLog.await(log.append(new CaseWrite(
                        new CaseWrite.CasePlace(row.process(), row.caseId(), null),
                        row.state(),
                        row.state().updatedAt(),
                        List.of(new CaseWrite.Step(event, EvidenceLog.engine(), null)),
                        task.versions(),
                        row.runId())));
                return;
            } catch (ConflictException moved) {
                known = null;
            }
        }
    }

    /**
     * Takes up what was left behind: prepared actions may have been sent, unknown and failed ones are looked up first. One
     * that two processes take up at once has one effect, because its id is the key that the tool knows it by.
     *
     * @param untouchedFor only actions that nobody has recorded anything about for so long
     * @return how many were taken up
     */
    public long recover(String process, Flow flow, Json.Obj versions, Duration untouchedFor) {
        var left = new ArrayList<Action>();
        Streaming.query(
                dataSource,
                "select p.content from action_view a join payload p on p.event_id = a.event_id"
                        + " where a.process = ? and a.state in ('prepared', 'unknown', 'failed') and a.updated_at <= ?"
                        + " order by a.action_id",
                List.of(process, clock.instant().minus(untouchedFor).atOffset(ZoneOffset.UTC)),
                row -> left.add(Action.fromJson(Json.parseObject(row.getString(1)))));
        for (Action action : left) submit(new Task(action, flow, versions, null, true));
        return left.size();
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

    @Override
    public void close() {
        drain();
        threads.close();
    }
}

package remit.testkit;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.ports.Tool;

/** A system of record in memory that meets {@link ToolContract} and can be scripted to fail, refuse or lose answers. */
public final class TestingTool implements Tool {
    /** What becomes of the next dispatch. */
    public enum Fault {
        /** Nothing is done and the caller is told so. */
        FAIL,
        /** Nothing is done, for good. */
        REFUSE,
        /** It is done and the answer is lost. */
        LOSE_ANSWER,
        /** It is not done and nobody knows. */
        LOSE_REQUEST
    }

    private final Map<String, Json.Obj> done = new LinkedHashMap<>();
    private final Map<String, Json.Obj> undone = new LinkedHashMap<>();
    private final List<Request> calls = new ArrayList<>();
    private final Queue<Fault> faults = new ArrayDeque<>();

    /** Adds a fault to the script: one a dispatch, in this order; then all goes well. */
    public synchronized void next(Fault fault) {
        faults.add(fault);
    }

    /** Every call so far, in order. */
    public synchronized List<Request> calls() {
        return List.copyOf(calls);
    }

    /** What was done, by action id, in order; each once however often it was sent. */
    public synchronized Map<String, Json.Obj> done() {
        return new LinkedHashMap<>(done);
    }

    /** What was undone, by action id. */
    public synchronized Map<String, Json.Obj> undone() {
        return new LinkedHashMap<>(undone);
    }

    @Override
    public synchronized Answer call(Request request, Instant deadline) {
        calls.add(request);
        return switch (request) {
            case Request.Dispatch(String id, String tool, Json.Obj arguments) ->
                deadline.isBefore(Instant.now())
                        ? new Answer.Failed(Reason.of("deadline"))
                        : dispatch(faults.poll(), id, arguments);
            case Request.LookUp(String id, String tool) ->
                done.containsKey(id) ? new Answer.Answered("done " + id) : new Answer.Refused(Reason.of("never_done"));
            case Request.Compensate(String id, String tool, Json.Obj arguments) ->
                done.containsKey(id)
                        ? book(undone, id, arguments, "undone ")
                        : new Answer.Refused(Reason.of("never_done"));
            case Request.LookUpCompensation(String id, String tool) ->
                undone.containsKey(id)
                        ? new Answer.Answered("undone " + id)
                        : new Answer.Refused(Reason.of("never_undone"));
        };
    }

    private Answer dispatch(@Nullable Fault fault, String id, Json.Obj arguments) {
        return switch (fault) {
            case null -> book(done, id, arguments, "done ");
            case FAIL -> new Answer.Failed(new Reason("scripted", "scripted failure"));
            case REFUSE -> new Answer.Refused(new Reason("scripted", "scripted refusal"));
            case LOSE_REQUEST -> new Answer.Unknown(new Reason("scripted", "loss of the request"));
            case LOSE_ANSWER -> {
                book(done, id, arguments, "done ");
                yield new Answer.Unknown(new Reason("scripted", "loss of the answer"));
            }
        };
    }

    private static Answer book(Map<String, Json.Obj> book, String id, Json.Obj arguments, String word) {
        Json.Obj before = book.putIfAbsent(id, arguments);
        return before == null || before.canonical().equals(arguments.canonical())
                ? new Answer.Answered(word + id)
                : new Answer.Refused(Reason.of("other_content"));
    }
}

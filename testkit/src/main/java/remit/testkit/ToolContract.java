package remit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.ports.Tool;
import remit.ports.Tool.Answer;
import remit.ports.Tool.Request;

/**
 * What every {@link Tool} must do. Extend it, give it your adapter in front of a system of record that is empty before
 * each test, and tell it what that system holds.
 */
public abstract class ToolContract {
    private static final String ID = "act_0123456789abcdef";
    private static final String TOOL = "post_line";
    private static final Json.Obj ARGUMENTS =
            Json.object("document", "D \"1\" \\ ü 漢\n😀", "amount", "412.50", "urgent", true, "account", null);

    /** The adapter under test; the same one throughout a test. */
    protected abstract Tool tool();

    /** How often the system of record has carried out what was dispatched under {@code actionId}. */
    protected abstract int done(String actionId);

    /** How often it has undone it. */
    protected abstract int undone(String actionId);

    /** The arguments that arrived with {@code actionId}. */
    protected abstract Json.Obj arrived(String actionId);

    private static Instant soon() {
        return Instant.now().plus(Duration.ofSeconds(20));
    }

    private Answer dispatch(Json.Obj arguments) {
        return tool().call(new Request.Dispatch(ID, TOOL, arguments), soon());
    }

    private Answer lookUp() {
        return tool().call(new Request.LookUp(ID, TOOL), soon());
    }

    private Answer compensate() {
        return tool().call(new Request.Compensate(ID, TOOL, ARGUMENTS), soon());
    }

    private Answer lookUpCompensation() {
        return tool().call(new Request.LookUpCompensation(ID, TOOL), soon());
    }

    private static String receipt(Answer answer) {
        String receipt = assertInstanceOf(Answer.Answered.class, answer).receipt();
        assertFalse(receipt.isBlank(), "a receipt is not blank");
        return receipt;
    }

    @Test
    void a_dispatch_is_done_once_and_answered_with_a_receipt() {
        receipt(dispatch(ARGUMENTS));
        assertEquals(1, done(ID));
    }

    @Test
    void arguments_arrive_unchanged() {
        receipt(dispatch(ARGUMENTS));
        assertEquals(ARGUMENTS.canonical(), arrived(ID).canonical());
    }

    @Test
    void the_same_action_again_has_the_same_receipt_and_no_second_effect() {
        String first = receipt(dispatch(ARGUMENTS));
        assertEquals(first, receipt(dispatch(ARGUMENTS)));
        assertEquals(1, done(ID));
    }

    @Test
    void other_arguments_under_a_known_id_are_refused_and_change_nothing() {
        receipt(dispatch(ARGUMENTS));
        Json.Obj other = Json.object("document", "D2");
        assertInstanceOf(Answer.Refused.class, dispatch(other));
        assertEquals(1, done(ID));
        assertEquals(ARGUMENTS.canonical(), arrived(ID).canonical());
    }

    @Test
    void a_look_up_of_what_was_never_done_is_refused_and_does_nothing() {
        assertInstanceOf(Answer.Refused.class, lookUp());
        assertEquals(0, done(ID));
    }

    @Test
    void a_look_up_of_what_was_done_has_the_receipt_of_the_dispatch() {
        String receipt = receipt(dispatch(ARGUMENTS));
        assertEquals(receipt, receipt(lookUp()));
        assertEquals(1, done(ID));
    }

    @Test
    void what_was_done_is_undone_once() {
        receipt(dispatch(ARGUMENTS));
        String receipt = receipt(compensate());
        assertEquals(receipt, receipt(compensate()));
        assertEquals(1, undone(ID));
    }

    @Test
    void what_was_never_done_cannot_be_undone() {
        assertInstanceOf(Answer.Refused.class, compensate());
        assertEquals(0, undone(ID));
    }

    @Test
    void a_look_up_of_what_was_never_undone_is_refused_and_undoes_nothing() {
        assertInstanceOf(Answer.Refused.class, lookUpCompensation());
        receipt(dispatch(ARGUMENTS));
        assertInstanceOf(Answer.Refused.class, lookUpCompensation());
        assertEquals(0, undone(ID));
    }

    @Test
    void a_look_up_of_what_was_undone_has_the_receipt_of_the_undoing_and_what_was_done_stays_done() {
        String done = receipt(dispatch(ARGUMENTS));
        String undone = receipt(compensate());
        assertEquals(undone, receipt(lookUpCompensation()));
        assertEquals(done, receipt(lookUp()));
        assertEquals(1, undone(ID));
    }

    @Test
    void a_deadline_that_has_passed_is_an_answer_without_an_effect_or_unknown() {
        Answer answer = tool().call(
                        new Request.Dispatch(ID, TOOL, ARGUMENTS), Instant.now().minusSeconds(1));
        switch (answer) {
            case Answer.Failed failed -> assertEquals(0, done(ID), "failed means certainly not done");
            case Answer.Unknown unknown -> assertFalse(unknown.reason().word().isBlank());
            case Answer.Answered answered -> throw new AssertionError("answered after the deadline: " + answered);
            case Answer.Refused refused -> throw new AssertionError("a late call may be tried again: " + refused);
        }
    }

    @Test
    void many_threads_with_one_action_have_one_effect_and_one_receipt()
            throws InterruptedException, ExecutionException {
        List<Future<Answer>> answers = new ArrayList<>();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 16; i++) answers.add(threads.submit(() -> dispatch(ARGUMENTS)));
        }
        String receipt = receipt(lookUp());
        for (Future<Answer> answer : answers) assertEquals(receipt, receipt(answer.get()));
        assertEquals(1, done(ID));
    }
}

package remit.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.ports.Notifier;
import remit.ports.Notifier.Answer;
import remit.ports.Notifier.Notice;

/** What every {@link Notifier} must do. Extend it and tell it what has arrived at the other end. */
public abstract class NotifierContract {
    /** What a receiver sees of one notice. */
    public record Arrived(String subject, String text) {}

    /** The adapter under test, before a receiver that takes everything. */
    protected abstract Notifier working();

    /** The adapter before a receiver that cannot be reached or takes nothing. */
    protected abstract Notifier broken();

    /** What {@link #working} has delivered, in order. */
    protected abstract List<Arrived> arrived();

    private static Notice notice(String id, String subject, String text) {
        Instant at = Instant.parse("2026-11-21T08:30:00Z");
        return new Notice(id, "case.held", "desk@example.org", subject, text, Json.object("held", 3), at);
    }

    private static Instant soon() {
        return Instant.now().plusSeconds(20);
    }

    @Test
    void a_notice_arrives_with_subject_and_text() {
        assertInstanceOf(
                Answer.Delivered.class, working().send(notice("n1", "3 cases wait", "See the inbox."), soon()));
        assertEquals(List.of(new Arrived("3 cases wait", "See the inbox.")), arrived());
    }

    @Test
    void every_script_arrives() {
        String words = "Fälle 漢字 😀 \"q\" \\ ' <b>";
        assertInstanceOf(Answer.Delivered.class, working().send(notice("n1", words, words), soon()));
        assertEquals(List.of(new Arrived(words, words)), arrived());
    }

    @Test
    void a_line_of_a_single_dot_and_long_lines_arrive() {
        String text = "first\n.\nQUIT\n" + "x".repeat(3000);
        assertInstanceOf(Answer.Delivered.class, working().send(notice("n1", "s", text), soon()));
        assertEquals(List.of(new Arrived("s", text)), arrived());
    }

    @Test
    void a_receiver_that_takes_nothing_is_a_failure_with_a_reason() {
        Answer answer = broken().send(notice("n1", "s", "t"), soon());
        assertTrue(!assertInstanceOf(Answer.Failed.class, answer).reason().isBlank());
    }

    @Test
    void many_threads_deliver_each_notice_once() throws InterruptedException, ExecutionException {
        List<Future<Answer>> answers = new ArrayList<>();
        Notifier notifier = working();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 12; i++) {
                Notice notice = notice("n" + i, "subject " + i, "text " + i);
                answers.add(threads.submit(() -> notifier.send(notice, soon())));
            }
        }
        for (Future<Answer> answer : answers) assertInstanceOf(Answer.Delivered.class, answer.get());
        List<String> subjects =
                arrived().stream().map(Arrived::subject).sorted().toList();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 12; i++) expected.add("subject " + i);
        assertEquals(expected.stream().sorted().toList(), subjects);
    }
}

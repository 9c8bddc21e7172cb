package remit.incident;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.process.BusinessHours;
import remit.process.Term;
import remit.process.Watch;

/**
 * Whether the flow of a process is as its contract expects. What is expected within business hours is looked at within them
 * alone: outside nobody knows, and nothing is opened or closed.
 */
public final class FlowWatch {
    private FlowWatch() {}

    /** How many of what is expected came since {@code from}? */
    public record Question(Watch.Rate rate, Instant from) {}

    /** What is to be counted now. @param since when the process began: what lies before is nobody's silence */
    public static List<Question> questions(Watch.Expected expected, BusinessHours hours, Instant now, Instant since) {
        var questions = new ArrayList<Question>();
        for (Watch.Rate rate : expected.rates()) {
            if (rate.window().withinHours() && !hours.isOpen(now)) continue;
            Instant from = rate.window().before(now, hours);
            if (!from.isBefore(since)) questions.add(new Question(rate, from));
        }
        return questions;
    }

    /** An answer. @param count how many came, at least where it is {@code rate.least} or more */
    public record Counted(Question question, long count) {
        boolean tooFew() {
            return count < question.rate().least();
        }
    }

    /** What was looked at: bad, well, or not to be told now. */
    public sealed interface Finding {
        /** @param facts counts and limits, for the evidence */
        record Bad(Json.Obj facts) implements Finding {}

        record Well() implements Finding {}

        record Untold() implements Finding {}
    }

    /**
     * Whether too little comes in or is decided. It is well only where every rate was looked at: one that was not asked may
     * be the one that is bad. A contract that expects no rate misses nothing.
     *
     * @param answers to all of {@link #questions}
     */
    public static Finding silence(Watch.Expected expected, List<Counted> answers) {
        for (Counted each : answers) {
            if (!each.tooFew()) continue;
            Watch.Rate rate = each.question().rate();
            return new Finding.Bad(Json.object(
                    "what", rate.what().word(),
                    "counted", each.count(),
                    "least", rate.least(),
                    "window", rate.window().toString()));
        }
        return answers.size() < expected.rates().size() ? new Finding.Untold() : new Finding.Well();
    }

    /**
     * Whether too much waits for a person. A contract that sets no limit finds nothing too much.
     *
     * @param held how many cases wait
     * @param oldest since when the one waits that waits longest; null where none does
     */
    public static Finding backlog(
            Watch.Expected expected, BusinessHours hours, Instant now, long held, @Nullable Instant oldest) {
        Long most = expected.backlog();
        Term longest = expected.oldest();
        if (most != null && held > most) return new Finding.Bad(Json.object("held", held, "most", most));
        if (longest != null && oldest != null && !oldest.isAfter(longest.before(now, hours))) {
            return new Finding.Bad(
                    Json.object("held", held, "oldest_since", oldest.toString(), "longest", longest.toString()));
        }
        return new Finding.Well();
    }

    /** The age of what waits longest is asked for only where the contract limits it. */
    public static Optional<Term> oldest(Watch.Expected expected) {
        return Optional.ofNullable(expected.oldest());
    }
}

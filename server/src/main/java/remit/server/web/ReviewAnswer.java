package remit.server.web;

import java.util.List;
import remit.kernel.Problem;

/** What became of a {@link ReviewCommand}. */
public sealed interface ReviewAnswer {
    /** Decided; {@code seq} is the case's last event now. */
    record Done(long seq) implements ReviewAnswer {}

    /** Somebody decided meanwhile: nothing was changed. */
    record Overtaken() implements ReviewAnswer {}

    /** This person may not decide this case. */
    record Forbidden(Problem problem) implements ReviewAnswer {}

    /** Something is halted: nobody approves, and the case stays held. */
    record Frozen(Problem problem) implements ReviewAnswer {}

    /** The command makes no sense for the case. */
    record Refused(List<Problem> problems) implements ReviewAnswer {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}

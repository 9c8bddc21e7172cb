package remit.server.web;

import java.util.List;
import remit.kernel.Problem;

/** What became of an {@link IntakeCommand}. */
public sealed interface IntakeAnswer {
    /** It is a case. @param known whether the same row was a case before, so that nothing happened */
    record Accepted(String caseId, boolean known) implements IntakeAnswer {}

    /** It cannot become a case. */
    record Refused(List<Problem> problems) implements IntakeAnswer {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}

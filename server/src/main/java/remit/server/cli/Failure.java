package remit.server.cli;

import java.util.List;
import remit.kernel.Problem;

/** A command that ends with problems: they are printed, one a line, and become the exit status. */
final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;
    private final int exitStatus;

    Failure(int exitStatus, List<Problem> problems) {
        super(problems.toString(), null, false, false);
        this.exitStatus = exitStatus;
        this.problems = List.copyOf(problems);
    }

    List<Problem> problems() {
        return problems;
    }

    int exitStatus() {
        return exitStatus;
    }
}

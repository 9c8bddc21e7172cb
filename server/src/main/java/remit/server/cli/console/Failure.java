package remit.server.cli.console;

import java.util.List;
import remit.kernel.Problem;

/** A command that ends with problems: they are printed, one a line, and become the exit status. */
public final class Failure extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;
    private final int exitStatus;

    public Failure(int exitStatus, List<Problem> problems) {
        super(problems.toString(), null, false, false);
        this.exitStatus = exitStatus;
        this.problems = List.copyOf(problems);
    }

    /** {@code place} names a process that nobody ever published. */
    public static Failure noSuchProcess(String place, String process) {
        return new Failure(
                ExitStatus.FINDING,
                List.of(new Problem(
                        "RMT-088",
                        place + " " + process,
                        "no process of this id was ever published here",
                        "the id stands in the pack's process.yaml")));
    }

    List<Problem> problems() {
        return problems;
    }

    int exitStatus() {
        return exitStatus;
    }
}

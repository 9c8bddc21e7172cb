package remit.kernel;

import java.util.List;
import java.util.stream.Collectors;

/** Carries problems across a boundary that cannot return them; the edge prints them and nothing else. */
public final class ProblemException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;
    private final transient List<Problem> problems;

    public ProblemException(List<Problem> problems) {
        super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
        this.problems = List.copyOf(problems);
    }

    public ProblemException(String code, String place, String what, String fix) {
        this(List.of(new Problem(code, place, what, fix)));
    }

    public List<Problem> problems() {
        return problems;
    }
}

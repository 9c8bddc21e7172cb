package remit.kernel;

import java.util.List;
import java.util.function.Function;

/** A value that was checked, or every problem that was found: what readers of users' files return. */
public sealed interface Checked<T> {
    /** Nothing was wrong. */
    record Ok<T>(T value) implements Checked<T> {}

    /** At least one problem. */
    record Refused<T>(List<Problem> problems) implements Checked<T> {
        public Refused {
            problems = List.copyOf(problems);
            if (problems.isEmpty()) throw new IllegalArgumentException("problems: at least one");
        }
    }

    static <T> Checked<T> ok(T value) {
        return new Ok<>(value);
    }

    static <T> Checked<T> refused(Problem problem) {
        return new Refused<>(List.of(problem));
    }

    static <T> Checked<T> refused(List<Problem> problems) {
        return new Refused<>(problems);
    }

    /** The problems, empty when the value is good. */
    default List<Problem> problems() {
        return this instanceof Refused<T>(List<Problem> problems) ? problems : List.of();
    }

    default <R> Checked<R> map(Function<? super T, ? extends R> next) {
        return switch (this) {
            case Ok<T>(T value) -> ok(next.apply(value));
            case Refused<T>(List<Problem> problems) -> refused(problems);
        };
    }

    default <R> Checked<R> then(Function<? super T, Checked<R>> next) {
        return switch (this) {
            case Ok<T>(T value) -> next.apply(value);
            case Refused<T>(List<Problem> problems) -> refused(problems);
        };
    }

    /** The value. @throws ProblemException when there is none */
    default T orThrow() {
        return switch (this) {
            case Ok<T>(T value) -> value;
            case Refused<T>(List<Problem> problems) -> throw new ProblemException(problems);
        };
    }
}

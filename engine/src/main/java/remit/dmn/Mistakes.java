package remit.dmn;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** Collects what is wrong with a file, so that all of it is said at once. */
final class Mistakes {
    private final String fileName;
    private final List<Problem> found = new ArrayList<>();

    Mistakes(String fileName) {
        this.fileName = fileName;
    }

    String place(DmnElement element) {
        return fileName + " line " + element.line();
    }

    void add(String code, String place, String what, String fix) {
        found.add(new Problem(code, place, what, fix));
    }

    void add(Problem problem) {
        found.add(problem);
    }

    /** The value, or its problems among the others. */
    <T> Optional<T> keep(Checked<T> checked) {
        found.addAll(checked.problems());
        return checked instanceof Checked.Ok<T>(T value) ? Optional.of(value) : Optional.empty();
    }

    /** Expressions in another language than the standard's own are not read as if they were. */
    void refuseLanguage(DmnElement element, String place) {
        String language = element.attribute("expressionLanguage");
        if (language.isEmpty() || language.toLowerCase(java.util.Locale.ROOT).contains("feel")) return;
        add(
                "RMT-104",
                place,
                "the expression language " + language + " is not part of this release",
                "write it in S-FEEL and delete expressionLanguage");
    }

    List<Problem> found() {
        return found;
    }
}

package remit.server.packs;

import java.util.ArrayList;
import java.util.List;
import remit.kernel.Problem;

/** Collects every problem of one file, so that a user mends them in one go. */
final class Problems {
    private final String file;
    private final List<Problem> found;

    Problems(String file, List<Problem> found) {
        this.file = file;
        this.found = found;
    }

    /** A collector that starts empty. */
    static Problems of(String file) {
        return new Problems(file, new ArrayList<>());
    }

    void add(String code, YamlNode where, String field, String what, String fix) {
        add(code, where.line(), field, what, fix);
    }

    void add(String code, int line, String field, String what, String fix) {
        String place = file + (line > 0 ? " line " + line : "") + (field.isEmpty() ? "" : " " + field);
        found.add(new Problem(code, place, what, fix));
    }

    List<Problem> found() {
        return found;
    }

    boolean none() {
        return found.isEmpty();
    }
}

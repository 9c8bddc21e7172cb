package remit.verify;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import remit.verify.text.MalformedException;

/** What was found: all of it is counted, the first hundred are kept. */
final class Findings {
    static final int KEPT = 100;

    private final List<Finding> kept = new ArrayList<>();
    private long count;

    /** A part of the check, which may stop where something is malformed. */
    interface Check {
        void run() throws IOException;
    }

    /** A place that is worked out only where something is wrong there. */
    interface Place {
        String name();
    }

    void add(String place, String what) {
        if (kept.size() < KEPT) kept.add(new Finding(place, what));
        count++;
    }

    /** Runs a part of the check. What it stumbles over is a finding. @return whether it came to its end */
    boolean check(Place place, Check check) {
        try {
            check.run();
            return true;
        } catch (MalformedException e) {
            add(place.name(), String.valueOf(e.getMessage()));
        } catch (IOException e) {
            add(place.name(), "cannot be read (" + e + ")");
        }
        return false;
    }

    List<Finding> kept() {
        return kept;
    }

    long count() {
        return count;
    }
}

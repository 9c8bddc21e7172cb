package remit.server.gateway;

import java.util.List;
import java.util.Optional;
import remit.halt.Halts;
import remit.kernel.Problem;

/** A door that is open or shut for everything, as a test says. */
public final class TestingDoor implements Door {
    public volatile boolean shut;

    @Override
    public Optional<Problem> barred(Action action) {
        return shut ? Optional.of(new Problem("RMT-445", action.id(), "shut", "wait")) : Optional.empty();
    }

    @Override
    public Optional<Problem> frozen(String process, String author, List<String> tools) {
        return shut ? Optional.of(new Problem("RMT-445", process, "shut", "wait")) : Optional.empty();
    }

    @Override
    public Halts halts() {
        return Halts.NONE;
    }
}

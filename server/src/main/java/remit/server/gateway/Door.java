package remit.server.gateway;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.halt.Halts;
import remit.kernel.Problem;

/** Says whether something is halted, as every node on the same database would. Safe for use by many threads. */
public interface Door {
    /** The code of what {@link #barred} says where it cannot be found out. */
    String NOT_KNOWN = "RMT-446";

    /** What keeps an effect from happening now; also where that cannot be found out. Never throws. */
    Optional<Problem> barred(Action action);

    /** What keeps people from approving a case now. @param tools that would carry the decision out */
    Optional<Problem> frozen(String process, @Nullable String author, List<String> tools);

    /** What is halted now, for a decision to know. @throws RuntimeException where that cannot be found out */
    Halts halts();
}

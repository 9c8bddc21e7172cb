package remit.server.web.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page that only says something: what happened, why, what to do. @param trace finds the entry in the server's log */
public record Notice(
        int status,
        String what,
        List<String> fixes,
        Link next,
        @Nullable String trace) {
    /** Where to go from here. */
    public record Link(String href, String text) {}

    public Notice {
        fixes = List.copyOf(fixes);
    }
}

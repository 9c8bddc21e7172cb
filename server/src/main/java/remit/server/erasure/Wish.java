package remit.server.erasure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Whose payloads shall go. */
public sealed interface Wish {
    /**
     * Everything that is kept of a person.
     *
     * @param values what identifies them, as files write it: {@code COLUMN=VALUE} each, or one value where a process has
     *     one such column
     * @param process only there, or null for every process
     */
    record Subject(List<String> values, @Nullable String process) implements Wish {
        public Subject {
            values = List.copyOf(values);
        }
    }

    /** One case. @param which its id, a unique prefix of it, or PROCESS/KEY */
    record One(String which) implements Wish {}
}

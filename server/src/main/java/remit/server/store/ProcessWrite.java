package remit.server.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Json;

/** One event of a process that belongs to no case: a publication, a training, a run. */
public record ProcessWrite(
        String process,
        String type,
        Instant at,
        Actor actor,
        Json.Obj versions,
        Json.Obj body,
        @Nullable String runId) {}

package remit.server.ladders;

import remit.kernel.Json;
import remit.server.store.CaseIds;

/**
 * A segment of a process. Its name comes from what cases say, so that evidence names its keyed digest, and the name stands
 * beside it where it can be erased.
 *
 * @param id as leaves name it
 * @param name as people read it; empty for a process without segments
 */
public record Segment(String id, String name) {
    /** What people read where the name was erased. */
    static final String ERASED = "(erased)";

    static Segment of(CaseIds ids, String process, String name) {
        return new Segment(ids.content("segment", Json.object("process", process, "name", name)), name);
    }

    /** For a sentence. */
    public String shown() {
        return name.isEmpty() ? "all cases" : name;
    }
}

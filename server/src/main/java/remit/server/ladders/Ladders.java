package remit.server.ladders;

import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import javax.sql.DataSource;
import remit.server.store.CaseIds;
import remit.server.store.EvidenceLog;
import remit.server.store.VersionStore;

/** The door to the ladders of all processes. Safe for use by many threads and beside other processes. */
public final class Ladders {
    private final Parts parts;
    private final Map<String, ProcessLadders> processes = new ConcurrentHashMap<>();

    /**
     * What it works with.
     *
     * @param ids hides the names of segments, and makes the secrets of the day
     */
    public record Parts(DataSource source, EvidenceLog log, CaseIds ids, InstantSource clock) {
        /** The hash of the version of a process that is in force; empty where none is. */
        Function<String, String> inForce() {
            var versions = new VersionStore(source);
            return process -> versions.inForce(process).sha256();
        }
    }

    public Ladders(Parts parts) {
        this.parts = parts;
    }

    /** The ladders of one process, whether any has begun or not. */
    public ProcessLadders of(String process) {
        return processes.computeIfAbsent(process, id -> new ProcessLadders(id, parts));
    }
}

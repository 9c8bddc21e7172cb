package remit.server.acts;

import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * Records acts, each in two events of one thread: {@code begun}, committed before the first byte leaves or the first row
 * changes, and how it ended. So nobody takes something out and ends the program before that is told. What is refused before it
 * begins takes nothing and changes nothing, and leaves no event.
 */
public final class Acts {
    /** The name under which these events stand; no process can have it. */
    static final String SUBJECT = "@acts";

    private static final String TYPE = "ActRecorded";

    private final EvidenceLog log;
    private final InstantSource clock;

    public Acts(EvidenceLog log, InstantSource clock) {
        this.log = log;
        this.clock = clock;
    }

    /** What is done. Each is a word of the evidence, so none is renamed. */
    public enum Kind {
        /** The installation was copied; {@code keep} may have deleted older copies. */
        BACKUP,
        /** The log was written out, as a pack or for other systems. */
        EVIDENCE_EXPORT,
        /** The change log was written out. */
        CHANGE_LOG_EXPORT,
        /** Projections were folded anew, and mended where they differed. */
        REBUILD,
        /** Notices that were given up were put on their way again. */
        REDELIVERY;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** How far an act is. */
    enum Standing {
        BEGUN,
        DONE,
        FAILED;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Records that it begins. @param asked what was asked for: words of ours, times and counts */
    public Begun begin(Kind kind, Acting who, Json.Obj asked) {
        return begin(kind, who, asked, null);
    }

    /** The same, with words that somebody chose, such as the name of a file: they can be erased. */
    public Begun begin(Kind kind, Acting who, Json.Obj asked, Json.@Nullable Obj words) {
        var begun = new Begun("act/" + UUID.randomUUID(), kind, who);
        begun.record(1, Standing.BEGUN, asked, words);
        return begun;
    }

    /** An act under way. What leaves it without {@link #done} has failed. */
    public final class Begun implements AutoCloseable {
        private final String thread;
        private final Kind kind;
        private final Acting who;
        private boolean ended;

        private Begun(String thread, Kind kind, Acting who) {
            this.thread = thread;
            this.kind = kind;
            this.who = who;
        }

        /** It came to its end. @param result counts and digests of what it did */
        public void done(Json.Obj result) {
            end(Standing.DONE, result);
        }

        /** It stopped midway. @param result how much of it was done by then */
        public void failed(Json.Obj result) {
            end(Standing.FAILED, result);
        }

        @Override
        public void close() {
            if (!ended) failed(Json.EMPTY);
        }

        private void end(Standing standing, Json.Obj result) {
            // First, so that a log which takes nothing is asked once.
            ended = true;
            record(2, standing, result, null);
        }

        private void record(long seq, Standing standing, Json.Obj facts, Json.@Nullable Obj words) {
            Json.Obj body =
                    Json.object("act", kind.word(), "standing", standing.word()).with("facts", facts);
            var place = new ProcessWrite.Place(thread, seq);
            var step = new ProcessWrite.Step(SUBJECT, place, TYPE, who.actor(), Json.EMPTY, who.sign(body), words);
            EvidenceLog.await(log.append(new ProcessWrite(clock.instant(), List.of(step), null)));
        }
    }
}

package remit.server.ladders;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.ladder.Cause;
import remit.ladder.LadderCommand;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * What holds for all ladders of a process, also for segments that no case has been seen of yet: whether it has begun, what
 * is signed beforehand, the kill switch, its reviews. Used under the lock of {@link ProcessLadders}.
 */
final class WholeProcess {
    private static final int TRIES = 8;

    private final String process;
    private final EvidenceLog log;
    private final LadderReader reader;
    private LadderReader.@Nullable Common common;
    private long looked;

    WholeProcess(String process, EvidenceLog log, LadderReader reader) {
        this.process = process;
        this.log = log;
        this.reader = reader;
        read();
    }

    /** What holds now, on every node; null where no ladder has begun. */
    LadderReader.@Nullable Common read() {
        looked = System.nanoTime();
        common = reader.common(process);
        return common;
    }

    /** Whether it is governed by its ladders. Begun on another node, it holds here before that second is over. */
    boolean begun() {
        if (System.nanoTime() - looked >= ProcessLadders.FRESH_NANOS) read();
        return common != null;
    }

    /** Beginning again changes nothing, but for what is signed beforehand. @return whether anything was said */
    boolean begin(@Nullable Standing granted, Actor by, Instant at) {
        return said(at, known -> {
            boolean same = known != null && (granted == null || known.granted().contains(granted));
            if (same) return null;
            return new Said(
                    known == null ? "LaddersBegun" : "StandingAuthorisationGiven",
                    granted == null ? by : granted.person(),
                    granted == null ? Json.EMPTY : granted.body(),
                    granted == null ? null : granted.payload());
        });
    }

    /** Of what is meant for every segment, that which holds for later ones too. @return whether anything was said */
    boolean everyone(LadderCommand command, Actor by, Instant at) {
        Optional<Said> meant = meant(command, by);
        if (meant.isEmpty() || by.kind() != Actor.Kind.PERSON || !begun()) return false;
        return said(at, known -> {
            boolean something = known != null
                    && switch (meant.get().type()) {
                        case "LaddersStopped" -> !known.stopped();
                        case "LaddersLifted" -> known.stopped();
                        default -> !known.granted().isEmpty();
                    };
            return something ? meant.get() : null;
        });
    }

    private static Optional<Said> meant(LadderCommand command, Actor by) {
        if (command instanceof LadderCommand.Trigger(Cause cause, String reason) && cause == Cause.KILL_SWITCH) {
            // Without a reason nothing is stopped: each segment refuses it.
            return reason.isBlank()
                    ? Optional.empty()
                    : Optional.of(new Said("LaddersStopped", by, Json.EMPTY, Json.object("reason", reason)));
        }
        if (command instanceof LadderCommand.Lift) return Optional.of(new Said("LaddersLifted", by, Json.EMPTY, null));
        return command instanceof LadderCommand.Revoke
                ? Optional.of(new Said("StandingAuthorisationsRevoked", by, Json.EMPTY, null))
                : Optional.empty();
    }

    /** A person has reviewed it as a whole. @param note their words, kept where they can be erased; may be empty */
    void reviewed(Actor by, String note, Instant at) {
        Json.Obj words = note.isEmpty() ? null : Json.object("note", note);
        said(at, known -> known == null ? null : new Said("LaddersReviewed", by, Json.EMPTY, words));
    }

    /** When that was last, or the ladders began; null before that. */
    @Nullable
    Instant lastReview() {
        return reader.reviewed(process);
    }

    /** One event that holds for all ladders of the process. */
    private record Said(String type, Actor by, Json.Obj body, Json.@Nullable Obj payload) {}

    /** What is to be said, given what holds; null for nothing. */
    private interface Saying {
        @Nullable
        Said of(LadderReader.@Nullable Common known);
    }

    /** @return whether anything was */
    private boolean said(Instant at, Saying saying) {
        String thread = LadderReader.thread(process);
        for (int left = TRIES; ; left--) {
            long length = reader.length(thread);
            Said said = saying.of(read());
            if (said == null) return false;
            try {
                var step = new ProcessWrite.Step(
                        process,
                        new ProcessWrite.Place(thread, length + 1),
                        said.type(),
                        said.by(),
                        Json.EMPTY,
                        said.body(),
                        said.payload());
                EvidenceLog.await(log.append(new ProcessWrite(at, List.of(step), null)));
                read();
                return true;
            } catch (ConflictException meanwhile) {
                if (left == 1) throw meanwhile;
            }
        }
    }
}

package remit.server.store;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Json;

/**
 * Events that belong to no case: a publication, a training, a run, the life of a change. All of them are committed or
 * none.
 *
 * @param at business time
 * @param ground what it was decided on beside its own threads, or null
 * @param erasure the payloads that go with it, or null
 * @param beside rows of other tables that are written with it: of a projection, of an outbox
 */
public record ProcessWrite(
        Instant at,
        List<Step> steps,
        @Nullable String runId,
        @Nullable Ground ground,
        @Nullable Erasure erasure,
        List<Beside> beside) {
    public ProcessWrite {
        steps = List.copyOf(steps);
        beside = List.copyOf(beside);
        if (steps.isEmpty()) throw new IllegalArgumentException("steps: a write has at least one");
    }

    /** Events that were decided on nothing beside their own threads. */
    public ProcessWrite(Instant at, List<Step> steps, @Nullable String runId) {
        this(at, steps, runId, null, null, List.of());
    }

    /** Events that were decided on what other threads had come to. */
    public ProcessWrite(Instant at, List<Step> steps, @Nullable String runId, @Nullable Ground ground) {
        this(at, steps, runId, ground, null, List.of());
    }

    /** Events with the payloads that go with them. */
    public ProcessWrite(
            Instant at, List<Step> steps, @Nullable String runId, @Nullable Ground ground, @Nullable Erasure erasure) {
        this(at, steps, runId, ground, erasure, List.of());
    }

    /** Events with rows of other tables: they stand together or not at all. */
    public static ProcessWrite with(Instant at, List<Step> steps, List<Beside> beside) {
        return new ProcessWrite(at, steps, null, null, null, beside);
    }

    /**
     * One statement on another table, in the same transaction. Where it breaks a unique index, the write gets a {@link
     * ConflictException} and nothing of it stands.
     *
     * @param sql with a question mark for each parameter
     */
    public record Beside(String sql, List<Object> parameters) {
        public Beside {
            parameters = List.copyOf(parameters);
        }
    }

    /**
     * How far other threads had come when something was decided: where they moved meanwhile, it gets a {@link
     * ConflictException}. Writes with a ground wait for each other, so each sees what the one before it wrote.
     *
     * @param threads what their names begin with
     * @param events how many they had together
     */
    public record Ground(String threads, long events) {}

    /**
     * Payloads that are taken away for good: all that these cases have by then. Where a case has moved since it was seen, or
     * has other payloads than these, the write gets a {@link ConflictException} and nothing goes.
     *
     * @param events whose payloads go: those of the cases, and others that the cases alone explain
     * @param closing what ends cases that waited for a person, in the same commit
     */
    public record Erasure(List<Seen> cases, List<UUID> events, List<CaseWrite> closing) {
        public Erasure {
            cases = List.copyOf(cases);
            events = List.copyOf(events);
            closing = List.copyOf(closing);
        }

        /** A case and how many events it had. */
        public record Seen(String caseId, long seq) {}
    }

    /** One event that follows no other. */
    public ProcessWrite(
            String process,
            String type,
            Instant at,
            Actor actor,
            Json.Obj versions,
            Json.Obj body,
            @Nullable String runId) {
        this(at, List.of(new Step(process, null, type, actor, versions, body, null)), runId);
    }

    /** @param payload what of it may be erased; null where nothing may */
    public record Step(
            String process,
            @Nullable Place place,
            String type,
            Actor actor,
            Json.Obj versions,
            Json.Obj body,
            Json.@Nullable Obj payload) {
        /** The body with its place, so that the order stands in the leaf. */
        Json.Obj placed() {
            return place == null
                    ? body
                    : body.with("thread", Json.of(place.thread())).with("seq", Json.of(place.seq()));
        }
    }

    /**
     * Where an event stands among those that follow each other. Of two writers who saw the same state one gets a
     * {@link ConflictException}.
     *
     * @param thread {@code change/ID} or {@code force/PROCESS}
     * @param seq 1 for the first
     */
    public record Place(String thread, long seq) {}
}

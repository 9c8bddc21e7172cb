package remit.server.store;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.casework.Phase;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.store.copy.Copy;

/**
 * One transition or process event as the rows that it becomes: ids, leaves, hashes and salts are fixed here, by the
 * caller's thread, so that the log only has to send them, and sends the same when it tries again.
 *
 * @param ids of its events, in order
 * @param events their rows, {@code payloads} those of their payloads
 * @param standing the case afterwards, or null for events of a process
 * @param places for events of a process, where each stands in its thread, or null; empty for a case
 * @param ground what it was decided on beside that, or null
 * @param erasure the payloads that go with it, or null
 * @param with transitions that are committed with it, or not at all
 * @param beside rows of other tables that go with it
 */
record PreparedWrite(
        List<UUID> ids,
        Instant recordedAt,
        List<EventRow> events,
        List<PayloadRow> payloads,
        @Nullable Standing standing,
        List<ProcessWrite.@Nullable Place> places,
        ProcessWrite.@Nullable Ground ground,
        ProcessWrite.@Nullable Erasure erasure,
        List<PreparedWrite> with,
        List<ProcessWrite.Beside> beside) {
    private static final SecureRandom RANDOM = new SecureRandom();

    /** What a write of a few words costs beside its text. */
    private static final int OVERHEAD = 4096;

    /** What every event of this installation carries. */
    record Origin(String organisation, InstantSource clock) {}

    /** The case or the thread that it moves on, which another may have moved meanwhile; null where there is none. */
    @Nullable
    String moves() {
        if (standing != null) return standing.caseId();
        for (ProcessWrite.Place place : places) if (place != null) return place.thread();
        return null;
    }

    /** An event's row for COPY, up to its place in the batch, and the hash of its leaf. */
    record EventRow(Event event, byte[] line, byte[] leafHash) {
        /** Its place in the batch included. */
        static final int COLUMNS = 13;
    }

    /** A payload's row for COPY, up to its subject, which only the database may know. */
    record PayloadRow(byte[] line) {
        static final int COLUMNS = 5;
    }

    /**
     * A case after a transition.
     *
     * @param past what asking the past needs of it
     * @param fresh its rows in the projections when it came in with this transition, else null
     * @param told the phase that somebody must be told of, because the transition decided the case, or null
     */
    record Standing(
            CaseWrite write,
            CaseState state,
            PastRow past,
            @Nullable Fresh fresh,
            List<ActionRow> actions,
            @Nullable Phase told) {
        String caseId() {
            return write.place().caseId();
        }
    }

    /**
     * The rows of a case that came in, as lines for COPY.
     *
     * @param past null where asking the past needs none
     */
    record Fresh(byte[] view, byte @Nullable [] past) {
        static Fresh of(CaseWrite write, CaseState state, PastRow past) {
            CaseWrite.CasePlace place = write.place();
            var origin = new CaseRows.Origin(place.caseId(), place.process(), write.runId(), place.tags());
            var view = new StringBuilder(1024);
            Copy.line(view, CaseRows.row(origin, state, past.observed()));
            var line = new StringBuilder(2048);
            if (past.told() && past.opened()) past.line(line);
            return new Fresh(utf8(view), line.isEmpty() ? null : utf8(line));
        }

        private static byte[] utf8(StringBuilder text) {
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }
    }

    /** An action's row in its projection. */
    record ActionRow(
            String actionId, String process, String caseId, String tool, String state, UUID event, Instant updatedAt) {
        ActionRow preparedBy(UUID prepared) {
            return new ActionRow(actionId, process, caseId, tool, state, prepared, updatedAt);
        }
    }

    static PreparedWrite of(CaseWrite write, Origin origin) {
        if (write.steps().isEmpty()) throw new IllegalArgumentException("steps: a transition has at least one");
        Instant recordedAt = now(origin);
        Instant at = write.at().truncatedTo(ChronoUnit.MICROS);
        var place = new Event.Place(
                origin.organisation(), write.place().process(), write.place().caseId());
        var ids = new ArrayList<UUID>();
        var events = new ArrayList<EventRow>();
        var payloads = new ArrayList<PayloadRow>();
        var actions = new ArrayList<ActionRow>();
        CaseState state = write.before();
        var past = new PastRow();
        Phase told = null;
        for (CaseWrite.Step step : write.steps()) {
            UUID id = newId();
            ids.add(id);
            state = Casework.apply(state, step.event(), step.actor(), at);
            SealedPayload payload = SealedPayload.of(step.payload());
            var event = new Event(
                    step.event().type(),
                    1,
                    id.toString(),
                    place,
                    state.seq(),
                    at,
                    recordedAt,
                    step.actor(),
                    write.versions(),
                    step.event().body(),
                    payload == null ? null : payload.digest());
            events.add(line(event, write.runId()));
            if (payload != null)
                payloads.add(line(id, payload, state.seq() == 1 ? CaseKeys.text(step.payload()) : null));
            ActionRow action = action(write.place(), event);
            if (action != null) actions.add(action);
            past.add(
                    step.event(),
                    event,
                    state,
                    payload == null || step.payload() == null
                            ? null
                            : new PastRow.Kept(payload.content(), step.payload()));
            if (step.event() instanceof CaseEvent.Decided || step.event() instanceof CaseEvent.TimedOut)
                told = told(state.phase());
        }
        if (state == null) throw new IllegalStateException("a transition leads to a state");
        return new PreparedWrite(
                ids,
                recordedAt,
                events,
                payloads,
                standing(write, state, past, actions, told),
                List.of(),
                null,
                null,
                List.of(),
                List.of());
    }

    private static Standing standing(
            CaseWrite write, CaseState state, PastRow past, List<ActionRow> actions, @Nullable Phase told) {
        Fresh fresh = write.before() == null ? Fresh.of(write, state, past) : null;
        return new Standing(write, state, past, fresh, actions, told);
    }

    static PreparedWrite of(ProcessWrite write, Origin origin) {
        Instant recordedAt = now(origin);
        Instant at = write.at().truncatedTo(ChronoUnit.MICROS);
        var ids = new ArrayList<UUID>();
        var events = new ArrayList<EventRow>();
        var payloads = new ArrayList<PayloadRow>();
        var places = new ArrayList<ProcessWrite.@Nullable Place>();
        for (ProcessWrite.Step step : write.steps()) {
            UUID id = newId();
            ids.add(id);
            SealedPayload payload = SealedPayload.of(step.payload());
            var event = new Event(
                    step.type(),
                    1,
                    id.toString(),
                    new Event.Place(origin.organisation(), step.process(), null),
                    0,
                    at,
                    recordedAt,
                    step.actor(),
                    step.versions(),
                    step.placed(),
                    payload == null ? null : payload.digest());
            events.add(line(event, write.runId()));
            if (payload != null) payloads.add(line(id, payload, null));
            places.add(step.place());
        }
        ProcessWrite.Erasure erasure = write.erasure();
        List<PreparedWrite> with = erasure == null
                ? List.of()
                : erasure.closing().stream().map(closing -> of(closing, origin)).toList();
        return new PreparedWrite(
                ids, recordedAt, events, payloads, null, places, write.ground(), erasure, with, write.beside());
    }

    /** Whether it goes by what others wrote, so that it is written after them and not beside them. */
    boolean alone() {
        return ground != null || erasure != null;
    }

    /** The places that its events take, in its case or in their threads: of two writes that take the same one is refused. */
    List<ProcessWrite.Place> taken() {
        var taken = new ArrayList<ProcessWrite.Place>();
        if (standing != null) {
            for (EventRow row : events)
                taken.add(new ProcessWrite.Place(standing.caseId(), row.event().seq()));
        }
        for (ProcessWrite.Place place : places) if (place != null) taken.add(place);
        return taken;
    }

    /** The same without what its events say of a person: a case that was erased keeps nothing more, not even a digest. */
    PreparedWrite withoutPayloads() {
        String runId = standing == null ? null : standing.write().runId();
        List<EventRow> bare = events.stream()
                .map(row -> row.event().payloadDigest() == null
                        ? row
                        : line(row.event().withoutPayload(), runId))
                .toList();
        return new PreparedWrite(
                ids, recordedAt, bare, List.of(), standing, places, ground, erasure, List.of(), beside);
    }

    /** It and what is committed with it. */
    Stream<PreparedWrite> all() {
        return Stream.concat(Stream.of(this), with.stream());
    }

    private static Instant now(Origin origin) {
        return origin.clock().instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** Cases that wait for a person or waited in vain, stopped, or went back to their sender: nobody looks unless told. */
    private static @Nullable Phase told(Phase phase) {
        return switch (phase) {
            case HELD, STOPPED, RETURNED, EXPIRED -> phase;
            case HISTORY, OPEN, CLEARED, APPROVED, REJECTED -> null;
        };
    }

    private static @Nullable ActionRow action(CaseWrite.CasePlace place, Event event) {
        Json.Obj body = event.body();
        String action = body.text("action_id");
        if (action == null) return null;
        return new ActionRow(
                action,
                place.process(),
                place.caseId(),
                body.text("tool", ""),
                body.text("state", ""),
                UUID.fromString(event.id()),
                event.recordedAt());
    }

    private static EventRow line(Event event, @Nullable String runId) {
        byte[] leaf = event.leafText().getBytes(StandardCharsets.UTF_8);
        byte[] hash = Event.leafHash(leaf);
        byte[] row = new Copy.BinaryRow(EventRow.COLUMNS, leaf.length + 512)
                .uuid(UUID.fromString(event.id()))
                .text(event.place().process())
                .text(event.place().caseId())
                .bigint(event.seq())
                .text(event.type())
                .timestamptz(event.at())
                .timestamptz(event.recordedAt())
                .text(event.actor().toString())
                .bytes(leaf)
                .bytes(hash)
                .text(runId)
                .made();
        return new EventRow(event, row, hash);
    }

    private static PayloadRow line(UUID id, SealedPayload payload, @Nullable String caseKey) {
        return new PayloadRow(
                new Copy.BinaryRow(PayloadRow.COLUMNS, payload.content().length() + 128)
                        .uuid(id)
                        .bytes(payload.salt())
                        .text(payload.content())
                        .text(caseKey)
                        .made());
    }

    /**
     * A payload with its salt, its canonical text and the digest over both. Callers make it, side by side, so that the one
     * writer of the log need not.
     */
    private record SealedPayload(byte[] salt, String content, String digest) {
        static @Nullable SealedPayload of(Json.@Nullable Obj content) {
            if (content == null) return null;
            byte[] salt = new byte[32];
            RANDOM.nextBytes(salt);
            String canonical = content.canonical();
            return new SealedPayload(salt, canonical, Event.Payload.digest(salt, canonical));
        }
    }

    /** How much memory it holds while it waits, about. */
    int weight() {
        long bytes = OVERHEAD;
        for (EventRow event : events) bytes += event.line().length;
        for (PayloadRow payload : payloads) bytes += 2L * payload.line().length;
        for (PreparedWrite each : with) bytes += each.weight();
        return (int) Math.min(bytes, Integer.MAX_VALUE);
    }

    /** A version 7 UUID (RFC 9562): time first, so that the index grows at its end; 74 random bits. */
    private static UUID newId() {
        long high = (System.currentTimeMillis() << 16) | 0x7000L | (RANDOM.nextInt() & 0xfffL);
        long low = (RANDOM.nextLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}

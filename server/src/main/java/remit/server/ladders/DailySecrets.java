package remit.server.ladders;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.assurance.sampling.Draw;
import remit.casework.CaseEvent;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.ladder.Terms;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.Streaming;

/**
 * Chance that nobody can steer and everybody can repeat. Each day has a secret, made under the installation's key, so that
 * every node has the same. Its digest is evidence before the first case of the day is drawn; the secret itself is evidence
 * once a later day has begun.
 */
public final class DailySecrets {
    private static final int TRIES = 8;

    private final String process;
    private final Ladders.Parts parts;
    private final Map<LocalDate, String> committed = new LinkedHashMap<>();
    private @Nullable LocalDate newest;

    DailySecrets(String process, Ladders.Parts parts) {
        this.process = process;
        this.parts = parts;
    }

    /** The secret of a day. @param secret in hex, {@code commitment} its digest */
    public record Secret(LocalDate day, String secret, String commitment) {
        byte[] bytes() {
            return secret.getBytes(StandardCharsets.UTF_8);
        }

        /** A number that chance gave a case for some purpose. */
        public Draw draw(String purpose, String caseId) {
            return Draw.of(bytes(), purpose, caseId);
        }
    }

    /**
     * Whether a case that clears is looked at.
     *
     * @param probability with which
     * @param day its business day; one that is over has no secret any more, so that the newest day's is taken
     */
    public Optional<CaseEvent.Sampled> draw(String caseId, LocalDate day, double probability, Terms.Sampling sampling) {
        if (probability <= 0) return Optional.empty();
        Secret secret = commit(day);
        if (!Draw.of(secret.bytes(), caseId).below(probability)) return Optional.empty();
        boolean blind = secret.draw("blind", caseId).below(sampling.blind());
        return Optional.of(new CaseEvent.Sampled(probability, secret.day().toString(), secret.commitment(), blind));
    }

    /** Publishes the digest of the day's secret before the first case of the day is decided, whatever is drawn of it later. */
    public void open(LocalDate day) {
        commit(day);
    }

    /** The secret of a day with its digest published: the newest day's where a later one has begun. */
    public Secret opened(LocalDate day) {
        return commit(day);
    }

    /** The secret of a day, without committing to it: for draws that are made again. */
    public Secret of(LocalDate day) {
        String secret = parts.ids().content("sampling", Json.object("process", process, "day", day.toString()));
        return new Secret(day, secret, Draw.commitment(secret.getBytes(StandardCharsets.UTF_8)));
    }

    private synchronized Secret commit(LocalDate day) {
        LocalDate last = newest;
        if (last != null && !day.isAfter(last)) return of(last);
        for (int left = TRIES; ; left--) {
            read();
            LocalDate known = newest;
            if (known != null && !day.isAfter(known)) return of(known);
            try {
                write(day, known);
                committed.put(day, of(day).commitment());
                newest = day;
                return of(day);
            } catch (ConflictException meanwhile) {
                if (left == 1) throw meanwhile;
            }
        }
    }

    private void read() {
        committed.clear();
        newest = null;
        Streaming.query(
                parts.source(),
                "select e.leaf from event_thread t join event e on e.id = t.event_id where t.thread = ? order by t.seq",
                List.of(thread()),
                row -> {
                    Json.Obj body = Event.read(row.getString(1)).body();
                    newest = LocalDate.parse(body.text("day", ""));
                    committed.put(newest, body.text("commitment", ""));
                });
    }

    private String thread() {
        return "sampling/" + process;
    }

    /** The digest of the day's secret, and with it the secret of the day before, which draws nothing any more. */
    private void write(LocalDate day, @Nullable LocalDate before) {
        var revealed = new ArrayList<Json>();
        if (before != null)
            revealed.add(
                    Json.object("day", before.toString(), "secret", of(before).secret()));
        Json.Obj body = Json.object(
                "day", day.toString(), "commitment", of(day).commitment(), "revealed", Json.array(revealed));
        Instant at = day.atStartOfDay(ZoneOffset.UTC).toInstant();
        EvidenceLog.await(parts.log()
                .append(new ProcessWrite(
                        at,
                        List.of(new ProcessWrite.Step(
                                process,
                                new ProcessWrite.Place(thread(), committed.size() + 1L),
                                "SamplingCommitted",
                                EvidenceLog.engine(),
                                Json.EMPTY,
                                body,
                                null)),
                        null)));
    }
}

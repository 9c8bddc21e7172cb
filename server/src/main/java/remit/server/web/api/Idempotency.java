package remit.server.web.api;

import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Digest;
import remit.kernel.Json;

/**
 * Answers a repeated request with the first answer (draft-ietf-httpapi-idempotency-key-header), for a day. A request that
 * a crash cut off is let in again after a minute: what it does is idempotent by itself, the key only spares the work. A
 * refusal is not kept: it changed nothing, is given again when it is asked for again, and quotes what was sent.
 */
public final class Idempotency {
    private final JdbcClient jdbc;

    public Idempotency(DataSource dataSource) {
        this.jdbc = JdbcClient.create(dataSource);
    }

    /** What the table knows of a key. */
    public sealed interface Ticket {
        /** Nobody used it: go on, then {@link #keep} or {@link #forget}. */
        record Fresh(String key) implements Ticket {}

        /** It was answered. */
        record Answered(int status, Json.Obj body) implements Ticket {}

        /** The first request still runs. */
        record Running() implements Ticket {}

        /** It was used for something else. */
        record Mismatch() implements Ticket {}
    }

    /** @param scope who and where: two callers never share a key */
    public Ticket begin(String scope, String key, String request) {
        String id = Digest.sha256Hex(scope + "\n" + key);
        String fingerprint = Digest.sha256Hex(request);
        expire();
        int taken =
                jdbc.sql("""
                        insert into idempotency as i (key, fingerprint) values (:key, :fingerprint)
                        on conflict (key) do update set created_at = now()
                        where i.status is null and i.fingerprint = excluded.fingerprint
                            and i.created_at < now() - interval '1 minute'
                        """).param("key", id).param("fingerprint", fingerprint).update();
        if (taken == 1) return new Ticket.Fresh(id);
        return jdbc.sql("select fingerprint, status, answer from idempotency where key = :key")
                .param("key", id)
                .query((row, n) -> ticket(
                        row.getString("fingerprint").equals(fingerprint),
                        row.getInt("status"),
                        row.getString("answer")))
                .optional()
                .orElseGet(Ticket.Running::new);
    }

    /** A few at a time, with each request: nothing is left to a task that might not run. */
    private void expire() {
        jdbc.sql("""
                        delete from idempotency where key in (
                          select key from idempotency where created_at < now() - interval '1 day'
                          limit 100 for update skip locked)
                        """).update();
    }

    private static Ticket ticket(boolean same, int status, @Nullable String answer) {
        if (!same) return new Ticket.Mismatch();
        return answer == null ? new Ticket.Running() : new Ticket.Answered(status, Json.parseObject(answer));
    }

    /** Keeps what was done under the key. */
    public void keep(Ticket.Fresh ticket, int status, Json.Obj answer) {
        jdbc.sql("update idempotency set status = :status, answer = :answer where key = :key")
                .param("status", status)
                .param("answer", answer.compact())
                .param("key", ticket.key())
                .update();
    }

    /** After a refusal, or a failure of ours: nothing was done, and the same key may be tried again. */
    public void forget(Ticket.Fresh ticket) {
        jdbc.sql("delete from idempotency where key = :key and status is null")
                .param("key", ticket.key())
                .update();
    }
}

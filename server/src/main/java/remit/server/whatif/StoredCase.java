package remit.server.whatif;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.decision.PastCase;

/**
 * A row of {@code past_case} before it is understood.
 *
 * @param at microseconds since 1970 at which it came in, by business time
 */
record StoredCase(String id, long at, boolean waits, Ruled ruled, Proposed proposed, Judged judged, Erasable erasable) {
    /** Times are whole microseconds: a time as text takes longer to read than all else of a row. */
    static final String SELECT = """
            select case_id, (extract(epoch from at) * 1000000)::bigint, (extract(epoch from decided_at) * 1000000)::bigint,
                   phase, ruling, propensity, ahead, proposer, answer, decision, confidence, confident,
                   review, (extract(epoch from reviewed_at) * 1000000)::bigint, opening, details::text, observed::text,
                   drawn, look
            from past_case
            where process = ? and ruling is not null and phase <> 'open' and at >= ? and at < ?
            """;

    /** @param at when it was decided, by business time, {@code ahead} how far that lay ahead of the clock */
    record Ruled(Ruling ruling, double propensity, Instant at, Duration ahead) {}

    /** @param proposer null where nobody proposed */
    record Proposed(@Nullable String proposer, @Nullable String decision, PastCase.Proposed answer) {}

    /** What people said of it. @param drawn whether it was drawn for a look, {@code look} what that came to, or null */
    record Judged(Review review, boolean drawn, @Nullable Boolean look) {}

    /** @param outcome what a person decided, or null */
    record Review(@Nullable String outcome, @Nullable Instant at) {}

    /** Texts that are null once they are erased, or where nothing is known. */
    record Erasable(
            @Nullable String opening,
            @Nullable String details,
            @Nullable String observed) {}

    static StoredCase of(ResultSet row) throws SQLException {
        return new StoredCase(
                row.getString(1),
                row.getLong(2),
                row.getString(4).equals("held"),
                new Ruled(
                        Ruling.of(row.getString(5)).orElse(Ruling.STOP),
                        row.getDouble(6),
                        time(row.getLong(3)),
                        Duration.of(row.getLong(7), ChronoUnit.MICROS)),
                proposed(row),
                new Judged(
                        new Review(row.getString(13), row.getString(13) == null ? null : time(row.getLong(14))),
                        row.getBoolean(18),
                        row.getString(19) == null ? null : row.getString(19).equals("right")),
                new Erasable(row.getString(15), row.getString(16), row.getString(17)));
    }

    private static Proposed proposed(ResultSet row) throws SQLException {
        String proposer = row.getString(8);
        if (proposer == null) return new Proposed(null, null, PastCase.Proposed.of(null));
        String decision = row.getString(10);
        var answer = PastCase.Proposed.answer(row.getString(9), decision, row.getDouble(11), row.getBoolean(12));
        return new Proposed(proposer, decision, PastCase.Proposed.of(answer, proposer));
    }

    private static Instant time(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }
}

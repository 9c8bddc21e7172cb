package remit.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.decision.PastCase;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.store.copy.Copy;

/**
 * A row of the projection {@code past_case}: what asking the past needs of a case, folded from its events. Live writes and
 * the rebuild share it. What an event does not tell keeps its earlier value; a later event of a kind replaces all that an
 * earlier one told.
 */
final class PastRow {
    static final String COLUMNS =
            "case_id, process, at, phase, ruling, propensity, ahead, decided_at, proposer, answer,"
                    + " decision, confidence, confident, review, reviewed_at, opening, details, observed,"
                    + " drawn, look";

    static final String COPY = "copy past_case (" + COLUMNS + ") from stdin";

    /** What came later to cases that have a row; history has none and gets none. */
    static final String UPDATE = """
            update past_case c set phase = n.phase, ruling = coalesce(n.ruling, c.ruling),
              propensity = coalesce(n.propensity, c.propensity), ahead = coalesce(n.ahead, c.ahead),
              decided_at = coalesce(n.decided_at, c.decided_at),
              details = case when n.ruling is null then c.details else n.details end,
              proposer = coalesce(n.proposer, c.proposer), answer = coalesce(n.answer, c.answer),
              decision = case when n.answer is null then c.decision else n.decision end,
              confidence = coalesce(n.confidence, c.confidence), confident = coalesce(n.confident, c.confident),
              review = coalesce(n.review, c.review), reviewed_at = coalesce(n.reviewed_at, c.reviewed_at),
              observed = coalesce(n.observed, c.observed), drawn = coalesce(n.drawn, c.drawn),
              look = coalesce(n.look, c.look), written = pg_current_xact_id()
            from unnest(?::text[], ?::text[], ?::timestamptz[], ?::text[], ?::text[], ?::float8[], ?::bigint[],
              ?::timestamptz[], ?::text[], ?::text[], ?::text[], ?::float8[], ?::boolean[], ?::text[],
              ?::timestamptz[], ?::text[], ?::jsonb[], ?::jsonb[], ?::boolean[], ?::text[]) as n (""" + COLUMNS + """
            ) where c.case_id = n.case_id
            """;

    private static final int PHASE = 3;
    private static final int RULED = 4;
    private static final int PROPOSED = 8;
    private static final int REVIEWED = 13;
    private static final int OPENING = 15;
    private static final int DETAILS = 16;
    private static final int OBSERVED = 17;
    private static final int DRAWN = 18;
    private static final int LOOK = 19;
    private static final int COUNT = 20;

    private final @Nullable String[] values = new @Nullable String[COUNT];
    private boolean opened;
    private boolean told;

    /** What may be erased of an event. @param content as it is stored, {@code read} the same */
    record Kept(String content, Json.Obj read) {}

    /** @param read what the event says, {@code after} the case with it */
    void add(CaseEvent read, Event event, CaseState after, @Nullable Kept kept) {
        values[0] = event.place().caseId();
        values[1] = event.place().process();
        values[2] = after.at().toString();
        values[PHASE] = after.phase().word();
        take(read, event, kept);
    }

    private void take(CaseEvent read, Event event, @Nullable Kept kept) {
        switch (read) {
            case CaseEvent.CaseOpened _ -> {
                opened = event.seq() == 1;
                set(OPENING, kept == null ? null : kept.content());
            }
            case CaseEvent.Decided(Json.Obj decided) -> ruled(decided, event, kept);
            case CaseEvent.Proposed proposed ->
                set(
                        PROPOSED,
                        event.actor().id(),
                        proposed.answer(),
                        proposed.decision(),
                        Double.toString(proposed.confidence()),
                        Boolean.toString(proposed.confident()));
            // Whoever erased it decided nothing about what was proposed.
            case CaseEvent.Reviewed reviewed -> {
                if (Casework.ERASED.equals(reviewed.reasonCode())) told = true;
                else set(REVIEWED, reviewed.outcome(), event.at().toString());
            }
            // The phase alone: nobody has said anything of it.
            case CaseEvent.TimedOut _ -> told = true;
            case CaseEvent.OutcomeObserved _ -> {
                String observed = CaseRows.observed(read, kept == null ? null : kept.read());
                if (observed != null) set(OBSERVED, observed);
            }
            case CaseEvent.Sampled _ -> set(DRAWN, "true");
            case CaseEvent.SampleJudged judged -> set(LOOK, judged.right() ? "right" : "wrong");
            case CaseEvent.HistoryRecorded _,
                    CaseEvent.SampleWithdrawn _,
                    CaseEvent.Challenged _,
                    CaseEvent.ActionPrepared _,
                    CaseEvent.ActionVerified _,
                    CaseEvent.ActionFailed _,
                    CaseEvent.ActionRefused _,
                    CaseEvent.ActionUnknown _,
                    CaseEvent.Compensating _ -> {}
        }
    }

    private void ruled(Json.Obj decided, Event event, @Nullable Kept kept) {
        Duration ahead = Duration.between(event.recordedAt(), event.at());
        set(
                RULED,
                PastCase.Recorded.of(decided).ruling().word(),
                Double.toString(decided.object("propensity").number("probability", 1)),
                Long.toString(micros(ahead)),
                event.at().toString());
        set(
                DETAILS,
                kept == null
                        ? null
                        : Json.object("facts", kept.read().object("facts")).canonical());
    }

    /** Business time may be wrong by thousands of years, which nanoseconds cannot hold. */
    private static long micros(Duration ahead) {
        return Math.addExact(Math.multiplyExact(ahead.getSeconds(), 1_000_000L), ahead.getNano() / 1000);
    }

    private void set(int from, @Nullable String... next) {
        System.arraycopy(next, 0, values, from, next.length);
        told = true;
    }

    /** Whether the case came in with these events: its row is a new one. */
    boolean opened() {
        return opened;
    }

    /** Whether they tell anything that a row holds. */
    boolean told() {
        return told;
    }

    @Nullable
    String observed() {
        return values[OBSERVED];
    }

    /** What both tell. @param later of the same case */
    PastRow then(PastRow later) {
        var both = new PastRow();
        System.arraycopy(values, 0, both.values, 0, values.length);
        both.opened = opened;
        both.told = true;
        both.values[PHASE] = later.values[PHASE];
        both.take(later, RULED, PROPOSED);
        if (later.values[RULED] != null) both.values[DETAILS] = later.values[DETAILS];
        both.take(later, PROPOSED, REVIEWED);
        both.take(later, REVIEWED, OPENING);
        both.take(later, OBSERVED, DRAWN);
        both.take(later, DRAWN, LOOK);
        both.take(later, LOOK, COUNT);
        return both;
    }

    /** Takes over what was told together, if anything was: the first of these values, and the second of a proposal, always are. */
    private void take(PastRow later, int from, int to) {
        if (later.values[from] != null) System.arraycopy(later.values, from, values, from, to - from);
    }

    /** @param erased whether its opening was: nothing more of its person is kept */
    PastRow without(boolean erased) {
        if (!erased) return this;
        values[OPENING] = null;
        values[DETAILS] = null;
        values[OBSERVED] = null;
        return this;
    }

    /** Its line for COPY. */
    void line(StringBuilder out) {
        Copy.line(out, values);
    }

    static void update(Connection connection, List<PastRow> rows) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            for (int column = 0; column < COUNT; column++) {
                int index = column;
                CaseRows.array(
                        connection, statement, column + 1, "text", rows.stream().map(row -> row.values[index]));
            }
            statement.executeUpdate();
        }
    }
}

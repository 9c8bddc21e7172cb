package remit.server.changes;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.decision.PastCase;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.store.Streaming;

/** Decided cases as evidence keeps them, read one by one: what is held meanwhile does not grow with them. */
final class PastCases {
    private static final String EVIDENCE = """
            select c.case_id, d.leaf, dp.content, op.content, pr.leaf
            from chosen c
            join lateral (
                select x.id, x.leaf from event x
                where x.case_id = c.case_id and x.type = 'Decided' order by x.seq desc limit 1
            ) d on true
            left join lateral (
                select x.leaf from event x
                where x.case_id = c.case_id and x.type = 'Proposed' order by x.seq desc limit 1
            ) pr on true
            left join event o on o.case_id = c.case_id and o.seq = 1
            left join payload dp on dp.event_id = d.id
            left join payload op on op.event_id = o.id
            order by c.at desc, c.case_id
            """;
    private static final String NEWEST = """
            with chosen as materialized (
                select case_id, at from case_view
                where process = ? and phase not in ('history', 'open') order by at desc, case_id limit ?
            )
            """ + EVIDENCE;
    private static final String ONE = """
            with chosen as materialized (
                select case_id, at from case_view where case_id = ? and phase not in ('history', 'open')
            )
            """ + EVIDENCE;

    private static final String REVIEWED = """
            select distinct on (case_id) case_id, leaf from event
            where case_id = any(?) and type = 'Reviewed' order by case_id, seq desc
            """;

    private final DataSource source;

    PastCases(DataSource source) {
        this.source = source;
    }

    /** Hands on the cases of a process that came last by business time, newest first. @param most so many at most */
    void each(String process, int most, Consumer<PastCase> use) {
        Streaming.query(source, NEWEST, List.of(process, most), row -> use.accept(read(row)));
    }

    /** A case that was decided; empty for one that is not known, not decided, or history. */
    Optional<PastCase> find(String caseId) {
        var found = new ArrayList<PastCase>(1);
        Streaming.query(source, ONE, List.of(caseId), row -> found.add(read(row)));
        return found.stream().findFirst();
    }

    /**
     * Which verdict people's own decisions stand for, of those of these cases that one decided: what they let through as it
     * was proposed needed nobody, whatever they changed or refused did.
     */
    Map<String, Ruling> reviewed(List<String> caseIds) {
        var reviewed = new HashMap<String, Ruling>();
        Streaming.query(source, REVIEWED, List.<Object>of((Object) caseIds.toArray(String[]::new)), row -> {
            String outcome = Event.read(row.getString(2)).body().text("outcome", "");
            reviewed.put(row.getString(1), outcome.equals("approve") ? Ruling.AUTO_CLEAR : Ruling.CHECKPOINT);
        });
        return reviewed;
    }

    private static PastCase read(ResultSet row) throws SQLException {
        Event decided = Event.read(row.getString(2));
        Json.Obj details = content(row.getString(3));
        var kept = new PastCase.Kept(
                content(row.getString(4)), details, Duration.between(decided.recordedAt(), decided.at()));
        String proposal = row.getString(5);
        Event proposed = proposal == null ? null : Event.read(proposal);
        return new PastCase(
                row.getString(1),
                decided.place().process(),
                decided.at(),
                kept,
                new PastCase.Proposed(
                        PastCase.Proposed.answer(proposed == null ? Json.EMPTY : proposed.body()),
                        proposed != null && isStanding(proposed.actor())),
                recorded(decided.body(), details));
    }

    /** The contract itself proposed: {@code model:draft:PROCESS@...}. */
    private static boolean isStanding(Actor author) {
        return author.id().startsWith("draft:");
    }

    private static PastCase.Recorded recorded(Json.Obj decided, Json.@Nullable Obj details) {
        boolean returned = "returned".equals(decided.text("disposition"));
        Ruling said = Ruling.of(decided.text("verdict", "")).orElse(Ruling.STOP);
        return new PastCase.Recorded(
                said == Ruling.STOP && returned ? Ruling.RETURN : said,
                row(decided.text("approver", ""), details),
                decided.text("reason", ""));
    }

    /** Of a case that a row let through its name stays, whatever is erased. */
    private static int row(String approver, Json.@Nullable Obj details) {
        int at = approver.lastIndexOf("#row-");
        if (at >= 0) return Integer.parseInt(approver.substring(at + 5));
        if (details == null) return 0;
        for (Json each : details.array("checks")) {
            if (each instanceof Json.Obj check && "authority".equals(check.text("check"))) {
                return (int) check.object("detail").number("row", 0);
            }
        }
        return 0;
    }

    private static Json.@Nullable Obj content(@Nullable String text) {
        return text == null ? null : Json.parseObject(text);
    }
}

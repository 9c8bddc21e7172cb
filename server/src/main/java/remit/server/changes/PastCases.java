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
        return new PastCase(
                row.getString(1),
                decided.place().process(),
                decided.at(),
                kept,
                PastCase.Proposed.of(proposal == null ? null : Event.read(proposal)),
                recorded(decided.body(), details));
    }

    /** A case that no row let through names the row that spoke in its details, while these are there. */
    private static PastCase.Recorded recorded(Json.Obj decided, Json.@Nullable Obj details) {
        PastCase.Recorded told = PastCase.Recorded.of(decided);
        if (told.row() != 0 || details == null) return told;
        for (Json each : details.array("checks")) {
            if (each instanceof Json.Obj check && "authority".equals(check.text("check"))) {
                int row = (int) check.object("detail").number("row", 0);
                return new PastCase.Recorded(told.ruling(), row, told.reason());
            }
        }
        return told;
    }

    private static Json.@Nullable Obj content(@Nullable String text) {
        return text == null ? null : Json.parseObject(text);
    }
}

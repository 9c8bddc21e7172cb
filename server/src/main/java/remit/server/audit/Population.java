package remit.server.audit;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.server.store.Streaming;

/** The cases that a sample may be about, as they are stored; at one that is erased nobody can look. */
final class Population {
    private Population() {}

    /**
     * Their ids, in order.
     *
     * @param before only those that were decided by then, by the machine's clock; null for all
     */
    static List<String> cases(DataSource source, String process, PlanTerms.Scope scope, @Nullable Instant before) {
        var sql = new StringBuilder("select v.case_id from case_view v where v.process = ? and ");
        sql.append(scope.reviewed() ? "v.phase in ('approved', 'rejected')" : "v.phase = 'cleared'");
        var parameters = new ArrayList<Object>(List.of(process));
        sql.append(" and exists (select 1 from past_case p where p.case_id = v.case_id and p.opening is not null)");
        also(sql, parameters, " and v.segment = ?", scope.segment());
        also(sql, parameters, " and v.at >= ?", time(scope.from()));
        also(sql, parameters, " and v.at < ?", time(scope.until()));
        String decided = scope.reviewed() ? "Reviewed" : "Decided";
        also(
                sql,
                parameters,
                " and exists (select 1 from event e where e.case_id = v.case_id and e.type = '" + decided
                        + "' and e.recorded_at <= ?)",
                time(before));
        var cases = new ArrayList<String>();
        Streaming.query(
                source, sql.append(" order by v.case_id").toString(), parameters, row -> cases.add(row.getString(1)));
        return cases;
    }

    private static @Nullable Object time(@Nullable Instant at) {
        return at == null ? null : at.atOffset(ZoneOffset.UTC);
    }

    private static void also(StringBuilder sql, List<Object> parameters, String condition, @Nullable Object value) {
        if (value == null) return;
        sql.append(condition);
        parameters.add(value);
    }

    /** Those of the cases that are not erased. */
    static Set<String> left(DataSource source, List<String> cases) {
        var left = new HashSet<String>();
        Streaming.query(
                source,
                "select case_id from past_case where case_id = any(?::text[]) and opening is not null",
                List.of((Object) cases.toArray(String[]::new)),
                row -> left.add(row.getString(1)));
        return left;
    }

    /** The segments of which there are cases. */
    static Set<String> segments(DataSource source, String process) {
        var segments = new TreeSet<String>();
        Streaming.query(
                source,
                "select distinct segment from case_view where process = ? and segment is not null",
                List.of(process),
                row -> segments.add(row.getString(1)));
        return segments;
    }

    /** What whoever looks needs of the cases, in their order: nothing that was proposed, decided or became of them. */
    static List<LookFile.Line> lines(DataSource source, List<String> cases, boolean content) {
        Map<String, LookFile.Line> lines = new LinkedHashMap<>();
        for (String each : cases) lines.put(each, new LookFile.Line(each, "", Map.of()));
        if (!content) return List.copyOf(lines.values());
        Streaming.query(
                source,
                "select case_id, opening from past_case where case_id = any(?::text[]) and opening is not null",
                List.of((Object) cases.toArray(String[]::new)),
                row -> {
                    Json.Obj opening = Json.parseObject(row.getString(2));
                    String key = String.join(
                            "/",
                            opening.array("key").stream().map(Population::shown).toList());
                    var inputs = new LinkedHashMap<String, String>();
                    opening.object("inputs").fields().forEach((name, value) -> inputs.put(name, shown(value)));
                    lines.put(row.getString(1), new LookFile.Line(row.getString(1), key, inputs));
                });
        return List.copyOf(lines.values());
    }

    private static String shown(Json value) {
        if (value instanceof Json.Str(String text)) return text;
        return value.equals(Json.NULL) ? "" : value.compact();
    }
}

package remit.server.halts;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.halt.Halt;
import remit.halt.HaltScope;
import remit.kernel.Json;
import remit.server.store.Streaming;

/** All that is halted, and what waits because of it, as programs, pages and commands read it. */
public record HaltView(List<Row> rows) {
    /** So many of what waits are named. */
    private static final int NAMED = 100;

    private static final String OPEN = "('prepared', 'unknown', 'failed')";
    private static final String BY_AUTHOR = " and exists (select 1 from past_case p where p.case_id = v.case_id"
            + " and (p.proposer = ? or starts_with(p.proposer, ? || '@') or starts_with(p.proposer, ? || ':')))";

    public HaltView {
        rows = List.copyOf(rows);
    }

    /**
     * One halt.
     *
     * @param reason the words of who halted it; null where they were erased
     * @param cases that wait for a person, {@code effects} that wait to be done
     */
    public record Row(Halt halt, @Nullable String reason, Waiting cases, Waiting effects) {}

    /** @param first the ids of those that wait longest */
    public record Waiting(long count, List<String> first) {
        public Waiting {
            first = List.copyOf(first);
        }

        Json.Obj toJson() {
            return Json.object("count", count, "first", Json.strings(first));
        }
    }

    static HaltView of(DataSource source, KillSwitch killSwitch) {
        List<Halt> halts = killSwitch.look().all();
        if (halts.isEmpty()) return new HaltView(List.of());
        Map<Long, String> reasons = killSwitch.reader().reasons();
        var rows = new ArrayList<Row>();
        for (Halt halt : halts) {
            rows.add(
                    new Row(halt, reasons.get(halt.seq()), cases(source, halt.scope()), effects(source, halt.scope())));
        }
        return new HaltView(rows);
    }

    /** How many effects wait to be done that any of these is about; one that two are about counts once. */
    static long held(DataSource source, List<Halt> halts) {
        if (halts.isEmpty()) return 0;
        var conditions = new ArrayList<String>();
        var parameters = new ArrayList<Object>();
        for (Halt halt : halts) {
            switch (halt.scope()) {
                case HaltScope.Everything() -> conditions.add("true");
                case HaltScope.Process(String id) -> {
                    conditions.add("v.process = ?");
                    parameters.add(id);
                }
                case HaltScope.Author(String id) -> {
                    conditions.add("true" + BY_AUTHOR);
                    parameters.addAll(List.of(id, id, id));
                }
                case HaltScope.Tool(String id) -> {
                    conditions.add("v.tool = ?");
                    parameters.add(id);
                }
            }
        }
        long[] count = new long[1];
        String any = conditions.stream().collect(Collectors.joining(") or (", "((", "))"));
        Streaming.query(
                source,
                "select count(*) from action_view v where v.state in " + OPEN + " and " + any,
                parameters,
                row -> count[0] = row.getLong(1));
        return count[0];
    }

    private static Waiting cases(DataSource source, HaltScope scope) {
        String from = "case_view v where v.phase = 'held'";
        return switch (scope) {
            case HaltScope.Everything() -> waiting(source, from, "v.case_id", List.of());
            case HaltScope.Process(String id) -> waiting(source, from + " and v.process = ?", "v.case_id", List.of(id));
            case HaltScope.Author(String id) -> waiting(source, from + BY_AUTHOR, "v.case_id", List.of(id, id, id));
            case HaltScope.Tool _ ->
                waiting(
                        source,
                        from + " and v.state::jsonb->'settled'->>'reason' like 'halted:%'"
                                + " and position(? in v.state::jsonb->'settled'->>'reason') > 0",
                        "v.case_id",
                        List.of(scope.words()));
        };
    }

    private static Waiting effects(DataSource source, HaltScope scope) {
        String from = "action_view v where v.state in " + OPEN;
        return switch (scope) {
            case HaltScope.Everything() -> waiting(source, from, "v.action_id", List.of());
            case HaltScope.Process(String id) ->
                waiting(source, from + " and v.process = ?", "v.action_id", List.of(id));
            case HaltScope.Author(String id) -> waiting(source, from + BY_AUTHOR, "v.action_id", List.of(id, id, id));
            case HaltScope.Tool(String id) -> waiting(source, from + " and v.tool = ?", "v.action_id", List.of(id));
        };
    }

    private static Waiting waiting(DataSource source, String from, String id, List<Object> parameters) {
        long[] count = new long[1];
        Streaming.query(source, "select count(*) from " + from, parameters, row -> count[0] = row.getLong(1));
        var first = new ArrayList<String>();
        Streaming.query(
                source,
                "select " + id + " from " + from + " order by v.updated_at, " + id + " limit " + NAMED,
                parameters,
                row -> first.add(row.getString(1)));
        return new Waiting(count[0], first);
    }

    /** The halts that a process is under, its own first. @param author the kind of author that it has */
    public List<Row> about(String process, String author, List<String> tools) {
        return rows.stream()
                .filter(row -> row.halt().scope().covers(process, author, null)
                        || namesVersionOf(row.halt().scope(), author)
                        || tools.stream().anyMatch(tool -> row.halt().scope().covers(process, null, tool)))
                .toList();
    }

    private static boolean namesVersionOf(HaltScope scope, String kind) {
        return scope instanceof HaltScope.Author(String id) && (id + ":").startsWith(kind + ":");
    }

    /** @param words whether the reader may read people's own words */
    public Json.Obj toJson(boolean words) {
        var halts = new ArrayList<Json>();
        for (Row row : rows) {
            var fields = new LinkedHashMap<String, Json>();
            Halt halt = row.halt();
            fields.put("scope", Json.of(halt.scope().kind()));
            fields.put("id", Json.of(halt.scope().id()));
            fields.put("stage", Json.of(halt.stage().word()));
            fields.put("meaning", Json.of(halt.stage().meaning()));
            fields.put("next", Json.of(halt.stage().next().word()));
            fields.put("since", Json.of(halt.since().toString()));
            fields.put("by", Json.of(halt.by().toString()));
            fields.put("reason", words ? Json.of(row.reason()) : Json.NULL);
            fields.put("drill", Json.of(halt.drill()));
            fields.put("cases", row.cases().toJson());
            fields.put("effects", row.effects().toJson());
            halts.add(new Json.Obj(fields));
        }
        return Json.object("halts", Json.array(halts));
    }
}

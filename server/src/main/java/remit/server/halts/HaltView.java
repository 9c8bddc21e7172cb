package remit.server.halts;

import java.time.ZoneOffset;
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
     * @param ranOn effects that were under way then and were done after it
     */
    public record Row(Halt halt, @Nullable String reason, Waiting cases, Waiting effects, RanOn ranOn) {}

    /** Effects that no halt could keep back. @param undoable those of them that their tools can take back */
    public record RanOn(Waiting effects, Waiting undoable) {
        static final RanOn NONE = new RanOn(Waiting.NONE, Waiting.NONE);
    }

    /** @param first the ids of those that wait longest */
    public record Waiting(long count, List<String> first) {
        public Waiting {
            first = List.copyOf(first);
        }

        static final Waiting NONE = new Waiting(0, List.of());

        Json.Obj toJson() {
            return Json.object("count", count, "first", Json.strings(first));
        }
    }

    static HaltView of(HaltDesk.Parts parts) {
        List<Halt> halts = parts.killSwitch().look().all();
        if (halts.isEmpty()) return new HaltView(List.of());
        DataSource source = parts.source();
        Map<Long, String> reasons = parts.killSwitch().reader().reasons();
        List<HaltDesk.Known> known = parts.known().get();
        var rows = new ArrayList<Row>();
        for (Halt halt : halts) {
            HaltScope scope = halt.scope();
            rows.add(new Row(
                    halt,
                    reasons.get(halt.seq()),
                    cases(source, scope),
                    effects(source, scope),
                    ranOn(source, halt, known)));
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
                "select count(*) from action_view v where v.state in " + OPEN
                        + " and v.action_id not like '%:compensate' and " + any,
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

    /** What is being taken back waits for no halt to end. */
    private static Waiting effects(DataSource source, HaltScope scope) {
        String from =
                "action_view v where v.state in " + OPEN + " and v.action_id not like '%:compensate'" + about(scope);
        return waiting(source, from, "v.action_id", named(scope));
    }

    private static String about(HaltScope scope) {
        return switch (scope) {
            case HaltScope.Everything() -> "";
            case HaltScope.Process _ -> " and v.process = ?";
            case HaltScope.Author _ -> BY_AUTHOR;
            case HaltScope.Tool _ -> " and v.tool = ?";
        };
    }

    private static List<Object> named(HaltScope scope) {
        return switch (scope) {
            case HaltScope.Everything() -> List.of();
            case HaltScope.Process(String id) -> List.of(id);
            case HaltScope.Author(String id) -> List.of(id, id, id);
            case HaltScope.Tool(String id) -> List.of(id);
        };
    }

    /** While nothing is sent, whatever is done was sent before. What was taken back is not told again. */
    private static RanOn ranOn(DataSource source, Halt halt, List<HaltDesk.Known> known) {
        if (halt.stage().acts(true)) return RanOn.NONE;
        var parameters = new ArrayList<Object>();
        parameters.add(halt.since().atOffset(ZoneOffset.UTC));
        parameters.addAll(named(halt.scope()));
        var all = new ArrayList<String>();
        var undoable = new ArrayList<String>();
        Streaming.query(
                source,
                "select v.action_id, v.process, v.tool from event e"
                        + " join action_view v on v.action_id = e.leaf::jsonb->'body'->>'action_id'"
                        + " where e.recorded_at > ? and e.type = 'ActionVerified'" + about(halt.scope())
                        + " and not exists (select 1 from action_view b where b.action_id like '%:compensate'"
                        + " and b.action_id = v.action_id || ':compensate')"
                        + " order by e.recorded_at, v.action_id",
                parameters,
                row -> {
                    all.add(row.getString(1));
                    if (undoes(known, row.getString(2), row.getString(3))) undoable.add(row.getString(1));
                });
        return new RanOn(first(all), first(undoable));
    }

    private static boolean undoes(List<HaltDesk.Known> known, String process, String tool) {
        return known.stream()
                .anyMatch(
                        each -> each.process().equals(process) && each.undoing().contains(tool));
    }

    private static Waiting first(List<String> ids) {
        return new Waiting(ids.size(), ids.subList(0, Math.min(NAMED, ids.size())));
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
            fields.put("ran_on", row.ranOn().effects().toJson());
            fields.put("undoable", row.ranOn().undoable().toJson());
            halts.add(new Json.Obj(fields));
        }
        return Json.object("halts", Json.array(halts));
    }
}

package remit.server.checkpoints;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import remit.checkpoints.LoggedCase;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.process.Intake;
import remit.process.StoredFacts;
import remit.process.Trail;
import remit.server.catalog.PublishedProcess;
import remit.server.store.Streaming;

/** Reads the cases of a process with what happened to them, history and decided ones alike. */
final class TrailReader {
    private static final String CASES = """
            select c.case_id, c.at, p.content, c.observed::text
            from case_view c
            join event o on o.case_id = c.case_id and o.seq = 1
            join payload p on p.event_id = o.id
            where c.process = ?
            order by c.at, c.case_id
            """;

    private final PublishedProcess process;
    private final Trail trail;

    TrailReader(PublishedProcess process, Trail trail) {
        this.process = process;
        this.trail = trail;
    }

    List<LoggedCase> read(DataSource source) {
        var cases = new ArrayList<LoggedCase>();
        Streaming.query(source, CASES, List.of(process.id()), row -> add(row, cases));
        return cases;
    }

    private void add(ResultSet row, List<LoggedCase> cases) throws SQLException {
        Json.Obj opening = Json.parseObject(row.getString(3));
        String observed = row.getString(4);
        Json.Obj outcomes = observed == null ? opening.object("outcomes") : Json.parseObject(observed);
        String told = outcomes.text(Intake.TRAIL, "");
        if (told.isEmpty()) return;
        Map<String, Value> inputs = known(StoredFacts.read(process.intake(), opening.object("inputs")));
        cases.add(new LoggedCase(
                row.getString(1), row.getTimestamp(2).toInstant(), inputs, LoggedCase.steps(told), cluster(inputs)));
    }

    private static Map<String, Value> known(Map<String, Value> inputs) {
        var known = new LinkedHashMap<>(inputs);
        known.values().removeIf(value -> value instanceof Value.Absent || value instanceof Value.IllTyped);
        return known;
    }

    private String cluster(Map<String, Value> inputs) {
        String name = trail.cluster();
        Value value = name == null ? null : inputs.get(name);
        return value == null ? "" : value.show();
    }
}

package remit.server.audit;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.sql.DataSource;
import remit.kernel.Json;
import remit.server.access.Acting;
import remit.server.store.ProcessWrite;
import remit.server.store.Streaming;

/** What samples that auditors planned still wait for, for whoever takes a case away. */
public final class PlannedLooks {
    private final DataSource source;

    public PlannedLooks(DataSource source) {
        this.source = source;
    }

    /** A sample that is open, and the cases that it waits for. */
    private record Waiting(Sample sample, Set<String> cases) {
        String id() {
            return sample.planned().body().text("sample", "");
        }
    }

    /** The cases that open samples of a process wait for. */
    public Set<String> waiting(String process) {
        var waiting = new HashSet<String>();
        for (Waiting each : open(process)) waiting.addAll(each.cases());
        return waiting;
    }

    /** What tells the samples that wait for these cases that nobody will look at them. */
    public List<ProcessWrite.Step> withdrawing(String process, Set<String> cases, Acting by) {
        var steps = new ArrayList<ProcessWrite.Step>();
        for (Waiting each : open(process)) {
            List<String> gone = each.cases().stream().filter(cases::contains).toList();
            if (gone.isEmpty()) continue;
            Json.Obj body = Json.object("sample", each.id(), "cases", Json.strings(gone));
            var place = new ProcessWrite.Place(
                    Sample.thread(each.id()), each.sample().length() + 1);
            steps.add(new ProcessWrite.Step(
                    process, place, Sample.WITHDRAWN, by.actor(), Json.EMPTY, by.sign(body), null));
        }
        return steps;
    }

    private List<Waiting> open(String process) {
        var ids = new ArrayList<String>();
        Streaming.query(
                source,
                "select t.thread from event e join event_thread t on t.event_id = e.id where e.process = ?"
                        + " and e.type = ? and e.case_id is null order by e.recorded_at, e.id",
                List.of(process, Sample.PLANNED),
                row -> ids.add(row.getString(1).substring(Sample.thread("").length())));
        var open = new ArrayList<Waiting>();
        for (String id : ids) {
            Sample sample = Sample.read(source, id).orElseThrow();
            Map<String, Boolean> known = sample.known(source);
            if (!SampleResult.of(sample, known).result().equals("open")) continue;
            var cases = new LinkedHashSet<>(sample.cases());
            cases.removeAll(known.keySet());
            open.add(new Waiting(sample, cases));
        }
        return open;
    }
}

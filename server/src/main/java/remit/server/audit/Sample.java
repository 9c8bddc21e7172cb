package remit.server.audit;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.sql.DataSource;
import remit.assurance.sampling.SamplePlan;
import remit.evidence.Event;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.server.store.Streaming;

/**
 * A sample as its events tell it.
 *
 * @param planned what was put on record before anybody looked
 * @param words the segment's name, where it is not erased
 * @param looks the first look of each case, whoever gave it: whether it was right
 * @param lookers who has looked at which case
 * @param withdrawn cases that were erased before anybody had looked
 * @param length how many events it has
 */
record Sample(
        Event planned,
        Json.Obj words,
        Map<String, Boolean> looks,
        Map<String, Set<Actor>> lookers,
        Set<String> withdrawn,
        long length) {
    static final String PLANNED = "SamplePlanned";
    static final String LOOKED = "SampleLooksRecorded";
    static final String WITHDRAWN = "SampleCasesWithdrawn";

    /** Where the events of a sample stand. */
    static String thread(String id) {
        return "samples/" + id;
    }

    static Optional<Sample> read(DataSource source, String id) {
        var events = new ArrayList<Event>();
        var words = new ArrayList<Json.Obj>();
        Streaming.query(
                source,
                "select e.leaf, p.content from event_thread t join event e on e.id = t.event_id"
                        + " left join payload p on p.event_id = e.id where t.thread = ? order by t.seq",
                List.of(thread(id)),
                row -> {
                    events.add(Event.read(row.getString(1)));
                    if (words.isEmpty())
                        words.add(row.getString(2) == null ? Json.EMPTY : Json.parseObject(row.getString(2)));
                });
        if (events.isEmpty()) return Optional.empty();
        Map<String, Boolean> looks = new LinkedHashMap<>();
        Map<String, Set<Actor>> lookers = new LinkedHashMap<>();
        Set<String> withdrawn = new HashSet<>();
        for (Event event : events) {
            if (event.type().equals(WITHDRAWN))
                for (Json each : event.body().array("cases")) withdrawn.add(((Json.Str) each).text());
            for (Json each : event.body().array("looks")) {
                Json.Obj look = (Json.Obj) each;
                String caseId = look.text("case", "");
                looks.putIfAbsent(caseId, look.flag("right"));
                lookers.computeIfAbsent(caseId, _ -> new HashSet<>()).add(event.actor());
            }
        }
        return Optional.of(new Sample(events.getFirst(), words.getFirst(), looks, lookers, withdrawn, events.size()));
    }

    /**
     * By case, whether it was right: looks that the sample asked for, and those that chance had drawn for the ladder before. A
     * case that nobody can look at any more is none that was right: auditors take it for a deviation (ISA 530, 11).
     */
    Map<String, Boolean> known(DataSource source) {
        var known = new LinkedHashMap<>(looks);
        if (!reviewed()) {
            Streaming.query(
                    source,
                    "select case_id, sample from case_view where case_id = any(?::text[]) and sample in ('right', 'wrong')",
                    List.of((Object) cases().toArray(String[]::new)),
                    row -> known.putIfAbsent(row.getString(1), row.getString(2).equals("right")));
        }
        for (String each : withdrawn) known.putIfAbsent(each, false);
        return known;
    }

    /** How many of those that are known were erased before anybody had looked. */
    long unseen() {
        return withdrawn.stream().filter(each -> !looks.containsKey(each)).count();
    }

    /** The cases in the order in which they were drawn. */
    List<String> cases() {
        return planned.body().array("cases").stream()
                .map(each -> ((Json.Str) each).text())
                .toList();
    }

    boolean reviewed() {
        return planned.body().text("of", "").equals("reviewed");
    }

    PlanTerms terms() {
        Json.Obj body = planned.body();
        return new PlanTerms(
                new PlanTerms.Rates(body.number("tolerable", 0), body.number("expected", 0), body.number("risk", 0)),
                body.flag("sequential"),
                new PlanTerms.Scope(
                        reviewed(), words.text("segment"), instant(body.text("from")), instant(body.text("until"))));
    }

    private static @org.jspecify.annotations.Nullable Instant instant(@org.jspecify.annotations.Nullable String text) {
        return text == null ? null : Instant.parse(text);
    }

    SamplePlan plan() {
        Json.Obj body = planned.body();
        return new SamplePlan(body.number("tolerable", 0), body.number("risk", 0), (long) body.number("size", 0), (long)
                body.number("allowed", 0));
    }
}

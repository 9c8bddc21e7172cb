package remit.server.erasure;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.casework.Phase;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.catalog.Catalog;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.Streaming;
import remit.server.store.VersionStore;

/**
 * Erases what is kept of a person or a case: payloads with their salts, and what projections copied from them. The digests in
 * the leaves stay, so the log verifies as before, and what went stands in it: {@code PayloadsErased}, in the same commit.
 *
 * <p>A case that waits for a person could not be decided without its content. It is erased only where that is asked for, and
 * then rejected, after its content is gone: so the rejection counts nowhere as a word about the author. A case whose
 * action has not ended is never erased, because only its payload can end it.
 */
public final class Erasures {
    private static final String TYPE = "PayloadsErased";
    private static final int EVENTS = 1_000;
    private static final int TRIES = 5;
    private static final int AT_ONCE = 1_000;

    private final Parts parts;
    private final SubjectWords words;
    private final Expiry expiry;

    /** What erasing works with. */
    public record Parts(DataSource source, EvidenceLog log, CaseReader reader, Catalog catalog, InstantSource clock) {}

    /**
     * Who erases, and why.
     *
     * @param reason in their own words; it must not say whom
     * @param open whether cases that wait for a person go too
     */
    public record Order(Acting who, String reason, boolean open) {}

    /**
     * What went.
     *
     * @param closed held cases that were rejected
     * @param swept whether the database was told to reuse the room and to forget its samples of the values
     */
    public record Erased(Found found, long closed, boolean swept) {
        public Json.Obj toJson() {
            return found.toJson().with("closed", Json.of(closed)).with("swept", Json.of(swept));
        }
    }

    public Erasures(Parts parts) {
        this.parts = parts;
        this.words = new SubjectWords(
                parts.catalog(),
                new VersionStore(parts.source()),
                parts.reader().ids());
        this.expiry = new Expiry(parts);
    }

    /** What is kept of them. */
    public Checked<Found> find(Wish wish) {
        return switch (wish) {
            case Wish.Subject subject ->
                words.read(subject).map(read -> new Found(items(ofSubject(subject, read.refs())), read.values()));
            case Wish.One(String which) ->
                parts.reader().find(which).map(row -> new Found(items(Set.of(row.caseId())), names(row.caseId())));
        };
    }

    private List<String> names(String caseId) {
        Json.Obj opening = parts.reader().opening(caseId);
        var names = new ArrayList<String>();
        if (opening != null)
            for (Json part : opening.array("key")) if (part instanceof Json.Str(String text)) names.add(text);
        return names;
    }

    private Set<String> ofSubject(Wish.Subject subject, Set<String> refs) {
        var found = new HashSet<String>();
        Streaming.query(
                parts.source(),
                "select distinct e.case_id, e.process from payload p join event e on e.id = p.event_id"
                        + " where p.subject_ref = any(?) and e.case_id is not null",
                List.of((Object) refs.toArray(String[]::new)),
                row -> {
                    boolean meant =
                            subject.process() == null || subject.process().equals(row.getString(2));
                    if (meant) found.add(row.getString(1));
                });
        return found;
    }

    private List<Found.Item> items(Set<String> cases) {
        var events = new LinkedHashMap<String, List<UUID>>();
        var items = new ArrayList<Found.Item>();
        Object ids = cases.toArray(String[]::new);
        Streaming.query(
                parts.source(),
                "select e.case_id, e.id from event e join payload p on p.event_id = e.id"
                        + " where e.case_id = any(?) order by e.process, e.case_id, e.seq",
                List.of(ids),
                row -> events.computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                        .add(row.getObject(2, UUID.class)));
        Streaming.query(
                parts.source(),
                "select c.case_id, c.process, c.phase, exists (select 1 from action_view a where a.case_id = c.case_id"
                        + " and a.state in ('prepared', 'unknown', 'failed')) from case_view c"
                        + " where c.case_id = any(?) order by c.process, c.case_id",
                List.of(ids),
                row -> {
                    List<UUID> kept = events.get(row.getString(1));
                    Phase phase = Phase.of(row.getString(3));
                    boolean held = phase == Phase.HELD || phase == Phase.OPEN;
                    if (kept != null)
                        items.add(new Found.Item(row.getString(1), row.getString(2), held, row.getBoolean(4), kept));
                });
        return items;
    }

    /** Whether this may go as it is ordered, said before anybody is asked to confirm it. */
    public Checked<Found> permitted(Found found, Order order) {
        if (found.isEmpty())
            return refused(
                    "RMT-064", "nothing is kept of this person or case", "look whether it is written as in the file");
        if (order.reason().isBlank()) return refused("RMT-066", "no reason is given", "say why it is erased");
        for (String name : found.names()) {
            var word = Pattern.compile(
                    "(?<![\\p{L}\\p{N}])" + Pattern.quote(name.strip()) + "(?![\\p{L}\\p{N}])",
                    Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE);
            if (!name.isBlank() && word.matcher(order.reason()).find())
                return refused(
                        "RMT-066",
                        "the reason names what is erased, and it is kept",
                        "say why without saying whom, such as the number of the request");
        }
        long acting = found.cases().stream().filter(Found.Item::acting).count();
        if (acting > 0)
            return refused(
                    "RMT-068",
                    acting + " of these cases have an action that has not come to its end",
                    "let remit serve carry it out, or mend its system of record, then erase");
        if (found.held() > 0 && !order.open())
            return refused(
                    "RMT-065",
                    found.held() + " of these cases wait for a person, who could not decide them any more",
                    "decide them first, or reject them with --including-open");
        return closable(found, order);
    }

    private static <T> Checked<T> refused(String code, String what, String fix) {
        return Checked.refused(new Problem(code, "remit erase", what, fix));
    }

    private Checked<Found> closable(Found found, Order order) {
        for (Found.Item item : found.cases()) {
            if (!item.held()) continue;
            Checked<CaseEvent.Reviewed> rejected = rejected(row(item).state(), order);
            if (rejected instanceof Checked.Refused<CaseEvent.Reviewed>(List<Problem> problems))
                return Checked.refused(problems);
        }
        return Checked.ok(found);
    }

    private CaseReader.CaseRow row(Found.Item item) {
        return parts.reader().byId(item.caseId()).orElseThrow();
    }

    private static Checked<CaseEvent.Reviewed> rejected(CaseState state, Order order) {
        return Casework.decide(
                state,
                new Casework.Review(order.who().actor(), Casework.Review.Outcome.REJECT, null, "other", state.seq()));
    }

    /** Erases it, as it is by now: what moved since it was found is found again. */
    public Checked<Erased> erase(Wish wish, Order order) {
        for (int left = TRIES; ; left--) {
            Checked<Found> found = find(wish).then(now -> permitted(now, order));
            if (!(found instanceof Checked.Ok<Found>(Found gone))) return Checked.refused(found.problems());
            try {
                EvidenceLog.await(parts.log().append(write(gone, order)));
            } catch (ConflictException meanwhile) {
                if (left == 1) throw meanwhile;
                continue;
            }
            return Checked.ok(new Erased(gone, close(gone, order), swept()));
        }
    }

    private ProcessWrite write(Found found, Order order) {
        var byProcess = new LinkedHashMap<String, List<Found.Item>>();
        for (Found.Item item : found.cases())
            byProcess.computeIfAbsent(item.process(), _ -> new ArrayList<>()).add(item);
        var steps = new ArrayList<ProcessWrite.Step>();
        byProcess.forEach((process, items) -> steps(process, items, order, steps));
        return new ProcessWrite(
                parts.clock().instant(),
                steps,
                null,
                null,
                new ProcessWrite.Erasure(
                        found.cases().stream().map(Found.Item::caseId).toList(),
                        found.cases().stream()
                                .flatMap(item -> item.events().stream())
                                .toList()));
    }

    /** What contracts do not want kept any longer. */
    public Found expired() {
        return new Found(
                expiry.due(parts.clock().instant(), Integer.MAX_VALUE).stream()
                        .flatMap(cases -> items(cases).stream())
                        .toList(),
                List.of());
    }

    /** Erases that, some cases at a time, so that nobody who writes waits for long. */
    public Erased expire(Acting who) {
        var order = new Order(who, "retention", false);
        var gone = new ArrayList<Found.Item>();
        int left = TRIES;
        for (List<Set<String>> due = next(); !due.isEmpty(); due = next()) {
            for (Set<String> cases : due) {
                var found = new Found(items(cases), List.of());
                // Somebody else erased them meanwhile.
                if (found.isEmpty()) continue;
                try {
                    EvidenceLog.await(parts.log().append(write(found, order)));
                    gone.addAll(found.cases());
                } catch (ConflictException meanwhile) {
                    if (--left == 0) throw meanwhile;
                }
            }
        }
        return new Erased(new Found(gone, List.of()), 0, gone.isEmpty() || swept());
    }

    private List<Set<String>> next() {
        return expiry.due(parts.clock().instant(), AT_ONCE);
    }

    /** An event names so many others that a leaf stays readable; a case may go on in the next one. */
    private static void steps(String process, List<Found.Item> items, Order order, List<ProcessWrite.Step> steps) {
        var owners = new ArrayList<Map.Entry<UUID, String>>();
        for (Found.Item item : items) for (UUID event : item.events()) owners.add(Map.entry(event, item.caseId()));
        for (int from = 0; from < owners.size(); from += EVENTS) {
            List<Map.Entry<UUID, String>> part = owners.subList(from, Math.min(owners.size(), from + EVENTS));
            Json.Obj body = Json.object(
                    "events",
                    Json.strings(
                            part.stream().map(each -> each.getKey().toString()).toList()),
                    "cases",
                    part.stream().map(Map.Entry::getValue).distinct().count(),
                    "why_kept",
                    "payload");
            steps.add(new ProcessWrite.Step(
                    process,
                    null,
                    TYPE,
                    order.who().actor(),
                    Json.EMPTY,
                    order.who().sign(body),
                    Json.object("reason", order.reason())));
        }
    }

    /** @return how many held cases were rejected; one that a person decided at the same moment is not among them */
    private long close(Found gone, Order order) {
        return gone.cases().stream()
                .filter(item -> item.held() && closed(item, order))
                .count();
    }

    private boolean closed(Found.Item item, Order order) {
        for (int left = TRIES; ; left--) {
            CaseReader.CaseRow row = row(item);
            if (!(rejected(row.state(), order) instanceof Checked.Ok<CaseEvent.Reviewed>(CaseEvent.Reviewed event)))
                return false;
            String pack = parts.reader()
                    .timeline(row.caseId())
                    .getFirst()
                    .event()
                    .versions()
                    .text("pack");
            Instant now = parts.clock().instant();
            try {
                EvidenceLog.await(parts.log()
                        .append(new CaseWrite(
                                new CaseWrite.CasePlace(row.process(), row.caseId(), null),
                                row.state(),
                                now,
                                List.of(new CaseWrite.Step(event, order.who().actor(), null)),
                                Json.object("pack", pack),
                                null)));
                return true;
            } catch (ConflictException meanwhile) {
                if (left == 1) throw meanwhile;
            }
        }
    }

    /**
     * Lets the database reuse the room of the rows that went, and take new samples for its planner: the old ones quote
     * values. Somebody else's database may forbid it; then it happens when that database does it by itself.
     */
    private boolean swept() {
        try (Connection connection = parts.source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("vacuum (analyze) payload, case_view, past_case");
            return true;
        } catch (SQLException refused) {
            return false;
        }
    }
}

package remit.server.erasure;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.audit.PlannedLooks;
import remit.server.catalog.Catalog;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore;

/**
 * Erases what is kept of a person or a case: payloads with their salts, and what projections copied from them. The digests in
 * the leaves stay, so the log verifies as before, and what went stands in it: {@code PayloadsErased}, in the same commit.
 *
 * <p>A case that waits for a person could not be decided without its content. It is erased only where that is asked for, and
 * rejected in the same commit, under a reason of its own: so the rejection counts nowhere as a word about the author. A look
 * that was drawn and not given is withdrawn in that commit, too. A case whose action has not ended is never erased, because
 * only its payload can end it.
 */
public final class Erasures {
    private static final String TYPE = "PayloadsErased";
    private static final int EVENTS = 1_000;
    private static final int TRIES = 5;
    private static final int AT_ONCE = 1_000;

    private final Parts parts;
    private final SubjectWords words;
    private final Contents contents;
    private final PlannedLooks planned;
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
     * @param swept whether the database was told to reuse the room and to forget its samples of the values
     */
    public record Erased(Found found, boolean swept) {
        /** How many held cases were rejected. */
        public long closed() {
            return found.held();
        }

        public Json.Obj toJson() {
            return found.toJson().with("closed", Json.of(closed())).with("swept", Json.of(swept));
        }
    }

    public Erasures(Parts parts) {
        this.parts = parts;
        this.words = new SubjectWords(
                parts.catalog(),
                new VersionStore(parts.source()),
                parts.reader().ids());
        this.contents = new Contents(parts);
        this.planned = new PlannedLooks(parts.source());
        this.expiry = new Expiry(parts, planned);
    }

    /** What is kept of them. */
    public Checked<Found> find(Wish wish) {
        return switch (wish) {
            case Wish.Subject subject ->
                words.read(subject)
                        .map(read -> new Found(contents.of(contents.ofSubject(subject, read.refs())), read.values()));
            case Wish.One(String which) ->
                parts.reader()
                        .find(which)
                        .map(row -> new Found(contents.of(Set.of(row.caseId())), contents.names(row.caseId())));
        };
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
        long acting =
                found.cases().stream().filter(item -> item.standing().acting()).count();
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
            if (closing(item, order) instanceof Checked.Refused<List<CaseEvent>>(List<Problem> problems))
                return Checked.refused(problems);
        }
        return Checked.ok(found);
    }

    private static Checked<List<CaseEvent>> closing(Found.Item item, Order order) {
        CaseState waiting = item.standing().waiting();
        return waiting == null
                ? Checked.ok(List.of())
                : Casework.decide(waiting, new Casework.Closing(order.who().actor(), waiting.seq()));
    }

    /** Erases it, as it is by now: what moved since it was found is found again. It is done whole, or not at all. */
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
            return Checked.ok(new Erased(gone, swept()));
        }
    }

    private ProcessWrite write(Found found, Order order) {
        var byProcess = new LinkedHashMap<String, List<Found.Item>>();
        for (Found.Item item : found.cases())
            byProcess.computeIfAbsent(item.process(), _ -> new ArrayList<>()).add(item);
        var steps = new ArrayList<ProcessWrite.Step>();
        var events = new ArrayList<UUID>();
        Instant now = parts.clock().instant();
        byProcess.forEach((process, items) -> {
            var cases = items.stream().map(Found.Item::caseId).collect(Collectors.toSet());
            List<UUID> names = contents.segmentNames(process, cases);
            steps(process, items, names, order, steps);
            for (Found.Item item : items) events.addAll(item.events());
            events.addAll(names);
            steps.addAll(planned.withdrawing(process, cases, order.who()));
        });
        List<CaseWrite> closing = found.cases().stream()
                .filter(item -> item.standing().waiting() != null)
                .map(item -> closed(item, order, now))
                .toList();
        List<ProcessWrite.Erasure.Seen> seen = found.cases().stream()
                .map(item -> new ProcessWrite.Erasure.Seen(
                        item.caseId(), item.standing().seq()))
                .toList();
        return new ProcessWrite(now, steps, null, null, new ProcessWrite.Erasure(seen, events, closing));
    }

    /** What ends a case that waited for a person. */
    private CaseWrite closed(Found.Item item, Order order, Instant now) {
        CaseState waiting = Objects.requireNonNull(item.standing().waiting());
        Json.Obj versions =
                parts.reader().timeline(item.caseId()).getFirst().event().versions();
        return new CaseWrite(
                new CaseWrite.CasePlace(item.process(), item.caseId(), null),
                waiting,
                now,
                closing(item, order).orThrow().stream()
                        .map(event -> new CaseWrite.Step(event, order.who().actor(), null))
                        .toList(),
                Json.object("pack", versions.text("pack")),
                null);
    }

    /** What contracts do not want kept any longer. */
    public Found expired() {
        return new Found(
                expiry.due(parts.clock().instant(), Integer.MAX_VALUE).stream()
                        .flatMap(cases -> contents.of(cases).stream())
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
                var found = new Found(contents.of(cases), List.of());
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
        return new Erased(new Found(gone, List.of()), gone.isEmpty() || swept());
    }

    private List<Set<String>> next() {
        return expiry.due(parts.clock().instant(), AT_ONCE);
    }

    /** An event names so many others that a leaf stays readable; a case may go on in the next one. */
    private static void steps(
            String process, List<Found.Item> items, List<UUID> names, Order order, List<ProcessWrite.Step> steps) {
        var owners = new ArrayList<Map.Entry<UUID, String>>();
        for (Found.Item item : items) for (UUID event : item.events()) owners.add(Map.entry(event, item.caseId()));
        for (UUID name : names) owners.add(Map.entry(name, ""));
        int from = 0;
        // One at least: a case whose content went before is closed by it.
        do {
            List<Map.Entry<UUID, String>> part = owners.subList(from, Math.min(owners.size(), from + EVENTS));
            Json.Obj body = Json.object(
                    "events",
                    Json.strings(
                            part.stream().map(each -> each.getKey().toString()).toList()),
                    "cases",
                    part.stream()
                            .map(Map.Entry::getValue)
                            .filter(caseId -> !caseId.isEmpty())
                            .distinct()
                            .count(),
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
            from += EVENTS;
        } while (from < owners.size());
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

package remit.server.ladders;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.assurance.Versions;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.ladder.Cause;
import remit.ladder.LadderCommand;
import remit.ladder.LadderEvent;
import remit.ladder.LadderState;
import remit.ladder.Terms;
import remit.process.ProcessContract;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;

/**
 * The ladders of one process, one a segment. What is decided about a ladder is committed together with what it follows
 * from: an observation and the demotion that it causes are one write. Of two who move the same ladder at once, on whatever
 * node, one reads it again and decides anew.
 */
public final class ProcessLadders {
    private static final int TRIES = 8;
    private static final long FRESH_NANOS = 250_000_000;

    private final String process;
    private final Ladders.Parts parts;
    private final LadderReader reader;
    private final DailySecrets secrets;
    private final Map<String, LadderState> states = new LinkedHashMap<>();
    private final Map<String, Segment> segments = new LinkedHashMap<>();
    private final Map<String, Long> refreshed = new HashMap<>();
    private final Map<String, Set<String>> counted = new HashMap<>();
    private LadderReader.@Nullable Common common;
    private long looked;

    ProcessLadders(String process, Ladders.Parts parts) {
        this.process = process;
        this.parts = parts;
        this.reader = new LadderReader(parts.source());
        this.secrets = new DailySecrets(process, parts);
        readAll();
    }

    private void readAll() {
        common = reader.common(process);
        looked = System.nanoTime();
        states.clear();
        counted.clear();
        for (Move move : reader.moves(process)) fold(move);
    }

    private void fold(Move move) {
        String id = move.segment().id();
        segments.put(id, move.segment());
        states.put(id, move.after());
        if (move.caseId() != null)
            counted.computeIfAbsent(id, _ -> new HashSet<>()).add(move.caseId());
    }

    /** Whether the process is governed by its ladders: from then on nothing clears by the rules alone. */
    public synchronized boolean begun() {
        // Begun on another node, it holds here before that second is over.
        long now = System.nanoTime();
        if (now - looked >= FRESH_NANOS) {
            looked = now;
            common = reader.common(process);
        }
        return common != null;
    }

    /**
     * From now on the process earns its autonomy. Beginning again changes nothing, but for what is signed beforehand.
     *
     * @param granted what is signed beforehand, or null
     */
    public synchronized void begin(@Nullable Standing granted, Actor by, Instant at) {
        boolean wrote = said(at, known -> {
            boolean same = known != null && (granted == null || known.granted().contains(granted));
            if (same) return null;
            return new Said(
                    known == null ? "LaddersBegun" : "StandingAuthorisationGiven",
                    granted == null ? by : granted.person(),
                    granted == null ? Json.EMPTY : granted.body(),
                    granted == null ? null : granted.payload());
        });
        if (wrote && granted != null) grantAll(granted, at);
    }

    /** One event that holds for all ladders of the process. */
    private record Said(String type, Actor by, Json.Obj body, Json.@Nullable Obj payload) {}

    /** What is to be said, given what holds; null for nothing. */
    private interface Saying {
        @Nullable
        Said of(LadderReader.@Nullable Common known);
    }

    /** @return whether anything was */
    private boolean said(Instant at, Saying saying) {
        String thread = LadderReader.thread(process);
        for (int left = TRIES; ; left--) {
            long length = reader.length(thread);
            common = reader.common(process);
            Said said = saying.of(common);
            if (said == null) return false;
            try {
                write(
                        at,
                        List.of(new ProcessWrite.Step(
                                process,
                                new ProcessWrite.Place(thread, length + 1),
                                said.type(),
                                said.by(),
                                Json.EMPTY,
                                said.body(),
                                said.payload())));
                common = reader.common(process);
                return true;
            } catch (ConflictException meanwhile) {
                if (left == 1) throw meanwhile;
            }
        }
    }

    /** What became of something that was wanted of every segment. @param moved how many did */
    public record Everyone(int moved, List<Problem> refused) {}

    /**
     * The same of every segment, and of those that no case has been seen of yet, as far as it means them: whoever stops all,
     * or takes back what is signed beforehand, means those too.
     */
    public synchronized Everyone decideAll(LadderCommand command, Actor by, Instant at) {
        boolean kill = command instanceof LadderCommand.Trigger(Cause cause) && cause == Cause.KILL_SWITCH;
        String type = kill
                ? "LaddersStopped"
                : command instanceof LadderCommand.Lift
                        ? "LaddersLifted"
                        : command instanceof LadderCommand.Revoke ? "StandingAuthorisationsRevoked" : "";
        boolean person = by.kind() == Actor.Kind.PERSON;
        int moved = 0;
        if (!type.isEmpty() && person && begun()) {
            boolean said = said(at, known -> {
                boolean something = known != null
                        && switch (type) {
                            case "LaddersStopped" -> !known.stopped();
                            case "LaddersLifted" -> known.stopped();
                            default -> !known.granted().isEmpty();
                        };
                return something ? new Said(type, by, Json.EMPTY, null) : null;
            });
            if (said) moved++;
        }
        var refused = new ArrayList<Problem>();
        for (Segment segment : states().keySet()) {
            Checked<List<LadderEvent>> done = decide(segment, List.of(new Wish(command, by, at, null)));
            if (done.problems().isEmpty()) moved++;
            refused.addAll(done.problems());
        }
        return new Everyone(moved, refused);
    }

    private void grantAll(Standing granted, Instant at) {
        for (Segment segment : List.copyOf(segments.values())) {
            if (!granted.covers(segment)) continue;
            var command = new LadderCommand.Authorise(granted.upTo(), granted.limit());
            // Tier 4 may not be signed beforehand for a stage that clears: it stays where it is.
            decide(segment, List.of(new Wish(command, granted.person(), at, null)));
        }
    }

    /** Every ladder as it stands, by segment, in the order of their names. */
    public synchronized Map<Segment, LadderState> states() {
        readAll();
        var all = new LinkedHashMap<Segment, LadderState>();
        states.keySet().stream()
                .map(id -> java.util.Objects.requireNonNull(segments.get(id)))
                .sorted(Comparator.comparing(Segment::name))
                .forEach(segment -> all.put(segment, java.util.Objects.requireNonNull(states.get(segment.id()))));
        return all;
    }

    /** A person has reviewed the process as a whole. @param note their words, kept where they can be erased; may be empty */
    public synchronized void reviewed(Actor by, String note, Instant at) {
        Json.Obj words = note.isEmpty() ? null : Json.object("note", note);
        said(at, known -> known == null ? null : new Said("LaddersReviewed", by, Json.EMPTY, words));
    }

    /** A review is overdue: every segment that has not moved since it became so loses a checkpoint. */
    public synchronized void enforce(Duration every, Instant now) {
        Instant last = reader.reviewed(process);
        if (last == null || !last.plus(every).isBefore(now)) return;
        states().forEach((segment, state) -> {
            if (state.removed() == 0 || state.watch().since().isAfter(last.plus(every))) return;
            decide(segment, new LadderCommand.Trigger(Cause.REVIEW_OVERDUE), EvidenceLog.engine(), now)
                    .orThrow();
        });
    }

    /** Everything that happened to the ladders, ladder by ladder. */
    public List<Move> moves() {
        return reader.moves(process);
    }

    /** The cases that were counted so far. */
    public List<String> counted() {
        return reader.counted(process);
    }

    /** Draws what is looked at among the cases that clear. */
    public DailySecrets secrets() {
        return secrets;
    }

    /** What a new segment begins with. @param versions what decides now */
    public record Basis(ProcessContract contract, Versions versions) {}

    /**
     * The ladder of a segment as it stands on every node, begun in shadow where no case was seen of it before.
     *
     * @param name of the segment, or null where the process has none
     * @return empty where the process has no ladders
     */
    public synchronized Optional<LadderState> stand(@Nullable String name, Basis basis, Instant at) {
        if (!begun()) return Optional.empty();
        Segment segment = Segment.of(parts.ids(), process, name == null ? "" : name);
        refreshIfOld(segment.id());
        LadderState known = states.get(segment.id());
        LadderState state = known == null ? start(segment, basis, at) : known;
        boolean others = !state.versions().equals(basis.versions());
        // A run that began under an earlier version goes on with it and moves nothing: only what is in force is what is
        // trusted.
        if (others && inForce(basis)) state = pinned(segment, basis, at);
        return Optional.of(state);
    }

    private boolean inForce(Basis basis) {
        return parts.inForce().apply(process).equals(basis.versions().process());
    }

    private LadderState pinned(Segment segment, Basis basis, Instant at) {
        Terms terms = Terms.of(basis.contract(), segment.id());
        decide(
                        segment,
                        List.of(
                                new Wish(new LadderCommand.Pin(basis.versions()), EvidenceLog.engine(), at, null),
                                new Wish(new LadderCommand.Govern(terms), EvidenceLog.engine(), at, null)))
                .orThrow();
        return java.util.Objects.requireNonNull(states.get(segment.id()));
    }

    /**
     * Whether a case was decided by what the ladder of its segment is about: what another version decided tells nothing of
     * this one. @param decided the versions that its decision names
     */
    public synchronized boolean concerns(String segment, Json.Obj decided) {
        String id = Segment.of(parts.ids(), process, segment).id();
        refreshIfOld(id);
        LadderState state = states.get(id);
        if (state == null) return false;
        Versions about = state.versions();
        String author = decided.text("author", "");
        // A standing proposal is the contract's own, whichever model serves beside it.
        boolean same = author.startsWith("draft:") || author.equals(about.model());
        return same
                && decided.text("contract", "").equals(about.contract())
                && decided.text("authority", "").equals(about.rules());
    }

    /** What another node did holds here well within its second; asking for each case would cost a fifth of it. */
    private void refreshIfOld(String id) {
        Long last = refreshed.get(id);
        if (last == null || System.nanoTime() - last >= FRESH_NANOS) refresh(id);
    }

    private void refresh(String id) {
        LadderState known = states.get(id);
        refreshed.put(id, System.nanoTime());
        if (known == null || known.seq() != reader.length(LadderReader.thread(process, id))) read(id);
    }

    private void read(String id) {
        counted.remove(id);
        for (Move move : reader.moves(process, id)) fold(move);
    }

    private LadderState start(Segment segment, Basis basis, Instant at) {
        for (int left = TRIES; ; left--) {
            try {
                return startOnce(segment, basis, at);
            } catch (ConflictException meanwhile) {
                read(segment.id());
                LadderState state = states.get(segment.id());
                if (state != null) return state;
                if (left == 1) throw meanwhile;
            }
        }
    }

    private LadderState startOnce(Segment segment, Basis basis, Instant at) {
        var building = new Building(process, segment, null);
        building.add(
                new LadderCommand.Start(Terms.of(basis.contract(), segment.id()), basis.versions()),
                EvidenceLog.engine(),
                at);
        LadderReader.Common known = reader.common(process);
        for (Standing each : known == null ? List.<Standing>of() : known.granted()) {
            if (!each.covers(segment)) continue;
            building.add(new LadderCommand.Authorise(each.upTo(), each.limit()), each.person(), at);
        }
        if (known != null && known.stopped())
            building.add(new LadderCommand.Trigger(Cause.KILL_SWITCH), EvidenceLog.engine(), at);
        write(at, building.steps());
        return keep(building);
    }

    private LadderState keep(Building building) {
        segments.put(building.segment().id(), building.segment());
        states.put(building.segment().id(), building.state());
        return building.state();
    }

    /** What a person or the engine wants of the ladder of one segment. @return what came of it, or why it is refused */
    public synchronized Checked<List<LadderEvent>> decide(
            Segment segment, LadderCommand command, Actor by, Instant at) {
        return decide(segment, List.of(new Wish(command, by, at, null)));
    }

    /** The same of the segment of this name. */
    public synchronized Checked<List<LadderEvent>> decide(String segment, List<Wish> wishes) {
        return decide(Segment.of(parts.ids(), process, segment), wishes);
    }

    /** One thing wanted of a ladder. @param caseId the case that was reviewed, or null */
    public record Wish(
            LadderCommand command,
            Actor by,
            Instant at,
            @Nullable String caseId) {
        Wish at(Instant other) {
            return new Wish(command, by, other, caseId);
        }
    }

    /**
     * Several at once, in order, all at the time of the last; one that is refused refuses them all. A case that was counted,
     * on whatever node, is not counted again.
     */
    public synchronized Checked<List<LadderEvent>> decide(Segment segment, List<Wish> wishes) {
        // They are one write, and evidence tells one time of it: folded again, it has to give the same state.
        Instant at = wishes.getLast().at();
        for (int left = TRIES; ; left--) {
            refresh(segment.id());
            var building = new Building(process, segment, states.get(segment.id()));
            Set<String> before = counted.getOrDefault(segment.id(), Set.of());
            for (Wish wish : wishes) {
                if (wish.caseId() != null && before.contains(wish.caseId())) continue;
                Checked<List<LadderEvent>> added = building.add(wish.at(at));
                if (added instanceof Checked.Refused<List<LadderEvent>>(List<Problem> problems)) {
                    return Checked.refused(problems);
                }
            }
            if (building.events().isEmpty()) return Checked.ok(List.of());
            try {
                write(at, building.steps());
                keep(building);
                for (Wish wish : wishes) {
                    if (wish.caseId() != null)
                        counted.computeIfAbsent(segment.id(), _ -> new HashSet<>())
                                .add(wish.caseId());
                }
                return Checked.ok(building.events());
            } catch (ConflictException meanwhile) {
                if (left == 1) throw meanwhile;
                read(segment.id());
            }
        }
    }

    private void write(Instant at, List<ProcessWrite.Step> steps) {
        EvidenceLog.await(parts.log().append(new ProcessWrite(at, steps, null)));
    }
}

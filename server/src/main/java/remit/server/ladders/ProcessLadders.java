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
    static final long FRESH_NANOS = 250_000_000;

    private final String process;
    private final Ladders.Parts parts;
    private final LadderReader reader;
    private final WholeProcess whole;
    private final MoveLog moves;
    private final DailySecrets secrets;
    private final Map<String, LadderState> states = new LinkedHashMap<>();
    private final Map<String, Segment> segments = new LinkedHashMap<>();
    private final Map<String, Long> refreshed = new HashMap<>();
    private final Map<String, Set<String>> counted = new HashMap<>();

    ProcessLadders(String process, Ladders.Parts parts) {
        this.process = process;
        this.parts = parts;
        this.reader = new LadderReader(parts.source());
        this.whole = new WholeProcess(process, parts.log(), reader);
        this.moves = new MoveLog(process, reader);
        this.secrets = new DailySecrets(process, parts);
        readAll();
    }

    private void readAll() {
        whole.read();
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
        return whole.begun();
    }

    /**
     * From now on the process earns its autonomy. Beginning again changes nothing, but for what is signed beforehand.
     *
     * @param granted what is signed beforehand, or null
     */
    public synchronized void begin(@Nullable Standing granted, Actor by, Instant at) {
        if (whole.begin(granted, by, at) && granted != null) grantAll(granted, at);
    }

    /** What became of something that was wanted of every segment. @param moved how many did */
    public record Everyone(int moved, List<Problem> refused) {}

    /**
     * The same of every segment, and of those that no case has been seen of yet, as far as it means them: whoever stops all,
     * or takes back what is signed beforehand, means those too. A refusal names its segment.
     */
    public synchronized Everyone decideAll(LadderCommand command, Actor by, Instant at) {
        int moved = whole.everyone(command, by, at) ? 1 : 0;
        var refused = new ArrayList<Problem>();
        for (Segment segment : states().keySet()) {
            Checked<List<LadderEvent>> done = decide(segment, List.of(new Wish(command, by, at, null)));
            if (done.problems().isEmpty()) moved++;
            for (Problem each : done.problems())
                refused.add(new Problem(each.code(), segment.shown(), each.what(), each.fix()));
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

    /**
     * A person has reviewed the process as a whole: what an overdue review had barred may be promoted again.
     *
     * @param note their words, kept where they can be erased; may be empty
     */
    public synchronized void reviewed(Actor by, String note, Instant at) {
        whole.reviewed(by, note, at);
        for (Segment segment : states().keySet()) held(segment, by, at);
    }

    private void held(Segment segment, Actor by, Instant at) {
        decide(segment, new LadderCommand.HoldReview(), by, at).orThrow();
    }

    /**
     * The process must be reviewed so often. Overdue, every segment loses a checkpoint, and another one each time that as
     * long has passed again; none is promoted until the review is held.
     */
    public synchronized void enforce(Duration every, Instant now) {
        Instant last = whole.lastReview();
        if (last == null) return;
        for (Segment segment : List.copyOf(segments.values())) {
            refreshIfOld(segment.id());
            LadderState state = java.util.Objects.requireNonNull(states.get(segment.id()));
            Instant told = state.overdue();
            // Whoever held it was interrupted before every segment knew.
            if (told != null && !last.isBefore(told)) held(segment, EvidenceLog.engine(), now);
            else if (due(state, told == null ? last : told, every, now))
                decide(segment, new LadderCommand.Trigger(Cause.REVIEW_OVERDUE), EvidenceLog.engine(), now)
                        .orThrow();
        }
    }

    /** What has nothing more to lose is told once. */
    private static boolean due(LadderState state, Instant from, Duration every, Instant now) {
        boolean told = state.overdue() != null && state.removed() == 0;
        return !told && from.plus(every).isBefore(now);
    }

    /** Everything that moved the ladders, ladder by ladder; of reviews that were counted only the last where it comes last. */
    public List<Move> moves() {
        return moves.moves();
    }

    /** The segments that cases are of, history included, whether a ladder has begun for them or not. */
    public List<String> names() {
        return reader.names(process);
    }

    /** Why people moved them, by the place of the move ({@link LadderView#place}), as far as it is not erased. */
    public Map<String, String> reasons() {
        return reader.reasons(process);
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
        if (!whole.begun()) return Optional.empty();
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
        LadderReader.Common known = whole.read();
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

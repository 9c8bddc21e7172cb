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
import remit.ladder.Ladder;
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
    private @Nullable List<Standing> standing;
    private @Nullable Set<String> countedHere;
    private long looked;

    ProcessLadders(String process, Ladders.Parts parts) {
        this.process = process;
        this.parts = parts;
        this.reader = new LadderReader(parts.source());
        this.secrets = new DailySecrets(process, parts);
        readAll();
    }

    private void readAll() {
        standing = reader.standing(process);
        looked = System.nanoTime();
        states.clear();
        for (Move move : reader.moves(process)) {
            segments.put(move.segment().id(), move.segment());
            states.put(move.segment().id(), move.after());
        }
    }

    /** Whether the process is governed by its ladders: from then on nothing clears by the rules alone. */
    public synchronized boolean begun() {
        if (standing != null) return true;
        // Begun on another node, it holds here before that second is over.
        long now = System.nanoTime();
        if (now - looked < FRESH_NANOS) return false;
        looked = now;
        standing = reader.standing(process);
        return standing != null;
    }

    /**
     * From now on the process earns its autonomy. Beginning again changes nothing, but for what is signed beforehand.
     *
     * @param granted what is signed beforehand, or null
     */
    public synchronized void begin(@Nullable Standing granted, Actor by, Instant at) {
        for (int left = TRIES; ; left--) {
            standing = reader.standing(process);
            List<Standing> known = standing;
            boolean same = known != null && (granted == null || known.contains(granted));
            if (same) return;
            try {
                write(at, beginning(known == null, granted, by));
                standing = reader.standing(process);
                if (granted != null) grantAll(granted, at);
                return;
            } catch (ConflictException meanwhile) {
                if (left == 1) throw meanwhile;
            }
        }
    }

    private List<ProcessWrite.Step> beginning(boolean first, @Nullable Standing granted, Actor by) {
        long seq = reader.length(LadderReader.common(process)) + 1;
        return List.of(new ProcessWrite.Step(
                process,
                new ProcessWrite.Place(LadderReader.common(process), seq),
                first ? "LaddersBegun" : "StandingAuthorisationGiven",
                granted == null ? by : granted.person(),
                Json.EMPTY,
                granted == null ? Json.EMPTY : granted.body(),
                granted == null ? null : granted.payload()));
    }

    private void grantAll(Standing granted, Instant at) {
        for (Segment segment : List.copyOf(segments.values())) {
            if (!granted.covers(segment)) continue;
            var command = new LadderCommand.Authorise(granted.upTo(), granted.limit());
            // Tier 4 may not be signed beforehand for a stage that clears: it stays where it is.
            decide(segment.name(), command, granted.person(), at);
        }
    }

    /** Every ladder as it stands, by segment, in the order of their names. */
    public synchronized Map<Segment, LadderState> states() {
        readAll();
        var all = new LinkedHashMap<Segment, LadderState>();
        states.keySet().stream()
                .map(this::segmentOf)
                .sorted(Comparator.comparing(Segment::name))
                .forEach(segment -> all.put(segment, java.util.Objects.requireNonNull(states.get(segment.id()))));
        return all;
    }

    private Segment segmentOf(String id) {
        Segment known = segments.get(id);
        return known == null ? new Segment(id, "") : known;
    }

    /** A person has reviewed the process as a whole. @param note their words, kept where they can be erased; may be empty */
    public synchronized void reviewed(Actor by, String note, Instant at) {
        for (int left = TRIES; ; left--) {
            try {
                long seq = reader.length(LadderReader.common(process)) + 1;
                write(
                        at,
                        List.of(new ProcessWrite.Step(
                                process,
                                new ProcessWrite.Place(LadderReader.common(process), seq),
                                "LaddersReviewed",
                                by,
                                Json.EMPTY,
                                Json.EMPTY,
                                note.isEmpty() ? null : Json.object("note", note))));
                return;
            } catch (ConflictException meanwhile) {
                if (left == 1) throw meanwhile;
            }
        }
    }

    /** A review is overdue: every segment that has not moved since it became so loses a checkpoint. */
    public synchronized void enforce(Duration every, Instant now) {
        Instant last = reader.reviewed(process);
        if (last == null || !last.plus(every).isBefore(now)) return;
        states().forEach((segment, state) -> {
            if (state.removed() == 0 || state.watch().since().isAfter(last.plus(every))) return;
            decide(segment.name(), new LadderCommand.Trigger(Cause.REVIEW_OVERDUE), EvidenceLog.engine(), now)
                    .orThrow();
        });
    }

    /** Everything that happened to the ladders, ladder by ladder. */
    public List<Move> moves() {
        return reader.moves(process);
    }

    /** Whether a case was counted neither here nor, by the first look, elsewhere. */
    public synchronized boolean notCounted(String caseId) {
        if (countedHere == null) countedHere = new HashSet<>(reader.counted(process));
        return !countedHere.contains(caseId);
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
        if (!state.versions().equals(basis.versions())) {
            Terms terms = Terms.of(basis.contract(), segment.id());
            decide(
                            segment.name(),
                            List.of(
                                    new Wish(new LadderCommand.Pin(basis.versions()), EvidenceLog.engine(), at, null),
                                    new Wish(new LadderCommand.Govern(terms), EvidenceLog.engine(), at, null)))
                    .orThrow();
            state = java.util.Objects.requireNonNull(states.get(segment.id()));
        }
        return Optional.of(state);
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
        List<Move> moves = reader.moves(process, id);
        if (moves.isEmpty()) return;
        segments.put(id, moves.getLast().segment());
        states.put(id, moves.getLast().after());
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
        var building = new Building(segment, null);
        building.add(
                new LadderCommand.Start(Terms.of(basis.contract(), segment.id()), basis.versions()),
                EvidenceLog.engine(),
                at);
        for (Standing each : standing == null ? List.<Standing>of() : standing) {
            if (!each.covers(segment)) continue;
            building.add(new LadderCommand.Authorise(each.upTo(), each.limit()), each.person(), at);
        }
        write(at, building.steps());
        return keep(building);
    }

    private LadderState keep(Building building) {
        LadderState state = java.util.Objects.requireNonNull(building.state);
        segments.put(building.segment.id(), building.segment);
        states.put(building.segment.id(), state);
        return state;
    }

    /** What a person or the engine wants of the ladder of one segment. @return what came of it, or why it is refused */
    public synchronized Checked<List<LadderEvent>> decide(String segment, LadderCommand command, Actor by, Instant at) {
        return decide(segment, List.of(new Wish(command, by, at, null)));
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

    /** Several at once, in order, all at the time of the last; one that is refused refuses them all. */
    public synchronized Checked<List<LadderEvent>> decide(String name, List<Wish> wishes) {
        // They are one write, and evidence tells one time of it: folded again, it has to give the same state.
        Instant at = wishes.getLast().at();
        Segment segment = Segment.of(parts.ids(), process, name);
        for (int left = TRIES; ; left--) {
            refresh(segment.id());
            var building = new Building(segment, states.get(segment.id()));
            for (Wish wish : wishes) {
                Checked<List<LadderEvent>> added = building.add(wish.at(at));
                if (added instanceof Checked.Refused<List<LadderEvent>>(List<Problem> problems)) {
                    return Checked.refused(problems);
                }
            }
            if (building.events.isEmpty()) return Checked.ok(List.of());
            try {
                write(at, building.steps());
                keep(building);
                if (countedHere != null)
                    for (Wish wish : wishes) if (wish.caseId() != null) countedHere.add(wish.caseId());
                return Checked.ok(building.events);
            } catch (ConflictException meanwhile) {
                if (left == 1) throw meanwhile;
                read(segment.id());
            }
        }
    }

    private void write(Instant at, List<ProcessWrite.Step> steps) {
        EvidenceLog.await(parts.log().append(new ProcessWrite(at, steps, null)));
    }

    /** Events of one ladder that are written together. */
    private final class Building {
        private final Segment segment;
        private final List<LadderEvent> events = new ArrayList<>();
        private final List<ProcessWrite.Step> steps = new ArrayList<>();
        private @Nullable LadderState state;

        Building(Segment segment, @Nullable LadderState state) {
            this.segment = segment;
            this.state = state;
        }

        void add(LadderCommand command, Actor by, Instant at) {
            add(new Wish(command, by, at, null));
        }

        Checked<List<LadderEvent>> add(Wish wish) {
            Checked<List<LadderEvent>> decided = Ladder.decide(state, wish.command(), wish.by(), wish.at());
            if (decided instanceof Checked.Ok<List<LadderEvent>>(List<LadderEvent> made)) {
                for (LadderEvent event : made) step(event, wish);
            }
            return decided;
        }

        private void step(LadderEvent event, Wish wish) {
            LadderState after = Ladder.apply(state, event, wish.by(), wish.at());
            Json.Obj body = event instanceof LadderEvent.Observed && wish.caseId() != null
                    ? event.body().with("case", Json.of(wish.caseId()))
                    : event.body();
            steps.add(new ProcessWrite.Step(
                    process,
                    new ProcessWrite.Place(LadderReader.thread(process, segment.id()), after.seq()),
                    event.type(),
                    wish.by(),
                    Json.EMPTY,
                    body,
                    payload(wish.command())));
            events.add(event);
            state = after;
        }

        /** What may be erased: the segment's name, and people's own words. */
        private Json.@Nullable Obj payload(LadderCommand command) {
            if (command instanceof LadderCommand.Decline(String reason)) return Json.object("reason", reason);
            return state == null ? Json.object("segment", segment.name()) : null;
        }

        List<ProcessWrite.Step> steps() {
            return List.copyOf(steps);
        }
    }
}

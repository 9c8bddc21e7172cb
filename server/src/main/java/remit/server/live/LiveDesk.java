package remit.server.live;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.process.StoredFacts;
import remit.server.cases.CaseFlow;
import remit.server.cases.Dispatcher;
import remit.server.cases.EffectDesk;
import remit.server.cases.Effects;
import remit.server.cases.Incoming;
import remit.server.cases.Pinning;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Action;
import remit.server.packs.Row;
import remit.server.runs.RunParts;
import remit.server.store.CaseReader;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.telemetry.Spans;

/**
 * Where single cases come in and people decide held ones. Every answer is given after the commit: what was accepted is
 * kept, and what was refused changed nothing. Safe for use by many threads.
 */
public final class LiveDesk implements AutoCloseable {
    private static final Duration RESTING = Duration.ofMinutes(1);

    private final RunParts parts;
    private final Dispatcher dispatcher;
    private final LadderKeeping ladders;
    private final Instant started;
    private final Map<String, LiveProcess> processes = new LinkedHashMap<>();

    /** A served pack: what was published, and the folder that its files are relative to. */
    public record Served(PublishedProcess published, Path packFolder) {}

    /** What became of a row. @param known whether the same row was a case before, so that nothing happened */
    public record Accepted(String caseId, boolean known) {}

    public LiveDesk(RunParts parts, List<Served> served) {
        this.parts = parts;
        this.dispatcher = parts.dispatcher();
        this.ladders = new LadderKeeping(parts);
        this.started = parts.clock().instant();
        for (Served each : served) {
            processes.put(each.published().id(), new LiveProcess(parts, each.published(), each.packFolder()));
        }
    }

    /**
     * Takes up effects that were left behind, as many as find a place, and waits for none: those from before this start
     * at once, later ones when nobody has touched them for a while.
     */
    public void recover() {
        Instant quiet = parts.clock().instant().minus(RESTING);
        Instant since = quiet.isAfter(started) ? quiet : started;
        RuntimeException broken = null;
        for (String process : processes.keySet()) {
            try {
                dispatcher.offerOpen(process, since);
            } catch (RuntimeException failure) {
                // The others' effects do not wait for one that cannot be recorded.
                if (broken == null) broken = failure;
                else broken.addSuppressed(failure);
            }
        }
        if (broken != null) throw broken;
    }

    /** One row from an API or a hook: a case, or why it cannot be one. @param by who sent it, authenticated */
    public Checked<Accepted> accept(Actor by, String process, Map<String, String> fields) {
        LiveProcess live = processes.get(process);
        if (live == null) return unknownProcess(process);
        LiveProcess.InForce now = live.inForce();
        return switch (now.rows().read(fields, 0, parts.clock().instant())) {
            case Row.RejectedRow bad ->
                Checked.refused(new Problem(
                        "RMT-073",
                        bad.field(),
                        bad.why() + (bad.value().isEmpty() ? "" : ": " + bad.value()),
                        bad.fix()));
            case Row.SourceRow row -> accept(live, now.published(), row, by);
        };
    }

    private <T> Checked<T> unknownProcess(String process) {
        return Checked.refused(new Problem(
                "RMT-074",
                process,
                "no such process is served",
                "use one of " + String.join(", ", processes.keySet())));
    }

    private Checked<Accepted> accept(LiveProcess live, PublishedProcess published, Row.SourceRow row, Actor by) {
        var source = new Incoming.Source(by, Json.object("channel", "api"));
        Incoming incoming = Incoming.of(
                row, published.contract(), published.intake(), parts.reader().ids(), source);
        Optional<CaseReader.CaseRow> known = parts.reader().byId(incoming.caseId());
        if (known.isPresent()) return again(published, known.get(), incoming, row);
        CaseFlow flow = live.flow(published);
        return live.room()
                .within(() -> parts.telemetry()
                        .span(
                                Spans.decision(published.id(), incoming.caseId()),
                                () -> fresh(flow, published, row, incoming),
                                Fresh::told)
                        .accepted());
    }

    /** What became of a row that was no case yet. @param told what its span says */
    private record Fresh(Checked<Accepted> accepted, Json.Obj told) {}

    private Fresh fresh(CaseFlow flow, PublishedProcess published, Row.SourceRow row, Incoming incoming) {
        CaseWrite write = flow.decide(incoming, null);
        return new Fresh(append(published, row, incoming, write), Spans.decided(write));
    }

    private Checked<Accepted> append(
            PublishedProcess published, Row.SourceRow row, Incoming incoming, CaseWrite write) {
        try {
            EvidenceLog.Written written = EvidenceLog.await(parts.log().append(write));
            CaseState state = dispatch(published, write, written);
            observe(
                    published,
                    new CaseReader.CaseRow(incoming.caseId(), published.id(), state, null),
                    row,
                    incoming.by());
            return Checked.ok(new Accepted(incoming.caseId(), false));
        } catch (ConflictException meanwhile) {
            return again(published, parts.reader().byId(incoming.caseId()).orElseThrow(), incoming, row);
        }
    }

    /** The same row again decides nothing; only what became known of its outcome is added. */
    private Checked<Accepted> again(
            PublishedProcess published, CaseReader.CaseRow known, Incoming incoming, Row.SourceRow row) {
        if (!known.state().digests().content().equals(incoming.contentDigest())) {
            return Checked.refused(new Problem(
                    "RMT-075",
                    row.keyText(),
                    "this key is known with other inputs",
                    "give every case its own key, or correct the input at its source"));
        }
        observe(published, known, row, incoming.by());
        return Checked.ok(new Accepted(known.caseId(), true));
    }

    private void observe(PublishedProcess published, CaseReader.CaseRow known, Row.SourceRow row, Actor by) {
        boolean truth = row.outcomes().values().stream().anyMatch(value -> !(value instanceof Value.Absent));
        if (!truth) return;
        String digest = parts.reader().ids().content("outcome", row.outcomeContent());
        if (digest.equals(known.state().digests().outcome())) return;
        CaseReader.CaseRow now = known;
        while (true) {
            try {
                EvidenceLog.await(parts.log()
                        .append(new CaseWrite(
                                new CaseWrite.CasePlace(published.id(), now.caseId(), null),
                                now.state(),
                                parts.clock().instant(),
                                List.of(new CaseWrite.Step(
                                        new CaseEvent.OutcomeObserved("api", digest),
                                        by,
                                        Json.object("outcomes", StoredFacts.write(row.outcomes())))),
                                published.packVersion(),
                                null)));
                counted(published.id(), now.caseId());
                return;
            } catch (ConflictException moved) {
                now = parts.reader().byId(now.caseId()).orElseThrow();
            }
        }
    }

    /** After the commit nobody waits for a system of record: what finds no place is taken up by {@link #recover}. */
    private CaseState dispatch(PublishedProcess published, CaseWrite write, EvidenceLog.Written written) {
        CaseState state = Objects.requireNonNull(written.state());
        for (CaseWrite.Step step : write.steps()) {
            if (!(step.event() instanceof CaseEvent.ActionPrepared)) continue;
            Action action = Action.fromJson(Objects.requireNonNull(step.payload()));
            var known = new CaseReader.CaseRow(write.place().caseId(), published.id(), state, write.runId());
            dispatcher.offer(Dispatcher.Task.prepared(action, published, known, written.asked()));
        }
        return state;
    }

    /**
     * A person's decision on a held case: committed with the intent of what follows, then carried out, all under the
     * version that the case came in under.
     *
     * @param note the person's own words, kept where they can be erased; may be empty
     */
    public Checked<CaseState> review(String caseId, Casework.Review review, String note) {
        Optional<CaseReader.CaseRow> found = parts.reader().byId(caseId);
        if (found.isEmpty()) {
            return Checked.refused(new Problem("RMT-060", caseId, "no case has this id", "look it up in the list"));
        }
        CaseReader.CaseRow row = found.get();
        if (!processes.containsKey(row.process())) return unknownProcess(row.process());
        CaseReader.StoredEvent opened = parts.reader().timeline(row.caseId()).getFirst();
        return decided(row.state(), review, opened)
                .then(event -> following(row, opened, event.decision())
                        .then(following -> unfrozen(row, event, following))
                        .then(following -> commit(row, review.person(), new Reviewing(event, following, note))));
    }

    /** Whoever rejects what nobody can see any more says nothing of what was proposed. */
    private static Checked<CaseEvent.Reviewed> decided(
            CaseState state, Casework.Review review, CaseReader.StoredEvent opened) {
        return Casework.decide(state, review)
                .map(event -> opened.erased() && event.decision() == null
                        ? new CaseEvent.Reviewed(event.outcome(), null, Casework.ERASED)
                        : event);
    }

    /** While it is halted nobody approves, because of what they are shown may be what is wrong. To reject does nothing. */
    private Checked<Following> unfrozen(CaseReader.CaseRow row, CaseEvent.Reviewed event, Following following) {
        if (event.decision() == null) return Checked.ok(following);
        CaseState.Proposed proposal = row.state().proposal();
        String author = proposal == null ? null : proposal.author().id();
        List<String> tools = following.actions().stream().map(Action::tool).toList();
        return parts.gateway()
                .door()
                .frozen(row.process(), author, tools)
                .<Checked<Following>>map(Checked::refused)
                .orElseGet(() -> Checked.ok(following));
    }

    private record Reviewing(CaseEvent.Reviewed event, Following following, String note) {}

    /**
     * What follows from a decision.
     *
     * @param pack the version that the case came in under
     * @param process the same, read; null where nothing is decided, which needs no version to be at hand
     */
    private record Following(
            @Nullable String pack, @Nullable PublishedProcess process, List<Action> actions) {}

    private Checked<Following> following(
            CaseReader.CaseRow row, CaseReader.StoredEvent opened, @Nullable String decision) {
        String pack = opened.event().versions().text("pack");
        if (decision == null) return Checked.ok(new Following(pack, null, List.of()));
        Json.Obj opening = opened.payload();
        if (opening == null) {
            return Checked.refused(new Problem(
                    "RMT-076", row.caseId(), "its inputs were erased, so no tool can act on it", "reject it"));
        }
        return Pinning.find(parts.catalog(), pack)
                .then(process -> new Effects(process, parts.gateway())
                        .of(opening, row.caseId(), decision)
                        .map(actions -> new Following(pack, process, actions)));
    }

    private Checked<CaseState> commit(CaseReader.CaseRow row, Actor person, Reviewing reviewing) {
        Following following = reviewing.following();
        var steps = new ArrayList<CaseWrite.Step>();
        steps.add(new CaseWrite.Step(
                reviewing.event(), person, reviewing.note().isEmpty() ? null : Json.object("note", reviewing.note())));
        for (Action action : following.actions()) steps.add(Effects.prepared(action));
        Instant now = parts.clock().instant();
        var write = new CaseWrite(
                new CaseWrite.CasePlace(row.process(), row.caseId(), null),
                row.state(),
                now,
                steps,
                Json.object("pack", following.pack()),
                null);
        try {
            EvidenceLog.Written written = EvidenceLog.await(parts.log().append(write));
            CaseState state = following.process() == null
                    ? Objects.requireNonNull(written.state())
                    : dispatch(following.process(), write, written);
            counted(row.process(), row.caseId());
            return Checked.ok(state);
        } catch (ConflictException moved) {
            return Checked.refused(new Problem(
                    "RMT-051", row.caseId(), "someone changed the case meanwhile", "read it again, then decide"));
        }
    }

    /** A label that ladders may count, in the same second as it was given. */
    private void counted(String process, String caseId) {
        LiveProcess live = processes.get(process);
        if (live != null) ladders.labelled(live.published(), caseId);
    }

    /** Counts what ended between a label and its counting, and minds when reviews are due. */
    public void tendLadders() {
        ladders.tend(served());
    }

    /**
     * A person's look at a case that cleared and was drawn for it.
     *
     * @param note the person's own words, kept where they can be erased; may be empty
     */
    public Checked<CaseState> look(String caseId, Casework.Look look, String note) {
        Optional<CaseReader.CaseRow> found = parts.reader().byId(caseId);
        if (found.isEmpty()) {
            return Checked.refused(new Problem("RMT-060", caseId, "no case has this id", "look it up in the list"));
        }
        CaseReader.CaseRow row = found.get();
        if (!processes.containsKey(row.process())) return unknownProcess(row.process());
        String pack =
                parts.reader().timeline(caseId).getFirst().event().versions().text("pack");
        return Casework.decide(row.state(), look).then(event -> looked(row, look.person(), event, note, pack));
    }

    private Checked<CaseState> looked(
            CaseReader.CaseRow row, Actor person, CaseEvent.SampleJudged event, String note, @Nullable String pack) {
        var step = new CaseWrite.Step(event, person, note.isEmpty() ? null : Json.object("note", note));
        try {
            CaseState state = Objects.requireNonNull(EvidenceLog.await(parts.log()
                            .append(new CaseWrite(
                                    new CaseWrite.CasePlace(row.process(), row.caseId(), null),
                                    row.state(),
                                    parts.clock().instant(),
                                    List.of(step),
                                    Json.object("pack", pack),
                                    null)))
                    .state());
            counted(row.process(), row.caseId());
            return Checked.ok(state);
        } catch (ConflictException moved) {
            return Checked.refused(new Problem(
                    "RMT-051", row.caseId(), "someone changed the case meanwhile", "read it again, then decide"));
        }
    }

    /** The version in force of every served process, in the order in which they were named. */
    public List<PublishedProcess> served() {
        return processes.values().stream().map(LiveProcess::published).toList();
    }

    /** What people say of effects. */
    public EffectDesk effects() {
        return EffectDesk.of(dispatcher);
    }

    /** Waits for effects under way. */
    public void drain() {
        dispatcher.drain();
    }

    @Override
    public void close() {
        dispatcher.close();
    }
}

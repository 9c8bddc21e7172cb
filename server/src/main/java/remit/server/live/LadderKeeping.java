package remit.server.live;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.kernel.Json;
import remit.ladder.Cause;
import remit.ladder.LadderCommand;
import remit.ladder.LadderEvent;
import remit.server.catalog.PublishedProcess;
import remit.server.ladders.ProcessLadders;
import remit.server.ladders.Segment;
import remit.server.runs.Counting;
import remit.server.runs.DriftWatch;
import remit.server.runs.RunParts;
import remit.server.store.CaseReader;
import remit.server.store.EvidenceLog;
import remit.server.store.Streaming;

/**
 * What live work tells the ladders: a person's word on a held or a sampled case counts at once, and so does an outcome that
 * somebody could have seen. What was not counted, because the process ended in between, is counted at the next look. Drift
 * is watched, and reviews that are due are minded.
 */
final class LadderKeeping {
    private static final Logger LOG = LoggerFactory.getLogger(LadderKeeping.class);

    private final RunParts parts;
    private final Map<String, Watching> drifts = new HashMap<>();

    /** What the version in force is watched by. */
    private record Watching(String pack, DriftWatch watch) {}

    LadderKeeping(RunParts parts) {
        this.parts = parts;
    }

    /** A person, or the world, said what is true of a case, which stands as it does after that. */
    void labelled(PublishedProcess process, String caseId) {
        ProcessLadders ladders = parts.ladders().of(process.id());
        if (!ladders.begun()) return;
        enforce(process, ladders);
        count(process, ladders, caseId);
    }

    /** Before anything counts, so that an overdue review bars the promotion that it would lead to. */
    private void enforce(PublishedProcess process, ProcessLadders ladders) {
        Duration every = process.contract().rollout().watch().reviewEvery();
        if (every != null) ladders.enforce(every, parts.clock().instant());
    }

    private void count(PublishedProcess process, ProcessLadders ladders, String caseId) {
        List<CaseReader.StoredEvent> timeline = parts.reader().timeline(caseId);
        CaseState state = parts.reader().byId(caseId).orElseThrow().state();
        Json.Obj opening = timeline.getFirst().payload();
        Optional<CaseReader.StoredEvent> decided = last(timeline, "Decided");
        if (opening == null || decided.isEmpty()) return;
        if (!Counting.counts(state, decided.get().event().body())) return;
        Optional<LadderCommand.Observe> seen = seen(new Counting(process, ladders.secrets()), timeline, state);
        String segment = opening.object("tags").text("segment", "");
        if (seen.isEmpty() || !ladders.concerns(segment, decided.get().event().versions())) return;
        Instant at = timeline.getLast().event().at();
        var wish = new ProcessLadders.Wish(seen.get(), EvidenceLog.engine(), at, caseId);
        List<LadderEvent> events = ladders.decide(segment, List.of(wish)).orThrow();
        // What counted as something milder before is grave all the same.
        if (events.isEmpty() && seen.get().severe()) {
            var grave = new LadderCommand.Trigger(Cause.SEVERE_ERROR);
            events = ladders.decide(segment, List.of(new ProcessLadders.Wish(grave, EvidenceLog.engine(), at, null)))
                    .orThrow();
        }
        for (LadderEvent event : events) {
            if (event instanceof LadderEvent.Demoted demoted)
                LOG.warn(
                        "{}: back to {} ({})",
                        process.id(),
                        demoted.to().word(),
                        demoted.cause().word());
        }
    }

    /** What a person said goes before what the world says later. */
    private static Optional<LadderCommand.Observe> seen(
            Counting counting, List<CaseReader.StoredEvent> timeline, CaseState state) {
        Json.Obj opening = Objects.requireNonNull(timeline.getFirst().payload());
        BigDecimal money = money(opening);
        Optional<CaseReader.StoredEvent> judged = last(timeline, "SampleJudged");
        if (judged.isPresent()) {
            var event = (CaseEvent.SampleJudged)
                    CaseEvent.read("SampleJudged", judged.get().event().body());
            return Optional.of(counting.of(event.right(), event.severe(), money));
        }
        if (state.phase() == Phase.APPROVED || state.phase() == Phase.REJECTED) {
            Json.Obj reviewed =
                    last(timeline, "Reviewed").map(each -> each.event().body()).orElse(Json.EMPTY);
            String proposed = state.proposal() == null ? null : state.proposal().decision();
            boolean same = proposed != null && proposed.equals(reviewed.text("decision"));
            boolean right = reviewed.text("outcome", "").equals("approve") || same;
            return Optional.of(counting.of(right, false, money));
        }
        Json.Obj outcomes = last(timeline, "OutcomeObserved")
                .map(CaseReader.StoredEvent::payload)
                .map(payload -> payload.object("outcomes"))
                .orElse(null);
        if (outcomes == null) return Optional.empty();
        String caseId =
                Objects.requireNonNull(timeline.getFirst().event().place().caseId());
        return counting.of(new Counting.Known(caseId, state.at(), opening, outcomes), state);
    }

    private static @Nullable BigDecimal money(Json.Obj opening) {
        String text = opening.object("tags").text("money");
        return text == null ? null : new BigDecimal(text);
    }

    private static Optional<CaseReader.StoredEvent> last(List<CaseReader.StoredEvent> timeline, String type) {
        return timeline.stream()
                .filter(each -> each.event().type().equals(type))
                .reduce((_, later) -> later);
    }

    /** Counts what was said and not counted, and takes back what no review holds up any more. */
    void tend(List<PublishedProcess> served) {
        for (PublishedProcess process : served) {
            ProcessLadders ladders = parts.ladders().of(process.id());
            if (!ladders.begun()) continue;
            enforce(process, ladders);
            watch(process, ladders);
            Set<String> counted = new HashSet<>(ladders.counted());
            for (String caseId : labelled(process)) if (!counted.contains(caseId)) count(process, ladders, caseId);
        }
    }

    /** Drift asks for more looks at what clears, in every segment. */
    private synchronized void watch(PublishedProcess process, ProcessLadders ladders) {
        Watching known = drifts.get(process.id());
        if (known == null || !known.pack().equals(process.sha256())) {
            known = new Watching(process.sha256(), DriftWatch.live(parts, process));
            drifts.put(process.id(), known);
        }
        Instant now = parts.clock().instant();
        known.watch().at(now, () -> {
            for (Segment segment : ladders.states().keySet())
                ladders.decide(segment, new LadderCommand.RaiseSampling(), EvidenceLog.engine(), now)
                        .orThrow();
        });
    }

    private List<String> labelled(PublishedProcess process) {
        var found = new java.util.ArrayList<String>();
        Streaming.query(
                parts.dataSource(),
                "select c.case_id from case_view c where c.process = ? and (c.sample in ('right', 'wrong')"
                        + " or c.phase in ('approved', 'rejected') or (c.observed is not null and c.at <= ?"
                        + " and (c.phase = 'held' or c.sample is not null))) order by c.updated_at",
                List.of(
                        process.id(),
                        parts.clock()
                                .instant()
                                .minus(process.intake().outcomeAfter())
                                .atOffset(ZoneOffset.UTC)),
                row -> found.add(row.getString(1)));
        return found;
    }
}

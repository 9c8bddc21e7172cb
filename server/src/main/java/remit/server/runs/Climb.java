package remit.server.runs;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import remit.casework.CaseState;
import remit.kernel.Json;
import remit.ladder.LadderCommand;
import remit.process.Rollout;
import remit.server.catalog.PublishedProcess;
import remit.server.ladders.ProcessLadders;
import remit.server.ladders.Segment;
import remit.server.ladders.Standing;
import remit.server.store.EvidenceLog;
import remit.server.store.Streaming;

/**
 * Leads the ladders of a process through a file: each business day what became known by then is counted, before the cases of
 * that day are decided. Interrupted, it goes on where it was: a case counts once.
 */
final class Climb {
    private final RunParts parts;
    private final PublishedProcess process;
    private final ProcessLadders ladders;
    private final Counting counting;
    private final Set<String> counted;
    private final DriftWatch drift;
    private final Challenge challenge;
    private Instant since = Instant.EPOCH;

    Climb(RunParts parts, PublishedProcess process, String runId) {
        this.parts = parts;
        this.process = process;
        this.ladders = parts.ladders().of(process.id());
        this.counting = new Counting(process, ladders.secrets());
        this.counted = new HashSet<>(ladders.counted());
        this.drift = new DriftWatch(parts, process, runId);
        this.challenge = new Challenge(parts, process, runId);
    }

    /** Before the first case: from here on the ladders have a say, and what is signed beforehand is on record. */
    void begin(Climbing climbing, Instant at) {
        Standing granted = climbing.upTo() == null
                ? null
                : new Standing(parts.acting().actor(), climbing.upTo(), climbing.limit(), climbing.segments());
        ladders.begin(granted, parts.acting().actor(), at);
    }

    /**
     * What became known counts, and what follows from it happens.
     *
     * @param until truths of cases up to this business time are revealed
     * @param now business time
     */
    void count(Staging staging, Instant until, Instant now) {
        var known = new ArrayList<Staging.Judged>();
        staging.revealed(since, until, known::add);
        since = until;
        Map<String, Json.Obj> decisions = decisions(known);
        Map<String, List<ProcessLadders.Wish>> wishes = new LinkedHashMap<>();
        for (Staging.Judged each : known) {
            String caseId = each.row().caseId();
            Json.Obj decided = decisions.get(caseId);
            if (decided == null || counted.contains(caseId)) continue;
            CaseState state = CaseState.fromJson(Json.parseObject(each.state()));
            if (!Counting.counts(state, decided)) continue;
            Optional<LadderCommand.Observe> seen = counting.of(Counting.Known.of(each.row()), state);
            counted.add(caseId);
            if (seen.isEmpty()) continue;
            Instant at = each.row().at().plus(process.intake().outcomeAfter());
            String segment = each.row().opening().object("tags").text("segment", "");
            wishes.computeIfAbsent(segment, _ -> new ArrayList<>())
                    .add(new ProcessLadders.Wish(seen.get(), EvidenceLog.engine(), at, caseId));
        }
        wishes.forEach((segment, each) -> ladders.decide(segment, each).orThrow());
        challenge.count(known);
        watch(now);
    }

    private Map<String, Json.Obj> decisions(List<Staging.Judged> known) {
        String[] ids = known.stream().map(each -> each.row().caseId()).toArray(String[]::new);
        var decisions = new LinkedHashMap<String, Json.Obj>();
        if (ids.length == 0) return decisions;
        Streaming.query(
                parts.dataSource(),
                "select case_id, leaf from event where type = 'Decided' and case_id = any(?::text[]) order by seq",
                List.of((Object) ids),
                row -> decisions.put(
                        row.getString(1), Json.parseObject(row.getString(2)).object("body")));
        return decisions;
    }

    /** What takes autonomy back without an error, and what only asks for more looks. */
    private void watch(Instant now) {
        Rollout.Watch watch = process.contract().rollout().watch();
        Duration every = watch.reviewEvery();
        Optional<Json.Obj> shifted = drift.at(now);
        if (every != null) ladders.enforce(every, now);
        if (shifted.isEmpty()) return;
        for (Segment segment : ladders.states().keySet()) {
            ladders.decide(segment.name(), new LadderCommand.RaiseSampling(), EvidenceLog.engine(), now)
                    .orThrow();
        }
    }

    /** The model that was fitted anew challenges the one that serves, until it has proven to be better. */
    Challenge challenge() {
        return challenge;
    }

    /** What happened, in the order of business time. */
    ClimbReport report() {
        var moves = new ArrayList<>(ladders.moves());
        moves.sort(Comparator.comparing(move -> move.at()));
        return new ClimbReport(
                moves,
                drift.alarms(),
                challenge.promoted(),
                ladders.states(),
                process.contract().zone());
    }
}

package remit.server.runs;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import remit.casework.CaseState;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.ladder.LadderCommand;
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
    private final List<String> strangers = new ArrayList<>();
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
        strangers.addAll(climbing.segments());
    }

    /**
     * A case of which the truth is known.
     *
     * @param outcomes outcome columns
     * @param decided its verdict
     */
    record Revealed(String caseId, Instant at, Json.Obj opening, Json.Obj outcomes, CaseState state, Event decided) {}

    /**
     * What became known counts, and what follows from it happens: of every file and of live work, whoever recorded it.
     *
     * @param until truths of cases up to this business time are revealed
     * @param now business time
     */
    void count(Instant until, Instant now) {
        // First, so that nothing is proposed on the day on which the review became overdue.
        Duration every = process.contract().rollout().watch().reviewEvery();
        if (every != null) ladders.enforce(every, now);
        List<Revealed> known = revealed(until);
        since = until;
        Map<String, List<ProcessLadders.Wish>> wishes = new LinkedHashMap<>();
        for (Revealed each : known) {
            String segment = each.opening().object("tags").text("segment", "");
            boolean counts = Counting.counts(each.state(), each.decided().body())
                    && ladders.concerns(segment, each.decided().versions());
            if (!counts || !counted.add(each.caseId())) continue;
            var about = new Counting.Known(each.caseId(), each.at(), each.opening(), each.outcomes());
            counting.of(about, each.state())
                    .ifPresent(seen -> wishes.computeIfAbsent(segment, _ -> new ArrayList<>())
                            .add(new ProcessLadders.Wish(
                                    seen,
                                    EvidenceLog.engine(),
                                    each.at().plus(process.intake().outcomeAfter()),
                                    each.caseId())));
        }
        wishes.forEach((segment, each) -> ladders.decide(segment, each).orThrow());
        challenge.count(known);
        watch(now);
    }

    private List<Revealed> revealed(Instant until) {
        var known = new ArrayList<Revealed>();
        Streaming.query(
                parts.dataSource(),
                "select c.case_id, c.at, p.content, c.observed::text, c.state, d.leaf from case_view c"
                        + " join event o on o.case_id = c.case_id and o.seq = 1 join payload p on p.event_id = o.id"
                        + " join event d on d.case_id = c.case_id and d.type = 'Decided'"
                        + " where c.process = ? and c.at > ? and c.at <= ? and c.observed is not null"
                        + " and (c.phase in ('held', 'approved', 'rejected')"
                        + " or (c.phase = 'cleared' and c.sample is not null)) order by c.at, c.case_id",
                List.of(process.id(), since.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC)),
                row -> known.add(new Revealed(
                        row.getString(1),
                        row.getTimestamp(2).toInstant(),
                        Json.parseObject(row.getString(3)),
                        Json.parseObject(row.getString(4)),
                        CaseState.fromJson(Json.parseObject(row.getString(5))),
                        Event.read(row.getString(6)))));
        return known;
    }

    /** What only asks for more looks. */
    private void watch(Instant now) {
        // Raised first, then told: whoever is interrupted in between finds the shift again.
        drift.at(now, () -> raise(now));
    }

    private void raise(Instant now) {
        for (Segment segment : ladders.states().keySet()) {
            ladders.decide(segment, new LadderCommand.RaiseSampling(), EvidenceLog.engine(), now)
                    .orThrow();
        }
    }

    /** The model that was fitted anew challenges the one that serves, until it has proven to be better. */
    Challenge challenge() {
        return challenge;
    }

    private List<String> strangers() {
        List<String> known = ladders.names();
        return strangers.stream().filter(each -> !known.contains(each)).toList();
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
                strangers(),
                process.contract().zone());
    }
}

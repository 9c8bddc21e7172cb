package remit.ladder;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.assurance.Versions;
import remit.assurance.sequential.Reviews;
import remit.assurance.sequential.ShiryaevRoberts;
import remit.kernel.Actor;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.kernel.Verdict;
import remit.process.Tier;

/**
 * A ladder as its events made it.
 *
 * @param seq how many events it has
 * @param versions what its evidence is about
 * @param removed how many checkpoints are gone, from the first on
 * @param attempts for each checkpoint the number of the attempt that would remove it, 1 for the first
 * @param watch what was observed since the last move
 * @param proposal the promotion that waits for a signature; null for none
 * @param granted promotions signed beforehand
 * @param certificates ids of those that hold
 * @param raised whether more than usual is looked at
 * @param killed whether the kill switch is pulled
 * @param overdue since when the review of the process counts as overdue, or when that last took a checkpoint back; null
 *     where it does not
 */
public record LadderState(
        long seq,
        Terms terms,
        Versions versions,
        int removed,
        List<Integer> attempts,
        Watch watch,
        @Nullable Evidence proposal,
        List<Authorisation> granted,
        List<String> certificates,
        boolean raised,
        boolean killed,
        @Nullable Instant overdue) {
    /** Letters of a digest that a person may have to type; enough to tell proposals of one segment apart. */
    private static final int SEEN = 12;

    public LadderState {
        attempts = List.copyOf(attempts);
        granted = List.copyOf(granted);
        certificates = List.copyOf(certificates);
        if (removed < 0 || removed > terms.checkpoints().size())
            throw new IllegalArgumentException("removed: " + removed);
    }

    /**
     * What was observed.
     *
     * @param seen reviews since the last move
     * @param detector watches for more errors than are tolerated
     * @param since when the last move was
     * @param firstSeq seq of the first of these reviews; 0 before it
     */
    public record Watch(Reviews seen, ShiryaevRoberts detector, Instant since, long firstSeq) {
        static Watch from(Terms terms, Instant at) {
            return new Watch(
                    Reviews.NONE, ShiryaevRoberts.watching(terms.limits().tolerated()), at, 0);
        }
    }

    /**
     * Promotions signed beforehand.
     *
     * @param person who signed
     * @param seq its place among the events: it covers evidence that begins after it
     */
    public record Authorisation(Actor person, Stage upTo, double limit, long seq) {
        boolean covers(Evidence evidence, Watch watch) {
            return watch.firstSeq > seq && evidence.then().compareTo(upTo) <= 0 && evidence.upper() <= limit;
        }
    }

    public Stage stage() {
        return terms.stage(removed);
    }

    /** The checkpoint that would go next; null when all are gone. */
    public @Nullable Checkpoint next() {
        return removed < terms.checkpoints().size() ? terms.checkpoints().get(removed) : null;
    }

    /**
     * What a signature or a refusal has to name: a digest of the proposal with all that it is about, so that it is given for
     * what was read and not for what came in its place. Empty where nothing is proposed.
     */
    public String proposalSeen() {
        if (proposal == null) return "";
        Json.Obj about = Json.object(
                "process", terms.process(),
                "segment", terms.segment(),
                "evidence", proposal.toJson(),
                "versions", versions.toJson(),
                "since", watch.since.getEpochSecond());
        return Digest.sha256Hex(about.canonical()).substring(0, SEEN);
    }

    /** The probability with which a case that clears is looked at. */
    public double samplingRate() {
        return terms.sampling().rate(stage(), raised);
    }

    /**
     * The ladder's say in a case: it may clear only at a stage that clears, with the kill switch off, and never in tier 4,
     * be it the tier of the process or of the case.
     */
    public Verdict verdict(Tier tier) {
        boolean may = stage().clears()
                && !killed
                && tier.mayAutoClear()
                && terms.tier().mayAutoClear();
        return may ? Verdict.AUTO_CLEAR : Verdict.CHECKPOINT;
    }

    /** One event later, with the same of everything. */
    LadderState next(Watch watch, @Nullable Evidence proposal) {
        return new LadderState(
                seq + 1,
                terms,
                versions,
                removed,
                attempts,
                watch,
                proposal,
                granted,
                certificates,
                raised,
                killed,
                overdue);
    }

    LadderState granting(List<Authorisation> all) {
        return new LadderState(
                seq + 1,
                terms,
                versions,
                removed,
                attempts,
                watch,
                proposal,
                all,
                certificates,
                raised,
                killed,
                overdue);
    }

    LadderState certified(List<String> all) {
        return new LadderState(
                seq + 1, terms, versions, removed, attempts, watch, proposal, granted, all, raised, killed, overdue);
    }

    LadderState flagged(boolean nowRaised, boolean nowKilled) {
        return new LadderState(
                seq + 1,
                terms,
                versions,
                removed,
                attempts,
                watch,
                proposal,
                granted,
                certificates,
                nowRaised,
                nowKilled,
                overdue);
    }

    /** Another number of checkpoints is gone: the evidence begins anew, and no proposal stands. */
    LadderState moved(int nowRemoved, boolean nowRaised, Instant at) {
        return new LadderState(
                seq + 1,
                terms,
                versions,
                nowRemoved,
                nowRemoved > removed ? attempts : anew(nowRemoved),
                Watch.from(terms, at),
                null,
                granted,
                certificates,
                nowRaised,
                killed,
                overdue);
    }

    LadderState pinned(Versions now, Instant at) {
        return new LadderState(
                seq + 1,
                terms,
                now,
                removed,
                anew(removed),
                Watch.from(terms, at),
                null,
                granted,
                List.of(),
                raised,
                killed,
                overdue);
    }

    /** Under other terms, where they have the same stage, or the next lower one; nothing that was counted counts there. */
    LadderState governed(Terms now, Instant at) {
        int kept = 0;
        while (kept < now.checkpoints().size()
                && now.stage(kept).compareTo(stage()) < 0
                && now.stage(kept + 1).compareTo(stage()) <= 0) kept++;
        return new LadderState(
                seq + 1,
                now,
                versions,
                kept,
                attemptsUnder(now),
                Watch.from(now, at),
                null,
                List.of(),
                List.of(),
                raised,
                killed,
                overdue);
    }

    /** A checkpoint that stays keeps what its earlier attempts have spent. */
    private List<Integer> attemptsUnder(Terms now) {
        List<Integer> spent = anew(removed);
        var kept = new ArrayList<Integer>();
        for (Checkpoint each : now.checkpoints()) {
            int attempt = 1;
            for (int i = 0; i < spent.size(); i++) {
                if (terms.checkpoints().get(i).name().equals(each.name())) attempt = spent.get(i);
            }
            kept.add(attempt);
        }
        return kept;
    }

    /** Every test that had begun and is begun again spends the next attempt's part of alpha. */
    List<Integer> anew(int from) {
        var next = new ArrayList<>(attempts);
        boolean begun = watch.seen.count() > 0;
        int last = Math.min(begun ? removed : removed - 1, next.size() - 1);
        for (int i = from; i <= last; i++) next.set(i, next.get(i) + 1);
        return next;
    }

    /** The review of the process is overdue from then on, or held; what was proposed meanwhile waits for new evidence. */
    LadderState reviewing(@Nullable Instant nowOverdue) {
        return new LadderState(
                seq + 1,
                terms,
                versions,
                removed,
                attempts,
                watch,
                null,
                granted,
                certificates,
                raised,
                killed,
                nowOverdue);
    }

    /** The evidence for a promotion begins anew; the detector goes on. */
    LadderState declined(Instant at) {
        return new LadderState(
                seq + 1,
                terms,
                versions,
                removed,
                anew(removed),
                new Watch(Reviews.NONE, watch.detector, at, 0),
                null,
                granted,
                certificates,
                raised,
                killed,
                overdue);
    }
}

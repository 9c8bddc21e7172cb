package remit.server.runs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.casework.CaseState;
import remit.kernel.Json;
import remit.server.catalog.PublishedProcess;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;

/** Records what became known of the rows of a run: by and by as business time passes, and everything at its end. */
final class Outcomes {
    private final RunParts parts;
    private final PublishedProcess process;
    private final Staging staging;
    private final String runId;
    private @Nullable Instant revealed;

    Outcomes(RunParts parts, PublishedProcess process, Staging staging, String runId) {
        this.parts = parts;
        this.process = process;
        this.staging = staging;
        this.runId = runId;
    }

    /** Outcomes that anybody could have known by then: not of what cleared unseen, unless the source reports it. */
    void until(Instant until) {
        observe(new Staging.Reveal(revealed, until, process.intake().sourceReportsOutcomes()));
        revealed = until;
    }

    /** After the last decision: every truth that the file holds becomes an outcome, never an approval. */
    void everything() {
        observe(Staging.Reveal.ALL);
    }

    private void observe(Staging.Reveal reveal) {
        var queued = new ArrayList<Observation>();
        staging.outcomes(reveal, judged -> {
            queued.add(new Observation(judged, parts.log().append(outcome(judged))));
            if (queued.size() >= 4096) settle(queued);
        });
        settle(queued);
    }

    private record Observation(Staging.Judged judged, CompletableFuture<EvidenceLog.Written> done) {}

    private void settle(List<Observation> queued) {
        for (Observation observation : queued) {
            try {
                EvidenceLog.await(observation.done());
            } catch (ConflictException meanwhile) {
                observeAgain(observation.judged().row());
            }
        }
        queued.clear();
    }

    /** A person decided the case meanwhile, or the commit was answered by a connection that broke. */
    private void observeAgain(StagedRow row) {
        while (true) {
            CaseState state = parts.reader().byId(row.caseId()).orElseThrow().state();
            if (Objects.equals(state.digests().outcome(), row.outcomeDigest())) return;
            var judged = new Staging.Judged(row, state.toJson().canonical());
            try {
                EvidenceLog.await(parts.log().append(outcome(judged)));
                return;
            } catch (ConflictException again) {
                continue;
            }
        }
    }

    private CaseWrite outcome(Staging.Judged judged) {
        StagedRow row = judged.row();
        return new CaseWrite(
                new CaseWrite.CasePlace(process.id(), row.caseId(), null),
                CaseState.fromJson(Json.parseObject(judged.state())),
                row.at().plus(process.intake().outcomeAfter()),
                List.of(new CaseWrite.Step(
                        new CaseEvent.OutcomeObserved("file", Objects.requireNonNull(row.outcomeDigest())),
                        EvidenceLog.engine(),
                        Json.object("outcomes", row.outcomes()))),
                process.packVersion(),
                runId);
    }
}

package remit.server.runs;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.assurance.sequential.Promotion;
import remit.assurance.sequential.WeightedPairs;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author;
import remit.process.StoredFacts;
import remit.server.catalog.PublishedProcess;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.Streaming;

/**
 * A refitted model that proposes in shadow beside the one that serves. It takes over once it is proven to be right more
 * often where the two differ: a bet on each pair of which one was right, against "as often the one as the other", may be
 * looked at after every case. A held case is always seen and a cleared one seldom, so that each counts by the chance with
 * which it was to be seen.
 */
final class Challenge {
    /** The chance of ever promoting a model that is no better, over all that challenge in a run: each spends its part. */
    private static final double ALPHA = 0.05;

    private final RunParts parts;
    private final PublishedProcess process;
    private final String runId;
    private final List<Json.Obj> promoted = new ArrayList<>();
    private Training.@Nullable Trained challenger;
    private WeightedPairs pairs = WeightedPairs.none();
    private int attempts;

    Challenge(RunParts parts, PublishedProcess process, String runId) {
        this.parts = parts;
        this.process = process;
        this.runId = runId;
        Streaming.query(
                parts.dataSource(),
                "select leaf from event where process = ? and type = 'AuthorPromoted' and case_id is null and run_id = ?"
                        + " order by at",
                List.of(process.id(), runId),
                row -> {
                    Event event = Event.read(row.getString(1));
                    promoted.add(event.body().with("at", Json.of(event.at().toString())));
                });
    }

    /** Another one challenges from now on; what the last one won or lost is its own. */
    void begin(Training.Trained other) {
        challenger = other;
        pairs = WeightedPairs.none();
        attempts++;
    }

    @Nullable
    Author author() {
        return challenger == null ? null : challenger.author();
    }

    /** What became known of cases that both proposed for. */
    void count(List<Climb.Revealed> known) {
        Author author = author();
        if (author == null) return;
        Map<String, String> said = said(known, author);
        // Of all that became known at this time, whatever the two said of it.
        double least = known.stream().mapToDouble(Challenge::seen).min().orElse(1);
        for (Climb.Revealed each : known) {
            String other = said.get(each.caseId());
            CaseState.Proposed mine = each.state().proposal();
            String truth = truth(each.outcomes());
            if (other == null || mine == null || truth == null) continue;
            boolean right = truth.equals(mine.decision());
            boolean better = truth.equals(other);
            if (right != better) pairs = pairs.with(better, least / seen(each));
        }
    }

    /** With which chance its truth was to be seen: a cleared case that was not drawn is not here. */
    private static double seen(Climb.Revealed each) {
        double probability = each.decided().body().object("propensity").number("probability", 1);
        return each.state().phase() == Phase.CLEARED && probability > 0 ? Math.min(1, probability) : 1;
    }

    private Map<String, String> said(List<Climb.Revealed> known, Author author) {
        var said = new LinkedHashMap<String, String>();
        String[] ids = known.stream().map(Climb.Revealed::caseId).toArray(String[]::new);
        if (ids.length == 0) return said;
        Streaming.query(
                parts.dataSource(),
                "select case_id, leaf from event where type = 'Challenged' and case_id = any(?::text[])",
                List.of((Object) ids),
                row -> {
                    Event event = Event.read(row.getString(2));
                    boolean its = event.actor().id().equals(author.version().id());
                    if (its) said.put(row.getString(1), event.body().text("decision", ""));
                });
        return said;
    }

    private @Nullable String truth(Json.Obj outcomes) {
        Value value = StoredFacts.read(process.intake(), outcomes)
                .getOrDefault(process.contract().author().target(), Value.ABSENT);
        return value instanceof Value.Absent || value instanceof Value.IllTyped ? null : value.show();
    }

    /** The challenger, where it serves from now on; written down before its first proposal counts. */
    Optional<Training.Trained> winner(Author champion, Instant now) {
        Training.Trained other = challenger;
        if (other == null) return Optional.empty();
        String sha256 = other.author().version().sha256();
        boolean before = promoted.stream()
                .anyMatch(each -> each.text("sha256", "").equals(sha256)
                        && !Instant.parse(each.text("at", "")).isAfter(now));
        double logE = pairs.logE();
        if (!before && !Promotion.proven(logE, ALPHA, attempts)) return Optional.empty();
        if (!before) promote(champion, other.author(), logE, now);
        challenger = null;
        pairs = WeightedPairs.none();
        return Optional.of(other);
    }

    private void promote(Author champion, Author other, double logE, Instant now) {
        Json.Obj body = Json.object(
                "champion", champion.version().id(),
                "challenger", other.version().id(),
                "sha256", other.version().sha256(),
                "won", pairs.won(),
                "lost", pairs.lost(),
                "log_e", logE);
        promoted.add(body.with("at", Json.of(now.toString())));
        EvidenceLog.await(parts.log()
                .append(new ProcessWrite(
                        process.id(),
                        "AuthorPromoted",
                        now,
                        EvidenceLog.engine(),
                        process.packVersion(),
                        body,
                        runId)));
    }

    /** Every takeover, in order. */
    List<Json.Obj> promoted() {
        return List.copyOf(promoted);
    }
}

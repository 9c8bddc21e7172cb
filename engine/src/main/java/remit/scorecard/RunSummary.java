package remit.scorecard;

import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * What a finished run reports, with the keys that {@code --json} prints.
 *
 * @param version of the pack
 * @param curve the author's cleared share against error, as its fold writes it, or {@link Json#NULL}
 */
public record RunSummary(
        String process,
        String version,
        Rows rows,
        Score score,
        AuthorFigures author,
        Evidence evidence,
        Json curve,
        Pace pace) {

    /**
     * Row fates: history + cases + alreadyDecided + rejected = rows.
     *
     * @param sourceRows where several rows make a case, how many the file held; else null
     */
    public record Rows(
            long rows,
            long history,
            long cases,
            long alreadyDecided,
            long rejected,
            @Nullable Long sourceRows) {
        /** Of a file in which every row is a case. */
        public Rows(long rows, long history, long cases, long alreadyDecided, long rejected) {
            this(rows, history, cases, alreadyDecided, rejected, null);
        }

        public Rows {
            if (history + cases + alreadyDecided + rejected != rows) {
                throw new IllegalArgumentException("rows: %d is not %d history + %d cases + %d decided + %d rejected"
                        .formatted(rows, history, cases, alreadyDecided, rejected));
            }
        }
    }

    /** @param accuracy over live cases with a known outcome, null when there are none; {@code ece} likewise */
    public record AuthorFigures(
            String kind,
            String version,
            String sha256,
            @Nullable Double accuracy,
            @Nullable Double ece) {
        Json.Obj toJson() {
            return Json.object("kind", kind, "version", version, "sha256", sha256, "accuracy", accuracy, "ece", ece);
        }
    }

    /** @param verified events re-read after the run whose recomputed leaf hash agrees */
    public record Evidence(long events, long verified) {}

    /** Wall-clock speed; the one part of a summary that two equal runs may disagree on. */
    public record Pace(double seconds, @Nullable Double casesPerSecond) {}

    public RunSummary {
        if (score.all().cases() != rows.cases()) {
            throw new IllegalArgumentException(
                    "cases: %d scored, %d decided".formatted(score.all().cases(), rows.cases()));
        }
    }

    public Json.Obj toJson() {
        Tally all = score.all();
        Json.Obj json = Json.object(
                "process", process,
                "version", version,
                "rows", rows.rows(),
                "history", rows.history(),
                "cases", rows.cases(),
                "already_decided", rows.alreadyDecided(),
                "rejected", rows.rejected(),
                "auto_cleared", all.cleared(),
                "held", all.held(),
                "stopped", all.stopped(),
                "returned", all.returned(),
                "auto_clear_share", all.clearShare().toJson(),
                "auto_clear_known", all.known(),
                "auto_clear_errors", all.errors(),
                "auto_clear_error_share", all.errorShare().toJson(),
                "auto_clear_unknown", all.unknown(),
                "auto_clear_adverse", all.adverse(),
                "author", author.toJson(),
                "evidence", Json.object("events", evidence.events(), "verified", evidence.verified()),
                "without_largest_group",
                        score.withoutLargest() == null
                                ? null
                                : score.withoutLargest().toJson(),
                "money_miscoded",
                        score.miscoded() == null ? null : score.miscoded().toJson(),
                "months", score.monthsJson(),
                "baseline", score.baseline() == null ? null : score.baseline().toJson(),
                "curve", curve,
                "seconds", pace.seconds(),
                "cases_per_second", pace.casesPerSecond());
        if (rows.sourceRows() != null) json = json.with("source_rows", Json.of(rows.sourceRows()));
        return score.value() == null ? json : json.with("value", score.value().toJson());
    }
}

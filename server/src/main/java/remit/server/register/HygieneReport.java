package remit.server.register;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;

/**
 * How the rows of the table in force have fared: a row that causes half of all exceptions first, then the stalest.
 *
 * @param version hash of the pack whose table this is
 * @param owner who answers for the rules
 * @param rows those never hit first, then those hit longest ago
 * @param rest decisions that belong to no row of this table
 */
public record HygieneReport(
        String process, String version, String owner, List<RowFigures> rows, Rest rest, Instant asOf) {
    public HygieneReport {
        long exceptions =
                rows.stream().mapToLong(row -> row.figures.exceptions()).sum();
        // A row behind half of what people have to look at comes first (there a change helps most), then the stalest.
        rows = rows.stream()
                .sorted(Comparator.comparing(
                                (RowFigures row) -> exceptions == 0 || 2 * row.figures.exceptions() < exceptions)
                        .thenComparing(
                                (RowFigures row) -> row.figures.lastHit,
                                Comparator.nullsFirst(Comparator.naturalOrder()))
                        .thenComparing(RowFigures::row))
                .toList();
    }

    /**
     * One row.
     *
     * @param ruling what it says; {@code condition} of which cases, in words
     * @param since when a version of the process with this row was published first
     */
    public record RowFigures(int row, String ruling, String condition, Figures figures, Instant since) {}

    /**
     * What evidence says of a row.
     *
     * @param hits cases that it ruled on, {@code lastHit} business time of the last one, null without any
     * @param exceptions those that it sent to a person or stopped, no other check being stricter
     * @param overrides those on which a person decided otherwise than proposed
     * @param outdated overrides with the reason that the rule is outdated
     */
    public record Figures(long hits, @Nullable Instant lastHit, long exceptions, long overrides, long outdated) {
        static final Figures NONE = new Figures(0, null, 0, 0, 0);

        Figures plus(Figures other) {
            return new Figures(
                    hits + other.hits,
                    later(lastHit, other.lastHit),
                    exceptions + other.exceptions,
                    overrides + other.overrides,
                    outdated + other.outdated);
        }

        private static @Nullable Instant later(@Nullable Instant one, @Nullable Instant two) {
            if (one == null || two == null) return one == null ? two : one;
            return one.isAfter(two) ? one : two;
        }

        Json.Obj toJson() {
            return Json.object(
                    "hits", hits,
                    "last_hit", lastHit == null ? null : lastHit.toString(),
                    "exceptions", exceptions,
                    "overrides", overrides,
                    "rule_outdated", outdated);
        }
    }

    /**
     * @param silent cases about which no row spoke, {@code gone} those of rows that are no longer in the table,
     *     {@code erased} those whose row is erased
     */
    public record Rest(Figures silent, Figures gone, Figures erased) {}

    /** Every exception of the process that a row, or the silence of all, has caused. */
    public long exceptions() {
        return rows.stream().mapToLong(row -> row.figures.exceptions).sum()
                + rest.silent.exceptions
                + rest.gone.exceptions
                + rest.erased.exceptions;
    }

    /** Which row to look at: the one that people call outdated most often, else the one that causes most exceptions. */
    public Optional<RowFigures> worst() {
        return rows.stream()
                .filter(row -> row.figures.exceptions > 0)
                .max(Comparator.comparingLong((RowFigures row) -> row.figures.outdated)
                        .thenComparingLong(row -> row.figures.exceptions)
                        .thenComparing(Comparator.comparing(RowFigures::row).reversed()));
    }

    /** What it comes to. */
    public String sentence() {
        long never = rows.stream().filter(row -> row.figures.hits == 0).count();
        String unused = never == 0
                ? "Every row was hit"
                : count(never) + " of " + count(rows.size()) + (rows.size() == 1 ? " row" : " rows")
                        + (never == 1 ? " was" : " were") + " never hit";
        return unused
                + worst().map(row -> "; row " + row.row + " caused " + count(row.figures.exceptions) + " of "
                                + count(exceptions()) + " exceptions"
                                + (row.figures.outdated == 0
                                        ? ""
                                        : ", and people called it outdated " + count(row.figures.outdated)
                                                + (row.figures.outdated == 1 ? " time" : " times")))
                        .orElse("; no row has sent a case to a person")
                + ".";
    }

    private static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    public Json.Obj toJson() {
        return Json.object(
                "process", process,
                "version", version,
                "owner", owner,
                "sentence", sentence(),
                "exceptions", exceptions(),
                "rows", Json.array(rows.stream().map(this::toJson).toList()),
                "no_row", rest.silent.toJson(),
                "rows_gone", rest.gone.toJson(),
                "erased", rest.erased.toJson(),
                "as_of", asOf.toString());
    }

    private Json.Obj toJson(RowFigures row) {
        return row.figures
                .toJson()
                .with("row", Json.of(row.row))
                .with("verdict", Json.of(row.ruling))
                .with("condition", Json.of(row.condition))
                .with("since", Json.of(row.since.toString()))
                .with(
                        "days",
                        Json.of(Math.max(0, Duration.between(row.since, asOf).toDays())))
                .with("owner", Json.of(owner));
    }
}

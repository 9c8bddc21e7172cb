package remit.server.runs;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.assurance.drift.Stability;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.process.Intake;
import remit.process.StoredFacts;
import remit.server.catalog.PublishedProcess;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.Streaming;

/**
 * Whether what comes in still looks like the history that the author learned from: every week the last four weeks of each
 * input, and of the truth, against history. An alarm needs both: a shift beyond chance, over all columns together, and one
 * as large as the contract names.
 */
public final class DriftWatch {
    private static final Duration EVERY = Duration.ofDays(7);
    private static final Duration WINDOW = Duration.ofDays(28);
    private static final long FEWEST = 200;
    private static final int BINS = 10;
    private static final double ALPHA = 0.01;
    /** Enough for deciles, whatever the history. */
    private static final int MOST_SAMPLED = 20_000;
    /** Values that are nearly all different say nothing by their shares. */
    private static final int MOST_VALUES = 2_000;

    private static final String CASES = "select o.content, c.observed::text from case_view c"
            + " join event e on e.case_id = c.case_id and e.seq = 1 join payload o on o.event_id = e.id where c.process = ?";
    private static final String HISTORY = CASES + " and c.phase = 'history'";
    private static final String LIVE = CASES + " and c.phase <> 'history' and c.at >= ? and c.at < ?";

    private final RunParts parts;
    private final PublishedProcess process;
    private final @Nullable String runId;
    private final List<Json.Obj> alarms = new ArrayList<>();
    private final Set<String> shifted = new HashSet<>();
    private @Nullable Map<String, Binning> baseline;
    private @Nullable Instant next;

    DriftWatch(RunParts parts, PublishedProcess process, @Nullable String runId) {
        this.parts = parts;
        this.process = process;
        this.runId = runId;
        read();
    }

    /** Over live work, which belongs to no run: the first look is due at once, and what alarmed once is known. */
    public static DriftWatch live(RunParts parts, PublishedProcess process) {
        var watch = new DriftWatch(parts, process, null);
        if (watch.next == null) watch.next = Instant.MIN;
        return watch;
    }

    /** What alarmed before, also on another node. */
    private void read() {
        alarms.clear();
        shifted.clear();
        Streaming.query(
                parts.dataSource(),
                "select leaf from event where process = ? and type = 'DriftAlarmed' and coalesce(run_id, '') = ?"
                        + " order by at",
                List.of(process.id(), runId == null ? "" : runId),
                row -> remember(Json.parseObject(row.getString(1)).object("body")));
    }

    private void remember(Json.Obj alarm) {
        alarms.add(alarm);
        shifted.add(alarm.text("column", ""));
        Instant looked = LocalDate.parse(alarm.text("day", ""))
                .atStartOfDay(process.contract().zone())
                .toInstant();
        next = looked.plus(EVERY);
    }

    List<Json.Obj> alarms() {
        return List.copyOf(alarms);
    }

    /** How one column of history falls into bins. */
    private static final class Binning {
        private final double @Nullable [] edges;
        private final Map<String, Integer> words;
        private final int bins;
        final long[] base;
        long[] now;

        Binning(double @Nullable [] edges, Map<String, Integer> words, int bins) {
            this.edges = edges;
            this.words = words;
            this.bins = bins;
            this.base = new long[bins];
            this.now = new long[bins];
        }

        /** The last bin is for what is missing. */
        int bin(Value value) {
            if (value instanceof Value.Absent || value instanceof Value.IllTyped) return bins - 1;
            if (edges == null) return words.getOrDefault(value.show(), bins - 2);
            double number = value instanceof Value.Numeric(BigDecimal exact) ? exact.doubleValue() : 0;
            int found = Arrays.binarySearch(edges, number);
            return found >= 0 ? found : -found - 1;
        }

        void fresh() {
            now = new long[bins];
        }
    }

    /** The alarm, if a look is due and something has shifted that had not before. @param raise done before it is told */
    public Optional<Json.Obj> at(Instant now, Runnable raise) {
        Instant due = next;
        if (due == null) {
            next = now.plus(EVERY);
            return Optional.empty();
        }
        if (now.isBefore(due)) return Optional.empty();
        if (runId == null) read();
        next = now.plus(EVERY);
        Map<String, Binning> columns = baseline();
        columns.values().forEach(Binning::fresh);
        read(columns, new Look(LIVE, window(now), true, false));
        List<?> revealed = window(now.minus(process.intake().outcomeAfter()));
        // Of what cleared unseen no truth is known: what is known is then no sample of all cases.
        if (unseen(revealed) == 0) read(columns, new Look(LIVE, revealed, false, true));
        return columns.entrySet().stream()
                .filter(each -> !shifted.contains(each.getKey()))
                .map(each -> alarm(each.getKey(), each.getValue(), columns.size(), now, raise))
                .flatMap(Optional::stream)
                .reduce((first, _) -> first);
    }

    private List<?> window(Instant end) {
        return List.of(process.id(), end.minus(WINDOW).atOffset(ZoneOffset.UTC), end.atOffset(ZoneOffset.UTC));
    }

    private long unseen(List<?> window) {
        long[] unseen = new long[1];
        Streaming.query(
                parts.dataSource(),
                "select count(*) from case_view where process = ? and at >= ? and at < ? and phase = 'cleared'"
                        + " and sample is null",
                window,
                row -> unseen[0] = row.getLong(1));
        return unseen[0];
    }

    private Optional<Json.Obj> alarm(String column, Binning binning, int columns, Instant now, Runnable raise) {
        long cases = Arrays.stream(binning.now).sum();
        if (cases < FEWEST || Arrays.stream(binning.base).sum() < FEWEST) return Optional.empty();
        Stability stability = Stability.of(binning.base, binning.now, ALPHA / columns);
        double least = process.contract().rollout().watch().drift();
        if (!stability.drifted() || stability.psi() < least) return Optional.empty();
        LocalDate day = LocalDate.ofInstant(now, process.contract().zone());
        Json.Obj alarm = Json.object(
                "day",
                day.toString(),
                "column",
                column,
                "index",
                stability.psi(),
                "critical",
                stability.critical(),
                "cases",
                cases,
                "sentence",
                String.format(
                        Locale.ROOT,
                        "drift of %s: index %.3f, %.3f would be chance; sampling raised",
                        column,
                        stability.psi(),
                        stability.critical()));
        shifted.add(column);
        alarms.add(alarm);
        raise.run();
        EvidenceLog.await(parts.log()
                .append(new ProcessWrite(
                        process.id(), "DriftAlarmed", now, EvidenceLog.engine(), process.packVersion(), alarm, runId)));
        return Optional.of(alarm);
    }

    private Map<String, Binning> baseline() {
        Map<String, Binning> known = baseline;
        if (known != null) return known;
        var values = new LinkedHashMap<String, List<Value>>();
        List<?> here = List.of(process.id());
        each(
                new Look(HISTORY + " order by c.case_id limit " + MOST_SAMPLED, here, true, true),
                (column, value) ->
                        values.computeIfAbsent(column, _ -> new ArrayList<>()).add(value));
        var columns = new LinkedHashMap<String, Binning>();
        values.forEach((column, seen) -> {
            Binning binning = binning(column, seen);
            if (binning != null) columns.put(column, binning);
        });
        each(new Look(HISTORY, here, true, true), (column, value) -> {
            Binning binning = columns.get(column);
            if (binning != null) binning.base[binning.bin(value)]++;
        });
        baseline = columns;
        return columns;
    }

    private @Nullable Binning binning(String column, List<Value> seen) {
        Intake.Column declared = process.intake().byName().get(column);
        boolean number = declared != null
                && switch (declared.reading().type()) {
                    case NUMBER, MONEY -> true;
                    case TEXT, DATE, FLAG -> false;
                };
        return number ? deciles(seen) : words(seen);
    }

    private static @Nullable Binning deciles(List<Value> seen) {
        double[] numbers = seen.stream()
                .filter(value -> value instanceof Value.Numeric)
                .mapToDouble(value -> ((Value.Numeric) value).number().doubleValue())
                .sorted()
                .toArray();
        if (numbers.length < FEWEST) return null;
        double[] edges = java.util.stream.IntStream.range(1, BINS)
                .mapToDouble(i -> numbers[(int) ((long) i * numbers.length / BINS)])
                .distinct()
                .toArray();
        return new Binning(edges, Map.of(), edges.length + 2);
    }

    private static @Nullable Binning words(List<Value> seen) {
        var counts = new HashMap<String, Long>();
        for (Value value : seen) {
            if (value instanceof Value.Absent || value instanceof Value.IllTyped) continue;
            counts.merge(value.show(), 1L, Long::sum);
        }
        if (counts.size() < 2 || counts.size() > MOST_VALUES || counts.size() > seen.size() / 5) return null;
        var words = new LinkedHashMap<String, Integer>();
        counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .limit(BINS - 1L)
                .forEach(each -> words.put(each.getKey(), words.size()));
        return new Binning(null, words, words.size() + 2);
    }

    private void read(Map<String, Binning> columns, Look look) {
        each(look, (column, value) -> {
            Binning binning = columns.get(column);
            if (binning != null) binning.now[binning.bin(value)]++;
        });
    }

    /** Which cases are looked at, and at what of them. */
    private record Look(String sql, List<?> parameters, boolean inputs, boolean truths) {}

    /** What is done with one value of one column. */
    private interface Use {
        void accept(String column, Value value);
    }

    private void each(Look look, Use use) {
        String target = process.contract().author().target();
        List<Intake.Column> inputs = process.intake().columns().stream()
                .filter(column -> column.role() == Intake.Role.INPUT && !column.subject())
                .filter(column -> column.reading().type() != Intake.Type.DATE)
                .toList();
        Streaming.query(parts.dataSource(), look.sql(), look.parameters(), row -> {
            Json.Obj opening = Json.parseObject(row.getString(1));
            Map<String, Value> values = StoredFacts.read(process.intake(), opening.object("inputs"));
            for (Intake.Column column : look.inputs() ? inputs : List.<Intake.Column>of())
                use.accept(column.name(), values.getOrDefault(column.name(), Value.ABSENT));
            Json.Obj outcomes =
                    row.getString(2) == null ? opening.object("outcomes") : Json.parseObject(row.getString(2));
            Value truth = StoredFacts.read(process.intake(), outcomes).getOrDefault(target, Value.ABSENT);
            // What is not known yet says nothing of how truths are distributed.
            if (look.truths() && !(truth instanceof Value.Absent)) use.accept(target, truth);
        });
    }
}

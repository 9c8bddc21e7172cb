package remit.server.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.ports.Author;
import remit.process.AuthorSpec;
import remit.process.Intake;
import remit.server.authors.Authors;
import remit.server.cases.Dispatcher;
import remit.server.cases.Incoming;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.DataFile;
import remit.server.packs.Pack;
import remit.server.packs.Row;
import remit.server.packs.RowReader;
import remit.server.store.CaseIds;
import remit.server.store.CaseWrite;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.RunStore;

/**
 * One file through one process: staged and sorted, its first part learned from, the rest decided and written back, then
 * scored against the truths in the file. Killed at any point and started again it completes, with nothing lost and
 * nothing done twice; started again when it is finished it prints what it printed.
 */
public final class FileRun {
    private final RunParts parts;
    private final Progress progress;

    /**
     * @param file the data, CSV or gzipped CSV
     * @param rejectedFile where rejected rows are listed
     * @param climbing that the process earns its way from shadow on, or null
     */
    public record Request(
            Pack pack,
            Path packFolder,
            Path file,
            HistoryOption history,
            Path rejectedFile,
            @Nullable Climbing climbing) {
        /** Without a ladder of its own; one that the process has governs it all the same. */
        public Request(Pack pack, Path packFolder, Path file, HistoryOption history, Path rejectedFile) {
            this(pack, packFolder, file, history, rejectedFile, null);
        }

        Request with(Pack other) {
            return new Request(other, packFolder, file, history, rejectedFile, climbing);
        }

        /** What of it can change a decision. */
        Json.Obj options() {
            Json.Obj options = Json.object("history", history.word());
            return climbing == null ? options : options.with("ladder", climbing.toJson());
        }
    }

    public FileRun(RunParts parts, Progress progress) {
        this.parts = parts;
        this.progress = progress;
    }

    /** Runs to the end, or says why nothing was decided. Where another version than the folder's is in force, it decides. */
    public Checked<RunReport> run(Request asked) {
        return parts.catalog()
                .resolve(asked.pack())
                .then(resolved -> resolved(asked.with(resolved.process().pack())));
    }

    private Checked<RunReport> resolved(Request request) {
        Instant started = parts.clock().instant();
        RowReader rows =
                new RowReader(request.pack().intake(), request.pack().contract().zone());
        return switch (rows.open(request.file(), RowReader.Outcomes.OPTIONAL)) {
            case Checked.Refused<DataFile>(List<Problem> problems) -> Checked.refused(problems);
            case Checked.Ok<DataFile>(DataFile file) -> {
                RunStore.Identity identity = identity(request, file);
                Optional<RunStore.Run> known = parts.runs().find(identity.runId());
                Json.Obj summary = known.map(RunStore.Run::summary).orElse(null);
                yield known.isPresent() && known.get().finished() && summary != null
                        ? Checked.ok(again(
                                request, RunReport.stored(summary, known.get().exitStatus())))
                        : begin(request, file, identity, started);
            }
        };
    }

    /** Decides nothing, but finishes what an earlier start left open, and says so where something still is. */
    private RunReport again(Request request, RunReport printed) {
        String process = request.pack().contract().id();
        if (Dispatcher.open(parts.dataSource(), process) == 0) return printed;
        progress.begin("finishing effects", 0);
        try (Dispatcher dispatcher = parts.dispatcher()) {
            dispatcher.recover(process);
            dispatcher.drain();
        }
        progress.close();
        long open = Dispatcher.open(parts.dataSource(), process);
        return open == 0
                ? printed
                : printed.withLine(open + " effects of " + process + " are still open; the next start looks them up");
    }

    private RunStore.Identity identity(Request request, DataFile file) {
        Json.Obj options = request.options();
        String process = request.pack().contract().id();
        String pack = request.pack().versions().pack();
        String sha256 = file.facts().sha256();
        String runId = ids().keyring()
                .id("run", Json.object("process", process, "pack", pack, "file", sha256, "options", options));
        return new RunStore.Identity(runId, process, pack, sha256, options);
    }

    private CaseIds ids() {
        return parts.reader().ids();
    }

    private Checked<RunReport> begin(Request request, DataFile file, RunStore.Identity identity, Instant started) {
        AuthorSpec author = request.pack().contract().author();
        if (!author.kind().equals("classifier")) {
            Checked<Author> opened = Authors.open(author, null, request.packFolder(), parts.authors());
            if (opened instanceof Checked.Refused<Author>(List<Problem> problems)) return Checked.refused(problems);
        }
        try (RunLock _ =
                RunLock.take(parts.dataSource(), request.pack().contract().id())) {
            return locked(request, file, identity, started);
        } catch (ProblemException refused) {
            return Checked.refused(refused.problems());
        }
    }

    private Checked<RunReport> locked(Request request, DataFile file, RunStore.Identity identity, Instant started) {
        boolean first = parts.runs().find(identity.runId()).isEmpty();
        Checked<PublishedProcess> published = parts.catalog()
                .publish(request.pack(), parts.acting(), parts.clock().instant());
        if (published instanceof Checked.Refused<PublishedProcess>(List<Problem> problems)) {
            return Checked.refused(problems);
        }
        PublishedProcess process = published.orThrow();
        Staging.sweep(parts.dataSource(), process.id());
        parts.runs().begin(identity, parts.clock().instant());
        try (var staging = new Staging(parts.dataSource(), identity.runId());
                var rejected = new RejectedFile(request.rejectedFile())) {
            long rows = stage(process, file, staging, rejected);
            long history = boundary(request, process, staging, identity.runId());
            announce(process, identity, rows);
            recordHistory(process, staging, history, identity.runId());
            var read = new RunEnding.Read(rows, file.grouped() ? file.facts().rows() : null);
            var live = new LivePart(parts, process, progress, request.packFolder());
            LivePart.Result result = live.run(staging, history, identity.runId(), request.climbing());
            var ending = new RunEnding(parts, process, progress);
            RunReport report = ending.finish(
                    new RunEnding.Finished(staging, identity, read, history, rejected.count(), result, started));
            return Checked.ok(report.withRejectedFile(rejected.count() == 0 ? null : request.rejectedFile()));
        } catch (ProblemException refused) {
            if (first) parts.runs().forget(identity.runId());
            return Checked.refused(refused.problems());
        }
    }

    /** Once for every run that was not refused, however often it is started. */
    private void announce(PublishedProcess process, RunStore.Identity identity, long rows) {
        if (parts.runs().holds(identity, "RunStarted")) return;
        EvidenceLog.await(parts.log()
                .append(new ProcessWrite(
                        process.id(),
                        "RunStarted",
                        parts.clock().instant(),
                        parts.actor(),
                        process.packVersion(),
                        parts.acting()
                                .sign(Json.object(
                                        "run", identity.runId(),
                                        "file_sha256", identity.fileSha256(),
                                        "rows", rows,
                                        "options", identity.options())),
                        identity.runId())));
    }

    /** @return how many rows there are that are, or would be, a case */
    private long stage(PublishedProcess process, DataFile file, Staging staging, RejectedFile rejected) {
        progress.begin("reading rows", file.facts().rows());
        long[] read = new long[1];
        staging.load(next -> rows(process, file, staging, row -> {
            switch (row) {
                case Row.RejectedRow bad -> rejected.add(bad.line(), bad.field(), bad.value(), bad.why(), bad.fix());
                case Row.SourceRow good -> next.accept(staged(process, good));
            }
            progress.show(++read[0]);
        }));
        staging.settle(process.intake().distinctRepeats(), ids(), process.id());
        staging.contradictions(row -> {
            String field = differing(process.intake(), row.opening(), row.known());
            rejected.add(
                    row.line(),
                    field,
                    shown(row.opening().object("inputs"), process.intake(), field),
                    "the key " + String.join("/", keyOf(row.opening())) + " is known with other inputs",
                    "give every case its own key, or correct the input at its source");
        });
        return read[0];
    }

    /** Every row that is a case, of a log of events each case that its rows make. */
    private void rows(PublishedProcess process, DataFile file, Staging staging, Consumer<Row> next) {
        if (!file.grouped()) {
            file.rows(next);
            return;
        }
        var reader = new RowReader(process.intake(), process.contract().zone());
        try (var gathering = new Gathering(parts.dataSource(), staging.rowsTable())) {
            gathering.load(take -> file.parts(take, next));
            gathering.groups(parts -> next.accept(reader.whole(parts)));
        }
    }

    private StagedRow staged(PublishedProcess process, Row.SourceRow row) {
        var source = new Incoming.Source(parts.actor(), parts.acting().sign(Json.object("line", row.line())));
        Incoming incoming = Incoming.of(row, process.contract(), process.intake(), ids(), source);
        boolean truth = row.outcomes().values().stream().anyMatch(v -> !(v instanceof remit.kernel.Value.Absent));
        return new StagedRow(
                row.line(),
                row.at(),
                row.key(),
                incoming.caseId(),
                incoming.contentDigest(),
                truth ? ids().content("outcome", row.outcomeContent()) : null,
                incoming.opening(),
                remit.process.StoredFacts.write(row.outcomes()));
    }

    private static List<String> keyOf(Json.Obj opening) {
        return opening.array("key").stream()
                .map(part -> ((Json.Str) part).text())
                .toList();
    }

    /** The header of the first input that differs. */
    private static String differing(Intake intake, Json.Obj row, Json.Obj known) {
        for (Intake.Column column : intake.columns()) {
            if (!column.visible()) continue;
            Json here = row.object("inputs").get(column.name());
            Json there = known.object("inputs").get(column.name());
            if (here != null && !here.equals(there)) return column.header();
        }
        return "";
    }

    private static String shown(Json.Obj inputs, Intake intake, String header) {
        for (Intake.Column column : intake.columns()) {
            Json value = inputs.get(column.name());
            if (column.header().equals(header) && value != null) {
                return value instanceof Json.Str(String text) ? text : value.compact();
            }
        }
        return "";
    }

    /**
     * Fixes what is history once and for ever, by the last line that is; refuses another boundary over rows that are
     * known. An interrupted run finds its line again although other runs may have decided some of its rows meanwhile.
     *
     * @return the last position that is history
     */
    private long boundary(Request request, PublishedProcess process, Staging staging, String runId) {
        Json.Obj fixed = parts.runs().find(runId).map(RunStore.Run::boundary).orElse(null);
        if (fixed != null) {
            staging.number(fixed.flag("over_known"));
            return fixed.number("history", 0) == 0 ? 0 : staging.numberedUpTo((long) fixed.number("last_line", 0));
        }
        boolean named = switch (request.history()) {
            case HistoryOption.Unset _, HistoryOption.AllLive _ -> false;
            case HistoryOption.ShareOf _, HistoryOption.Before _ -> true;
        };
        boolean overKnown = named && staging.knownRows() > 0;
        staging.number(overKnown);
        long rows = staging.numbered();
        long history = switch (request.history()) {
            case HistoryOption.Unset() -> hasAuthor(process) ? 0 : rows / 2;
            case HistoryOption.AllLive() -> 0;
            case HistoryOption.ShareOf share -> share.of(rows);
            case HistoryOption.Before(java.time.LocalDate day) ->
                staging.numberedBefore(
                        day.atStartOfDay(process.contract().zone()).toInstant());
        };
        if (overKnown) refuseMoved(staging.misplaced(history), request);
        Json.Obj boundary = Json.object(
                "history", history, "last_line", history == 0 ? 0 : staging.lineAt(history), "over_known", overKnown);
        parts.runs().fixBoundary(runId, boundary);
        return history;
    }

    /** A classifier has to have been trained: proposals of an endpoint or a recording teach it nothing. */
    private boolean hasAuthor(PublishedProcess process) {
        return process.contract().author().kind().equals("classifier")
                ? parts.versions().latestTrained(process.id()).isPresent()
                : parts.versions().hasAuthor(process.id());
    }

    private static void refuseMoved(long moved, Request request) {
        if (moved == 0) return;
        throw new ProblemException(
                "RMT-071",
                "--history " + request.history().word(),
                moved + " rows of this file were history or decided before and would change sides",
                "use another --data-dir, or leave --history out");
    }

    private void recordHistory(PublishedProcess process, Staging staging, long history, String runId) {
        progress.begin("recording history", history);
        var written = new ArrayList<CompletableFuture<EvidenceLog.Written>>();
        long[] done = new long[1];
        staging.pending(0, history, row -> {
            written.add(parts.log().append(historyOf(process, row, runId)));
            if (written.size() >= 4096) awaitAll(written);
            progress.show(++done[0]);
        });
        awaitAll(written);
    }

    private CaseWrite historyOf(PublishedProcess process, StagedRow row, @Nullable String runId) {
        var incoming = new Incoming(row.caseId(), parts.actor(), row.at(), row.opening(), row.contentDigest());
        return new CaseWrite(
                new CaseWrite.CasePlace(process.id(), row.caseId(), incoming.tags()),
                null,
                row.at(),
                List.of(new CaseWrite.Step(
                        new CaseEvent.HistoryRecorded(row.contentDigest(), row.outcomeDigest()),
                        parts.actor(),
                        row.opening().with("outcomes", row.outcomes()))),
                process.packVersion(),
                runId);
    }

    private static void awaitAll(List<CompletableFuture<EvidenceLog.Written>> written) {
        for (CompletableFuture<EvidenceLog.Written> each : written) {
            try {
                EvidenceLog.await(each);
            } catch (ConflictException known) {
                // Its commit was answered by a connection that broke, or the row came in live meanwhile: it is known.
                continue;
            }
        }
        written.clear();
    }
}

package remit.server.runs;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.assurance.Certificate;
import remit.assurance.Question;
import remit.assurance.Stretch;
import remit.evidence.Event;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author;
import remit.process.AuthorSpec;
import remit.process.StoredFacts;
import remit.server.authors.Authors;
import remit.server.authors.Certified;
import remit.server.authors.Classifier;
import remit.server.authors.Example;
import remit.server.authors.TrainingReport;
import remit.server.authors.embedding.Embeddings;
import remit.server.catalog.PublishedProcess;
import remit.server.ledger.Book;
import remit.server.ledger.Ledger;
import remit.server.store.ProcessWrite;
import remit.server.store.Streaming;

/**
 * Gets the author of a run: trained on what history and revealed outcomes say, or opened as the pack names it. A model is
 * frozen per version, kept under its hash, and found again when the run was interrupted.
 */
final class Training {
    private final RunParts parts;
    private final PublishedProcess process;
    private final Path packFolder;

    Training(RunParts parts, PublishedProcess process, Path packFolder) {
        this.parts = parts;
        this.process = process;
        this.packFolder = packFolder;
    }

    /** @param report what training found, null for an author that is not trained here */
    record Trained(Author author, @Nullable TrainingReport report) {}

    /**
     * A window of the run.
     *
     * @param number 0 from the start, 1 after the first refit, and so on
     * @param challenges whether its model has to prove itself before it serves
     */
    record Window(int number, boolean challenges) {
        static final Window FIRST = new Window(0, false);
    }

    /**
     * The author of a window of the run.
     *
     * @param learn whether there is something new to learn from; without, the newest version of the process serves
     * @param asOf business time: outcomes revealed later are not used
     */
    Trained author(Window window, boolean learn, Instant asOf, String runId) {
        if (!process.contract().author().kind().equals("classifier")) {
            return opened(runId);
        }
        Optional<String> earlier = trainedInWindow(window.number(), runId);
        if (earlier.isEmpty() && !learn) earlier = parts.versions().latestTrained(process.id());
        return earlier.flatMap(parts.versions()::author)
                .map(model -> trained(
                        Authors.load(Json.parseObject(model), embeddings()).orThrow()))
                .orElseGet(() -> learn(window, asOf, runId));
    }

    /** An author that was made elsewhere: who it is, is kept; what it is, stays where it came from. */
    private Trained opened(String runId) {
        Author author = Authors.open(process.contract().author(), null, packFolder, parts.authors())
                .orThrow();
        parts.versions()
                .saveAuthor(
                        author.version().sha256(),
                        process.id(),
                        author.version().toJson().canonical(),
                        parts.clock().instant());
        return new Trained(new AuthorReviews(parts, process).serving(author, runId), null);
    }

    private Embeddings embeddings() {
        return parts.authors().embeddings();
    }

    private static Trained trained(Classifier classifier) {
        return new Trained(classifier, classifier.report());
    }

    private Optional<String> trainedInWindow(int window, String runId) {
        var found = new ArrayList<String>();
        Streaming.query(
                parts.dataSource(),
                "select leaf from event where case_id is null and process = ? and type = 'AuthorTrained'"
                        + " and run_id = ? order by recorded_at",
                List.of(process.id(), runId),
                row -> {
                    Json.Obj body = Event.read(row.getString(1)).body();
                    if ((int) body.number("window", -1) == window) found.add(body.text("sha256", ""));
                });
        return found.stream().findFirst();
    }

    /** What a model is to be learned from, for which window of which run. */
    private record Lesson(Window window, Instant asOf, String runId, List<Example> examples) {
        /** When the cases came in whose outcome is known; the moment itself where none is. */
        Stretch stretch() {
            List<Instant> came = examples.stream()
                    .filter(each -> each.truth() != null)
                    .map(Example::at)
                    .sorted()
                    .toList();
            return came.isEmpty() ? new Stretch(asOf, asOf) : new Stretch(came.getFirst(), came.getLast());
        }
    }

    private Trained learn(Window window, Instant asOf, String runId) {
        var lesson = new Lesson(window, asOf, runId, examples(window.number() == 0 ? null : asOf));
        var ledger = new Ledger(parts.dataSource(), parts.log());
        return trained(ledger.write(process.id(), book -> Checked.ok(learned(lesson, book)))
                .orThrow());
    }

    /** The model and its certificate are one write: there is never one without the other. */
    private Ledger.Line<Classifier> learned(Lesson lesson, Book book) {
        AuthorSpec author = process.contract().author();
        double delta = book.spent().ofTraining(author.promise().delta(), lesson.stretch());
        Classifier classifier = Authors.train(
                        lesson.examples(),
                        author.promising(delta),
                        process.contract().reporting(),
                        embeddings())
                .orThrow();
        parts.versions()
                .saveAuthor(
                        classifier.version().sha256(),
                        process.id(),
                        classifier.toJson().canonical(),
                        parts.clock().instant());
        var steps = new ArrayList<ProcessWrite.Step>();
        steps.add(step(null, "AuthorTrained", classifier, trainedBody(lesson, classifier)));
        Certified certified = classifier.report().certified();
        if (certified != null) {
            // That nothing is proven is written down, too.
            Certificate certificate =
                    certificate(certified, classifier.version().sha256(), lesson);
            Json.Obj body = certificate
                    .toJson()
                    .with("id", Json.of(certificate.id()))
                    .with("window", Json.of((long) lesson.window().number()));
            steps.add(step(book.next(), Book.Kind.TRAINING.event(), classifier, body));
        }
        return new Ledger.Line<>(classifier, new ProcessWrite(lesson.asOf(), steps, lesson.runId()));
    }

    private ProcessWrite.Step step(
            ProcessWrite.@Nullable Place place, String type, Classifier classifier, Json.Obj body) {
        return new ProcessWrite.Step(
                process.id(),
                place,
                type,
                parts.actor(),
                process.versions().with("author", Json.of(classifier.version().id())),
                parts.acting().sign(body),
                null);
    }

    private static Json.Obj trainedBody(Lesson lesson, Classifier classifier) {
        TrainingReport report = classifier.report();
        return Json.object(
                "window", lesson.window().number(),
                "challenger", lesson.window().challenges(),
                "sha256", classifier.version().sha256(),
                "rows", report.rows(),
                "labelled", report.labelled(),
                "threshold", report.threshold(),
                "explain", report.explain());
    }

    private Certificate certificate(Certified certified, String model, Lesson lesson) {
        return new Certificate(
                new Question(
                        process.id(),
                        "From which confidence on is at most the error share alpha of what the author proposes wrong?",
                        lesson.stretch().named(process.id()),
                        certified.alpha(),
                        certified.delta(),
                        certified.starts()),
                certified.data(),
                process.assured(model),
                new Certificate.Answer(
                        certified.reached(),
                        certified.wrong(),
                        certified.threshold() == null ? null : "confident from " + certified.threshold(),
                        certified.bound()),
                parts.actor(),
                lesson.asOf());
    }

    /**
     * History, and for a refit the live cases whose outcome was revealed by {@code asOf}, in time order, then by key. What
     * cleared unseen has an outcome in evidence once a file told it, for the scorecard; the author may learn from it only
     * where the intake declares that somebody would have seen it.
     */
    private List<Example> examples(@Nullable Instant asOf) {
        var examples = new ArrayList<Example>();
        String seen = process.intake().sourceReportsOutcomes()
                ? ""
                : " and not exists (select 1 from case_view c where c.case_id = e.case_id and c.verdict = 'auto_clear' and c.sample is null)";
        String history = "select e.at, p.content, p.content from event e join payload p on p.event_id = e.id"
                + " where e.process = ? and e.type = 'HistoryRecorded'";
        String revealed =
                " union all select o.at, q.content, p.content from event e join payload p on p.event_id = e.id"
                        + " join event o on o.case_id = e.case_id and o.seq = 1 and o.type = 'CaseOpened'"
                        + " join payload q on q.event_id = o.id"
                        + " where e.process = ? and e.type = 'OutcomeObserved' and e.at <= ? and o.at <= ?" + seen
                        // An outcome that was corrected since counts once, as it was known last.
                        + " and not exists (select 1 from event l where l.case_id = e.case_id and l.seq > e.seq"
                        + " and l.type = 'OutcomeObserved' and l.at <= ?)";
        List<Object> parameters = asOf == null
                ? List.of(process.id())
                : List.of(
                        process.id(),
                        process.id(),
                        asOf.atOffset(ZoneOffset.UTC),
                        asOf.minus(process.intake().outcomeAfter()).atOffset(ZoneOffset.UTC),
                        asOf.atOffset(ZoneOffset.UTC));
        String sql = "select * from (" + history + (asOf == null ? "" : revealed)
                + ") x(at, opening, truth) order by at, (opening::jsonb->>'key') collate \"C\", opening collate \"C\"";
        Streaming.query(parts.dataSource(), sql, parameters, row -> {
            Json.Obj opening = Json.parseObject(row.getString(2));
            Json.Obj truth = Json.parseObject(row.getString(3)).object("outcomes");
            examples.add(new Example(
                    StoredFacts.read(process.intake(), opening.object("inputs")),
                    label(truth),
                    row.getTimestamp(1).toInstant()));
        });
        return examples;
    }

    private @Nullable String label(Json.Obj outcomes) {
        Value value = StoredFacts.read(process.intake(), outcomes)
                .getOrDefault(process.contract().author().target(), Value.ABSENT);
        return value instanceof Value.Absent ? null : value.show();
    }
}

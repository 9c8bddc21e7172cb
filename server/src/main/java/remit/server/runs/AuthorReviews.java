package remit.server.runs;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.assurance.Certificate;
import remit.assurance.Question;
import remit.assurance.Stretch;
import remit.evidence.Event;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.ports.Author;
import remit.process.AuthorSpec;
import remit.process.StoredFacts;
import remit.server.authors.Authors;
import remit.server.authors.Certified;
import remit.server.catalog.PublishedProcess;
import remit.server.ledger.Book;
import remit.server.ledger.Ledger;
import remit.server.scorecards.Judge;
import remit.server.store.ProcessWrite;

/**
 * What reviews and outcomes prove of an author that was made elsewhere: a language model, a model behind an endpoint,
 * recorded proposals. Its confidence is a score like any other. It goes through the same sequence of tests as a
 * classifier's, its chance to fail comes out of the ledger, and until something is proven nothing is confident. What is
 * proven belongs to exactly this author version, model and prompt with it, under this contract.
 *
 * <p>Nobody chooses the cases: all count that it proposed for, the oldest first, up to the first whose truth need not be
 * known yet. One whose truth should be known by now and is not counts as wrong, so whoever takes the easy cases first proves
 * nothing of the others. What rules stop or send back never clears, so it is no part of it.
 *
 * <p>A test is made when it could prove something, and again when twice as many cases are known. Once something is
 * proven it stands: of what clears from then on only few are looked at, so the cases that people still see would tell
 * another story. A ladder watches what clears, and where it takes autonomy back nothing is proven any more: only cases that
 * come in after that prove it again.
 */
public final class AuthorReviews {
    /** Cases whose truth was to be seen whatever the author said of them, and whether anything was said of it by then. */
    private static final String PROPOSED = """
            select p.at, p.decision, p.confidence, p.review, p.opening, p.observed::text, p.phase = 'held',
                exists (select 1 from event e where e.case_id = p.case_id
                        and e.type in ('Reviewed', 'OutcomeObserved') and e.recorded_at <= ?)
            from past_case p
            where p.process = ? and p.proposer = ? and p.answer = 'answered' and p.phase <> 'open'
              and p.ruling in ('auto_clear', 'checkpoint') and (p.propensity >= 1 or ?)
              and exists (select 1 from event e where e.case_id = p.case_id
                          and e.type = 'Proposed' and e.recorded_at <= ?)
              and exists (select 1 from event e where e.case_id = p.case_id and e.seq = 1 and e.recorded_at > ?)
            order by p.at, p.case_id
            """;

    private final RunParts parts;
    private final PublishedProcess process;
    private final Ledger ledger;
    private final JdbcClient jdbc;

    public AuthorReviews(RunParts parts, PublishedProcess process) {
        this.parts = parts;
        this.process = process;
        this.ledger = new Ledger(parts.dataSource(), parts.log());
        this.jdbc = JdbcClient.create(parts.dataSource());
    }

    /**
     * How an author stands.
     *
     * @param version the author's, as evidence names it
     * @param known cases it proposed for that count: their truth is known, or should be and is taken for wrong
     * @param last what was tested last; null where nothing was
     * @param next with how many known cases something is tested next; 0 where something is proven
     */
    public record Standing(
            String version, long known, @Nullable Tested last, long next) {
        /** From where it is confident; null where nothing is proven. */
        public @Nullable Double from() {
            return last == null ? null : last.threshold();
        }

        /** How many more cases must be known until something is tested. */
        public long missing() {
            return Math.max(0, next - known);
        }

        public Json.Obj toJson() {
            return Json.object(
                    "author",
                    version,
                    "known",
                    known,
                    "confident_from",
                    from(),
                    "certificate",
                    last == null ? null : last.id(),
                    "bound",
                    last == null ? null : last.bound(),
                    "missing",
                    missing());
        }
    }

    /** @param cases how many were known @param threshold null where nothing was proven, and so is {@code bound} */
    public record Tested(
            String id,
            long cases,
            @Nullable Double threshold,
            @Nullable Double bound) {}

    /** The cases that are known of an author, with when they came in. */
    private record Cases(List<Certified.Known> known, Stretch stretch) {}

    /** The author as it may serve, after a test where one is due. @param runId the run that it serves, null for live work */
    public Author serving(Author author, @Nullable String runId) {
        if (!Authors.needsProof(spec())) return author;
        Instant until = runId == null ? parts.clock().instant() : begun(runId);
        Standing standing = ledger.write(process.id(), book -> Checked.ok(tested(author.version(), book, until, runId)))
                .orThrow();
        return Authors.confidentFrom(author, standing.from());
    }

    /** Another word whenever the author is to be opened anew: somebody tested something, or something is to be tested. */
    public String state() {
        return newest().map(this::state).orElse("");
    }

    private String state(String version) {
        Book book = ledger.of(process.id());
        Instant since = since();
        Tested last = last(version, book, since);
        String tested = last == null ? "" : last.id();
        // What is proven stands: no case needs to be read.
        if (last != null && last.threshold() != null) return tested;
        Instant now = parts.clock().instant();
        return standing(version, book, cases(version, now, since), since).missing() == 0 ? "due at " + now : tested;
    }

    /** How the author stands that proposed last; empty where none did. */
    public Optional<Standing> standing() {
        Instant since = since();
        return newest().map(version -> standing(
                version, ledger.of(process.id()), cases(version, parts.clock().instant(), since), since));
    }

    /** What the training found of the classifier that serves, with its certificate; empty where none was trained. */
    public Optional<Json.Obj> learned() {
        return parts.versions()
                .latestTrained(process.id())
                .flatMap(sha256 -> trained(sha256)
                        .map(event -> Json.object(
                                "at", event.at().toString(),
                                "sha256", sha256,
                                "rows", event.body().get("rows"),
                                "labelled", event.body().get("labelled"),
                                "threshold", event.body().get("threshold"),
                                "explain", event.body().text("explain"),
                                "certificate", certificateOf(sha256))));
    }

    private Optional<Event> trained(String sha256) {
        return jdbc.sql("select leaf from event where case_id is null and process = ? and type = 'AuthorTrained'"
                        + " and leaf::jsonb->'body'->>'sha256' = ? order by recorded_at desc, id desc limit 1")
                .params(process.id(), sha256)
                .query((row, _) -> Event.read(row.getString(1)))
                .optional();
    }

    private Json certificateOf(String sha256) {
        return ledger.of(process.id()).entries().reversed().stream()
                .filter(each -> each.kind() == Book.Kind.TRAINING)
                .map(each -> Certificate.fromJson(each.body()))
                .filter(each -> sha256.equals(each.versions().model()))
                .findFirst()
                .<Json>map(each -> each.toJson().with("id", Json.of(each.id())))
                .orElse(Json.NULL);
    }

    private AuthorSpec spec() {
        return process.contract().author();
    }

    private Optional<String> newest() {
        return jdbc.sql("select proposer from past_case where process = ? and starts_with(proposer, ?)"
                        + " order by decided_at desc, case_id limit 1")
                .params(process.id(), spec().kind() + ":")
                .query(String.class)
                .optional();
    }

    /** A run that goes on after it was cut off must see what it saw when it began. */
    private Instant begun(String runId) {
        return jdbc.sql("select min(recorded_at) from event where case_id is null and process = ?"
                        + " and type = 'RunStarted' and run_id = ?")
                .params(process.id(), runId)
                .query((row, _) -> Optional.ofNullable(row.getTimestamp(1)).map(Timestamp::toInstant))
                .single()
                .orElseGet(() -> parts.clock().instant());
    }

    /** What is known of a case that it proposed for. @param right null while nothing is known */
    private record Proposed(
            Instant at, double confidence, @Nullable Boolean right, boolean waits) {}

    /** Since when it must prove itself: what was proven before autonomy was taken back did not hold. */
    private Instant since() {
        return ledger.takenBack(process.id()).map(Ledger.TakenBack::recorded).orElse(Instant.EPOCH);
    }

    private Cases cases(String version, Instant until, Instant since) {
        boolean reports = process.intake().sourceReportsOutcomes();
        var known = new ArrayList<Certified.Known>();
        var came = new ArrayList<Instant>();
        for (Proposed each : proposed(version, until, since)) {
            boolean due = each.at().plus(process.intake().outcomeAfter()).isBefore(until);
            // Only a person can tell, and still may.
            boolean asked = each.waits() && !reports;
            if (each.right() == null && (asked || !due)) break;
            known.add(new Certified.Known(each.confidence(), Boolean.TRUE.equals(each.right())));
            came.add(each.at());
        }
        Stretch stretch = came.isEmpty() ? new Stretch(until, until) : new Stretch(came.getFirst(), came.getLast());
        return new Cases(known, stretch);
    }

    private List<Proposed> proposed(String version, Instant until, Instant since) {
        var judge = new Judge(process, null);
        var proposed = new ArrayList<Proposed>();
        jdbc.sql(PROPOSED)
                .params(
                        until.atOffset(ZoneOffset.UTC),
                        process.id(),
                        version,
                        process.intake().sourceReportsOutcomes(),
                        until.atOffset(ZoneOffset.UTC),
                        since.atOffset(ZoneOffset.UTC))
                .query(row -> {
                    String opening = row.getString(5);
                    String observed = row.getString(6);
                    String review = row.getString(4);
                    // Nobody can say any more what it was.
                    if (opening == null && review == null) return;
                    Boolean right = null;
                    if (row.getBoolean(8)) {
                        boolean told = opening != null && observed != null;
                        right = told ? right(judge, row.getString(2), opening, observed) : null;
                        if (right == null && review != null) right = review.equals("approve");
                    }
                    proposed.add(
                            new Proposed(row.getTimestamp(1).toInstant(), row.getDouble(3), right, row.getBoolean(7)));
                });
        return proposed;
    }

    /** Null where the outcome does not say. */
    private @Nullable Boolean right(Judge judge, @Nullable String decision, String opening, String observed) {
        var hindsight = judge.hindsight(
                decision,
                StoredFacts.read(process.intake(), Json.parseObject(opening).object("inputs")),
                StoredFacts.read(process.intake(), Json.parseObject(observed)));
        return hindsight.known() ? !hindsight.wrong() : null;
    }

    private Standing standing(String version, Book book, Cases cases, Instant since) {
        Tested last = last(version, book, since);
        double delta = book.spent().ofTraining(spec().promise().delta(), cases.stretch());
        long next = last == null
                ? Certified.fewest(spec().maxError(), delta)
                : last.threshold() == null ? 2 * last.cases() : 0;
        return new Standing(version, cases.known().size(), last, next);
    }

    private @Nullable Tested last(String version, Book book, Instant since) {
        Tested last = null;
        String contract = process.versions().text("contract", "");
        for (Book.Entry each : book.entries()) {
            boolean its = each.recordedAt().isAfter(since)
                    && version.equals(each.body().text("author"))
                    && contract.equals(each.body().object("versions").text("contract"));
            if (its) last = tested(each.body());
        }
        return last;
    }

    private static Tested tested(Json.Obj body) {
        return new Tested(
                body.text("id", ""),
                (long) body.number("cases", 0),
                body.get("threshold") instanceof Json.Num(double from) ? from : null,
                body.get("bound") instanceof Json.Num(double bound) ? bound : null);
    }

    private Ledger.Line<Standing> tested(
            Author.AuthorVersion author, Book book, Instant until, @Nullable String runId) {
        Instant since = since();
        Cases cases = cases(author.id(), until, since);
        Standing standing = standing(author.id(), book, cases, since);
        if (standing.next() == 0 || standing.missing() > 0) return new Ledger.Line<>(standing, null);
        double delta = book.spent().ofTraining(spec().promise().delta(), cases.stretch());
        Certified certified = Certified.ofKnown(cases.known(), spec().maxError(), delta);
        Certificate certificate = certificate(certified, author, cases.stretch(), until);
        Json.Obj body = certificate
                .toJson()
                .with("id", Json.of(certificate.id()))
                .with("author", Json.of(author.id()))
                .with("cases", Json.of(certified.cases()))
                .with("threshold", Objects.requireNonNullElse(number(certified.threshold()), Json.NULL));
        var step = new ProcessWrite.Step(
                process.id(),
                book.next(),
                Book.Kind.TRAINING.event(),
                parts.actor(),
                process.versions().with("author", Json.of(author.id())),
                parts.acting().sign(body),
                null);
        var after = new Standing(
                author.id(), standing.known(), tested(body), certified.proven() ? 0 : 2 * standing.known());
        return new Ledger.Line<>(after, new ProcessWrite(until, List.of(step), runId));
    }

    private static @Nullable Json number(@Nullable Double number) {
        return number == null ? null : Json.of(number);
    }

    private Certificate certificate(Certified certified, Author.AuthorVersion author, Stretch labels, Instant at) {
        return new Certificate(
                new Question(
                        process.id(),
                        "From which confidence on is at most the error share alpha of what the author proposes wrong?",
                        labels.named(process.id()),
                        certified.alpha(),
                        certified.delta(),
                        certified.starts()),
                certified.data(),
                process.assured(author.sha256()),
                new Certificate.Answer(
                        certified.reached(),
                        certified.wrong(),
                        certified.threshold() == null ? null : "confident from " + certified.threshold(),
                        certified.bound()),
                parts.actor(),
                at);
    }
}

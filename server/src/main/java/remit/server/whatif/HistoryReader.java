package remit.server.whatif;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.decision.PastCase;
import remit.decision.Pinned;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.process.StoredFacts;
import remit.scorecard.Hindsight;
import remit.scorecard.ScoredCase;
import remit.server.catalog.PublishedProcess;
import remit.server.scorecards.Judge;
import remit.server.store.Streaming;
import remit.whatif.DecidedCase;
import remit.whatif.History;
import remit.whatif.Label;

/** Reads the decided cases of a process into columns, each with what is known of its truth at one moment. */
final class HistoryReader {
    /**
     * The events of each case that tell of it, one after the other. The cases are put in order before anything wide is read,
     * and each is then looked up by itself ({@code offset 0} keeps it so): to sort whole rows takes several times as long.
     */
    private static final String CASES = """
            select c.case_id, e.seq, e.type, e.leaf, e.content, e.at,
                   case when e.seq = 1 then v.state::text end, case when e.seq = 1 then v.observed::text end
            from (
                select case_id, at from case_view
                where process = ? and phase not in ('history', 'open') and at >= ? and at < ?
                order by at, case_id
            ) c
            join lateral (
                select x.seq, x.type, x.leaf, x.at, p.content
                from event x left join payload p on p.event_id = x.id and (x.seq = 1 or x.type = 'Decided')
                where x.case_id = c.case_id and (x.seq = 1 or x.type in ('Decided', 'Proposed', 'Reviewed'))
                offset 0
            ) e on true
            join lateral (select y.state, y.observed from case_view y where y.case_id = c.case_id offset 0) v on true
            order by c.at, c.case_id, e.seq
            """;

    /** No case comes in later. */
    private static final Instant FAR = Instant.parse("9999-01-01T00:00:00Z");

    private final PublishedProcess process;
    private final Judge judge;
    private final Set<String> reads;
    private final Asked.Scope scope;
    private final Instant now;
    private final History.Builder built;
    private String author = "";

    /** @param reads every fact that rules will be asked about @param now until when outcomes are due */
    HistoryReader(PublishedProcess process, Set<String> reads, Asked.Scope scope, Instant now) {
        this.process = process;
        this.judge = new Judge(process, null);
        this.reads = reads;
        this.scope = scope;
        this.now = now;
        this.built = new History.Builder(
                Pinned.facts(process.contract(), process.intake()).types(), process.pinned()::lacking);
    }

    Read read(DataSource source) {
        ZoneId zone = process.contract().zone();
        Instant from = scope.from().map(day -> begin(day, zone)).orElse(Instant.EPOCH);
        Instant until = scope.to().map(day -> begin(day.plusDays(1), zone)).orElse(FAR);
        var parameters = List.of(process.id(), from.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC));
        // The database hands out the next cases while these are understood.
        Ahead.each(
                hand -> {
                    var gathering = new Gathering(hand);
                    Streaming.query(source, CASES, parameters, gathering::add);
                    gathering.end();
                },
                this::add);
        return new Read(built.build(), author);
    }

    /**
     * What is stored of a case, as texts.
     *
     * @param decided its decision with what may be erased of it
     * @param opening what may be erased of its first event
     * @param proposed null where nobody proposed
     */
    private record Stored(
            String id,
            Decided decided,
            @Nullable String opening,
            @Nullable String proposed,
            After after) {}

    private record Decided(String leaf, @Nullable String details) {}

    private record After(
            String state,
            @Nullable String observed,
            @Nullable OffsetDateTime reviewedAt,
            @Nullable String review) {}

    /** Joins the events of a case; of several of one kind the last counts. */
    private static final class Gathering {
        private final Consumer<Stored> hand;
        private @Nullable String id;
        private @Nullable String opening;
        private @Nullable String state;
        private @Nullable String observed;
        private @Nullable Decided decided;
        private @Nullable String proposed;
        private @Nullable OffsetDateTime reviewedAt;
        private @Nullable String review;

        Gathering(Consumer<Stored> hand) {
            this.hand = hand;
        }

        void add(ResultSet row) throws SQLException {
            if (row.getLong(2) == 1) {
                end();
                begin(row);
            }
            String leaf = row.getString(4);
            switch (row.getString(3)) {
                case "Decided" -> decided = new Decided(leaf, row.getString(5));
                case "Proposed" -> proposed = leaf;
                case "Reviewed" -> {
                    reviewedAt = row.getObject(6, OffsetDateTime.class);
                    review = leaf;
                }
                default -> {}
            }
        }

        private void begin(ResultSet row) throws SQLException {
            id = row.getString(1);
            opening = row.getString(5);
            state = row.getString(7);
            observed = row.getString(8);
            decided = null;
            proposed = null;
            reviewedAt = null;
            review = null;
        }

        /** A case without a decision is none to decide anew. */
        void end() {
            if (id == null || state == null || decided == null) return;
            hand.accept(new Stored(id, decided, opening, proposed, new After(state, observed, reviewedAt, review)));
            id = null;
        }
    }

    /** @param author the version that proposed in the newest of the cases; empty where nobody did */
    record Read(History history, String author) {}

    private static Instant begin(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private void add(Stored stored) {
        Event decided = Event.read(stored.decided.leaf);
        var kept = new PastCase.Kept(
                content(stored.opening),
                content(stored.decided.details),
                Duration.between(decided.recordedAt(), decided.at()));
        Event proposed = stored.proposed == null ? null : Event.read(stored.proposed);
        if (proposed != null) author = proposed.actor().id();
        var item = new PastCase(
                stored.id,
                process.id(),
                decided.at(),
                kept,
                PastCase.Proposed.of(proposed),
                PastCase.Recorded.of(decided.body()));
        String segment =
                kept.opening() == null ? "" : kept.opening().object("tags").text("segment", "");
        if (scope.segment().isPresent() && !scope.segment().get().equals(segment)) return;
        switch (item.asked(process.pinned(), reads)) {
            case PastCase.Asked.Erased() -> built.leaveOut("their details were erased");
            case PastCase.Asked.Untold(String why) -> built.leaveOut(why);
            case PastCase.Asked.Ready ready -> built.add(decided(item, ready, decided.body(), known(stored.after)));
        }
    }

    /** What came after the decision. @param reviewed when a person decided, and how */
    private record Known(
            CaseState state,
            Json.Obj outcomes,
            @Nullable OffsetDateTime reviewedAt,
            @Nullable String review) {}

    private static Known known(After after) {
        return new Known(
                CaseState.fromJson(Json.parseObject(after.state)),
                after.observed == null ? Json.EMPTY : Json.parseObject(after.observed),
                after.reviewedAt,
                after.review == null ? null : Event.read(after.review).body().text("outcome", ""));
    }

    private DecidedCase decided(PastCase item, PastCase.Asked.Ready ready, Json.Obj decided, Known known) {
        Json.Obj opening =
                item.kept().opening() == null ? Json.EMPTY : item.kept().opening();
        Map<String, Value> facts = PastCase.seen(ready, process.pinned());
        double propensity = decided.object("propensity").number("probability", 1);
        Label label = label(item, known, opening);
        boolean whole = label.source() != Label.Source.SAMPLE && label.source() != Label.Source.NONE;
        return new DecidedCase(
                item.id(),
                facts,
                verdicts(ready, item.recorded().ruling()),
                score(ready.answer(), item.proposed().standing()),
                label,
                whole || propensity <= 0 ? 1 : propensity,
                new DecidedCase.Setting(
                        opening.object("tags").text("segment", ""),
                        process.pinned()
                                .money(ready.facts())
                                .map(amount -> amount.number())
                                .orElse(null),
                        waited(item, known)));
    }

    private DecidedCase.Verdicts verdicts(PastCase.Asked.Ready ready, Ruling recorded) {
        Ruling sure = others(ready, true);
        // Only a level above looks at it; without one the second answer is the first.
        Ruling unsure = process.pinned().levels().isEmpty() ? sure : others(ready, false);
        return new DecidedCase.Verdicts(recorded, sure, unsure);
    }

    private Ruling others(PastCase.Asked.Ready ready, boolean sure) {
        Answer answer = ready.answer();
        if (answer instanceof Answer.Answered answered) {
            Proposal given = answered.proposal();
            answer = new Answer.Answered(
                    new Proposal(given.decision(), given.confidence(), sure, given.options(), given.basis()));
        }
        Decision decision = Decider.decide(ready.facts(), answer, process.pinned());
        return decision.others();
    }

    private static double score(Answer answer, boolean standing) {
        return !standing && answer instanceof Answer.Answered answered
                ? answered.proposal().confidence()
                : Double.NaN;
    }

    /** An outcome says most; then a person; then only time. */
    private Label label(PastCase item, Known known, Json.Obj opening) {
        Optional<ScoredCase> scored =
                judge.scored(new Judge.Judged(item.at(), known.state(), opening, known.outcomes()));
        Optional<Hindsight> hindsight = scored.map(
                each -> Hindsight.of(each, process.contract().reporting().error()));
        if (hindsight.isPresent() && hindsight.get().known()) {
            return new Label(hindsight.get().wrong() ? Label.Truth.WRONG : Label.Truth.RIGHT, Label.Source.OUTCOME);
        }
        if (known.review() != null) {
            boolean right = known.review().equals("approve");
            boolean cleared = item.recorded().ruling() == Ruling.AUTO_CLEAR;
            return new Label(
                    right ? Label.Truth.RIGHT : Label.Truth.WRONG, cleared ? Label.Source.SAMPLE : Label.Source.PERSON);
        }
        boolean waits = known.state().phase() == Phase.HELD;
        boolean due = item.at().plus(process.intake().outcomeAfter()).isBefore(now);
        return waits || (!due && process.intake().sourceReportsOutcomes()) ? Label.PENDING : Label.UNKNOWN;
    }

    /** Days from coming in to being closed by a person or the source; null where that is not known. */
    private @Nullable Long waited(PastCase item, Known known) {
        LocalDate received = day(item.at());
        String column = process.contract().reporting().closed();
        Value said = column == null
                ? Value.ABSENT
                : StoredFacts.read(process.intake(), known.outcomes()).getOrDefault(column, Value.ABSENT);
        if (said instanceof Value.Day(LocalDate closed) && !closed.isBefore(received)) {
            return closed.toEpochDay() - received.toEpochDay();
        }
        if (known.reviewedAt() == null) return null;
        return Math.max(0, day(known.reviewedAt().toInstant()).toEpochDay() - received.toEpochDay());
    }

    private LocalDate day(Instant at) {
        return at.atZone(process.contract().zone()).toLocalDate();
    }

    private static Json.@Nullable Obj content(@Nullable String text) {
        return text == null ? null : Json.parseObject(text);
    }
}

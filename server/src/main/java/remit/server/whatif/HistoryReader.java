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
    private static final String CASES = """
            select c.case_id, d.leaf, dp.content, op.content, pr.leaf, c.state, c.observed::text, r.at, r.leaf
            from case_view c
            join lateral (
                select x.id, x.leaf from event x
                where x.case_id = c.case_id and x.type = 'Decided' order by x.seq desc limit 1
            ) d on true
            left join lateral (
                select x.leaf from event x
                where x.case_id = c.case_id and x.type = 'Proposed' order by x.seq desc limit 1
            ) pr on true
            left join event o on o.case_id = c.case_id and o.seq = 1
            left join payload dp on dp.event_id = d.id
            left join payload op on op.event_id = o.id
            left join lateral (
                select x.leaf, x.at from event x
                where x.case_id = c.case_id and x.type = 'Reviewed' order by x.seq desc limit 1
            ) r on true
            where c.process = ? and c.phase not in ('history', 'open') and c.at >= ? and c.at < ?
            order by c.at, c.case_id
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
        Streaming.query(
                source,
                CASES,
                List.of(process.id(), from.atOffset(ZoneOffset.UTC), until.atOffset(ZoneOffset.UTC)),
                this::add);
        return new Read(built.build(), author);
    }

    /** @param author the version that proposed in the newest of the cases; empty where nobody did */
    record Read(History history, String author) {}

    private static Instant begin(LocalDate day, ZoneId zone) {
        return day.atStartOfDay(zone).toInstant();
    }

    private void add(ResultSet row) throws SQLException {
        Event decided = Event.read(row.getString(2));
        String proposal = row.getString(5);
        var kept = new PastCase.Kept(
                content(row.getString(4)),
                content(row.getString(3)),
                Duration.between(decided.recordedAt(), decided.at()));
        Event proposed = proposal == null ? null : Event.read(proposal);
        if (proposed != null) author = proposed.actor().id();
        var item = new PastCase(
                row.getString(1),
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
            case PastCase.Asked.Ready ready -> built.add(decided(item, ready, decided.body(), known(row)));
        }
    }

    /** What came after the decision. @param reviewed when a person decided, and how */
    private record Known(
            CaseState state,
            Json.Obj outcomes,
            @Nullable OffsetDateTime reviewedAt,
            @Nullable String review) {}

    private static Known known(ResultSet row) throws SQLException {
        String observed = row.getString(7);
        String review = row.getString(9);
        return new Known(
                CaseState.fromJson(Json.parseObject(row.getString(6))),
                observed == null ? Json.EMPTY : Json.parseObject(observed),
                row.getObject(8, OffsetDateTime.class),
                review == null ? null : Event.read(review).body().text("outcome", ""));
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

package remit.server.cases;

import java.time.Duration;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseEvent;
import remit.decision.Autonomy;
import remit.decision.CaseFacts;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.halt.HaltScope;
import remit.halt.Halts;
import remit.kernel.Actor;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.ladder.LadderState;
import remit.ports.Author;
import remit.process.StoredFacts;
import remit.process.ToolSpec;
import remit.server.catalog.PublishedProcess;
import remit.server.gateway.Action;
import remit.server.gateway.Gateway;
import remit.server.ladders.ProcessLadders;
import remit.server.store.CaseWrite;
import remit.server.store.EvidenceLog;

/**
 * From a row to a verdict: one transition with everything that was decided about it. Live intake, files and the demo use
 * this and nothing else. Safe for use by many threads; writes nothing itself.
 */
public final class CaseFlow {
    private static final Duration AUTHOR_PATIENCE = Duration.ofSeconds(30);

    private final PublishedProcess process;
    private final Author author;
    private final Around around;
    private final ProcessLadders.Basis basis;

    /**
     * What stands around a flow, whoever proposes.
     *
     * @param knownGroups every value of the reporting group that history holds
     * @param ladders those of the process, begun or not; a process without begun ones is decided by its rules alone
     * @param challenger a model that answers in shadow, to be compared with the one that serves; or null
     */
    public record Around(
            Gateway gateway,
            Set<String> knownGroups,
            ProcessLadders ladders,
            @Nullable Author challenger,
            InstantSource clock) {
        /** Without a challenger. */
        public Around(Gateway gateway, Set<String> knownGroups, ProcessLadders ladders, InstantSource clock) {
            this(gateway, knownGroups, ladders, null, clock);
        }

        public Around {
            knownGroups = Set.copyOf(knownGroups);
        }
    }

    public CaseFlow(PublishedProcess process, Author author, Around around) {
        this.process = process;
        this.author = author;
        this.around = around;
        this.basis = new ProcessLadders.Basis(
                process.contract(), process.assured(author.version().id()));
    }

    /** Proposes, decides and prepares what follows; the result is to be appended, then dispatched. */
    public CaseWrite decide(Incoming incoming, @Nullable String runId) {
        CaseFacts asked = facts(incoming);
        Optional<Author.Proposal> draft = Decider.draft(asked, process.pinned());
        Author.Answer answer = draft.isPresent()
                ? new Author.Answer.Answered(draft.get())
                : author.propose(
                        new Author.Question(process.id(), incoming.caseId(), asked.inputs()),
                        around.clock().instant().plus(AUTHOR_PATIENCE));
        // Asked last: an author may take half a minute, and what was taken back meanwhile is taken back.
        Optional<LadderState> ladder = around.ladders().stand(incoming.tags().segment(), basis, incoming.at());
        if (ladder.isPresent()) around.ladders().secrets().open(day(incoming));
        String authorId = draft.isPresent() ? draftVersion() : author.version().id();
        CaseFacts facts = asked.at(ladder.map(Autonomy::of).orElse(null)).halted(halted(authorId));
        Conclusion concluded = Conclusion.of(
                facts, answer, new Effects(process, around.gateway()), incoming.opening(), incoming.caseId());
        var decided = new Decided(
                facts,
                answer,
                concluded,
                beside(incoming, concluded.decision(), ladder, draft.isPresent() ? null : facts));
        return write(incoming, decided, authorId, runId);
    }

    /** What is halted that this case depends on, whoever has proposed. */
    private List<HaltScope> halted(String authorId) {
        Halts halts = around.gateway().door().halts();
        if (halts.byScope().isEmpty()) return List.of();
        List<String> tools =
                process.contract().flow().tools().stream().map(ToolSpec::id).toList();
        return halts.holding(process.id(), authorId, tools);
    }

    /** What is kept of a case for later: a draw, and what a challenger says. @param asked null where no model was asked */
    private List<CaseWrite.Step> beside(
            Incoming incoming, Decision decision, Optional<LadderState> ladder, @Nullable CaseFacts asked) {
        var steps = new ArrayList<CaseWrite.Step>();
        Author challenger = around.challenger();
        if (challenger != null && asked != null) {
            Author.Answer said = challenger.propose(
                    new Author.Question(process.id(), incoming.caseId(), asked.inputs()),
                    around.clock().instant().plus(AUTHOR_PATIENCE));
            CaseEvent.Proposed as = proposed(said);
            steps.add(new CaseWrite.Step(
                    new CaseEvent.Challenged(as.answer(), as.decision(), as.confidence(), as.confident()),
                    new Actor(Actor.Kind.MODEL, challenger.version().id()),
                    payload(said)));
        }
        CaseEvent.Sampled sampled = sample(incoming, decision, ladder);
        if (sampled != null) steps.add(new CaseWrite.Step(sampled, EvidenceLog.engine(), null));
        return steps;
    }

    private LocalDate day(Incoming incoming) {
        LocalDate day = LocalDate.ofInstant(incoming.at(), process.contract().zone());
        LocalDate today =
                LocalDate.ofInstant(around.clock().instant(), process.contract().zone());
        // A case that is dated ahead must not keep the secrets of all days before it from being laid open.
        return day.isAfter(today) ? today : day;
    }

    /** Whether a person shall look at it although it clears: drawn now, before anybody knows how it ends. */
    private CaseEvent.@Nullable Sampled sample(Incoming incoming, Decision decision, Optional<LadderState> ladder) {
        if (ladder.isEmpty() || decision.verdict() != Verdict.AUTO_CLEAR) return null;
        return around.ladders()
                .secrets()
                .draw(
                        incoming.caseId(),
                        day(incoming),
                        decision.propensity().probability(),
                        ladder.get().terms().sampling())
                .orElse(null);
    }

    /** What one pass through author and authority gave. */
    private record Decided(CaseFacts facts, Author.Answer answer, Conclusion concluded, List<CaseWrite.Step> beside) {}

    /** The contract itself authored a standing proposal; the rule row that allows it is another actor. */
    private String draftVersion() {
        return "draft:" + process.id() + "@"
                + process.versions().text("contract", "").substring(0, 12);
    }

    private CaseFacts facts(Incoming incoming) {
        Json.Obj opening = incoming.opening();
        Map<String, Value> inputs = StoredFacts.read(process.intake(), opening.object("inputs"));
        var currencies = new LinkedHashMap<String, String>();
        opening.object("currencies")
                .fields()
                .forEach((name, currency) -> currencies.put(name, ((Json.Str) currency).text()));
        String group = opening.object("tags").text("group");
        return new CaseFacts(
                inputs,
                currencies,
                group == null ? null : around.knownGroups().contains(group),
                Duration.between(around.clock().instant(), incoming.at()));
    }

    private CaseWrite write(Incoming incoming, Decided decided, String authorId, @Nullable String runId) {
        Actor engine = EvidenceLog.engine();
        Actor model = new Actor(Actor.Kind.MODEL, authorId);
        var steps = new ArrayList<CaseWrite.Step>();
        steps.add(new CaseWrite.Step(
                new CaseEvent.CaseOpened(incoming.contentDigest(), process.ownerId()),
                incoming.by(),
                incoming.opening()));
        steps.add(new CaseWrite.Step(proposed(decided.answer()), model, payload(decided.answer())));
        Conclusion concluded = decided.concluded();
        String approver = concluded.decision().approver();
        steps.add(new CaseWrite.Step(
                new CaseEvent.Decided(concluded.body()),
                approver == null ? engine : new Actor(Actor.Kind.RULE, approver),
                concluded.details(decided.facts(), incoming.opening())));
        steps.addAll(decided.beside());
        for (Action action : concluded.actions()) steps.add(Effects.prepared(action));
        Json.Obj versions = process.versions().with("author", Json.of(authorId));
        return new CaseWrite(
                new CaseWrite.CasePlace(process.id(), incoming.caseId(), incoming.tags()),
                null,
                incoming.at(),
                steps,
                versions,
                runId);
    }

    private static CaseEvent.Proposed proposed(Author.Answer answer) {
        return switch (answer) {
            case Author.Answer.Answered(Author.Proposal proposal, Author.Usage _) ->
                new CaseEvent.Proposed("answered", proposal.decision(), proposal.confidence(), proposal.confident());
            case Author.Answer.Refused _ -> new CaseEvent.Proposed("refused", null, 0, false);
            case Author.Answer.Failed _ -> new CaseEvent.Proposed("failed", null, 0, false);
            case Author.Answer.Unknown _ -> new CaseEvent.Proposed("unknown", null, 0, false);
        };
    }

    private static Json.Obj payload(Author.Answer answer) {
        return switch (answer) {
            case Author.Answer.Answered(Author.Proposal proposal, Author.Usage usage) -> with(proposal.toJson(), usage);
            case Author.Answer.Refused(String reason, Author.Usage usage) -> with(Json.object("reason", reason), usage);
            case Author.Answer.Failed(String reason, Author.Usage usage) -> with(Json.object("reason", reason), usage);
            case Author.Answer.Unknown(String reason) -> Json.object("reason", reason);
        };
    }

    /** What the answer has used up stands beside what it says. */
    private static Json.Obj with(Json.Obj answer, Author.@Nullable Usage usage) {
        return usage == null ? answer : answer.with("usage", usage.toJson());
    }

    public PublishedProcess process() {
        return process;
    }
}

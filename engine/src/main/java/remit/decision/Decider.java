package remit.decision;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.kernel.CheckResult;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.kernel.Verdict;
import remit.ports.Author;
import remit.ports.Author.Answer;
import remit.ports.Author.Proposal;
import remit.process.AdverseDecision;
import remit.process.Disposition;
import remit.process.Intake;
import remit.process.Tier;

/**
 * The one function that gives a verdict. Every check is made, whatever the others said; each can only hold a case back,
 * and the strictest of all is the verdict.
 */
public final class Decider {
    static final String REQUIRED_INPUTS = "required_inputs";
    static final String CURRENCY = "currency";
    private static final Set<String> CODES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());
    static final String FUTURE = "business_time";
    static final String AUTHOR = "author";
    static final String AUTHORITY = "authority";
    static final String ADVERSE = "adverse";
    static final String TIER = "tier";
    static final String STAGE = "stage";

    /** The names of the checks every process has; a stop condition has its id for a name. */
    static final Set<String> CHECKS = Set.of(
            REQUIRED_INPUTS,
            CURRENCY,
            FUTURE,
            AUTHOR,
            AUTHORITY,
            Level.Kind.ORGANISATION.check(),
            Level.Kind.DOMAIN.check(),
            ADVERSE,
            TIER,
            STAGE,
            HaltCheck.HALTED);

    /** Work is planned ahead, seldom by more than a year; what lies beyond is a slip of the pen. */
    static final Duration FARTHEST_AHEAD = Duration.ofDays(366);

    private Decider() {}

    /**
     * Decides a case.
     *
     * @param answer what the author, or a standing proposal, said
     */
    public static Decision decide(CaseFacts facts, Answer answer, Pinned pinned) {
        Proposal proposal = proposal(answer);
        Map<String, Value> values = RuleFacts.of(facts, proposal, pinned);
        AuthorityCheck authority = AuthorityCheck.of(pinned, values);
        Autonomy autonomy = facts.autonomy();
        return conclude(
                checks(facts, answer, values, authority.ruled(), pinned),
                proposal,
                authority.approver(),
                autonomy == null ? 0 : autonomy.samplingRate());
    }

    /** What all checks but the process's own table come to: all that asking another table about the past needs. */
    public static Ruling others(CaseFacts facts, Answer answer, Pinned pinned) {
        Map<String, Value> values = RuleFacts.of(facts, proposal(answer), pinned);
        return Decision.ruling(checks(facts, answer, values, null, pinned).stream()
                .map(Ruled::result)
                .toList());
    }

    private static @Nullable Proposal proposal(Answer answer) {
        return answer instanceof Answer.Answered given ? given.proposal() : null;
    }

    /** @param authority what the process's own table says, or null where it is not asked */
    private static List<Ruled> checks(
            CaseFacts facts, Answer answer, Map<String, Value> values, @Nullable Ruled authority, Pinned pinned) {
        var checks = new ArrayList<Ruled>();
        // Halted comes first: of several reasons to wait it is the one that a reader must see.
        HaltCheck.of(facts, proposal(answer), pinned.contract()).ifPresent(checks::add);
        checks.add(requiredInputs(values, pinned));
        checks.add(currency(facts, pinned));
        // Like the check of the tools, it speaks only when it has something to say.
        if (facts.ahead().compareTo(FARTHEST_AHEAD) > 0)
            checks.add(Ruled.checkpoint(FUTURE, "its business time lies more than a year in the future"));
        for (Pinned.Stop stop : pinned.stops()) checks.add(stop(stop, values));
        checks.add(author(answer));
        if (authority != null) checks.add(authority);
        for (Level level : pinned.levels()) checks.add(AuthorityCheck.of(level, Level.values(facts, values, pinned)));
        checks.add(adverse(proposal(answer), pinned));
        checks.add(tier(pinned.contract().risk().tier()));
        // A process without a ladder is not asked how far it is trusted.
        if (facts.autonomy() != null) checks.add(stage(facts.autonomy()));
        return checks;
    }

    /**
     * The standing proposal for a case, which wins over the model: ask the author only when there is none. It carries
     * no calibrated probability, so its confidence is 0 and it is never {@code confident}; it has no options.
     */
    public static Optional<Proposal> draft(CaseFacts facts, Pinned pinned) {
        if (pinned.drafts().isEmpty()) return Optional.empty();
        Map<String, Value> values = RuleFacts.of(facts, null, pinned);
        return pinned.drafts().stream()
                .filter(draft -> draft.when().holds(values))
                .findFirst()
                .map(draft -> new Proposal(
                        draft.declared().decision(),
                        0.0,
                        false,
                        List.of(),
                        draft.declared().basis()));
    }

    /** The strictest verdict and the check that gave it. The safe answer needs no check: without any, a checkpoint. */
    static Decision conclude(
            List<Ruled> checks, @Nullable Proposal proposal, @Nullable String approver, double samplingRate) {
        Verdict verdict =
                checks.stream().map(Ruled::verdict).reduce(Verdict::strictest).orElse(Verdict.CHECKPOINT);
        String decision = proposal == null ? null : proposal.decision();
        // Unreachable while "author" and "authority" do their work; kept so that no later check can make it reachable.
        if (verdict == Verdict.AUTO_CLEAR && (decision == null || approver == null)) verdict = Verdict.CHECKPOINT;
        Disposition disposition = verdict == Verdict.STOP ? disposition(checks) : null;
        List<CheckResult> results = checks.stream().map(Ruled::result).toList();
        String reason = reason(checks, verdict, disposition);
        return new Decision(
                verdict,
                disposition,
                decision,
                verdict == Verdict.AUTO_CLEAR ? approver : null,
                reason,
                results,
                propensity(verdict, samplingRate));
    }

    /** Returned only when every check that stops says so: one that wants the escalation owner gets them. */
    private static Disposition disposition(List<Ruled> checks) {
        boolean returned = checks.stream()
                .filter(check -> check.verdict() == Verdict.STOP)
                .allMatch(check -> check.disposition() == Disposition.RETURNED);
        return returned ? Disposition.RETURNED : Disposition.STOPPED;
    }

    private static String reason(List<Ruled> checks, Verdict verdict, @Nullable Disposition disposition) {
        // Of a cleared case the row's reason says why; the other checks only had nothing against it.
        boolean cleared = verdict == Verdict.AUTO_CLEAR;
        return checks.stream()
                .filter(check -> check.verdict() == verdict && check.disposition() == disposition)
                .filter(check -> !cleared || check.result().check().equals(AUTHORITY))
                .findFirst()
                .map(check -> check.result().reason())
                .orElse("nothing allows it to clear");
    }

    private static Decision.Propensity propensity(Verdict verdict, double samplingRate) {
        return switch (verdict) {
            case CHECKPOINT, STOP -> new Decision.Propensity(1.0, "held for a person");
            case AUTO_CLEAR ->
                new Decision.Propensity(samplingRate, samplingRate == 0 ? "nothing is sampled" : "sampled");
        };
    }

    private static Ruled requiredInputs(Map<String, Value> values, Pinned pinned) {
        var missing = new ArrayList<Json>();
        var sentences = new ArrayList<String>();
        boolean returned = true;
        for (Pinned.Required required : pinned.required()) {
            Value value = values.getOrDefault(required.name(), Value.ABSENT);
            if (!(value instanceof Value.Absent) && !(value instanceof Value.IllTyped)) continue;
            String why = value instanceof Value.Absent ? "is missing" : "is not " + required.words();
            sentences.add(required.name() + " " + why);
            returned &= required.whenMissing() == Disposition.RETURNED;
            missing.add(Json.object(
                    "input",
                    required.name(),
                    "value",
                    value.toJson(),
                    "then",
                    required.whenMissing().word()));
        }
        if (missing.isEmpty()) return Ruled.pass(REQUIRED_INPUTS, "every required input is there");
        Disposition then = returned ? Disposition.RETURNED : Disposition.STOPPED;
        Json.Obj detail = Json.object("inputs", Json.array(missing), "then", then.word());
        return Ruled.stop(new CheckResult(REQUIRED_INPUTS, Verdict.STOP, String.join("; ", sentences), detail), then);
    }

    private static Ruled currency(CaseFacts facts, Pinned pinned) {
        var found = new ArrayList<Json>();
        var sentences = new ArrayList<String>();
        for (Intake.Column column : pinned.intake().columns()) {
            Intake.Reading reading = column.reading();
            String declared = column.visible() ? reading.currency() : null;
            if (declared == null || !(facts.inputs().get(column.name()) instanceof Value.Numeric(BigDecimal amount)))
                continue;
            int decimals = decimals(declared);
            if (amount.stripTrailingZeros().scale() > decimals) {
                sentences.add(column.name() + " has more than the " + decimals + " decimals of " + declared);
                found.add(Json.object("input", column.name(), "declared", declared, "amount", Json.decimal(amount)));
            }
            if (reading.currencyColumn() == null && !facts.currencies().containsKey(column.name())) continue;
            String read = facts.currencies().getOrDefault(column.name(), "").strip();
            if (read.equals(declared)) continue;
            // A code of ISO 4217 says nothing of a person; anything else that stands in such a column might.
            String what = read.isEmpty()
                    ? "comes without a currency"
                    : (CODES.contains(read) ? "is in " + read + ", not in " : "is not in ") + declared;
            sentences.add(column.name() + " " + what);
            found.add(Json.object("input", column.name(), "declared", declared, "given", read));
        }
        if (found.isEmpty()) return Ruled.pass(CURRENCY, "every amount is in its declared currency");
        Json.Obj detail = Json.object("amounts", Json.array(found));
        return Ruled.checkpoint(new CheckResult(CURRENCY, Verdict.CHECKPOINT, String.join("; ", sentences), detail));
    }

    /** As ISO 4217 has it; no limit for what has none (gold) or is no currency that this JDK knows. */
    private static int decimals(String currency) {
        try {
            int digits = Currency.getInstance(currency).getDefaultFractionDigits();
            return digits < 0 ? Integer.MAX_VALUE : digits;
        } catch (IllegalArgumentException e) {
            return Integer.MAX_VALUE;
        }
    }

    private static Ruled stop(Pinned.Stop stop, Map<String, Value> values) {
        if (!stop.when().holds(values)) return Ruled.pass(stop.declared().id(), "does not apply");
        Disposition then = stop.declared().then();
        Json.Obj detail = Json.object("then", then.word());
        return Ruled.stop(
                new CheckResult(
                        stop.declared().id(), Verdict.STOP, stop.declared().reason(), detail),
                then);
    }

    private static Ruled author(Answer answer) {
        return switch (answer) {
            case Answer.Answered(Proposal proposal, Author.Usage _) ->
                Ruled.pass(AUTHOR, "the author proposed a decision");
            case Answer.Refused(String why, Author.Usage _) ->
                Ruled.checkpoint(AUTHOR, "the author made no proposal: " + why);
            case Answer.Failed(String why, Author.Usage _) -> Ruled.checkpoint(AUTHOR, "the author failed: " + why);
            case Answer.Unknown(String why) -> Ruled.checkpoint(AUTHOR, "the author did not answer: " + why);
        };
    }

    private static Ruled adverse(@Nullable Proposal proposal, Pinned pinned) {
        Optional<AdverseDecision> declared = proposal == null ? Optional.empty() : pinned.adverse(proposal.decision());
        return declared.map(decision -> Ruled.checkpoint(
                        ADVERSE, decision.decision() + " is adverse, a person decides: " + decision.rationale()))
                .orElseGet(() -> Ruled.pass(ADVERSE, "no adverse decision is proposed"));
    }

    private static Ruled stage(Autonomy autonomy) {
        return autonomy.clears() ? Ruled.pass(STAGE, autonomy.reason()) : Ruled.checkpoint(STAGE, autonomy.reason());
    }

    private static Ruled tier(Tier tier) {
        String words = "tier " + tier.number();
        return tier.mayAutoClear()
                ? Ruled.pass(TIER, words + " may clear by itself")
                : Ruled.checkpoint(TIER, words + " never clears by itself");
    }
}

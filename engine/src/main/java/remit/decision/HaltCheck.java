package remit.decision;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.halt.HaltScope;
import remit.kernel.Json;
import remit.ports.Author.Proposal;
import remit.process.ProcessContract;

/** Whether something that a case needs is halted: then a person decides. */
public final class HaltCheck {
    static final String HALTED = "halted";
    private static final String SENTENCE = "halted: ";

    private HaltCheck() {}

    /** It speaks only when it has something to say: without a halt a decision is what it always was. */
    static Optional<Ruled> of(CaseFacts facts, @Nullable Proposal proposal, ProcessContract contract) {
        List<HaltScope> holding = facts.halted().stream()
                .filter(scope -> !(scope instanceof HaltScope.Tool(String id)) || carriesOut(id, proposal, contract))
                .toList();
        if (holding.isEmpty()) return Optional.empty();
        String what = holding.stream().map(HaltScope::words).collect(Collectors.joining(", "));
        return Optional.of(Ruled.checkpoint(HALTED, SENTENCE + what + "; a person decides"));
    }

    private static boolean carriesOut(String tool, @Nullable Proposal proposal, ProcessContract contract) {
        return proposal != null
                && contract.flow().tools().stream()
                        .anyMatch(spec -> spec.id().equals(tool) && spec.carriesOut(proposal.decision()));
    }

    /** Whether a halt held a case, by the reason that its decision gave first. */
    public static boolean held(@Nullable String reason) {
        return reason != null && reason.startsWith(SENTENCE);
    }

    /** As a decision's details keep it. */
    public static Json toJson(List<HaltScope> halted) {
        return Json.strings(halted.stream().map(HaltScope::words).toList());
    }

    /** Reads what {@link #toJson} wrote under {@code halted}; none where nothing was. */
    static List<HaltScope> from(Json.Obj facts) {
        var scopes = new ArrayList<HaltScope>();
        for (Json each : facts.array(HALTED)) {
            if (each instanceof Json.Str(String words)) HaltScope.ofWords(words).ifPresent(scopes::add);
        }
        return List.copyOf(scopes);
    }
}

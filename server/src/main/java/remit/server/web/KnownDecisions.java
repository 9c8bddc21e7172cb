package remit.server.web;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.AdverseDecision;
import remit.process.ProcessContract;
import remit.process.ToolSpec;
import remit.server.settings.DidYouMean;
import remit.server.web.page.CaseLine;
import remit.server.web.page.EventLine;
import remit.server.web.query.CaseQueries;

/**
 * The decisions that a process knows: what authors considered, what its contract names, what was decided before. A new
 * one must be possible (an account that was opened today), but a slip of the pen becomes the argument of a tool.
 */
final class KnownDecisions {
    private final Function<String, Optional<PublishedProcess>> processes;
    private final CaseQueries queries;

    KnownDecisions(Function<String, Optional<PublishedProcess>> processes, CaseQueries queries) {
        this.processes = processes;
        this.queries = queries;
    }

    /** To choose from: what the author considered of this case, what the contract names, what is usual. */
    List<String> choices(CaseLine line, List<EventLine> events) {
        var choices = new LinkedHashSet<String>();
        for (EventLine event : events) {
            if (!event.event().type().equals("Proposed") || event.content() == null) continue;
            choices.add(event.content().text("decision", ""));
            for (Json option : event.content().array("options")) {
                if (option instanceof Json.Obj object) choices.add(object.text("decision", ""));
            }
        }
        processes.apply(line.process()).ifPresent(process -> declared(process.contract(), choices));
        choices.addAll(queries.choices(line.process(), CaseQueries.Column.DECISION));
        choices.remove("");
        return new ArrayList<>(choices);
    }

    private static void declared(ProcessContract contract, Set<String> into) {
        for (ToolSpec tool : contract.flow().tools()) {
            tool.decisions().stream().sorted().forEach(into::add);
        }
        for (AdverseDecision adverse : contract.risk().adverse()) into.add(adverse.decision());
        for (Json label : contract.author().settings().array("labels")) {
            if (label instanceof Json.Str(String text)) into.add(text);
        }
    }

    /** What to say to somebody who decides what nobody ever decided or proposed here; null when it is known. */
    @Nullable
    Problem unknown(CaseLine line, List<EventLine> events, String decision) {
        List<String> choices = choices(line, events);
        if (choices.contains(decision)) return null;
        String target = processes
                .apply(line.process())
                .map(process -> process.contract().author().target())
                .orElse("");
        if (queries.everSaid(line.process(), target, decision)) return null;
        String confirm = "confirm that it is a new decision (new_decision: true)";
        String fix = nearest(choices, decision)
                .map(near -> "did you mean \"" + near + "\"? If not, " + confirm)
                .orElse("choose one of the list, or " + confirm);
        return new Problem("RMT-631", "decision", "\"" + decision + "\" was never decided in this process", fix);
    }

    private static Optional<String> nearest(List<String> choices, String decision) {
        String folded = decision.toLowerCase(Locale.ROOT);
        return choices.stream()
                .filter(choice -> choice.equalsIgnoreCase(decision))
                .findFirst()
                .or(() -> DidYouMean.nearest(
                                choices.stream()
                                        .map(choice -> choice.toLowerCase(Locale.ROOT))
                                        .toList(),
                                folded)
                        .flatMap(near -> choices.stream()
                                .filter(choice ->
                                        choice.toLowerCase(Locale.ROOT).equals(near))
                                .findFirst()));
    }
}

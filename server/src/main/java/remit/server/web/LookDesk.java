package remit.server.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.casework.Casework;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.access.Caller;
import remit.server.access.Role;
import remit.server.web.page.CaseLine;
import remit.server.web.page.EventLine;
import remit.server.web.query.CaseQueries;
import remit.server.web.tell.Accounts;

/** Where a person looks at a case that cleared and was drawn for it, by page or by API: who may, and what they say. */
public final class LookDesk {
    /** What is asked of a case while a look must not be led. */
    public static final Problem HIDDEN = new Problem(
            "RMT-196",
            "case",
            "the case waits for a look without its proposal: what was proposed and decided is not shown yet",
            "give the look first");

    private final WebParts parts;
    private final CaseQueries queries;
    private final KnownDecisions known;

    public LookDesk(WebParts parts, CaseQueries queries) {
        this.parts = parts;
        this.queries = queries;
        this.known = new KnownDecisions(parts.catalog()::process, queries);
    }

    /** Why this caller may not look at this case, or null when they may. @param events all of them, hidden ones too */
    @Nullable
    public Problem forbidden(Caller caller, CaseLine line, List<EventLine> events) {
        if (caller.actor().kind() != Actor.Kind.PERSON) {
            return new Problem("RMT-620", line.id(), "only a person looks at what cleared", "use a person's key");
        }
        if (!caller.may(Role.Permission.REVIEW)) {
            return new Problem(
                    "RMT-621",
                    line.id(),
                    "your roles do not include looking at what cleared",
                    "ask an administrator for the role reviewer");
        }
        if (Accounts.last(events, "Proposed")
                .filter(event -> event.actor().equals(caller.actor()))
                .isPresent()) {
            return new Problem(
                    "RMT-622",
                    line.id(),
                    "you wrote this proposal: its author is never its judge",
                    "let another person look at it");
        }
        Optional<Set<Actor>> rulesBy = Accounts.last(events, "Decided")
                .map(event -> event.versions().text("pack"))
                .flatMap(parts.catalog().version())
                .or(() -> parts.catalog().process(line.process()))
                .map(process -> process.rulesBy());
        if (rulesBy.filter(authors -> authors.contains(caller.actor())).isPresent()) {
            return new Problem(
                    "RMT-623",
                    line.id(),
                    "you wrote the rules that let this case clear: their author is never the judge",
                    "let another person look at it");
        }
        return null;
    }

    /** Decisions to choose from; where the proposal is hidden, none that come from it. */
    public List<String> choices(CaseLine line, List<EventLine> events) {
        return known.choices(line, EventLine.shown(line, events));
    }

    /**
     * Gives a look.
     *
     * @param fields {@code decision, new_decision, severe, note}; a flag is given by being there
     * @return the case as it is then, or why nothing was recorded
     */
    public Checked<CaseState> look(Caller caller, CaseLine line, long expectedSeq, Map<String, String> fields) {
        List<EventLine> events = queries.events(line.id());
        Problem forbidden = forbidden(caller, line, events);
        if (forbidden != null) return Checked.refused(forbidden);
        boolean severe = fields.containsKey("severe");
        if (line.hidden() && severe) {
            return Checked.refused(new Problem(
                    "RMT-197",
                    "severe",
                    "nobody can call an error severe that they have not seen",
                    "leave severe out; once the case shows what was decided, stop its segment if need be"));
        }
        String note = fields.getOrDefault("note", "").strip();
        if (note.length() > 2000) {
            return Checked.refused(new Problem("RMT-625", "note", "longer than 2000 characters", "shorten it"));
        }
        if (note.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            return Checked.refused(new Problem("RMT-625", "note", "holds a control character", "send it without"));
        }
        String decision = fields.getOrDefault("decision", "").strip();
        boolean isOpen =
                line.standing().sample() != null && line.standing().sample().open();
        if (isOpen && !decision.isEmpty() && !fields.containsKey("new_decision")) {
            Problem unknown = known.unknown(line, EventLine.shown(line, events), decision);
            if (unknown != null) return Checked.refused(unknown);
        }
        var look = new Casework.Look(caller.actor(), decision, severe, expectedSeq);
        return parts.rollout().looks().look(line.id(), look, note);
    }

    /** How a refusal is answered over HTTP. */
    public static int status(Problem problem) {
        return switch (problem.code()) {
            case "RMT-060" -> 404;
            case "RMT-053", "RMT-054", "RMT-620", "RMT-621", "RMT-622", "RMT-623" -> 403;
            case "RMT-051", "RMT-190" -> 409;
            default -> 422;
        };
    }
}

package remit.server.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.process.DecisionText;
import remit.server.access.Caller;
import remit.server.access.Role;
import remit.server.web.page.CaseLine;
import remit.server.web.page.EventLine;
import remit.server.web.page.Phase;
import remit.server.web.query.CaseQueries;
import remit.server.web.tell.Accounts;

/**
 * Where a person decides a held case, by page or by API: who may, and whether what they sent is complete. Whether the
 * case is still what they saw is decided where it is written, not here.
 */
public final class ReviewDesk {
    private final WebParts.Catalog catalog;
    private final WebParts.Services services;
    private final CaseQueries queries;
    private final KnownDecisions known;

    public ReviewDesk(WebParts parts, CaseQueries queries) {
        this.catalog = parts.catalog();
        this.services = parts.services();
        this.queries = queries;
        this.known = new KnownDecisions(catalog::process, queries);
    }

    /** Why this caller may not decide this case, or null when they may. */
    @Nullable
    public Problem forbidden(Caller caller, CaseLine line, List<EventLine> events) {
        if (caller.actor().kind() != Actor.Kind.PERSON) {
            return new Problem("RMT-620", line.id(), "only a person decides a held case", "use a person's key");
        }
        if (!caller.may(Role.Permission.REVIEW)) {
            return new Problem(
                    "RMT-621",
                    line.id(),
                    "your roles do not include deciding held cases",
                    "ask an administrator for the role reviewer");
        }
        Optional<Actor> author = Accounts.last(events, "Proposed").map(event -> event.actor());
        if (author.filter(caller.actor()::equals).isPresent()) {
            return new Problem(
                    "RMT-622",
                    line.id(),
                    "you wrote this proposal: its author is never its approver",
                    "let another person decide it");
        }
        Optional<Set<Actor>> rulesBy = Accounts.last(events, "Decided")
                .map(event -> event.versions().text("pack"))
                .flatMap(catalog.version())
                .or(() -> catalog.process(line.process()))
                .map(process -> process.rulesBy());
        if (rulesBy.filter(authors -> authors.contains(caller.actor())).isPresent()) {
            return new Problem(
                    "RMT-623",
                    line.id(),
                    "you wrote the rules that hold this case: their author is never the approver",
                    "let another person decide it");
        }
        return null;
    }

    /** Decisions that a reviewer can choose: what the author considered, then what is usual in this process. */
    public List<String> choices(CaseLine line, List<EventLine> events) {
        return known.choices(line, events);
    }

    /**
     * Reads what was sent: the verb and the fields {@code decision, new_decision, reason_code, reason_text}. Whether the
     * decision is one that the process knows is seen in {@link #decide}.
     */
    public static Checked<ReviewCommand.Outcome> outcome(String verb, Map<String, String> fields) {
        if (verb.equals("approve")) return Checked.ok(new ReviewCommand.Outcome.Approve());
        String word = fields.getOrDefault("reason_code", "");
        Optional<ReviewCommand.Code> code = ReviewCommand.Code.ofWord(word);
        String text = fields.getOrDefault("reason_text", "").strip();
        var problems = new ArrayList<Problem>();
        if (code.isEmpty()) {
            problems.add(new Problem(
                    "RMT-624",
                    "reason_code",
                    word.isEmpty() ? "an override needs a reason" : "\"" + word + "\" is not a reason code",
                    "choose one of "
                            + java.util.Arrays.stream(ReviewCommand.Code.values())
                                    .map(ReviewCommand.Code::word)
                                    .toList()));
        } else if (code.get() == ReviewCommand.Code.OTHER && text.isEmpty()) {
            problems.add(new Problem("RMT-625", "reason_text", "another reason needs words", "say why"));
        }
        if (text.length() > 2000) {
            problems.add(new Problem("RMT-625", "reason_text", "longer than 2000 characters", "shorten it"));
        }
        if (text.codePoints().anyMatch(c -> Character.isISOControl(c) && c != '\n' && c != '\r' && c != '\t')) {
            problems.add(new Problem("RMT-625", "reason_text", "holds a control character", "send it without"));
        }
        String decision = fields.getOrDefault("decision", "").strip();
        String wrong = DecisionText.wrong(decision);
        if (verb.equals("edit") && decision.isEmpty()) {
            problems.add(new Problem("RMT-626", "decision", "no other decision was chosen", "choose one"));
        } else if (verb.equals("edit") && wrong != null) {
            problems.add(new Problem("RMT-626", "decision", wrong, "write it in one line of at most 200 characters"));
        }
        if (!problems.isEmpty()) return Checked.refused(problems);
        var reason = new ReviewCommand.Reason(code.orElseThrow(), text);
        return switch (verb) {
            case "edit" ->
                Checked.ok(new ReviewCommand.Outcome.Edit(decision, fields.containsKey("new_decision"), reason));
            case "reject" -> Checked.ok(new ReviewCommand.Outcome.Reject(reason));
            default ->
                Checked.refused(new Problem("RMT-627", "verb", "\"" + verb + "\"", "use approve, edit or reject"));
        };
    }

    /** Decides: the duties are checked again on what is stored now. */
    public ReviewAnswer decide(Caller caller, CaseLine line, long expectedSeq, ReviewCommand.Outcome outcome) {
        List<EventLine> events = queries.events(line.id());
        Problem forbidden = forbidden(caller, line, events);
        if (forbidden != null) return new ReviewAnswer.Forbidden(forbidden);
        if (line.phase() != Phase.HELD || line.seq() != expectedSeq) return new ReviewAnswer.Overtaken();
        if (outcome instanceof ReviewCommand.Outcome.Edit edit && !edit.isNew()) {
            Problem unknown = known.unknown(line, events, edit.decision());
            if (unknown != null) return new ReviewAnswer.Refused(List.of(unknown));
        }
        return services.review()
                .apply(new ReviewCommand(caller.actor(), line.process(), line.id(), expectedSeq, outcome));
    }
}

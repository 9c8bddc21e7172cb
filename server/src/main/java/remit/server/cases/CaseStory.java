package remit.server.cases;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.casework.CaseState;
import remit.casework.Phase;
import remit.evidence.Event;
import remit.kernel.Json;
import remit.server.store.CaseReader;
import remit.server.store.VersionStore;

/**
 * One case, told from its evidence alone: what happened, who authored, who approved, who is liable. The command line and
 * the API give the same object.
 */
public final class CaseStory {
    private final CaseReader reader;
    private final VersionStore versions;
    private final Function<String, Optional<String>> names;

    /** @param names what a person is called, by the id that evidence keeps; empty for one who left */
    public CaseStory(CaseReader reader, VersionStore versions, Function<String, Optional<String>> names) {
        this.reader = reader;
        this.versions = versions;
        this.names = names;
    }

    /** {@code {case, process, key, phase, at, who{}, inputs{}, currencies{}, timeline[]}}; inputs are null when they were erased. */
    public Json.Obj tell(CaseReader.CaseRow row) {
        List<CaseReader.StoredEvent> events = reader.timeline(row.caseId());
        Json.Obj opening = events.isEmpty() ? null : events.getFirst().payload();
        var timeline = new ArrayList<Json>();
        for (CaseReader.StoredEvent event : events) timeline.add(told(event));
        return Json.object(
                "case", row.caseId(),
                "process", row.process(),
                "key", opening == null ? null : key(opening),
                "phase", row.state().phase().word(),
                "at", row.state().at().toString(),
                "who", who(row),
                "inputs", opening == null ? null : opening.object("inputs"),
                "currencies", opening == null ? null : opening.object("currencies"),
                "timeline", Json.array(timeline));
    }

    private static String key(Json.Obj opening) {
        return String.join(
                "/",
                opening.array("key").stream()
                        .map(part -> ((Json.Str) part).text())
                        .toList());
    }

    /** An amount as a person reads it, {@code 1,965.84 GBP}; empty for an input that is none, or has no known currency. */
    public static Optional<String> amount(Json.Obj currencies, String name, Json value) {
        String currency = currencies.text(name);
        if (currency == null || !(value instanceof Json.Str(String text)) || !text.matches("-?[0-9]+(\\.[0-9]+)?")) {
            return Optional.empty();
        }
        var amount = new BigDecimal(text);
        return Optional.of(String.format(Locale.ROOT, "%,." + amount.scale() + "f", amount) + " " + currency);
    }

    /** {@code {case, author, approver, liable, decision, phase}}: none of the three is ever empty. */
    public Json.Obj who(CaseReader.CaseRow row) {
        CaseState state = row.state();
        CaseState.Settled settled = state.settled();
        CaseState.Proposed proposal = state.proposal();
        List<CaseReader.StoredEvent> events = reader.timeline(row.caseId());
        String approver = settled == null ? null : settled.approver();
        return Json.object(
                "case",
                row.caseId(),
                "phase",
                state.phase().word(),
                "decision",
                settled == null ? null : settled.decision(),
                "author",
                proposal == null
                        ? "none: history, nothing was proposed"
                        : proposal.author().toString(),
                "approver",
                approver == null || state.phase() == Phase.REJECTED || state.phase() == Phase.EXPIRED
                        ? noApprover(state, events)
                        : approver(approver),
                "liable",
                liable(events));
    }

    private String noApprover(CaseState state, List<CaseReader.StoredEvent> events) {
        return switch (state.phase()) {
            case HISTORY -> "none: history, nothing was approved";
            case STOPPED, RETURNED -> "none: it was stopped";
            case REJECTED -> "none: " + rejecter(events) + " rejected it";
            case EXPIRED -> "none: nobody decided in time, so it was rejected as the contract says";
            case OPEN, HELD, CLEARED, APPROVED -> "none yet";
        };
    }

    private String rejecter(List<CaseReader.StoredEvent> events) {
        return events.reversed().stream()
                .map(CaseReader.StoredEvent::event)
                .filter(event -> event.type().equals("Reviewed"))
                .findFirst()
                .map(event -> person(event.actor().toString()))
                .orElse("a person");
    }

    private String approver(String approver) {
        return approver.startsWith("person:") ? person(approver) : "rule:" + approver;
    }

    /** {@code person:p_1a2b (Dana Fox)}: evidence keeps the id, the name may change or be gone. */
    private String person(String actor) {
        String id = actor.substring(actor.indexOf(':') + 1);
        return names.apply(id).map(name -> actor + " (" + name + ")").orElse(actor);
    }

    /** The accountable owner of the contract version that the case was opened under. */
    private String liable(List<CaseReader.StoredEvent> events) {
        String pack =
                events.isEmpty() ? null : events.getFirst().event().versions().text("pack");
        return owner(pack);
    }

    private String owner(@Nullable String pack) {
        return pack == null
                ? "unknown: the case names no pack version"
                : versions.pack(pack)
                        .map(VersionStore.PackVersion::owner)
                        .orElse("unknown: pack version " + pack + " is not in the store");
    }

    private static Json.Obj told(CaseReader.StoredEvent stored) {
        Event event = stored.event();
        return Json.object(
                "seq", event.seq(),
                "type", event.type(),
                "at", event.at().toString(),
                "recorded_at", event.recordedAt().toString(),
                "actor", event.actor().toString(),
                "versions", event.versions(),
                "body", event.body(),
                "payload", stored.payload(),
                "erased", stored.erased(),
                "intact", stored.intact());
    }
}

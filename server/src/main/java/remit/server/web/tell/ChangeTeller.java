package remit.server.web.tell;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.change.Standing;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.catalog.LevelFiles;
import remit.server.changes.Change;
import remit.server.changes.ChangeLook;
import remit.server.changes.ChangeTrial;
import remit.server.web.page.CasePage;
import remit.server.web.page.ChangePage;
import remit.server.web.page.ChangesPage;

/** Tells changes of rules in words. */
public final class ChangeTeller {
    private final UnaryOperator<String> names;
    private final ZoneId zone;
    private final boolean words;

    /** @param names a person's name by their id @param words whether the reader may see what people wrote */
    public ChangeTeller(UnaryOperator<String> names, ZoneId zone, boolean words) {
        this.names = names;
        this.zone = zone;
        this.words = words;
    }

    public ChangesPage page(List<Change> changes) {
        long waiting = changes.stream()
                .filter(change -> change.state().standing() == Standing.SUBMITTED)
                .count();
        String sentence = changes.isEmpty()
                ? "Nobody has proposed a change yet. Open the rules of a process to propose one."
                : waiting == 0
                        ? "No change waits for a second person."
                        : Numbers.of(waiting, "change waits", "changes wait") + " for a second person.";
        return new ChangesPage(sentence, lines(changes));
    }

    public List<ChangesPage.Line> lines(List<Change> changes) {
        return changes.stream().map(this::line).toList();
    }

    private ChangesPage.Line line(Change change) {
        String base = change.state().versions().base();
        return new ChangesPage.Line(
                change.id(),
                subject(change.subject()),
                label(change),
                (base.isEmpty() ? "first version" : shortly(base)) + " → "
                        + shortly(change.state().versions().proposed()),
                !words
                        ? ""
                        : change.reason().isEmpty() ? change.story().getFirst().note() : change.reason(),
                Dates.moment(change.story().getLast().recordedAt(), zone));
    }

    /** A level under the name that people use. */
    public static String subject(String subject) {
        if (subject.equals(LevelFiles.ORGANISATION)) return "the organisation";
        return subject.startsWith("@domain/") ? "domain " + subject.substring(8) : subject;
    }

    private static CasePage.Label label(Change change) {
        if (change.state().suspended() && change.state().standing().open()) {
            return new CasePage.Label("suspended", "■", "stop");
        }
        String word = change.state().standing().word();
        return switch (change.state().standing()) {
            case DRAFT -> new CasePage.Label(word, "○", "neutral");
            case SUBMITTED -> new CasePage.Label("waits for a second person", "◐", "human");
            case APPROVED -> new CasePage.Label("approved, waits for its time", "◐", "human");
            case EFFECTIVE -> new CasePage.Label("in force", "●", "clear");
            case SUPERSEDED, WITHDRAWN -> new CasePage.Label(word, "○", "neutral");
            case ROLLED_BACK, REJECTED -> new CasePage.Label(word, "■", "stop");
        };
    }

    private static String shortly(String sha256) {
        return sha256.substring(0, Math.min(12, sha256.length()));
    }

    /**
     * What a look at a change gave.
     *
     * @param trial what it would have made of past cases
     */
    public record Seen(Checked<ChangeLook> look, Checked<ChangeTrial> trial) {}

    /** One change as this reader sees it. @param errors why what they sent was refused */
    public ChangePage page(Change change, Seen seen, @Nullable Caller reader, List<String> errors) {
        ChangePage.Look look = switch (seen.look()) {
            case Checked.Ok<ChangeLook>(ChangeLook found) -> look(found, seen.trial());
            case Checked.Refused<ChangeLook>(List<Problem> problems) ->
                new ChangePage.Look(
                        List.of(),
                        List.of(),
                        List.of(),
                        "It cannot be looked at: " + problems.getFirst(),
                        List.of(),
                        List.of(),
                        List.of());
        };
        return new ChangePage(
                line(change),
                change.state().versions().proposed(),
                from(change),
                look,
                change.story().stream().map(this::moment).toList(),
                desk(change, reader, errors));
    }

    /** From when it holds, where it is to wait. */
    private String from(Change change) {
        Instant from = change.state().effectiveFrom();
        return from == null ? "" : Dates.moment(from, zone) + " (" + zone + ")";
    }

    private static ChangePage.Look look(ChangeLook look, Checked<ChangeTrial> trial) {
        return new ChangePage.Look(
                look.rules(),
                look.files(),
                look.findings().stream().map(finding -> finding.text()).toList(),
                look.scenarios()
                        .map(result -> Numbers.of(result.passed(), "example passes", "examples pass") + ", "
                                + Numbers.of(result.failed(), "fails", "fail") + ".")
                        .orElse(null),
                look.scenarios()
                        .map(result -> result.outcomes().stream()
                                .filter(outcome -> !outcome.passed())
                                .map(outcome -> outcome.name() + ": " + String.join("; ", outcome.differences()))
                                .toList())
                        .orElse(List.of()),
                trial(trial),
                trial instanceof Checked.Ok<ChangeTrial>(ChangeTrial tried)
                        ? tried.attached().stream().map(ChangeTeller::tried).toList()
                        : List.of());
    }

    private static List<String> trial(Checked<ChangeTrial> trial) {
        return switch (trial) {
            case Checked.Ok<ChangeTrial>(ChangeTrial tried) -> new ChangeTrial(tried.processes(), List.of()).lines(0);
            case Checked.Refused<ChangeTrial>(List<Problem> problems) ->
                List.of("It cannot be tried: " + problems.getFirst());
        };
    }

    private static ChangePage.Tried tried(ChangeTrial.Attached attached) {
        return new ChangePage.Tried(
                attached.caseId(),
                attached.caseId().substring(0, 13),
                side(attached.base()),
                side(attached.proposed()),
                wanted(attached));
    }

    private static ChangePage.Wanted wanted(ChangeTrial.Attached attached) {
        Ruling wanted = attached.wanted();
        return wanted == null
                ? new ChangePage.Wanted("none", "")
                : new ChangePage.Wanted(wanted.word(), attached.fails() ? "fails" : "passes");
    }

    private static CasePage.@Nullable Label side(ChangeTrial.@Nullable Side side) {
        return side == null ? null : Labels.ofCell(side.ruling().word());
    }

    private ChangePage.Moment moment(Change.Moment moment) {
        String who = moment.actor().kind() == Actor.Kind.PERSON
                ? names.apply(moment.actor().id())
                : moment.actor().toString();
        return new ChangePage.Moment(
                what(moment.type()),
                who,
                Dates.moment(moment.recordedAt(), zone),
                words ? moment.note() : "",
                moment.givenUp().text());
    }

    private static String what(String type) {
        return switch (type) {
            case "ChangeDrafted" -> "drafted";
            case "ChangeRevised" -> "revised";
            case "ChangeRebased" -> "carried over to the version in force";
            case "ChangeExpected" -> "its cases given a verdict to get";
            case "ChangeSubmitted" -> "submitted";
            case "ChangeApproved" -> "approved";
            case "ChangeRejected" -> "refused";
            case "ChangeWithdrawn" -> "withdrawn";
            case "ChangeSuspended" -> "suspended: another version came into force";
            case "ChangeTookEffect" -> "came into force";
            case "ChangeSuperseded" -> "superseded by a later change";
            case "ChangeRolledBack" -> "taken back";
            default -> type;
        };
    }

    private static ChangePage.Desk desk(Change change, @Nullable Caller reader, List<String> errors) {
        Standing standing = change.state().standing();
        boolean suspended = change.state().suspended();
        boolean proposes = reader != null && reader.may(Permission.PROPOSE);
        boolean process = LevelFiles.kind(change.subject()).isEmpty();
        String blocked = standing == Standing.SUBMITTED ? blocked(change, reader) : null;
        return new ChangePage.Desk(
                proposes && process && !suspended && (standing == Standing.DRAFT || standing == Standing.SUBMITTED),
                proposes && !suspended && standing == Standing.DRAFT,
                standing == Standing.SUBMITTED && !suspended && blocked == null,
                proposes && standing.open(),
                proposes && suspended && standing.open(),
                blocked,
                errors);
    }

    private static @Nullable String blocked(Change change, @Nullable Caller reader) {
        if (reader == null || !reader.may(Permission.APPROVE_RULES)) return "your roles do not include approving rules";
        return change.state().writers().contains(reader.actor())
                ? "you wrote or submitted it, and whoever does never approves it"
                : null;
    }
}

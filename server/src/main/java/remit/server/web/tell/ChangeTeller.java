package remit.server.web.tell;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import remit.authority.NewlyCleared;
import remit.authority.Ruling;
import remit.change.Standing;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.access.Caller;
import remit.server.access.Role.Permission;
import remit.server.changes.Change;
import remit.server.changes.ChangeLook;
import remit.server.changes.ChangeTrial;
import remit.server.rules.NewlyClearedCheck;
import remit.server.web.page.CasePage;
import remit.server.web.page.ChangePage;
import remit.server.web.page.ChangesPage;

/** Tells changes of rules in words. */
public final class ChangeTeller {
    /** So many past cases are named that get another verdict. */
    private static final int EXAMPLES = 10;

    private final People readers;
    private final ZoneId zone;
    private final boolean words;

    /** @param words whether the reader may see what people wrote */
    public ChangeTeller(People readers, ZoneId zone, boolean words) {
        this.readers = readers;
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
                RuleSubject.name(change.subject()),
                label(change),
                (base.isEmpty() ? "first version" : shortly(base)) + " → "
                        + shortly(change.state().versions().proposed()),
                !words
                        ? ""
                        : change.reason().isEmpty() ? change.story().getFirst().note() : change.reason(),
                Dates.moment(change.story().getLast().recordedAt(), zone));
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
     * @param rules the proposed rules with what is found in them; null where they cannot be looked at
     */
    public record Seen(
            Checked<ChangeLook> look,
            Checked<ChangeTrial> trial,
            @Nullable RulesTeller rules,
            ChangePage.@Nullable WhatIf whatIf) {}

    /** One change as this reader sees it. @param errors why what they sent was refused */
    public ChangePage page(Change change, Seen seen, Caller reader, List<String> errors) {
        return new ChangePage(
                line(change),
                RuleSubject.path(change.subject()),
                look(seen),
                trials(seen.trial()),
                seen.whatIf(),
                new ApprovalTeller(readers, zone).approval(change, failing(seen)),
                change.story().stream().map(this::moment).toList(),
                desk(change, reader, errors));
    }

    /** What it cannot be handed in with. */
    private static ApprovalTeller.Failing failing(Seen seen) {
        long examples = seen.look() instanceof Checked.Ok<ChangeLook>(ChangeLook found)
                ? found.scenarios().map(result -> (long) result.failed()).orElse(0L)
                : 0;
        long cases = seen.trial() instanceof Checked.Ok<ChangeTrial>(ChangeTrial tried)
                ? tried.attached().stream().filter(ChangeTrial.Attached::fails).count()
                : 0;
        return new ApprovalTeller.Failing(examples, cases);
    }

    private static ChangePage.Look look(Seen seen) {
        return switch (seen.look()) {
            case Checked.Ok<ChangeLook>(ChangeLook found) -> look(found, seen.rules(), seen.trial());
            case Checked.Refused<ChangeLook>(List<Problem> problems) ->
                new ChangePage.Look(
                        List.of(),
                        false,
                        List.of(),
                        new ChangePage.Clears("It cannot be looked at.", List.of()),
                        List.of(),
                        "It cannot be looked at: " + problems.getFirst(),
                        List.of(),
                        List.of());
        };
    }

    private static ChangePage.Look look(ChangeLook look, @Nullable RulesTeller rules, Checked<ChangeTrial> trial) {
        var tables = new ArrayList<>(DiffTeller.of(
                look.tables().before(), look.tables().after(), rules == null ? List.of() : rules.tables()));
        tables.addAll(DiffTeller.levels(look.tables().levels()));
        return new ChangePage.Look(
                tables,
                look.rules().isEmpty() && look.files().isEmpty(),
                look.files(),
                clears(look.clears()),
                rules == null ? List.of() : rules.findings(),
                look.scenarios()
                        .map(result -> Numbers.of(result.passed(), "example passes", "examples pass") + ", "
                                + Numbers.of(result.failed(), "fails", "fail") + "."
                                + (result.rowsMoved().isEmpty()
                                        ? ""
                                        : " Of the rows that they expect, " + String.join(", ", result.rowsMoved())
                                                + "."))
                        .orElse(null),
                look.scenarios()
                        .map(result -> result.outcomes().stream()
                                .filter(outcome -> !outcome.passed())
                                .map(outcome -> outcome.name() + ": " + String.join("; ", outcome.differences()))
                                .toList())
                        .orElse(List.of()),
                trial instanceof Checked.Ok<ChangeTrial>(ChangeTrial tried)
                        ? tried.attached().stream().map(ChangeTeller::attached).toList()
                        : List.of());
    }

    private static ChangePage.Clears clears(List<NewlyCleared.Line> lines) {
        String headline = NewlyClearedCheck.headline(lines);
        return new ChangePage.Clears(
                headline.substring(0, 1).toUpperCase(Locale.ROOT) + headline.substring(1) + ".",
                lines.stream().map(NewlyCleared.Line::text).toList());
    }

    private static List<ChangePage.Trial> trials(Checked<ChangeTrial> trial) {
        return switch (trial) {
            case Checked.Ok<ChangeTrial>(ChangeTrial tried) -> {
                if (tried.processes().isEmpty()) yield List.of(untried("It binds no process."));
                yield tried.processes().stream().map(ChangeTeller::trial).toList();
            }
            case Checked.Refused<ChangeTrial>(List<Problem> problems) ->
                List.of(untried("It cannot be tried: " + problems.getFirst()));
        };
    }

    private static ChangePage.Trial untried(String why) {
        return new ChangePage.Trial(why, List.of(), List.of(), List.of());
    }

    private static ChangePage.Trial trial(ChangeTrial.OfProcess tried) {
        String sentence = tried.process() + ": " + Numbers.count(tried.changed()) + " of the last "
                + Numbers.of(tried.compared(), "case decides", "cases decide") + " otherwise.";
        var notes = new ArrayList<String>();
        if (tried.erased() > 0) notes.add(Numbers.count(tried.erased()) + " more are erased");
        tried.untold().forEach((why, count) -> notes.add(Numbers.count(count) + " more cannot be compared: " + why));
        return new ChangePage.Trial(
                sentence,
                tried.moves().stream().map(ChangeTeller::move).toList(),
                notes,
                tried.examples().stream()
                        .limit(EXAMPLES)
                        .map(each -> tried(each.caseId(), each.from(), each.to()))
                        .toList());
    }

    private static ChangePage.Move move(ChangeTrial.Move move) {
        String worth = move.count() == move.unpriced()
                ? ""
                : Numbers.plain(move.sum())
                        + (move.currency().isEmpty() ? "" : " " + move.currency())
                        + (move.unpriced() == 0 ? "" : ", " + Numbers.count(move.unpriced()) + " without an amount");
        return new ChangePage.Move(
                Labels.ofCell(move.from().word()), Labels.ofCell(move.to().word()), Numbers.count(move.count()), worth);
    }

    private static ChangePage.Tried tried(
            String id, ChangeTrial.@Nullable Side before, ChangeTrial.@Nullable Side after) {
        return new ChangePage.Tried(id, id.substring(0, Math.min(13, id.length())), side(before), side(after));
    }

    private static ChangePage.Attached attached(ChangeTrial.Attached attached) {
        Ruling wanted = attached.wanted();
        return new ChangePage.Attached(
                tried(attached.caseId(), attached.base(), attached.proposed()),
                wanted == null
                        ? new ChangePage.Wanted("none", "")
                        : new ChangePage.Wanted(wanted.word(), attached.fails() ? "fails" : "passes"));
    }

    private static CasePage.@Nullable Label side(ChangeTrial.@Nullable Side side) {
        return side == null ? null : Labels.ofCell(side.ruling().word());
    }

    private ChangePage.Moment moment(Change.Moment moment) {
        return new ChangePage.Moment(
                what(moment.type()),
                readers.name(moment.actor()),
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

    private ChangePage.Desk desk(Change change, Caller reader, List<String> errors) {
        Standing standing = change.state().standing();
        boolean suspended = change.state().suspended();
        boolean proposes = reader.may(Permission.PROPOSE);
        boolean submitted = standing == Standing.SUBMITTED;
        String blocked = submitted ? blocked(change, reader) : null;
        return new ChangePage.Desk(
                proposes && !suspended && (standing == Standing.DRAFT || standing == Standing.SUBMITTED),
                proposes && !suspended && standing == Standing.DRAFT,
                submitted && !suspended && blocked == null,
                submitted && !suspended && second(change, reader),
                proposes && standing.open(),
                proposes && suspended && standing.open(),
                blocked,
                errors);
    }

    private @Nullable String blocked(Change change, Caller reader) {
        if (!reader.may(Permission.APPROVE_RULES)) return "your roles do not include approving rules";
        return second(change, reader)
                ? readers.ties().get().tie(reader.actor(), change.state()).orElse(null)
                : "you wrote or submitted it, and whoever does never approves it";
    }

    /** Whether this reader is another than whoever wrote it: that is enough to refuse it. */
    private static boolean second(Change change, Caller reader) {
        return reader.may(Permission.APPROVE_RULES) && !change.state().writers().contains(reader.actor());
    }
}

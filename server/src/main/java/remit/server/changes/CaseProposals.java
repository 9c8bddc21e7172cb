package remit.server.changes;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import remit.authority.AuthorityTable;
import remit.authority.Ruling;
import remit.decision.Decider;
import remit.decision.Decision;
import remit.decision.PastCase;
import remit.dmn.TableText;
import remit.kernel.CheckResult;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.rules.Analysis;
import remit.rules.Finding;
import remit.rules.HitPolicy;
import remit.server.access.Role.Permission;
import remit.server.catalog.PublishedProcess;
import remit.server.packs.PackFile;

/**
 * From a case to a draft that would have decided it otherwise: the rules in force with one cell wider, or one row more, and
 * the case attached with those that were treated alike, each with the verdict that it should get where somebody said so. Nothing is in force by it: it is submitted and approved like every
 * change. Safe for use by many threads.
 */
public final class CaseProposals {
    private final Changes changes;
    private final Changes.Parts parts;
    private final PastCases past;

    /** What somebody wants. @param wanted the verdict that the case should have got @param note why, in their own words */
    public record Wish(String caseId, Ruling wanted, String note) {}

    public CaseProposals(Changes changes, Changes.Parts parts) {
        this.changes = changes;
        this.parts = parts;
        this.past = new PastCases(parts.source());
    }

    /** The draft, or why the table cannot give the case that verdict. */
    public Checked<Change> propose(Participant who, Wish wish) {
        return who.with(Permission.PROPOSE)
                .then(_ -> noted(wish.note()))
                .then(_ -> decided(wish.caseId()))
                .then(item -> inForce(item).then(process -> propose(who, wish, new On(item, process))));
    }

    /** A case and the version in force. */
    private record On(PastCase item, PublishedProcess process) {}

    private static Checked<String> noted(String note) {
        return note.isBlank()
                ? Checked.refused(
                        new Problem("RMT-138", "note", "no reason is given", "say why the rules should change"))
                : Checked.ok(note);
    }

    private Checked<PastCase> decided(String id) {
        Optional<PastCase> found = past.find(id);
        return found.map(Checked::ok).orElseGet(() -> refused(id, "was never decided", "name a case that was"));
    }

    private Checked<PublishedProcess> inForce(PastCase item) {
        return parts.catalog()
                .latest(item.process())
                .orElseGet(
                        () -> refused(item.process(), "no version of it is in force", "run or serve its folder first"));
    }

    private Checked<Change> propose(Participant who, Wish wish, On on) {
        return switch (on.item.asked(on.process.pinned())) {
            case PastCase.Asked.Erased() ->
                refused(wish.caseId(), "its details were erased", "take a case whose details are still there");
            case PastCase.Asked.Untold(String why) ->
                refused(wish.caseId(), "cannot be decided anew: " + why, "take a case that came in later");
            case PastCase.Asked.Ready ready -> {
                Decision now = Decider.decide(ready.facts(), ready.answer(), on.process.pinned());
                if (now.ruling() == wish.wanted()) {
                    yield Checked.refused(new Problem(
                            "RMT-153",
                            wish.caseId(),
                            "the rules in force already say " + wish.wanted().word() + " of it: " + now.reason(),
                            "name another verdict, or nothing has to change"));
                }
                yield table(wish, on, ready).then(xml -> draft(who, wish, on, xml));
            }
        };
    }

    private Checked<Change> draft(Participant who, Wish wish, On on, byte[] table) {
        var alike = new LookAlikes(on.item, on.process.pinned());
        past.each(on.process.id(), Trials.USUAL, alike::add);
        var cases = new ArrayList<String>();
        cases.add(on.item.id());
        cases.addAll(alike.ids());
        Map<String, Ruling> wanted = past.reviewed(cases);
        wanted.put(on.item.id(), wish.wanted());
        var attached = new Change.Cases(cases, wanted);
        return changes.draft(who, new Proposal.Table(on.process.id(), table), attached, wish.note())
                .then(change -> {
                    if (change.state().versions().base().equals(on.process.sha256())) return Checked.ok(change);
                    // Another version came into force meanwhile, and this table would silently take it back.
                    return changes.withdraw(who, change.id())
                            .then(_ ->
                                    refused(on.process.id(), "another version came into force meanwhile", "try again"));
                });
    }

    /** The first table that gives the case the verdict. */
    private Checked<byte[]> table(Wish wish, On on, PastCase.Asked.Ready ready) {
        return TableDraft.of(on.process, PastCase.seen(ready, on.process.pinned()))
                .then(draft -> {
                    for (TableText wider : draft.widened(wish.wanted())) {
                        Checked<byte[]> tried = draft.bytes(wider).then(xml -> tried(wish, on, xml));
                        if (tried instanceof Checked.Ok<byte[]>) return tried;
                    }
                    return draft.withOwnRow(wish.wanted()).then(draft::bytes).then(xml -> tried(wish, on, xml));
                });
    }

    private Checked<byte[]> tried(Wish wish, On on, byte[] xml) {
        return parts.catalog().propose(on.process.id(), files(on.process, xml)).then(proposed -> {
            Optional<Problem> contradiction =
                    contradiction(on.process.pinned().table(), proposed.pinned().table());
            if (contradiction.isPresent()) return Checked.refused(contradiction.get());
            if (!(on.item.asked(proposed.pinned()) instanceof PastCase.Asked.Ready ready)) {
                return refused(wish.caseId(), "cannot be decided anew", "take another case");
            }
            Decision then = Decider.decide(ready.facts(), ready.answer(), proposed.pinned());
            return then.ruling() == wish.wanted() ? Checked.ok(xml) : Checked.refused(outOfReach(wish, then));
        });
    }

    private static List<PackFile> files(PublishedProcess process, byte[] table) {
        String path = process.pack().table().path();
        var files = new ArrayList<>(process.pack().files());
        files.removeIf(file -> file.path().equals(path));
        files.add(new PackFile(path, table));
        return files;
    }

    /** Rows that contradict each other where the table allows one to speak, or wants all to agree. */
    private static Optional<Problem> contradiction(AuthorityTable before, AuthorityTable after) {
        if (after.hitPolicy() != HitPolicy.UNIQUE && after.hitPolicy() != HitPolicy.ANY) return Optional.empty();
        Set<String> had = new HashSet<>(overlaps(before));
        return overlaps(after).stream()
                .filter(overlap -> !had.contains(overlap))
                .findFirst()
                .map(overlap -> TableDraft.problem(
                        "the table's hit policy is " + after.hitPolicy().attribute() + ", and then " + overlap));
    }

    private static List<String> overlaps(AuthorityTable table) {
        return Analysis.of(table.tables().getLast()).stream()
                .flatMap(finding -> switch (finding) {
                    case Finding.Overlap overlap ->
                        java.util.stream.Stream.of(
                                "rows " + overlap.row() + " and " + overlap.other() + " match at once");
                    case Finding.More more
                    when more.kind().equals("overlap") ->
                        java.util.stream.Stream.of(more.count() + " more rows match at once");
                    case Finding.More _, Finding.Gap _, Finding.Masked _, Finding.NeverMatches _, Finding.Undecided _ ->
                        java.util.stream.Stream.of();
                })
                .toList();
    }

    /** A check that the table does not make stands in the way, or another row does. */
    private static Problem outOfReach(Wish wish, Decision then) {
        Optional<CheckResult> other = then.checks().stream()
                .filter(check -> check.verdict() == then.verdict())
                .filter(check -> check.reason().equals(then.reason()))
                .findFirst();
        String check = other.map(CheckResult::check).orElse("authority");
        boolean own = check.equals("authority");
        return new Problem(
                "RMT-154",
                wish.caseId(),
                "a row alone does not give it " + wish.wanted().word() + ": " + check + " says "
                        + then.ruling().word() + ", " + then.reason(),
                own
                        ? "edit the table, then remit rules draft FILE --process PROCESS"
                        : "change what the check " + check + " rests on, in the pack or in the level above");
    }

    private static <T> Checked<T> refused(String place, String what, String fix) {
        return Checked.refused(new Problem("RMT-152", place, what, fix));
    }
}

package remit.server.changes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.decision.GovernanceLoosened;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.process.ProcessContract;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.catalog.ScenarioSuite;
import remit.server.packs.PackFile;

/** Makes stored, compiled versions of what people propose: what cannot be put in force cannot be drafted either. */
final class Proposals {
    private static final String TABLE = "authority.dmn";

    private final Changes.Parts parts;

    Proposals(Changes.Parts parts) {
        this.parts = parts;
    }

    /** Stores the version that this proposes. @return its hash */
    Checked<String> keep(Proposal proposal) {
        return switch (proposal) {
            case Proposal.Folder(var pack) ->
                parts.catalog()
                        .propose(pack.folder(), pack.files())
                        .then(made -> standing(made.id())
                                .then(now -> GovernanceLoosened.of(now.pinned(), made.pinned())
                                                .isEmpty()
                                        ? approved(now)
                                        : Checked.ok(now))
                                .then(_ -> keep(Checked.ok(made))));
            case Proposal.Table table ->
                compiled(table)
                        .then(made -> inForce(table.process())
                                .then(now -> made.sameRules(now) ? same(table.process()) : keep(Checked.ok(made))));
            case Proposal.OfLevel level ->
                named(level.subject()).then(subject -> parts.catalog().keepLevel(subject, level.dmnXml(), now()));
        };
    }

    private static <T> Checked<T> same(String process) {
        return Checked.refused(
                new Problem("RMT-151", process, "this is what is in force: nothing would change", "change something"));
    }

    /** The version that a change would propose with this instead; a table alone leaves its other files as they are. */
    Checked<String> keep(Change change, Proposal proposal) {
        if (!(proposal instanceof Proposal.Table table)) return keep(proposal);
        return parts.catalog()
                .stored(change.state().versions().proposed())
                .then(mine -> keep(parts.catalog()
                        .propose(table.process(), with(mine.pack().files(), table.dmnXml()))));
    }

    /** A table in place of the one in force. */
    Checked<PublishedProcess> compiled(Proposal.Table table) {
        return inForce(table.process())
                .then(process -> parts.catalog()
                        .propose(table.process(), with(process.pack().files(), table.dmnXml())));
    }

    /** A domain that no contract can name would bind nobody. */
    private static Checked<String> named(String subject) {
        if (LevelFiles.nameable(subject)) return Checked.ok(subject);
        return Checked.refused(new Problem(
                "RMT-156",
                subject,
                "a contract cannot name this domain",
                "write governance.domain of the contracts: small letters, digits and hyphens"));
    }

    private Instant now() {
        return parts.clock().instant();
    }

    private Checked<String> keep(Checked<PublishedProcess> proposed) {
        return proposed.map(process -> {
            parts.catalog().keep(process, now());
            return process.sha256();
        });
    }

    /** The version in force of a process whose rules are changed here. */
    private Checked<PublishedProcess> inForce(String process) {
        return standing(process).then(Proposals::approved);
    }

    /** The version in force, however it changes. */
    private Checked<PublishedProcess> standing(String process) {
        return parts.catalog()
                .latest(process)
                .orElseGet(() -> Checked.refused(new Problem(
                        "RMT-144",
                        process,
                        "no version of it is in force here",
                        "run or serve its folder first: the first version needs no approval")));
    }

    /** Of a process that takes its changes from files only what loosens its governance is approved. */
    private static Checked<PublishedProcess> approved(PublishedProcess process) {
        return process.contract().governance().changes() == ProcessContract.Changes.APPROVED
                ? Checked.ok(process)
                : Checked.refused(new Problem(
                        "RMT-143",
                        process.id(),
                        "its contract takes changes from files",
                        "publish its folder by running or serving it; or write governance.changes: approved"));
    }

    private static List<PackFile> with(List<PackFile> files, byte[] table) {
        var all = new ArrayList<>(files);
        all.removeIf(file -> file.path().equals(TABLE));
        all.add(new PackFile(TABLE, table));
        return all;
    }

    /** What a change proposes, carried over to the version in force: every file that it changed, all else as it is now. */
    Checked<String> carriedOver(Change change) {
        if (LevelFiles.kind(change.subject()).isPresent()) return clash(change, TABLE);
        return standing(change.subject())
                .then(now -> parts.catalog()
                        .stored(change.state().versions().base())
                        .then(base -> parts.catalog()
                                .stored(change.state().versions().proposed())
                                .then(mine -> {
                                    Map<String, PackFile> old = files(base);
                                    Map<String, PackFile> merged = files(now);
                                    var clashes = new ArrayList<String>();
                                    var paths = new TreeMap<>(old);
                                    paths.putAll(files(mine));
                                    for (String path : paths.keySet()) {
                                        PackFile wanted = files(mine).get(path);
                                        if (same(old.get(path), wanted)) continue;
                                        if (!same(old.get(path), merged.get(path)) && !same(wanted, merged.get(path)))
                                            clashes.add(path);
                                        if (wanted == null) merged.remove(path);
                                        else merged.put(path, wanted);
                                    }
                                    if (!clashes.isEmpty()) return clash(change, String.join(", ", clashes));
                                    return keep(
                                            parts.catalog().propose(change.subject(), List.copyOf(merged.values())));
                                })));
    }

    private static <T> Checked<T> clash(Change change, String files) {
        return Checked.refused(new Problem(
                "RMT-142",
                change.id(),
                "the version in force changed the same: " + files,
                "withdraw it and draft it again on the version in force"));
    }

    private static Map<String, PackFile> files(PublishedProcess process) {
        return process.pack().files().stream()
                .filter(file -> !file.path().startsWith("levels/"))
                .collect(Collectors.toMap(PackFile::path, file -> file, (first, _) -> first, TreeMap::new));
    }

    private static boolean same(@Nullable PackFile left, @Nullable PackFile right) {
        return left == null ? right == null : right != null && Objects.equals(left.sha256(), right.sha256());
    }

    /**
     * The scenarios of the proposed version that fail under its own rules: those above it are no matter of its examples.
     *
     * @return one problem each
     */
    Checked<List<Problem>> failing(Change change) {
        if (LevelFiles.kind(change.subject()).isPresent()) return Checked.ok(List.of());
        return parts.catalog()
                .stored(change.state().versions().base())
                .then(base -> parts.catalog()
                        .stored(change.state().versions().proposed())
                        .then(process -> ScenarioSuite.ownOf(process, base)))
                .map(result -> result.outcomes().stream()
                        .filter(outcome -> !outcome.passed())
                        .map(outcome -> new Problem(
                                "RMT-139",
                                outcome.place() + " \"" + outcome.name() + "\"",
                                String.join("; ", outcome.differences()),
                                "change the rules, or the example with them, or say that it no longer holds"))
                        .toList());
    }
}

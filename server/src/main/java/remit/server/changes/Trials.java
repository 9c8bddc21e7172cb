package remit.server.changes;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import remit.authority.AuthorityTable;
import remit.decision.Level;
import remit.decision.PastCase;
import remit.decision.Pinned;
import remit.kernel.Checked;
import remit.server.catalog.Catalog;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;

/**
 * Tries rules on the cases that were decided before: what a change would have made of them, which rows and gaps of a table
 * they meet. Reads evidence and writes nothing; nobody's verdict changes by it. Safe for use by many threads.
 */
public final class Trials {
    /** How many past cases are looked at where nobody says otherwise. */
    public static final int USUAL = 5_000;

    private final Changes.Parts parts;
    private final PastCases past;

    public Trials(Changes.Parts parts) {
        this.parts = parts;
        this.past = new PastCases(parts.source());
    }

    /** A change on the newest past cases, and on those that it was drafted for. @param most so many of each process */
    public Checked<ChangeTrial> of(Change change, int most) {
        return versions(change).map(all -> {
            var processes = new ArrayList<ChangeTrial.OfProcess>();
            for (TrialTally.Versions each : all.values()) {
                var tally = new TrialTally(each);
                past.each(each.process(), most, tally::add);
                processes.add(tally.result());
            }
            return new ChangeTrial(processes, attached(change, all));
        });
    }

    /** A case that was decided, as evidence keeps it; empty for one that is not known, not decided, or history. */
    public Optional<PastCase> past(String caseId) {
        return past.find(caseId);
    }

    /** A change on the cases that it was drafted for alone. */
    Checked<List<ChangeTrial.Attached>> attached(Change change) {
        return change.cases().isEmpty()
                ? Checked.ok(List.of())
                : versions(change).map(all -> attached(change, all));
    }

    private List<ChangeTrial.Attached> attached(Change change, Map<String, TrialTally.Versions> all) {
        return change.cases().stream()
                .map(id -> attached(id, all).wanting(change.attached().wanted().get(id)))
                .toList();
    }

    /** How the newest past cases of a process meet a table: its own or one that somebody thinks of. */
    public TableHistory history(PublishedProcess process, AuthorityTable table, int most) {
        var tally = new TableTally(process, table, parts.catalog().findings().of(table));
        past.each(process.id(), most, tally::add);
        return tally.result();
    }

    /** {@link #history(PublishedProcess, AuthorityTable, int)} over the usual number of cases. */
    public TableHistory history(PublishedProcess process, AuthorityTable table) {
        return history(process, table, USUAL);
    }

    private ChangeTrial.Attached attached(String id, Map<String, TrialTally.Versions> all) {
        Optional<PastCase> found = past.find(id);
        if (found.isEmpty()) return new ChangeTrial.Attached(id, null, null, "no decided case has this id", null);
        TrialTally.Versions versions = all.get(found.get().process());
        return versions == null
                ? TrialTally.without(found.get(), "the change does not bind its process")
                : new TrialTally(versions).attached(found.get());
    }

    /** Base and proposal of every process that the change is about, by its id. */
    private Checked<Map<String, TrialTally.Versions>> versions(Change change) {
        String base = change.state().versions().base();
        String proposed = change.state().versions().proposed();
        Catalog catalog = parts.catalog();
        Optional<Level.Kind> kind = LevelFiles.kind(change.subject());
        if (kind.isPresent()) return bound(change.subject(), kind.get(), base, proposed);
        return catalog.stored(base)
                .then(was -> catalog.stored(proposed)
                        .map(is -> Map.of(is.id(), new TrialTally.Versions(is.id(), was.pinned(), is.pinned()))));
    }

    private Checked<Map<String, TrialTally.Versions>> bound(
            String subject, Level.Kind kind, String base, String proposed) {
        Catalog catalog = parts.catalog();
        Checked<Optional<Level>> before = base.isEmpty()
                ? Checked.ok(Optional.empty())
                : catalog.levelTable(base)
                        .then(table -> Level.read(kind, table, kind.word() + ".dmn"))
                        .map(Optional::of);
        return before.then(was -> catalog.levelTable(proposed).then(table -> {
            var all = new LinkedHashMap<String, TrialTally.Versions>();
            for (String id : parts.versions().published()) {
                if (LevelFiles.kind(id).isPresent()) continue;
                switch (catalog.bound(id, subject, kind, table)) {
                    case Checked.Refused<Optional<PublishedProcess>>(var problems) -> {
                        return Checked.refused(problems);
                    }
                    case Checked.Ok<Optional<PublishedProcess>>(Optional<PublishedProcess> process) ->
                        process.ifPresent(found -> all.put(
                                id, new TrialTally.Versions(id, under(found.pinned(), kind, was), found.pinned())));
                }
            }
            return Checked.ok(all);
        }));
    }

    /** The same process under another table of one level, or under none. */
    private static Pinned under(Pinned pinned, Level.Kind kind, Optional<Level> level) {
        var levels = new ArrayList<Level>();
        for (Level.Kind each : Level.Kind.values()) {
            if (each == kind) level.ifPresent(levels::add);
            else pinned.levels().stream().filter(other -> other.kind() == each).forEach(levels::add);
        }
        return pinned.under(levels);
    }
}

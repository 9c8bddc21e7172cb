package remit.server.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import remit.change.ChangeEvent;
import remit.change.Standing;
import remit.decision.Level;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.access.Acting;
import remit.server.catalog.Catalog;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.store.ProcessWrite;

/** The events that put a version in force, of a process, or of a level and with it of every process that it binds. */
final class Forcing {
    private final Changes.Parts parts;
    private final ChangeReader reader;

    Forcing(Changes.Parts parts, ChangeReader reader) {
        this.parts = parts;
        this.reader = reader;
    }

    /**
     * @param sha256 the version to put in force
     * @param why fields for the event, so that it names the change or the rollback behind it
     */
    Checked<List<ProcessWrite.Step>> steps(String subject, String sha256, Acting acting, Json.Obj why) {
        Optional<Level.Kind> kind = LevelFiles.kind(subject);
        if (kind.isEmpty()) return process(sha256, acting, why);
        return parts.catalog()
                .levelTable(sha256)
                .then(table -> level(subject, sha256, acting, why)
                        .then(first -> bound(subject, kind.get(), table, acting, why)
                                .map(rest -> {
                                    var all = new ArrayList<ProcessWrite.Step>();
                                    all.add(first);
                                    all.addAll(rest);
                                    return all;
                                })));
    }

    private Checked<List<ProcessWrite.Step>> process(String sha256, Acting acting, Json.Obj why) {
        Catalog catalog = parts.catalog();
        return catalog.stored(sha256)
                .then(found -> catalog.propose(found.id(), found.pack().files()))
                .map(process -> {
                    catalog.keep(process, parts.clock().instant());
                    return List.of(catalog.published(process, acting, why));
                });
    }

    private Checked<ProcessWrite.Step> level(String subject, String sha256, Acting acting, Json.Obj why) {
        long seq = parts.versions().inForce(subject).seq() + 1;
        return Checked.ok(new ProcessWrite.Step(
                subject,
                new ProcessWrite.Place("force/" + subject, seq),
                "LevelPublished",
                acting.actor(),
                Json.object("pack", sha256),
                acting.sign(why),
                null));
    }

    /** A copy for every process that the level binds: one that could not take it keeps the level from taking effect. */
    private Checked<List<ProcessWrite.Step>> bound(
            String subject, Level.Kind kind, byte[] table, Acting acting, Json.Obj why) {
        var steps = new ArrayList<ProcessWrite.Step>();
        var problems = new ArrayList<Problem>();
        for (String id : parts.versions().published()) {
            if (LevelFiles.kind(id).isPresent()) continue;
            Checked<Optional<PublishedProcess>> copy = parts.catalog().bound(id, subject, kind, table);
            problems.addAll(copy.problems());
            if (copy instanceof Checked.Ok<Optional<PublishedProcess>>(Optional<PublishedProcess> process)) {
                process.ifPresent(found -> {
                    parts.catalog().keep(found, parts.clock().instant());
                    steps.add(parts.catalog().published(found, acting, why));
                });
            }
        }
        return problems.isEmpty() ? Checked.ok(steps) : Checked.refused(problems);
    }

    /** The change by which the version in force came into force; empty where none did. */
    Optional<Change> standing(String subject) {
        return reader.of(subject).stream()
                .filter(change -> change.state().standing() == Standing.EFFECTIVE)
                .findFirst();
    }

    /** The next event of a change. */
    static ProcessWrite.Step step(Change change, ChangeEvent event, Actor by, String note) {
        return step(change.id(), change.subject(), change.state().seq() + 1, new Said(event, List.of(), by, note));
    }

    /** An event of a change with what belongs to it. */
    record Said(ChangeEvent event, List<String> cases, Actor by, String note) {}

    static ProcessWrite.Step step(String id, String subject, long seq, Said said) {
        Json.Obj body = said.event().body().with("change", Json.of(id));
        return new ProcessWrite.Step(
                subject,
                new ProcessWrite.Place("change/" + id, seq),
                said.event().type(),
                said.by(),
                Json.EMPTY,
                said.cases().isEmpty() ? body : body.with("cases", Json.strings(said.cases())),
                said.note().isEmpty() ? null : Json.object("note", said.note()));
    }
}

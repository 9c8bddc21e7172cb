package remit.server.changes;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
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
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore.InForce;

/** The events that put a version in force, of a process, or of a level and with it of every process that it binds. */
final class Forcing {
    /** The code of the refusal of what was overtaken. */
    static final String MOVED = "RMT-147";

    private final Changes.Parts parts;
    private final ChangeReader reader;

    Forcing(Changes.Parts parts, ChangeReader reader) {
        this.parts = parts;
        this.reader = reader;
    }

    /** A version that is to be in force. @param on what was in force when that was decided */
    record Aim(String subject, String sha256, InForce on) {}

    /**
     * What putting a version of this in force goes by beside it: of a process the levels above it, of a level every process,
     * so that none comes in beside it. To be asked before anything else.
     */
    ProcessWrite.Ground ground(String subject) {
        return LevelFiles.kind(subject).isPresent() ? parts.versions().ground("") : LevelFiles.ground(parts.versions());
    }

    /**
     * @param aim the version to put in force
     * @param why fields for the event, so that it names the change or the rollback behind it
     */
    Checked<List<ProcessWrite.Step>> steps(Aim aim, Acting acting, Json.Obj why) {
        String subject = aim.subject();
        Optional<Level.Kind> kind = LevelFiles.kind(subject);
        if (kind.isEmpty()) return process(aim, acting, why);
        return parts.catalog()
                .levelTable(aim.sha256())
                .then(table -> level(aim, acting, why)
                        .then(first -> bound(subject, kind.get(), table, acting, why)
                                .map(rest -> {
                                    var all = new ArrayList<ProcessWrite.Step>();
                                    all.add(first);
                                    all.addAll(rest);
                                    return all;
                                })));
    }

    private Checked<List<ProcessWrite.Step>> process(Aim aim, Acting acting, Json.Obj why) {
        Catalog catalog = parts.catalog();
        return catalog.stored(aim.sha256())
                .then(found -> catalog.propose(found.id(), found.pack().files()))
                .map(process -> {
                    catalog.keep(process, parts.clock().instant());
                    return List.of(catalog.published(process, aim.on(), acting, why));
                });
    }

    private Checked<ProcessWrite.Step> level(Aim aim, Acting acting, Json.Obj why) {
        return Checked.ok(new ProcessWrite.Step(
                aim.subject(),
                new ProcessWrite.Place("force/" + aim.subject(), aim.on().seq() + 1),
                "LevelPublished",
                acting.actor(),
                Json.object("pack", aim.sha256()),
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
            InForce on = parts.versions().inForce(id);
            Checked<Optional<PublishedProcess>> copy = parts.catalog().bound(id, subject, kind, table);
            problems.addAll(copy.problems());
            if (copy instanceof Checked.Ok<Optional<PublishedProcess>>(Optional<PublishedProcess> process)) {
                process.ifPresent(found -> {
                    parts.catalog().keep(found, parts.clock().instant());
                    steps.add(parts.catalog().published(found, on, acting, why));
                });
            }
        }
        return problems.isEmpty() ? Checked.ok(steps) : Checked.refused(problems);
    }

    Checked<Boolean> commit(List<ProcessWrite.Step> steps) {
        return commit(steps, null);
    }

    Checked<Boolean> commit(List<ProcessWrite.Step> steps, ProcessWrite.@Nullable Ground ground) {
        try {
            EvidenceLog.await(parts.log().append(new ProcessWrite(parts.clock().instant(), steps, null, ground)));
            return Checked.ok(true);
        } catch (ConflictException moved) {
            return Checked.refused(moved("change"));
        }
    }

    /** Somebody was quicker. */
    static Problem moved(String place) {
        return new Problem(MOVED, place, "somebody moved it, or the version in force, meanwhile", "read it again");
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

    /** A submission. @param givenUp what fails under the proposed version and is said to hold no longer */
    static ProcessWrite.Step step(Change change, ChangeEvent event, Actor by, String note, Change.GivenUp givenUp) {
        ProcessWrite.Step plain = step(change, event, by, note);
        Json.Obj body = plain.body();
        if (givenUp.examples() > 0) body = body.with("examples_given_up", Json.of(givenUp.examples()));
        if (!givenUp.cases().isEmpty()) body = body.with("cases_given_up", Json.strings(givenUp.cases()));
        return new ProcessWrite.Step(
                plain.process(), plain.place(), plain.type(), plain.actor(), plain.versions(), body, plain.payload());
    }

    /** An event of a change with what belongs to it. */
    record Said(ChangeEvent event, List<String> cases, Actor by, String note) {}

    /** The first events of a change. @param wanted which verdict its cases should get, by their ids */
    static List<ProcessWrite.Step> drafted(String id, String subject, Said said, Map<String, Ruling> wanted) {
        ProcessWrite.Step first = step(id, subject, 1, said);
        if (wanted.isEmpty()) return List.of(first);
        var words = new HashMap<String, String>();
        wanted.forEach((each, ruling) -> words.put(each, ruling.word()));
        var expected = new Said(new ChangeEvent.Expected(words), List.of(), said.by(), "");
        return List.of(first, step(id, subject, 2, expected));
    }

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

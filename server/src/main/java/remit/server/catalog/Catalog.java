package remit.server.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import remit.decision.GovernanceLoosened;
import remit.decision.Level;
import remit.decision.Pinned;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Keyring;
import remit.kernel.Problem;
import remit.process.ProcessContract;
import remit.process.ProcessContract.Person;
import remit.server.access.Acting;
import remit.server.packs.Pack;
import remit.server.packs.PackFile;
import remit.server.packs.PackReader;
import remit.server.store.ConflictException;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore;
import remit.server.store.VersionStore.InForce;

/**
 * Compiles packs, publishes them, and finds them again by their hash. Of a process whose contract wants approved changes
 * the folder counts once: from its first publication on, another version comes into force by change control alone. So does
 * one of any process that would loosen what governs it.
 */
public final class Catalog {
    /** The code of the refusal of a folder whose rules nobody approved. */
    public static final String UNAPPROVED = "RMT-140";

    private static final int TRIES = 5;

    private final VersionStore versions;
    private final EvidenceLog log;
    private final Keyring keyring;
    /** A version never changes, so what was compiled once stays right. */
    private final ConcurrentHashMap<String, PublishedProcess> compiled = new ConcurrentHashMap<>();

    private final KnownFindings findings = new KnownFindings();

    public Catalog(VersionStore versions, EvidenceLog log, Keyring keyring) {
        this.versions = versions;
        this.log = log;
        this.keyring = keyring;
    }

    /** What is found in tables, once for each. */
    public KnownFindings findings() {
        return findings;
    }

    /** Compiles a pack without publishing it: what `remit test` and publication share. */
    public static Checked<Pinned> compile(Pack pack) {
        Pack.Versions parts = pack.versions();
        Checked<Pinned> own = Pinned.of(
                pack.contract(),
                pack.intake(),
                pack.table().bytes(),
                pack.folder() + "/" + pack.table().path(),
                Json.object("pack", parts.pack(), "contract", parts.contract(), "intake", parts.intake()));
        return own.then(pinned -> LevelFiles.read(pack.files(), pack.folder()).map(pinned::under));
    }

    /**
     * What a folder amounts to here.
     *
     * @param process the version that decides when this folder is run
     * @param fresh whether it is to be published first, because it is not in force yet
     * @param on what was in force when this was found
     */
    public record Resolved(PublishedProcess process, boolean fresh, On on) {}

    /** What was in force of a process, and how far the levels above it had come before anybody looked. */
    public record On(InForce standing, ProcessWrite.Ground levels) {}

    /** Which version decides when this folder is run or served: itself, or the one in force. Publishes nothing. */
    public Checked<Resolved> resolve(Pack folder) {
        // Asked before the levels are read: one that comes into force meanwhile must not be missed.
        ProcessWrite.Ground levels = LevelFiles.ground(versions);
        return PackReader.read(folder.folder(), LevelFiles.under(folder, versions))
                .then(this::compiled)
                .then(process -> {
                    var on = new On(versions.inForce(process.id()), levels);
                    if (!on.standing().exists()) return Checked.ok(new Resolved(process, true, on));
                    if (on.standing().sha256().equals(process.sha256()))
                        return Checked.ok(new Resolved(process, false, on));
                    return stored(on.standing().sha256()).then(now -> beside(process, now, on));
                });
    }

    /** A folder that is not what is in force. */
    private Checked<Resolved> beside(PublishedProcess folder, PublishedProcess now, On on) {
        if (folder.sameRules(now)) return Checked.ok(new Resolved(folder, true, on));
        if (now.contract().governance().changes() == ProcessContract.Changes.FILES) {
            List<String> loosened = GovernanceLoosened.of(now.pinned(), folder.pinned());
            return loosened.isEmpty()
                    ? Checked.ok(new Resolved(folder, true, on))
                    : unapproved(
                            folder,
                            "it loosens what governs it, which a second person has to approve: "
                                    + String.join(", ", loosened));
        }
        boolean older = versions.everInForce(folder.id()).stream()
                .distinct()
                .anyMatch(version -> find(version.sha256())
                        .map(found -> found instanceof Checked.Ok<PublishedProcess>(PublishedProcess before)
                                && before.sameOwnRules(folder))
                        .orElse(false));
        if (older) return Checked.ok(new Resolved(now, false, on));
        return unapproved(
                folder,
                "it holds rules that are not in force, and a second person has to approve them (" + folder.id()
                        + " runs " + now.sha256().substring(0, 12) + ")");
    }

    private static Checked<Resolved> unapproved(PublishedProcess folder, String what) {
        return Checked.refused(new Problem(
                UNAPPROVED,
                folder.pack().folder(),
                what,
                "draft the change with remit rules draft and this folder (to try it out, name another --data-dir)"));
    }

    /** Publishes a folder where it comes into force by that; else gives the version in force. */
    public Checked<PublishedProcess> publish(Pack pack, Acting acting, Instant now) {
        for (int left = TRIES; ; left--) {
            Checked<Resolved> resolved = resolve(pack);
            if (!(resolved instanceof Checked.Ok<Resolved>(Resolved found)) || !found.fresh())
                return resolved.map(Resolved::process);
            PublishedProcess process = found.process();
            keep(process, now);
            try {
                ProcessWrite.Step step = published(process, found.on().standing(), acting, Json.EMPTY);
                EvidenceLog.await(log.append(
                        new ProcessWrite(now, List.of(step), null, found.on().levels())));
                return Checked.ok(process);
            } catch (ConflictException meanwhile) {
                // Somebody published another version or a level first: it may be the one, or forbid or bind this one.
                if (left == 1) throw meanwhile;
            }
        }
    }

    /** Stores a version without putting it in force. */
    public void keep(PublishedProcess process, Instant now) {
        Pack pack = process.pack();
        versions.keep(
                new VersionStore.PackVersion(process.sha256(), process.id(), files(pack.files()), owner(pack), now));
    }

    /** The event that puts a version in force. @param on what it was decided on: a later publication refuses it */
    public ProcessWrite.Step published(PublishedProcess process, InForce on, Acting acting, Json.Obj why) {
        Json.Obj body = Json.object(
                "owner",
                process.ownerId(),
                "tier",
                process.contract().risk().tier().number());
        Json.Obj full = body;
        for (var entry : why.fields().entrySet()) full = full.with(entry.getKey(), entry.getValue());
        return new ProcessWrite.Step(
                process.id(),
                new ProcessWrite.Place("force/" + process.id(), on.seq() + 1),
                "PackPublished",
                acting.actor(),
                process.versions(),
                acting.sign(full),
                null);
    }

    /** Compiles files that propose a version of a process, under the levels in force. */
    public Checked<PublishedProcess> propose(String name, List<PackFile> files) {
        return PackReader.read(name, files)
                .then(pack -> PackReader.read(name, LevelFiles.under(pack, versions)))
                .then(this::compiled);
    }

    /** Stores a version of a level's table. @return its hash */
    public Checked<String> keepLevel(String subject, byte[] table, Instant now) {
        Optional<Level.Kind> kind = LevelFiles.kind(subject);
        if (kind.isEmpty()) throw new IllegalArgumentException("subject: " + subject);
        return Level.read(kind.get(), table, kind.get().word() + ".dmn").map(_ -> {
            var file = new PackFile(LevelFiles.TABLE, table);
            String sha256 = Pack.treeHash(List.of(file));
            versions.keep(new VersionStore.PackVersion(sha256, subject, files(List.of(file)), "", now));
            return sha256;
        });
    }

    /** The table of a level's version. */
    public Checked<byte[]> levelTable(String sha256) {
        return versions.pack(sha256)
                .map(found -> Checked.ok(LevelFiles.table(found)))
                .orElseGet(() -> lost(sha256));
    }

    /**
     * What another table for a level makes of a process: the version in force with a copy of it.
     *
     * @return empty where the level does not bind the process
     */
    public Checked<Optional<PublishedProcess>> bound(String process, String subject, Level.Kind kind, byte[] table) {
        return latest(process).orElseGet(() -> lost(process)).then(now -> {
            if (!LevelFiles.binds(subject, now.contract())) return Checked.ok(Optional.empty());
            var files = new ArrayList<>(now.pack().files());
            files.removeIf(file -> file.path().equals(LevelFiles.path(kind)));
            files.add(new PackFile(LevelFiles.path(kind), table));
            return PackReader.read(now.id(), files).then(this::compiled).map(Optional::of);
        });
    }

    private Checked<PublishedProcess> compiled(Pack pack) {
        PublishedProcess known = compiled.get(pack.versions().pack());
        if (known != null) return Checked.ok(known);
        return compile(pack).map(pinned -> {
            var process = new PublishedProcess(pack, pinned, ownerId(pack));
            compiled.put(process.sha256(), process);
            return process;
        });
    }

    /** A version that was stored before. */
    public Optional<Checked<PublishedProcess>> find(String sha256) {
        PublishedProcess known = compiled.get(sha256);
        return known != null
                ? Optional.of(Checked.ok(known))
                : versions.pack(sha256).map(this::load);
    }

    /** {@link #find}, or a problem that names the version. */
    public Checked<PublishedProcess> stored(String sha256) {
        return find(sha256).orElseGet(() -> lost(sha256));
    }

    /** The version of a process that is in force. */
    public Optional<Checked<PublishedProcess>> latest(String process) {
        InForce standing = versions.inForce(process);
        return standing.exists() ? Optional.of(stored(standing.sha256())) : Optional.empty();
    }

    private static <T> Checked<T> lost(String sha256) {
        return Checked.refused(new Problem(
                "RMT-078",
                "pack version " + sha256,
                "it is not in the store",
                "restore the database with all its versions"));
    }

    private Checked<PublishedProcess> load(VersionStore.PackVersion version) {
        return PackReader.read(version.process(), unpack(version)).then(this::compiled);
    }

    private static List<PackFile> unpack(VersionStore.PackVersion version) {
        List<PackFile> files = new ArrayList<>();
        version.files()
                .fields()
                .forEach((path, content) ->
                        files.add(new PackFile(path, Base64.getDecoder().decode(((Json.Str) content).text()))));
        return files;
    }

    private String ownerId(Pack pack) {
        return keyring.id(
                "person",
                Json.object("contact", pack.contract().people().owner().contact()));
    }

    private static String owner(Pack pack) {
        Person owner = pack.contract().people().owner();
        return owner.contact().isBlank() ? owner.name() : owner.name() + " <" + owner.contact() + ">";
    }

    private static Json.Obj files(List<PackFile> packed) {
        var files = new LinkedHashMap<String, Json>();
        for (PackFile file : packed) {
            files.put(file.path(), Json.of(Base64.getEncoder().encodeToString(file.bytes())));
        }
        return new Json.Obj(files);
    }
}

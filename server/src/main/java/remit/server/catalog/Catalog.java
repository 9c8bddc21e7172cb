package remit.server.catalog;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import remit.decision.Pinned;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Keyring;
import remit.process.ProcessContract.Person;
import remit.server.access.Acting;
import remit.server.packs.Pack;
import remit.server.packs.PackFile;
import remit.server.packs.PackReader;
import remit.server.store.EvidenceLog;
import remit.server.store.ProcessWrite;
import remit.server.store.VersionStore;

/** Compiles packs, publishes them, and finds them again by their hash. */
public final class Catalog {
    private final VersionStore versions;
    private final EvidenceLog log;
    private final Keyring keyring;
    /** A version never changes, so what was compiled once stays right. */
    private final ConcurrentHashMap<String, PublishedProcess> compiled = new ConcurrentHashMap<>();

    public Catalog(VersionStore versions, EvidenceLog log, Keyring keyring) {
        this.versions = versions;
        this.log = log;
        this.keyring = keyring;
    }

    /** Compiles a pack without publishing it: what `remit test` and publication share. */
    public static Checked<Pinned> compile(Pack pack) {
        Pack.Versions parts = pack.versions();
        return Pinned.of(
                pack.contract(),
                pack.intake(),
                pack.table().bytes(),
                pack.folder() + "/" + pack.table().path(),
                Json.object("pack", parts.pack(), "contract", parts.contract(), "intake", parts.intake()));
    }

    /** Compiles and records a pack; the version that was published last gives no second event. */
    public Checked<PublishedProcess> publish(Pack pack, Acting acting, Instant now) {
        return compile(pack).map(pinned -> {
            var process = new PublishedProcess(pack, pinned, ownerId(pack));
            String sha256 = pack.versions().pack();
            versions.keep(new VersionStore.PackVersion(sha256, process.id(), files(pack), owner(pack), now));
            // The event is what publishes: a kill between the two writes is made good by the next publication.
            boolean stands = versions.latestPack(process.id())
                    .filter(last -> last.sha256().equals(sha256))
                    .isPresent();
            if (!stands) {
                EvidenceLog.await(log.append(new ProcessWrite(
                        process.id(),
                        "PackPublished",
                        now,
                        acting.actor(),
                        process.versions(),
                        acting.sign(Json.object(
                                "owner",
                                process.ownerId(),
                                "tier",
                                pack.contract().risk().tier().number())),
                        null)));
            }
            compiled.put(sha256, process);
            return process;
        });
    }

    /** A version that was published before. */
    public Optional<Checked<PublishedProcess>> find(String sha256) {
        PublishedProcess known = compiled.get(sha256);
        return known != null
                ? Optional.of(Checked.ok(known))
                : versions.pack(sha256).map(this::load);
    }

    /** The newest published version of a process. */
    public Optional<Checked<PublishedProcess>> latest(String process) {
        return versions.latestPack(process).map(this::load);
    }

    private Checked<PublishedProcess> load(VersionStore.PackVersion version) {
        List<PackFile> files = new ArrayList<>();
        version.files()
                .fields()
                .forEach((path, content) ->
                        files.add(new PackFile(path, Base64.getDecoder().decode(((Json.Str) content).text()))));
        return PackReader.read(version.process(), files)
                .then(pack -> compile(pack).map(pinned -> {
                    var process = new PublishedProcess(pack, pinned, ownerId(pack));
                    compiled.put(version.sha256(), process);
                    return process;
                }));
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

    private static Json.Obj files(Pack pack) {
        var files = new LinkedHashMap<String, Json>();
        for (PackFile file : pack.files()) {
            files.put(file.path(), Json.of(Base64.getEncoder().encodeToString(file.bytes())));
        }
        return new Json.Obj(files);
    }
}

package remit.server.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import remit.decision.Pinned;
import remit.kernel.Json;
import remit.process.Intake;
import remit.process.ProcessContract;
import remit.server.packs.Pack;

/**
 * One version of a process, compiled and ready to decide.
 *
 * @param ownerId opaque id of the accountable owner: who is liable for what this version clears
 */
public record PublishedProcess(Pack pack, Pinned pinned, String ownerId) {
    public String id() {
        return contract().id();
    }

    public ProcessContract contract() {
        return pinned.contract();
    }

    public Intake intake() {
        return pinned.intake();
    }

    /** The pack version: content hash, hex SHA-256. */
    public String sha256() {
        return pack.versions().pack();
    }

    /** Whether both decide alike: contract, columns, table and the levels above are the same, whatever else differs. */
    public boolean sameRules(PublishedProcess other) {
        return parts().equals(other.parts());
    }

    private Map<String, Json> parts() {
        var parts = new HashMap<>(pinned.versions().fields());
        parts.remove("pack");
        return parts;
    }

    /** The versions every decision names: pack, contract, intake, authority. */
    public Json.Obj versions() {
        return pinned.versions();
    }

    /** The pack alone: enough for events that decide nothing. */
    public Json.Obj packVersion() {
        return Json.object("pack", Objects.requireNonNull(pack.versions().pack()));
    }
}

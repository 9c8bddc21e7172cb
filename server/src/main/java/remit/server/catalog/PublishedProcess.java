package remit.server.catalog;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import remit.assurance.Versions;
import remit.decision.Level;
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

    /**
     * Whether both decide alike and are held to the same examples, whatever else differs: contract, columns, table, cases,
     * and the levels above.
     */
    public boolean sameRules(PublishedProcess other) {
        return parts().equals(other.parts());
    }

    /** The same but for the levels above: what the process itself says. */
    public boolean sameOwnRules(PublishedProcess other) {
        Map<String, Json> mine = parts();
        Map<String, Json> theirs = other.parts();
        for (Level.Kind level : Level.Kind.values()) {
            mine.remove(level.check());
            theirs.remove(level.check());
        }
        return mine.equals(theirs);
    }

    private Map<String, Json> parts() {
        var parts = new HashMap<>(pinned.versions().fields());
        parts.remove("pack");
        parts.put("cases", Json.of(pack.versions().cases()));
        return parts;
    }

    /** The versions every decision names: pack, contract, intake, authority. */
    public Json.Obj versions() {
        return pinned.versions();
    }

    /** What an answer about it depends on. @param author the version that proposes; empty where nobody does */
    public Versions assured(String author) {
        return new Versions(
                sha256(), versions().text("contract", ""), pinned.table().version(), author, "");
    }

    /** The pack alone: enough for events that decide nothing. */
    public Json.Obj packVersion() {
        return Json.object("pack", Objects.requireNonNull(pack.versions().pack()));
    }
}

package remit.server.catalog;

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

    /** The versions every decision names: pack, contract, intake, authority. */
    public Json.Obj versions() {
        return pinned.versions();
    }

    /** The pack alone: enough for events that decide nothing. */
    public Json.Obj packVersion() {
        return Json.object("pack", Objects.requireNonNull(pack.versions().pack()));
    }
}

package remit.server.gateway;

import remit.kernel.Json;

/**
 * One intended effect, complete: what is committed before dispatch and is enough to finish it after a crash.
 *
 * @param id keyed digest of the other fields but {@code process}; the idempotency key everywhere
 * @param contractVersion the contract that allowed it, pinned by the case
 */
public record Action(
        String id, String process, String contractVersion, String caseId, String tool, Json.Obj arguments) {
    public Json.Obj toJson() {
        return Json.object(
                "id", id,
                "process", process,
                "contract_version", contractVersion,
                "case", caseId,
                "tool", tool,
                "arguments", arguments);
    }

    /** Reads the form that {@link #toJson} writes. */
    public static Action fromJson(Json.Obj json) {
        return new Action(
                json.text("id", ""),
                json.text("process", ""),
                json.text("contract_version", ""),
                json.text("case", ""),
                json.text("tool", ""),
                json.object("arguments"));
    }
}

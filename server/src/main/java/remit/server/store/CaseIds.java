package remit.server.store;

import java.util.List;
import remit.kernel.Json;
import remit.kernel.Keyring;

/** Opaque, stable ids: the same row is the same case in every run, and nobody without the key can guess either way. */
public record CaseIds(String organisation, Keyring keyring) {
    /** @param occurrence 1, or more where a pack says that equal rows are different cases */
    public String caseId(String process, List<String> key, int occurrence) {
        Json.Obj identity = Json.object("organisation", organisation, "process", process, "key", Json.strings(key));
        return keyring.id("case", occurrence == 1 ? identity : identity.with("occurrence", Json.of(occurrence)));
    }

    /** The keyed digest of key and inputs, or of outcomes. */
    public String content(String kind, Json content) {
        return keyring.id(kind, Json.object("organisation", organisation, "content", content));
    }

    /** The keyed reference of the person a case is about. */
    public String subject(Json values) {
        return keyring.id("sub", values);
    }
}

package remit.server.web;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.changes.Change;
import remit.server.changes.Changes;
import remit.server.whatif.Asked;
import remit.server.whatif.Asking;

/** Reads questions to the past, which may name a change of rules instead of holding its table. */
public final class WhatIfDesk {
    /** The field that names a change. */
    public static final String CHANGE = "change";

    private final Changes changes;

    public WhatIfDesk(WebParts parts) {
        this.changes = parts.rules().changes();
    }

    /** @param written the fields of {@link Asking}, and {@code change} */
    public Checked<Asked> asked(String process, Map<String, String> written) {
        var fields = new HashMap<>(written);
        String change = fields.remove(CHANGE);
        if (change == null || change.isBlank()) return Asking.read(process, fields);
        return table(process, change).then(dmn -> {
            if (fields.get("rules") == null) {
                fields.put("rules", dmn);
                return Asking.read(process, fields);
            }
            return Checked.refused(new Problem("RMT-188", CHANGE, "goes not with rules", "leave one of them out"));
        });
    }

    /** The table that a change of this process proposes. */
    private Checked<String> table(String process, String id) {
        return changes.find(id)
                .then(change -> change.subject().equals(process)
                        ? Checked.ok(change)
                        : Checked.<Change>refused(new Problem(
                                "RMT-188",
                                CHANGE,
                                "is one of " + change.subject() + ", not of " + process,
                                "name a change of this process")))
                .then(changes::proposedVersion)
                .map(version -> new String(version.pack().table().bytes(), StandardCharsets.UTF_8));
    }
}

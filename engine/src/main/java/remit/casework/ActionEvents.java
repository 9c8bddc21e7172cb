package remit.casework;

import org.jspecify.annotations.Nullable;

/** What can happen to an action, or to taking it back, which goes the same way under an id of its own. */
public final class ActionEvents {
    private ActionEvents() {}

    /** It is intended. @param id of an action, or of a compensation ({@link Compensation#id}); so for all of these */
    public static CaseEvent prepared(String id, String tool) {
        return Compensation.isOne(id)
                ? new CaseEvent.CompensationPrepared(Compensation.of(id), tool)
                : new CaseEvent.ActionPrepared(id, tool);
    }

    /** It happened. @param receipt one that Remit gave itself, or null */
    public static CaseEvent verified(String id, String tool, @Nullable String receipt) {
        return Compensation.isOne(id)
                ? new CaseEvent.CompensationVerified(Compensation.of(id), tool, receipt)
                : new CaseEvent.ActionVerified(id, tool, receipt);
    }

    /** It certainly did not happen and may be tried again. */
    public static CaseEvent failed(String id, String tool, String reason) {
        return Compensation.isOne(id)
                ? new CaseEvent.CompensationFailed(Compensation.of(id), tool, reason)
                : new CaseEvent.ActionFailed(id, tool, reason);
    }

    /** It will not happen. */
    public static CaseEvent refused(String id, String tool, String reason) {
        return Compensation.isOne(id)
                ? new CaseEvent.CompensationRefused(Compensation.of(id), tool, reason)
                : new CaseEvent.ActionRefused(id, tool, reason);
    }

    /** Nobody knows whether it happened. */
    public static CaseEvent unknown(String id, String tool, String reason) {
        return Compensation.isOne(id)
                ? new CaseEvent.CompensationUnknown(Compensation.of(id), tool, reason)
                : new CaseEvent.ActionUnknown(id, tool, reason);
    }
}

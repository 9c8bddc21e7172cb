package remit.server.gateway;

import remit.kernel.Json;

/** The JSON form of an action, the same in a drop folder and in an HTTP body; described in docs/how-to. */
final class ActionFile {
    private static final String SCHEMA = "remit.action/v1";

    private ActionFile() {}

    static Json.Obj of(String request, String actionId, String tool, Json.Obj arguments) {
        return Json.object(
                "schema", SCHEMA, "request", request, "action_id", actionId, "tool", tool, "arguments", arguments);
    }
}

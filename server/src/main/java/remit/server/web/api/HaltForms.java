package remit.server.web.api;

import remit.halt.HaltScope;
import remit.halt.HaltStage;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** What people and programs send about halts, read; and how a refusal is answered over HTTP. */
public final class HaltForms {
    private HaltForms() {}

    public static Checked<HaltScope> scope(String kind, String id) {
        return HaltScope.of(kind.strip(), id.strip())
                .map(Checked::ok)
                .orElseGet(() -> Checked.refused(new Problem(
                        "RMT-447",
                        "scope",
                        "\"" + kind + "\" with the id \"" + id + "\" is nothing that can be halted",
                        "use everything without an id, or process, author or tool with one")));
    }

    public static Checked<HaltStage> stage(String word) {
        return HaltStage.of(word.strip())
                .map(Checked::ok)
                .orElseGet(() -> Checked.refused(new Problem(
                        "RMT-444", "to", "there is no stage \"" + word + "\"", "use held, reviewed or open")));
    }

    public static int status(Problem problem) {
        return switch (problem.code()) {
            case "RMT-440" -> 403;
            case "RMT-442", "RMT-443", "RMT-444", "RMT-448" -> 409;
            default -> 422;
        };
    }
}

package remit.server.web;

import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.access.Caller;
import remit.server.ladders.LadderDesk;

/** What people do with the ladders of a process, by page or by API: asks whether they may, before anything else. */
public final class RolloutDesk {
    private final WebParts.Rollout rollout;

    public RolloutDesk(WebParts parts) {
        this.rollout = parts.rollout();
    }

    /** Does it. @return what was moved, or why nothing was */
    public Checked<LadderDesk.Moved> move(Caller caller, String process, LadderDesk.Wanted wanted) {
        if (!caller.may(wanted.verb().needs())) {
            return Checked.refused(
                    new Problem("RMT-629", "rollout", "your roles do not let you do this", "ask an administrator"));
        }
        return new LadderDesk(rollout.ladders().of(process))
                .move(wanted, caller.actor(), rollout.clock().instant());
    }

    /** How a refusal is answered over HTTP. */
    public static int status(Problem problem) {
        return switch (problem.code()) {
            case "RMT-176", "RMT-629" -> 403;
            case "RMT-172", "RMT-173", "RMT-174", "RMT-175", "RMT-177", "RMT-179", "RMT-195", "RMT-198" -> 409;
            default -> 422;
        };
    }
}

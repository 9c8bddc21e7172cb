package remit.change;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What somebody wants with a change. */
public sealed interface ChangeCommand {
    /** Proposes a version in place of the one in force. */
    record Draft(String proposed) implements ChangeCommand {}

    /** Proposes another version under the same change. */
    record Revise(String proposed) implements ChangeCommand {}

    /** Carries it over to the version in force. @param proposed what it proposes on that ground */
    record Rebase(String proposed) implements ChangeCommand {}

    /** Hands it in. @param reason why the rules should change; it must not be blank */
    record Submit(String reason, @Nullable Instant effectiveFrom) implements ChangeCommand {}

    /** Says which verdict its cases should get. @param wanted by a case's id; empty for none in particular */
    record Expect(Map<String, String> wanted) implements ChangeCommand {
        public Expect {
            wanted = Map.copyOf(wanted);
        }
    }

    /**
     * Approves it.
     *
     * @param proposed the version that the approver saw
     * @param seq how many events the change had when they saw it: what was said around the version counts too
     * @param accounts as their evidence tells by now: whoever made the approver's account is not somebody else
     */
    record Approve(String proposed, long seq, Accounts accounts) implements ChangeCommand {}

    /** Refuses it. */
    record Reject(String reason) implements ChangeCommand {}

    /** Gives it up. */
    record Withdraw() implements ChangeCommand {}

    /** Puts it in force when its time has come. */
    record TakeEffect(Instant now) implements ChangeCommand {}

    /** Notes that another version than its base is in force. */
    record Suspend() implements ChangeCommand {}

    /** Another change came into force after it. @param by id of that change */
    record Supersede(String by) implements ChangeCommand {}

    /** Takes it back. @param to the version in force again */
    record RollBack(String to, String reason) implements ChangeCommand {}
}

package remit.casework;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import remit.kernel.Actor;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * What a person found out about an effect of which nobody knew whether it happened, or that did not get through; or that one
 * which waits for a halt to end shall not happen.
 */
public record Settlement(Actor person, String actionId, Outcome outcome) {
    /** What it comes to. */
    public enum Outcome {
        /** It happened. */
        DONE,
        /** It did not happen and shall be sent. */
        NOT_DONE_SEND,
        /** It did not happen and shall not. */
        NOT_DONE_DROP;

        /** {@code done}, {@code not_done_send} or {@code not_done_drop}. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Outcome> of(String word) {
            return Arrays.stream(values())
                    .filter(each -> each.word().equals(word))
                    .findFirst();
        }
    }

    /** The events it gives, or why it is refused. */
    public Checked<List<CaseEvent>> decide(CaseState state, String tool) {
        if (person.kind() != Actor.Kind.PERSON) {
            return refuse("RMT-053", person + " is no person", "a person says what became of an effect");
        }
        String stands = state.actions().getOrDefault(actionId, "");
        // What was not sent yet, because it is halted, needs nobody's word to be sent, but one to be given up.
        boolean givenUp = stands.equals("prepared") && outcome == Outcome.NOT_DONE_DROP;
        // What its tool would not take back a person takes back by hand, and says so.
        boolean byHand = stands.equals("refused") && outcome == Outcome.DONE && Compensation.isOne(actionId);
        if (!stands.equals("unknown") && !stands.equals("failed") && !givenUp && !byHand) {
            return refuse(
                    "RMT-461",
                    "the action is " + (stands.isEmpty() ? "not one of this case" : stands),
                    "only one that is unknown or failed waits for a person's word; one that is prepared can be dropped, and"
                            + " a refused taking back can be said to be done by hand");
        }
        return Checked.ok(
                switch (outcome) {
                    case DONE -> List.of(ActionEvents.verified(actionId, tool, null));
                    case NOT_DONE_SEND ->
                        List.of(
                                ActionEvents.failed(actionId, tool, "person_says_never_done"),
                                ActionEvents.prepared(actionId, tool));
                    case NOT_DONE_DROP -> List.of(ActionEvents.refused(actionId, tool, "person_says_drop"));
                });
    }

    private <T> Checked<T> refuse(String code, String what, String fix) {
        return Checked.refused(new Problem(code, actionId, what, fix));
    }
}

package remit.server.web;

import java.util.Locale;
import java.util.Optional;
import remit.kernel.Actor;

/**
 * A person's decision about a held case.
 *
 * @param reviewer the authenticated person
 * @param expectedSeq the last event of the case that they saw; a newer one means somebody was faster
 */
public record ReviewCommand(Actor reviewer, String process, String caseId, long expectedSeq, Outcome outcome) {
    /** The three ways to decide. An edit and a rejection override the author and therefore say why. */
    public sealed interface Outcome {
        record Approve() implements Outcome {}

        /** @param isNew whether the person knows that nobody decided so before */
        record Edit(String decision, boolean isNew, Reason reason) implements Outcome {}

        record Reject(Reason reason) implements Outcome {}
    }

    /** Why a proposal was overridden. @param text more words; required for {@link Code#OTHER} */
    public record Reason(Code code, String text) {
        public Reason {
            if (code == Code.OTHER && text.isBlank()) throw new IllegalArgumentException("text: blank");
        }
    }

    /** The fixed list of reasons. */
    public enum Code {
        RULE_OUTDATED("The rule is outdated"),
        INPUT_MISSING("An input is missing or wrong"),
        MODEL_WRONG("The proposal is wrong"),
        POLICY_UNCLEAR("The policy is unclear"),
        NEW_SITUATION("A situation nobody foresaw"),
        CUSTOMER_EXCEPTION("An exception for this customer"),
        OTHER("Another reason (say which)");

        private final String label;

        Code(String label) {
            this.label = label;
        }

        public String label() {
            return label;
        }

        /** {@code rule_outdated}: as evidence and API write it. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        public static Optional<Code> ofWord(String word) {
            for (Code code : values()) if (code.word().equals(word)) return Optional.of(code);
            return Optional.empty();
        }
    }
}

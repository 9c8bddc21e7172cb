package remit.whatif;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
import remit.decision.Autonomy;
import remit.kernel.Value;

/**
 * One case as its evidence tells it, for asking what other rules would have made of it.
 *
 * @param facts what the process's own table sees
 * @param verdict how it was decided, and what else would have a say whatever the table said
 * @param score the author's confidence, in [0, 1]; NaN where nobody claims one
 * @param label whether acting on the proposal would have been right
 * @param propensity with which probability its label was to be seen, fixed before it was; in (0, 1]
 * @param setting what it is counted under
 */
public record DecidedCase(
        String id,
        Map<String, Value> facts,
        Verdicts verdict,
        double score,
        Label label,
        double propensity,
        Setting setting) {
    /**
     * @param recorded what evidence says
     * @param asSure the strictest of all other checks but the ladder's where the author counts as confident,
     *     {@code asUnsure} where not
     * @param trust how far the ladder let its segment go
     */
    public record Verdicts(Ruling recorded, Ruling asSure, Ruling asUnsure, Trust trust) {
        /** Of a process without a ladder. */
        public Verdicts(Ruling recorded, Ruling asSure, Ruling asUnsure) {
            this(recorded, asSure, asUnsure, Trust.FULL);
        }
    }

    /** Whether the ladder let a case clear when it was decided, and what of it did not. */
    public enum Trust {
        /** No ladder, or a stage that lets cases clear. */
        FULL("nothing"),
        SHADOW("the stage shadow"),
        CHECKPOINTED("the stage checkpointed"),
        KILLED("the kill switch");

        private final String words;

        Trust(String words) {
            this.words = words;
        }

        /** @param autonomy as the case's decision kept it; null without a ladder */
        public static Trust of(@Nullable Autonomy autonomy) {
            if (autonomy == null) return FULL;
            if (autonomy.killed()) return KILLED;
            return switch (autonomy.stage()) {
                case SHADOW -> SHADOW;
                case CHECKPOINTED -> CHECKPOINTED;
                case SAMPLED, AUTONOMOUS -> FULL;
            };
        }

        /** For people. */
        public String words() {
            return words;
        }
    }

    /** @param segment empty where there is none @param waited business days until it was closed, or null */
    public record Setting(
            String segment,
            @Nullable BigDecimal money,
            @Nullable Long waited) {}

    public DecidedCase {
        facts = Map.copyOf(facts);
        if (!(Double.isNaN(score) || (score >= 0 && score <= 1))) throw new IllegalArgumentException("score: " + score);
        if (!(propensity > 0 && propensity <= 1)) throw new IllegalArgumentException("propensity: " + propensity);
    }
}

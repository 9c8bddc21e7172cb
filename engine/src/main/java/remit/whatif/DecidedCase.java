package remit.whatif;

import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;
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
     * @param asSure the strictest of all other checks where the author counts as confident, {@code asUnsure} where not
     */
    public record Verdicts(Ruling recorded, Ruling asSure, Ruling asUnsure) {}

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

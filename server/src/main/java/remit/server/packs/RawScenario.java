package remit.server.packs;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One scenario of {@code cases/*.yaml} as written: text that the intake's columns have not read yet.
 *
 * @param file relative to the pack, {@code line} where the scenario starts
 * @param given fact name to text as a data file would write it; an empty text is an empty cell
 * @param proposal what the author proposes, or null: none is said
 */
public record RawScenario(
        String file,
        int line,
        String name,
        Map<String, String> given,
        @Nullable RawProposal proposal,
        Expect expect) {

    /**
     * @param decision null for {@code proposal: none}
     * @param confidence in [0, 1]
     */
    public record RawProposal(@Nullable String decision, double confidence, boolean confident) {}

    /**
     * What must come out; null fields are not looked at.
     *
     * @param verdict {@code auto_clear}, {@code checkpoint}, {@code stop} or {@code return}
     * @param row row of the table counted from 1, 0 for none
     * @param reason words that the reason contains
     * @param check the check that gave the strictest verdict
     */
    public record Expect(
            @Nullable String verdict,
            @Nullable Integer row,
            @Nullable String reason,
            @Nullable String check,
            @Nullable String decision) {}
}

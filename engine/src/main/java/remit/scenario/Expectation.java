package remit.scenario;

import org.jspecify.annotations.Nullable;
import remit.authority.Ruling;

/**
 * What must come out; null means that it does not matter.
 *
 * @param verdict the case's verdict; {@code RETURN} is a stop that goes back to its sender
 * @param row the row of the table that speaks
 * @param reason a text that the reason contains: of {@code check} when that is named, else of any check with the case's
 *     verdict
 * @param check a check that gives the case's verdict
 */
public record Expectation(
        @Nullable Ruling verdict,
        @Nullable Integer row,
        @Nullable String reason,
        @Nullable String check) {
    public Expectation {
        if (verdict == null && row == null && reason == null && check == null) {
            throw new IllegalArgumentException("expect: nothing is expected, so the scenario could not fail");
        }
    }

    /** Only the verdict matters. */
    public static Expectation of(Ruling verdict) {
        return new Expectation(verdict, null, null, null);
    }
}

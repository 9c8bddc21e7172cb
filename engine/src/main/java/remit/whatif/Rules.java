package remit.whatif;

import org.jspecify.annotations.Nullable;
import remit.authority.AuthorityTable;

/**
 * Rules that cases may be asked about.
 *
 * @param table the process's own
 * @param threshold confidence from which on the author counts as confident, in [0, 1]; null as it was when each case was decided
 */
public record Rules(AuthorityTable table, @Nullable Double threshold) {
    public Rules {
        if (threshold != null && !(threshold >= 0 && threshold <= 1))
            throw new IllegalArgumentException("threshold: " + threshold);
    }

    /** The table with the author as it was. */
    public static Rules of(AuthorityTable table) {
        return new Rules(table, null);
    }
}

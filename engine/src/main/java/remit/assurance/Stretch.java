package remit.assurance;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The cases whose labels a question read, as the stretch of business time in which they came in. Two questions share
 * labels at most where their stretches meet, whatever segments they are about: so nobody gets fresh confidence by asking
 * about a part.
 *
 * @param first when the first of them came in, {@code last} the last one; both belong to it
 */
public record Stretch(Instant first, Instant last) {
    private static final Pattern NAME = Pattern.compile(".* from (\\S+) to (\\S+)", Pattern.DOTALL);

    public Stretch {
        if (last.isBefore(first)) throw new IllegalArgumentException("last: before the first");
    }

    /** Everything up to a moment: what a question read that does not say it. */
    public static Stretch until(Instant last) {
        return new Stretch(last.isBefore(Instant.EPOCH) ? last : Instant.EPOCH, last);
    }

    /** Whether a label may belong to both. */
    public boolean meets(Stretch other) {
        return !first.isAfter(other.last) && !other.first.isAfter(last);
    }

    /** From the beginning of the earlier to the end of the later one. */
    Stretch with(Stretch other) {
        return new Stretch(
                first.isBefore(other.first) ? first : other.first, last.isAfter(other.last) ? last : other.last);
    }

    /** As {@link Question#labels} names them: {@code invoices from 2026-01-02T08:00:00Z to 2026-03-01T17:30:00Z}. */
    public String named(String process) {
        return process + " from " + first + " to " + last;
    }

    /** Reads what {@link #named} wrote; empty for any other name. */
    public static Optional<Stretch> of(String labels) {
        Matcher found = NAME.matcher(labels);
        if (!found.matches()) return Optional.empty();
        try {
            return Optional.of(new Stretch(Instant.parse(found.group(1)), Instant.parse(found.group(2))));
        } catch (DateTimeException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}

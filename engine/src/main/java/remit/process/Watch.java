package remit.process;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a contract expects of the flow of its cases, and what becomes of a held case that nobody decides.
 *
 * @param expected null where nothing is expected
 * @param timeout null where a held case waits as long as it takes
 */
public record Watch(@Nullable Expected expected, @Nullable Timeout timeout) {
    /** Expects nothing and lets nothing time out: what a contract means that says nothing. */
    public static final Watch NONE = new Watch(null, null);

    /**
     * What is there while all is well; anything else is an incident of severity 1.
     *
     * @param rates at least so much
     * @param backlog the most cases that may wait for a person, or null
     * @param oldest the longest that one may wait, or null
     */
    public record Expected(
            List<Rate> rates,
            @Nullable Long backlog,
            @Nullable Term oldest) {
        public Expected {
            rates = List.copyOf(rates);
        }
    }

    /** What is counted. */
    public enum Counted {
        /** Cases that came in. */
        ARRIVALS,
        /** Verdicts that were given. */
        DECISIONS;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** At least {@code least} in every {@code window}. @param least above 0 */
    public record Rate(Counted what, long least, Term window) {
        private static final Pattern WRITTEN = Pattern.compile("(\\d{1,9})\\s+per\\s+(.+)");
        public static final String FORM = "write a number and a window, such as 20 per 1h within hours";

        /** Reads {@code 20 per 1h within hours}. */
        public static Optional<Rate> parse(Counted what, String text) {
            Matcher found = WRITTEN.matcher(text.strip());
            if (!found.matches()) return Optional.empty();
            long least = Long.parseLong(found.group(1));
            return Term.parse(found.group(2))
                    .filter(window -> least > 0 && window.length().toSeconds() >= 60)
                    .map(window -> new Rate(what, least, window));
        }
    }

    /** What becomes of a held case after some time. There is no third way: nobody's silence approves. */
    public record Timeout(Then then, Term after) {}

    /** See {@link Timeout}. */
    public enum Then {
        /** It stays held, and its escalation owner is paged. */
        HOLD,
        /** It is rejected: nothing is done. */
        REJECT;

        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}

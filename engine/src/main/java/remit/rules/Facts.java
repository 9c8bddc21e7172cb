package remit.rules;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import remit.kernel.Problem;

/**
 * The facts that rules may name.
 *
 * @param types fact name to type; a name may hold blanks, and is a path where a fact has parts
 * @param nullAllowed the facts that are declared to be missing at times
 * @param checked the facts without which a case is held before any table is asked
 * @param unavailable names that exist but cannot be used, each with what to do about it
 */
public record Facts(
        Map<String, FactType> types, Set<String> nullAllowed, Set<String> checked, Map<String, String> unavailable) {
    static final Facts NONE = new Facts(Map.of());

    public Facts {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        nullAllowed = Set.copyOf(nullAllowed);
        checked = Set.copyOf(checked);
        unavailable = Collections.unmodifiableMap(new LinkedHashMap<>(unavailable));
    }

    public Facts(Map<String, FactType> types) {
        this(types, Set.of(), Set.of(), Map.of());
    }

    /** Facts of which nobody is known to check that they are there. */
    public Facts(Map<String, FactType> types, Set<String> nullAllowed, Map<String, String> unavailable) {
        this(types, nullAllowed, Set.of(), unavailable);
    }

    /** A fact that a text names. @param end where the text goes on */
    record Found(String fact, int end) {}

    /** The longest name that stands in {@code text} at {@code start}; any run of blanks in it counts as one. */
    Optional<Found> nameAt(String text, int start) {
        return longest(types.keySet(), text, start);
    }

    /** The longest name there that exists, but not for these rules. */
    Optional<Found> unavailableAt(String text, int start) {
        return longest(unavailable.keySet(), text, start);
    }

    private static Optional<Found> longest(Set<String> names, String text, int start) {
        Found longest = null;
        for (String name : names) {
            int end = end(text, start, name);
            if (end >= 0 && (longest == null || end > longest.end())) longest = new Found(name, end);
        }
        return Optional.ofNullable(longest);
    }

    private static int end(String text, int start, String name) {
        int at = start;
        for (int i = 0; i < name.length(); i++) {
            char wanted = name.charAt(i);
            if (at >= text.length()) return -1;
            if (Character.isWhitespace(wanted)) {
                if (!Character.isWhitespace(text.charAt(at))) return -1;
                while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
            } else if (text.charAt(at++) != wanted) {
                return -1;
            }
        }
        return at < text.length() && goesOn(text, at) ? -1 : at;
    }

    /** Whether a name or path would go on here, so that what was read is only its beginning. */
    private static boolean goesOn(String text, int at) {
        char next = text.charAt(at);
        boolean path = next == '.' && !text.startsWith("..", at);
        return Character.isLetterOrDigit(next) || next == '_' || next == '(' || path;
    }

    /** How to mend a cell that names {@code word}, which is no fact. */
    String nearest(String word, FactType type) {
        String literal = "write a literal such as " + type.example();
        List<String> fitting = types.entrySet().stream()
                .filter(entry -> entry.getValue() == type)
                .map(Map.Entry::getKey)
                .toList();
        String suggested = suggest(word, fitting);
        return suggested.startsWith("did you") ? suggested : literal;
    }

    /** What to do about a name that cannot be used. */
    String whyNot(String fact) {
        return unavailable.getOrDefault(fact, "name another");
    }

    public Optional<FactType> type(String fact) {
        return Optional.ofNullable(types.get(fact));
    }

    /** The problem of naming {@code fact} at {@code place}, with the nearest name that exists. */
    public Problem unknown(String place, String fact) {
        String missing = unavailable.get(fact);
        String fix = missing != null ? missing : suggest(fact, types.keySet());
        return new Problem("RMT-105", place, "there is no fact \"" + fact + "\"", fix);
    }

    /** "did you mean x?" when a name is near, else the list of names. */
    public static String suggest(String name, Collection<String> known) {
        int nearest = Math.max(2, name.length() / 3) + 1;
        String best = "";
        for (String candidate : known) {
            int distance =
                    distance(name.toLowerCase(java.util.Locale.ROOT), candidate.toLowerCase(java.util.Locale.ROOT));
            if (distance < nearest) {
                nearest = distance;
                best = candidate;
            }
        }
        if (!best.isEmpty()) return "did you mean \"" + best + "\"?";
        return known.isEmpty() ? "none exist here" : "use one of " + String.join(", ", known);
    }

    /** Levenshtein's edit distance. */
    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j < row.length; j++) row[j] = j;
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j < row.length; j++) {
                int replaced = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[right.length()];
    }
}

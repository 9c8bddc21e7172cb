package remit.authority;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import remit.kernel.Problem;

/**
 * The facts that rules may name.
 *
 * @param types fact name to type
 * @param unavailable names that exist in other processes only, each with what this process would have to declare
 */
public record Facts(Map<String, FactType> types, Map<String, String> unavailable) {
    public Facts {
        types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
        unavailable = Collections.unmodifiableMap(new LinkedHashMap<>(unavailable));
    }

    public Facts(Map<String, FactType> types) {
        this(types, Map.of());
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

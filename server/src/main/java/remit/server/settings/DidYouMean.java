package remit.server.settings;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** Finds the known word nearest to an unknown one (Levenshtein distance), for the fix of a problem. */
public final class DidYouMean {
    private DidYouMean() {}

    /** {@code did you mean "x"?} where a word is near enough, else the list of all. */
    static String among(Collection<String> words, String unknown) {
        return nearest(words, unknown)
                .map(word -> "did you mean \"" + word + "\"?")
                .orElseGet(() -> "known are " + String.join(", ", words));
    }

    /** The known word that was perhaps meant. */
    public static Optional<String> nearest(Collection<String> words, String unknown) {
        return words.stream()
                .min(Comparator.comparingInt((String word) -> distance(word, unknown))
                        .thenComparing(word -> word))
                .filter(word -> distance(word, unknown) <= Math.max(2, unknown.length() / 3));
    }

    private static int distance(String left, String right) {
        int[] row = new int[right.length() + 1];
        for (int j = 0; j <= right.length(); j++) row[j] = j;
        for (int i = 1; i <= left.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= right.length(); j++) {
                int change = diagonal + (left.charAt(i - 1) == right.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(change, Math.min(row[j], row[j - 1]) + 1);
            }
        }
        return row[right.length()];
    }
}

package remit.server.packs;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** Finds the known word that a mistyped one most likely stands for. */
public final class DidYouMean {
    private DidYouMean() {}

    /** {@code did you mean "airline_name"?}, or an empty string when nothing is near. */
    static String question(String word, Collection<String> known) {
        String nearest = nearest(word, known);
        return nearest.isEmpty() ? "" : "did you mean \"" + nearest + "\"?";
    }

    /** The question, or the list of what is known: always something to act on. */
    public static String hint(String word, Collection<String> known) {
        String question = question(word, known);
        return question.isEmpty() ? "known: " + list(known) : question;
    }

    /** At most twelve words, the rest counted. */
    static String list(Collection<String> words) {
        List<String> shown = words.stream().limit(12).toList();
        int more = words.size() - shown.size();
        return String.join(", ", shown) + (more > 0 ? " and " + more + " more" : "");
    }

    private static String nearest(String word, Collection<String> known) {
        String plain = plain(word);
        int most = Math.max(2, plain.length() / 3);
        return known.stream()
                .filter(candidate -> distance(plain, plain(candidate)) <= most
                        && !plain(candidate).isEmpty())
                .min(Comparator.comparingInt((String candidate) -> distance(plain, plain(candidate)))
                        .thenComparing(Comparator.naturalOrder()))
                .orElse("");
    }

    private static String plain(String word) {
        String folded = word.toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]", "");
        return folded.length() > 100 ? folded.substring(0, 100) : folded;
    }

    /** Edits between two words where swapped neighbours count once (optimal string alignment). */
    static int distance(String a, String b) {
        int[][] edits = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) edits[i][0] = i;
        for (int j = 0; j <= b.length(); j++) edits[0][j] = j;
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int change = edits[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                edits[i][j] = Math.min(change, 1 + Math.min(edits[i - 1][j], edits[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) edits[i][j] = Math.min(edits[i][j], edits[i - 2][j - 2] + 1);
            }
        }
        return edits[a.length()][b.length()];
    }
}

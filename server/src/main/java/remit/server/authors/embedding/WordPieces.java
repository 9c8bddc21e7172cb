package remit.server.authors.embedding;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import remit.kernel.Json;

/**
 * Cuts a text into the pieces that a BERT model knows (WordPiece, uncased): accents and case go, punctuation and Chinese
 * characters stand alone, and a word is the longest known pieces from its beginning (Devlin et al. 2019; Wu et al. 2016).
 */
final class WordPieces {
    /** Longer texts are cut: the time that an embedding takes grows faster than the text. */
    static final int LONGEST = 256;

    private static final int LONGEST_WORD = 100;
    /** More characters than make the most pieces are not even looked at. */
    private static final int LONGEST_TEXT = 8_000;

    private final Map<String, Integer> vocabulary;
    private final int unknown;
    private final int first;
    private final int last;

    /** @param vocabulary number of each piece; pieces within a word begin with {@code ##} */
    WordPieces(Map<String, Integer> vocabulary) {
        this.vocabulary = Map.copyOf(vocabulary);
        this.unknown = number("[UNK]");
        this.first = number("[CLS]");
        this.last = number("[SEP]");
    }

    /** Reads the vocabulary of a {@code tokenizer.json}. */
    static WordPieces read(String tokenizer) {
        var vocabulary = new HashMap<String, Integer>();
        Json.parseObject(tokenizer)
                .object("model")
                .object("vocab")
                .fields()
                .forEach((piece, number) -> vocabulary.put(piece, (int) ((Json.Num) number).number()));
        return new WordPieces(vocabulary);
    }

    private int number(String piece) {
        Integer number = vocabulary.get(piece);
        if (number == null) throw new IllegalArgumentException("vocabulary: without " + piece);
        return number;
    }

    /** Numbers of the pieces, with the marks for beginning and end. */
    long[] of(String text) {
        var numbers = new ArrayList<Integer>();
        numbers.add(first);
        for (String word : words(text)) {
            if (numbers.size() >= LONGEST - 1) break;
            addPieces(word, numbers);
        }
        List<Integer> kept = numbers.size() < LONGEST ? numbers : numbers.subList(0, LONGEST - 1);
        var result = new long[kept.size() + 1];
        for (int i = 0; i < kept.size(); i++) result[i] = kept.get(i);
        result[kept.size()] = last;
        return result;
    }

    private void addPieces(String word, List<Integer> into) {
        int before = into.size();
        int from = 0;
        while (from < word.length()) {
            int to = word.length();
            Integer found = null;
            while (to > from) {
                String piece = word.substring(from, to);
                found = vocabulary.get(from == 0 ? piece : "##" + piece);
                if (found != null) break;
                to = word.offsetByCodePoints(to, -1);
            }
            if (found == null || word.codePointCount(0, word.length()) > LONGEST_WORD) {
                while (into.size() > before) into.removeLast();
                into.add(unknown);
                return;
            }
            into.add(found);
            from = to;
        }
    }

    private static List<String> words(String text) {
        String cut = text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
        String plain = Normalizer.normalize(clean(cut), Normalizer.Form.NFD).toLowerCase(Locale.ROOT);
        var words = new ArrayList<String>();
        var word = new StringBuilder();
        plain.codePoints()
                .filter(c -> Character.getType(c) != Character.NON_SPACING_MARK)
                .forEach(c -> {
                    boolean alone = punctuation(c) || chinese(c);
                    if (blank(c) || alone) finish(word, words);
                    if (alone) words.add(Character.toString(c));
                    else if (!blank(c)) word.appendCodePoint(c);
                });
        finish(word, words);
        return words;
    }

    private static void finish(StringBuilder word, List<String> words) {
        if (!word.isEmpty()) words.add(word.toString());
        word.setLength(0);
    }

    /** Without control characters and characters that mean a broken text. */
    private static String clean(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints().filter(c -> blank(c) || !control(c)).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean control(int c) {
        if (c == 0xFFFD) return true;
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.PRIVATE_USE,
                    Character.SURROGATE,
                    Character.UNASSIGNED -> true;
            default -> false;
        };
    }

    private static boolean blank(int c) {
        return c == '\t' || c == '\n' || c == '\r' || Character.isSpaceChar(c);
    }

    /** All of ASCII that is no letter, digit or blank counts, also {@code $} and {@code ^}. */
    private static boolean punctuation(int c) {
        if (c < 128) return c > 32 && c < 127 && !Character.isLetterOrDigit(c);
        return switch (Character.getType(c)) {
            case Character.CONNECTOR_PUNCTUATION,
                    Character.DASH_PUNCTUATION,
                    Character.START_PUNCTUATION,
                    Character.END_PUNCTUATION,
                    Character.INITIAL_QUOTE_PUNCTUATION,
                    Character.FINAL_QUOTE_PUNCTUATION,
                    Character.OTHER_PUNCTUATION -> true;
            default -> false;
        };
    }

    private static boolean chinese(int c) {
        return (c >= 0x4E00 && c <= 0x9FFF)
                || (c >= 0x3400 && c <= 0x4DBF)
                || (c >= 0xF900 && c <= 0xFAFF)
                || (c >= 0x20000 && c <= 0x2CEAF)
                || (c >= 0x2F800 && c <= 0x2FA1F);
    }
}

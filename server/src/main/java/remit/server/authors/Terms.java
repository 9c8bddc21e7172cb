package remit.server.authors;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/**
 * Turns the inputs of a case into named terms, before any vocabulary: what the model may notice of a case.
 *
 * <p>Text gives word 1-2-grams and character 3-5-grams within words; a category its value; a number its sign and
 * magnitude; a cross the values of its inputs together. A term's name starts with its kind and column, so that two
 * columns never share a weight.
 */
final class Terms {
    /** Longer texts are cut: the terms of one case stay bounded. */
    static final int LONGEST_TEXT = 4_000;

    /** Longer values of a category are compared by their beginnings. */
    private static final int LONGEST_VALUE = 200;

    private static final char BETWEEN = '\u001f';
    private static final String NOTHING = "\u0000";

    private final FeatureSettings settings;

    Terms(FeatureSettings settings) {
        this.settings = settings;
    }

    /** The terms of one case: those that stand alone (weight 1) and, per text column, those weighted by TF-IDF. */
    record Found(List<String> single, List<List<String>> texts) {}

    Found of(Map<String, Value> inputs) {
        var single = new ArrayList<String>();
        for (String column : settings.category()) single.add("c:" + column + ":" + key(inputs, column));
        for (List<String> columns : settings.cross()) {
            single.add("x:" + String.join("*", columns) + ":" + key(inputs, columns));
        }
        for (String column : settings.number()) number(column, inputs.get(column), single);
        var texts = new ArrayList<List<String>>();
        for (String column : settings.text()) {
            Value value = inputs.get(column);
            texts.add(value == null ? List.of() : text(column, value.show()));
        }
        return new Found(single, texts);
    }

    /** A single term's family: what its "unseen" term stands for. */
    static String family(String term) {
        return term.substring(0, term.indexOf(':', 2));
    }

    /** The value of one column as precedents and categories compare it. */
    static String key(Map<String, Value> inputs, String column) {
        Value value = inputs.get(column);
        if (value == null || value instanceof Value.Absent) return NOTHING;
        if (value instanceof Value.Numeric(BigDecimal number))
            return number.stripTrailingZeros().toPlainString();
        String shown = value.show().strip();
        return wellFormed(shown.length() > LONGEST_VALUE ? shown.substring(0, LONGEST_VALUE) : shown);
    }

    /** Half a surrogate pair, as a cut may leave it, has no form in JSON: it becomes a question mark. */
    private static String wellFormed(String text) {
        if (text.chars().noneMatch(c -> Character.isSurrogate((char) c))) return text;
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    static String key(Map<String, Value> inputs, List<String> columns) {
        var key = new StringBuilder();
        for (String column : columns) {
            if (!key.isEmpty()) key.append(BETWEEN);
            key.append(key(inputs, column));
        }
        return key.toString();
    }

    private static void number(String column, @Nullable Value value, List<String> into) {
        String prefix = "n:" + column + ":";
        if (!(value instanceof Value.Numeric(BigDecimal number))) {
            into.add(prefix + "none");
            return;
        }
        if (number.signum() == 0) {
            into.add(prefix + "zero");
            return;
        }
        double size = StrictMath.log10(Math.max(number.abs().doubleValue(), 1e-9));
        String sign = number.signum() < 0 ? "-" : "+";
        into.add(prefix + sign);
        into.add(prefix + sign + "h" + (int) Math.floor(Math.min(size, 18) * 2));
        into.add(prefix + sign + "q" + (int) Math.floor(Math.min(size, 18) * 5));
    }

    private static List<String> text(String column, String raw) {
        String cut = raw.length() > LONGEST_TEXT ? raw.substring(0, LONGEST_TEXT) : raw;
        String text = Normalizer.normalize(cut, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
        List<String> words = words(text);
        String wordPrefix = "w:" + column + ":";
        String partPrefix = "p:" + column + ":";
        var terms = new ArrayList<String>();
        String before = "";
        for (String word : words) {
            terms.add(wordPrefix + word);
            if (!before.isEmpty()) terms.add(wordPrefix + before + " " + word);
            before = word;
            String framed = " " + word + " ";
            for (int size = 3; size <= 5; size++) {
                for (int i = 0; i + size <= framed.length(); i++) terms.add(partPrefix + framed.substring(i, i + size));
            }
        }
        return terms;
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        int start = -1;
        for (int i = 0; i <= text.length(); i++) {
            boolean inside = i < text.length() && Character.isLetterOrDigit(text.charAt(i));
            if (inside && start < 0) start = i;
            if (!inside && start >= 0) {
                words.add(text.substring(start, Math.min(i, start + 40)));
                start = -1;
            }
        }
        return words;
    }
}

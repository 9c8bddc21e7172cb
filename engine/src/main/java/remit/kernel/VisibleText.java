package remit.kernel;

import java.util.BitSet;
import java.util.Optional;

/**
 * Text from elsewhere on its way to a screen. Control characters steer a terminal and characters of direction reorder
 * what a person reads, so both are written as {@code \}{@code u202e}; in a JSON string that means the same character.
 */
public final class VisibleText {
    private static final BitSet UNSEEN = BitSet.valueOf(new long[] {
        1L << Character.CONTROL | 1L << Character.FORMAT | 1L << Character.UNASSIGNED | 1L << Character.SURROGATE
    });

    /** Letters and marks that are drawn as nothing. */
    private static final String FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u2800\u3164\uffa0";

    private VisibleText() {}

    /** The text with every such character written out; line ends and tabs stay. */
    public static String of(String text) {
        int at = 0;
        while (at < text.length() && !isHidden(text, at)) at++;
        if (at == text.length()) return text;
        var out = new StringBuilder(text.length() + 16).append(text, 0, at);
        for (; at < text.length(); at++) {
            char c = text.charAt(at);
            if (isHidden(text, at)) out.append(String.format("\\u%04x", (int) c));
            else out.append(c);
        }
        return out.toString();
    }

    /**
     * What no table may say: its words are evidence for ever, and evidence is read on screens and by databases.
     *
     * @return in words, empty where nothing is against the text
     */
    public static Optional<String> fault(String text) {
        for (int at = 0; at < text.length(); at++) {
            char c = text.charAt(at);
            boolean paired = at + 1 < text.length() && Character.isSurrogatePair(c, text.charAt(at + 1));
            if (paired) at++;
            else if (Character.isSurrogate(c))
                return Optional.of(String.format("U+%04X, half of a character", (int) c));
            else if (isHidden(text, at)) return Optional.of(String.format("the invisible character U+%04X", (int) c));
        }
        return Optional.empty();
    }

    /** Whether nobody sees anything of it: blanks, and characters of no width. */
    public static boolean isBlank(String text) {
        return text.codePoints().allMatch(VisibleText::isUnseen);
    }

    private static boolean isUnseen(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || UNSEEN.get(Character.getType(c))
                || FILLERS.indexOf(c) >= 0
                || (c >= 0xfe00 && c <= 0xfe0f)
                || (c >= 0xe0100 && c <= 0xe01ef);
    }

    private static boolean isHidden(String text, int at) {
        char c = text.charAt(at);
        // Alone it would let a line write over itself; before a line feed it is how forms of browsers end a line.
        if (c == '\r') return at + 1 == text.length() || text.charAt(at + 1) != '\n';
        if (c < 0x7f) return c < 0x20 && c != '\n' && c != '\t';
        return c <= 0x9f
                || c == '\u061c'
                || (c >= '\u200e' && c <= '\u200f')
                || (c >= '\u2028' && c <= '\u202e')
                || (c >= '\u2066' && c <= '\u2069');
    }
}

package remit.kernel;

/**
 * Text from elsewhere on its way to a screen. Control characters steer a terminal and characters of direction reorder
 * what a person reads, so both are written as {@code \}{@code u202e}; in a JSON string that means the same character.
 */
public final class VisibleText {
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

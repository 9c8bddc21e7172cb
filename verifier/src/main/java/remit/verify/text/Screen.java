package remit.verify.text;

/** Text of a pack on its way to a screen: it must not steer a terminal or reorder what a person reads. */
public final class Screen {
    private Screen() {}

    /** The text in one line of visible characters, the others written as {@code \}{@code u001b}, cut at {@code longest}. */
    public static String safe(String text, int longest) {
        var out = new StringBuilder();
        for (int at = 0; at < text.length(); ) {
            if (out.length() >= longest) return out.append("...").toString();
            int point = text.codePointAt(at);
            at += Character.charCount(point);
            if (isVisible(point)) out.appendCodePoint(point);
            else for (char half : Character.toChars(point)) out.append(String.format("\\u%04x", (int) half));
        }
        return out.toString();
    }

    public static boolean isVisible(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            default -> true;
        };
    }
}

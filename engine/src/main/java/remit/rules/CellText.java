package remit.rules;

/** The text of a cell while it is read: how far, and what is wrong with it. */
sealed class CellText permits CellReader {
    private static final int LONGEST_SHOWN = 120;

    final String text;
    int at;

    CellText(String text) {
        this.text = text;
    }

    /** Leaves the descent; never seen outside this class. */
    static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String what;
        private final String fix;

        Mistake(String what, String fix) {
            super(what, null, false, false);
            this.what = what;
            this.fix = fix;
        }

        String what() {
            return what;
        }

        String fix() {
            return fix;
        }
    }

    final Mistake mistake(String what, String fix) {
        return new Mistake("\"" + shown(text) + "\": " + what, fix);
    }

    /** Nobody reads a message of a thousand lines. */
    static String shown(String text) {
        return text.length() <= LONGEST_SHOWN ? text : text.substring(0, LONGEST_SHOWN) + "...";
    }

    /** What follows, in quotes. */
    final String rest() {
        return "\"" + shown(text.substring(at)) + "\"";
    }

    /** The quoted text that begins here, without its quotes. */
    final String string() {
        var out = new StringBuilder();
        at++;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c == '"') return out.toString();
            out.append(c == '\\' ? escape() : c);
        }
        throw mistake("the quotes are not closed", "end the text with \"");
    }

    private char escape() {
        char c = at < text.length() ? text.charAt(at++) : ' ';
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 't' -> '\t';
            case 'r' -> '\r';
            case 'u' -> unicode();
            default -> throw mistake("unknown escape \\" + c, "write \\\\ for a backslash");
        };
    }

    private char unicode() {
        if (at + 4 > text.length() || !text.substring(at, at + 4).matches("[0-9a-fA-F]{4}")) {
            throw mistake("\\u needs four hexadecimal digits", "write for instance \\u00e9");
        }
        at += 4;
        return (char) Integer.parseInt(text.substring(at - 4, at), 16);
    }

    final void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    final boolean accept(char c) {
        if (at >= text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }
}

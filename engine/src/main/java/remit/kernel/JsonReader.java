package remit.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Reads RFC 8259 text strictly; every mistake is a {@link Problem} that names line and column. */
final class JsonReader {
    private static final int DEEPEST = 200;
    private static final Pattern NUMBER = Pattern.compile("-?(0|[1-9]\\d*)(\\.\\d+)?([eE][+-]?\\d+)?");

    private final String text;
    private int at;
    private int depth;

    private JsonReader(String text) {
        this.text = text;
    }

    static Checked<Json> read(String text) {
        var reader = new JsonReader(text);
        try {
            Json value = reader.value();
            reader.blanks();
            if (reader.at < text.length()) throw reader.mistake("text after the end of the document");
            return Checked.ok(value);
        } catch (Mistake mistake) {
            return Checked.refused(mistake.problem);
        }
    }

    private static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final transient Problem problem;

        Mistake(Problem problem) {
            super(problem.what(), null, false, false);
            this.problem = problem;
        }
    }

    private Mistake mistake(String what) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < Math.min(at, text.length()); i++) {
            if (text.charAt(i) == '\n') {
                line++;
                column = 1;
            } else column++;
        }
        return new Mistake(
                new Problem("RMT-001", "line " + line + " column " + column, what, "send one valid JSON document"));
    }

    private void blanks() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) at++;
    }

    private char peek() {
        if (at >= text.length()) throw mistake("the document ends too early");
        return text.charAt(at);
    }

    private Json value() {
        blanks();
        if (++depth > DEEPEST) throw mistake("nested deeper than " + DEEPEST);
        Json value = switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new Json.Str(string());
            case 't' -> word("true", new Json.Bool(true));
            case 'f' -> word("false", new Json.Bool(false));
            case 'n' -> word("null", Json.NULL);
            default -> number();
        };
        depth--;
        return value;
    }

    private Json word(String word, Json value) {
        if (!text.startsWith(word, at)) throw mistake("unknown word");
        at += word.length();
        return value;
    }

    private Json object() {
        var fields = new FreshFields();
        at++;
        blanks();
        if (peek() == '}') {
            at++;
            return new Json.Obj(fields);
        }
        while (true) {
            blanks();
            if (peek() != '"') throw mistake("a name in quotes was expected");
            String name = string();
            blanks();
            if (peek() != ':') throw mistake("':' was expected");
            at++;
            if (fields.put(name, value()) != null) throw mistake("the name \"" + name + "\" stands twice");
            blanks();
            char next = peek();
            at++;
            if (next == '}') return new Json.Obj(fields);
            if (next != ',') throw mistake("',' or '}' was expected");
        }
    }

    private Json array() {
        List<Json> items = new ArrayList<>();
        at++;
        blanks();
        if (peek() == ']') {
            at++;
            return new Json.Arr(items);
        }
        while (true) {
            items.add(value());
            blanks();
            char next = peek();
            at++;
            if (next == ']') return new Json.Arr(items);
            if (next != ',') throw mistake("',' or ']' was expected");
        }
    }

    private String string() {
        at++;
        int start = at;
        while (peek() != '"' && text.charAt(at) != '\\' && text.charAt(at) >= 0x20) at++;
        if (text.charAt(at) == '"') return wellFormed(text.substring(start, at++));
        var out = new StringBuilder(text.substring(start, at));
        while (true) {
            char c = peek();
            at++;
            if (c == '"') return wellFormed(out.toString());
            if (c < 0x20) throw mistake("a control character stands unescaped in a string");
            out.append(c == '\\' ? escape() : c);
        }
    }

    private String wellFormed(String string) {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (!Character.isSurrogate(c)) continue;
            boolean pair = Character.isHighSurrogate(c)
                    && i + 1 < string.length()
                    && Character.isLowSurrogate(string.charAt(i + 1));
            if (!pair) throw mistake("half of a surrogate pair");
            i++;
        }
        return string;
    }

    private char escape() {
        char c = peek();
        at++;
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> unicode();
            default -> throw mistake("unknown escape \\" + c);
        };
    }

    private char unicode() {
        if (at + 4 > text.length()) throw mistake("the document ends too early");
        int code = 0;
        for (int i = 0; i < 4; i++) {
            int digit = Character.digit(text.charAt(at++), 16);
            if (digit < 0) throw mistake("\\u needs four hexadecimal digits");
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Json number() {
        int start = at;
        while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) at++;
        String digits = text.substring(start, at);
        if (!NUMBER.matcher(digits).matches()) throw mistake("not a JSON value");
        double number = Double.parseDouble(digits);
        if (!Double.isFinite(number)) throw mistake("the number " + digits + " is out of range");
        return new Json.Num(number);
    }
}

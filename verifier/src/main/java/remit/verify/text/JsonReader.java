package remit.verify.text;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads one JSON text (RFC 8259) and refuses what two readers might understand differently: a key that stands twice,
 * half of a surrogate pair, text behind the value; and what would cost a reader its memory.
 */
final class JsonReader {
    private static final int DEEPEST = 64;
    private static final int MOST_VALUES = 1_000_000;

    private final String text;
    private int at;
    private int depth;
    private int values;

    JsonReader(String text) {
        this.text = text;
    }

    Json read() throws MalformedException {
        Json value = value();
        blanks();
        if (at < text.length()) throw malformed("there is text behind the value");
        return value;
    }

    private Json value() throws MalformedException {
        if (++values > MOST_VALUES) throw malformed("there are more than " + MOST_VALUES + " values");
        blanks();
        return switch (peek()) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> new Json.Text(string());
            case 't' -> word("true", Json.Word.TRUE);
            case 'f' -> word("false", Json.Word.FALSE);
            case 'n' -> word("null", Json.Word.NULL);
            default -> number();
        };
    }

    private Json object() throws MalformedException {
        open();
        Map<String, Json> fields = new LinkedHashMap<>();
        if (!closes('}')) {
            do {
                blanks();
                String key = string();
                blanks();
                expect(':');
                if (fields.put(key, value()) != null) throw malformed("the key \"" + key + "\" stands twice");
            } while (another('}'));
        }
        depth--;
        return new Json.Object(fields);
    }

    private Json array() throws MalformedException {
        open();
        List<Json> items = new ArrayList<>();
        if (!closes(']')) {
            do items.add(value());
            while (another(']'));
        }
        depth--;
        return new Json.Array(items);
    }

    private void open() throws MalformedException {
        if (++depth > DEEPEST) throw malformed("values lie more than " + DEEPEST + " deep in each other");
        at++;
    }

    private boolean closes(char end) throws MalformedException {
        blanks();
        if (peek() != end) return false;
        at++;
        return true;
    }

    /** Whether a comma follows; else it must be the end. */
    private boolean another(char end) throws MalformedException {
        blanks();
        if (peek() == ',') {
            at++;
            return true;
        }
        expect(end);
        return false;
    }

    private String string() throws MalformedException {
        expect('"');
        int start = at;
        while (peek() != '"' && peek() != '\\') plain();
        if (peek() == '"') return text.substring(start, at++);
        var out = new StringBuilder().append(text, start, at);
        while (peek() != '"') {
            if (peek() == '\\') out.append(escape());
            else out.append(plain());
        }
        at++;
        whole(out);
        return out.toString();
    }

    /** The text itself was decoded from UTF-8 and holds no half pairs; escapes may write some. */
    private void whole(CharSequence string) throws MalformedException {
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (!Character.isSurrogate(c)) continue;
            boolean pair = i + 1 < string.length() && Character.isSurrogatePair(c, string.charAt(i + 1));
            if (!pair) throw malformed("a string holds half of a surrogate pair");
            i++;
        }
    }

    private char plain() throws MalformedException {
        char c = peek();
        if (c < 0x20) throw malformed("a string holds a control character");
        at++;
        return c;
    }

    private char escape() throws MalformedException {
        at++;
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
            default -> throw malformed("\\" + c + " is no escape");
        };
    }

    private char unicode() throws MalformedException {
        if (at + 4 > text.length()) throw malformed("it ends within an escape");
        int code = 0;
        for (int i = 0; i < 4; i++) {
            char c = text.charAt(at++);
            int digit = c < 0x80 ? Character.digit(c, 16) : -1;
            if (digit < 0) throw malformed("an escape holds no four hex digits");
            code = code * 16 + digit;
        }
        return (char) code;
    }

    private Json word(String word, Json value) throws MalformedException {
        if (!text.startsWith(word, at)) throw malformed("there is no value");
        at += word.length();
        return value;
    }

    private Json number() throws MalformedException {
        int start = at;
        if (peek() == '-') at++;
        if (digits() > 1 && text.charAt(text.charAt(start) == '-' ? start + 1 : start) == '0') {
            throw malformed("a number has a leading zero");
        }
        if (at < text.length() && text.charAt(at) == '.') {
            at++;
            digits();
        }
        if (at < text.length() && (text.charAt(at) == 'e' || text.charAt(at) == 'E')) {
            at++;
            if (peek() == '+' || peek() == '-') at++;
            digits();
        }
        return new Json.Number(text.substring(start, at));
    }

    /** At least one digit. @return how many */
    private int digits() throws MalformedException {
        int start = at;
        while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') at++;
        if (at == start) throw malformed("there is no value");
        return at - start;
    }

    private void blanks() {
        while (at < text.length() && " \t\n\r".indexOf(text.charAt(at)) >= 0) at++;
    }

    private void expect(char wanted) throws MalformedException {
        if (peek() != wanted) throw malformed("there is no '" + wanted + "'");
        at++;
    }

    private char peek() throws MalformedException {
        if (at >= text.length()) throw malformed("it ends too early");
        return text.charAt(at);
    }

    private MalformedException malformed(String what) {
        return new MalformedException("is not the JSON that it should be: " + what + " at character " + (at + 1));
    }
}

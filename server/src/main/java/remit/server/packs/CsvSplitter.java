package remit.server.packs;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits one record into fields, line by line while a quote is open. A quote inside an unquoted field is a character. */
final class CsvSplitter {
    private final char delimiter;
    private final List<String> fields = new ArrayList<>();
    private final StringBuilder field = new StringBuilder();
    private boolean open;
    private boolean first = true;

    CsvSplitter(char delimiter) {
        this.delimiter = delimiter;
    }

    /** Whether a quoted field goes on in the next line. */
    boolean open() {
        return open;
    }

    List<String> fields() {
        return fields;
    }

    /** Takes one line; returns why it cannot be split, or null. */
    @Nullable
    String add(String line) {
        if (!first) field.append('\n');
        first = false;
        int at = 0;
        while (true) {
            if (!open && field.isEmpty() && at < line.length() && line.charAt(at) == '"') {
                open = true;
                at++;
            }
            if (open) {
                at = quoted(line, at);
                if (open) return null;
                if (at < line.length() && line.charAt(at) != delimiter) {
                    return "text follows a closing quote (field " + (fields.size() + 1) + ")";
                }
            } else {
                int end = line.indexOf(delimiter, at);
                field.append(line, at, end < 0 ? line.length() : end);
                at = end < 0 ? line.length() : end;
            }
            fields.add(field.toString());
            field.setLength(0);
            if (at >= line.length()) return null;
            at++;
        }
    }

    /** Reads a quoted field from behind its opening quote; returns the place behind the closing one. */
    private int quoted(String line, int from) {
        int at = from;
        while (at < line.length()) {
            int quote = line.indexOf('"', at);
            if (quote < 0) break;
            field.append(line, at, quote);
            boolean doubled = quote + 1 < line.length() && line.charAt(quote + 1) == '"';
            if (!doubled) {
                open = false;
                return quote + 1;
            }
            field.append('"');
            at = quote + 2;
        }
        field.append(line, Math.min(at, line.length()), line.length());
        return line.length();
    }
}

package remit.server.packs;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts text into records (RFC 4180) and recovers from a broken one. Parsers for CSV lose everything behind an unclosed
 * quote; here only the line that opened it is given up, and reading goes on with the next line. So that this stays cheap
 * and bounded, a quoted field runs over at most {@value #MOST_LINES} lines and a record holds at most
 * {@value #LONGEST} characters.
 */
final class CsvRecords {
    static final int LONGEST = 1 << 20;
    static final int MOST_LINES = 100;

    private final FileText text;
    private final char delimiter;
    /** Lines that were looked at for a record that turned out broken, to be read again. */
    private final Deque<Line> again = new ArrayDeque<>();

    private int pushedBack = -2;

    CsvRecords(FileText text, char delimiter) {
        this.text = text;
        this.delimiter = delimiter;
    }

    /** A record with its fields, or why it has none. */
    record Cut(
            long line,
            long lastLine,
            List<String> fields,
            @Nullable String broken,
            String start) {
        boolean blank() {
            return broken == null && fields.size() == 1 && fields.getFirst().isBlank();
        }
    }

    private record Line(long number, String text, boolean tooLong) {}

    /** The next record, or null at the end. */
    @Nullable
    Cut next() throws IOException {
        Line first = line();
        if (first == null) return null;
        if (first.tooLong()) return broken(first, "the line is longer than " + LONGEST + " characters");
        if (first.text().indexOf('\0') >= 0) return broken(first, "the line holds the character NUL");
        var splitter = new Splitter(delimiter);
        String wrong = splitter.add(first.text());
        if (wrong != null) return broken(first, wrong);
        Line last = first;
        var taken = new ArrayList<Line>();
        int length = first.text().length();
        while (splitter.open()) {
            Line more = taken.size() + 1 >= MOST_LINES || length > LONGEST ? null : line();
            if (more == null) return giveUp(first, taken, "a quote is opened and not closed");
            taken.add(more);
            length += more.text().length() + 1;
            wrong = more.tooLong() || more.text().indexOf('\0') >= 0
                    ? "a quote is opened and not closed"
                    : splitter.add(more.text());
            if (wrong != null) return giveUp(first, taken, wrong);
            last = more;
        }
        return new Cut(first.number(), last.number(), splitter.fields(), null, start(first.text()));
    }

    private Cut giveUp(Line first, List<Line> taken, String why) {
        for (Line line : taken.reversed()) again.addFirst(line);
        return broken(first, why);
    }

    private static Cut broken(Line line, String why) {
        return new Cut(line.number(), line.number(), List.of(), why, start(line.text()));
    }

    /** The start of a line, as much as a report needs. */
    private static String start(String text) {
        return text.length() <= 200 ? text : text.substring(0, 200) + "...";
    }

    private @Nullable Line line() throws IOException {
        if (!again.isEmpty()) return again.removeFirst();
        long number = text.line();
        var line = new StringBuilder();
        boolean tooLong = false;
        boolean any = false;
        for (int c = read(); c >= 0; c = read()) {
            any = true;
            if (c == '\n') break;
            if (c == '\r') {
                int follows = read();
                if (follows != '\n') pushedBack = follows;
                break;
            }
            if (line.length() < LONGEST) line.append((char) c);
            else tooLong = true;
        }
        return any ? new Line(number, line.toString(), tooLong) : null;
    }

    private int read() throws IOException {
        if (pushedBack == -2) return text.read();
        int c = pushedBack;
        pushedBack = -2;
        return c;
    }

    /** Splits one record into fields, line by line while a quote is open. A quote inside an unquoted field is a character. */
    private static final class Splitter {
        private final char delimiter;
        private final List<String> fields = new ArrayList<>();
        private final StringBuilder field = new StringBuilder();
        private boolean open;
        private boolean first = true;

        Splitter(char delimiter) {
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
}

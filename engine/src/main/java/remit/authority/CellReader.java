package remit.authority;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.Value;

/**
 * Reads the text of a cell. The grammar is the part of S-FEEL (DMN 1.3, clause 9) whose meaning is fixed without an
 * engine: {@code -}, literals, comparisons, ranges, comma lists. Everything else is refused by its name: a cell that is
 * half understood would decide about real cases.
 */
final class CellReader {
    /** As many digits as decimal128 holds, DMN's number. */
    private static final int MOST_DIGITS = 34;

    private static final Pattern NUMBER = Pattern.compile("-?(\\d+(\\.\\d+)?|\\.\\d+)");
    private static final Pattern DATE = Pattern.compile("date\\s*\\(\\s*\"([^\"]*)\"\\s*\\)|@\"([^\"]*)\"");
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.]*");
    private static final Pattern THOUSANDS = Pattern.compile("[<>]=?\\s*\\d{1,3}(,\\d{3})+(?!\\d)");

    private final String text;
    private final FactType type;
    private int at;

    private CellReader(String text, FactType type) {
        this.text = text;
        this.type = type;
    }

    /** The cell, or why not and what would work; an empty cell is {@code -}, as editors write it. */
    static Checked<Cell> read(String place, String text, FactType type) {
        String cell = text.strip();
        if (cell.isEmpty() || cell.equals("-")) return Checked.ok(Cell.ANY);
        try {
            return Checked.ok(new CellReader(cell, type).list());
        } catch (Mistake mistake) {
            return Checked.refused(new Problem("RMT-104", place, mistake.what, mistake.fix));
        }
    }

    /** A literal string as an output entry holds it. */
    static Checked<String> readText(String place, String text) {
        return read(place, text, FactType.TEXT).then(cell -> {
            List<UnaryTest> tests = cell.tests();
            if (tests.size() == 1 && tests.getFirst() instanceof UnaryTest.Equal(Value.Text(String literal))) {
                return Checked.ok(literal);
            }
            String what = text.isBlank() ? "the output is empty" : "\"" + text.strip() + "\" is not one literal text";
            return Checked.refused(new Problem("RMT-104", place, what, "write one text in quotes"));
        });
    }

    /** Leaves the descent; never seen outside this class. */
    private static final class Mistake extends RuntimeException {
        private static final long serialVersionUID = 1L;
        private final String what;
        private final String fix;

        Mistake(String what, String fix) {
            super(what, null, false, false);
            this.what = what;
            this.fix = fix;
        }
    }

    private Mistake mistake(String what, String fix) {
        return new Mistake("\"" + text + "\": " + what, fix);
    }

    private Cell list() {
        Matcher thousands = THOUSANDS.matcher(text);
        if (type == FactType.NUMBER && thousands.find()) {
            String joined = thousands.group().replace(",", "");
            throw mistake("a comma separates two values, it does not group thousands", "write " + joined);
        }
        List<UnaryTest> tests = new ArrayList<>();
        do {
            blanks();
            tests.add(test());
            blanks();
        } while (accept(','));
        if (at < text.length()) {
            throw mistake("\"" + text.substring(at) + "\" was not expected", "separate several values by commas");
        }
        return new Cell.OneOf(tests);
    }

    private UnaryTest test() {
        if (at >= text.length()) throw mistake("a value is missing after the comma", "write one value or test");
        char c = text.charAt(at);
        if (c == '<' || c == '>') return comparison();
        if (c == '[' || c == '(' || c == ']') return range();
        if (c == '!' || c == '=') {
            String fix = c == '=' ? "write the value alone" : "list the values that match, or write two comparisons";
            throw mistake("the operator " + c + " is not part of this release", fix);
        }
        return new UnaryTest.Equal(literal());
    }

    private UnaryTest comparison() {
        boolean less = text.charAt(at++) == '<';
        boolean included = accept('=');
        needOrder("a comparison");
        blanks();
        UnaryTest.End end = new UnaryTest.End(literal(), included);
        return less ? new UnaryTest.Range(null, end) : new UnaryTest.Range(end, null);
    }

    private UnaryTest range() {
        boolean lowerIncluded = text.charAt(at++) == '[';
        needOrder("a range");
        blanks();
        Value lower = literal();
        blanks();
        if (!text.startsWith("..", at)) throw mistake("\"..\" is missing between the two ends", "write [from..to]");
        at += 2;
        blanks();
        Value upper = literal();
        blanks();
        if (at >= text.length() || "])[".indexOf(text.charAt(at)) < 0) {
            throw mistake("the range is not closed", "write [from..to], or ) for an end that is left out");
        }
        boolean upperIncluded = text.charAt(at++) == ']';
        int order = Segments.position(lower).compareTo(Segments.position(upper));
        if (order > 0 || (order == 0 && !(lowerIncluded && upperIncluded))) {
            throw mistake("no value lies in this range", "write the smaller end first");
        }
        return new UnaryTest.Range(new UnaryTest.End(lower, lowerIncluded), new UnaryTest.End(upper, upperIncluded));
    }

    private void needOrder(String what) {
        if (!type.ordered())
            throw mistake(what + " cannot be made on " + type.words(), "list the values: " + type.example());
    }

    private Value literal() {
        if (at >= text.length()) throw mistake("a value is missing", "write for instance " + type.example());
        if (text.charAt(at) == '"') return typed(new Value.Text(string()));
        Matcher date = DATE.matcher(text).region(at, text.length());
        if (date.lookingAt()) return day(date);
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (number.lookingAt()) return number(number);
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (word.lookingAt()) return word(word);
        throw mistake(
                "\"" + text.substring(at) + "\" is not a value that a cell may hold",
                "write for instance " + type.example());
    }

    private Value typed(Value literal) {
        if (type.holds(literal)) return literal;
        String spelt = new UnaryTest.Equal(literal).text();
        if (type == FactType.TEXT) throw mistake(spelt + " is not a text", "put it in quotes: \"" + spelt + "\"");
        boolean quoted = literal instanceof Value.Text;
        String inside = literal.show();
        boolean unquoted = switch (type) {
            case NUMBER -> NUMBER.matcher(inside).matches();
            case FLAG -> inside.matches("true|false");
            case DAY -> isDay(inside);
            case TEXT -> false;
        };
        if (!quoted || !unquoted)
            throw mistake(spelt + " is not " + type.words(), "write for instance " + type.example());
        String fix = type == FactType.DAY ? "date(" + spelt + ")" : inside;
        throw mistake(spelt + " in quotes is a text, the column holds " + type.words(), "write " + fix);
    }

    private Value day(Matcher found) {
        at = found.end();
        String written = found.group(1) != null ? found.group(1) : found.group(2);
        if (!isDay(written))
            throw mistake("\"" + written + "\" is not a day of the calendar", "write date(\"2026-01-31\")");
        return typed(new Value.Day(LocalDate.parse(written)));
    }

    private static boolean isDay(String written) {
        if (!written.matches("\\d{4}-\\d{2}-\\d{2}")) return false;
        try {
            LocalDate.parse(written);
            return true;
        } catch (DateTimeException notInTheCalendar) {
            return false;
        }
    }

    private Value number(Matcher found) {
        String digits = found.group();
        int end = found.end();
        // "5k", "1e3", "2026-01-31", "1.2.3": a number that something is glued to is not that number.
        int stop = end;
        while (stop < text.length() && !glueless(stop)) stop++;
        if (stop > end) throw glued(text.substring(at, stop));
        at = end;
        if (digits.matches("-?0\\d.*")) {
            throw mistake(
                    digits + " begins with 0; a comma separates two values, it does not group thousands",
                    "write the number without separators, or a text in quotes");
        }
        if (digits.replaceAll("[-.]", "").length() > MOST_DIGITS) {
            throw mistake(digits + " has more than " + MOST_DIGITS + " digits", "write fewer digits");
        }
        BigDecimal number = new BigDecimal(digits).stripTrailingZeros();
        return typed(new Value.Numeric(number.scale() < 0 ? number.setScale(0) : number));
    }

    private boolean glueless(int i) {
        char c = text.charAt(i);
        return Character.isWhitespace(c) || ",])[".indexOf(c) >= 0 || text.startsWith("..", i);
    }

    private Mistake glued(String written) {
        if (type == FactType.DAY && isDay(written))
            return mistake("a date needs its word", "write date(\"" + written + "\")");
        if (type == FactType.TEXT) return mistake(written + " is not a text", "put it in quotes: \"" + written + "\"");
        if (written.matches("-?\\d+(\\.\\d+)?[kK]")) {
            BigDecimal thousands =
                    new BigDecimal(written.substring(0, written.length() - 1)).multiply(new BigDecimal(1000));
            return mistake(
                    written + " is not a number",
                    "write " + thousands.stripTrailingZeros().toPlainString());
        }
        if (written.matches("-?\\d+(\\.\\d+)?[eE][+-]?\\d{1,2}")) {
            return mistake(
                    "exponents are not part of this release", "write " + new BigDecimal(written).toPlainString());
        }
        if (written.matches("-?\\d+(\\.\\d+)?%")) {
            BigDecimal share = new BigDecimal(written.substring(0, written.length() - 1)).movePointLeft(2);
            return mistake("a percent sign is not part of a number", "write " + share.toPlainString());
        }
        return mistake(
                written + " is not " + type.words(),
                "expressions are computed before the table: write for instance " + type.example());
    }

    private Value word(Matcher found) {
        String word = found.group();
        int end = found.end();
        int next = end;
        while (next < text.length() && Character.isWhitespace(text.charAt(next))) next++;
        if (next < text.length() && text.charAt(next) == '(') {
            String fix = switch (word) {
                case "not" -> "list the values that match instead, or use an earlier row for the others";
                case "date" -> "write date(\"2026-01-31\"), a literal day";
                default -> "let the intake provide the computed value as a column and name a literal here";
            };
            throw mistake(word + "() is not part of this release", fix);
        }
        at = end;
        switch (word) {
            case "true", "false" -> {
                return typed(new Value.Flag(word.equals("true")));
            }
            case "null" ->
                throw mistake("null is not part of this release", "declare the column required, or leave it to \"-\"");
            default -> {
                if (type == FactType.TEXT)
                    throw mistake("a text stands without quotes", "write \"" + bare(found) + "\"");
                if (type == FactType.FLAG) throw mistake(word + " is not yes or no", "write true or false");
                throw mistake(
                        "the name " + word + " cannot stand in a cell in this release",
                        "write a literal such as " + type.example());
            }
        }
    }

    /** The unquoted words up to the next comma, which the author most likely meant as one text. */
    private String bare(Matcher found) {
        int comma = text.indexOf(',', found.start());
        return text.substring(found.start(), comma < 0 ? text.length() : comma).strip();
    }

    private String string() {
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

    private void blanks() {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) at++;
    }

    private boolean accept(char c) {
        if (at >= text.length() || text.charAt(at) != c) return false;
        at++;
        return true;
    }
}

package remit.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.Temporal;
import remit.kernel.Value;

/**
 * Reads the text of a cell. The grammar is the part of S-FEEL (DMN 1.3, clause 9) whose meaning is fixed without an
 * engine: {@code -}, {@code null}, literals, names of other facts, comparisons, ranges, comma lists, {@code not(...)}.
 * Everything else is refused by its name: a cell that is half understood would decide about real cases.
 */
public final class CellReader extends CellText {
    /** As many digits as decimal128 holds, DMN's number. */
    private static final int MOST_DIGITS = 34;

    /** As long as the cell of a spreadsheet can be. */
    private static final int LONGEST = 32_767;

    private static final int MOST_TESTS = 2_000;

    private static final Pattern NUMBER = Pattern.compile("-?(\\d+(\\.\\d+)?|\\.\\d+)");
    private static final Pattern TEMPORAL = Pattern.compile(
            "(date\\s+and\\s+time|date|time|duration)\\s*\\(\\s*\"([^\"]*)\"\\s*\\)|(@)\\s*\"([^\"]*)\"");
    /** {@code date(2026, 1, 31)}, {@code time(8, 30, 0)}. */
    private static final Pattern PARTS =
            Pattern.compile("(date|time)\\s*\\(\\s*(\\d{1,4})\\s*,\\s*(\\d{1,2})\\s*,\\s*(\\d{1,2})\\s*\\)");

    private static final Pattern NOT = Pattern.compile("not\\s*\\(");
    private static final Pattern PERCENT = Pattern.compile("\\s*%");
    private static final Pattern WORD = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.]*");
    private static final Pattern THOUSANDS = Pattern.compile("[<>]=?\\s*\\d{1,3}(,\\d{3})+(?!\\d)");

    private final FactType type;
    private final Facts facts;

    private CellReader(String text, FactType type, Facts facts) {
        super(text);
        this.type = type;
        this.facts = facts;
    }

    /** A cell that compares with literals only. */
    public static Checked<Cell> read(String place, String text, FactType type) {
        return read(place, text, type, Facts.NONE);
    }

    /**
     * The cell, or why not and what would work; an empty cell is {@code -}, as editors write it.
     *
     * @param facts what the cell may name
     */
    public static Checked<Cell> read(String place, String text, FactType type, Facts facts) {
        String cell = text.strip();
        if (cell.isEmpty() || cell.equals("-")) return Checked.ok(Cell.ANY);
        return attempt(place, cell, written -> new CellReader(written, type, facts).cell());
    }

    /** What one output entry says: a literal, a name, or null. */
    public static Checked<Operand> readOutput(String place, String text, FactType type, Facts facts) {
        return attempt(place, text.strip(), written -> new CellReader(written, type, facts).output());
    }

    /** A cell's text. @param <T> what is read */
    private static <T> Checked<T> attempt(String place, String text, Function<String, T> reading) {
        if (text.length() > LONGEST) {
            String what = "the cell is longer than " + LONGEST + " characters";
            return Checked.refused(new Problem("RMT-104", place, what, "divide it over several rows"));
        }
        try {
            return Checked.ok(reading.apply(text));
        } catch (Mistake mistake) {
            String fix = Nearest.to(text, near -> isRead(near, reading))
                    .filter(near -> !mistake.fix().endsWith(" " + near))
                    .map(near -> mistake.fix() + "; here: " + near)
                    .orElse(mistake.fix());
            return Checked.refused(new Problem("RMT-104", place, mistake.what(), fix));
        }
    }

    private static <T> boolean isRead(String text, Function<String, T> reading) {
        if (text.equals("-")) return true;
        try {
            return reading.apply(text) != null;
        } catch (Mistake notEither) {
            return false;
        }
    }

    private Operand output() {
        if (text.isEmpty() || text.equals("-")) {
            throw mistake("the output is empty", "write one value, for instance " + type.example());
        }
        Operand operand = accept("null") ? new Operand.Literal(Value.ABSENT) : operand();
        blanks();
        if (at < text.length()) {
            throw mistake("the output is more than one value", "write one value, for instance " + type.example());
        }
        return operand;
    }

    private Cell cell() {
        Matcher not = NOT.matcher(text);
        if (!not.lookingAt() || facts.nameAt(text, 0).isPresent()) {
            List<UnaryTest> tests = list();
            if (at < text.length()) {
                throw mistake(rest() + " was not expected", "separate several values by commas");
            }
            return new Cell.OneOf(tests);
        }
        at = not.end();
        List<UnaryTest> tests = list();
        if (!accept(')')) throw mistake("not( is not closed", "write not(" + type.example() + ")");
        blanks();
        if (at < text.length()) {
            throw mistake(rest() + " follows not(...)", "let not(...) stand alone in its cell");
        }
        return new Cell.NoneOf(tests);
    }

    private List<UnaryTest> list() {
        Matcher thousands = THOUSANDS.matcher(text);
        if (type == FactType.NUMBER && thousands.find()) {
            String joined = thousands.group().replace(",", "");
            throw mistake("a comma separates two values, it does not group thousands", "write " + joined);
        }
        List<UnaryTest> tests = new ArrayList<>();
        do {
            blanks();
            tests.add(test());
            if (tests.size() > MOST_TESTS)
                throw mistake("the cell lists more than " + MOST_TESTS + " values", "divide it over several rows");
            blanks();
        } while (accept(','));
        return tests;
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
        if (accept("null")) return new UnaryTest.Missing();
        if (NOT.matcher(text).region(at, text.length()).lookingAt()
                && facts.nameAt(text, at).isEmpty()) {
            throw mistake(
                    "not(...) stands inside a list", "let not(...) stand alone in its cell, around the whole list");
        }
        return new UnaryTest.Equal(operand());
    }

    private UnaryTest comparison() {
        boolean less = text.charAt(at++) == '<';
        boolean included = accept('=');
        needOrder("a comparison");
        blanks();
        UnaryTest.End end = new UnaryTest.End(operand(), included);
        return less ? new UnaryTest.Range(null, end) : new UnaryTest.Range(end, null);
    }

    private UnaryTest range() {
        boolean lowerIncluded = text.charAt(at++) == '[';
        needOrder("a range");
        blanks();
        Operand lower = operand();
        blanks();
        if (!text.startsWith("..", at)) throw mistake("\"..\" is missing between the two ends", "write [from..to]");
        at += 2;
        blanks();
        Operand upper = operand();
        blanks();
        if (at >= text.length() || "])[".indexOf(text.charAt(at)) < 0) {
            throw mistake("the range is not closed", "write [from..to], or ) for an end that is left out");
        }
        boolean upperIncluded = text.charAt(at++) == ']';
        if (isEmpty(lower, upper, lowerIncluded && upperIncluded)) {
            throw mistake("no value lies in this range", "write the smaller end first");
        }
        return new UnaryTest.Range(new UnaryTest.End(lower, lowerIncluded), new UnaryTest.End(upper, upperIncluded));
    }

    /** Whether a range between literals can hold nothing; with a name in it, a case decides. */
    private static boolean isEmpty(Operand lower, Operand upper, boolean closed) {
        if (!(lower instanceof Operand.Literal(Value low)) || !(upper instanceof Operand.Literal(Value high))) {
            return false;
        }
        int order = Order.comparable(low, high) ? Order.compare(low, high) : 1;
        return order > 0 || (order == 0 && !closed);
    }

    private void needOrder(String what) {
        if (!type.ordered())
            throw mistake(what + " cannot be made on " + type.words(), "list the values: " + type.example());
    }

    private Operand operand() {
        Optional<Facts.Found> name = at >= text.length() ? Optional.empty() : facts.nameAt(text, at);
        if (name.isEmpty()) {
            facts.unavailableAt(text, at).ifPresent(there -> {
                throw mistake("\"" + there.fact() + "\" cannot be named here", facts.whyNot(there.fact()));
            });
            return new Operand.Literal(literal());
        }
        Facts.Found found = name.get();
        at = found.end();
        FactType holds = facts.type(found.fact()).orElseThrow();
        if (holds != type) {
            throw mistake(
                    found.fact() + " holds " + holds.words() + ", the column " + type.words(),
                    "name a fact of the column's type, or write for instance " + type.example());
        }
        return new Operand.Name(found.fact());
    }

    private Value literal() {
        if (at >= text.length()) throw mistake("a value is missing", "write for instance " + type.example());
        if (text.charAt(at) == '"') return typed(new Value.Text(string()));
        Matcher temporal = TEMPORAL.matcher(text).region(at, text.length());
        if (temporal.lookingAt()) return temporal(temporal);
        Matcher parts = PARTS.matcher(text).region(at, text.length());
        if (parts.lookingAt()) return parts(parts);
        Matcher number = NUMBER.matcher(text).region(at, text.length());
        if (number.lookingAt()) return number(number);
        Matcher word = WORD.matcher(text).region(at, text.length());
        if (word.lookingAt()) return word(word);
        throw mistake(rest() + " is not a value that a cell may hold", "write for instance " + type.example());
    }

    private Value typed(Value literal) {
        if (type.holds(literal)) return literal;
        String spelt = new Operand.Literal(literal).text();
        if (type == FactType.TEXT) throw mistake(spelt + " is not a text", "put it in quotes: \"" + spelt + "\"");
        boolean quoted = literal instanceof Value.Text;
        String inside = literal.show();
        boolean unquoted = switch (type) {
            case NUMBER -> NUMBER.matcher(inside).matches();
            case FLAG -> inside.matches("true|false");
            case DAY, TIME, DAY_TIME, MONTHS, SPAN ->
                Temporal.read(word(), inside).isPresent();
            case TEXT -> false;
        };
        if (!quoted || !unquoted)
            throw mistake(spelt + " is not " + type.words(), "write for instance " + type.example());
        String fix = word().isEmpty() ? inside : word() + "(" + spelt + ")";
        throw mistake(spelt + " in quotes is a text, the column holds " + type.words(), "write " + fix);
    }

    /** The word before the quotes of a literal of this type; empty where literals have none. */
    private String word() {
        return switch (type) {
            case TEXT, NUMBER, FLAG -> "";
            case DAY -> "date";
            case TIME -> "time";
            case DAY_TIME -> "date and time";
            case MONTHS, SPAN -> "duration";
        };
    }

    private Value temporal(Matcher found) {
        at = found.end();
        boolean at = found.group(3) != null;
        String word = at ? "@" : found.group(1).replaceAll("\\s+", " ");
        String written = at ? found.group(4) : found.group(2);
        return typed(Temporal.read(word, written).orElseThrow(() -> unreadable(word, written)));
    }

    private Value parts(Matcher found) {
        at = found.end();
        boolean day = found.group(1).equals("date");
        String written = String.format(
                java.util.Locale.ROOT,
                day ? "%04d-%02d-%02d" : "%02d:%02d:%02d",
                Integer.parseInt(found.group(2)),
                Integer.parseInt(found.group(3)),
                Integer.parseInt(found.group(4)));
        return typed(Temporal.read(found.group(1), written).orElseThrow(() -> unreadable(found.group(1), written)));
    }

    private Mistake unreadable(String word, String written) {
        String fix = type.ordered() && type != FactType.NUMBER ? type.example() : FactType.DAY.example();
        if (word.equals("date")) return mistake("\"" + written + "\" is not a day of the calendar", "write " + fix);
        if (word.equals("time") && written.matches(".*(Z|[+@-].*)")) {
            return mistake("a time of day with a zone is not part of this release", "write " + fix);
        }
        return mistake("\"" + written + "\" is not a date, a time or a duration", "write " + fix);
    }

    private Value number(Matcher found) {
        String digits = found.group();
        int end = found.end();
        if (PERCENT.matcher(text).region(end, text.length()).lookingAt()) throw glued(digits + "%");
        // "5k", "1e3", "2026-01-31", "1.2.3": a number that something is glued to is not that number.
        int stop = end;
        while (stop < text.length() && !glueless(stop)) stop++;
        if (stop > end) throw glued(shown(text.substring(at, stop)));
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
        if (type == FactType.DAY && Temporal.read("date", written).isPresent())
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
            case "null" -> throw mistake("null has no order", "let null stand alone, or in a list");
            default -> {
                if (type == FactType.TEXT)
                    throw mistake("a text stands without quotes", "write \"" + bare(found) + "\"");
                if (type == FactType.FLAG) throw mistake(word + " is not yes or no", "write true or false");
                throw mistake("there is no fact \"" + word + "\"", facts.nearest(word, type));
            }
        }
    }

    /** The unquoted words up to the next comma, which the author most likely meant as one text. */
    private String bare(Matcher found) {
        int comma = text.indexOf(',', found.start());
        return text.substring(found.start(), comma < 0 ? text.length() : comma).strip();
    }

    /** Takes a word that ends here: {@code null} is one, the beginning of {@code nullable} is not. */
    private boolean accept(String word) {
        int end = at + word.length();
        if (!text.startsWith(word, at)) return false;
        if (end < text.length() && (Character.isLetterOrDigit(text.charAt(end)) || text.charAt(end) == '_'))
            return false;
        if (facts.nameAt(text, at).isPresent()) return false;
        at = end;
        return true;
    }
}

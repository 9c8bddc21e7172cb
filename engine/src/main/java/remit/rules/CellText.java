package remit.rules;

import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import remit.kernel.VisibleText;

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
            if (c == '"') return visible(out.toString());
            out.append(c == '\\' ? escape() : c);
        }
        throw mistake("the quotes are not closed", "end the text with \"");
    }

    private String visible(String said) {
        VisibleText.fault(said).ifPresent(fault -> {
            throw mistake("the text holds " + fault, "delete it: what nobody can read, nobody can approve");
        });
        return said;
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

    /**
     * What people write who do not know the grammar, and what they mean. A form is proposed only where it is read, so
     * that what a message says works.
     */
    static final class Nearest {
        private static final int LONGEST = 120;
        private static final String SOME = "([^<>=!\\s][^<>=!]*?)";
        private static final String VALUE =
                "(-?[\\d.]+|\"[^\"]*\"|[a-z ]+\\(\"[^\"]*\"\\)|@\"[^\"]*\"|\\d{4}-\\d\\d-\\d\\d)";

        /** A habit. @param form what it looks like @param meant what is meant, with the groups of the form */
        private record Habit(Pattern form, String meant) {
            Habit(String form, String meant, int flags) {
                this(Pattern.compile(form, flags), meant);
            }
        }

        private static final int ANY_CASE = Pattern.CASE_INSENSITIVE;

        private static final List<Habit> HABITS = List.of(
                new Habit("[\u201c\u201d\u201e]", "\"", 0),
                new Habit("'([^'\"]*)'", "\"$1\"", 0),
                new Habit("^\"\\s*([<>=\\[].*|not\\s*\\(.*)\"$", "$1", 0),
                new Habit("\u2265|=>", ">=", 0),
                new Habit("\u2264|=<", "<=", 0),
                new Habit("^(?:\\?|[\\p{L}_][\\p{L}\\p{N}_. ]*?)\\s*(?=[<>=!]|in\\b|between\\b)", "", 0),
                new Habit("^={1,2}\\s*(?=[^=])", "", 0),
                new Habit("^(?:!=|<>|\u2260)\\s*(.+)$", "not($1)", 0),
                new Habit("^!\\s*(?=[^=\\s])(.+)$", "not($1)", 0),
                new Habit("^(?:not\\s+in|not|NOT)\\s*[\\[({]?\\s*([^\\[({\\])}]+?)\\s*[\\])}]?$", "not($1)", ANY_CASE),
                new Habit("^(?:in\\s*)?[\\[({]\\s*([^\\[({\\])}]+?)\\s*[\\])}]$", "$1", 0),
                new Habit("^list contains\\s*\\(\\s*\\[(.*)\\]\\s*,.*\\)$", "$1", 0),
                new Habit("\\s*(?:\\bor\\b|\\|\\||;)\\s*", ", ", ANY_CASE),
                new Habit("^>=\\s*" + SOME + "\\s*(?:and|&&|,)\\s*<=\\s*" + SOME + "$", "[$1..$2]", ANY_CASE),
                new Habit("^>=\\s*" + SOME + "\\s*(?:and|&&|,)\\s*<\\s*" + SOME + "$", "[$1..$2)", ANY_CASE),
                new Habit("^>\\s*" + SOME + "\\s*(?:and|&&|,)\\s*<=\\s*" + SOME + "$", "($1..$2]", ANY_CASE),
                new Habit("^>\\s*" + SOME + "\\s*(?:and|&&|,)\\s*<\\s*" + SOME + "$", "($1..$2)", ANY_CASE),
                new Habit("^between\\s+(.+?)\\s+and\\s+(.+)$", "[$1..$2]", ANY_CASE),
                new Habit(
                        "^[\\[(]?\\s*" + VALUE + "\\s*(?:\\.\\.|-|\u2013|to|;|,)\\s*" + VALUE + "\\s*[\\])]?$",
                        "[$1..$2]",
                        ANY_CASE),
                new Habit("^(?:at least|min\\.?)\\s+", ">= ", ANY_CASE),
                new Habit("^(?:at most|up to|max\\.?)\\s+", "<= ", ANY_CASE),
                new Habit("^(?:more than|over|above|after)\\s+", "> ", ANY_CASE),
                new Habit("^(?:less than|under|below|before)\\s+", "< ", ANY_CASE),
                new Habit("^(.+?)\\s+(?:or more|and more)$", ">= $1", ANY_CASE),
                new Habit("^(.+?)\\s+or less$", "<= $1", ANY_CASE),
                new Habit("(?<=\\d)[,'_\\s\u00a0](?=\\d{3}(?!\\d))", "", 0),
                new Habit("^\\+(?=\\d)", "", 0),
                new Habit(
                        "(?:\\b(?:EUR|USD|GBP|CHF)\\b|[$\u20ac\u00a3])\\s*(?=[\\d.])|(?<=\\d)\\s*(?:(?:EUR|USD|GBP|CHF)\\b|[$\u20ac\u00a3])",
                        "",
                        0),
                new Habit("\\b(?:yes|true|y|ja|oui)\\b", "true", ANY_CASE),
                new Habit("\\b(?:no|false|n|nein|non)\\b", "false", ANY_CASE),
                new Habit("^(?:\\*|any|all|n/a|-{2,}|\u2013|\u2014)$", "-", ANY_CASE),
                new Habit("^(?:is\\s+)?(?:null|none|empty|blank|missing|\\(blank\\))$", "null", ANY_CASE),
                new Habit("^(?:is\\s+)?not\\s+(?:null|none|empty|blank|missing)$", "not(null)", ANY_CASE),
                new Habit("(?<![\\d\"T-])(\\d{4}-\\d\\d-\\d\\d)(?![\\d\"T])", "date(\"$1\")", 0),
                new Habit("(?<![\\d\"])(\\d\\d)\\.(\\d\\d)\\.(\\d{4})(?![\\d\"])", "date(\"$3-$2-$1\")", 0),
                new Habit("(?<![\\d\"T])(\\d\\d:\\d\\d)(?![\\d:\"])", "time(\"$1:00\")", 0),
                new Habit("(?<![\\d\"T])(\\d\\d:\\d\\d:\\d\\d)(?![\\d\"])", "time(\"$1\")", 0),
                new Habit("(?<!\")(\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z?)(?!\")", "date and time(\"$1\")", 0),
                new Habit("(?<![\"\\p{L}])(-?P[\\dT][\\dYMDTHS.]*)(?!\")", "duration(\"$1\")", 0),
                new Habit("^([^\"<>=,()\\[\\]]+)$", "\"$1\"", 0),
                new Habit("(?<=^|,)\\s*([^\"<>=,()\\[\\]]+?)\\s*(?=,|$)", " \"$1\"", 0));

        private Nearest() {}

        /** The first form that is read after one habit, or two, is undone; empty where there is none. */
        static Optional<String> to(String text, Predicate<String> isRead) {
            if (text.length() > LONGEST) return Optional.empty();
            List<String> once = undone(text);
            return Stream.concat(once.stream(), once.stream().flatMap(each -> undone(each).stream()))
                    .distinct()
                    .filter(isRead)
                    .findFirst();
        }

        private static List<String> undone(String text) {
            return HABITS.stream()
                    .map(habit ->
                            habit.form().matcher(text).replaceAll(habit.meant()).strip())
                    .filter(each -> !each.equals(text) && !each.isEmpty())
                    .toList();
        }
    }
}

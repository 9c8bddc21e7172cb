package remit.server.rules;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Value;
import remit.rules.CellReader;
import remit.rules.FactType;
import remit.rules.Facts;
import remit.rules.Operand;

/**
 * A cell as a choice of what it is and its values, for people who do not know the grammar of cells. What no choice can say
 * is kept as it is written, so that no cell is lost or changed by being looked at.
 *
 * @param low the only value, the lower one of two, or the text of a written cell
 * @param high the upper value
 * @param chosen texts of a list
 */
public record CellShape(Kind kind, String low, String high, List<String> chosen) {
    private static final int LONGEST = 4_000;
    /** What stands for a value that was not given: no cell of any kind, so that it is refused where it stands. */
    private static final String BLANK = "<no value>";

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?");
    private static final Pattern DAY =
            Pattern.compile("date\\(\"([0-9]{4}-[0-9]{2}-[0-9]{2})\"\\)|@\"([0-9]{4}-[0-9]{2}-[0-9]{2})\"");
    private static final Pattern COMPARED = Pattern.compile("(<=|>=|<|>)\\s*(.+)");
    private static final Pattern NAME = Pattern.compile("[\\p{L}_][\\p{L}\\p{N}_.]*( [\\p{L}\\p{N}_.]+)*");
    /** Look like names and are values, or no values at all. */
    private static final Set<String> WORDS = Set.of("null", "true", "false", "not");

    private static final Pattern TEXT = Pattern.compile("\\s*\"([^\"\\\\]*)\"\\s*(,|$)");

    public CellShape {
        chosen = List.copyOf(chosen);
    }

    /** What a cell may be. */
    public enum Kind {
        ANY("any"),
        IS("is"),
        AT_MOST("most"),
        BELOW("below"),
        AT_LEAST("least"),
        ABOVE("above"),
        BETWEEN("between"),
        UNTIL("until"),
        OVER("over"),
        YES("true"),
        NO("false"),
        AMONG("among"),
        NONE_OF("not"),
        MISSING("missing"),
        WRITTEN("written");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }

        /** The kind of that word; what is none of them is looked at as it is written. */
        public static Kind of(String word) {
            for (Kind kind : values()) if (kind.word.equals(word)) return kind;
            return WRITTEN;
        }

        /** Whether it has a lower and an upper value. */
        public boolean isRange() {
            return this == BETWEEN || this == UNTIL || this == OVER;
        }
    }

    /** An input column. @param allowed the texts that may occur, empty for any */
    public record Column(String label, FactType type, List<String> allowed, boolean mayBeMissing) {
        public Column {
            allowed = List.copyOf(allowed);
        }

        /** What its cells may be. */
        public List<Kind> kinds() {
            var kinds = new ArrayList<Kind>();
            kinds.add(Kind.ANY);
            switch (type) {
                case NUMBER, DAY ->
                    kinds.addAll(List.of(
                            Kind.IS,
                            Kind.AT_MOST,
                            Kind.BELOW,
                            Kind.AT_LEAST,
                            Kind.ABOVE,
                            Kind.BETWEEN,
                            Kind.UNTIL,
                            Kind.OVER));
                case FLAG -> kinds.addAll(List.of(Kind.YES, Kind.NO));
                case TEXT -> {
                    if (!allowed.isEmpty()) kinds.addAll(List.of(Kind.AMONG, Kind.NONE_OF));
                }
                case TIME, DAY_TIME, MONTHS, SPAN -> {
                    // Rare in rules: written as they are.
                }
            }
            if (mayBeMissing) kinds.add(Kind.MISSING);
            kinds.add(Kind.WRITTEN);
            return kinds;
        }
    }

    /** The shape of a cell's text. */
    public static CellShape of(Column column, String text) {
        String cell = text.strip();
        if (cell.length() > LONGEST) return written(cell);
        if (cell.isEmpty() || cell.equals("-")) return plain(Kind.ANY);
        if (cell.equals("null") && column.mayBeMissing()) return plain(Kind.MISSING);
        return switch (column.type()) {
            case FLAG -> cell.equals("true") ? plain(Kind.YES) : cell.equals("false") ? plain(Kind.NO) : written(cell);
            case NUMBER, DAY -> ordered(column.type(), cell);
            case TEXT -> among(column, cell);
            case TIME, DAY_TIME, MONTHS, SPAN -> written(cell);
        };
    }

    private static CellShape plain(Kind kind) {
        return new CellShape(kind, "", "", List.of());
    }

    private static CellShape written(String cell) {
        return new CellShape(Kind.WRITTEN, cell, "", List.of());
    }

    private static CellShape ordered(FactType type, String cell) {
        Matcher compared = COMPARED.matcher(cell);
        if (compared.matches()) {
            Optional<String> limit = literal(type, compared.group(2));
            if (limit.isPresent()) return new CellShape(compared(compared.group(1)), limit.get(), "", List.of());
        }
        CellShape range = range(type, cell);
        if (range != null) return range;
        return literal(type, cell)
                .map(value -> new CellShape(Kind.IS, value, "", List.of()))
                .orElseGet(() -> written(cell));
    }

    private static Kind compared(String sign) {
        return switch (sign) {
            case "<=" -> Kind.AT_MOST;
            case "<" -> Kind.BELOW;
            case ">=" -> Kind.AT_LEAST;
            case ">" -> Kind.ABOVE;
            default -> Kind.WRITTEN;
        };
    }

    private static @Nullable CellShape range(FactType type, String cell) {
        int dots = cell.indexOf("..");
        if (dots < 1 || cell.length() < 6) return null;
        Optional<String> least = literal(type, cell.substring(1, dots).strip());
        Optional<String> most =
                literal(type, cell.substring(dots + 2, cell.length() - 1).strip());
        char opens = cell.charAt(0);
        char closes = cell.charAt(cell.length() - 1);
        boolean brackets = "[(]".indexOf(opens) >= 0 && "])[".indexOf(closes) >= 0;
        boolean from = opens == '[';
        boolean to = closes == ']';
        if (least.isEmpty() || most.isEmpty() || !brackets || !(from || to)) return null;
        Kind kind = !from ? Kind.OVER : to ? Kind.BETWEEN : Kind.UNTIL;
        return new CellShape(kind, least.get(), most.get(), List.of());
    }

    /** The literal without what the grammar puts around it; empty when it is no simple one. */
    private static Optional<String> literal(FactType type, String literal) {
        if (type == FactType.NUMBER)
            return Optional.of(literal).filter(text -> NUMBER.matcher(text).matches());
        Matcher day = DAY.matcher(literal);
        if (!day.matches()) return Optional.empty();
        return Optional.of(day.group(1) == null ? day.group(2) : day.group(1));
    }

    private static CellShape among(Column column, String cell) {
        boolean none = cell.startsWith("not(") && cell.endsWith(")");
        List<String> named = texts(none ? cell.substring(4, cell.length() - 1) : cell);
        boolean simple = !named.isEmpty() && column.allowed().containsAll(named);
        return simple ? new CellShape(none ? Kind.NONE_OF : Kind.AMONG, "", "", named) : written(cell);
    }

    /** The texts of a list of literals in quotation marks; empty when it holds anything else. */
    public static List<String> texts(String list) {
        var texts = new ArrayList<String>();
        Matcher each = TEXT.matcher(list);
        int at = 0;
        while (at < list.length()) {
            if (!each.find(at) || each.start() != at) return List.of();
            texts.add(each.group(1));
            at = each.end();
        }
        return texts;
    }

    /** The text of the cell. Whether it is one at all is seen when the table is read; a value left out is none. */
    public String text(FactType type) {
        return switch (kind) {
            case ANY -> "-";
            case MISSING -> "null";
            case YES -> "true";
            case NO -> "false";
            case IS -> value(type, low);
            case AT_MOST -> "<= " + value(type, low);
            case BELOW -> "< " + value(type, low);
            case AT_LEAST -> ">= " + value(type, low);
            case ABOVE -> "> " + value(type, low);
            case BETWEEN -> "[" + value(type, low) + ".." + value(type, high) + "]";
            case OVER -> "(" + value(type, low) + ".." + value(type, high) + "]";
            case UNTIL -> "[" + value(type, low) + ".." + value(type, high) + ")";
            case AMONG -> list();
            case NONE_OF -> "not(" + list() + ")";
            // An empty cell would be read as any value: whoever wants that chooses it.
            case WRITTEN -> low.isBlank() ? BLANK : low.strip();
        };
    }

    /** One value and nothing else: a list, a range or a {@code -} here would make a cell of another kind. */
    private static String value(FactType type, String text) {
        String value = text.strip();
        if (value.isEmpty()) return BLANK;
        if (type == FactType.DAY && value.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}")) return "date(\"" + value + "\")";
        // No cell ends with this sign, and no end point begins with it: it is refused where it stands.
        return isLiteral(type, value) || isName(value) ? value : "<not one value: " + value + ">";
    }

    private static boolean isLiteral(FactType type, String value) {
        return CellReader.readOutput("value", value, type, new Facts(Map.of()))
                        instanceof Checked.Ok<Operand>(Operand.Literal(Value read))
                && !(read instanceof Value.Absent);
    }

    /** Whether it may be the name of a fact; whether there is one is seen when the table is read. */
    private static boolean isName(String value) {
        return NAME.matcher(value).matches() && !WORDS.contains(value);
    }

    private String list() {
        return chosen.isEmpty()
                ? BLANK
                : String.join(", ", chosen.stream().map(CellShape::quoted).toList());
    }

    /** A text as a cell writes it. */
    public static String quoted(String text) {
        return new Operand.Literal(Value.of(text)).text();
    }
}

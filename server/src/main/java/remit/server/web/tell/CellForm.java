package remit.server.web.tell;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.rules.FactType;
import remit.rules.Operand;
import remit.server.web.page.CasePage.Pair;
import remit.server.web.page.RulesPage.FormCell;
import remit.server.web.page.RulesPage.FormColumn;

/**
 * A cell as fields that people can fill in without its grammar: a choice of what kind it is, and its values. What no kind
 * can say is shown and taken as it is written, so that no cell is lost or changed by being looked at.
 */
final class CellForm {
    static final String WRITTEN = "written";
    private static final int LONGEST = 4_000;
    /** What stands for a value that was not filled in: no cell of any kind, so that it is refused where it stands. */
    private static final String BLANK = "<no value>";

    private static final String ANY = "any";
    private static final String MISSING = "missing";
    private static final String NUMBER = "-?[0-9]+(?:\\.[0-9]+)?";
    private static final String DAY = "date\\(\"([0-9]{4}-[0-9]{2}-[0-9]{2})\"\\)|@\"([0-9]{4}-[0-9]{2}-[0-9]{2})\"";
    private static final Pattern COMPARED = Pattern.compile("(<=|>=|<|>)\\s*(.+)");
    private static final Map<String, String> SIGNS = Map.of("<=", "most", "<", "below", ">=", "least", ">", "above");

    private CellForm() {}

    /** What a cell of this column may be. @param values those that the column allows, empty for any */
    static FormColumn column(String name, FactType type, List<String> values, boolean mayBeMissing) {
        var kinds = new ArrayList<Pair>();
        kinds.add(new Pair(ANY, "any"));
        switch (type) {
            case NUMBER, DAY -> {
                kinds.add(new Pair("is", "is"));
                kinds.add(new Pair("most", type == FactType.DAY ? "on or before" : "at most"));
                kinds.add(new Pair("below", type == FactType.DAY ? "before" : "below"));
                kinds.add(new Pair("least", type == FactType.DAY ? "on or after" : "at least"));
                kinds.add(new Pair("above", type == FactType.DAY ? "after" : "above"));
                kinds.add(new Pair("between", "from ... to"));
                kinds.add(new Pair("until", "from ... to below"));
                kinds.add(new Pair("over", "above ... up to"));
            }
            case FLAG -> {
                kinds.add(new Pair("true", "yes"));
                kinds.add(new Pair("false", "no"));
            }
            case TEXT -> {
                if (!values.isEmpty()) {
                    kinds.add(new Pair("among", "one of"));
                    kinds.add(new Pair("not", "none of"));
                }
            }
            case TIME, DAY_TIME, MONTHS, SPAN -> {
                // Rare in rules: written as they are.
            }
        }
        if (mayBeMissing) kinds.add(new Pair(MISSING, "is missing"));
        kinds.add(new Pair(WRITTEN, "as written"));
        String input = type == FactType.DAY ? "date" : "text";
        return new FormColumn(name, type.words(), kinds, values, input);
    }

    /** A cell's text as fields. */
    static FormCell show(String field, FormColumn column, FactType type, String text) {
        String cell = text.strip();
        if (cell.length() > LONGEST) return written(field, column, cell);
        if (cell.isEmpty() || cell.equals("-")) return cell(field, column, ANY, "", "");
        if (cell.equals("null") && offers(column, MISSING)) return cell(field, column, MISSING, "", "");
        return switch (type) {
            case FLAG ->
                cell.equals("true") || cell.equals("false")
                        ? cell(field, column, cell, "", "")
                        : written(field, column, cell);
            case NUMBER, DAY -> ordered(field, column, type, cell);
            case TEXT -> among(field, column, cell);
            case TIME, DAY_TIME, MONTHS, SPAN -> written(field, column, cell);
        };
    }

    private static FormCell ordered(String field, FormColumn column, FactType type, String cell) {
        Matcher compared = COMPARED.matcher(cell);
        String limit = compared.matches() ? plain(type, compared.group(2)) : null;
        if (limit != null) {
            return cell(field, column, SIGNS.getOrDefault(compared.group(1), WRITTEN), limit, "");
        }
        FormCell range = range(field, column, type, cell);
        if (range != null) return range;
        String value = plain(type, cell);
        return value == null ? written(field, column, cell) : cell(field, column, "is", value, "");
    }

    private static @Nullable FormCell range(String field, FormColumn column, FactType type, String cell) {
        int dots = cell.indexOf("..");
        if (dots < 1 || cell.length() < 6) return null;
        String least = plain(type, cell.substring(1, dots).strip());
        String most = plain(type, cell.substring(dots + 2, cell.length() - 1).strip());
        char opens = cell.charAt(0);
        char closes = cell.charAt(cell.length() - 1);
        boolean brackets = "[(]".indexOf(opens) >= 0 && "])[".indexOf(closes) >= 0;
        boolean from = opens == '[';
        boolean to = closes == ']';
        if (least == null || most == null || !brackets || !(from || to)) return null;
        return cell(field, column, !from ? "over" : to ? "between" : "until", least, most);
    }

    /** The literal without what the grammar puts around it; null when it is no simple one. */
    private static @Nullable String plain(FactType type, String literal) {
        if (type == FactType.NUMBER) return literal.matches(NUMBER) ? literal : null;
        Matcher day = Pattern.compile(DAY).matcher(literal);
        if (!day.matches()) return null;
        return day.group(1) == null ? day.group(2) : day.group(1);
    }

    private static FormCell among(String field, FormColumn column, String cell) {
        boolean none = cell.startsWith("not(") && cell.endsWith(")");
        List<String> named = words(none ? cell.substring(4, cell.length() - 1) : cell);
        boolean simple = !named.isEmpty() && column.values().containsAll(named);
        return simple
                ? new FormCell(field, column, none ? "not" : "among", "", "", named, List.of())
                : written(field, column, cell);
    }

    /** The texts of a list of literals in quotation marks; empty when it holds anything else. */
    static List<String> words(String list) {
        var words = new ArrayList<String>();
        Matcher each = Pattern.compile("\\s*\"([^\"\\\\]*)\"\\s*(,|$)").matcher(list);
        int at = 0;
        while (at < list.length()) {
            if (!each.find(at) || each.start() != at) return List.of();
            words.add(each.group(1));
            at = each.end();
        }
        return words;
    }

    private static FormCell written(String field, FormColumn column, String cell) {
        return cell(field, column, WRITTEN, cell, "");
    }

    private static FormCell cell(String field, FormColumn column, String kind, String low, String high) {
        return new FormCell(field, column, kind, low, high, List.of(), List.of());
    }

    private static boolean offers(FormColumn column, String kind) {
        return column.kinds().stream().anyMatch(each -> each.name().equals(kind));
    }

    /** The text that fields stand for. Whether it is a cell at all is seen when the table is read. */
    static String text(FactType type, Map<String, List<String>> fields, String field) {
        String kind = one(fields, field + ".k", ANY);
        String low = one(fields, field + ".a", "").strip();
        String high = one(fields, field + ".b", "").strip();
        return switch (kind) {
            case ANY -> "-";
            case MISSING -> "null";
            case "true", "false" -> kind;
            case "is" -> literal(type, low);
            case "most" -> "<= " + literal(type, low);
            case "below" -> "< " + literal(type, low);
            case "least" -> ">= " + literal(type, low);
            case "above" -> "> " + literal(type, low);
            case "between" -> "[" + literal(type, low) + ".." + literal(type, high) + "]";
            case "over" -> "(" + literal(type, low) + ".." + literal(type, high) + "]";
            case "until" -> "[" + literal(type, low) + ".." + literal(type, high) + ")";
            case "among" -> list(fields, field);
            case "not" -> "not(" + list(fields, field) + ")";
            default -> low.isBlank() ? BLANK : low;
        };
    }

    private static String literal(FactType type, String value) {
        if (value.isBlank()) return BLANK;
        return type == FactType.DAY && value.matches("[0-9]{4}-[0-9]{2}-[0-9]{2}") ? "date(\"" + value + "\")" : value;
    }

    private static String list(Map<String, List<String>> fields, String field) {
        if (fields.getOrDefault(field + ".v", List.of()).isEmpty()) return BLANK;
        return String.join(
                ", ",
                fields.getOrDefault(field + ".v", List.of()).stream()
                        .map(CellForm::quoted)
                        .toList());
    }

    static String quoted(String text) {
        return new Operand.Literal(Value.of(text)).text();
    }

    static String one(Map<String, List<String>> fields, String name, String otherwise) {
        List<String> values = fields.getOrDefault(name, List.of());
        return values.isEmpty() ? otherwise : values.getFirst();
    }
}

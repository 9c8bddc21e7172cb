package remit.server.packs;

import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;
import remit.process.Intake;

/**
 * What one column of an undeclared file looks like.
 *
 * @param formats for a date: the pattern that reads it, or empty for ISO 8601
 * @param ambiguous whether another pattern reads every cell as well
 * @param currency the currency that its cells or its header name, or null
 * @param words words a cell on average
 */
public record ColumnLook(
        String header,
        String name,
        Intake.Type type,
        List<String> formats,
        boolean ambiguous,
        boolean decimalComma,
        @Nullable String currency,
        Counts counts,
        Set<String> empties) {

    /** @param filled cells that are not empty, {@code distinct} different ones among them */
    public record Counts(int rows, int filled, int distinct, double words) {
        public boolean always() {
            return filled == rows;
        }
    }

    /** Share of a column's cells that a type must read; the rest is dirt that rules will see as ill-typed. */
    private static final double MOST = 0.97;

    private static final Set<String> EMPTY_WORDS =
            Set.of("-", "--", "N/A", "n/a", "NULL", "null", "None", "#N/A", "NA");
    private static final Set<String> FLAG_WORDS = Set.of("true", "false", "yes", "no", "y", "n", "0", "1");
    /** Patterns in the order in which they are tried; the empty one is ISO 8601 with all that it allows. */
    private static final List<String> DATES = List.of(
            "yyyy-MM-dd",
            "yyyy-MM-dd HH:mm:ss",
            "yyyy-MM-dd'T'HH:mm:ss",
            "dd/MM/yyyy",
            "MM/dd/yyyy",
            "dd.MM.yyyy",
            "dd-MM-yyyy",
            "dd-MMM-yyyy",
            "dd MMM yyyy",
            "d/M/yyyy",
            "M/d/yyyy",
            "d.M.yyyy",
            "yyyy/MM/dd",
            "dd/MM/yy",
            "MM/dd/yy",
            "dd-MMM-yy",
            "dd.MM.yy",
            "dd/MM/yyyy HH:mm",
            "MM/dd/yyyy HH:mm",
            "dd.MM.yyyy HH:mm",
            "dd/MM/yyyy HH:mm:ss",
            "MM/dd/yyyy HH:mm:ss",
            "dd-MMM-yyyy HH:mm",
            "yyyyMMdd",
            "");

    private static final Pattern IDENTIFIER = words(
            "id|no|nr|num|number|code|ref|reference|key|zip|postcode|account|phone|period|element|gl|category|class|konto|compte|cuenta|rekening");
    private static final Pattern AMOUNT = words(
            "amount|price|cost|value|total|paid|sum|net|gross|fee|betrag|summe|montant|importe|bedrag|spend|charge|payment");

    public static Pattern words(String alternatives) {
        return Pattern.compile("(^|[^\\p{L}])(" + alternatives + ")([^\\p{L}]|$)");
    }

    public static boolean mentions(Pattern words, String header) {
        // "ClaimAmount" is two words as well.
        String split = header.replaceAll("(\\p{Ll})(\\p{Lu})", "$1 $2").replace('_', ' ');
        return words.matcher(split.toLowerCase(Locale.ROOT)).find();
    }

    public static ColumnLook of(String header, List<String> cells) {
        var empties = new TreeSet<String>();
        var filled = new ArrayList<String>();
        for (String cell : cells) {
            if (EMPTY_WORDS.contains(cell)) empties.add(cell);
            else if (!cell.isEmpty()) filled.add(cell);
        }
        var distinct = new HashSet<>(filled);
        double words = filled.stream()
                .mapToInt(cell -> cell.split("\\s+").length)
                .average()
                .orElse(0);
        var counts = new Counts(cells.size(), filled.size(), distinct.size(), words);
        String name = Columns.name(header);
        List<String> formats = filled.isEmpty() ? List.of() : dates(filled, header);
        if (!formats.isEmpty()) {
            boolean twoWays = formats.size() == 2;
            List<String> pattern = formats.getFirst().isEmpty() ? List.of() : List.of(formats.getFirst());
            return new ColumnLook(header, name, Intake.Type.DATE, pattern, twoWays, false, null, counts, empties);
        }
        boolean flag = distinct.size() == 2
                && distinct.stream().allMatch(word -> FLAG_WORDS.contains(word.toLowerCase(Locale.ROOT)));
        if (flag) return new ColumnLook(header, name, Intake.Type.FLAG, List.of(), false, false, null, counts, empties);
        String currency = currency(header, filled);
        Optional<Boolean> number = number(filled, currency);
        if (number.isPresent() && !mentions(IDENTIFIER, header)) {
            boolean money = currency != null || mentions(AMOUNT, header);
            Intake.Type type = money ? Intake.Type.MONEY : Intake.Type.NUMBER;
            return new ColumnLook(header, name, type, List.of(), false, number.get(), currency, counts, empties);
        }
        return new ColumnLook(header, name, Intake.Type.TEXT, List.of(), false, false, null, counts, empties);
    }

    public ColumnLook named(String other) {
        return new ColumnLook(header, other, type, formats, ambiguous, decimalComma, currency, counts, empties);
    }

    /** The pattern that reads most cells, and a second one when it reads every one of them too. */
    private static List<String> dates(List<String> cells, String header) {
        List<String> some = cells.subList(0, Math.min(cells.size(), 2000));
        var fitting = new ArrayList<String>();
        for (String pattern : DATES) {
            boolean digitsOnly = pattern.equals("yyyyMMdd");
            if (digitsOnly && !header.toLowerCase(Locale.ROOT).contains("dat")) continue;
            // A look at a few cells first: nearly every column is no date, and every pattern would be tried on all of
            // it.
            if (share(some.subList(0, Math.min(some.size(), 40)), pattern) < 0.5) continue;
            if (share(some, pattern) >= MOST) fitting.add(pattern);
            if (fitting.size() == 2) break;
        }
        // ISO 8601 reads whatever its own forms read.
        if (fitting.size() == 2 && fitting.get(1).isEmpty()) fitting.removeLast();
        // d/M/yyyy reads whatever dd/MM/yyyy reads: that is not a second meaning.
        if (fitting.size() == 2
                && fitting.get(1)
                        .replace("dd", "d")
                        .replace("MM", "M")
                        .equals(fitting.getFirst().replace("dd", "d").replace("MM", "M"))) {
            fitting.removeLast();
        }
        return fitting;
    }

    private static double share(List<String> cells, String pattern) {
        List<DatePattern> reader = DatePattern.all(pattern.isEmpty() ? List.of() : List.of(pattern));
        long read = cells.stream()
                .filter(cell -> reader.getFirst().read(cell, ZoneOffset.UTC) instanceof DatePattern.Read date
                        && date.day().getYear() > 1900
                        && date.day().getYear() < 2200)
                .count();
        return (double) read / cells.size();
    }

    /** Whether the cells are numbers, and with a decimal comma; empty when they are not. */
    private static Optional<Boolean> number(List<String> cells, @Nullable String currency) {
        if (cells.isEmpty()) return Optional.empty();
        List<String> some = cells.subList(0, Math.min(cells.size(), 5000));
        double point = numbers(some, false, currency);
        double comma = numbers(some, true, currency);
        if (Math.max(point, comma) < MOST) return Optional.empty();
        return Optional.of(comma > point);
    }

    private static double numbers(List<String> cells, boolean decimalComma, @Nullable String currency) {
        long read = cells.stream()
                .filter(cell -> NumberCell.read(cell, decimalComma, currency) instanceof Value.Numeric)
                .count();
        return (double) read / cells.size();
    }

    private static @Nullable String currency(String header, List<String> cells) {
        for (String code :
                List.of("EUR", "GBP", "USD", "CHF", "CAD", "AUD", "JPY", "INR", "SEK", "NOK", "DKK", "PLN")) {
            if (header.toUpperCase(Locale.ROOT).matches(".*\\b" + code + "\\b.*")) return code;
            if (!cells.isEmpty() && cells.stream().limit(50).allMatch(cell -> cell.contains(code))) return code;
        }
        String first = header + (cells.isEmpty() ? "" : cells.getFirst());
        if (first.indexOf('\u20AC') >= 0) return "EUR";
        if (first.indexOf('\u00A3') >= 0) return "GBP";
        if (first.indexOf('$') >= 0) return "USD";
        return first.indexOf('\u20B9') >= 0 ? "INR" : null;
    }

    /** Amounts above zero, in rising order. */
    public List<BigDecimal> amounts(List<String> cells) {
        return cells.stream()
                .map(cell -> NumberCell.read(cell, decimalComma, currency))
                .filter(Value.Numeric.class::isInstance)
                .map(value -> ((Value.Numeric) value).number())
                .filter(number -> number.signum() > 0)
                .sorted()
                .toList();
    }
}

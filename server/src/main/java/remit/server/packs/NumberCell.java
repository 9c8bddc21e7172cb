package remit.server.packs;

import java.math.BigDecimal;
import java.util.Currency;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import remit.kernel.Value;

/**
 * Reads numbers as ledgers write them: {@code (8,832.00)} and {@code 8,832.00-} are negative, thousands signs stand in
 * groups of three, a currency's sign or code may stand before or behind, {@code 3.0E12} is legal.
 */
final class NumberCell {
    private static final int MOST_DIGITS = 40;
    private static final Pattern POINT = pattern("[,'\u2019 ]", "\\.");
    private static final Pattern COMMA = pattern("[.'\u2019 ]", ",");
    private static final Map<String, Set<String>> SIGNS = Map.of(
            "$", Set.of("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
            "\u20AC", Set.of("EUR"),
            "\u00A3", Set.of("GBP"),
            "\u00A5", Set.of("JPY", "CNY"),
            "\u20B9", Set.of("INR"));

    private static final Pattern CODE = Pattern.compile("^([A-Z]{3})(?![A-Za-z])|(?<![A-Za-z])([A-Z]{3})$");
    private static final Set<String> CODES = Currency.getAvailableCurrencies().stream()
            .map(Currency::getCurrencyCode)
            .collect(Collectors.toUnmodifiableSet());

    private NumberCell() {}

    /** An amount in another currency than its column's: {@code currency} is the ISO 4217 code, or the sign if several use it. */
    record Foreign(Value number, String currency) {}

    /**
     * The amount of a cell that {@link #read} refused only because of its currency. It is never converted: whoever asks
     * must keep the currency beside the number.
     */
    static Optional<Foreign> foreign(String raw, boolean decimalComma, String declared) {
        return foreignOf(bare(raw), declared)
                .flatMap(found -> read(raw, decimalComma, found) instanceof Value.Numeric number
                        ? Optional.of(new Foreign(number, found))
                        : Optional.empty());
    }

    private static Pattern pattern(String thousands, String decimal) {
        return Pattern.compile("(\\d+|\\d{1,3}(?:(" + thousands + ")\\d{3})(?:\\2\\d{3})*)?(?:" + decimal
                + "(\\d*))?([eE][+-]?\\d{1,3})?");
    }

    /** @param currency the column's currency, or null for a plain number */
    static Value read(String raw, boolean decimalComma, @Nullable String currency) {
        String text = blanksAlike(raw);
        boolean negative = false;
        if (text.startsWith("(") && text.endsWith(")")) {
            negative = true;
            text = text.substring(1, text.length() - 1).strip();
        }
        String sign = leadingOrTrailing(text, "-");
        if (sign != null) {
            if (negative) return new Value.IllTyped(raw, "two negative signs");
            negative = true;
            text = sign;
        } else if (text.startsWith("+")) {
            text = text.substring(1).strip();
        }
        if (currency != null) {
            Optional<String> foreign = foreignOf(text, currency);
            if (foreign.isPresent())
                return new Value.IllTyped(raw, "written in " + foreign.get() + ", the column is in " + currency);
            text = withoutCurrency(text, currency);
            String inner = negative ? null : leadingOrTrailing(text, "-");
            if (inner != null) {
                negative = true;
                text = inner;
            }
        }
        return number(raw, text, negative, decimalComma);
    }

    /** The blanks that typesetters and spreadsheets put into numbers are blanks like any other. */
    private static String blanksAlike(String raw) {
        return raw.replace('\u00A0', ' ')
                .replace('\u202F', ' ')
                .replace('\u2009', ' ')
                .replace('\u2212', '-')
                .strip();
    }

    /** Without what says that the number is negative: only the currency may stand outside it now. */
    private static String bare(String raw) {
        return blanksAlike(raw).replaceAll("^[(+\\-\\s]+|[)\\-\\s]+$", "");
    }

    private static Value number(String raw, String text, boolean negative, boolean decimalComma) {
        var matcher = (decimalComma ? COMMA : POINT).matcher(text);
        boolean digits = matcher.matches()
                && !(matcher.group(1) == null
                        && (matcher.group(3) == null || matcher.group(3).isEmpty()));
        if (!digits) return new Value.IllTyped(raw, why(text, decimalComma));
        String whole = matcher.group(1) == null ? "0" : matcher.group(1).replaceAll("\\D", "");
        String fraction = matcher.group(3) == null || matcher.group(3).isEmpty() ? "" : "." + matcher.group(3);
        String exponent = matcher.group(4) == null ? "" : matcher.group(4);
        if (whole.length() + fraction.length() > MOST_DIGITS)
            return new Value.IllTyped(raw, "more than " + MOST_DIGITS + " digits");
        BigDecimal number = new BigDecimal(whole + fraction + exponent);
        if (Math.abs(number.scale()) > MOST_DIGITS)
            return new Value.IllTyped(raw, "more than " + MOST_DIGITS + " digits");
        // 3.0E12 is the whole number 3000000000000, not one with a negative scale.
        if (number.scale() < 0) number = number.setScale(0);
        return Value.of(negative ? number.negate() : number);
    }

    private static String why(String text, boolean decimalComma) {
        if (text.matches("[\\d.,' ]+") && text.matches(".*\\d.*")) {
            return decimalComma
                    ? "not a number with a decimal comma and groups of three digits"
                    : "not a number with a decimal point and groups of three digits";
        }
        return "not a number";
    }

    private static @Nullable String leadingOrTrailing(String text, String sign) {
        if (text.startsWith(sign)) return text.substring(1).strip();
        if (text.endsWith(sign)) return text.substring(0, text.length() - 1).strip();
        return null;
    }

    private static Optional<String> foreignOf(String text, String currency) {
        for (var entry : SIGNS.entrySet()) {
            boolean written = text.startsWith(entry.getKey()) || text.endsWith(entry.getKey());
            if (!written || entry.getKey().equals(currency) || entry.getValue().contains(currency)) continue;
            return Optional.of(
                    entry.getValue().size() == 1 ? entry.getValue().iterator().next() : entry.getKey());
        }
        Matcher code = CODE.matcher(text);
        if (!code.find()) return Optional.empty();
        String found = code.group(1) == null ? code.group(2) : code.group(1);
        return found.equals(currency) || !CODES.contains(found) ? Optional.empty() : Optional.of(found);
    }

    private static String withoutCurrency(String text, String currency) {
        for (String sign : SIGNS.keySet()) {
            if (text.startsWith(sign)) return text.substring(sign.length()).strip();
            if (text.endsWith(sign))
                return text.substring(0, text.length() - sign.length()).strip();
        }
        if (text.startsWith(currency)) return text.substring(currency.length()).strip();
        return text.endsWith(currency)
                ? text.substring(0, text.length() - currency.length()).strip()
                : text;
    }
}

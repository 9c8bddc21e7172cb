package remit.scorecard;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import remit.kernel.Money;

/** How numbers are written for people: thousands with a comma, one decimal of a percentage, "n/a" without a base. */
final class Figures {
    private Figures() {}

    static String count(long count) {
        return String.format(Locale.ROOT, "%,d", count);
    }

    static String percent(@Nullable Double share) {
        return share == null ? "n/a" : String.format(Locale.ROOT, "%.1f%%", 100 * share);
    }

    static String amount(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,.2f", amount);
    }

    static String money(Money money) {
        return amount(money.amount()) + " " + money.currency();
    }

    /** A given number as it was given, without trailing zeros: {@code 1,650} or {@code 37.5}. */
    static String plain(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return String.format(Locale.ROOT, "%,." + Math.max(0, stripped.scale()) + "f", stripped);
    }

    static String decimals(double number, int places) {
        return new BigDecimal(number).setScale(places, RoundingMode.HALF_UP).toPlainString();
    }

    /** {@code 1 waits}, {@code 2,691 wait}. */
    static String verb(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }
}

package remit.server.web.tell;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import remit.kernel.Share;

/** Numbers as people here read them. */
public final class Numbers {
    /** Below this many cases a percentage misleads more than it tells. */
    public static final long TOO_FEW = 30;

    private Numbers() {}

    public static String count(long count) {
        return String.format(Locale.UK, "%,d", count);
    }

    public static String money(BigDecimal amount) {
        return String.format(Locale.UK, "%,.2f", amount.setScale(2, RoundingMode.HALF_UP));
    }

    /** A number as its writer gave it, with separators: {@code 25,000} or {@code 37.5}. */
    public static String plain(BigDecimal number) {
        return String.format(Locale.UK, "%,." + Math.max(0, number.scale()) + "f", number);
    }

    /** {@code 60.5%}, or {@code too few data} under {@value #TOO_FEW}. */
    public static String share(long part, long whole) {
        return whole < TOO_FEW ? "too few data" : new Share(part, whole).percent();
    }

    /** {@code 1 case}, {@code 2,691 cases}. */
    public static String of(long count, String one, String many) {
        return count(count) + " " + (count == 1 ? one : many);
    }
}

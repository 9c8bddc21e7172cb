package remit.server.runs;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** How {@code --history} splits rows into those the author learns from and those that are decided. */
public sealed interface HistoryOption {
    /** Half of the rows while the process has no author, else none. */
    record Unset() implements HistoryOption {}

    /** This share of the rows, rounded down. */
    record ShareOf(BigDecimal share) implements HistoryOption {
        long of(long rows) {
            return share.multiply(BigDecimal.valueOf(rows))
                    .setScale(0, RoundingMode.FLOOR)
                    .longValueExact();
        }
    }

    /**
     * No row, and no word about those that are known: a file that comes by itself, whose earlier rows may be history. They
     * stay what they are.
     */
    record AllLive() implements HistoryOption {}

    /** Everything before this day, in the zone of the process. */
    record Before(LocalDate firstLiveDay) implements HistoryOption {}

    /** Reads {@code 0.5}, {@code 50%} or {@code 2024-03-01}. */
    static Checked<HistoryOption> read(@Nullable String text) {
        if (text == null) return Checked.ok(new Unset());
        String written = text.strip();
        try {
            if (written.matches("\\d{4}-\\d{2}-\\d{2}")) return Checked.ok(new Before(LocalDate.parse(written)));
            BigDecimal share = written.endsWith("%")
                    ? new BigDecimal(written.substring(0, written.length() - 1)).movePointLeft(2)
                    : new BigDecimal(written);
            if (share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0) return Checked.ok(new ShareOf(share));
        } catch (NumberFormatException | DateTimeException e) {
            return Checked.refused(unreadable(text));
        }
        return Checked.refused(unreadable(text));
    }

    private static Problem unreadable(String text) {
        return new Problem(
                "RMT-070",
                "--history",
                "\"" + text + "\" is neither a share from 0 to 1 nor a day",
                "write 0.5, 50% or 2024-03-01");
    }

    /** The form that identifies the run. */
    default String word() {
        return switch (this) {
            case Unset() -> "default";
            case AllLive() -> "live";
            case ShareOf(BigDecimal share) ->
                share.signum() == 0 ? "0" : share.stripTrailingZeros().toPlainString();
            case Before(LocalDate day) -> day.toString();
        };
    }
}

package remit.kernel;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * A share as people write it, {@code 3%} or {@code 0.03}, and what is said of a text that is none. One reader for contracts,
 * command lines, forms and programs, so that what one of them takes the others take, too.
 */
public enum WrittenShare {
    /** Nothing and all are shares, too. */
    WHOLE("from 0% to 100%") {
        @Override
        boolean holds(BigDecimal share) {
            return share.signum() >= 0 && share.compareTo(BigDecimal.ONE) <= 0;
        }
    },
    /** More than nothing. */
    SOME("above 0% and at most 100%") {
        @Override
        boolean holds(BigDecimal share) {
            return share.signum() > 0 && share.compareTo(BigDecimal.ONE) <= 0;
        }
    },
    /** More than nothing and less than all. */
    PART("above 0% and below 100%") {
        @Override
        boolean holds(BigDecimal share) {
            return share.signum() > 0 && share.compareTo(BigDecimal.ONE) < 0;
        }
    };

    /** How to mend it. */
    public static final String FIX = "write 3% or 0.03";

    private final String ends;

    WrittenShare(String ends) {
        this.ends = ends;
    }

    abstract boolean holds(BigDecimal share);

    /** The share, exactly as it was written; empty for a text that is none within these ends. */
    public Optional<BigDecimal> read(String text) {
        String written = text.strip();
        boolean percent = written.endsWith("%");
        String digits = percent ? written.substring(0, written.length() - 1).strip() : written;
        if (!digits.matches("[0-9]{1,9}([.][0-9]{1,18})?")) return Optional.empty();
        BigDecimal number = new BigDecimal(digits);
        return Optional.of(percent ? number.movePointLeft(2) : number).filter(this::holds);
    }

    /** What is wrong with a text that is none. */
    public String what(String text) {
        return "\"" + text + "\" is not a share " + ends;
    }

    /** The share, or the problem with it. */
    public Checked<BigDecimal> read(String code, String place, String text) {
        return read(text).map(Checked::ok).orElseGet(() -> Checked.refused(new Problem(code, place, what(text), FIX)));
    }
}

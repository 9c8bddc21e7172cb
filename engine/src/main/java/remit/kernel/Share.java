package remit.kernel;

import org.jspecify.annotations.Nullable;

/** A part of a whole, never detached from its counts; without a base there is no value. */
public record Share(long part, long whole) {
    public Share {
        if (part < 0 || whole < part) throw new IllegalArgumentException("share: " + part + " of " + whole);
    }

    /** part / whole in [0, 1], or null when the whole is 0. */
    public @Nullable Double value() {
        return whole == 0 ? null : (double) part / whole;
    }

    /** {@code "60.5%"}, or {@code "n/a"} without a base. */
    public String percent() {
        Double value = value();
        return value == null ? "n/a" : String.format(java.util.Locale.ROOT, "%.1f%%", 100 * value);
    }

    public Json toJson() {
        Double value = value();
        return value == null ? Json.NULL : Json.of(value.doubleValue());
    }
}

package remit.register;

import java.math.BigDecimal;
import remit.kernel.Json;

/** Up to which amount a row lets a case through. */
public sealed interface Limit {
    /** Nothing in the table bounds the amount. */
    record None() implements Limit {}

    /**
     * An amount that stands in the table.
     *
     * @param included whether a case of exactly this amount is let through
     * @param currency ISO 4217, or empty where the column is a plain number
     * @param by what bounds it where that is not a cell of the amount in the row itself, else empty
     */
    record UpTo(BigDecimal amount, boolean included, String currency, String by) implements Limit {}

    /** Another fact of the case bounds the amount. */
    record Fact(String name, boolean included) implements Limit {}

    None NONE = new None();

    /** {@code 1,000,000 GBP}, {@code below 500 GBP}, {@code none}. */
    default String words() {
        return switch (this) {
            case None() -> "none";
            case UpTo(BigDecimal amount, boolean included, String currency, String by) ->
                (included ? "" : "below ")
                        + CellWords.number(written(amount, currency))
                        + (currency.isEmpty() ? "" : " " + currency)
                        + (by.isEmpty() ? "" : " (" + by + ")");
            case Fact(String name, boolean included) -> (included ? "" : "below ") + "the case's " + name;
        };
    }

    /** A table keeps no trailing zeros; people write {@code 70.50 GBP}. */
    private static BigDecimal written(BigDecimal amount, String currency) {
        return amount.scale() == 1 && !currency.isEmpty() ? amount.setScale(2) : amount;
    }

    /** Null where nothing bounds the amount. */
    default Json toJson() {
        return switch (this) {
            case None() -> Json.NULL;
            case UpTo(BigDecimal amount, boolean included, String currency, String by) ->
                Json.object(
                        "amount",
                        Json.decimal(amount),
                        "currency",
                        currency.isEmpty() ? null : currency,
                        "included",
                        included,
                        "by",
                        by.isEmpty() ? null : by);
            case Fact(String name, boolean included) -> Json.object("fact", name, "included", included);
        };
    }
}

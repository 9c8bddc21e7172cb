package remit.kernel;

import java.math.BigDecimal;

/** An exact amount in one currency (ISO 4217 code). Amounts in two currencies never meet. */
public record Money(BigDecimal amount, String currency) {
    public Money {
        if (!currency.matches("[A-Z]{3}")) throw new IllegalArgumentException("currency: " + currency);
    }

    public static Money zero(String currency) {
        return new Money(new BigDecimal("0.00"), currency);
    }

    public Money plus(Money other) {
        return new Money(amount.add(same(other)), currency);
    }

    public Money minus(Money other) {
        return new Money(amount.subtract(same(other)), currency);
    }

    private BigDecimal same(Money other) {
        if (!currency.equals(other.currency)) throw new IllegalArgumentException(currency + " meets " + other.currency);
        return other.amount;
    }

    public Json toJson() {
        return Json.object("amount", Json.decimal(amount), "currency", currency);
    }

    @Override
    public String toString() {
        return amount.toPlainString() + " " + currency;
    }
}

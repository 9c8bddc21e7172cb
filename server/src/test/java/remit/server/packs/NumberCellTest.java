package remit.server.packs;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Value;

final class NumberCellTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "(8,832.00)|-8832.00",
                "1,234,567.89|1234567.89",
                "\u00a35.00|5.00",
                "-\u00a35.00|-5.00",
                "\u00a3-5.00|-5.00",
                "GBP 12|12",
                "12 GBP|12",
                "5.00-|-5.00",
                "+7|7",
                ".5|0.5",
                "5.|5",
                "1 234.50|1234.50",
                "1'234.50|1234.50",
                "3.0E12|3000000000000",
                "(\u00a31,000)|-1000",
                "\u22124|-4",
                "0.00|0.00",
                "00012|12"
            })
    void ledgers_forms_are_read(String text, BigDecimal number) {
        assertThat(NumberCell.read(text, false, "GBP")).isEqualTo(Value.of(number));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"1.234,56|1234.56", "1234,5|1234.5", "1 234 567,00|1234567.00", "(1.000)|-1000", "2,5 EUR|2.5"})
    void a_decimal_comma_is_read_where_it_is_declared(String text, BigDecimal number) {
        assertThat(NumberCell.read(text, true, "EUR")).isEqualTo(Value.of(number));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NaN",
                "n/k",
                "12,50",
                "1,2345",
                "1.2.3",
                "--5",
                "(-5)",
                "$5",
                "EUR 5",
                "5%",
                "1e99",
                "Infinity",
                "1,000 2",
                ",",
                ".",
                "99999999999999999999999999999999999999999"
            })
    void anything_else_is_ill_typed(String text) {
        assertThat(NumberCell.read(text, false, "GBP")).isInstanceOf(Value.IllTyped.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EUR 5|5|EUR",
                "5 EUR|5|EUR",
                "EUR5|5|EUR",
                "1,000.50 USD|1000.50|USD",
                "\u20ac5|5|EUR",
                "$5|5|$",
                "(5.00 EUR)|-5.00|EUR",
                "-$5|-5|$",
                "EUR -5|-5|EUR"
            })
    void an_amount_in_another_currency_keeps_its_number_and_its_currency(
            String text, BigDecimal number, String currency) {
        assertThat(NumberCell.foreign(text, false, "GBP")).contains(new NumberCell.Foreign(Value.of(number), currency));
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "5 GBP", "\u00a35", "XXL 5", "5 PCS", "EUR", "EUR twelve", "5 EUR USD", "$5 EUR"})
    void what_is_no_amount_in_one_other_currency_is_none(String text) {
        assertThat(NumberCell.foreign(text, false, "GBP")).isEmpty();
    }

    @Test
    void a_foreign_sign_is_named() {
        assertThat(NumberCell.read("$5", false, "GBP"))
                .isEqualTo(new Value.IllTyped("$5", "written in $, the column is in GBP"));
    }
}

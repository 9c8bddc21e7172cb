package remit.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.testing.Property;

/** RFC 8785; the number vectors are those of its appendix B. */
class CanonicalJsonTest {
    @ParameterizedTest
    @CsvSource({
        "0000000000000000, 0",
        "8000000000000000, 0",
        "0000000000000001, 5e-324",
        "8000000000000001, -5e-324",
        "0000000000000002, 1e-323",
        "7fefffffffffffff, 1.7976931348623157e+308",
        "ffefffffffffffff, -1.7976931348623157e+308",
        "4340000000000000, 9007199254740992",
        "c340000000000000, -9007199254740992",
        "4430000000000000, 295147905179352830000",
        "44b52d02c7e14af5, 9.999999999999997e+22",
        "44b52d02c7e14af6, 1e+23",
        "44b52d02c7e14af7, 1.0000000000000001e+23",
        "444b1ae4d6e2ef4e, 999999999999999700000",
        "444b1ae4d6e2ef4f, 999999999999999900000",
        "444b1ae4d6e2ef50, 1e+21",
        "3eb0c6f7a0b5ed8c, 9.999999999999997e-7",
        "3eb0c6f7a0b5ed8d, 0.000001",
        "41b3de4355555553, 333333333.3333332",
        "41b3de4355555554, 333333333.33333325",
        "41b3de4355555555, 333333333.3333333",
        "41b3de4355555556, 333333333.3333334",
        "41b3de4355555557, 333333333.33333343",
        "becbf647612f3696, -0.0000033333333333333333",
        "43143ff3c1cb0959, 1424953923781206.2",
    })
    void numbers_are_written_as_ecmascript_writes_them(String bits, String written) {
        double number = Double.longBitsToDouble(Long.parseUnsignedLong(bits, 16));
        assertThat(Json.of(number).canonical()).isEqualTo(written);
    }

    @Test
    void the_example_of_the_standard_comes_out_byte_for_byte() {
        String given = """
            {
              "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
              "string": "\\u20ac$\\u000F\\u000aA'\\u0042\\u0022\\u005c\\\\\\"\\/",
              "literals": [null, true, false]
            }
            """;
        assertThat(Json.parse(given).canonical())
                .isEqualTo("{\"literals\":[null,true,false],"
                        + "\"numbers\":[333333333.3333333,1e+30,4.5,0.002,1e-27],"
                        + "\"string\":\"€$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}");
    }

    @Test
    void names_are_sorted_by_utf16_code_units_not_by_code_points() {
        String given = "{\"\\u20ac\":\"Euro Sign\",\"\\r"
                + "\":\"Carriage Return\",\"\\ufb33\":\"Hebrew Letter Dalet With"
                + " Dagesh\",\"1\":\"One\",\"\\ud83d\\ude00\":\"Emoji: Grinning"
                + " Face\",\"\\u0080\":\"Control\",\"\\u00f6\":\"Latin Small Letter O With Diaeresis\"}";
        assertThat(Json.parse(given).canonical())
                .isEqualTo("{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u0080\":\"Control\","
                        + "\"ö\":\"Latin Small Letter O With Diaeresis\",\"€\":\"Euro Sign\","
                        + "\"\ud83d\ude00\":\"Emoji: Grinning Face\",\"\ufb33\":\"Hebrew Letter Dalet With Dagesh\"}");
    }

    @Test
    void a_pair_of_surrogates_becomes_four_bytes_of_utf8() {
        assertThat(Json.of("\ud83d\ude00").canonicalBytes())
                .isEqualTo("\"😀\"".getBytes(StandardCharsets.UTF_8))
                .hasSize(6);
    }

    @ParameterizedTest
    @CsvSource({"\\ud83d", "\\ude00", "\\ud83dx", "\\ude00\\ud83d"})
    void half_a_surrogate_pair_is_refused_when_read(String escaped) {
        assertThat(Json.read("\"" + escaped + "\"").problems())
                .singleElement()
                .extracting(Problem::code)
                .isEqualTo("RMT-001");
    }

    @Test
    void half_a_surrogate_pair_is_refused_when_read_raw_and_when_written() {
        assertThat(Json.read("\"\ud83d\"").problems()).hasSize(1);
        assertThatThrownBy(() -> Json.of("\ud83d").canonicalBytes()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.object("\ude00", 1).canonicalBytes())
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void every_number_reads_back_as_itself_and_is_as_short_as_can_be() {
        Property.forAll(50_000, chance -> {
            double number = Double.longBitsToDouble(chance.bits());
            if (!Double.isFinite(number)) return;
            String written = Json.of(number).canonical();
            assertThat(Double.parseDouble(written)).isEqualTo(number == 0 ? 0.0 : number);
            assertThat(Json.parse(written)).isEqualTo(Json.of(number == 0 ? 0.0 : number));
            int digits = new BigDecimal(written).stripTrailingZeros().precision();
            if (digits > 1) {
                BigDecimal fewer = new BigDecimal(number).round(new java.math.MathContext(digits - 1));
                assertThat(fewer.doubleValue())
                        .as("fewer digits than " + written)
                        .isNotEqualTo(number);
            }
        });
    }

    @Test
    void a_canonical_text_is_its_own_canonical_form() {
        Property.forAll(2_000, chance -> {
            String canonical = any(chance, 4).canonical();
            assertThat(Json.parse(canonical).canonical()).isEqualTo(canonical);
            assertThat(Json.parse(Json.parse(canonical).pretty()).canonical()).isEqualTo(canonical);
        });
    }

    private static Json any(Property.Chance chance, int depth) {
        int kind = chance.below(depth == 0 ? 4 : 6);
        return switch (kind) {
            case 0 -> Json.NULL;
            case 1 -> Json.of(chance.flip());
            case 2 -> Json.of(chance.between(-1000, 1000) / (double) chance.between(1, 1000));
            case 3 -> Json.of(text(chance));
            case 4 -> {
                var items = new java.util.ArrayList<Json>();
                for (int i = chance.below(4); i > 0; i--) items.add(any(chance, depth - 1));
                yield Json.array(items);
            }
            default -> {
                Json.Obj object = Json.EMPTY;
                for (int i = chance.below(4); i > 0; i--) object = object.with(text(chance), any(chance, depth - 1));
                yield object;
            }
        };
    }

    private static String text(Property.Chance chance) {
        var out = new StringBuilder();
        for (int i = chance.below(6); i > 0; i--) {
            int point = chance.oneIn(3) ? chance.below(0x80) : chance.below(0x11_0000);
            if (point < 0xd800 || point > 0xdfff) out.appendCodePoint(point);
        }
        return out.toString();
    }

    @Test
    void counts_beyond_what_a_double_holds_are_refused() {
        assertThatThrownBy(() -> Json.of(1L << 53)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Json.of(Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'{\"a\":1,\"a\":2}'|stands twice",
                "'[1] 2'|after the end",
                "01|not a JSON value",
                "1e400|out of range",
                "'[1,]'|not a JSON value",
                "'{\"a\" 1}'|was expected",
                "'\"\\q\"'|unknown escape",
                "'\"abc'|ends too early",
            })
    void a_mistake_is_a_problem_with_its_place(String document, String what) {
        assertThat(Json.read(document).problems()).singleElement().satisfies(problem -> {
            assertThat(problem.what()).contains(what);
            assertThat(problem.place()).startsWith("line 1 column");
        });
    }
}

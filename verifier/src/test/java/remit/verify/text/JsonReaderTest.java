package remit.verify.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonReaderTest {
    @Test
    void values_are_read_as_they_stand() throws MalformedException {
        Json.Object json = Json.object(
                " {\"a\":[1,-0.5e+3,true,null,{}],\"b\":\"x\\u00e9\\ud83d\\ude00\\n\",\"n\":9007199254740991} ");
        assertThat(json.array("a").items()).hasSize(5);
        assertThat(json.text("b")).isEqualTo("xé😀\n");
        assertThat(json.whole("n")).isEqualTo(Json.MOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{}x",
                "{} {}",
                "{\"a\":1,\"a\":1}",
                "{\"a\":1,}",
                "{\"a\":01}",
                "{\"a\":-01}",
                "{\"a\":1.}",
                "{\"a\":.5}",
                "{\"a\":+1}",
                "{\"a\":1e}",
                "{\"a\":NaN}",
                "{\"a\":tru}",
                "{\"a\":\"\\ud800\"}",
                "{\"a\":\"\\udc00\\ud800\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"\u0001\"}",
                "{\"a\":\"",
                "{\"a\" 1}",
                "{a:1}",
                "[1]",
                "\"a\"",
                "\ufeff{}"
            })
    void what_two_readers_could_understand_differently_is_refused(String text) {
        assertThatThrownBy(() -> Json.object(text)).isInstanceOf(MalformedException.class);
    }

    @Test
    void depth_and_number_of_values_are_limited() {
        assertThatThrownBy(() -> Json.object("{\"a\":" + "[".repeat(1_000_000)))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("64 deep");
        assertThatThrownBy(() -> Json.object("{\"a\":[" + "0,".repeat(1_000_001) + "0]}"))
                .isInstanceOf(MalformedException.class)
                .hasMessageContaining("1000000 values");
    }

    @ParameterizedTest
    @ValueSource(strings = {"-1", "1.0", "1e3", "9007199254740992", "99999999999999999999", "\"1\"", "null"})
    void only_whole_numbers_that_cannot_overflow_are_counts(String digits) throws MalformedException {
        Json.Object json = Json.object("{\"a\":" + digits + "}");
        assertThatThrownBy(() -> json.whole("a")).isInstanceOf(MalformedException.class);
    }
}

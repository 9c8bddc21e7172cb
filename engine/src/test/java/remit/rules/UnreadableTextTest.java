package remit.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a table says is evidence for ever, so nothing stands in it that nobody can read. */
class UnreadableTextTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\u0000",
                "\\u0007",
                "\\b",
                "\\u0085",
                "\\ud800",
                "\\ude00\\ud83d",
                "\\u202e",
                "\u202e",
                "\\u2066",
                "\\r"
            })
    void a_text_of_characters_that_nobody_can_read_is_refused(String hidden) {
        String text = "\"a" + hidden + "b\"";
        for (var read : List.of(
                CellReader.read("row 2", text, FactType.TEXT),
                CellReader.readOutput("row 2", text, FactType.TEXT, Facts.NONE))) {
            assertThat(read.problems()).singleElement().satisfies(problem -> {
                assertThat(problem.place()).isEqualTo("row 2");
                assertThat(problem.what()).contains("the text holds ", "U+");
                assertThat(problem.fix()).startsWith("delete it");
            });
        }
    }

    @Test
    void line_ends_tabs_and_characters_of_two_halves_stand_in_a_text() {
        String text = "\"a\\tb\\nc\\r\\n\\ud83d\\ude00\"";
        assertThat(CellReader.read("row 2", text, FactType.TEXT).problems()).isEmpty();
    }
}

package remit.server.web.tell;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.rules.FactType;

/** A cell reads as a person would say it. */
class CellTellerTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '\'',
            value = {
                "NUMBER; -; any",
                "NUMBER; 5000; 5,000",
                "NUMBER; <= 250.75; at most 250.75",
                "NUMBER; > 0; above 0",
                "NUMBER; [1000..5000]; from 1,000 to 5,000",
                "NUMBER; [1000..5000); from 1,000 up to (not including) 5,000",
                "NUMBER; (1000..5000]; above 1,000 and at most 5,000",
                "NUMBER; (0..1); above 0 and below 1",
                "NUMBER; not(5); not 5",
                "NUMBER; null; missing",
                "NUMBER; not(null); not missing",
                "NUMBER; < 1, > 5; below 1 or above 5",
                "FLAG; true; yes",
                "FLAG; false; no",
                "TEXT; \"retail\", \"wholesale\"; retail or wholesale",
                "TEXT; not(\"a\", \"b\", \"c\"); none of a, b or c",
                "DAY; date(\"2027-01-31\"); 31 Jan 2027",
                "DAY; >= date(\"2027-01-01\"); on or after 1 Jan 2027",
                "DAY; [date(\"2027-01-01\")..date(\"2027-02-01\")); from 1 Jan 2027 until before 1 Feb 2027",
                "TIME; < time(\"08:30:00\"); before 08:30:00",
            })
    void a_cell_reads_as_words(FactType type, String cell, String words) {
        assertThat(CellTeller.cell(type, cell).words()).isEqualTo(words);
    }

    @ParameterizedTest
    @CsvSource({"any", "missing", "yes", "rock and roll", "a or b", "not here", "-", "''"})
    void a_text_that_could_be_taken_for_words_of_ours_stands_in_quotation_marks(String text) {
        assertThat(CellTeller.cell(FactType.TEXT, "\"" + text + "\"").words()).isEqualTo("“" + text + "”");
    }

    @Test
    void a_long_list_shows_its_beginning_and_says_how_much_more_there_is() {
        var cell = CellTeller.cell(FactType.TEXT, "not(\"a\", \"b\", \"c\", \"d\", \"e\")");
        assertThat(cell.brief()).isEqualTo("none of a, b, c and 2 more");
        assertThat(cell.words()).isEqualTo("none of a, b, c, d or e");
        assertThat(CellTeller.cell(FactType.TEXT, "\"a\", \"b\", \"c\", \"d\"").brief())
                .isNull();
    }
}

package remit.server.authors.embedding;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Numbers are those of the published vocabulary of uncased BERT; 101 begins and 102 ends a text. */
class WordPiecesTest {
    private static final WordPieces PIECES = read();

    private static WordPieces read() {
        try (InputStream stream = WordPiecesTest.class.getResourceAsStream("/all-minilm-l6-v2-q-tokenizer.json")) {
            return WordPieces.read(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String of(String text) {
        var numbers = new StringBuilder();
        for (long number : PIECES.of(text))
            numbers.append(numbers.isEmpty() ? "" : " ").append(number);
        return numbers.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "hello world, 101 7592 2088 102",
        "Hello WORLD, 101 7592 2088 102",
        "Hello!, 101 7592 999 102",
        "embeddings, 101 7861 8270 4667 2015 102",
        "tokenization, 101 19204 3989 102",
        "the café, 101 1996 7668 102",
        "中国, 101 1746 1799 102",
        "$5, 101 1002 1019 102"
    })
    void known_texts_have_the_published_numbers(String text, String numbers) {
        assertThat(of(text)).isEqualTo(numbers);
    }

    @Test
    void a_text_of_nothing_is_its_beginning_and_end() {
        assertThat(of("")).isEqualTo("101 102");
        assertThat(of(" \t\n\u0000\uFFFD")).isEqualTo("101 102");
    }

    @Test
    void blanks_of_any_kind_part_words_and_control_characters_vanish() {
        assertThat(of("hello\u00A0\u3000world")).isEqualTo(of("hello world"));
        assertThat(of("hel\u0000lo\u200B")).isEqualTo(of("hello"));
    }

    @Test
    void a_word_without_known_pieces_or_too_long_is_one_unknown_piece() {
        assertThat(of("\uD83D\uDE00")).isEqualTo("101 100 102");
        assertThat(of("a".repeat(101))).isEqualTo("101 100 102");
    }

    @Test
    void a_long_text_is_cut_and_still_ends() {
        long[] numbers = PIECES.of("hello ".repeat(5_000));
        assertThat(numbers).hasSize(WordPieces.LONGEST).endsWith(102);
    }
}

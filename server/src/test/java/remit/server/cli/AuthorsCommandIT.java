package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.kernel.Json;
import remit.server.runs.TestingOffice;
import remit.server.runs.TestingPurchases;
import remit.server.runs.TestingShop;

class AuthorsCommandIT {
    @TempDir
    Path folder;

    private static Path pack(Path folder, String candidates) {
        return TestingShop.of("compared")
                .withAuthor("""
                  kind: classifier
                  target: {Account}
                  max_error: 10%
                  settings:
                    text: [{Supplier Name}]
                    category: [{Supplier}, {Department}]
                    candidates: CANDIDATES
                """.replace("CANDIDATES", candidates))
                .pack(folder);
    }

    private Path file() {
        return TestingShop.of("compared").file(folder, "past.csv", TestingPurchases.ledger(7, 800));
    }

    /** A comparison without what it took. */
    private static Json.Obj figures(String printed) {
        Json.Obj told = Json.parseObject(printed);
        return told.with(
                "authors",
                Json.array(told.array("authors").stream()
                        .map(each -> (Json) ((Json.Obj) each).with("seconds", Json.NULL))
                        .toList()));
    }

    @Test
    void the_same_file_gives_the_same_figures_and_the_comparison_is_kept_as_evidence() {
        Path pack = pack(folder, "[words, both]");
        List<String> words =
                List.of("authors", "compare", pack.toString(), "--data", file().toString(), "--json", "--record");
        Path data = folder.resolve("data");
        List<String> recorded = new java.util.ArrayList<>(words);
        recorded.addAll(List.of("--data-dir", data.toString()));
        TestingLine.Ended first = TestingLine.here(recorded);
        assertThat(first.status()).as(first.errors()).isZero();
        Json.Obj told = figures(first.out());
        assertThat(told.array("folds")).hasSize(5);
        assertThat(told.number("history", 0)).isEqualTo(400);
        assertThat(told.array("authors").stream().map(each -> ((Json.Obj) each).text("author")))
                .containsExactly("words", "both");
        assertThat(told.text("choice")).isIn("words", "both");
        assertThat(figures(TestingLine.here(recorded).out())).isEqualTo(told);
        try (TestingOffice office = TestingOffice.open(folder)) {
            List<Json.Obj> kept = JdbcClient.create(office.installation().source())
                    .sql("select leaf from event where type = 'AuthorsCompared' and process = 'compared'")
                    .query((row, _) -> Json.parseObject(row.getString(1)).object("body"))
                    .list();
            assertThat(kept).hasSize(2);
            assertThat(kept.getFirst()).isEqualTo(kept.getLast());
            assertThat(kept.getFirst().text("choice")).isEqualTo(told.text("choice"));
            assertThat(kept.getFirst().text("file_sha256")).hasSize(64);
        }
    }

    @Test
    void without_being_asked_to_nothing_is_kept() {
        TestingLine.Ended ended = TestingLine.here(List.of(
                "authors",
                "compare",
                pack(folder, "[words]").toString(),
                "--data",
                file().toString(),
                "--history",
                "0.6",
                "--data-dir",
                folder.resolve("none").toString()));
        assertThat(ended.status()).as(ended.errors()).isZero();
        assertThat(ended.out())
                .contains("words ")
                .contains("Most clears with words.")
                .doesNotContain("meaning");
        assertThat(folder.resolve("none")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({
        "--history|2, --history",
        "--data|nowhere.csv, nowhere.csv",
        "--nonsense|1, --nonsense",
    })
    void what_it_does_not_understand_it_says(String option, String told) {
        List<String> words = new java.util.ArrayList<>(
                List.of("authors", "compare", pack(folder, "[words]").toString()));
        if (!option.startsWith("--data|")) words.addAll(List.of("--data", file().toString()));
        words.addAll(List.of(option.split("\\|")));
        TestingLine.Ended ended = TestingLine.here(words);
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors()).contains(told);
    }

    @Test
    void candidates_that_there_are_not_are_a_mistake_of_the_pack() {
        TestingLine.Ended ended = TestingLine.here(
                List.of("authors", "compare", pack(folder, "[magic]").toString(), "--data", file().toString()));
        assertThat(ended.status()).isNotZero();
        assertThat(ended.errors()).contains("candidates");
    }

    @Test
    void an_author_that_is_not_trained_cannot_be_compared_on_history() throws IOException {
        Path pack = TestingShop.of("compared").withAuthor("""
                  kind: recorded
                  target: {Account}
                  max_error: 10%
                  settings: {file: proposals.csv, key: [{Supplier}]}
                """).pack(folder);
        Files.writeString(pack.resolve("proposals.csv"), "supplier,decision,confidence\nS01,A4007,0.9\n");
        TestingLine.Ended ended =
                TestingLine.here(List.of("authors", "compare", pack.toString(), "--data", file().toString()));
        assertThat(ended.status()).isEqualTo(2);
        assertThat(ended.errors()).contains("RMT-305");
        TestingLine.Ended nobody = TestingLine.here(List.of(
                "authors",
                "show",
                "nobody",
                "--data-dir",
                folder.resolve("empty").toString()));
        assertThat(nobody.status()).isNotZero();
    }
}

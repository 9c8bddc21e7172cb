package remit.server.authors;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Checked;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.kernel.Value;
import remit.ports.Author;
import remit.ports.Author.Answer;
import remit.process.AuthorSpec;
import remit.testkit.AuthorContract;

class RecordedAuthorTest extends AuthorContract {
    private static final Map<String, Value> INPUTS = Map.of(
            "document",
            Value.of("D-1"),
            "amount",
            Value.of(new java.math.BigDecimal("120.00")),
            "note",
            Value.of("not part of the key"));

    @TempDir
    Path pack;

    @BeforeEach
    void record() throws IOException {
        write("r.jsonl", """
                {"key":{"document":"D-1","amount":"120.00"},"decision":"400100","confidence":0.97,"options":[{"decision":"400100","probability":0.97},{"decision":"400200","probability":0.02}],"basis":"seen before"}

                {"key":{"document":"D-2","amount":"5"},"decision":"400200","confidence":0.6,"confident":true}
                """);
    }

    private void write(String name, String text) throws IOException {
        Files.writeString(pack.resolve(name), text);
    }

    private Checked<Author> open(String settings) {
        var spec = new AuthorSpec("recorded", "account", 0.03, null, List.of(), Json.parseObject(settings));
        return Authors.open(spec, null, pack, AuthorTools.of(AuthorSecrets.NONE));
    }

    @Override
    protected Author author() {
        return open("{\"file\":\"r.jsonl\",\"key\":[\"document\",\"amount\"],\"threshold\":0.9}")
                .orThrow();
    }

    @Override
    protected Author.Question answerable() {
        return new Author.Question("ledger", "case-1", INPUTS);
    }

    private Answer ask(Author author, Map<String, Value> inputs) {
        return author.propose(new Author.Question("ledger", "case-1", inputs), Instant.MAX);
    }

    @Test
    void a_recorded_confidence_is_held_against_the_threshold_of_the_settings() {
        assertThat(((Answer.Answered) ask(author(), INPUTS)).proposal().confident())
                .isTrue();
        Author silent =
                open("{\"file\":\"r.jsonl\",\"key\":[\"document\",\"amount\"]}").orThrow();
        assertThat(((Answer.Answered) ask(silent, INPUTS)).proposal().confident())
                .as("nothing is confident until the pack says from where")
                .isFalse();
        assertThat(silent.version()).isNotEqualTo(author().version());
    }

    @Test
    void a_recorded_flag_is_replayed_as_it_was() {
        var inputs = Map.of("document", Value.of("D-2"), "amount", Value.of(new java.math.BigDecimal("5")));
        assertThat(((Answer.Answered) ask(author(), inputs)).proposal().confident())
                .isTrue();
    }

    @Test
    void a_case_that_nobody_recorded_is_refused() {
        assertThat(ask(author(), Map.of("document", Value.of("D-9")))).isInstanceOf(Answer.Refused.class);
    }

    @Test
    void a_csv_keyed_by_case_id_is_read_too() throws IOException {
        write("r.csv", "case,decision,confidence,basis\ncase-1,400300,0.5,\"a, b\"\n");
        var proposal = ((Answer.Answered)
                        ask(open("{\"file\":\"r.csv\",\"name\":\"last year\"}").orThrow(), INPUTS))
                .proposal();
        assertThat(proposal.decision()).isEqualTo("400300");
        assertThat(proposal.basis()).isEqualTo("a, b");
    }

    @Test
    void every_bad_line_is_a_problem_with_its_place() throws IOException {
        write("bad.jsonl", """
                {"case":"c1","decision":"400100","confidence":0.9}
                not json
                {"case":"c2","decision":"400100","confidence":1.2}
                {"decision":"400100","confidence":0.9}
                {"case":"c1","decision":"400200","confidence":0.9}
                [1]
                {"case":"c3","decision":"400100\\u0000","confidence":0.9}
                """);
        List<Problem> problems = open("{\"file\":\"bad.jsonl\"}").problems();
        assertThat(problems).allSatisfy(p -> assertThat(p.code()).isEqualTo("RMT-313"));
        assertThat(problems)
                .extracting(Problem::place)
                .containsExactly(
                        "bad.jsonl line 2",
                        "bad.jsonl line 3",
                        "bad.jsonl line 4",
                        "bad.jsonl line 5",
                        "bad.jsonl line 6",
                        "bad.jsonl line 7");
    }

    @Test
    void bad_csv_rows_are_problems_with_their_line() throws IOException {
        write("bad.csv", "case,decision,confidence\nc1,400100,high\nc2,,0.5\nc3,400100,NaN\n,400100,0.5\n");
        assertThat(open("{\"file\":\"bad.csv\"}").problems())
                .extracting(Problem::place)
                .containsExactly("bad.csv line 2", "bad.csv line 3", "bad.csv line 4", "bad.csv line 5");
    }

    @Test
    void a_file_outside_the_pack_or_missing_or_not_utf8_is_refused() throws IOException {
        Files.writeString(pack.resolveSibling("outside.jsonl"), "");
        assertThat(open("{\"file\":\"../outside.jsonl\"}").problems().getFirst().code())
                .isEqualTo("RMT-311");
        assertThat(open("{\"file\":\"missing.jsonl\"}").problems().getFirst().code())
                .isEqualTo("RMT-311");
        Files.write(pack.resolve("latin.csv"), new byte[] {'c', (byte) 0xe9, '\n'});
        assertThat(open("{\"file\":\"latin.csv\"}").problems().getFirst().code())
                .isEqualTo("RMT-312");
    }
}

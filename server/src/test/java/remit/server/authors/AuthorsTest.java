package remit.server.authors;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.process.AuthorSpec;
import remit.server.authors.embedding.Embeddings;

class AuthorsTest {
    private static final List<String> VISIBLE = List.of("vendor", "amount");

    private static AuthorSpec spec(String kind, String settings) {
        return new AuthorSpec(kind, "account", 0.03, null, List.of(), Json.parseObject(settings));
    }

    private static List<String> codes(String kind, String settings) {
        return Authors.check(spec(kind, settings), VISIBLE).stream()
                .map(Problem::code)
                .toList();
    }

    @Test
    void good_settings_have_no_problem() {
        assertThat(codes("classifier", "{\"category\":[\"vendor\"],\"number\":[\"amount\"]}"))
                .isEmpty();
        assertThat(codes("recorded", "{\"file\":\"r.jsonl\",\"key\":[\"vendor\"]}"))
                .isEmpty();
        assertThat(codes("http", "{\"url\":\"https://model.example/propose\",\"timeout\":\"PT5S\"}"))
                .isEmpty();
    }

    @Test
    void each_mistake_in_the_settings_has_its_problem() {
        assertThat(codes("oracle", "{}")).containsExactly("RMT-304");
        assertThat(codes("classifier", "{\"words\":[\"vendor\"],\"text\":[\"vendor\"]}"))
                .containsExactly("RMT-300");
        assertThat(codes("classifier", "{\"text\":\"vendor\"}")).contains("RMT-301");
        assertThat(codes("classifier", "{\"text\":[\"vendor\",\"vendor\"]}")).containsExactly("RMT-301");
        assertThat(codes("classifier", "{\"category\":[\"vendor\"],\"cross\":[[\"vendor\"]]}"))
                .containsExactly("RMT-301");
        assertThat(codes("classifier", "{}")).containsExactly("RMT-302");
        assertThat(codes("classifier", "{\"text\":[\"nobody\"]}")).containsExactly("RMT-303");
        assertThat(codes("recorded", "{}")).containsExactly("RMT-310");
        assertThat(codes("recorded", "{\"file\":\"a.csv\",\"key\":[\"nobody\"]}"))
                .containsExactly("RMT-303");
        assertThat(codes("http", "{\"url\":\"ftp://model.example/\"}")).containsExactly("RMT-308");
        assertThat(codes("http", "{\"url\":\"https://me:secret@model.example/\"}"))
                .containsExactly("RMT-308");
        assertThat(codes("http", "{\"url\":\"https://model.example/\",\"timeout\":\"soon\"}"))
                .containsExactly("RMT-310");
        assertThat(codes("http", "{\"url\":\"https://model.example/\",\"timeout\":\"PT-5S\"}"))
                .containsExactly("RMT-310");
        assertThat(codes("http", "{\"url\":\"https://model.example/\",\"threshold\":95}"))
                .containsExactly("RMT-310");
    }

    @Test
    void a_password_in_an_address_is_not_repeated() {
        assertThat(Authors.check(spec("http", "{\"url\":\"https://me:hunter2@model.example/\"}"), VISIBLE)
                        .toString())
                .doesNotContain("hunter2");
    }

    @Test
    void a_classifier_without_its_model_and_an_endpoint_without_its_secret_do_not_open() {
        Path pack = Path.of(".");
        assertThat(Authors.open(
                                spec("classifier", "{\"text\":[\"vendor\"]}"),
                                null,
                                pack,
                                AuthorTools.of(AuthorSecrets.NONE))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("RMT-306");
        assertThat(Authors.open(
                                spec("http", "{\"url\":\"https://m.example/\",\"secret\":\"model\"}"),
                                null,
                                pack,
                                AuthorTools.of(AuthorSecrets.NONE))
                        .problems())
                .extracting(Problem::code)
                .containsExactly("RMT-309");
        assertThat(opened("https://m.example/", "other@m.example=t")).containsExactly("RMT-309");
        assertThat(Authors.train(List.of(), spec("http", "{}"), TestingLedger.reporting(null), Embeddings.miniLm())
                        .problems())
                .extracting(Problem::code)
                .containsExactly("RMT-305");
    }

    private static List<String> opened(String url, String secrets) {
        String settings = "{\"url\":\"" + url + "\",\"secret\":\"model\"}";
        return Authors.open(
                        spec("http", settings),
                        null,
                        Path.of("."),
                        AuthorTools.of(AuthorSecrets.read(secrets).orThrow()))
                .problems()
                .stream()
                .map(Problem::code)
                .toList();
    }

    @Test
    void a_token_goes_only_to_the_host_that_it_was_given_for() {
        assertThat(opened("https://m.example/v1", "model@m.example=t")).isEmpty();
        assertThat(opened("https://M.Example:8443/v1", "model@m.example=t")).isEmpty();
        assertThat(opened("https://collector.example/v1", "model@m.example=t")).containsExactly("RMT-309");
        assertThat(opened("https://m.example.collector.example/", "model@m.example=t"))
                .containsExactly("RMT-309");
    }

    @Test
    void a_token_never_travels_unencrypted_but_on_this_machine() {
        String far = "{\"url\":\"http://m.example/v1\",\"secret\":\"model\"}";
        assertThat(codes("http", far)).as("told before anything is published").containsExactly("RMT-308");
        assertThat(opened("http://m.example/v1", "model@m.example=t")).containsExactly("RMT-308");
        assertThat(opened("http://127.0.0.1:9000/v1", "model@127.0.0.1=t")).isEmpty();
        assertThat(opened("http://[::1]:9000/v1", "model@[::1]=t")).isEmpty();
    }

    @Test
    void a_token_without_its_host_is_refused_and_not_repeated() {
        for (String written : List.of("model=t0ken", "model@=t0ken", "@m.example=t0ken", "model@m.example=", "t0ken")) {
            assertThat(AuthorSecrets.read(written).problems())
                    .as(written)
                    .singleElement()
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo("RMT-315");
                        assertThat(problem.toString()).doesNotContain("t0ken");
                    });
        }
        assertThat(AuthorSecrets.read("model@m.example=t0ken").orThrow().toString())
                .contains("model@m.example")
                .doesNotContain("t0ken");
    }
}

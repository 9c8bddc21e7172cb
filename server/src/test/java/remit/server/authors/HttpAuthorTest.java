package remit.server.authors;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import remit.kernel.Json;
import remit.kernel.Value;
import remit.ports.Author;
import remit.ports.Author.Answer;
import remit.process.AuthorSpec;
import remit.testkit.AuthorContract;

class HttpAuthorTest extends AuthorContract {
    private static final String GOOD = """
            {"decision":"400100","confidence":0.97,"options":[{"decision":"400200","probability":0.02},{"decision":"400100","probability":0.97}],"basis":"the model said so"}""";
    private static final String TOKEN = "s3cret-token";

    /** What the endpoint does with a question. */
    private interface Behaviour {
        void answer(HttpExchange exchange) throws IOException;
    }

    private HttpServer server;
    private ExecutorService threads;
    private final List<Json.Obj> questions = new CopyOnWriteArrayList<>();
    private final List<String> tokens = new CopyOnWriteArrayList<>();
    private volatile Behaviour behaviour = exchange -> reply(exchange, 200, GOOD);

    @BeforeEach
    void listen() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        threads = Executors.newVirtualThreadPerTaskExecutor();
        server.setExecutor(threads);
        server.createContext("/propose", exchange -> {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            questions.add(Json.parseObject(body));
            tokens.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            try (exchange) {
                behaviour.answer(exchange);
            }
        });
        server.start();
    }

    @AfterEach
    void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private static void reply(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/propose";
    }

    private Author open(Json.Obj more) {
        Json.Obj settings = Json.object("url", url(), "secret", "model", "threshold", 0.9, "name", "stub");
        for (var field : more.fields().entrySet()) settings = settings.with(field.getKey(), field.getValue());
        var spec = new AuthorSpec("http", "account", 0.03, null, List.of(), settings);
        return Authors.open(
                        spec,
                        null,
                        Path.of("."),
                        AuthorTools.of(
                                AuthorSecrets.read("model@127.0.0.1=" + TOKEN).orThrow()))
                .orThrow();
    }

    @Override
    protected Author author() {
        return open(Json.EMPTY);
    }

    @Override
    protected Author.Question answerable() {
        return new Author.Question(
                "ledger",
                "case-1",
                Map.of("vendor", Value.of("V1"), "amount", Value.of(new java.math.BigDecimal("412.50"))));
    }

    private Answer ask() {
        return author().propose(answerable(), Instant.now().plusSeconds(20));
    }

    @Test
    void the_question_is_what_its_schema_says_and_carries_the_token() {
        assertThat(ask()).isInstanceOf(Answer.Answered.class);
        Json.Obj question = questions.getFirst();
        assertThat(question.text("schema")).isEqualTo("remit/author-question/v1");
        assertThat(question.text("process")).isEqualTo("ledger");
        assertThat(question.text("case")).isEqualTo("case-1");
        assertThat(question.object("inputs").canonical()).isEqualTo("{\"amount\":\"412.50\",\"vendor\":\"V1\"}");
        assertThat(question.fields().keySet())
                .containsExactlyInAnyOrder("schema", "process", "case", "inputs", "deadline");
        assertThat(tokens).containsExactly("Bearer " + TOKEN);
    }

    @Test
    void confident_is_what_reaches_the_threshold() {
        assertThat(((Answer.Answered) ask()).proposal().confident()).isTrue();
        Answer strict = open(Json.object("threshold", 0.98))
                .propose(answerable(), Instant.now().plusSeconds(20));
        assertThat(((Answer.Answered) strict).proposal().confident()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"400100\"",
                "{}",
                "{\"decision\":\"400100\"}",
                "{\"confidence\":0.9}",
                "{\"decision\":\"400100\",\"confidence\":NaN}",
                "{\"decision\":\"400100\",\"confidence\":1e999}",
                "{\"decision\":\"400100\",\"confidence\":1.01}",
                "{\"decision\":\"400100\",\"confidence\":-0.1}",
                "{\"decision\":\"400100\",\"confidence\":\"0.9\"}",
                "{\"decision\":\" \",\"confidence\":0.9}",
                "{\"decision\":400100,\"confidence\":0.9}",
                "{\"decision\":\"400100\",\"confidence\":0.9,\"confident\":true}",
                "{\"decision\":\"400100\",\"confidence\":0.9,\"refused\":\"both\"}",
                "{\"decision\":\"400100\",\"confidence\":0.9,\"decision\":\"400200\"}",
                "{\"decision\":\"400100\",\"confidence\":0.9}{}",
                "{\"decision\":\"a\",\"confidence\":0.4,\"options\":[{\"decision\":\"b\",\"probability\":0.5}]}",
                "{\"decision\":\"a\",\"confidence\":0.4,\"options\":[{\"decision\":\"b\",\"probability\":0.2},{\"decision\":\"b\",\"probability\":0.1}]}",
                "{\"decision\":\"a\",\"confidence\":0.9,\"options\":[{\"decision\":\"b\",\"probability\":0.6},{\"decision\":\"c\",\"probability\":0.6}]}",
                "{\"decision\":\"400100\\u0000\",\"confidence\":0.9}",
                "{\"decision\":\"400100\\n\",\"confidence\":0.9}",
                "{\"decision\":\"400100\\u2028\",\"confidence\":0.9}",
                "{\"decision\":\"400100\",\"confidence\":0.9,\"basis\":\"oops\\u0000\"}",
                "{\"decision\":\"400100\",\"confidence\":0.9,\"options\":[{\"decision\":\"b\\u0000\",\"probability\":0.1}]}",
                "<html>oops</html>"
            })
    void rubbish_is_a_failure_that_does_not_repeat_it(String rubbish) {
        behaviour = exchange -> reply(exchange, 200, rubbish);
        Answer answer = ask();
        assertThat(answer).isInstanceOf(Answer.Failed.class);
        assertThat(answer.toString()).doesNotContain("400100").doesNotContain("oops");
    }

    @ParameterizedTest
    @ValueSource(ints = {204, 301, 302, 307, 400, 401, 404, 429, 500, 503})
    void any_status_but_200_is_a_failure_and_no_redirect_is_followed(int status) {
        var followed = new AtomicInteger();
        server.createContext("/elsewhere", exchange -> {
            followed.incrementAndGet();
            reply(exchange, 200, GOOD);
        });
        behaviour = exchange -> {
            exchange.getResponseHeaders().add("Location", url().replace("propose", "elsewhere"));
            reply(exchange, status, status == 204 ? "" : GOOD);
        };
        assertThat(ask()).isEqualTo(new Answer.Failed("the model answered with status " + status));
        assertThat(followed).hasValue(0);
    }

    @Test
    void an_endless_answer_is_cut_and_fails() {
        behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            try (OutputStream out = exchange.getResponseBody()) {
                byte[] block = "x".repeat(8_192).getBytes(StandardCharsets.UTF_8);
                for (int i = 0; i < 100_000; i++) out.write(block);
            }
        };
        assertThat(ask()).isEqualTo(new Answer.Failed("the answer is longer than 65536 bytes"));
    }

    @Test
    void an_answer_that_drips_past_the_deadline_is_unknown() throws InterruptedException {
        var release = new CountDownLatch(1);
        behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 0);
            exchange.getResponseBody().write("{\"decision\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
            waitFor(release);
        };
        Instant start = Instant.now();
        Answer answer = author().propose(answerable(), start.plusMillis(400));
        assertThat(answer).isInstanceOf(Answer.Unknown.class);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        release.countDown();
    }

    private static void waitFor(CountDownLatch release) {
        try {
            assertThat(release.await(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void the_timeout_of_the_pack_holds_even_when_the_deadline_is_far() {
        var release = new CountDownLatch(1);
        behaviour = exchange -> waitFor(release);
        Instant start = Instant.now();
        Answer answer = open(Json.object("timeout", "PT0.3S")).propose(answerable(), start.plusSeconds(60));
        assertThat(answer).isInstanceOf(Answer.Unknown.class);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(15));
        release.countDown();
    }

    @Test
    void a_deadline_in_the_past_asks_nothing() {
        assertThat(author().propose(answerable(), Instant.EPOCH)).isInstanceOf(Answer.Unknown.class);
        assertThat(questions).isEmpty();
    }

    @Test
    void a_decision_that_the_pack_does_not_list_is_a_failure() {
        Author author = open(Json.object("labels", Json.strings(List.of("400300", "400400"))));
        assertThat(author.propose(answerable(), Instant.now().plusSeconds(20))).isInstanceOf(Answer.Failed.class);
        Author both = open(Json.object("labels", Json.strings(List.of("400100", "400200"))));
        assertThat(both.propose(answerable(), Instant.now().plusSeconds(20))).isInstanceOf(Answer.Answered.class);
    }

    @Test
    void a_model_that_declines_is_refused_without_its_words() {
        behaviour = exchange -> reply(exchange, 200, "{\"refused\":\"Jane Doe is unknown to me\"}");
        assertThat(ask()).isEqualTo(new Answer.Refused("the model declined"));
    }

    @Test
    void bytes_that_are_not_utf8_are_a_failure() {
        behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 2);
            exchange.getResponseBody().write(new byte[] {(byte) 0xc3, (byte) 0x28});
        };
        assertThat(ask()).isEqualTo(new Answer.Failed("the answer is not UTF-8"));
    }

    @Test
    void a_closed_port_and_a_broken_connection_are_failures_without_address_or_token() {
        behaviour = exchange -> {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().write("{".getBytes(StandardCharsets.UTF_8));
        };
        Answer broken = ask();
        assertThat(broken).isInstanceOf(Answer.Failed.class);
        Author author = author();
        server.stop(0);
        Answer unreachable = author.propose(answerable(), Instant.now().plusSeconds(20));
        assertThat(unreachable).isInstanceOf(Answer.Failed.class);
        assertThat(broken.toString() + unreachable).doesNotContain("127.0.0.1").doesNotContain(TOKEN);
    }

    @Test
    void the_version_changes_with_the_endpoint_and_the_declared_version_but_not_with_the_secret() {
        assertThat(open(Json.object("version", "2")).version()).isNotEqualTo(author().version());
        assertThat(open(Json.object("threshold", 0.5)).version()).isNotEqualTo(author().version());
        assertThat(author().version().toString()).doesNotContain(TOKEN);
    }
}

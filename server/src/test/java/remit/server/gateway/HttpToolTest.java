package remit.server.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import remit.kernel.Json;
import remit.ports.Tool;
import remit.ports.Tool.Answer;
import remit.ports.Tool.Reason;
import remit.ports.Tool.Request;
import remit.server.gateway.TestingLedger.Afterwards;
import remit.server.gateway.TestingLedger.Instead;

final class HttpToolTest {
    private static final Json.Obj ARGUMENTS = Json.object("document", "D1");
    private static final String SECRET = "s3cret-token";

    private TestingLedger ledger;
    private Tool tool;

    @BeforeEach
    void open() throws IOException {
        ledger = new TestingLedger();
        tool = new HttpTool(ledger.url(), SECRET, InstantSource.system());
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private Answer dispatch(Duration patience) {
        return tool.call(
                new Request.Dispatch("act_1", "post_line", ARGUMENTS),
                Instant.now().plus(patience));
    }

    private Answer dispatch() {
        return dispatch(Duration.ofSeconds(20));
    }

    private Answer lookUp() {
        return tool.call(new Request.LookUp("act_1", "post_line"), Instant.now().plusSeconds(20));
    }

    @ParameterizedTest
    @CsvSource({
        "200, Answered",
        "201, Answered",
        "202, Answered",
        "204, Answered",
        "301, Unknown",
        "302, Unknown",
        "303, Unknown",
        "307, Refused",
        "308, Refused",
        "400, Refused",
        "401, Failed",
        "403, Refused",
        "404, Refused",
        "407, Failed",
        "408, Unknown",
        "409, Unknown",
        "410, Refused",
        "422, Refused",
        "425, Failed",
        "429, Failed",
        "500, Unknown",
        "502, Unknown",
        "503, Unknown",
        "504, Unknown"
    })
    void a_status_means_what_the_guide_says(int status, String kind) {
        ledger.next(new Instead(TestingLedger.status(status, "", "Location", "/elsewhere")));
        assertThat(dispatch().getClass().getSimpleName()).isEqualTo(kind);
        assertThat(ledger.requests()).containsExactly("POST /actions");
    }

    @ParameterizedTest
    @CsvSource({
        "201, Unknown",
        "204, Unknown",
        "302, Unknown",
        "401, Unknown",
        "404, Refused",
        "410, Unknown",
        "429, Unknown",
        "500, Unknown",
        "503, Unknown"
    })
    void a_look_up_knows_done_and_never_done_and_nothing_else(int status, String kind) {
        ledger.next(new Instead(TestingLedger.status(status, "", "Retry-After", "1")));
        assertThat(lookUp().getClass().getSimpleName()).isEqualTo(kind);
    }

    @Test
    void busy_with_a_time_to_come_back_has_failed_and_may_be_sent_again() {
        ledger.next(new Instead(TestingLedger.status(503, "{\"detail\":\"closing the month\"}", "Retry-After", "60")));
        assertThat(dispatch()).isEqualTo(new Answer.Failed(new Reason("http_503", "closing the month")));
        assertThat(dispatch()).isEqualTo(new Answer.Answered("R-act_1"));
        assertThat(ledger.done("act_1")).isEqualTo(1);
    }

    @Test
    void a_receipt_is_in_the_body_or_the_location_or_else_the_action_id() {
        ledger.next(new Instead(TestingLedger.status(201, "{\"receipt\":\"J-77\"}", "Location", "/j/77")));
        assertThat(dispatch()).isEqualTo(new Answer.Answered("J-77"));
        ledger.next(new Instead(TestingLedger.status(201, "<ok/>", "Location", "/j/77")));
        assertThat(dispatch()).isEqualTo(new Answer.Answered("/j/77"));
        ledger.next(new Instead(TestingLedger.status(200, "[]")));
        assertThat(dispatch()).isEqualTo(new Answer.Answered("act_1"));
    }

    @Test
    void an_answer_that_comes_too_late_is_unknown_and_found_by_a_look_up() {
        ledger.next(new Afterwards(ledger.silence()));
        assertThat(dispatch(Duration.ofMillis(300))).isEqualTo(new Answer.Unknown(Reason.of("no_answer")));
        assertThat(lookUp()).isEqualTo(new Answer.Answered("R-act_1"));
        assertThat(ledger.done("act_1")).isEqualTo(1);
    }

    @Test
    void a_body_that_never_ends_does_not_outlast_the_deadline() {
        ledger.next(new Afterwards(ledger.stall()));
        Instant start = Instant.now();
        assertThat(dispatch(Duration.ofMillis(300))).isInstanceOf(Answer.Unknown.class);
        assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void a_lost_answer_is_unknown_and_is_not_sent_again_by_itself() {
        ledger.next(new Afterwards(TestingLedger.hangUp()));
        assertThat(dispatch()).isInstanceOf(Answer.Unknown.class);
        assertThat(ledger.requests()).containsExactly("POST /actions");
        assertThat(ledger.done("act_1")).isEqualTo(1);
    }

    @Test
    void an_answer_that_is_cut_off_is_unknown() {
        ledger.next(new Afterwards(TestingLedger.hangUpInTheBody()));
        assertThat(dispatch()).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void an_answer_without_end_is_read_up_to_a_bound_and_counts() {
        ledger.next(new Instead(exchange -> {
            exchange.sendResponseHeaders(200, 0);
            byte[] noise = "x".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            try (var body = exchange.getResponseBody()) {
                while (true) body.write(noise);
            }
        }));
        assertThat(dispatch()).isEqualTo(new Answer.Answered("act_1"));
    }

    @Test
    void nobody_there_has_failed() {
        URI gone = ledger.url();
        ledger.close();
        tool = new HttpTool(gone, null, InstantSource.system());
        assertThat(dispatch())
                .isInstanceOfSatisfying(
                        Answer.Failed.class,
                        failed -> assertThat(failed.reason().word()).isEqualTo("no_connection"));
        assertThat(lookUp()).isInstanceOf(Answer.Unknown.class);
    }

    @Test
    void a_host_that_does_not_exist_has_failed() {
        tool = new HttpTool(URI.create("http://no-such-host.invalid/actions"), null, InstantSource.system());
        assertThat(dispatch()).isInstanceOf(Answer.Failed.class);
    }

    @Test
    void the_token_is_sent_and_never_told() {
        ledger.next(new Instead(TestingLedger.status(400, "no")));
        assertThat(dispatch().toString()).doesNotContain(SECRET);
        assertThat(ledger.authorizations()).containsExactly("Bearer " + SECRET);
        assertThat(Connector.http("ledger", ledger.url(), SECRET).toString())
                .doesNotContain(SECRET)
                .contains("(with token)");
    }

    @Test
    void a_redirect_is_not_followed_and_does_not_carry_the_token_away() throws IOException {
        try (var other = new TestingLedger()) {
            ledger.next(new Instead(
                    TestingLedger.status(307, "", "Location", other.url().toString())));
            assertThat(dispatch()).isInstanceOf(Answer.Refused.class);
            assertThat(other.requests()).isEmpty();
        }
    }

    @Test
    void an_answer_sent_twice_is_never_taken_for_that_of_the_next_action() throws Exception {
        try (var listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread server = Thread.startVirtualThread(() -> answerTwice(listening));
            tool = new HttpTool(
                    URI.create("http://127.0.0.1:" + listening.getLocalPort()), null, InstantSource.system());
            for (int i = 1; i <= 3; i++) {
                Answer answer = tool.call(
                        new Request.Dispatch("act_" + i, "t", ARGUMENTS),
                        Instant.now().plusSeconds(5));
                if (answer instanceof Answer.Answered(String receipt))
                    assertThat(receipt).isEqualTo("R-act_" + i);
                else assertThat(answer).isInstanceOf(Answer.Unknown.class);
            }
            listening.close();
            server.join();
        }
    }

    /** Answers every request with its own key, two times over, and keeps the connection open. */
    private static void answerTwice(ServerSocket listening) {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                Thread.startVirtualThread(() -> {
                    try (socket) {
                        var in = new BufferedReader(
                                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                        while (true) {
                            String key = null;
                            int length = 0;
                            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                                if (line.toLowerCase(Locale.ROOT).startsWith("idempotency-key:"))
                                    key = line.substring(16).strip();
                                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:"))
                                    length = Integer.parseInt(line.substring(15).strip());
                            }
                            if (key == null) return;
                            for (int i = 0; i < length; i++) in.read();
                            String body = "{\"receipt\":\"R-" + key + "\"}";
                            String answer = "HTTP/1.1 200 OK\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
                            socket.getOutputStream().write((answer + answer).getBytes(StandardCharsets.UTF_8));
                            socket.getOutputStream().flush();
                        }
                    } catch (IOException e) {
                        assertThat(e).isNotNull(); // the client has hung up on the second answer
                    }
                });
            } catch (IOException e) {
                assertThat(listening.isClosed()).isTrue();
            }
        }
    }
}

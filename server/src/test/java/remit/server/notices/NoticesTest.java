package remit.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.ports.Notifier;
import remit.ports.Notifier.Answer;
import remit.ports.Notifier.Notice;
import remit.server.notices.TestingSmtpServer.Temper;

final class NoticesTest {
    @TempDir
    private Path data;

    private static Answer send(Notifier notifier, String to) {
        return notifier.send(
                new Notice("n", "case.held", to, "s", "t", Json.EMPTY, Instant.parse("2026-11-21T08:30:00Z")),
                Instant.now().plusSeconds(20));
    }

    @Test
    void a_contact_leads_to_its_channel_else_to_mail_else_to_the_default_else_to_the_file() throws IOException {
        try (var desk = new TestingReceiver(200);
                var rest = new TestingReceiver(200);
                var mail = new TestingSmtpServer(Temper.FRIENDLY, null)) {
            Channel deskChannel = Channel.read("desk", desk.address(), WebhookNotifierTest.SECRET)
                    .orThrow();
            Channel restChannel = Channel.read("default", rest.address(), WebhookNotifierTest.SECRET)
                    .orThrow();
            Channel mailChannel = Channel.read("post", "smtp://127.0.0.1:" + mail.port() + "/?from=a@example.org", "")
                    .orThrow();
            Notices all = Notices.open(data, List.of(deskChannel, restChannel, mailChannel), InstantSource.system())
                    .orThrow();
            for (String to : List.of("desk", "someone@example.org", "nobody")) {
                assertThat(send(all, to)).as(to).isEqualTo(new Answer.Delivered());
            }
            assertThat(desk.deliveries()).hasSize(1);
            assertThat(mail.mails()).hasSize(1);
            assertThat(rest.deliveries()).hasSize(1);
            assertThat(data.resolve("notices.log")).doesNotExist();
            Notices none = Notices.open(data, List.of(), InstantSource.system()).orThrow();
            send(none, "someone@example.org");
            assertThat(data.resolve("notices.log"))
                    .content()
                    .contains("\"to\":\"someone@example.org\"")
                    .hasLineCount(1);
        }
    }

    @Test
    void a_line_that_a_crash_cut_off_does_not_spoil_the_next_one() throws IOException {
        Path file = Files.writeString(data.resolve("notices.log"), "{\"id\":\"n0\"}\n{\"id\":\"n1");
        send(Notices.open(data, List.of(), InstantSource.system()).orThrow(), "desk");
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(3).startsWith("{\"id\":\"n0\"}", "{\"id\":\"n1");
        assertThat(Json.parseObject(lines.getLast()).text("id")).isEqualTo("n");
    }

    @Test
    void a_channel_that_cannot_work_is_refused_and_its_secrets_are_not_told() {
        for (String[] bad : new String[][] {
            {"https://host.example/hook", ""},
            {"https://host.example/hook", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"},
            {"https://host.example/hook", "whsec_c2hvcnQ="},
            {"https://host.example/hook", "whsec_!!!"},
            {"ftp://host.example", ""},
            {"smtp://user:p4ssword@host.example/", ""},
            {"smtp://user:p4ssword@host.example/?from=not-an-address", ""},
            {"smtp://host.example/?from=a@b.example%0d%0aBcc:x@y.example", ""},
            {"smtp:// host", ""}
        }) {
            assertThat(Channel.read("c", bad[0], bad[1]).problems())
                    .as(bad[0])
                    .singleElement()
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo("RMT-520"))
                    .extracting(Problem::toString)
                    .asString()
                    .doesNotContain("p4ssword", "MfKQ9");
        }
        Channel mail = Channel.read("m", "smtp://user:p4ssword@host.example/?from=a@b.example", "")
                .orThrow();
        assertThat(mail.toString()).isEqualTo("m -> smtp://host.example");
        assertThat(Notices.open(data, List.of(mail, mail), InstantSource.system())
                        .problems())
                .extracting(Problem::code)
                .containsExactly("RMT-521");
    }
}

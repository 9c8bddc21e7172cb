package remit.server.notices;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.Message.RecipientType;
import jakarta.mail.internet.MimeMessage;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;
import remit.ports.Notifier;
import remit.ports.Notifier.Answer;
import remit.ports.Notifier.Notice;
import remit.server.notices.TestingSmtpServer.Mail;
import remit.server.notices.TestingSmtpServer.Temper;

final class MailNotifierTest {
    @TempDir
    private Path folder;

    private static Notice notice(String id, String to, String subject, String text) {
        return new Notice(id, "case.held", to, subject, text, Json.EMPTY, Instant.parse("2026-11-21T08:30:00Z"));
    }

    private static Notifier to(TestingSmtpServer server, String login, @Nullable SSLContext trust) {
        String address =
                "smtp://" + login + "127.0.0.1:" + server.port() + "/?from=remit@example.org&to=desk%40example.org";
        return new MailNotifier(
                Channel.read("mail", address, "").orThrow(),
                trust == null ? null : trust.getSocketFactory(),
                InstantSource.system());
    }

    private static Answer send(Notifier notifier, Notice notice) {
        return notifier.send(notice, Instant.now().plusSeconds(20));
    }

    @Test
    void nothing_in_a_notice_becomes_a_header_or_a_recipient() throws Exception {
        try (var server = new TestingSmtpServer(Temper.FRIENDLY, null)) {
            Notifier notifier = to(server, "", null);
            String attack = "Held\r\nBcc: thief@example.org\r\n\r\nPay now";
            assertThat(send(notifier, notice("n\r\nX-Evil: 1", "a@example.org", attack, "t\r\n.\r\nMAIL FROM:<x@y.z>")))
                    .isEqualTo(new Answer.Delivered());
            for (String contact : List.of(
                    "a@example.org\r\nRCPT TO:<thief@example.org>", "a@example.org, thief@example.org",
                    "a@example.org>,<thief@example.org", "The desk")) {
                send(notifier, notice("n", contact, "s", "t"));
            }
            List<Mail> mails = server.mails();
            assertThat(mails).hasSize(5).allSatisfy(mail -> {
                assertThat(mail.recipients()).hasSize(1);
                assertThat(mail.recipients().getFirst()).doesNotContain("thief");
                MimeMessage message = MailNotifierContractTest.parsed(mail);
                assertThat(message.getHeader("Bcc")).isNull();
                assertThat(message.getHeader("X-Evil")).isNull();
                assertThat(message.getRecipients(RecipientType.TO)).hasSize(1);
            });
            assertThat(mails.getFirst().recipients()).containsExactly("RCPT TO:<a@example.org>");
            assertThat(mails.getLast().recipients()).containsExactly("RCPT TO:<desk@example.org>");
        }
    }

    @Test
    void every_try_of_a_notice_has_the_same_message_id() throws Exception {
        try (var server = new TestingSmtpServer(Temper.FRIENDLY, null)) {
            Notifier notifier = to(server, "", null);
            for (String id : List.of("n1", "n1", "n2")) send(notifier, notice(id, "a@example.org", "s", "t"));
            var ids = server.mails().stream()
                    .map(mail -> header(mail, "Message-ID"))
                    .toList();
            assertThat(ids.get(0)).isEqualTo(ids.get(1)).isNotEqualTo(ids.get(2));
        }
    }

    private static String header(Mail mail, String name) {
        return mail.content()
                .lines()
                .filter(line -> line.startsWith(name + ":"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void a_message_that_was_taken_is_delivered_even_without_a_goodbye() throws Exception {
        try (var server = new TestingSmtpServer(Temper.HANGS_UP_AFTER_THE_MESSAGE, null)) {
            assertThat(send(to(server, "", null), notice("n", "a@example.org", "s", "t")))
                    .isEqualTo(new Answer.Delivered());
            assertThat(server.mails()).hasSize(1);
        }
    }

    @Test
    void a_silent_server_does_not_outlast_the_deadline() throws Exception {
        try (var server = new TestingSmtpServer(Temper.SILENT, null)) {
            Instant start = Instant.now();
            Answer answer = to(server, "", null)
                    .send(notice("n", "a@example.org", "s", "t"), start.plus(Duration.ofMillis(400)));
            assertThat(answer).isInstanceOf(Answer.Failed.class);
            assertThat(Duration.between(start, Instant.now())).isLessThan(Duration.ofSeconds(10));
        }
    }

    @Test
    void starttls_is_used_where_it_is_offered_and_the_login_goes_through_it() throws Exception {
        SSLContext tls = certificate("ip:127.0.0.1");
        try (var server = new TestingSmtpServer(Temper.FRIENDLY, tls)) {
            assertThat(send(to(server, "us%40er:p%2Bw@", tls), notice("n", "a@example.org", "s", "t")))
                    .isEqualTo(new Answer.Delivered());
            assertThat(server.mails()).singleElement().satisfies(mail -> {
                assertThat(mail.encrypted()).isTrue();
                String login = Objects.requireNonNull(mail.login()).substring("AUTH PLAIN ".length());
                assertThat(new String(Base64.getDecoder().decode(login), StandardCharsets.UTF_8))
                        .endsWith("\0us@er\0p+w");
            });
        }
    }

    @Test
    void a_certificate_that_is_not_trusted_or_of_another_host_ends_it_before_login_and_message() throws Exception {
        SSLContext ours = certificate("ip:127.0.0.1");
        SSLContext another = certificate("dns:mail.example.org");
        try (var untrusted = new TestingSmtpServer(Temper.FRIENDLY, ours);
                var otherHost = new TestingSmtpServer(Temper.FRIENDLY, another)) {
            for (Answer answer : List.of(
                    send(to(untrusted, "user:word@", null), notice("n", "a@example.org", "s", "t")),
                    send(to(otherHost, "user:word@", another), notice("n", "a@example.org", "s", "t")))) {
                assertThat(answer).isInstanceOf(Answer.Failed.class);
                assertThat(answer.toString()).doesNotContain("word");
            }
            for (var server : List.of(untrusted, otherHost)) {
                assertThat(server.mails()).isEmpty();
                assertThat(server.commands()).noneMatch(line -> line.startsWith("AUTH") || line.startsWith("MAIL"));
            }
        }
    }

    /** A self-signed certificate for one host, with the trust in it. */
    private SSLContext certificate(String host) throws Exception {
        Path store = folder.resolve(host.replaceAll("\\W", "_") + ".p12");
        String keytool =
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString();
        int status = new ProcessBuilder(
                        keytool,
                        "-genkeypair",
                        "-alias",
                        "mail",
                        "-keyalg",
                        "EC",
                        "-dname",
                        "CN=testing",
                        "-ext",
                        "san=" + host,
                        "-storetype",
                        "PKCS12",
                        "-storepass",
                        "testing",
                        "-keystore",
                        store.toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("keytool.log").toFile())
                .start()
                .waitFor();
        assertThat(status).as(Files.readString(folder.resolve("keytool.log"))).isZero();
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store)) {
            keys.load(in, "testing".toCharArray());
        }
        var own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, "testing".toCharArray());
        KeyStore known = KeyStore.getInstance("PKCS12");
        known.load(null, null);
        for (String alias : Collections.list(keys.aliases()))
            known.setCertificateEntry(alias, keys.getCertificate(alias));
        var trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(known);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        return context;
    }
}

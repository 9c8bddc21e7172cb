package remit.server.notices;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import remit.ports.Notifier;
import remit.server.notices.TestingSmtpServer.Mail;
import remit.server.notices.TestingSmtpServer.Temper;
import remit.testkit.NotifierContract;

final class MailNotifierContractTest extends NotifierContract {
    private TestingSmtpServer friendly;
    private TestingSmtpServer unfriendly;

    @BeforeEach
    void open() throws IOException {
        friendly = new TestingSmtpServer(Temper.FRIENDLY, null);
        unfriendly = new TestingSmtpServer(Temper.REFUSES_RECIPIENTS, null);
    }

    @AfterEach
    void close() throws IOException {
        friendly.close();
        unfriendly.close();
    }

    private static Notifier to(TestingSmtpServer server) {
        String address = "smtp://127.0.0.1:" + server.port() + "/?from=remit@example.org";
        return new MailNotifier(Channel.read("mail", address, "").orThrow(), null, InstantSource.system());
    }

    @Override
    protected Notifier working() {
        return to(friendly);
    }

    @Override
    protected Notifier broken() {
        return to(unfriendly);
    }

    @Override
    protected List<Arrived> arrived() {
        return friendly.mails().stream().map(MailNotifierContractTest::read).toList();
    }

    private static Arrived read(Mail mail) {
        MimeMessage message = parsed(mail);
        try {
            String text = ((String) message.getContent()).replace("\r\n", "\n").stripTrailing();
            return new Arrived(message.getSubject(), text);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static MimeMessage parsed(Mail mail) {
        try {
            return new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(mail.content().getBytes(StandardCharsets.UTF_8)));
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }
}

package remit.server.notices;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import remit.kernel.Digest;
import remit.ports.Notifier;

/**
 * Delivers notices by SMTP (RFC 5321). Where the server offers STARTTLS it is used, with its certificate checked; a
 * password goes to another machine only through TLS. Nothing in a notice can become a header or a second recipient.
 */
final class MailNotifier implements Notifier {
    private final Channel channel;
    private final @Nullable SSLSocketFactory trust;
    private final InstantSource clock;

    /** @param trust whom to trust; null for the JDK's certificate authorities */
    MailNotifier(Channel channel, @Nullable SSLSocketFactory trust, InstantSource clock) {
        this.channel = channel;
        this.trust = trust;
        this.clock = clock;
    }

    /** Whether the text is exactly one plain mail address. */
    static boolean isMailbox(String text) {
        if (!text.matches("[^\\s\\p{Cntrl},;<>()\"\\\\]+@[^\\s\\p{Cntrl},;<>()\"\\\\@]+")) return false;
        try {
            new InternetAddress(text, true).validate();
            return true;
        } catch (AddressException e) {
            return false;
        }
    }

    @Override
    public Answer send(Notice notice, Instant deadline) {
        Map<String, String> parameters = channel.parameters();
        String to = isMailbox(notice.to()) ? notice.to() : parameters.get("to");
        if (to == null) {
            return new Answer.Failed("\"" + Reasons.oneLine(notice.to()) + "\" is not a mail address, and channel "
                    + channel.name() + " has no ?to=");
        }
        Duration left = Duration.between(clock.instant(), deadline);
        if (!left.isPositive()) return new Answer.Failed("the deadline passed before it was sent");
        String from = Objects.requireNonNull(parameters.get("from"), "checked when opened");
        // The library bounds each step but not their sum; an interrupt closes the socket of a virtual thread.
        var delivery = new FutureTask<Answer>(() -> deliver(notice, from, to, left));
        Thread.startVirtualThread(delivery);
        try {
            return delivery.get(left.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            delivery.cancel(true);
            return new Answer.Failed("the mail server did not finish before the deadline");
        } catch (InterruptedException e) {
            delivery.cancel(true);
            Thread.currentThread().interrupt();
            return new Answer.Failed("interrupted while the mail was sent");
        } catch (ExecutionException e) {
            return new Answer.Failed(Reasons.of(e.getCause()));
        }
    }

    private Answer deliver(Notice notice, String from, String to, Duration left) {
        boolean taken = false;
        Session session = Session.getInstance(properties(from, left));
        try (Transport transport = session.getTransport("smtp")) {
            URI address = channel.address();
            var login = login(address);
            transport.connect(address.getHost(), address.getPort(), login[0], login[1]);
            Message message = message(session, notice, from, to);
            transport.sendMessage(message, message.getAllRecipients());
            taken = true;
        } catch (MessagingException e) {
            // Once the server has taken the message, a failed goodbye must not send it again.
            if (!taken) return new Answer.Failed(Reasons.of(e));
        }
        return new Answer.Delivered();
    }

    /** User and password, both null without a login. */
    private static @Nullable String[] login(URI address) {
        String info = address.getRawUserInfo();
        if (info == null) return new @Nullable String[] {null, null};
        int colon = info.indexOf(':');
        if (colon < 0) return new @Nullable String[] {Channel.decoded(info), ""};
        return new @Nullable String[] {
            Channel.decoded(info.substring(0, colon)), Channel.decoded(info.substring(colon + 1))
        };
    }

    private Properties properties(String from, Duration left) {
        URI address = channel.address();
        String host = address.getHost();
        boolean login = address.getRawUserInfo() != null;
        boolean here = host.equals("localhost") || host.equals("[::1]") || host.matches("127(\\.\\d{1,3}){3}");
        String patience = Long.toString(Math.clamp(left.toMillis(), 1, Integer.MAX_VALUE));
        var properties = new Properties();
        properties.setProperty("mail.smtp.from", from);
        properties.setProperty("mail.smtp.auth", Boolean.toString(login));
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", Boolean.toString(login && !here));
        properties.setProperty("mail.smtp.ssl.enable", Boolean.toString("smtps".equals(address.getScheme())));
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.setProperty("mail.smtp.connectiontimeout", patience);
        properties.setProperty("mail.smtp.timeout", patience);
        properties.setProperty("mail.smtp.writetimeout", patience);
        properties.setProperty("mail.smtp.quitwait", "false");
        if (trust != null) properties.put("mail.smtp.ssl.socketFactory", trust);
        return properties;
    }

    private static Message message(Session session, Notice notice, String from, String to) throws MessagingException {
        String id = messageId(notice.id());
        var message = new MimeMessage(session) {
            @Override
            protected void updateMessageID() throws MessagingException {
                setHeader("Message-ID", id);
            }
        };
        message.setFrom(new InternetAddress(from, true));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(to, true));
        message.setSubject(Reasons.oneLine(notice.subject()), StandardCharsets.UTF_8.name());
        message.setText(notice.text(), StandardCharsets.UTF_8.name());
        message.setSentDate(Date.from(notice.at()));
        // RFC 3834: nobody's out-of-office reply shall come back.
        message.setHeader("Auto-Submitted", "auto-generated");
        message.saveChanges();
        return message;
    }

    /** The same for every try of a notice, so that mail programs show it once. */
    private static String messageId(String noticeId) {
        return "<" + Digest.sha256Hex(noticeId).substring(0, 32) + "@notice.remit.invalid>";
    }
}

package remit.server.notices;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** A mail server on a real loopback socket: EHLO, AUTH PLAIN, STARTTLS, one message a transaction. Keeps what came. */
final class TestingSmtpServer implements AutoCloseable {
    /** How it behaves. */
    enum Temper {
        FRIENDLY,
        /** Takes no recipient. */
        REFUSES_RECIPIENTS,
        /** Takes the message and hangs up without a goodbye. */
        HANGS_UP_AFTER_THE_MESSAGE,
        /** Takes the connection and says nothing. */
        SILENT
    }

    /** @param encrypted whether it came through TLS */
    record Mail(
            String sender,
            List<String> recipients,
            String content,
            boolean encrypted,
            @Nullable String login) {}

    private final ServerSocket listening;
    private final Temper temper;
    private final @Nullable SSLContext tls;
    private final List<Mail> mails = new ArrayList<>();
    private final List<String> commands = new ArrayList<>();
    private final List<Socket> open = new ArrayList<>();

    /** @param tls STARTTLS is offered when it is there */
    TestingSmtpServer(Temper temper, @Nullable SSLContext tls) throws IOException {
        this.temper = temper;
        this.tls = tls;
        this.listening = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
        Thread.startVirtualThread(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    synchronized List<Mail> mails() {
        return List.copyOf(mails);
    }

    synchronized List<String> commands() {
        return List.copyOf(commands);
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                synchronized (this) {
                    open.add(socket);
                }
                Thread.startVirtualThread(() -> serve(socket));
            } catch (IOException e) {
                if (!listening.isClosed()) throw new IllegalStateException(e);
            }
        }
    }

    private void serve(Socket socket) {
        if (temper == Temper.SILENT) return;
        try (socket) {
            new Conversation(socket, false).run(true);
        } catch (IOException e) {
            note("connection ended: " + e.getMessage());
        }
    }

    private synchronized void note(String command) {
        commands.add(command);
    }

    private synchronized void keep(Mail mail) {
        mails.add(mail);
    }

    /** One connection, before or after STARTTLS. */
    private final class Conversation {
        private final Socket socket;
        private final boolean encrypted;
        private final BufferedReader in;
        private final List<String> recipients = new ArrayList<>();
        private String sender = "";
        private @Nullable String login;

        Conversation(Socket socket, boolean encrypted) throws IOException {
            this.socket = socket;
            this.encrypted = encrypted;
            this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        }

        private void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
            socket.getOutputStream().flush();
        }

        void run(boolean greet) throws IOException {
            if (greet) say("220 testing ready");
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                note(line);
                String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
                switch (verb) {
                    case "EHLO" -> {
                        say("250-testing");
                        if (tls != null && !encrypted) say("250-STARTTLS");
                        say("250 AUTH PLAIN");
                    }
                    case "AUTH" -> {
                        login = line;
                        say("235 welcome");
                    }
                    case "STARTTLS" -> {
                        startTls();
                        return;
                    }
                    case "MAIL" -> {
                        sender = line;
                        say("250 ok");
                    }
                    case "RCPT" -> {
                        recipients.add(line);
                        say(temper == Temper.REFUSES_RECIPIENTS ? "550 nobody here" : "250 ok");
                    }
                    case "DATA" -> {
                        data();
                        if (temper == Temper.HANGS_UP_AFTER_THE_MESSAGE) return;
                    }
                    case "QUIT" -> {
                        say("221 bye");
                        return;
                    }
                    default -> say("250 ok");
                }
            }
        }

        private void data() throws IOException {
            say("354 go on");
            var content = new StringBuilder();
            for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
                content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
            }
            keep(new Mail(sender, List.copyOf(recipients), content.toString(), encrypted, login));
            say("250 taken");
        }

        private void startTls() throws IOException {
            if (tls == null) throw new IOException("STARTTLS was not offered");
            say("220 go on");
            var secure = (SSLSocket) tls.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
            secure.setUseClientMode(false);
            secure.startHandshake();
            new Conversation(secure, true).run(false);
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        synchronized (this) {
            for (Socket socket : open) socket.close();
        }
    }
}

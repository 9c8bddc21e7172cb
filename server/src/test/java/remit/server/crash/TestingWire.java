package remit.server.crash;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The network between a node and a system of record, which can be cut: what is under way then is lost. */
final class TestingWire implements AutoCloseable {
    /** What gets through. */
    enum Through {
        ALL,
        REQUESTS_ONLY,
        NOTHING
    }

    private final URI system;
    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Through through = Through.ALL;

    TestingWire(URI system) throws IOException {
        this.system = system;
        threads.execute(this::accept);
    }

    URI url() {
        return URI.create("http://127.0.0.1:" + door.getLocalPort() + system.getPath());
    }

    void let(Through what) {
        through = what;
    }

    private void accept() {
        while (!door.isClosed()) {
            try {
                Socket node = door.accept();
                var there = new Socket(system.getHost(), system.getPort());
                threads.execute(() -> carry(node, there, true));
                threads.execute(() -> carry(there, node, false));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void carry(Socket from, Socket to, boolean request) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            var buffer = new byte[8192];
            for (int length = in.read(buffer); length >= 0; length = in.read(buffer)) {
                if (through == Through.NOTHING || (through == Through.REQUESTS_ONLY && !request)) return;
                out.write(buffer, 0, length);
                out.flush();
            }
        } catch (IOException cut) {
            Thread.onSpinWait();
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
        threads.shutdownNow();
    }
}

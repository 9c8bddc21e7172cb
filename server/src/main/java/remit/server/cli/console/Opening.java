package remit.server.cli.console;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import remit.kernel.Checked;
import remit.server.settings.Settings;
import remit.server.wiring.Installation;

/**
 * An installation that is given back however the process ends. Ctrl-C ends the JVM without unwinding the thread that
 * works, even while it opens: closing waits until the opening is over, so that no database server is left behind.
 */
final class Opening implements AutoCloseable {
    private final Settings settings;
    private final InstantSource clock;
    private @Nullable Installation installation;
    private boolean closed;

    Opening(Settings settings, InstantSource clock) {
        this.settings = settings;
        this.clock = clock;
    }

    synchronized Checked<Installation> open() {
        if (closed) throw new IllegalStateException("the program is ending");
        Checked<Installation> opened = Installation.open(settings, clock);
        if (opened instanceof Checked.Ok<Installation>(Installation value)) installation = value;
        return opened;
    }

    /** Commits what is queued and gives the database back. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        closed = true;
        if (installation != null) installation.close();
        installation = null;
    }

    /** Closes under the feet of the threads that still work; what the pool says of their connections is no news. */
    void closeOnExit() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext context) {
            context.getLogger("com.zaxxer.hikari").setLevel(Level.OFF);
        }
        close();
    }
}

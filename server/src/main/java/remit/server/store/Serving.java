package remit.server.store;

import java.io.IOException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.ProblemException;
import remit.server.store.RunFile.Incarnation;

/**
 * The process that answers HTTP for a data directory, as other processes on this machine find it.
 *
 * @param url where it answers, e.g. {@code http://127.0.0.1:8080}
 */
public record Serving(String url) {
    /** Says that this process serves; to be called once its port is open. */
    public void announce(DataDirectory directory) {
        change(directory, file -> file.with(new RunFile.Server(Incarnation.ofThisProcess(), url)));
    }

    /** Takes the announcement back. A process that dies without this is not found either. */
    public static void withdraw(DataDirectory directory) {
        Incarnation own = Incarnation.ofThisProcess();
        change(directory, file -> {
            RunFile.@Nullable Server server = file.serving();
            return server != null && server.process().equals(own) ? file.withoutServing() : file;
        });
    }

    /** The living process that serves this data directory. */
    public static Optional<Serving> find(DataDirectory directory) {
        try {
            return Optional.ofNullable(RunFile.read(directory.runFile()).serving())
                    .map(server -> new Serving(server.url()));
        } catch (IOException e) {
            throw unreadable(directory, e);
        }
    }

    private interface Change {
        RunFile of(RunFile file);
    }

    private static void change(DataDirectory directory, Change change) {
        try {
            new DirectoryUsers(directory).alone(() -> {
                RunFile changed = change.of(RunFile.read(directory.runFile()));
                changed.write(directory.runFile());
                return changed;
            });
        } catch (IOException e) {
            throw unreadable(directory, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + directory.runFile() + " was being written", e);
        }
    }

    private static ProblemException unreadable(DataDirectory directory, IOException e) {
        return new ProblemException(
                "RMT-201",
                directory.runFile().toString(),
                "cannot be used (" + DataDirectory.describe(e) + ")",
                "let this user read and write the data directory");
    }
}

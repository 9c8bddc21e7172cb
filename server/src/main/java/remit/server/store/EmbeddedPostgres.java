package remit.server.store;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.store.RunFile.Postmaster;

/**
 * This process's share in the PostgreSQL server that is embedded in a data directory. The first process starts the
 * server, later ones attach, the last one to close stops it.
 *
 * <p>Nothing here trusts a file alone. Who is there is told by file locks, whether the server runs by its process, so a
 * kill -9 of either side at any moment leaves at worst a running server without users, which the next process takes
 * over, or files of the dead, which it replaces.
 */
public final class EmbeddedPostgres implements AutoCloseable {
    private final DataDirectory directory;
    private final DirectoryUsers users;
    private final Cluster cluster;
    private final DirectoryUsers.Seat seat;
    private boolean closed;

    private EmbeddedPostgres(DataDirectory directory, DirectoryUsers users, Cluster cluster, DirectoryUsers.Seat seat) {
        this.directory = directory;
        this.users = users;
        this.cluster = cluster;
        this.seat = seat;
    }

    /** How to reach the server: {@code jdbc:postgresql://127.0.0.1:PORT/DATABASE}, user and password. */
    public record Address(int port, String user, String password) {
        public String jdbcUrl(String database) {
            return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
        }

        @Override
        public String toString() {
            return user + "@127.0.0.1:" + port;
        }
    }

    /** Starts the server of the data directory or attaches to it. */
    public static Checked<EmbeddedPostgres> open(DataDirectory directory) {
        try {
            OrdinaryUser user = OrdinaryUser.choose();
            return open(directory, user.reachable(PostgresBinaries.caches(directory)), user);
        } catch (ProblemException e) {
            return Checked.refused(e.problems());
        }
    }

    static Checked<EmbeddedPostgres> open(DataDirectory directory, List<Path> caches, OrdinaryUser user) {
        DirectoryUsers users = new DirectoryUsers(directory);
        try {
            return Checked.ok(users.alone(() -> {
                Cluster cluster = new Cluster(directory, caches, user);
                ensureRunning(directory, users, cluster);
                return new EmbeddedPostgres(directory, users, cluster, users.join());
            }));
        } catch (ProblemException e) {
            return Checked.refused(e.problems());
        } catch (IOException e) {
            return Checked.refused(unusable(directory, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Checked.refused(new Problem(
                    "RMT-211", directory.path().toString(), "opening the database was interrupted", "start it again"));
        }
    }

    private static Postmaster ensureRunning(DataDirectory directory, DirectoryUsers users, Cluster cluster)
            throws IOException, InterruptedException {
        RunFile file = RunFile.read(directory.runFile());
        Optional<Postmaster> running = cluster.running();
        if (running.isEmpty() && users.areElsewhere()) {
            throw new ProblemException(
                    "RMT-202",
                    directory.path().toString(),
                    "another process uses this data directory, and its database cannot be seen from here",
                    "is it in another container? Give each its own --data-dir, or share one server by REMIT_DB_URL");
        }
        @Nullable Postmaster known = file.postmaster();
        Postmaster postmaster = running.isPresent() ? running.get() : cluster.start(known == null ? 0 : known.port());
        if (!postmaster.equals(known)) file.with(postmaster).write(directory.runFile());
        return postmaster;
    }

    private static Problem unusable(DataDirectory directory, IOException e) {
        return new Problem(
                "RMT-201",
                directory.path().toString(),
                "the data directory cannot be used (" + DataDirectory.describe(e) + ")",
                "it must be on a local disk with free space, and belong to the user who runs this program");
    }

    /** How to reach the server now. */
    public Address address() {
        return reach(() -> cluster.running().orElseThrow(() -> new IOException("the database server is gone")));
    }

    /** Starts the server again if it was killed, on the same port where that is free. */
    public Address revive() {
        return reach(() -> users.alone(() -> ensureRunning(directory, users, cluster)));
    }

    private Address reach(DirectoryUsers.Critical<Postmaster> action) {
        try {
            Postmaster postmaster = action.run();
            return new Address(postmaster.port(), Cluster.USER, postmaster.password());
        } catch (IOException e) {
            throw new ProblemException(List.of(unusable(directory, e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the database was being started", e);
        }
    }

    /** Leaves; stops the server when nobody else is there. */
    @Override
    public void close() {
        leave(() -> users.alone(() -> {
            if (closed) return closed;
            closed = true;
            seat.close();
            if (users.areThere()) return closed;
            Optional<Postmaster> running = cluster.running();
            if (running.isPresent()) cluster.stop(running.get());
            RunFile.read(directory.runFile()).withoutPostmaster().write(directory.runFile());
            return closed;
        }));
    }

    private void leave(DirectoryUsers.Critical<Boolean> action) {
        try {
            action.run();
        } catch (IOException e) {
            throw new ProblemException(List.of(unusable(directory, e)));
        } catch (InterruptedException e) {
            // The server stays; whoever opens this directory next takes it over.
            Thread.currentThread().interrupt();
        }
    }
}

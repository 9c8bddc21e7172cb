package remit.server.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
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
    static final String NO_ARCHIVE = "off";

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

    /** How taking up changes ended: whether the server was ready then, and what it had to say. */
    public record Recovered(boolean ready, String said) {}

    /**
     * Where the database keeps every change beside itself. It stands in the data directory, so that it holds for whichever
     * process starts the server; each data directory has a folder of its own, also one that was restored from another.
     */
    public static Optional<Path> archive(DataDirectory directory) throws IOException {
        return Files.exists(directory.archive())
                ? Optional.of(Path.of(Files.readString(directory.archive()).strip()))
                : Optional.empty();
    }

    private static void keep(DataDirectory directory, String archive) throws IOException {
        if (archive.equals(NO_ARCHIVE)) {
            Files.deleteIfExists(directory.archive());
            return;
        }
        Path within = Path.of(archive).toAbsolutePath().normalize();
        Optional<Path> now = archive(directory);
        if (now.isPresent() && within.equals(now.get().getParent())) return;
        String name = "wal-" + UUID.randomUUID().toString().substring(0, 13);
        PrivateFile.ensureFolder(within.resolve(name));
        PrivateFile.write(directory.archive(), within.resolve(name) + "\n");
    }

    /** Takes up the changes in the pg_wal of a cluster that nobody has open, as these settings of the server say. */
    public static Recovered recover(DataDirectory directory, List<String> settings) {
        try {
            OrdinaryUser user = OrdinaryUser.choose();
            var cluster = new Cluster(directory, user.reachable(PostgresBinaries.caches(directory)), user);
            return new DirectoryUsers(directory).alone(() -> cluster.recover(settings));
        } catch (IOException e) {
            throw new ProblemException(List.of(unusable(directory, e)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the database took up its changes", e);
        }
    }

    /** Deletes a folder that nobody has open any more. */
    public static void delete(Path folder) throws IOException {
        PostgresBinaries.delete(folder);
    }

    /** Whether a server works on a folder now. */
    public static boolean isRunning(DataDirectory directory) throws IOException {
        return new Cluster(directory, List.of(), new OrdinaryUser(List.of(), null))
                .anyway()
                .isPresent();
    }

    /** Stops the server of a folder that is given up, whoever started it. */
    public static void halt(DataDirectory directory) throws IOException {
        try {
            var cluster = new Cluster(directory, List.of(), new OrdinaryUser(List.of(), null));
            Optional<Postmaster> found = cluster.anyway();
            if (found.isPresent()) cluster.stop(found.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Starts the server of the data directory or attaches to it. */
    public static Checked<EmbeddedPostgres> open(DataDirectory directory) {
        return open(directory, (String) null);
    }

    /** @param archive as {@link DatabaseOptions#archive} */
    static Checked<EmbeddedPostgres> open(DataDirectory directory, @Nullable String archive) {
        try {
            OrdinaryUser user = OrdinaryUser.choose();
            return open(directory, user.reachable(PostgresBinaries.caches(directory)), user, archive);
        } catch (ProblemException e) {
            return Checked.refused(e.problems());
        }
    }

    static Checked<EmbeddedPostgres> open(DataDirectory directory, List<Path> caches, OrdinaryUser user) {
        return open(directory, caches, user, null);
    }

    private static Checked<EmbeddedPostgres> open(
            DataDirectory directory, List<Path> caches, OrdinaryUser user, @Nullable String archive) {
        DirectoryUsers users = new DirectoryUsers(directory);
        try {
            return Checked.ok(users.alone(() -> {
                if (archive != null) keep(directory, archive);
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

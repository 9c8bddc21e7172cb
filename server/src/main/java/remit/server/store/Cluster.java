package remit.server.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Digest;
import remit.kernel.ProblemException;
import remit.server.store.RunFile.Incarnation;
import remit.server.store.RunFile.Postmaster;

/**
 * One PostgreSQL cluster on disk: makes it, starts it, finds it running, stops it. The caller holds the directory's
 * lock, so no two processes do so at once.
 */
final class Cluster {
    static final String USER = "remit";
    private static final String MAJOR = "18";
    /** How long recovery after a crash may take before we say that the server does not start. */
    private static final Duration START = Duration.ofMinutes(5);

    /** Changes of weeks may be taken up after a restore. */
    private static final Duration RECOVERY = Duration.ofDays(2);

    private static final Duration STOP = Duration.ofMinutes(2);
    /** A process id beyond every Linux limit: surely of no process. */
    private static final String NO_PROCESS = "2147483646";

    /** Failures that pass: sessions of a killed server are still leaving, its twin starts, the port was taken. */
    private static final List<String> PASSING = List.of(
            "pre-existing shared memory block",
            "lock file \"postmaster.pid\" already exists",
            "could not bind IPv4 address",
            "could not create any TCP/IP sockets");

    /** Modest memory, so that the server and a JVM stay below 1 GiB; users may change these in postgresql.conf. */
    private static final List<String> TUNING = List.of(
            "shared_buffers=80MB",
            "max_connections=60",
            "work_mem=8MB",
            "maintenance_work_mem=64MB",
            "effective_cache_size=1GB",
            "random_page_cost=1.1",
            "max_wal_size=1GB",
            "checkpoint_timeout=10min",
            "autovacuum_max_workers=2",
            "max_worker_processes=4",
            // Parallel workers need more shared memory than small containers give.
            "max_parallel_workers_per_gather=0",
            "max_parallel_maintenance_workers=0",
            "io_method=sync",
            "jit=off",
            "huge_pages=off",
            "log_checkpoints=off",
            "timezone=UTC",
            "log_timezone=UTC");

    /** What no file may loosen. */
    private static final List<String> FIXED = List.of(
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "logging_collector=off");

    private final DataDirectory directory;
    private final List<Path> caches;
    private final OrdinaryUser user;

    Cluster(DataDirectory directory, List<Path> caches, OrdinaryUser user) {
        this.directory = directory;
        this.caches = caches;
        this.user = user;
    }

    /** The server that already runs on this cluster, whoever started it. */
    Optional<Postmaster> running() throws IOException {
        List<String> lines = postmasterFile();
        if (lines.size() < 8 || !lines.get(7).trim().equals("ready")) return Optional.empty();
        long pid = Long.parseLong(lines.get(0).trim());
        if (!isOurs(pid)) return Optional.empty();
        Optional<Incarnation> process = Incarnation.of(pid);
        if (process.isEmpty()) return Optional.empty();
        int port = Integer.parseInt(lines.get(3).trim());
        return Optional.of(new Postmaster(process.get(), port, password()));
    }

    /** The server on this cluster, ready or still on its way. */
    Optional<Postmaster> anyway() throws IOException {
        List<String> lines = postmasterFile();
        if (lines.isEmpty() || lines.getFirst().isBlank()) return Optional.empty();
        long pid = Long.parseLong(lines.getFirst().trim());
        if (!isOurs(pid)) return Optional.empty();
        return Incarnation.of(pid).map(process -> new Postmaster(process, 0, ""));
    }

    /** Starts the server, making the cluster first if there is none. The port is kept where it is still free. */
    Postmaster start(int preferredPort) throws IOException, InterruptedException {
        Path home = PostgresBinaries.unpacked(caches);
        user.letPass(directory.path(), home.resolveSibling(""), home);
        removeUnfinished();
        PrivateFile.ensure(directory.log());
        if (!Files.exists(directory.cluster())) initialise(home);
        refuseOtherVersion();
        long end = System.nanoTime() + START.toNanos();
        for (int port = freePort(preferredPort); ; port = freePort(0)) {
            // The server of a process that was killed while it started or stopped it.
            Optional<Postmaster> other = awaitOther(end);
            if (other.isPresent()) return other.get();
            disownForeignProcess();
            rollLog();
            long from = Files.size(PrivateFile.ensure(directory.log()));
            Optional<Postmaster> ready = await(launch(home, port, archiving()), end);
            if (ready.isPresent()) return ready.get();
            String said = logSince(from);
            if (PASSING.stream().noneMatch(said::contains) || System.nanoTime() > end) throw notStarted(said);
            Thread.sleep(100);
        }
    }

    /** Stops the server after its sessions' open transactions are rolled back ("fast"), and waits until it has. */
    void stop(Postmaster postmaster) throws IOException, InterruptedException {
        if (!postmaster.process().isAlive()) return;
        Optional<ProcessHandle> handle = ProcessHandle.of(postmaster.process().pid());
        Process signal = new ProcessBuilder(
                        "sh",
                        "-c",
                        "kill -INT \"$0\"",
                        Long.toString(postmaster.process().pid()))
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        if (signal.waitFor() != 0) handle.ifPresent(ProcessHandle::destroy);
        long end = System.nanoTime() + STOP.toNanos();
        while (postmaster.process().isAlive()) {
            if (System.nanoTime() > end) {
                throw new ProblemException(
                        "RMT-207",
                        directory.log().toString(),
                        "the embedded database (process " + postmaster.process().pid() + ") does not stop",
                        "see the last lines of that file; nothing is lost when it is killed");
            }
            Thread.sleep(5);
        }
    }

    private void initialise(Path home) throws IOException, InterruptedException {
        String password = password();
        Path fresh = Files.createTempDirectory(directory.path(), "postgres.new.");
        Path secret = directory.path().resolve("postgres.new.password");
        PrivateFile.write(secret, password);
        user.give(fresh);
        user.give(secret);
        List<String> arguments = new ArrayList<>(List.of("--pgdata=" + fresh, "--username=" + USER));
        arguments.addAll(List.of("--pwfile=" + secret, "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums"));
        arguments.addAll(List.of("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"));
        for (String setting : TUNING) arguments.addAll(List.of("--set", setting));
        Process process = program(home, "initdb", arguments)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.to(directory.log().toFile()))
                .start();
        int exit = process.waitFor();
        Files.delete(secret);
        if (exit != 0) {
            throw new ProblemException(
                    "RMT-206",
                    directory.path().toString(),
                    "the database cannot be made: " + lastLines(Files.readString(directory.log())),
                    user.account() == null
                            ? "free disk space (60 MB are needed) or name another folder with --data-dir"
                            : "as root the database runs as " + user.account()
                                    + ", which must be able to enter the folder:"
                                    + " name one like --data-dir /var/lib/remit, or start Remit as an ordinary user");
        }
        // initdb has synced every file, so the rename publishes a cluster that would survive a power cut.
        Files.move(fresh, directory.cluster(), StandardCopyOption.ATOMIC_MOVE);
    }

    private void removeUnfinished() throws IOException {
        try (var folders = Files.newDirectoryStream(directory.path(), "postgres.new.*")) {
            for (Path folder : folders) PostgresBinaries.delete(folder);
        }
    }

    /**
     * Lets the server take up what lies in pg_wal, then stops it. What it went wrong with is for the caller to tell.
     *
     * @param settings how far it shall go
     * @return what it wrote to its log meanwhile, and whether it was ready in the end
     */
    EmbeddedPostgres.Recovered recover(List<String> settings) throws IOException, InterruptedException {
        Path home = PostgresBinaries.unpacked(caches);
        user.letPass(directory.path(), home.resolveSibling(""), home);
        refuseOtherVersion();
        user.give(directory.cluster());
        long from = Files.size(PrivateFile.ensure(directory.log()));
        Optional<Postmaster> ready = await(launch(home, freePort(0), settings), System.nanoTime() + RECOVERY.toNanos());
        if (ready.isPresent()) stop(ready.get());
        return new EmbeddedPostgres.Recovered(ready.isPresent(), logSince(from));
    }

    /** Every full segment of changes is copied whole, synced and never over another; one that is not full after a while. */
    private List<String> archiving() throws IOException {
        Optional<Path> folder = EmbeddedPostgres.archive(directory);
        if (folder.isEmpty()) return List.of();
        PrivateFile.ensureFolder(folder.get());
        user.give(folder.get());
        return List.of(
                "archive_mode=on",
                "archive_library=basic_archive",
                "archive_timeout=5min",
                "basic_archive.archive_directory=" + folder.get());
    }

    private Process launch(Path home, int port, List<String> settings) throws IOException {
        List<String> arguments =
                new ArrayList<>(List.of("-D", directory.cluster().toString()));
        for (String setting : FIXED) arguments.addAll(List.of("-c", setting));
        for (String setting : settings) arguments.addAll(List.of("-c", setting));
        arguments.addAll(List.of("-c", "port=" + port));
        ProcessBuilder builder = program(home, "postgres", arguments);
        // A session of its own: Ctrl-C in the terminal reaches us, and we stop the server when we are done.
        builder.command().add(0, "setsid");
        return builder.redirectErrorStream(true)
                .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                .redirectOutput(ProcessBuilder.Redirect.appendTo(directory.log().toFile()))
                .start();
    }

    private ProcessBuilder program(Path home, String name, List<String> arguments) {
        ProcessBuilder builder =
                new ProcessBuilder(user.command(home.resolve("bin").resolve(name), arguments));
        // Names like PGDATA or LC_ALL of whoever calls us must not reach the server.
        builder.environment().keySet().removeIf(key -> key.startsWith("PG") || key.startsWith("LC_"));
        builder.environment().put("LC_ALL", "C");
        return builder.directory(Path.of("/").toFile());
    }

    private Optional<Postmaster> await(Process process, long end) throws IOException, InterruptedException {
        while (true) {
            Optional<Postmaster> ready = running();
            if (ready.isPresent()) return ready;
            if (process.waitFor(5, TimeUnit.MILLISECONDS)) return Optional.empty();
            if (System.nanoTime() > end) throw notStarted("still recovering after " + START.toMinutes() + " minutes");
        }
    }

    /**
     * Waits while a server of this cluster is starting or stopping; tells the one that is ready, if it came to that.
     */
    private Optional<Postmaster> awaitOther(long end) throws IOException, InterruptedException {
        while (true) {
            Optional<Postmaster> ready = running();
            if (ready.isPresent()) return ready;
            List<String> lines = postmasterFile();
            if (lines.isEmpty() || lines.getFirst().isBlank()) return ready;
            if (!isOurs(Long.parseLong(lines.getFirst().trim()))) return ready;
            if (System.nanoTime() > end) throw notStarted("another server on this folder is neither up nor down");
            Thread.sleep(5);
        }
    }

    private List<String> postmasterFile() throws IOException {
        try {
            return Files.readAllLines(directory.cluster().resolve("postmaster.pid"));
        } catch (NoSuchFileException none) {
            // No server, or one that gave up between two looks: it removes the file itself.
            return List.of();
        }
    }

    /** True where the process is a PostgreSQL server on this very cluster; process ids are used again. */
    private boolean isOurs(long pid) throws IOException {
        Path arguments = Path.of("/proc", Long.toString(pid), "cmdline");
        if (!Files.isReadable(arguments)) return false;
        try {
            String line = Files.readString(arguments);
            return line.contains("postgres\0") && line.contains("\0" + directory.cluster() + "\0");
        } catch (IOException e) {
            if (ProcessHandle.of(pid).filter(ProcessHandle::isAlive).isPresent()) throw e;
            // It ended while we looked.
            return false;
        }
    }

    /**
     * After a crash the id in postmaster.pid may belong to some other program by now, and the server would refuse to
     * start. Only the id is replaced: the rest lets the server see sessions that outlived it.
     */
    private void disownForeignProcess() throws IOException {
        List<String> lines = new ArrayList<>(postmasterFile());
        if (lines.isEmpty()) return;
        if (lines.getFirst().isBlank()
                || !isOurs(Long.parseLong(lines.getFirst().trim()))) {
            lines.set(0, NO_PROCESS);
            PrivateFile.write(directory.cluster().resolve("postmaster.pid"), String.join("\n", lines) + "\n");
        }
    }

    private void refuseOtherVersion() throws IOException {
        String version =
                Files.readString(directory.cluster().resolve("PG_VERSION")).trim();
        if (version.equals(MAJOR)) return;
        throw new ProblemException(
                "RMT-209",
                directory.cluster().toString(),
                "the data were written by PostgreSQL " + version + ", and this program brings " + MAJOR,
                "use the Remit version that wrote them, or move them with pg_dump");
    }

    /** The cluster's password: random, made once, kept beside it for its owner's eyes only. */
    private String password() throws IOException {
        if (!Files.exists(directory.password())) {
            if (Files.exists(directory.cluster())) {
                throw new ProblemException(
                        "RMT-210",
                        directory.password().toString(),
                        "the file with the database's password is missing",
                        "put it back from the backup of this folder");
            }
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            PrivateFile.write(directory.password(), Digest.hex(random));
        }
        return Files.readString(directory.password()).trim();
    }

    private static int freePort(int preferred) throws IOException {
        try (ServerSocket socket = new ServerSocket(preferred, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            if (preferred == 0) throw taken;
            return freePort(0);
        }
    }

    private void rollLog() throws IOException {
        Path log = directory.log();
        if (Files.exists(log) && Files.size(log) > 10_000_000) {
            Files.move(log, log.resolveSibling("postgres.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private String logSince(long from) throws IOException {
        byte[] all = Files.readAllBytes(directory.log());
        int start = (int) Math.min(from, all.length);
        return new String(all, start, all.length - start, java.nio.charset.StandardCharsets.UTF_8);
    }

    private ProblemException notStarted(String said) {
        return new ProblemException(
                "RMT-207",
                directory.log().toString(),
                "the embedded database does not start: " + lastLines(said),
                "mend what it says, or set REMIT_DB_URL to a PostgreSQL server of your own");
    }

    private static String lastLines(@Nullable String text) {
        List<String> lines = text == null
                ? List.of()
                : text.lines().filter(line -> !line.isBlank()).toList();
        List<String> last = lines.subList(Math.max(0, lines.size() - 4), lines.size());
        // Why it ended stands in one line, often far above what shutting down adds.
        Stream<String> fatal =
                lines.stream().filter(line -> line.contains("FATAL:")).limit(1);
        return Stream.concat(fatal, last.stream()).distinct().collect(Collectors.joining(" | "));
    }
}

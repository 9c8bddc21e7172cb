package remit.server.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.ProblemException;
import remit.server.store.DataDirectory;
import remit.server.store.EmbeddedPostgres;
import remit.server.store.PrivateFile;

/**
 * A backup on its way to become an installation again. It grows in a folder beside the one that was asked for, and takes its name
 * only when whoever asked has looked at it.
 */
public final class Restoring implements AutoCloseable {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS'+00'").withZone(ZoneOffset.UTC);
    private static final Pattern LAST = Pattern.compile("last completed transaction was at log time ([^\\n]+)");
    private static final Pattern SWITCH = Pattern.compile("(?m)^\\d+\\t([0-9A-F]+)/([0-9A-F]+)");

    private static final int TRIES = 100;

    private final Order order;
    private final Path part;
    private final Path lockFile;
    private final FileChannel channel;
    private volatile @Nullable BackupFile reading;

    /**
     * What is asked for.
     *
     * @param target the folder that shall hold it, not there yet or empty
     * @param changes folders with what was written after the backup was made
     * @param until the last moment that counts; null for all that there is
     */
    public record Order(
            Path backup,
            Path target,
            List<Path> changes,
            @Nullable Instant until) {
        public Order {
            target = target.toAbsolutePath().normalize();
            changes = List.copyOf(changes);
        }
    }

    private Restoring(Order order, Path part, Path lockFile, FileChannel channel) {
        this.order = order;
        this.part = part;
        this.lockFile = lockFile;
        this.channel = channel;
    }

    /** Makes room for it; refuses a folder that holds anything. */
    public static Restoring begin(Order order) {
        Path target = order.target();
        Path parent = target.getParent();
        if (parent == null) throw refused(target, "cannot become a data directory", "name another folder");
        Path part = parent.resolve("." + target.getFileName() + ".restoring");
        Path lockFile = parent.resolve("." + target.getFileName() + ".restoring.lock");
        try {
            Files.createDirectories(parent);
            if (Files.exists(target) && !isEmpty(target)) {
                throw refused(target, "is there and not empty", "name a folder that is not there yet");
            }
            if (Files.exists(target) && !Files.getFileStore(target).equals(Files.getFileStore(parent))) {
                throw refused(target, "is a file system of its own", "name a new folder in it");
            }
            FileChannel channel = FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = channel.tryLock();
            if (lock == null) {
                channel.close();
                throw refused(target, "another restore to this folder is under way", "wait for its end");
            }
            var restoring = new Restoring(order, part, lockFile, channel);
            restoring.discard();
            return restoring;
        } catch (IOException e) {
            throw unwritable(target, e);
        }
    }

    private static boolean isEmpty(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) return false;
        try (Stream<Path> files = Files.list(folder)) {
            return files.findAny().isEmpty();
        }
    }

    private static ProblemException refused(Path target, String what, String fix) {
        return new ProblemException("RMT-247", target.toString(), what, fix);
    }

    private static ProblemException unwritable(Path target, IOException e) {
        return refused(
                target,
                "nothing can be restored there (" + e.getMessage() + ")",
                "name a folder on a disk that has room and that this user may write");
    }

    /** Where it grows. */
    public Path folder() {
        return part;
    }

    /** What was unpacked, and how many segments of changes were taken up after it. */
    public record Grown(Manifest manifest, int segments) {}

    /** Unpacks the backup and takes up the changes. Nothing is started before all of it agrees with its manifest. */
    public Grown grow() {
        BackupFile backup = switch (BackupFile.open(order.backup())) {
            case Checked.Ok<BackupFile>(BackupFile open) -> open;
            case Checked.Refused<BackupFile>(var problems) -> throw new ProblemException(problems);
        };
        reading = backup;
        try (backup) {
            Manifest manifest = backup.manifest();
            Instant until = order.until();
            if (until != null && until.isBefore(manifest.madeAt())) {
                throw Changes.problem(
                        "RMT-248",
                        "--until " + until,
                        "the backup was made after that, at " + manifest.madeAt(),
                        "take an older backup");
            }
            Changes changes = Changes.after(manifest, order.changes());
            Optional<String> gap = changes.gap();
            if (gap.isPresent() && until == null) {
                throw Changes.problem(
                        "RMT-246",
                        gap.get(),
                        "this segment of the archive is missing, and later ones are there",
                        "put it back, or restore with --until to a time before it");
            }
            PrivateFile.ensureFolder(part);
            backup.unpack(part);
            Optional<DataDirectory> old = changes.old();
            if (old.isPresent() && until == null) replaceBeside(old.get());
            takeUp(changes);
            return new Grown(manifest, changes.count());
        } catch (IOException e) {
            throw unwritable(order.target(), e);
        }
    }

    /**
     * What the old data directory has beside its database is of the same moment as the changes: a key that was made since, actions
     * that were taken from the outbox since. Each file or folder of its replaces that of the backup as a whole.
     */
    private void replaceBeside(DataDirectory old) throws IOException {
        Beside.walk(old, new Beside.Use() {
            @Override
            public void folder(String name) throws IOException {
                Path copy = part.resolve(name);
                if (!name.contains("/")) EmbeddedPostgres.delete(copy);
                PrivateFile.ensureFolder(copy);
            }

            @Override
            public void file(String name, Path file) throws IOException {
                Path copy = part.resolve(name);
                Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
                try (FileChannel written = FileChannel.open(PrivateFile.ensure(copy), StandardOpenOption.WRITE)) {
                    written.force(true);
                }
            }
        });
    }

    private void takeUp(Changes changes) throws IOException {
        var directory = new DataDirectory(part);
        Path wal = directory.cluster().resolve("pg_wal");
        changes.copyTo(wal);
        Files.createFile(directory.cluster().resolve("recovery.signal"));
        // Everything lies in pg_wal already; the server asks for a command nevertheless.
        var settings = new ArrayList<>(List.of(
                "restore_command=false",
                "recovery_target_timeline=current",
                "recovery_target_action=promote",
                "hot_standby=off",
                "archive_mode=off"));
        Instant until = order.until();
        if (until != null) settings.add("recovery_target_time=" + TIME.format(until));
        EmbeddedPostgres.Recovered recovered = EmbeddedPostgres.recover(directory, settings);
        if (!recovered.ready()) throw notReady(recovered.said());
        if (until == null) changes.reached(end(wal), wal);
    }

    /** The address at which the new timeline leaves the old one. */
    private static long end(Path wal) throws IOException {
        try (Stream<Path> files = Files.list(wal)) {
            Path history = files.filter(file -> file.toString().endsWith(".history"))
                    .max(Comparator.naturalOrder())
                    .orElseThrow(() -> new IllegalStateException("no history in " + wal));
            Matcher line = SWITCH.matcher(Files.readString(history));
            long end = -1;
            while (line.find()) end = (Long.parseLong(line.group(1), 16) << 32) + Long.parseLong(line.group(2), 16);
            return end;
        }
    }

    private ProblemException notReady(String said) {
        if (said.contains("recovery ended before configured recovery target was reached")) {
            Matcher last = LAST.matcher(said);
            String when = last.find() ? last.group(1) : "the backup itself";
            return Changes.problem(
                    "RMT-248",
                    "--until " + order.until(),
                    "the changes that are there end before that; the last is of " + when,
                    "give the folder with later ones by --changes, or leave out --until to have all that there is");
        }
        String why = said.lines()
                .filter(line -> line.contains("FATAL:") || line.contains("PANIC:"))
                .findFirst()
                .orElse("see what it said: " + said);
        return Changes.problem(
                "RMT-249",
                order.backup().toString(),
                "the database of the backup does not start: " + why,
                "take another backup; this one stays as it is");
    }

    /** Gives it the name that was asked for. Nobody may have it open. */
    public void publish() {
        try {
            Files.move(part, order.target(), StandardCopyOption.ATOMIC_MOVE);
            Backups.sync(order.target().resolveSibling(""));
        } catch (IOException e) {
            throw unwritable(order.target(), e);
        }
    }

    /** Takes away what is not published, whoever works on it still. */
    private void discard() throws IOException {
        if (!Files.exists(part)) return;
        EmbeddedPostgres.halt(new DataDirectory(part));
        EmbeddedPostgres.delete(part);
    }

    /** Leaves nothing but what was published. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        if (!channel.isOpen()) return;
        try {
            // Another thread may still unpack, and must not fill the folder again.
            BackupFile open = reading;
            if (open != null) open.close();
            for (int tries = 0; tries < TRIES && Files.exists(part); tries++) discard();
            Files.deleteIfExists(lockFile);
            channel.close();
        } catch (IOException e) {
            throw unwritable(order.target(), e);
        }
    }
}

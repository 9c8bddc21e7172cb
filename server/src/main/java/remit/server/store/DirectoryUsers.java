package remit.server.store;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import remit.kernel.ProblemException;
import remit.server.store.RunFile.Incarnation;

/**
 * Who uses a data directory, kept by file locks, because the kernel drops them when a process dies however it dies.
 *
 * <p>Each user holds a lock on a file of its own in {@code remit.users}; starting, joining and leaving happen one at a
 * time under {@code remit.lock}. POSIX drops all locks that a process holds on a file as soon as it closes any channel
 * to it, hence two precautions: no two users share a file, and a process never opens the files of its own users (their
 * names begin with its incarnation).
 */
final class DirectoryUsers {
    private static final Duration PATIENCE = Duration.ofMinutes(6);
    private final DataDirectory directory;

    DirectoryUsers(DataDirectory directory) {
        this.directory = directory;
    }

    /** What is done while no other process starts, joins or leaves. */
    interface Critical<T> {
        T run() throws IOException, InterruptedException;
    }

    /** One user's seat; it is vacated by {@link #close} or by the death of the process. */
    record Seat(Path file, FileChannel channel) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            Files.deleteIfExists(file);
            channel.close();
        }
    }

    /** Runs the action alone, among threads and among processes. */
    <T> T alone(Critical<T> action) throws IOException, InterruptedException {
        // Within a process a second channel to the lock file would drop the first one's lock: threads queue here.
        synchronized (DirectoryUsers.class) {
            try (FileChannel channel = FileChannel.open(
                            directory.lockFile(), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    FileLock lock = acquire(channel)) {
                if (!lock.isValid()) throw new IOException("the lock on " + directory.lockFile() + " was lost");
                return action.run();
            }
        }
    }

    private FileLock acquire(FileChannel channel) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            @Nullable FileLock lock = channel.tryLock();
            if (lock != null) return lock;
            if (System.nanoTime() > end) {
                throw new ProblemException(
                        "RMT-203",
                        directory.path().toString(),
                        "another Remit process has been starting or stopping the database here for minutes",
                        "end that process, then try again; nothing is lost");
            }
            Thread.sleep(10);
        }
    }

    /** Takes a seat. Called {@link #alone}. */
    Seat join() throws IOException {
        Files.createDirectories(directory.users());
        Path file = directory.users().resolve(own() + UUID.randomUUID());
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        @Nullable FileLock lock = channel.tryLock();
        if (lock == null) throw new IOException("a new file is locked: " + file);
        return new Seat(file, channel);
    }

    /** True where any living process, this one included, has a seat. Called {@link #alone}. */
    boolean areThere() throws IOException {
        if (!Files.isDirectory(directory.users())) return false;
        boolean found = false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.users())) {
            for (Path file : files) {
                found |= file.getFileName().toString().startsWith(own()) || isHeld(file);
            }
        }
        return found;
    }

    /**
     * True where someone holds a seat whose process cannot be seen from here: another container on the same folder,
     * whose server cannot be seen either. Called {@link #alone}.
     */
    boolean areElsewhere() throws IOException {
        if (!Files.isDirectory(directory.users())) return false;
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory.users())) {
            for (Path file : files) {
                String name = file.getFileName().toString();
                if (!name.startsWith(own()) && isHeld(file) && !isSeenHere(name)) return true;
            }
        }
        return false;
    }

    private static boolean isSeenHere(String name) {
        String[] parts = name.split("-", 3);
        return new Incarnation(Long.parseLong(parts[0]), Long.parseLong(parts[1])).isAlive();
    }

    /** True where another living process holds the file; else its process is dead and the file goes. */
    private static boolean isHeld(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            @Nullable FileLock lock = channel.tryLock();
            if (lock == null) return true;
            Files.delete(file);
            return false;
        } catch (NoSuchFileException gone) {
            return false;
        }
    }

    private static String own() {
        Incarnation process = Incarnation.ofThisProcess();
        return process.pid() + "-" + process.startedAt() + "-";
    }
}

package remit.server.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * One after the other, for threads and for programs: whoever changes access.yaml, or compares it with its evidence. In
 * between the two differ, and who looked then would record what never happened.
 */
final class AccessLock {
    private static final long PAUSE = 5;

    private final Path file;
    // Fair, so that somebody who only looks, again and again, keeps nobody from changing something.
    private final ReentrantLock turn = new ReentrantLock(true);

    /** @param file access.yaml; the lock stands beside it for good */
    AccessLock(Path file) {
        this.file = file.resolveSibling("access.lock");
    }

    /** Whether access.yaml was ever changed or compared here. */
    boolean stands() {
        return Files.exists(file);
    }

    /** Does the work while nobody else does any; what holds the lock already goes on under it. */
    <T> T holding(Supplier<T> work) {
        turn.lock();
        try {
            if (turn.getHoldCount() > 1) return work.get();
            try (FileChannel guard = FileChannel.open(
                            file,
                            Set.of(StandardOpenOption.CREATE, StandardOpenOption.WRITE),
                            AccessWriter.OWNER_ONLY);
                    FileLock held = held(guard)) {
                if (!held.isValid()) throw new IOException("access.lock was lost");
                return work.get();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            turn.unlock();
        }
    }

    /** A file lock belongs to a whole program: a second door of the same program is told so instead of waiting. */
    private static FileLock held(FileChannel guard) throws IOException {
        while (true) {
            try {
                return guard.lock();
            } catch (OverlappingFileLockException anotherDoor) {
                pause(PAUSE);
            }
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("interrupted while waiting for access.yaml", e));
        }
    }
}

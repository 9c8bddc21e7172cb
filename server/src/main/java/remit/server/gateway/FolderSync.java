package remit.server.gateway;

import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Makes renames within one folder durable, many with one fsync (group commit).
 *
 * <p>Whoever has renamed joins the round that is still open; the first of them to get the lock closes the round, and
 * its one fsync serves every rename that finished before. While it runs, the next round gathers. All members of a
 * round share its result: after a failed fsync a second one may report success without the data being on disk, so
 * nobody tries again.
 */
final class FolderSync {
    private final Path folder;
    private final ReentrantLock one = new ReentrantLock();
    private volatile Round open = new Round();

    FolderSync(Path folder) {
        this.folder = folder;
    }

    private static final class Round {
        private boolean done;
        private @Nullable IOException failure;
    }

    /** Returns when everything renamed before the call is on disk. */
    void sync() throws IOException {
        Round mine = open;
        one.lock();
        try {
            if (!mine.done) run(mine);
            IOException failure = mine.failure;
            if (failure != null) throw new IOException(Reasons.of(failure), failure);
        } finally {
            one.unlock();
        }
    }

    /** Called under the lock. Only here a round is replaced, so a round that is not done is the open one. */
    private void run(Round round) {
        open = new Round();
        try {
            force(folder);
        } catch (IOException e) {
            round.failure = e;
        }
        round.done = true;
    }

    /** An fsync of a folder. An interrupt waits until it is done: others rely on this round too. */
    static void force(Path folder) throws IOException {
        boolean interrupted = false;
        try {
            while (true) {
                interrupted |= Thread.interrupted();
                try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
                    channel.force(true);
                    return;
                } catch (ClosedByInterruptException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) Thread.currentThread().interrupt();
        }
    }
}

package remit.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * What this disk can do without Remit: the yardsticks that throughput is given in ratio to, because a durable write costs
 * what the disk makes of an fsync and nothing else in common between two machines.
 */
final class DiskProbe {
    private static final long NANOS = 2_000_000_000L;

    private DiskProbe() {}

    /** Appends of one 8 KiB page, each followed by an fsync, one after the other, a second. */
    static double fsyncs(Path folder) throws IOException {
        Path file = folder.resolve("fsync-probe");
        long count = 0;
        long begun = System.nanoTime();
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            while (System.nanoTime() - begun < NANOS) {
                channel.write(ByteBuffer.wrap(new byte[8192]));
                channel.force(true);
                count++;
            }
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        Files.delete(file);
        return count / seconds;
    }

    /** Files written one after the other as a drop folder must: write, fsync, rename, fsync of the folder; a second. */
    static double files(Path folder) throws IOException {
        Path target = Files.createDirectory(folder.resolve("file-probe"));
        long count = 0;
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < NANOS) {
            Path temporary = target.resolve(count + ".tmp");
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
                channel.write(ByteBuffer.wrap(new byte[300]));
                channel.force(true);
            }
            Files.move(temporary, target.resolve(count + ".json"), StandardCopyOption.ATOMIC_MOVE);
            try (FileChannel channel = FileChannel.open(target, StandardOpenOption.READ)) {
                channel.force(true);
            }
            count++;
        }
        double seconds = (System.nanoTime() - begun) / 1e9;
        Folders.delete(target);
        return count / seconds;
    }
}

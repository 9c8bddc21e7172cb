package remit.server.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import remit.kernel.ProblemException;

/** The file access.yaml: read again whenever it is another one, so that every question sees the newest. Safe for many threads. */
final class AccessFile {
    private final Path path;
    private final ReentrantLock lock = new ReentrantLock();
    private @Nullable Loaded loaded;

    AccessFile(Path path) {
        this.path = path;
    }

    /** What the file says, and its text. */
    record Read(Registry registry, String text) {
        /** As it will be once that is written. */
        static Read of(Registry registry) {
            return new Read(registry, AccessWriter.text(registry));
        }
    }

    /** What was read, and which file it was. */
    private record Loaded(
            Read read,
            FileTime modified,
            long size,
            @Nullable Object fileKey) {}

    boolean isThere() {
        return Files.exists(path);
    }

    Read current() {
        lock.lock();
        try {
            var attributes = Files.readAttributes(path, BasicFileAttributes.class);
            Loaded last = loaded;
            if (last != null
                    && last.modified.equals(attributes.lastModifiedTime())
                    && last.size == attributes.size()
                    && Objects.equals(last.fileKey, attributes.fileKey())) {
                return last.read;
            }
            String text = Files.readString(path, StandardCharsets.UTF_8);
            var read = new Read(AccessReader.read(text).orThrow(), text);
            loaded = new Loaded(read, attributes.lastModifiedTime(), attributes.size(), attributes.fileKey());
            return read;
        } catch (IOException e) {
            throw new ProblemException(
                    "RMT-602",
                    path.toString(),
                    "cannot be read: " + e,
                    "restore it, or make it readable for this user");
        } finally {
            lock.unlock();
        }
    }

    /** The file once it stays as it is: half of what somebody is writing into it would be recorded as people removed. */
    Read settled(Runnable pause) {
        Read now = current();
        while (true) {
            pause.run();
            Read later = current();
            if (later.registry().equals(now.registry())) return later;
            now = later;
        }
    }

    void write(Registry registry) {
        try {
            AccessWriter.write(path, registry);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package remit.server.notices;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import remit.kernel.Json;
import remit.ports.Notifier;
import remit.server.store.PrivateFile;

/** Appends each notice to a file, one line of JSON, on disk before it counts as delivered. */
final class FileNotifier implements Notifier {
    private final Path file;
    private final ReentrantLock writing = new ReentrantLock();

    FileNotifier(Path file) {
        this.file = file.toAbsolutePath();
    }

    @Override
    public Answer send(Notice notice, Instant deadline) {
        Json.Obj line = Json.object(
                "id", notice.id(),
                "at", notice.at().toString(),
                "type", notice.type(),
                "to", notice.to(),
                "subject", notice.subject(),
                "text", notice.text(),
                "body", notice.body());
        writing.lock();
        try {
            append(line.compact() + "\n");
            return new Answer.Delivered();
        } catch (IOException e) {
            return new Answer.Failed(file + " cannot be written: " + Reasons.of(e));
        } finally {
            writing.unlock();
        }
    }

    /** A line is there whole or not at all: what a full disk or a crash has left of one is ended or taken back. */
    private void append(String line) throws IOException {
        Path folder = file.getParent();
        boolean fresh = !Files.exists(file);
        if (fresh && folder != null) Files.createDirectories(folder);
        PrivateFile.ensure(file);
        try (FileChannel log =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long end = log.size();
            String whole = torn(log, end) ? "\n" + line : line;
            ByteBuffer bytes = ByteBuffer.wrap(whole.getBytes(StandardCharsets.UTF_8));
            try {
                while (bytes.hasRemaining()) log.write(bytes, end + bytes.position());
                log.force(true);
            } catch (IOException e) {
                if (log.isOpen()) log.truncate(end);
                throw e;
            }
        }
        if (!fresh || folder == null) return;
        try (FileChannel parent = FileChannel.open(folder, StandardOpenOption.READ)) {
            parent.force(true);
        }
    }

    private static boolean torn(FileChannel log, long end) throws IOException {
        if (end == 0) return false;
        ByteBuffer last = ByteBuffer.allocate(1);
        log.read(last, end - 1);
        return last.get(0) != '\n';
    }
}

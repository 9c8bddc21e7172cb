package remit.server.backup;

import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import remit.kernel.Digest;

/** Writes the archive of a backup file by file, and keeps what its manifest will say of them. */
final class BackupWriter implements AutoCloseable {
    static final String DATA = "data/";
    static final String MANIFEST = "backup.json";

    private final FileChannel channel;
    private final ZipOutputStream zip;
    private final List<String> folders = new ArrayList<>();
    private final List<Manifest.Stored> files = new ArrayList<>();

    BackupWriter(FileChannel channel) {
        this.channel = channel;
        this.zip = new ZipOutputStream(new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16));
        zip.setLevel(Deflater.BEST_SPEED);
    }

    List<String> folders() {
        return folders;
    }

    List<Manifest.Stored> files() {
        return files;
    }

    void folder(String name) {
        folders.add(name);
    }

    /** A file as it is read now; one that is gone is none. */
    void file(String name, Path path) throws IOException {
        try (InputStream in = Files.newInputStream(path)) {
            add(name, in);
        } catch (NoSuchFileException gone) {
            // Of the database the changes tell what became of it; of all else it is what we would have found later.
            return;
        }
    }

    void text(String name, String content) throws IOException {
        bytes(name, content.getBytes(StandardCharsets.UTF_8));
    }

    void bytes(String name, byte[] content) throws IOException {
        add(name, new ByteArrayInputStream(content));
    }

    private void add(String name, InputStream in) throws IOException {
        MessageDigest digest = sha256();
        zip.putNextEntry(new ZipEntry(DATA + name));
        long size = new DigestInputStream(in, digest).transferTo(zip);
        zip.closeEntry();
        files.add(new Manifest.Stored(name, size, Digest.hex(digest.digest())));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** The end: on disk when this returns. */
    void end(Manifest manifest) throws IOException {
        zip.putNextEntry(new ZipEntry(MANIFEST));
        zip.write((manifest.toJson().pretty() + "\n").getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
        zip.finish();
        zip.flush();
        channel.force(true);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}

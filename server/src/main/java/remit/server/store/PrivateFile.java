package remit.server.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.UUID;

/** A small file that only its owner may read, replaced as a whole: a reader sees the old content or the new one. */
public final class PrivateFile {
    private static final Set<PosixFilePermission> OWNER_FILE = PosixFilePermissions.fromString("rw-------");
    private static final Set<PosixFilePermission> OWNER_FOLDER = PosixFilePermissions.fromString("rwx------");

    private PrivateFile() {}

    /** Makes the file where it is absent; whether new or old, only its owner may read it then. */
    public static Path ensure(Path file) throws IOException {
        try {
            return Files.createFile(file, attributes(file));
        } catch (FileAlreadyExistsException e) {
            return restrict(file);
        }
    }

    /** Makes a folder that only its owner may enter, and its missing parents alike; one that is there stays as it is. */
    public static Path ensureFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder)) return folder;
        if (!isPosix(folder)) return Files.createDirectories(folder);
        return Files.createDirectories(folder, PosixFilePermissions.asFileAttribute(OWNER_FOLDER));
    }

    /** What a file is made with that only its owner may read. */
    public static FileAttribute<?>[] attributes(Path file) {
        return isPosix(file)
                ? new FileAttribute<?>[] {PosixFilePermissions.asFileAttribute(OWNER_FILE)}
                : new FileAttribute<?>[0];
    }

    /**
     * A file that is there may be read by its owner only then; one that is not is not made. A link that somebody laid there is
     * not followed, nor a folder taken for a file: they are not ours to change.
     */
    public static Path restrict(Path file) throws IOException {
        if (!isPosix(file)) return file;
        PosixFileAttributes now = Files.readAttributes(file, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
        if (now.isRegularFile() && !now.permissions().equals(OWNER_FILE))
            Files.setPosixFilePermissions(file, OWNER_FILE);
        return file;
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** Replaces the content, on disk before this returns. */
    public static void write(Path file, String content) throws IOException {
        Path fresh = file.resolveSibling(file.getFileName() + "." + UUID.randomUUID());
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try {
            try (FileChannel channel = FileChannel.open(fresh, options, attributes(fresh))) {
                ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) channel.write(bytes);
                channel.force(true);
            }
            Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
        } finally {
            Files.deleteIfExists(fresh);
        }
    }
}

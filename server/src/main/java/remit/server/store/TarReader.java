package remit.server.store;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.Predicate;

/**
 * Unpacks a tar stream (POSIX ustar: folders, files, symbolic links) into a folder. Anything else, and any name that
 * would leave the folder, is refused: the archive is ours, so such an entry means that it was damaged.
 */
final class TarReader {
    private static final int BLOCK = 512;
    private final InputStream in;
    private final Path target;

    TarReader(InputStream in, Path target) {
        this.in = in;
        this.target = target;
    }

    /** Unpacks every entry whose name is wanted. */
    void unpack(Predicate<String> wanted) throws IOException {
        byte[] header = new byte[BLOCK];
        while (in.readNBytes(header, 0, BLOCK) == BLOCK && header[0] != 0) {
            String name = text(header, 0, 100);
            String prefix = text(header, 345, 155);
            entry(prefix.isEmpty() ? name : prefix + "/" + name, header, wanted);
        }
    }

    private void entry(String name, byte[] header, Predicate<String> wanted) throws IOException {
        Path path = target.resolve(name).normalize();
        if (!path.startsWith(target)) throw new IOException("entry leaves its folder: " + name);
        long size = Long.parseLong(text(header, 124, 12).trim(), 8);
        boolean keep = wanted.test(name);
        switch (header[156]) {
            case '5' -> {
                Files.createDirectories(path);
                // Whatever the umask: the server may have to run under another account.
                Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-xr-x"));
            }
            case '2' -> {
                Path link = Path.of(text(header, 157, 100));
                if (link.isAbsolute() || !path.resolveSibling(link).normalize().startsWith(target)) {
                    throw new IOException("link leaves its folder: " + name);
                }
                if (keep) Files.createSymbolicLink(path, link);
            }
            case '0', 0 -> {
                if (keep) file(path, size, header);
                else in.skipNBytes(size);
                in.skipNBytes((BLOCK - size % BLOCK) % BLOCK);
            }
            default -> throw new IOException("entry of unknown kind '" + (char) header[156] + "': " + name);
        }
    }

    private void file(Path path, long size, byte[] header) throws IOException {
        Files.createDirectories(path.resolveSibling(""));
        byte[] buffer = new byte[1 << 16];
        try (OutputStream out = Files.newOutputStream(path)) {
            for (long left = size; left > 0; ) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) throw new EOFException("archive ends within " + path);
                out.write(buffer, 0, read);
                left -= read;
            }
        }
        boolean executable = (Integer.parseInt(text(header, 100, 8).trim(), 8) & 0100) != 0;
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(executable ? "rwxr-xr-x" : "rw-r--r--"));
    }

    private static String text(byte[] header, int from, int length) {
        int end = from;
        while (end < from + length && header[end] != 0) end++;
        return new String(header, from, end - from, StandardCharsets.UTF_8);
    }
}

package remit.server.backup;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.DigestOutputStream;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import remit.kernel.Checked;
import remit.kernel.Digest;
import remit.kernel.Problem;
import remit.kernel.ProblemException;
import remit.server.store.PrivateFile;

/** A backup as it is read: nothing of it is used before it agrees with its manifest. */
final class BackupFile implements AutoCloseable {
    private static final long LARGEST_MANIFEST = 1L << 30;

    private final Path file;
    private final ZipFile zip;
    private final Manifest manifest;

    private BackupFile(Path file, ZipFile zip, Manifest manifest) {
        this.file = file;
        this.zip = zip;
        this.manifest = manifest;
    }

    static Checked<BackupFile> open(Path file) {
        if (!Files.isRegularFile(file)) {
            return refused("RMT-243", file, "there is no such file", "name what remit backup wrote");
        }
        try {
            var zip = new ZipFile(file.toFile());
            Optional<Manifest> manifest = manifest(zip);
            if (manifest.isPresent()) return Checked.ok(new BackupFile(file, zip, manifest.get()));
            zip.close();
            return refused(
                    "RMT-243", file, "is no backup of a form that this version knows", "name what remit backup wrote");
        } catch (ZipException e) {
            return refused(
                    "RMT-244",
                    file,
                    "is no backup, or its end was cut off (" + e.getMessage() + ")",
                    "take it again from where it was copied from, or an older one");
        } catch (IOException e) {
            return refused("RMT-243", file, "cannot be read (" + e.getMessage() + ")", "let this user read it");
        }
    }

    private static <T> Checked<T> refused(String code, Path file, String what, String fix) {
        return Checked.refused(new Problem(code, file.toString(), what, fix));
    }

    private static Optional<Manifest> manifest(ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(BackupWriter.MANIFEST);
        if (entry == null || entry.getSize() > LARGEST_MANIFEST) return Optional.empty();
        try (InputStream in = zip.getInputStream(entry)) {
            return Manifest.read(new String(in.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /** True, and closed. */
    boolean closed() {
        close();
        return true;
    }

    /** Writes everything into an empty folder, for this user alone. Ends at the first thing that the manifest says otherwise. */
    void unpack(Path target) throws IOException {
        Set<String> known = new HashSet<>();
        for (String folder : manifest.folders()) PrivateFile.ensureFolder(within(target, folder));
        for (Manifest.Stored stored : manifest.files()) {
            if (!known.add(stored.name())) throw damaged(stored.name(), "stands twice in it");
            Path path = within(target, stored.name());
            PrivateFile.ensureFolder(path.resolveSibling(""));
            unpack(stored, path);
        }
    }

    private void unpack(Manifest.Stored stored, Path path) throws IOException {
        ZipEntry entry = zip.getEntry(BackupWriter.DATA + stored.name());
        if (entry == null) throw damaged(stored.name(), "is missing");
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        try (FileChannel channel = FileChannel.open(path, options, PrivateFile.attributes(path));
                OutputStream raw = Channels.newOutputStream(channel);
                var out = new DigestOutputStream(raw, BackupWriter.sha256())) {
            long size = read(entry, stored, out);
            if (size != stored.size()
                    || !Digest.hex(out.getMessageDigest().digest()).equals(stored.sha256())) {
                throw damaged(stored.name(), "is not what was written");
            }
            // The server syncs its own files before it takes up the changes.
            if (!stored.name().startsWith(ClusterCopy.CLUSTER)) channel.force(true);
        }
    }

    private long read(ZipEntry entry, Manifest.Stored stored, OutputStream out) throws IOException {
        byte[] buffer = new byte[1 << 16];
        long size = 0;
        try (InputStream in = zip.getInputStream(entry)) {
            while (true) {
                int count;
                try {
                    count = in.read(buffer);
                } catch (IOException | RuntimeException e) {
                    throw damaged(stored.name(), "cannot be unpacked (" + e.getMessage() + ")");
                }
                if (count < 0) return size;
                size += count;
                if (size > stored.size()) throw damaged(stored.name(), "is longer than was written");
                out.write(buffer, 0, count);
            }
        } catch (ZipException e) {
            throw damaged(stored.name(), "cannot be unpacked (" + e.getMessage() + ")");
        }
    }

    /** A name that leads out of the folder is nothing that we wrote. */
    private Path within(Path target, String name) {
        Path path = target.resolve(name).normalize();
        if (name.isEmpty() || !path.startsWith(target) || path.equals(target)) throw damaged(name, "leads elsewhere");
        return path;
    }

    private ProblemException damaged(String name, String what) {
        return new ProblemException(
                "RMT-244",
                file.toString(),
                "the backup is damaged: " + name + " " + what,
                "take it again from where it was copied from, or an older one");
    }

    @Override
    public void close() {
        try {
            zip.close();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}

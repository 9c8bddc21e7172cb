package remit.server.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import remit.kernel.ProblemException;
import remit.server.store.DataDirectory;
import remit.server.store.EmbeddedPostgres;

/**
 * What the database wrote after a backup was made: segments that were archived, which are full, and those that a data directory
 * still has, of which the last one ends where the server died.
 */
final class Changes {
    private static final int PAGE = 8192;
    private static final int PAGE_HEADER = 24;

    private final Manifest manifest;
    private final Map<String, Path> archived = new HashMap<>();
    private final Map<String, Path> left = new HashMap<>();
    private final List<Path> taken = new ArrayList<>();
    private @Nullable Segment lastArchived;
    private @Nullable DataDirectory old;

    private Changes(Manifest manifest) {
        this.manifest = manifest;
    }

    /** @param folders archives and data directories; none for the archive that the backup names, where it still is */
    static Changes after(Manifest manifest, List<Path> folders) {
        var changes = new Changes(manifest);
        String named = manifest.archive();
        List<Path> looked = folders.isEmpty() && named != null && Files.isDirectory(Path.of(named))
                ? List.of(Path.of(named))
                : folders;
        try {
            for (Path folder : looked) changes.add(folder);
            changes.follow();
            return changes;
        } catch (IOException e) {
            throw problem("RMT-245", looked.toString(), "cannot be read (" + e + ")", "let this user read it");
        }
    }

    private void add(Path folder) throws IOException {
        Path cluster = new DataDirectory(folder).cluster();
        if (Files.isDirectory(cluster.resolve("pg_wal"))) {
            if (EmbeddedPostgres.isRunning(new DataDirectory(folder))) {
                throw problem(
                        "RMT-245",
                        folder.toString(),
                        "its database is running, so more would be written after this restore",
                        "end every Remit on that folder first");
            }
            gather(cluster.resolve("pg_wal"), false);
            old = new DataDirectory(folder);
            return;
        }
        if (!Files.isDirectory(folder)) {
            throw problem(
                    "RMT-245", folder.toString(), "there is no such folder", "name an archive or a data directory");
        }
        gather(folder, true);
        try (Stream<Path> within = Files.list(folder)) {
            for (Path each : within.filter(Files::isDirectory).sorted().toList()) {
                if (each.getFileName().toString().startsWith("wal-")) gather(each, true);
            }
        }
    }

    /**
     * Segments of other databases lie in archives beside it; what bears the same name must be of this one.
     *
     * @param full whether each of them was archived, and so must be whole
     */
    private void gather(Path folder, boolean full) throws IOException {
        Map<String, Path> into = full ? archived : left;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (!Segment.isName(name) || !Files.isRegularFile(file)) continue;
                Segment segment = Segment.of(name, manifest.first().bytes());
                if (segment.timeline() != manifest.last().timeline()) continue;
                Segment.Content content = segment.content(file, manifest.system());
                if (content == Segment.Content.ITS_OWN) into.put(name, file);
                else if (content == Segment.Content.NOT_YET && full && isAfter(segment)) throw damaged(file);
            }
        }
    }

    private boolean isAfter(Segment segment) {
        return segment.number() > manifest.last().number();
    }

    private static ProblemException damaged(Path file) {
        return problem(
                "RMT-246",
                file.toString(),
                "this segment of the archive is damaged or cut",
                "take it again from where it was copied from, or restore with --until to a time before it");
    }

    private void follow() {
        for (Segment each = manifest.last().next(); ; each = each.next()) {
            Path full = archived.get(each.name());
            Path found = full == null ? left.get(each.name()) : full;
            if (found == null) break;
            if (full != null) lastArchived = each;
            taken.add(found);
        }
    }

    /** The first segment that is missing although later ones are there. */
    Optional<String> gap() {
        Segment next = manifest.last();
        for (Path ignored : taken) next = next.next();
        Segment missing = next.next();
        boolean later = archived.keySet().stream()
                .anyMatch(name -> Segment.of(name, missing.bytes()).number() > missing.number());
        return later ? Optional.of(missing.name()) : Optional.empty();
    }

    /** The data directory that survived, if one did. */
    Optional<DataDirectory> old() {
        return Optional.ofNullable(old);
    }

    int count() {
        return taken.size();
    }

    /** Puts them where the server looks for them. */
    void copyTo(Path folder) throws IOException {
        for (Path file : taken) {
            Path copy = folder.resolve(file.getFileName());
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            Files.setPosixFilePermissions(copy, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
        }
    }

    /**
     * What was archived is full: where the server stopped before its end, although the next change would have ended in it, the
     * archive is damaged there.
     *
     * @param end the address at which it stopped, {@code folder} where it read
     */
    void reached(long end, Path folder) throws IOException {
        Segment last = lastArchived == null ? manifest.last() : lastArchived;
        if (end >= last.next().start()) return;
        Segment at = new Segment(last.timeline(), end / last.bytes(), last.bytes());
        Path file = folder.resolve(at.name());
        if (at.number() < last.number() || endsWithin(file, at, end))
            throw damaged(archived.getOrDefault(at.name(), file));
    }

    /** Whether the change that begins at this address was to end in the same segment, by the length that it begins with. */
    private static boolean endsWithin(Path file, Segment segment, long end) throws IOException {
        long at = end % PAGE == 0 ? end + PAGE_HEADER + (end % segment.bytes() == 0 ? 16 : 0) : end;
        try (FileChannel channel = FileChannel.open(file)) {
            ByteBuffer length = ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN);
            while (length.hasRemaining() && channel.read(length, at - segment.start() + length.position()) > 0)
                continue;
            long bytes = Integer.toUnsignedLong(length.getInt(0));
            long pages = (bytes + PAGE) / (PAGE - PAGE_HEADER);
            return at + bytes + pages * PAGE_HEADER < segment.next().start();
        }
    }

    static ProblemException problem(String code, String place, String what, String fix) {
        return new ProblemException(code, place, what, fix);
    }
}

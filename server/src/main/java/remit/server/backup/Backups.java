package remit.server.backup;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;
import remit.kernel.Checked;
import remit.kernel.ProblemException;
import remit.server.store.DataDirectory;
import remit.server.store.EmbeddedPostgres;
import remit.server.store.PrivateFile;

/** Makes backups of an installation with an embedded database, while it works. */
public final class Backups {
    static final String PART = ".remit-backup-";
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final DataDirectory directory;
    private final DataSource source;

    public Backups(DataDirectory directory, DataSource source) {
        this.directory = directory;
        this.source = source;
    }

    /** A backup that was made, whole and on disk. */
    public record Made(Path file, Manifest manifest, long bytes) {}

    /** Makes one as this file, or in this folder under a name of its time. Under another name until it is whole. */
    public Made make(Path place) {
        Path folder = Files.isDirectory(place)
                ? place.toAbsolutePath()
                : place.toAbsolutePath().normalize().resolveSibling("");
        try {
            sweep(folder);
            Path part = folder.resolve(PART + UUID.randomUUID() + ".part");
            // Ctrl-C unwinds no thread.
            part.toFile().deleteOnExit();
            try {
                Manifest manifest = write(part);
                Path target = Files.isDirectory(place) ? fresh(folder, manifest) : place.toAbsolutePath();
                Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
                sync(folder);
                return new Made(target, manifest, Files.size(target));
            } finally {
                Files.deleteIfExists(part);
            }
        } catch (IOException e) {
            throw new ProblemException(
                    "RMT-242",
                    place.toString(),
                    "the backup cannot be written ("
                            + (e instanceof NoSuchFileException ? "there is no such folder" : e.getMessage()) + ")",
                    "name a file or a folder in a place that is there and has room");
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be copied: " + e.getMessage(), e);
        }
    }

    /** What a backup left that was killed; whoever still writes one holds its lock. */
    private static void sweep(Path folder) throws IOException {
        for (Path left : listed(folder, ".part")) {
            if (!left.getFileName().toString().startsWith(PART)) continue;
            try (FileChannel channel = FileChannel.open(left, StandardOpenOption.WRITE);
                    FileLock lock = channel.tryLock()) {
                if (lock != null) Files.deleteIfExists(left);
            } catch (NoSuchFileException | OverlappingFileLockException theirs) {
                continue;
            }
        }
    }

    private static Path fresh(Path folder, Manifest manifest) {
        String name = "remit-" + STAMP.format(manifest.madeAt());
        Path target = folder.resolve(name + ".zip");
        for (int more = 2; Files.exists(target); more++) target = folder.resolve(name + "-" + more + ".zip");
        return target;
    }

    private Manifest write(Path part) throws IOException, SQLException {
        var options = Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        FileChannel channel = FileChannel.open(part, options, PrivateFile.attributes(part));
        try (var out = new BackupWriter(channel);
                FileLock lock = channel.lock()) {
            if (!lock.isValid()) throw new IOException("the lock on " + part + " was lost");
            ClusterCopy.Copied copied = new ClusterCopy(directory.cluster(), out).copy(source);
            // After the database, so that no file is missing that an event of the copy tells of.
            Beside.walk(directory, new Beside.Use() {
                @Override
                public void folder(String name) {
                    out.folder(name + "/");
                }

                @Override
                public void file(String name, Path file) throws IOException {
                    out.file(name, file);
                }
            });
            Optional<Path> archive = EmbeddedPostgres.archive(directory);
            var manifest = new Manifest(
                    copied.at(),
                    copied.system(),
                    copied.first(),
                    copied.last(),
                    archive.map(Path::toString).orElse(null),
                    out.folders(),
                    out.files());
            out.end(manifest);
            return manifest;
        }
    }

    static void sync(Path folder) throws IOException {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        }
    }

    /** Since when the archive takes nothing, where it does not; the database works on and keeps what it could not hand over. */
    public Optional<Instant> archiveFailing() {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select last_failed_time from pg_stat_archiver"
                        + " where last_failed_time > coalesce(last_archived_time, '-infinity')")) {
            if (!row.next()) return Optional.empty();
            return Optional.of(row.getObject(1, OffsetDateTime.class).toInstant());
        } catch (SQLException e) {
            throw new IllegalStateException("the database does not tell of its archive: " + e.getMessage(), e);
        }
    }

    /** What was given up: backups, and segments of the archive that none of the others needs. */
    public record Pruned(List<Path> backups, int segments) {}

    /** Keeps the newest backups of this database in a folder, and of the archive what they need. */
    public Pruned prune(Made made, int keep) {
        Path folder = made.file().resolveSibling("");
        try {
            var own = new ArrayList<Made>();
            for (Path file : listed(folder, ".zip")) {
                if (!(BackupFile.open(file) instanceof Checked.Ok<BackupFile>(BackupFile open))) continue;
                try (open) {
                    Manifest manifest = open.manifest();
                    if (manifest.system().equals(made.manifest().system()))
                        own.add(new Made(file, manifest, Files.size(file)));
                }
            }
            own.sort(Comparator.comparing((Made each) -> each.manifest().madeAt())
                    .reversed());
            List<Made> old = own.subList(Math.min(keep, own.size()), own.size());
            for (Made each : old) Files.delete(each.file());
            Manifest oldest = own.get(Math.min(keep, own.size()) - 1).manifest();
            return new Pruned(old.stream().map(Made::file).toList(), archived(oldest));
        } catch (IOException e) {
            throw new ProblemException(
                    "RMT-242",
                    folder.toString(),
                    "older backups cannot be taken away (" + e.getMessage() + ")",
                    "let this user write there; the new backup is whole");
        }
    }

    private int archived(Manifest oldest) throws IOException {
        Optional<Path> archive = EmbeddedPostgres.archive(directory);
        if (archive.isEmpty() || !archive.get().toString().equals(oldest.archive())) return 0;
        String first = oldest.first().name();
        var gone = new HashSet<Path>();
        for (Path file : listed(archive.get(), "")) {
            String name = file.getFileName().toString();
            if (name.length() >= 24 && Segment.isName(name.substring(0, 24)) && name.compareTo(first) < 0)
                gone.add(file);
        }
        for (Path file : gone) Files.delete(file);
        return gone.size();
    }

    private static List<Path> listed(Path folder, String ending) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }
}

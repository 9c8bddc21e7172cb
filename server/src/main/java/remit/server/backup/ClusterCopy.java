package remit.server.backup;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.kernel.ProblemException;

/**
 * The files of a running cluster, as PostgreSQL's manual describes a base backup by its low-level functions: between {@code
 * pg_backup_start} and {@code pg_backup_stop} files may be copied while they change, because the changes of that time are copied
 * after them and are played again. A slot of this session keeps the server from using their files again too early.
 */
final class ClusterCopy {
    static final String CLUSTER = "postgres/";
    private static final String WAL = "pg_wal";
    private static final String CONTROL = "global/pg_control";
    private static final int CONTROL_BYTES = 8192;
    private static final int LOOKS = 100;
    private static final Pattern START = Pattern.compile("START WAL LOCATION: \\S+ \\(file ([0-9A-F]{24})\\)");

    /** Folders whose content a server makes anew when it starts. */
    private static final Set<String> EMPTY = Set.of(
            WAL, "pg_replslot", "pg_dynshmem", "pg_notify", "pg_serial", "pg_snapshots", "pg_stat_tmp", "pg_subtrans");

    private static final Set<String> PASSING = Set.of("postmaster.pid", "postmaster.opts", "pg_internal.init");

    private final Path cluster;
    private final BackupWriter out;

    ClusterCopy(Path cluster, BackupWriter out) {
        this.cluster = cluster;
        this.out = out;
    }

    /** What was copied: whole at that moment, from the first to the last of these segments. */
    record Copied(Instant at, String system, Segment first, Segment last) {}

    Copied copy(DataSource source) throws SQLException, IOException {
        try (Connection connection = source.getConnection()) {
            try {
                return copy(connection);
            } finally {
                // Its session ends with it, and with the session the slot and a backup that was not stopped.
                if (source instanceof HikariDataSource pool) pool.evictConnection(connection);
            }
        }
    }

    private Copied copy(Connection connection) throws SQLException, IOException {
        text(connection, "select pg_create_physical_replication_slot('remit_' || pg_backend_pid(), true, true)::text");
        text(connection, "select pg_backup_start('remit', true)::text");
        files();
        String label;
        String last;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select labelfile, coalesce(spcmapfile, ''), pg_walfile_name(lsn) from pg_backup_stop(false)")) {
            row.next();
            if (!row.getString(2).isBlank()) throw unusual("has tablespaces");
            label = row.getString(1);
            last = row.getString(3);
        }
        out.text(CLUSTER + "backup_label", label);
        long bytes =
                Long.parseLong(text(connection, "select setting from pg_settings where name = 'wal_segment_size'"));
        Matcher start = START.matcher(label);
        if (!start.find()) throw new IllegalStateException("no start in the label: " + label);
        Segment first = Segment.of(start.group(1), bytes);
        Segment end = Segment.of(last, bytes);
        for (Segment each = first; each.number() <= end.number(); each = each.next()) {
            out.file(CLUSTER + WAL + "/" + each.name(), cluster.resolve(WAL).resolve(each.name()));
        }
        histories();
        String system = text(connection, "select system_identifier::text from pg_control_system()");
        return new Copied(now(connection), system, first, end);
    }

    private void histories() throws IOException {
        try (Stream<Path> files = Files.list(cluster.resolve(WAL))) {
            List<Path> histories = files.filter(file -> file.toString().endsWith(".history"))
                    .sorted()
                    .toList();
            for (Path file : histories) out.file(CLUSTER + WAL + "/" + file.getFileName(), file);
        }
    }

    private void files() throws IOException {
        Files.walkFileTree(cluster, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                String name = cluster.relativize(folder).toString();
                if (folder.getFileName().toString().startsWith("pgsql_tmp")) return FileVisitResult.SKIP_SUBTREE;
                out.folder(name.isEmpty() ? CLUSTER : CLUSTER + name + "/");
                if (!EMPTY.contains(name)) return FileVisitResult.CONTINUE;
                if (name.equals(WAL)) {
                    out.folder(CLUSTER + WAL + "/archive_status/");
                    out.folder(CLUSTER + WAL + "/summaries/");
                }
                return FileVisitResult.SKIP_SUBTREE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                String name = cluster.relativize(file).toString();
                if (attributes.isSymbolicLink() && name.equals(WAL)) {
                    for (String folder : List.of("", "/archive_status", "/summaries")) {
                        out.folder(CLUSTER + WAL + folder + "/");
                    }
                    return FileVisitResult.CONTINUE;
                }
                if (!attributes.isRegularFile()) throw unusual("holds " + name + ", which is no file");
                boolean passing = PASSING.contains(file.getFileName().toString())
                        || file.getFileName().toString().startsWith("pgsql_tmp");
                if (!passing && !name.equals(CONTROL)) out.file(CLUSTER + name, file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path folder, @Nullable IOException failure) throws IOException {
                if (failure == null || failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw failure;
            }
        });
        out.bytes(CLUSTER + CONTROL, control());
    }

    /** Last of all, and whole: the server writes it while we read it, and nothing would mend a half of it. */
    private byte[] control() throws IOException {
        for (int look = 0; look < LOOKS; look++) {
            byte[] read = Files.readAllBytes(cluster.resolve(CONTROL));
            if (read.length == CONTROL_BYTES && isWhole(read)) return read;
        }
        throw unusual("has a " + CONTROL + " that is never whole");
    }

    /** Its check value stands behind what it is of; how long that is depends on the version. */
    private static boolean isWhole(byte[] control) {
        ByteBuffer values = ByteBuffer.wrap(control).order(ByteOrder.LITTLE_ENDIAN);
        var check = new CRC32C();
        for (int at = 0; at < 512; at += 4) {
            if (at >= 128 && (int) check.getValue() == values.getInt(at)) return true;
            check.update(control, at, 4);
        }
        return false;
    }

    private ProblemException unusual(String what) {
        return new ProblemException(
                "RMT-241",
                cluster.toString(),
                "the database cannot be copied: it " + what,
                "let its files stand as Remit made them, or copy the whole data directory while Remit is stopped");
    }

    private static Instant now(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("select clock_timestamp()")) {
            row.next();
            return row.getObject(1, OffsetDateTime.class).toInstant();
        }
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            row.next();
            return row.getString(1);
        }
    }
}

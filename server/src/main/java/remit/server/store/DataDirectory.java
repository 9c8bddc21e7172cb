package remit.server.store;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** The folder in which one installation keeps everything: the database, its log, who uses it, who serves it. */
public record DataDirectory(Path path) {
    /** Where a process keeps its data unless told otherwise. */
    public static final String DEFAULT = ".remit";

    public DataDirectory {
        path = path.toAbsolutePath().normalize();
    }

    /** The folder, made if it was missing (only its owner may look inside) and proven writable. */
    public static Checked<DataDirectory> prepare(Path path) {
        DataDirectory directory = new DataDirectory(path);
        try {
            Path parent = directory.path.getParent();
            if (parent != null) Files.createDirectories(parent);
            if (!Files.isDirectory(directory.path)) makePrivate(directory.path);
            Path probe = Files.createTempFile(directory.path, ".probe", "");
            Files.delete(probe);
            return Checked.ok(directory);
        } catch (FileAlreadyExistsException e) {
            return Checked.refused(new Problem(
                    "RMT-200",
                    e.getFile(),
                    "is a file, and the data directory must be a folder",
                    "name another folder with --data-dir or REMIT_DATA_DIR, or move the file away"));
        } catch (IOException e) {
            return Checked.refused(new Problem(
                    "RMT-201",
                    directory.path.toString(),
                    "the data directory cannot be written (" + describe(e) + ")",
                    "give this user the right to write there, free disk space, or name another folder with"
                            + " --data-dir"));
        }
    }

    /** Whether anything was ever kept here by an embedded database. Looks, and makes nothing. */
    public boolean holdsData() {
        return Files.exists(cluster());
    }

    /** Whether this folder is there and writable, or could be made. Looks, and makes nothing. */
    public static boolean canBeMade(Path folder) {
        Path nearest = folder.toAbsolutePath().normalize();
        while (!Files.exists(nearest)) {
            Path parent = nearest.getParent();
            if (parent == null) return false;
            nearest = parent;
        }
        return Files.isDirectory(nearest) && Files.isWritable(nearest);
    }

    /** Where the postmaster writes what went wrong. */
    Path log() {
        return path.resolve("postgres.log");
    }

    /** The database's own files. */
    public Path cluster() {
        return path.resolve("postgres");
    }

    Path password() {
        return path.resolve("postgres.password");
    }

    /** Says where the changes of the database are kept beside this folder. */
    Path archive() {
        return path.resolve("remit.archive");
    }

    /** What stands here for a running process, or can be made again: no part of what is kept. */
    public boolean isPassing(Path file) {
        String name = path.relativize(file).getName(0).toString();
        return List.of(
                                "cache",
                                "remit.run",
                                "remit.lock",
                                "remit.users",
                                "remit.archive",
                                "postgres.log",
                                "postgres.log.1")
                        .contains(name)
                || name.startsWith("postgres.new.")
                || name.startsWith(".probe");
    }

    Path runFile() {
        return path.resolve("remit.run");
    }

    Path lockFile() {
        return path.resolve("remit.lock");
    }

    Path users() {
        return path.resolve("remit.users");
    }

    static void makePrivate(Path folder) throws IOException {
        try {
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            // Another process may have made it since we looked; a file is still refused.
            if (!Files.isDirectory(folder)) throw e;
        }
    }

    /** What an I/O exception says, with its kind: many of them carry only a file name. */
    static String describe(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + ": " + e.getMessage();
    }
}

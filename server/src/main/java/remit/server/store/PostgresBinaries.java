package remit.server.store;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URL;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarEntry;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;
import remit.kernel.Digest;
import remit.kernel.ProblemException;

/**
 * The PostgreSQL programs, unpacked once per machine from the archive on the class path. The folder is named by the
 * archive's hash and appears by one rename, so two processes at once, or one that died midway, cannot harm it.
 */
final class PostgresBinaries {
    private PostgresBinaries() {}

    /** The folder with {@code bin/postgres}, from the first cache folder that can be written. */
    static Path unpacked(List<Path> caches) {
        URL archive = find("postgres-" + platform() + ".txz");
        try {
            String name = "postgres-" + fingerprint(archive);
            for (Path cache : caches) {
                if (Files.isExecutable(cache.resolve(name).resolve("bin/postgres"))) return cache.resolve(name);
            }
            List<String> refusals = new ArrayList<>();
            for (Path cache : caches) {
                try {
                    Files.createDirectories(cache);
                    return unpack(archive, cache, name);
                } catch (FileSystemException e) {
                    refusals.add(cache + " (" + DataDirectory.describe(e) + ")");
                }
            }
            throw new ProblemException(
                    "RMT-205",
                    "PostgreSQL",
                    "the database programs cannot be unpacked: " + String.join(", ", refusals),
                    "make one of these folders writable with 80 MB free, or set REMIT_DB_URL to a server of your own");
        } catch (IOException e) {
            throw new ProblemException(
                    "RMT-205",
                    "PostgreSQL",
                    "the database programs cannot be unpacked (" + DataDirectory.describe(e) + ")",
                    "free 80 MB of disk space; if that is not it, the product's files are damaged: install them again");
        }
    }

    /** Where they are, or that a start would unpack them; nothing is unpacked. Refuses what a start would refuse. */
    static String look(List<Path> caches) throws IOException {
        String name = "postgres-" + fingerprint(find("postgres-" + platform() + ".txz"));
        for (Path cache : caches) {
            if (Files.isExecutable(cache.resolve(name).resolve("bin/postgres")))
                return cache.resolve(name).toString();
        }
        for (Path cache : caches) {
            if (DataDirectory.canBeMade(cache)) return "the first start unpacks them into " + cache;
        }
        throw new ProblemException(
                "RMT-205",
                "PostgreSQL",
                "the database programs cannot be unpacked: none of " + caches + " can be written",
                "make one of these folders writable with 80 MB free, or set REMIT_DB_URL to a server of your own");
    }

    /** {@code $XDG_CACHE_HOME/remit}, else {@code ~/.cache/remit}, else the data directory. */
    static List<Path> caches(DataDirectory directory) {
        @Nullable String configured = System.getenv("XDG_CACHE_HOME");
        Path home = configured == null || configured.isBlank()
                ? Path.of(System.getProperty("user.home"), ".cache")
                : Path.of(configured);
        return List.of(home.resolve("remit"), directory.path().resolve("cache"));
    }

    private static String platform() {
        String system = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
        String machine = System.getProperty("os.arch", "").toLowerCase(Locale.ROOT);
        String name = system.contains("linux") ? "linux" : system.contains("mac") ? "darwin" : system;
        String processor = switch (machine) {
            case "amd64", "x86_64" -> "x86_64";
            case "aarch64", "arm64" -> "arm_64";
            default -> machine;
        };
        return name + "-" + processor;
    }

    private static URL find(String resource) {
        @Nullable URL url = PostgresBinaries.class.getClassLoader().getResource(resource);
        if (url != null) return url;
        throw new ProblemException(
                "RMT-204",
                "PostgreSQL",
                "this package has no database programs for this machine (" + resource + " is missing)",
                "use the package for this platform, or set REMIT_DB_URL to a PostgreSQL server of your own");
    }

    /** Names the archive's content; a jar already holds its size and check value, so nothing is read. */
    private static String fingerprint(URL archive) throws IOException {
        if (archive.openConnection() instanceof JarURLConnection connection) {
            JarEntry entry = connection.getJarEntry();
            return String.format("%x-%08x", entry.getSize(), entry.getCrc());
        }
        try (InputStream in = archive.openStream()) {
            return Digest.hex(Digest.sha256(in.readAllBytes())).substring(0, 16);
        }
    }

    private static Path unpack(URL archive, Path cache, String name) throws IOException {
        Path fresh = Files.createTempDirectory(cache, name + ".");
        try {
            try (InputStream in = new XZInputStream(new BufferedInputStream(archive.openStream(), 1 << 16))) {
                new TarReader(in, fresh).unpack(PostgresBinaries::isNeeded);
            }
            Files.setPosixFilePermissions(fresh, PosixFilePermissions.fromString("rwxr-xr-x"));
            try {
                Files.move(fresh, cache.resolve(name), StandardCopyOption.ATOMIC_MOVE);
            } catch (FileSystemException e) {
                if (!Files.isExecutable(cache.resolve(name).resolve("bin/postgres"))) throw e;
            }
            return cache.resolve(name);
        } finally {
            delete(fresh);
        }
    }

    /** Static libraries and what only a compiler needs stay packed. */
    private static boolean isNeeded(String entry) {
        return !entry.endsWith(".a") && !entry.contains("/pkgconfig/") && !entry.contains("libecpg");
    }

    /** Deletes a folder; what another process (an orphaned initdb) deletes or adds meanwhile is left to it. */
    static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        Files.walkFileTree(folder, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw failure;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null && !(failure instanceof NoSuchFileException)) throw failure;
                try {
                    Files.deleteIfExists(visited);
                } catch (DirectoryNotEmptyException filledAgain) {
                    // The next start tries again.
                    return FileVisitResult.CONTINUE;
                }
                return FileVisitResult.CONTINUE;
            }
        });
    }
}

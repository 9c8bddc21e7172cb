package remit.server.packs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import remit.kernel.Problem;

/** Takes a pack's folder into memory within limits. Hidden files and editors' backups are no part of a pack. */
final class PackFiles {
    static final int LARGEST_TEXT = 1 << 20;
    private static final long LARGEST_FILE = 8L << 20;
    private static final int MOST_FILES = 500;

    private PackFiles() {}

    /** Files sorted by path; problems go to {@code problems}. */
    static List<PackFile> read(Path folder, List<Problem> problems) {
        if (!Files.isDirectory(folder)) {
            String what = Files.exists(folder) ? "is a file, not a pack's folder" : "there is no such folder";
            problems.add(new Problem(
                    "RMT-400",
                    folder.toString(),
                    what,
                    "give the folder that holds process.yaml, intake.yaml and authority.dmn"));
            return List.of();
        }
        var files = new ArrayList<PackFile>();
        try (Stream<Path> walk = Files.walk(folder, 6)) {
            List<Path> paths = walk.filter(path -> belongs(folder, path))
                    .limit(MOST_FILES + 1L)
                    .toList();
            if (paths.size() > MOST_FILES) {
                problems.add(new Problem(
                        "RMT-402",
                        folder.toString(),
                        "holds more than " + MOST_FILES + " files",
                        "keep only the pack's files there"));
                return List.of();
            }
            for (Path path : paths) {
                String name = folder.relativize(path).toString().replace('\\', '/');
                if (readable(folder, name, path, problems)) files.add(new PackFile(name, Files.readAllBytes(path)));
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            problems.add(new Problem(
                    "RMT-401",
                    folder.toString(),
                    "cannot be read: " + e.getMessage(),
                    "check the folder's permissions"));
        }
        files.sort(Comparator.comparing(PackFile::path));
        return files;
    }

    private static boolean belongs(Path folder, Path path) {
        for (Path part : folder.relativize(path)) {
            String name = part.toString();
            if (name.startsWith(".") || name.endsWith("~") || name.endsWith(".swp")) return false;
        }
        return !Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
    }

    private static boolean readable(Path folder, String name, Path path, List<Problem> problems) throws IOException {
        if (name.startsWith("levels/")) {
            problems.add(new Problem(
                    "RMT-402",
                    folder + "/" + name,
                    "is no file of a pack: the rules of organisation and domain are kept by the installation",
                    "take it out of the folder, and draft it with remit rules draft --organisation or --domain"));
            return false;
        }
        if (!Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            problems.add(new Problem(
                    "RMT-402",
                    folder + "/" + name,
                    "is not a plain file",
                    "put a copy there: a link's target could change without the pack's version changing"));
            return false;
        }
        long largest = name.endsWith(".yaml") || name.endsWith(".dmn") ? LARGEST_TEXT : LARGEST_FILE;
        if (Files.size(path) > largest) {
            problems.add(new Problem(
                    "RMT-402",
                    folder + "/" + name,
                    "is larger than " + largest + " bytes",
                    "a pack holds rules and a small sample; give large data with --data"));
            return false;
        }
        return true;
    }
}

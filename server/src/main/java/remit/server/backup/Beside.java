package remit.server.backup;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;
import remit.kernel.Checked;
import remit.server.store.DataDirectory;
import remit.server.store.EmbeddedPostgres;

/** Everything that a data directory keeps beside the database: keys, people, what waits to be taken or was handed in. */
final class Beside {
    private Beside() {}

    /** What is done with each, in an order in which a folder comes before what is in it. */
    interface Use {
        void folder(String name) throws IOException;

        void file(String name, Path file) throws IOException;
    }

    static void walk(DataDirectory directory, Use use) throws IOException {
        Path root = directory.path();
        Optional<Path> archive = EmbeddedPostgres.archive(directory);
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) throws IOException {
                if (folder.equals(root)) return FileVisitResult.CONTINUE;
                boolean other = folder.equals(directory.cluster())
                        || archive.filter(folder::equals).isPresent()
                        || directory.isPassing(folder);
                if (other) return FileVisitResult.SKIP_SUBTREE;
                use.folder(root.relativize(folder).toString());
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                boolean kept = attributes.isRegularFile() && !directory.isPassing(file) && !isBackup(file);
                if (kept) use.file(root.relativize(file).toString(), file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException) return FileVisitResult.CONTINUE;
                throw failure;
            }
        });
    }

    /** One that was laid into the data directory itself would be in every later one. */
    private static boolean isBackup(Path file) {
        String name = file.getFileName().toString();
        if (name.startsWith(Backups.PART)) return true;
        return name.endsWith(".zip")
                && BackupFile.open(file) instanceof Checked.Ok<BackupFile>(BackupFile open)
                && open.closed();
    }
}

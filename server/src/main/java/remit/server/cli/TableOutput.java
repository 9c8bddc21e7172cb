package remit.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.function.Function;
import remit.kernel.Checked;
import remit.kernel.Problem;

/** Writes the file of a table. */
final class TableOutput {
    private TableOutput() {}

    /** Beside the file first, so that what stood there is whole until what replaces it is. */
    static Function<byte[], Checked<Path>> to(Path out) {
        return bytes -> write(out, bytes);
    }

    private static Checked<Path> write(Path out, byte[] bytes) {
        Path folder = out.toAbsolutePath().getParent();
        try {
            Path beside = Files.createTempFile(folder, ".convert", ".tmp");
            try {
                Files.write(beside, bytes);
                return Checked.ok(Files.move(beside, out, StandardCopyOption.REPLACE_EXISTING));
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            return Checked.refused(new Problem(
                    "RMT-162",
                    out.toString(),
                    "cannot be written: " + e.getMessage(),
                    "name a file in a folder of yours"));
        }
    }
}

package remit.server.runs;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** rejected.csv: every row that could not become a case, with its line, field, value, why and fix (RFC 4180). */
final class RejectedFile implements AutoCloseable {
    private static final int LONGEST_VALUE = 500;
    private final Path path;
    private final BufferedWriter writer;
    private long count;

    RejectedFile(Path path) {
        this.path = path;
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            this.writer = Files.newBufferedWriter(path, StandardCharsets.UTF_8);
            writer.write("line,field,value,why,fix\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    void add(long line, String field, String value, String why, String fix) {
        count++;
        String shown = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "..." : value;
        try {
            writer.write(line + "," + quote(field) + "," + quote(shown) + "," + quote(why) + "," + quote(fix) + "\r\n");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
        }
    }

    private static String quote(String value) {
        // A leading formula character would be run by a spreadsheet that opens the file.
        String safe = !value.isEmpty() && "=+-@".indexOf(value.charAt(0)) >= 0 && !value.matches("[+-]?[0-9.,]+")
                ? "'" + value
                : value;
        return safe.matches("[^\",\\r\\n]*") ? safe : '"' + safe.replace("\"", "\"\"") + '"';
    }

    long count() {
        return count;
    }

    @Override
    public void close() {
        try {
            writer.close();
            if (count == 0) Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
        }
    }
}

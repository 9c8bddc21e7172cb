package remit.server.runs;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.BufferedWriter;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import remit.server.store.PrivateFile;

/**
 * rejected.csv: every row that could not become a case, with its line, field, value, why and fix (RFC 4180), in the order
 * of the lines. What contradicts another row is known only after the whole file was read: those are kept aside, in order
 * too, and the two are merged at the end, so that memory stays small whatever is rejected.
 */
final class RejectedFile implements AutoCloseable {
    private static final int LONGEST_VALUE = 500;
    private static final String HEADER = "line,field,value,why,fix\r\n";

    private final Path path;
    private final Path firstPath;
    private final Path laterPath;
    private final DataOutputStream first;
    private final DataOutputStream later;
    private long count;
    private long lastLine;

    RejectedFile(Path path) {
        this.path = path;
        this.firstPath = path.resolveSibling(path.getFileName() + ".part");
        this.laterPath = path.resolveSibling(path.getFileName() + ".later.part");
        try {
            Files.createDirectories(path.toAbsolutePath().getParent());
            this.first = open(firstPath);
            this.later = open(laterPath);
        } catch (IOException e) {
            throw unwritten(path, e);
        }
    }

    private static DataOutputStream open(Path part) throws IOException {
        return new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(PrivateFile.ensure(part))));
    }

    private static UncheckedIOException unwritten(Path path, IOException e) {
        return new UncheckedIOException("cannot write " + path + ": " + e.getMessage(), e);
    }

    /** Rows come in the order of their lines, twice: those that cannot be read, then those that contradict another. */
    void add(long line, String field, String value, String why, String fix) {
        count++;
        String shown = value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "..." : value;
        String text = line + "," + quote(field) + "," + quote(shown) + "," + quote(why) + "," + quote(fix) + "\r\n";
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        boolean again = line < lastLine || later.size() > 0;
        try {
            DataOutputStream part = again ? later : first;
            part.writeLong(line);
            part.writeInt(bytes.length);
            part.write(bytes);
        } catch (IOException e) {
            throw unwritten(path, e);
        }
        lastLine = Math.max(lastLine, line);
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
            first.close();
            later.close();
            if (count == 0) Files.deleteIfExists(path);
            else merge();
            Files.delete(firstPath);
            Files.delete(laterPath);
        } catch (IOException e) {
            throw unwritten(path, e);
        }
    }

    private void merge() throws IOException {
        try (var left = new Part(firstPath);
                var right = new Part(laterPath);
                BufferedWriter writer = Files.newBufferedWriter(PrivateFile.ensure(path), StandardCharsets.UTF_8)) {
            writer.write(HEADER);
            while (left.line < Long.MAX_VALUE || right.line < Long.MAX_VALUE) {
                Part next = left.line <= right.line ? left : right;
                writer.write(next.text);
                next.advance();
            }
        }
    }

    /** One of the two as it was written; at its end the line is beyond every other. */
    private static final class Part implements AutoCloseable {
        private final DataInputStream in;
        private long left;
        private long line;
        private String text = "";

        Part(Path path) throws IOException {
            in = new DataInputStream(new BufferedInputStream(Files.newInputStream(path)));
            left = Files.size(path);
            advance();
        }

        void advance() throws IOException {
            if (left == 0) {
                line = Long.MAX_VALUE;
                return;
            }
            line = in.readLong();
            byte[] bytes = in.readNBytes(in.readInt());
            left -= Long.BYTES + Integer.BYTES + bytes.length;
            text = new String(bytes, StandardCharsets.UTF_8);
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}

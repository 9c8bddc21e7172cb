package remit.server.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * A file of the write-ahead log, as PostgreSQL names it.
 *
 * @param timeline rises with every restore
 * @param number from the beginning of the database
 * @param bytes of a full one
 */
record Segment(long timeline, long number, long bytes) {
    private static final Pattern NAME = Pattern.compile("[0-9A-F]{24}");
    private static final long LOG = 1L << 32;
    /** Offsets in the header of a segment's first page, which PostgreSQL keeps from version to version. */
    private static final int ADDRESS = 8;

    private static final int SYSTEM = 24;
    private static final int HEADER = 40;

    Segment {
        if (bytes < 1 << 20 || LOG % bytes != 0) throw new IllegalArgumentException("bytes: " + bytes);
    }

    static boolean isName(String name) {
        return NAME.matcher(name).matches();
    }

    static Segment of(String name, long bytes) {
        if (!isName(name)) throw new IllegalArgumentException("name: " + name);
        long inLog = LOG / bytes;
        return new Segment(
                Long.parseLong(name.substring(0, 8), 16),
                Long.parseLong(name.substring(8, 16), 16) * inLog + Long.parseLong(name.substring(16), 16),
                bytes);
    }

    String name() {
        long inLog = LOG / bytes;
        return "%08X%08X%08X".formatted(timeline, number / inLog, number % inLog);
    }

    Segment next() {
        return new Segment(timeline, number + 1, bytes);
    }

    /** The first address in it. */
    long start() {
        return number * bytes;
    }

    /** What a file holds that bears a segment's name. */
    enum Content {
        /** This segment of this database. */
        ITS_OWN,
        /** A segment of another database. */
        FOREIGN,
        /** Nothing, or an older segment whose file waits to be used again. */
        NOT_YET
    }

    Content content(Path file, String system) throws IOException {
        try (FileChannel channel = FileChannel.open(file)) {
            if (channel.size() != bytes) return Content.NOT_YET;
            ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
            while (header.hasRemaining() && channel.read(header) >= 0) continue;
            if (header.getLong(ADDRESS) != start()) return Content.NOT_YET;
            return Long.toUnsignedString(header.getLong(SYSTEM)).equals(system) ? Content.ITS_OWN : Content.FOREIGN;
        }
    }
}

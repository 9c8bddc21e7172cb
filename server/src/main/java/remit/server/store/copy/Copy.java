package remit.server.store.copy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** PostgreSQL's COPY: how rows are written in its text and its binary format, and how they are sent. */
public final class Copy {
    /** Signature, no flags, no extension. */
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    /** Where PostgreSQL counts from: 2000-01-01T00:00:00Z. */
    private static final long EPOCH_SECONDS = 946_684_800L;

    private static final int MESSAGE = 1 << 16;

    private Copy() {}

    /** Appends {@code value}, escaped; null as {@code \N}. */
    public static StringBuilder value(StringBuilder out, @Nullable String value) {
        if (value == null) return out.append("\\N");
        int plain = plain(value);
        if (plain == value.length()) return out.append(value);
        out.append(value, 0, plain);
        for (int i = plain; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> out.append("\\\\");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                default -> out.append(c);
            }
        }
        return out;
    }

    /** Appends a row of them. */
    public static void line(StringBuilder out, @Nullable String[] values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) out.append('\t');
            value(out, values[i]);
        }
        out.append('\n');
    }

    /** How many characters come before the first that COPY needs escaped. */
    private static int plain(String value) {
        int i = 0;
        while (i < value.length() && value.charAt(i) != '\\' && value.charAt(i) >= ' ') i++;
        return i;
    }

    /** Sends rows that are written out already. */
    public static void send(Connection connection, String sql, StringBuilder rows) throws SQLException {
        if (rows.isEmpty()) return;
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, Reader.of(rows));
        } catch (IOException e) {
            throw new SQLException("reading from memory failed", e);
        }
    }

    /** Sends the rows that {@code rows} gives, many a message, so that they never stand in memory as one. */
    public static void send(Connection connection, String sql, Pieces rows) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            var message = new ByteArrayOutputStream(MESSAGE);
            rows.writeTo(piece -> {
                message.writeBytes(piece);
                if (message.size() >= MESSAGE) flush(copy, message);
            });
            flush(copy, message);
            copy.endCopy();
        } finally {
            if (copy.isActive()) copy.cancelCopy();
        }
    }

    private static void flush(CopyIn copy, ByteArrayOutputStream message) throws SQLException {
        byte[] bytes = message.toByteArray();
        if (bytes.length > 0) copy.writeToCopy(bytes, 0, bytes.length);
        message.reset();
    }

    /** The same of {@link BinaryRow}s. @param sql {@code copy ... from stdin with (format binary)} */
    public static void sendBinary(Connection connection, String sql, Pieces rows) throws SQLException {
        send(connection, sql, sink -> {
            sink.take(HEADER);
            rows.writeTo(sink);
            sink.take(TRAILER);
        });
    }

    /**
     * A row in the binary format: nothing is escaped by whoever writes and nothing parsed by the database, which takes half of
     * what the same row costs as text. Every field in the order of its columns, of exactly their types.
     */
    public static final class BinaryRow {
        private final ByteArrayOutputStream out;

        /** @param fields how many columns, {@code size} about how many bytes */
        public BinaryRow(int fields, int size) {
            out = new ByteArrayOutputStream(size);
            number(fields, 2);
        }

        /** The rest of a row that begins elsewhere. */
        public BinaryRow() {
            out = new ByteArrayOutputStream(64);
        }

        public BinaryRow text(@Nullable String value) {
            return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        }

        /** A {@code bytea}, or text in UTF-8. */
        public BinaryRow bytes(byte @Nullable [] value) {
            if (value == null) return none();
            number(value.length, 4);
            out.writeBytes(value);
            return this;
        }

        public BinaryRow bigint(long value) {
            number(8, 4);
            return number(value, 8);
        }

        public BinaryRow uuid(UUID value) {
            number(16, 4);
            number(value.getMostSignificantBits(), 8);
            return number(value.getLeastSignificantBits(), 8);
        }

        /** @throws ArithmeticException for a moment that microseconds in 64 bits cannot tell */
        public BinaryRow timestamptz(Instant value) {
            long seconds = Math.subtractExact(value.getEpochSecond(), EPOCH_SECONDS);
            return bigint(Math.addExact(Math.multiplyExact(seconds, 1_000_000L), value.getNano() / 1000));
        }

        private BinaryRow none() {
            return number(-1, 4);
        }

        private BinaryRow number(long value, int bytes) {
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.write((byte) (value >>> shift));
            return this;
        }

        public byte[] made() {
            return out.toByteArray();
        }
    }

    /** Rows, written out. */
    public interface Pieces {
        void writeTo(Sink sink) throws SQLException;
    }

    /** Where they go. */
    public interface Sink {
        void take(byte[] piece) throws SQLException;
    }
}

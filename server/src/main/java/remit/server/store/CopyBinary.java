package remit.server.store;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The binary format of PostgreSQL's COPY: a row as its bytes. Nothing is escaped by whoever writes and nothing parsed by
 * the database, which takes half of what the same rows cost as text. Every value has the exact type of its column.
 */
final class CopyBinary {
    /** Signature, no flags, no extension. */
    private static final byte[] HEADER = {
        'P', 'G', 'C', 'O', 'P', 'Y', '\n', (byte) 0xff, '\r', '\n', 0, 0, 0, 0, 0, 0, 0, 0, 0
    };

    private static final byte[] TRAILER = {(byte) 0xff, (byte) 0xff};

    /** Where PostgreSQL counts from: 2000-01-01T00:00:00Z. */
    private static final long EPOCH_SECONDS = 946_684_800L;

    private CopyBinary() {}

    /** One row that is being written: every field in the order of its columns. */
    static final class Row {
        private final ByteArrayOutputStream out;

        /** @param fields how many columns, {@code size} about how many bytes */
        Row(int fields, int size) {
            out = new ByteArrayOutputStream(size);
            number(fields, 2);
        }

        /** The rest of a row that begins elsewhere. */
        Row() {
            out = new ByteArrayOutputStream(64);
        }

        Row text(@Nullable String value) {
            return bytes(value == null ? null : value.getBytes(StandardCharsets.UTF_8));
        }

        /** A {@code bytea}, or text in UTF-8. */
        Row bytes(byte @Nullable [] value) {
            if (value == null) return none();
            number(value.length, 4);
            out.writeBytes(value);
            return this;
        }

        Row bigint(long value) {
            number(8, 4);
            return number(value, 8);
        }

        Row uuid(UUID value) {
            number(16, 4);
            number(value.getMostSignificantBits(), 8);
            return number(value.getLeastSignificantBits(), 8);
        }

        /** @throws ArithmeticException for a moment that microseconds in 64 bits cannot tell */
        Row timestamptz(Instant value) {
            long seconds = Math.subtractExact(value.getEpochSecond(), EPOCH_SECONDS);
            return bigint(Math.addExact(Math.multiplyExact(seconds, 1_000_000L), value.getNano() / 1000));
        }

        private Row none() {
            return number(-1, 4);
        }

        private Row number(long value, int bytes) {
            for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) out.write((byte) (value >>> shift));
            return this;
        }

        byte[] made() {
            return out.toByteArray();
        }
    }

    /** Sends the rows that {@code rows} gives. @param sql {@code copy ... from stdin with (format binary)} */
    static void send(Connection connection, String sql, CopyText.Pieces rows) throws SQLException {
        CopyText.send(connection, sql, sink -> {
            sink.take(HEADER);
            rows.writeTo(sink);
            sink.take(TRAILER);
        });
    }
}

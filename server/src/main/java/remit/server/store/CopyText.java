package remit.server.store;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** PostgreSQL's COPY: how a value is written in its text format, and how rows are sent. */
final class CopyText {
    private static final int MESSAGE = 1 << 16;

    private CopyText() {}

    /** Appends {@code value}, escaped; null as {@code \N}. */
    static StringBuilder value(StringBuilder out, @Nullable String value) {
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
    static void line(StringBuilder out, @Nullable String[] values) {
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
    static void send(Connection connection, String sql, StringBuilder rows) throws SQLException {
        if (rows.isEmpty()) return;
        try {
            connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, Reader.of(rows));
        } catch (IOException e) {
            throw new SQLException("reading from memory failed", e);
        }
    }

    /** Sends the rows that {@code rows} gives, many a message, so that they never stand in memory as one. */
    static void send(Connection connection, String sql, Pieces rows) throws SQLException {
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

    /** Rows in UTF-8. */
    interface Pieces {
        void writeTo(Sink sink) throws SQLException;
    }

    /** Where they go. */
    interface Sink {
        void take(byte[] piece) throws SQLException;
    }
}

package remit.server.store;

import java.io.IOException;
import java.io.Reader;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/** The text format of PostgreSQL's COPY: how a value is written, and how rows are sent. */
final class CopyText {
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

    /** Sends the rows that {@code rows} gives, piece by piece, so that they never stand in memory as one. */
    static void send(Connection connection, String sql, Pieces rows) throws SQLException {
        CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
        try {
            rows.writeTo(piece -> copy.writeToCopy(piece, 0, piece.length));
            copy.endCopy();
        } finally {
            if (copy.isActive()) copy.cancelCopy();
        }
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

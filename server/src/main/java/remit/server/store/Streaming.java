package remit.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Reads large results row by row in bounded memory (the driver streams only inside a transaction). */
public final class Streaming {
    private Streaming() {}

    /** What is done with each row. */
    @FunctionalInterface
    public interface RowUse {
        void accept(ResultSet row) throws SQLException;
    }

    public static void query(DataSource dataSource, String sql, List<?> parameters, RowUse use) {
        try (Connection connection = dataSource.getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.setFetchSize(1000);
                for (int i = 0; i < parameters.size(); i++) statement.setObject(i + 1, parameters.get(i));
                try (ResultSet rows = statement.executeQuery()) {
                    while (rows.next()) use.accept(rows);
                }
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be read: " + e.getMessage(), e);
        }
    }
}

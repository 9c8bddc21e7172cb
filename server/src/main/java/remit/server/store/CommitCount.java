package remit.server.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many commits the log has had. Whatever is computed from the log holds for as long as this number stays; the newest
 * time in it would not tell, because clocks of several machines differ and commits overtake each other.
 */
public final class CommitCount {
    private CommitCount() {}

    public static long of(JdbcClient jdbc) {
        return jdbc.sql("select coalesce(sum(commits), 0) from commit_count")
                .query(Long.class)
                .single();
    }

    /** Counts one, last of all in its transaction: writers that share a number wait for each other but for the commit. */
    static void add(Connection connection, int writer) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement("insert into commit_count (writer, commits) values (?, 1)"
                        + " on conflict (writer) do update set commits = commit_count.commits + 1")) {
            statement.setInt(1, writer);
            statement.executeUpdate();
        }
    }
}

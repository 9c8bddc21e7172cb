package remit.server.store;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.UUID;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import remit.kernel.ProblemException;

/**
 * Opens connections for the pool. Where the embedded server has died, it is started again on the way, so a long-lived
 * process outlives a kill of its database.
 */
final class DatabaseEndpoint implements DataSource {
    static final String EMBEDDED_NAME = "remit";
    /** SQLSTATE class "connection exception". */
    private static final String CONNECTION = "08";
    /** SQLSTATE class "operator intervention": the server is shutting down. */
    private static final String SHUTDOWN = "57P";

    /** One a process, whatever it opens. */
    static final String NAME = "remit " + UUID.randomUUID();

    private final @Nullable EmbeddedPostgres embedded;
    private final String database;
    private volatile PGSimpleDataSource current;

    private DatabaseEndpoint(@Nullable EmbeddedPostgres embedded, String database, PGSimpleDataSource current) {
        this.embedded = embedded;
        this.database = database;
        this.current = current;
    }

    static DatabaseEndpoint of(EmbeddedPostgres embedded, String database) {
        return new DatabaseEndpoint(embedded, database, source(embedded.address(), database));
    }

    static DatabaseEndpoint of(PGSimpleDataSource own) {
        return new DatabaseEndpoint(null, "", tuned(own));
    }

    private static PGSimpleDataSource source(EmbeddedPostgres.Address address, String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setUrl(address.jdbcUrl(database));
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setSslMode("disable");
        source.setGssEncMode("disable");
        return tuned(source);
    }

    /** The name of its sessions says which process it is: what it has in hand is free once no session bears it any more. */
    private static PGSimpleDataSource tuned(PGSimpleDataSource source) {
        source.setApplicationName(NAME);
        source.setReWriteBatchedInserts(true);
        source.setTcpKeepAlive(true);
        if (source.getConnectTimeout() <= 0 || source.getConnectTimeout() > 10) source.setConnectTimeout(10);
        return source;
    }

    @Override
    public Connection getConnection() throws SQLException {
        try {
            return current.getConnection();
        } catch (SQLException e) {
            EmbeddedPostgres server = embedded;
            if (server == null || !isServerGone(e)) throw e;
            try {
                current = source(server.revive(), database);
            } catch (ProblemException problem) {
                problem.addSuppressed(e);
                throw new SQLException(problem.getMessage(), e.getSQLState(), problem);
            }
            return current.getConnection();
        }
    }

    private static boolean isServerGone(SQLException e) {
        String state = String.valueOf(e.getSQLState());
        return state.startsWith(CONNECTION) || state.startsWith(SHUTDOWN);
    }

    @Override
    public Connection getConnection(String user, String password) throws SQLException {
        throw new SQLFeatureNotSupportedException("the user is part of the configuration");
    }

    @Override
    public @Nullable PrintWriter getLogWriter() {
        return null;
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        throw new SQLFeatureNotSupportedException("the driver logs by java.util.logging");
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        current.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return current.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() {
        return Logger.getLogger("org.postgresql");
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) return type.cast(this);
        throw new SQLException("not a wrapper for " + type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) {
        return type.isInstance(this);
    }
}

package remit.server.erasure;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Real connections of a program that ends after so many of its words to the database: from then on nothing it says arrives,
 * and what it had not committed is gone.
 */
final class TestingEnding extends DelegatingDataSource {
    private static final Set<String> WORDS = Set.of("prepareStatement", "createStatement", "unwrap", "commit");

    private int left;
    private boolean ended;

    TestingEnding(DataSource source, int after) {
        super(source);
        this.left = after;
    }

    synchronized boolean ended() {
        return ended;
    }

    private synchronized void said() throws SQLException {
        if (left-- <= 0) ended = true;
        if (ended) throw new SQLException("the program has ended", "08006");
    }

    @Override
    public Connection getConnection() throws SQLException {
        if (ended()) throw new SQLException("the program has ended", "08006");
        Connection real = super.getConnection();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    boolean word = WORDS.contains(method.getName());
                    try {
                        if (word) said();
                        Object result = method.invoke(real, arguments);
                        // Ended after the commit and before its answer.
                        if (method.getName().equals("commit")) said();
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    } catch (SQLException end) {
                        real.rollback();
                        throw end;
                    }
                });
    }
}

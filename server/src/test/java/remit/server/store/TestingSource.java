package remit.server.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** Real connections that can be told to misbehave. */
final class TestingSource extends DelegatingDataSource {
    final AtomicInteger answersToLose = new AtomicInteger();
    /** Commits that come through later than the connection breaks. */
    final AtomicInteger commitsToDelay = new AtomicInteger();

    /** How often it was committed and rolled back. */
    final AtomicInteger commits = new AtomicInteger();

    final AtomicInteger rollbacks = new AtomicInteger();

    /** How many wait at the gate. */
    final AtomicInteger waiting = new AtomicInteger();

    final AtomicReference<@Nullable Error> nextError = new AtomicReference<>();
    final AtomicReference<CountDownLatch> gate = new AtomicReference<>(new CountDownLatch(0));

    TestingSource(DataSource source) {
        super(source);
    }

    @Override
    public Connection getConnection() throws SQLException {
        Error error = nextError.getAndSet(null);
        if (error != null) throw error;
        waiting.incrementAndGet();
        try {
            gate.get().await();
        } catch (InterruptedException e) {
            throw new SQLException(e);
        } finally {
            waiting.decrementAndGet();
        }
        Connection real = super.getConnection();
        var broken = new AtomicBoolean();
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (_, method, arguments) -> {
                    boolean commit = method.getName().equals("commit");
                    if (commit) commits.incrementAndGet();
                    if (method.getName().equals("rollback")) rollbacks.incrementAndGet();
                    // The pool's own connection lives until its commit is through.
                    if (broken.get()) return null;
                    if (commit && commitsToDelay.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                        broken.set(true);
                        Thread.ofVirtual().start(() -> commitLate(real));
                        throw new SQLException("an I/O error occurred", "08006");
                    }
                    try {
                        Object result = method.invoke(real, arguments);
                        if (commit && answersToLose.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
                            throw new SQLException("an I/O error occurred", "08006");
                        }
                        return result;
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private static void commitLate(Connection real) {
        try (real) {
            Thread.sleep(500);
            real.commit();
            real.setAutoCommit(true);
        } catch (SQLException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

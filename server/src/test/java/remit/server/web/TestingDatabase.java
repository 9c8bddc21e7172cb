package remit.server.web;

import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A migrated database for one test class: the one place that knows where the server comes from. */
final class TestingDatabase implements AutoCloseable {
    private final com.zaxxer.hikari.HikariDataSource pool;

    private TestingDatabase(com.zaxxer.hikari.HikariDataSource pool) {
        this.pool = pool;
    }

    /** A fresh database on the server that system property {@code remit.test.jdbc} names (the part before the name). */
    static TestingDatabase fresh() {
        String server = System.getProperty("remit.test.jdbc", "jdbc:postgresql://127.0.0.1:54991/");
        String name = "web_" + UUID.randomUUID().toString().replace("-", "");
        JdbcClient.create(new DriverManagerDataSource(server + "postgres", "postgres", ""))
                .sql("create database " + name)
                .update();
        var pool = new com.zaxxer.hikari.HikariDataSource();
        pool.setJdbcUrl(server + name);
        pool.setUsername("postgres");
        pool.setMaximumPoolSize(8);
        Flyway.configure().dataSource(pool).load().migrate();
        return new TestingDatabase(pool);
    }

    DataSource source() {
        return pool;
    }

    @Override
    public void close() {
        pool.close();
    }
}

package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import remit.server.evidence.EvidenceKeys;
import remit.server.evidence.Sequencer;

/** What was recorded before there was a tree: the migration leaves it as it lies, and the sequencer gives it its places. */
final class TreeMigrationIT {
    private static final int CASES = 700;

    @TempDir
    Path folder;

    @Test
    void earlier_events_are_not_touched_by_the_migration_and_put_in_order_once() {
        try (Database database = Database.open(
                        DataDirectory.prepare(folder.resolve("data")).orThrow(), DatabaseOptions.embedded())
                .orThrow()) {
            JdbcClient jdbc = JdbcClient.create(database.source());
            flyway(database, "14");
            // The clock went back within each case: its second event is recorded before its first.
            jdbc.sql(
                            "insert into earlier.event (id, process, case_id, seq, type, at, recorded_at, actor, leaf, leaf_hash)"
                                    + " select gen_random_uuid(), 'shop', 'case_' || c, s, 'Said', now(),"
                                    + " timestamptz '2026-01-01' + c * interval '1 hour' - s * interval '1 minute', 'service:x', 'l',"
                                    + " sha256(convert_to(c || '/' || s, 'utf8')) from generate_series(1, ?) c, generate_series(1, 3) s")
                    .param(CASES)
                    .update();
            String before = lies(jdbc);
            flyway(database, "latest");
            assertThat(lies(jdbc))
                    .as("whoever writes meanwhile waits for no table to be rewritten")
                    .isEqualTo(before);

            // And the log's key begins in the log, too.
            long placed = sequence(database);
            assertThat(placed).isEqualTo(3 * CASES + 1);
            assertThat(jdbc.sql("select count(*) from earlier.event e join earlier.leaf_batch b on b.id = e.batch"
                                    + " where b.event_ids[e.ordinal + 1] = e.id and b.first_position is not null")
                            .query(Long.class)
                            .single())
                    .isEqualTo(placed);
            assertThat(jdbc.sql(
                                    "select count(*) from earlier.event a join earlier.leaf_batch x on x.id = a.batch"
                                            + " join earlier.event b on a.case_id = b.case_id and a.seq < b.seq join earlier.leaf_batch y"
                                            + " on y.id = b.batch where x.first_position + a.ordinal > y.first_position + b.ordinal")
                            .query(Long.class)
                            .single())
                    .isZero();
            assertThat(sequence(database)).isZero();
        }
    }

    /** Where the rows lie, and which transactions wrote them. */
    private static String lies(JdbcClient jdbc) {
        return jdbc.sql("select pg_relation_filenode('earlier.event') || ' ' || count(*) || ' '"
                        + " || max(ctid::text) || ' ' || string_agg(distinct xmin::text, ' ') from earlier.event")
                .query(String.class)
                .single();
    }

    private long sequence(Database database) {
        var source = new DelegatingDataSource(database.source()) {
            @Override
            public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                connection.setSchema("earlier");
                return connection;
            }
        };
        InstantSource clock = InstantSource.system();
        try (var log = new EvidenceLog(source, "Acme", clock)) {
            var keys = new EvidenceKeys(
                    new EvidenceKeys.Parts(source, log, "remit_testing", folder.resolve("evidence.key"), false, clock));
            return new Sequencer(source, keys, clock).sequence();
        }
    }

    private static void flyway(Database database, String target) {
        Flyway.configure(TreeMigrationIT.class.getClassLoader())
                .dataSource(database.source())
                .schemas("earlier")
                .locations("classpath:db/migration")
                .target(target)
                .load()
                .migrate();
    }
}

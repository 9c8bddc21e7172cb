package remit.server.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was recorded before there was a tree waits for its place in it, each case in its own order. */
final class TreeMigrationIT {
    @TempDir
    Path folder;

    @Test
    void earlier_events_are_put_in_order_once() {
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
                                    + " sha256(convert_to(c || '/' || s, 'utf8')) from generate_series(1, 700) c, generate_series(1, 3) s")
                    .update();
            flyway(database, "latest");
            assertThat(jdbc.sql("select count(*) from earlier.leaf_batch")
                            .query(Long.class)
                            .single())
                    .isEqualTo(3);
            assertThat(jdbc.sql("select count(*) from earlier.event e join earlier.leaf_batch b on b.id = e.batch"
                                    + " where b.event_ids[e.ordinal + 1] = e.id"
                                    + " and substr(b.leaf_hashes, (e.ordinal * 32 + 1)::int, 32) = e.leaf_hash")
                            .query(Long.class)
                            .single())
                    .isEqualTo(2100);
            assertThat(jdbc.sql("select count(*) from earlier.event a join earlier.event b on a.case_id = b.case_id"
                                    + " and a.seq < b.seq where (a.batch, a.ordinal) > (b.batch, b.ordinal)")
                            .query(Long.class)
                            .single())
                    .isZero();
            assertThat(jdbc.sql("insert into earlier.leaf_batch (event_ids) values ('{}') returning id")
                            .query(Long.class)
                            .single())
                    .isEqualTo(4);
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

package remit.server.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The staged rows of a file hold every input: they go with the run, and those of a killed one with the next. */
final class StagingIT {
    @TempDir
    Path folder;

    private TestingOffice office;

    @BeforeEach
    void open() {
        office = TestingOffice.open(folder);
    }

    @AfterEach
    void close() {
        office.close();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = office.installation().source().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private List<String> staged() {
        return office.texts("select tablename from pg_tables where tablename like 'staging%' order by 1");
    }

    private void leave(String run, String process, String status) throws SQLException {
        execute("create unlogged table staging_" + run + " (line bigint)");
        if (process.isEmpty()) return;
        execute("insert into run (run_id, process, pack_sha256, file_sha256, options, status, started_at) values ('run_"
                + run + "', '" + process + "', '', '', '{}', '" + status + "', now())");
    }

    @Test
    void a_run_that_breaks_leaves_no_rows_and_completes_afterwards() throws SQLException {
        TestingShop shop = TestingShop.of("breaks");
        Path pack = shop.pack(folder);
        Path file = shop.file(folder, "breaks.csv", TestingPurchases.ledger(51, 80));
        execute("create function refuse() returns trigger language plpgsql as"
                + " $$ begin raise exception 'the disk is full'; end $$");
        execute("create trigger refuse before insert on case_view execute function refuse()");
        assertThatThrownBy(() -> office.tryRun(pack, file, "0.5"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("the disk is full");
        assertThat(staged()).isEmpty();
        execute("drop trigger refuse on case_view");
        assertThat(office.run(pack, file, "0.5").number("cases", 0)).isEqualTo(40);
        assertThat(staged()).isEmpty();
    }

    @Test
    void what_killed_runs_left_goes_with_the_next_run_but_not_what_another_process_may_need() throws SQLException {
        leave("00000000000000aa", "", "");
        leave("00000000000000bb", "elsewhere", "finished");
        leave("00000000000000cc", "sweeps", "running");
        leave("00000000000000dd", "elsewhere", "running");
        TestingShop shop = TestingShop.of("sweeps");
        office.run(shop.pack(folder), shop.file(folder, "s.csv", TestingPurchases.ledger(52, 40)), "0.5");
        assertThat(staged()).containsExactly("staging_00000000000000dd");
    }
}

package remit.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import remit.kernel.Json;

/** The change log says the same as lines and as a table. */
final class ChangelogCommandIT {
    private static final Path PACK = TestingLine.ROOT.resolve("packs/invoices");

    @TempDir
    Path folder;

    @Test
    void the_table_has_every_decision_of_the_lines_as_another_engine_reads_it() throws Exception {
        String data = folder.resolve("data").toString();
        String sample = PACK.resolve("sample.csv").toString();
        TestingLine.here(List.of("run", PACK.toString(), "--data", sample, "--data-dir", data));
        List<Json.Obj> lines = TestingLine.here(List.of("changelog", "--data-dir", data))
                .out()
                .lines()
                .map(Json::parseObject)
                .toList();
        assertThat(lines).hasSizeGreaterThan(100);
        Path file = folder.resolve("decisions.parquet");
        var ended = TestingLine.here(
                List.of("changelog", "--format", "parquet", "-o", file.toString(), "--data-dir", data));
        assertThat(ended.status()).as(ended.errors()).isZero();
        try (Connection duck = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = duck.createStatement();
                ResultSet row =
                        statement.executeQuery("select process_id, epoch_us(timestamp), model, inputs, decision,"
                                + " human_escalation, owner, ext->>'case', tools_invoked from read_parquet('" + file
                                + "')")) {
            for (Json.Obj line : lines) {
                assertThat(row.next()).isTrue();
                assertThat(row.getString(1)).isEqualTo(line.text("process_id"));
                Instant time = Instant.parse(line.text("timestamp", ""));
                assertThat(row.getLong(2)).isEqualTo(time.getEpochSecond() * 1_000_000 + time.getNano() / 1000);
                assertThat(row.getString(3)).isEqualTo(line.text("model"));
                assertThat(Json.parseObject(row.getString(4))).isEqualTo(line.object("inputs"));
                assertThat(row.getString(5)).isEqualTo(line.text("decision"));
                assertThat(row.getBoolean(6)).isEqualTo(line.flag("human_escalation"));
                assertThat(row.getString(7)).isEqualTo(line.text("owner"));
                assertThat(row.getString(8)).isEqualTo(line.object("ext").text("case"));
                assertThat(Json.parse(row.getString(9))).isEqualTo(Json.array(line.array("tools_invoked")));
            }
            assertThat(row.next()).isFalse();
        }
        assertThat(TestingLine.here(List.of("changelog", "--format", "parquet", "--data-dir", data))
                        .status())
                .isEqualTo(2);
    }
}

package remit.server.runs;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import remit.kernel.Json;
import remit.server.packs.Row;
import remit.server.store.Streaming;

/**
 * The rows of a log of events, brought together by case. PostgreSQL sorts them, so that memory stays bounded by the rows of
 * one case, however long the file is and however far apart the rows of a case stand in it. The table is unlogged and goes
 * when the cases are read.
 */
final class Gathering implements AutoCloseable {
    private static final int FLUSH = 1 << 18;

    /** More rows of one case are not kept: whoever reads them refuses the case by then. */
    private static final int MOST_KEPT = 1_001;

    private final DataSource dataSource;
    private final String table;

    Gathering(DataSource dataSource, String table) {
        this.dataSource = dataSource;
        this.table = table;
    }

    /** Takes every row that {@code rows} gives. */
    void load(Consumer<Consumer<Row.Part>> rows) {
        execute("drop table if exists " + table);
        execute("create unlogged table " + table + " (line bigint, grp text collate \"C\", place numeric, part text)");
        try (Connection connection = dataSource.getConnection()) {
            CopyIn copy = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("copy " + table + " (line, grp, place, part) from stdin");
            var buffer = new StringBuilder(FLUSH + 4096);
            try {
                rows.accept(part -> {
                    line(buffer, part);
                    if (buffer.length() >= FLUSH) flush(copy, buffer);
                });
                flush(copy, buffer);
                copy.endCopy();
            } finally {
                if (copy.isActive()) copy.cancelCopy();
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the rows could not be staged: " + e.getMessage(), e);
        }
    }

    private static void line(StringBuilder out, Row.Part part) {
        out.append(part.line()).append('\t');
        Staging.escape(out, part.group()).append('\t');
        out.append(part.place().toPlainString()).append('\t');
        Staging.escape(out, part.toJson().compact()).append('\n');
    }

    private static void flush(CopyIn copy, StringBuilder buffer) {
        byte[] bytes = buffer.toString().getBytes(StandardCharsets.UTF_8);
        try {
            copy.writeToCopy(bytes, 0, bytes.length);
        } catch (SQLException e) {
            throw new IllegalStateException("the rows could not be staged: " + e.getMessage(), e);
        }
        buffer.setLength(0);
    }

    /** Hands on the rows of each case together, in the order in which they happened. */
    void groups(Consumer<List<Row.Part>> use) {
        var group = new ArrayList<Row.Part>();
        Streaming.query(
                dataSource,
                "select line, grp, place, part from " + table + " order by grp, place, line",
                List.of(),
                row -> {
                    String name = row.getString(2);
                    if (!group.isEmpty() && !group.getFirst().group().equals(name)) {
                        use.accept(List.copyOf(group));
                        group.clear();
                    }
                    BigDecimal place = row.getBigDecimal(3);
                    if (group.size() < MOST_KEPT)
                        group.add(Row.Part.fromJson(row.getLong(1), name, place, Json.parseObject(row.getString(4))));
                });
        if (!group.isEmpty()) use.accept(List.copyOf(group));
    }

    private void execute(String sql) {
        try (Connection connection = dataSource.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException("the rows could not be sorted into cases: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        execute("drop table if exists " + table);
    }
}

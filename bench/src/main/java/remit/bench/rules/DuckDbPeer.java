package remit.bench.rules;

import java.io.BufferedWriter;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.stream.Collectors;

/**
 * A table as one CASE expression in DuckDB, over the same cases in memory: decimals exact, texts as an ENUM, which is what
 * is fastest there. One thread, unless it is given more.
 */
final class DuckDbPeer implements AutoCloseable {
    private static final List<String> NAMES = List.of("confidence", "amount", "risk", "tier", "known", "day");

    private final Connection connection;
    private final String expression;
    private final int count;

    DuckDbPeer(MadeTable table, MadeCases cases) throws SQLException, IOException {
        this(table, cases, 1);
    }

    /** @param threads how many it may use */
    DuckDbPeer(MadeTable table, MadeCases cases, int threads) throws SQLException, IOException {
        this.connection = DriverManager.getConnection("jdbc:duckdb:");
        this.expression = expression(table);
        this.count = cases.count();
        threads(threads);
        run("CREATE TYPE risk_tier AS ENUM (" + quoted(MadeCases.words(2)) + ")");
        run("CREATE TYPE customer_tier AS ENUM (" + quoted(MadeCases.words(3)) + ")");
        Path file = Files.createTempFile("remit-bench", ".csv");
        try {
            write(cases, file);
            run("CREATE TABLE cases AS SELECT number, confidence, amount, risk::risk_tier AS risk,"
                    + " tier::customer_tier AS tier, known = 1 AS known, DATE '1970-01-01' + day AS day"
                    + " FROM read_csv('" + file + "', header = false, columns = {'number': 'INTEGER',"
                    + " 'confidence': 'DECIMAL(4, 2)', 'amount': 'DECIMAL(9, 2)', 'risk': 'VARCHAR',"
                    + " 'tier': 'VARCHAR', 'known': 'INTEGER', 'day': 'INTEGER'}) ORDER BY number");
        } finally {
            Files.delete(file);
        }
    }

    private static void write(MadeCases cases, Path file) throws IOException {
        try (BufferedWriter lines = Files.newBufferedWriter(file)) {
            for (int i = 0; i < cases.count(); i++) {
                lines.write(i + "," + BigDecimal.valueOf(cases.confidence()[i], 2) + ","
                        + BigDecimal.valueOf(cases.cents()[i], 2) + "," + cases.riskTier(i) + ","
                        + cases.customerTier(i) + "," + cases.known()[i] + "," + cases.day()[i] + "\n");
            }
        }
    }

    /** Lets it use so many threads from now on. */
    void threads(int count) throws SQLException {
        run("SET threads = " + count);
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String quoted(List<String> words) {
        return words.stream().map(word -> "'" + word + "'").collect(Collectors.joining(", "));
    }

    /** The row of every case. */
    int[] rows() throws SQLException {
        int[] rows = new int[count];
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT number, " + expression + " FROM cases")) {
            while (found.next()) rows[found.getInt(1)] = found.getInt(2);
        }
        return rows;
    }

    /** The sum of the numbers of all cases' rows: every case is asked, and next to nothing comes back. */
    long sum() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery("SELECT sum(" + expression + ")::BIGINT FROM cases")) {
            found.next();
            return found.getLong(1);
        }
    }

    private static String expression(MadeTable table) {
        var sql = new StringBuilder("CASE");
        for (int row = 0; row < table.rows().size(); row++) {
            sql.append(" WHEN " + condition(table.columns(), table.rows().get(row)) + " THEN " + (row + 1));
        }
        return sql.append(" ELSE 0 END").toString();
    }

    private static String condition(List<MadeColumn> columns, List<BitSet> row) {
        var tests = new ArrayList<String>();
        for (int i = 0; i < columns.size(); i++) {
            MadeColumn column = columns.get(i);
            if (!column.everyValue(row.get(i))) tests.add(test(NAMES.get(i), column, row.get(i)));
        }
        return tests.isEmpty() ? "true" : String.join(" AND ", tests);
    }

    private static String test(String name, MadeColumn column, BitSet atoms) {
        return switch (column.type()) {
            case FLAG -> atoms.get(1) ? name : "NOT " + name;
            case TEXT ->
                name + (column.others(atoms) ? " NOT IN (" : " IN (")
                        + String.join(", ", column.words(atoms)).replace('"', '\'') + ")";
            case NUMBER, DAY, TIME, DAY_TIME, MONTHS, SPAN -> {
                MadeColumn.Interval interval = column.interval(atoms);
                var sides = new ArrayList<String>();
                if (!interval.from().isEmpty()) sides.add(name + " >= " + literal(interval.from()));
                if (!interval.to().isEmpty()) sides.add(name + " < " + literal(interval.to()));
                yield String.join(" AND ", sides);
            }
        };
    }

    private static String literal(String cell) {
        return cell.startsWith("date") ? "DATE '" + LocalDate.parse(cell.substring(6, cell.length() - 2)) + "'" : cell;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}

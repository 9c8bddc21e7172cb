package remit.bench;

import java.io.IOException;
import java.io.StringReader;
import java.io.StringWriter;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyManager;

/**
 * The peer: one connection of the same PostgreSQL that takes the same evidence rows, from ready text, by COPY, so many
 * decisions a commit, into empty tables with the same columns and indexes.
 */
final class OneConnection {
    private static final String OF_CASES = "where case_id in (select case_id from peer.taken where batch = %d)";

    private final DataSource source;

    OneConnection(DataSource source) {
        this.source = source;
    }

    /** The rows of one commit as COPY writes them. */
    private record Text(String events, String payloads) {}

    /** Decisions a second. @param decisions the newest that there are are taken, {@code batch} of them a commit */
    double rate(int decisions, int batch) throws SQLException, IOException {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement()) {
            prepare(statement, decisions, batch);
            CopyManager copy = connection.unwrap(PGConnection.class).getCopyAPI();
            var texts = new ArrayList<Text>();
            for (int i = 0; i < decisions / batch; i++) texts.add(read(copy, i));
            connection.setAutoCommit(false);
            int warm = texts.size() / 4;
            write(connection, copy, texts.subList(0, warm));
            long begun = System.nanoTime();
            write(connection, copy, texts.subList(warm, texts.size()));
            double seconds = (System.nanoTime() - begun) / 1e9;
            connection.setAutoCommit(true);
            check(statement);
            return (texts.size() - warm) * (double) batch / seconds;
        }
    }

    private static void prepare(Statement statement, int decisions, int batch) throws SQLException {
        statement.execute("drop schema if exists peer cascade");
        statement.execute("create schema peer");
        statement.execute("create table peer.event (like public.event including all)");
        statement.execute("create table peer.payload (like public.payload including all)");
        statement.execute(
                "create table peer.taken as select case_id, (row_number() over (order by updated_at, case_id) - 1) / "
                        + batch
                        + " as batch from (select case_id, updated_at from public.case_view order by updated_at desc limit "
                        + decisions + ") newest");
        statement.execute("create index on peer.taken (batch)");
        statement.execute("analyze peer.taken");
    }

    private static Text read(CopyManager copy, int batch) throws SQLException, IOException {
        String cases = String.format(java.util.Locale.ROOT, OF_CASES, batch);
        var events = new StringWriter();
        copy.copyOut("copy (select * from public.event " + cases + " order by id) to stdout", events);
        var payloads = new StringWriter();
        copy.copyOut(
                "copy (select * from public.payload where event_id in (select id from public.event " + cases
                        + ") order by event_id) to stdout",
                payloads);
        return new Text(events.toString(), payloads.toString());
    }

    private static void write(Connection connection, CopyManager copy, List<Text> texts)
            throws SQLException, IOException {
        for (Text text : texts) {
            copy.copyIn("copy peer.event from stdin", new StringReader(text.events()));
            copy.copyIn("copy peer.payload from stdin", new StringReader(text.payloads()));
            connection.commit();
        }
    }

    /** A rate counts only for rows that are there: three events a decision at least, and their payloads. */
    private static void check(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select (select count(*) from peer.event),"
                + " (select count(*) from peer.payload), (select count(*) from peer.taken)")) {
            row.next();
            if (row.getLong(1) < 3 * row.getLong(3) || row.getLong(2) < 3 * row.getLong(3)) {
                throw new IllegalStateException("rows: " + row.getLong(1) + ", " + row.getLong(2));
            }
        }
        statement.execute("drop schema peer cascade");
    }
}

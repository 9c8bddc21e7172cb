package remit.server.evidence;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.evidence.Merkle;
import remit.evidence.TreeHead;
import remit.kernel.Digest;
import remit.kernel.Json;

/** Writes evidence packs, as docs/reference/evidence-pack.md describes them, in memory that does not grow with the log. */
public final class EvidenceExport {
    private static final int ENTRIES_A_FILE = 1024;
    private static final int TRIES = 20;

    /** Of the heads between two sizes: those at every 1,024 entries, the last, and the first over each change of keys. */
    private static final String HEADS = """
            select note from tree_head h where size >= ? and size <= ? and (size %% %d = 0 or size = ? or size in (
              select (select min(c.size) from tree_head c where c.size > b.first_position + e.ordinal)
              from event_thread t join event e on e.id = t.event_id join leaf_batch b on b.id = e.batch
              where t.thread = '%s' and e.type = 'EvidenceKeyRotated'))
            order by size
            """.formatted(Sequencer.HEAD_EVERY, EvidenceKeys.THREAD);

    /** The batches between two positions; the first of them may begin before. */
    private static final String BATCHES = """
            select first_position, event_ids from leaf_batch
            where first_position >= coalesce((select max(first_position) from leaf_batch where first_position <= ?), 0)
              and first_position < ?
            order by first_position
            """;

    private static final String ENTRIES = """
            select coalesce(e.leaf, ''), p.salt, p.content from unnest(?::uuid[]) with ordinality u(id, n)
            left join event e on e.id = u.id left join payload p on p.event_id = u.id
            order by u.n
            """;

    private final DataSource source;
    private final Sequencer sequencer;
    private final EvidenceKeys keys;
    private final EvidenceTree tree;

    public EvidenceExport(DataSource source, Sequencer sequencer, EvidenceKeys keys) {
        this.source = source;
        this.sequencer = sequencer;
        this.keys = keys;
        this.tree = new EvidenceTree(source);
    }

    /** What a pack holds: entries from a position up to a head's size. */
    public record Written(long from, TreeHead head) {
        public long entries() {
            return head.size() - from;
        }
    }

    /** An entry as it is exported. @param payload null where there is none, or none any more */
    public record Entry(
            long position, String leaf, @Nullable Payload payload) {}

    /** What may be erased: its salt and its canonical text. */
    public record Payload(byte[] salt, String content) {}

    /** Writes a pack of all that was recorded at {@code since} or later, or of everything. */
    public Written pack(OutputStream out, @Nullable Instant since) throws IOException {
        return snapshot(since, (connection, written) -> {
            try (var zip = new ZipOutputStream(out)) {
                file(zip, "pack.json", manifest(written).pretty() + "\n");
                leaves(zip, written);
                file(zip, "heads.txt", heads(connection, written));
                var files = new EntryFiles(zip, written.from());
                entries(connection, written, files::add);
                files.end();
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    /** Gives every entry recorded at {@code since} or later. */
    public Written entries(@Nullable Instant since, Consumer<Entry> use) {
        return snapshot(since, (connection, written) -> entries(connection, written, use));
    }

    /** What is done with one state of the log. */
    private interface Use {
        void of(Connection connection, Written written) throws SQLException;
    }

    /**
     * Everything from one state of the database: a payload that is erased meanwhile would be missing without the entry that says
     * so.
     */
    private Written snapshot(@Nullable Instant since, Use use) {
        for (int tries = 0; tries < TRIES; tries++) {
            sequencer.sequence();
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                try {
                    if (isErasureWaiting(connection)) continue;
                    var written = new Written(from(connection, since), head(connection));
                    use.of(connection, written);
                    return written;
                } finally {
                    connection.rollback();
                    connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
                    connection.setAutoCommit(true);
                }
            } catch (SQLException e) {
                throw new IllegalStateException("the evidence could not be read: " + e.getMessage(), e);
            }
        }
        throw new IllegalStateException("the evidence could not be read: payloads were erased all the time");
    }

    private static boolean isErasureWaiting(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("""
                        select exists (select 1 from leaf_batch b cross join lateral unnest(b.event_ids) u(id)
                          join event e on e.id = u.id where b.first_position is null and e.type = 'PayloadsErased')
                        """);
                ResultSet row = query.executeQuery()) {
            return row.next() && row.getBoolean(1);
        }
    }

    private TreeHead head(Connection connection) throws SQLException {
        try (PreparedStatement query =
                        connection.prepareStatement("select note from tree_head order by size desc limit 1");
                ResultSet row = query.executeQuery()) {
            if (row.next()) return TreeHead.read(row.getString(1));
            throw new IllegalStateException("tree_head: no row, though the key's own event was sequenced");
        }
    }

    private static long from(Connection connection, @Nullable Instant since) throws SQLException {
        if (since == null) return 0;
        try (PreparedStatement query = connection.prepareStatement("""
                select coalesce(min(b.first_position + e.ordinal), (select size from tree)) from event e
                join leaf_batch b on b.id = e.batch where e.recorded_at >= ? and b.first_position is not null
                """)) {
            query.setTimestamp(1, Timestamp.from(since));
            try (ResultSet row = query.executeQuery()) {
                row.next();
                return row.getLong(1);
            }
        }
    }

    private Json.Obj manifest(Written written) {
        List<String> before =
                tree.before(written.from()).stream().map(Digest::hex).toList();
        return Json.object(
                "format", "remit-evidence-pack/1",
                "origin", keys.origin(),
                "from", written.from(),
                "entries", written.entries(),
                "before", Json.strings(before),
                "keys", Json.strings(keys.verifiers()));
    }

    /** The hashes that the tree holds, whatever the entries say by now. */
    private void leaves(ZipOutputStream zip, Written written) throws IOException {
        zip.putNextEntry(entry("leaves.sha256"));
        Merkle.Nodes nodes = tree.nodes();
        for (long position = written.from(); position < written.head().size(); position++) {
            zip.write((Digest.hex(nodes.node(0, position)) + "\n").getBytes(StandardCharsets.US_ASCII));
        }
        zip.closeEntry();
    }

    private static String heads(Connection connection, Written written) throws SQLException {
        var heads = new StringBuilder();
        try (PreparedStatement query = connection.prepareStatement(HEADS)) {
            query.setLong(1, written.from());
            query.setLong(2, written.head().size());
            query.setLong(3, written.head().size());
            try (ResultSet rows = query.executeQuery()) {
                while (rows.next()) heads.append(rows.getString(1)).append("--\n");
            }
        }
        return heads.toString();
    }

    /**
     * Batch by batch: what one batch takes does not grow with the log, and nothing is sorted that is in order already. An entry
     * whose row is gone is exported without its leaf: to hide that is not the exporter's.
     */
    private static void entries(Connection connection, Written written, Consumer<Entry> use) throws SQLException {
        try (PreparedStatement batches = connection.prepareStatement(BATCHES);
                PreparedStatement query = connection.prepareStatement(ENTRIES)) {
            batches.setFetchSize(64);
            batches.setLong(1, written.from());
            batches.setLong(2, written.head().size());
            try (ResultSet batch = batches.executeQuery()) {
                while (batch.next()) {
                    query.setArray(1, batch.getArray(2));
                    entries(query, batch.getLong(1), written.from(), use);
                }
            }
        }
    }

    private static void entries(PreparedStatement query, long first, long from, Consumer<Entry> use)
            throws SQLException {
        try (ResultSet rows = query.executeQuery()) {
            for (long position = first; rows.next(); position++) {
                if (position < from) continue;
                byte[] salt = rows.getBytes(2);
                var payload = salt == null ? null : new Payload(salt, rows.getString(3));
                use.accept(new Entry(position, rows.getString(1), payload));
            }
        }
    }

    /** The files of entries, one after the other. */
    private static final class EntryFiles {
        private final ZipOutputStream zip;
        private final long from;
        private boolean open;

        EntryFiles(ZipOutputStream zip, long from) {
            this.zip = zip;
            this.from = from;
        }

        void add(Entry entry) {
            try {
                long number = entry.position() - from;
                if (number % ENTRIES_A_FILE == 0) {
                    end();
                    zip.putNextEntry(EvidenceExport.entry("entries/%08d.jsonl".formatted(number / ENTRIES_A_FILE)));
                    open = true;
                }
                zip.write((line(entry).compact() + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }

        void end() throws IOException {
            if (open) zip.closeEntry();
            open = false;
        }
    }

    /** An entry as one line of a pack. */
    public static Json.Obj line(Entry entry) {
        Payload payload = entry.payload();
        return Json.object(
                "position", entry.position(),
                "leaf", entry.leaf(),
                "payload",
                        payload == null
                                ? null
                                : Json.object(
                                        "salt", Base64.getEncoder().encodeToString(payload.salt()),
                                        "content", payload.content()));
    }

    private static void file(ZipOutputStream zip, String name, String content) throws IOException {
        zip.putNextEntry(entry(name));
        zip.write(content.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }

    /** The same log gives the same bytes. */
    private static ZipEntry entry(String name) {
        var entry = new ZipEntry(name);
        entry.setTimeLocal(java.time.LocalDateTime.of(1980, 1, 1, 0, 0));
        return entry;
    }
}

package remit.server.evidence;

import java.io.ByteArrayOutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import remit.evidence.Growing;

/** The tree as it is stored: its right edge in one row, and tiles of 256 hashes of one level. */
final class TreeRows {
    /** Bytes of a hash. */
    static final int HASH = 32;

    /** A tile holds the hashes of this many levels below its parent's. */
    static final int TILE_LEVELS = 8;

    private TreeRows() {}

    static Growing tree(Connection connection) throws SQLException {
        try (PreparedStatement query = connection.prepareStatement("select size, subtrees from tree");
                ResultSet row = query.executeQuery()) {
            if (!row.next()) throw new IllegalStateException("tree: its row is missing");
            return new Growing(row.getLong(1), split(row.getBytes(2)));
        }
    }

    static void write(Connection connection, Growing tree) throws SQLException {
        try (PreparedStatement update = connection.prepareStatement("update tree set size = ?, subtrees = ?")) {
            update.setLong(1, tree.size());
            update.setBytes(2, joined(tree.subtrees()));
            update.executeUpdate();
        }
    }

    static List<byte[]> split(byte[] hashes) {
        var parts = new ArrayList<byte[]>();
        for (int at = 0; at < hashes.length; at += HASH) parts.add(Arrays.copyOfRange(hashes, at, at + HASH));
        return parts;
    }

    private static byte[] joined(List<byte[]> hashes) {
        var out = new ByteArrayOutputStream();
        hashes.forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** Hashes that are new, gathered by tile. */
    static final class Tiles implements Growing.Sink {
        private final Map<Tile, ByteArrayOutputStream> tiles = new LinkedHashMap<>();

        private record Tile(int level, long index) {}

        @Override
        public void completed(int level, long index, byte[] hash) {
            if (level % TILE_LEVELS != 0) return;
            tiles.computeIfAbsent(new Tile(level, index >> TILE_LEVELS), _ -> new ByteArrayOutputStream())
                    .writeBytes(hash);
        }

        void write(Connection connection) throws SQLException {
            try (PreparedStatement upsert = connection.prepareStatement("""
                    insert into tree_tile (level, index, hashes) values (?, ?, ?)
                    on conflict (level, index) do update set hashes = tree_tile.hashes || excluded.hashes
                    """)) {
                for (Map.Entry<Tile, ByteArrayOutputStream> each : tiles.entrySet()) {
                    upsert.setInt(1, each.getKey().level());
                    upsert.setLong(2, each.getKey().index());
                    upsert.setBytes(3, each.getValue().toByteArray());
                    upsert.addBatch();
                }
                upsert.executeBatch();
            }
        }
    }
}

package remit.server.evidence;

import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import remit.evidence.Merkle;
import remit.evidence.TreeHead;
import remit.kernel.Json;

/** The tree as it stands: heads, places of entries, proofs. Reads only. */
public final class EvidenceTree {
    /** Tiles kept while a proof or an export is made: 8 KiB each. */
    private static final int MOST_TILES = 1024;

    private final JdbcClient jdbc;

    public EvidenceTree(DataSource source) {
        this.jdbc = JdbcClient.create(source);
    }

    /** The newest signed head; empty while nothing was sequenced. */
    public Optional<String> head() {
        return jdbc.sql("select note from tree_head order by size desc limit 1")
                .query(String.class)
                .optional();
    }

    /** The signed head of exactly this size. */
    public Optional<String> head(long size) {
        return jdbc.sql("select note from tree_head where size = ?")
                .param(size)
                .query(String.class)
                .optional();
    }

    /** Where an event stands; empty while it waits for its place. */
    public Optional<Long> position(UUID event) {
        return jdbc.sql("select b.first_position + e.ordinal from event e join leaf_batch b on b.id = e.batch"
                        + " where e.id = ? and b.first_position is not null")
                .param(event)
                .query(Long.class)
                .optional();
    }

    /** The leaf of an event. */
    public Optional<String> leaf(UUID event) {
        return jdbc.sql("select leaf from event where id = ?")
                .param(event)
                .query(String.class)
                .optional();
    }

    /** How many events wait for their places. */
    public long waiting() {
        return jdbc.sql(
                        "select (select coalesce(sum(cardinality(event_ids)), 0) from leaf_batch where first_position is null)"
                                + " + (select count(*) from event where batch is null)")
                .query(Long.class)
                .single();
    }

    /** The audit path of an entry under a head. */
    public List<byte[]> inclusion(long position, TreeHead head) {
        return Merkle.inclusion(position, head.size(), nodes());
    }

    public List<byte[]> consistency(long first, long size) {
        return Merkle.consistency(first, size, nodes());
    }

    /**
     * What proves that the events of a case are in the log: the newest signed head, and of each event its leaf, its position and its
     * path. What was recorded after the head is left to the next proof. Empty while no head is signed.
     */
    public Optional<Json.Obj> proofOf(String caseId) {
        return head().map(note -> {
            TreeHead head = TreeHead.read(note);
            Merkle.Nodes nodes = nodes();
            // Read first: a path needs a connection of its own.
            List<Placed> placed = jdbc.sql(
                            "select b.first_position + e.ordinal, e.leaf from event e join leaf_batch b on b.id = e.batch"
                                    + " where e.case_id = ? and b.first_position + e.ordinal < ? order by e.seq")
                    .params(caseId, head.size())
                    .query((row, _) -> new Placed(row.getLong(1), row.getString(2)))
                    .list();
            List<Json> entries = placed.stream()
                    .map(each -> (Json) Json.object(
                            "position", each.position(),
                            "leaf", each.leaf(),
                            "path", hashes(Merkle.inclusion(each.position(), head.size(), nodes))))
                    .toList();
            return Json.object(
                    "format",
                    "remit-inclusion-proof/1",
                    "case",
                    caseId,
                    "keys",
                    Json.strings(verifiers()),
                    "head",
                    note,
                    "entries",
                    Json.array(entries));
        });
    }

    private record Placed(long position, String leaf) {}

    /**
     * What proves that the first entries of the log are those of an earlier head, with that head where it is kept here; empty
     * where the log has not so many.
     */
    public Optional<Json.Obj> proofSince(long first) {
        return head().filter(note -> first >= 0 && first <= TreeHead.read(note).size())
                .map(note -> Json.object(
                        "format",
                        "remit-consistency-proof/1",
                        "from",
                        first,
                        "keys",
                        Json.strings(verifiers()),
                        "earlier",
                        head(first).orElse(null),
                        "head",
                        note,
                        "proof",
                        hashes(consistency(first, TreeHead.read(note).size()))));
    }

    private static Json hashes(List<byte[]> hashes) {
        return Json.strings(
                hashes.stream().map(Base64.getEncoder()::encodeToString).toList());
    }

    /** Every verifier key of this log, the oldest first. */
    public List<String> verifiers() {
        return jdbc.sql("select e.leaf::jsonb->'body'->>'to' from event_thread t join event e on e.id = t.event_id"
                        + " where t.thread = ? order by t.seq")
                .param(EvidenceKeys.THREAD)
                .query((row, _) -> row.getString(1))
                .list();
    }

    /** The hashes of the perfect subtrees before a position. */
    public List<byte[]> before(long position) {
        return Merkle.subtrees(position, nodes());
    }

    /** The hash of the leaf at a position, as the tree holds it. */
    public Merkle.Nodes nodes() {
        var tiles = new LinkedHashMap<Tile, byte[]>(16, 0.75f, true) {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<Tile, byte[]> eldest) {
                return size() > MOST_TILES;
            }
        };
        return (level, index) -> node(tiles, level, index);
    }

    private record Tile(int level, long index) {}

    private byte[] node(Map<Tile, byte[]> tiles, int level, long index) {
        int below = level % TreeRows.TILE_LEVELS;
        int tileLevel = level - below;
        long first = index << below;
        var tile = new Tile(tileLevel, first >> TreeRows.TILE_LEVELS);
        byte[] known = tiles.get(tile);
        byte[] hashes = known == null ? stored(tile) : known;
        tiles.put(tile, hashes);
        int at = (int) (first & ((1 << TreeRows.TILE_LEVELS) - 1));
        List<byte[]> held =
                TreeRows.split(Arrays.copyOfRange(hashes, at * TreeRows.HASH, (at + (1 << below)) * TreeRows.HASH));
        while (held.size() > 1) {
            List<byte[]> children = held;
            held = IntStream.range(0, children.size() / 2)
                    .mapToObj(i -> Merkle.join(children.get(2 * i), children.get(2 * i + 1)))
                    .toList();
        }
        return held.getFirst();
    }

    private byte[] stored(Tile tile) {
        return jdbc.sql("select hashes from tree_tile where level = ? and index = ?")
                .params(tile.level(), tile.index())
                .query((row, _) -> row.getBytes(1))
                .optional()
                .orElseThrow(() -> new IllegalStateException("the tree lacks level " + tile.level() + ", tile "
                        + tile.index() + "; restore the database from a back-up"));
    }
}

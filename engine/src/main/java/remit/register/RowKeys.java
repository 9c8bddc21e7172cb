package remit.register;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.TreeMap;
import remit.authority.AuthorityTable;
import remit.authority.Row;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.rules.Cell;

/**
 * What makes a row the same row in another version of a table: what it asks for and what it says, whatever its number, its
 * reason or the order of the columns.
 */
public final class RowKeys {
    private RowKeys() {}

    /** A key for each row, in order. Rows that are equal in one table are told apart by how often they stood before. */
    public static List<String> of(AuthorityTable table) {
        var seen = new HashMap<String, Integer>();
        var keys = new ArrayList<String>();
        for (Row row : table.rows()) {
            String key = key(table, row);
            int before = seen.merge(key, 1, Integer::sum) - 1;
            keys.add(before == 0 ? key : key + "+" + before);
        }
        return List.copyOf(keys);
    }

    private static String key(AuthorityTable table, Row row) {
        var cells = new TreeMap<String, Json>();
        for (int i = 0; i < row.cells().size(); i++) {
            Cell cell = row.cells().get(i);
            if (cell instanceof Cell.Any) continue;
            String fact = table.inputs().get(i).fact();
            cells.merge(fact, Json.of(cell.text()), (one, two) -> Json.of(one.compact() + " and " + two.compact()));
        }
        return Digest.sha256Hex(
                Json.object("cells", new Json.Obj(cells), "says", row.ruling().word())
                        .canonical());
    }
}

package remit.server.demo;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

/**
 * Generates the claims of a {@link World} with what officers decided and when they closed them, in time order: rows for
 * the ordinary intake of {@code packs/demo-claims}, never proposals or verdicts. Equal worlds give equal rows.
 *
 * <p>The officers' part is the past as a file exported after the last claim was closed would show it: {@code Closed} is
 * the day on which a person closed the claim. It reaches the product as an outcome, never as an approval. The cycle time
 * of a held case runs from {@code Received} to {@code Closed}; that of a cleared case ends on the day it cleared.
 *
 * <p>Sampling is stratified, so that the figures hang on the parameters and not on the seed: each week draws one claim
 * from each of {@code claimsPerWeek} equal slices of [0, 1), and the slice decides segment, finding, evidence and amount
 * together; delays follow a golden-ratio sequence within each such cell. Words, items and the officers' noise are drawn
 * freely.
 */
public final class Generator implements Iterable<Map<String, String>> {
    /** The headers of the file, in order; {@code Disposition} and {@code Closed} are outcomes. */
    public static final List<String> HEADER = List.of(
            "Claim No",
            "Received",
            "Policyholder",
            "Region",
            "Risk Segment",
            "Cause",
            "Item",
            "Evidence",
            "Amount",
            "Report",
            "Disposition",
            "Closed");

    private final World world;

    public Generator(World world) {
        this.world = world;
    }

    public World world() {
        return world;
    }

    /** How many rows there are. */
    public long rows() {
        return (long) world.calendar().weeks() * world.calendar().claimsPerWeek();
    }

    /** A new pass from the first row on; holds one week in memory. */
    @Override
    public Iterator<Map<String, String>> iterator() {
        return new Rows();
    }

    /** Writes every row, with header, UTF-8. */
    public void writeCsv(Path file) throws IOException {
        try (CsvWriter writer =
                CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(file, StandardCharsets.UTF_8)) {
            writer.writeRecord(HEADER);
            for (Map<String, String> row : this) {
                List<String> cells = new ArrayList<>(HEADER.size());
                for (String name : HEADER) cells.add(row.getOrDefault(name, ""));
                writer.writeRecord(cells);
            }
        }
    }

    private final class Rows implements Iterator<Map<String, String>> {
        private final Weeks weeks = new Weeks(world);
        private final Deque<Map<String, String>> waiting = new ArrayDeque<>();

        @Override
        public boolean hasNext() {
            if (waiting.isEmpty() && weeks.hasNext()) waiting.addAll(weeks.next());
            return !waiting.isEmpty();
        }

        @Override
        public Map<String, String> next() {
            if (!hasNext()) throw new NoSuchElementException("after the last claim");
            return waiting.remove();
        }
    }
}

package remit.server.evidence.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A flat table as a Parquet file (format version 1, plain values, GZIP), written row by row in memory that does not grow with
 * the number of rows. Closing it writes what readers start from.
 */
public final class ParquetTable implements AutoCloseable {
    private static final byte[] MAGIC = "PAR1".getBytes(StandardCharsets.US_ASCII);
    private static final int GROUP_ROWS = 65_536;
    private static final int GROUP_BYTES = 32 << 20;
    private static final int GZIP = 2;

    private final OutputStream out;
    private final List<Column> columns;
    private final List<Group> groups = new ArrayList<>();
    private List<Page> pages = List.of();
    private int rows;
    private int bytes;
    private long position;

    /** Where a column's page of a group stands. */
    private record Chunk(Column column, long offset, long packed, long plain) {}

    private record Group(List<Chunk> chunks, long rows) {}

    public ParquetTable(OutputStream out, List<Column> columns) throws IOException {
        this.out = out;
        this.columns = List.copyOf(columns);
        write(MAGIC);
        fresh();
    }

    private void fresh() {
        pages = columns.stream().map(Page::new).toList();
        rows = 0;
        bytes = 0;
    }

    /** A row: a String, Long, {@link java.time.Instant} or Boolean for each column, or null where it may lack one. */
    public void add(List<? extends @Nullable Object> row) throws IOException {
        if (row.size() != columns.size()) throw new IllegalArgumentException("row: " + row.size() + " values");
        for (int i = 0; i < row.size(); i++) {
            Page page = pages.get(i);
            bytes -= page.bytes();
            page.add(row.get(i));
            bytes += page.bytes();
        }
        rows++;
        if (rows == GROUP_ROWS || bytes >= GROUP_BYTES) group();
    }

    private void group() throws IOException {
        var chunks = new ArrayList<Chunk>();
        for (int i = 0; i < columns.size(); i++) {
            Page.Packed page = pages.get(i).packed(rows);
            chunks.add(new Chunk(columns.get(i), position, page.length(), page.plain()));
            write(page.header());
            write(page.body());
        }
        groups.add(new Group(chunks, rows));
        fresh();
    }

    private void write(byte[] part) throws IOException {
        out.write(part);
        position += part.length;
    }

    @Override
    public void close() throws IOException {
        if (rows > 0) group();
        byte[] footer = Thrift.struct(this::metadata);
        write(footer);
        var length = new ByteArrayOutputStream();
        Page.little(length, footer.length, 4);
        write(length.toByteArray());
        write(MAGIC);
        out.flush();
    }

    private void metadata(Thrift file) {
        file.number(1, 1);
        var schema = new ArrayList<Consumer<Thrift>>();
        // The first element is the row itself.
        schema.add(row -> row.text(4, "row").number(5, columns.size()));
        for (Column column : columns) schema.add(element -> element(element, column));
        file.parts(2, schema, (element, each) -> each.accept(element));
        file.size(3, groups.stream().mapToLong(Group::rows).sum());
        file.parts(4, groups, ParquetTable::group);
        file.text(6, "remit");
    }

    private static void element(Thrift element, Column column) {
        element.number(1, column.kind().physical)
                .number(3, column.optional() ? 1 : 0)
                .text(4, column.name());
        if (column.kind().converted >= 0) element.number(6, column.kind().converted);
    }

    private static void group(Thrift fields, Group group) {
        fields.parts(
                1,
                group.chunks(),
                (chunk, each) -> chunk.size(2, each.offset())
                        .part(
                                3,
                                data -> data.number(1, each.column().kind().physical)
                                        .numbers(2, List.of(0, 3))
                                        .texts(3, List.of(each.column().name()))
                                        .number(4, GZIP)
                                        .size(5, group.rows())
                                        .size(6, each.plain())
                                        .size(7, each.packed())
                                        .size(9, each.offset())));
        fields.size(2, group.chunks().stream().mapToLong(Chunk::plain).sum());
        fields.size(3, group.rows());
    }
}

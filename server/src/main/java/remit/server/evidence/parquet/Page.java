package remit.server.evidence.parquet;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The values of one column in one group of rows, as a page: which are there, then those that are, plain. */
final class Page {
    private final Column column;
    private final ByteArrayOutputStream values = new ByteArrayOutputStream();
    private final Bits there = new Bits();
    private final Bits flags = new Bits();

    Page(Column column) {
        this.column = column;
    }

    void add(@Nullable Object value) {
        if (value == null && !column.optional()) throw new IllegalArgumentException(column.name() + ": missing");
        there.add(value != null);
        if (value == null) return;
        switch (column.kind()) {
            case TEXT, JSON -> {
                byte[] bytes = ((String) value).getBytes(StandardCharsets.UTF_8);
                little(values, bytes.length, 4);
                values.writeBytes(bytes);
            }
            case COUNT -> little(values, (Long) value, 8);
            case TIME -> little(values, ChronoUnit.MICROS.between(Instant.EPOCH, (Instant) value), 8);
            case FLAG -> flags.add((Boolean) value);
        }
    }

    /** How much it holds by now. */
    int bytes() {
        return values.size();
    }

    /** What stands in the file, packed with GZIP. @param plain its length before */
    record Packed(byte[] header, byte[] body, long plain) {
        int length() {
            return header.length + body.length;
        }
    }

    Packed packed(int rows) throws IOException {
        var plain = new ByteArrayOutputStream();
        if (column.optional()) {
            byte[] levels = there.run();
            little(plain, levels.length, 4);
            plain.writeBytes(levels);
        }
        if (column.kind() == Column.Kind.FLAG) plain.writeBytes(flags.bytes());
        else values.writeTo(plain);
        var packed = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(packed)) {
            plain.writeTo(gzip);
        }
        byte[] header = Thrift.struct(page -> page.number(1, 0)
                .number(2, plain.size())
                .number(3, packed.size())
                .part(5, data -> data.number(1, rows).number(2, 0).number(3, 3).number(4, 3)));
        return new Packed(header, packed.toByteArray(), (long) header.length + plain.size());
    }

    static void little(ByteArrayOutputStream out, long value, int bytes) {
        for (int i = 0; i < bytes; i++) out.write((int) (value >>> (8 * i)));
    }

    /** One bit a value, the lowest first. */
    private static final class Bits {
        private final ByteArrayOutputStream full = new ByteArrayOutputStream();
        private int open;
        private int count;

        void add(boolean bit) {
            if (bit) open |= 1 << count;
            if (++count == 8) {
                full.write(open);
                open = 0;
                count = 0;
            }
        }

        byte[] bytes() {
            while (count > 0) add(false);
            return full.toByteArray();
        }

        /** As one bit-packed run of levels. */
        byte[] run() {
            byte[] bytes = bytes();
            var out = new ByteArrayOutputStream();
            Thrift.varint(out, ((long) bytes.length << 1) | 1);
            out.writeBytes(bytes);
            return out.toByteArray();
        }
    }
}

package remit.server.evidence;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import remit.kernel.Digest;
import remit.kernel.Json;
import remit.server.evidence.EvidenceExport.Entry;
import remit.server.evidence.EvidenceExport.Written;
import remit.server.evidence.parquet.Column;
import remit.server.evidence.parquet.ParquetTable;

/**
 * Writes the log for other systems: one entry a line or row, in the order of the tree. Proof is the business of packs; here each
 * entry carries its place and the hash of its leaf, which the tree holds.
 */
public final class FlatExport {
    private static final byte[] LEAF = {0};

    private static final List<Column> COLUMNS = List.of(
            Column.count("position"),
            Column.text("leaf_hash").orNone(),
            Column.text("id").orNone(),
            Column.text("type").orNone(),
            Column.count("v").orNone(),
            Column.text("organisation").orNone(),
            Column.text("process").orNone(),
            Column.text("case_id").orNone(),
            Column.count("seq_in_case").orNone(),
            Column.time("business_time").orNone(),
            Column.time("recorded_at").orNone(),
            Column.text("actor").orNone(),
            Column.json("versions").orNone(),
            Column.json("body").orNone(),
            Column.json("payload").orNone());

    /** What it can be written as. */
    public enum Format {
        /** One JSON object a line, with the event's envelope as it is. */
        JSONL,
        /** One CloudEvent a line, in the JSON format of version 1.0. */
        CLOUDEVENTS,
        /** One table. */
        PARQUET
    }

    private final EvidenceExport export;
    private final String origin;

    /** @param origin the log's name */
    public FlatExport(EvidenceExport export, String origin) {
        this.export = export;
        this.origin = origin;
    }

    /** Writes all that was recorded at {@code since} or later, or everything. */
    public Written write(Format format, OutputStream out, @Nullable Instant since) throws IOException {
        return switch (format) {
            case JSONL -> lines(out, since, FlatExport::plain);
            case CLOUDEVENTS -> lines(out, since, this::cloudEvent);
            case PARQUET -> table(out, since);
        };
    }

    private Written lines(OutputStream out, @Nullable Instant since, Function<Row, Json.Obj> line) throws IOException {
        Written written = export.entries(since, entry -> {
            try {
                out.write((line.apply(Row.of(entry)).compact() + "\n").getBytes(StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        out.flush();
        return written;
    }

    /** An entry that can be read. @param event null where its row is gone, which a pack would tell as a finding */
    private record Row(
            long position,
            String leafHash,
            Json.@Nullable Obj event,
            @Nullable Json payload) {
        static Row of(Entry entry) {
            EvidenceExport.Payload payload = entry.payload();
            String leaf = entry.leaf();
            return new Row(
                    entry.position(),
                    Digest.hex(Digest.sha256(LEAF, leaf.getBytes(StandardCharsets.UTF_8))),
                    leaf.isEmpty() ? null : Json.parseObject(leaf),
                    payload == null ? null : Json.parse(payload.content()));
        }
    }

    private static Json.Obj plain(Row row) {
        return Json.object(
                "position", row.position(),
                "leaf_hash", row.event() == null ? null : row.leafHash(),
                "event", row.event(),
                "payload", row.payload());
    }

    /** Attributes of extensions have small letters and digits only; {@code sequence} sorts as text. */
    private Json.Obj cloudEvent(Row row) {
        Json.Obj event = row.event() == null ? Json.EMPTY : row.event();
        String process = event.text("process", "");
        String subject = event.text("case", process);
        Json.Obj head = Json.object(
                "specversion",
                "1.0",
                "id",
                event.text("id", origin + "/" + row.position()),
                "source",
                "/remit/" + origin,
                "type",
                "remit." + event.text("type", "Missing") + ".v" + (long) event.number("v", 0));
        if (!subject.isEmpty()) head = head.with("subject", Json.of(subject)).with("partitionkey", Json.of(subject));
        String time = event.text("recorded_at");
        if (time != null) head = head.with("time", Json.of(time));
        if (!process.isEmpty()) head = head.with("process", Json.of(process));
        return head.with("sequence", Json.of(String.format(Locale.ROOT, "%019d", row.position())))
                .with("leafhash", Json.of(row.leafHash()))
                .with("datacontenttype", Json.of("application/json"))
                .with("data", Json.object("event", row.event(), "payload", row.payload()));
    }

    private Written table(OutputStream out, @Nullable Instant since) throws IOException {
        // Closed only when all is written: half a table must not look like one.
        var table = new ParquetTable(out, COLUMNS);
        Written written = export.entries(since, entry -> {
            try {
                table.add(cells(Row.of(entry)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        table.close();
        return written;
    }

    private static List<@Nullable Object> cells(Row row) {
        Json.Obj event = row.event();
        if (event == null) {
            var none = new @Nullable Object[COLUMNS.size()];
            none[0] = row.position();
            return Arrays.asList(none);
        }
        return Arrays.asList(
                row.position(),
                row.leafHash(),
                event.text("id"),
                event.text("type"),
                (long) event.number("v", 0),
                event.text("organisation"),
                event.text("process"),
                event.text("case"),
                (long) event.number("seq_in_case", 0),
                time(event, "at"),
                time(event, "recorded_at"),
                event.text("actor"),
                event.object("versions").canonical(),
                event.object("body").canonical(),
                row.payload() == null ? null : row.payload().canonical());
    }

    private static @Nullable Instant time(Json.Obj event, String name) {
        String text = event.text(name);
        return text == null ? null : Instant.parse(text);
    }
}

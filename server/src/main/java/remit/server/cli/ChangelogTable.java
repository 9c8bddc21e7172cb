package remit.server.cli;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import remit.kernel.Json;
import remit.kernel.Problem;
import remit.server.cli.console.ExitStatus;
import remit.server.cli.console.Failure;
import remit.server.evidence.parquet.Column;
import remit.server.evidence.parquet.ParquetTable;
import remit.server.store.ChangeLog;
import remit.server.store.PrivateFile;

/** The change log as one table. */
final class ChangelogTable {
    private static final List<Column> COLUMNS = List.of(
            Column.text("process_id"),
            Column.time("timestamp"),
            Column.text("model"),
            Column.json("inputs"),
            Column.json("tools_invoked"),
            Column.json("policy_checks"),
            Column.text("decision"),
            Column.flag("human_escalation"),
            Column.text("owner"),
            Column.json("ext"));

    private ChangelogTable() {}

    /** Under another name until it is whole. @return how many decisions it holds */
    static long write(ChangeLog log, @Nullable String process, Path file) {
        Path target = file.toAbsolutePath();
        try {
            Path fresh = Files.createTempFile(
                    target.getParent(), target.getFileName().toString(), ".part", PrivateFile.attributes(target));
            try {
                long rows = fill(log, process, fresh);
                Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING);
                return rows;
            } finally {
                Files.deleteIfExists(fresh);
            }
        } catch (IOException | UncheckedIOException e) {
            throw new Failure(
                    ExitStatus.USAGE,
                    List.of(new Problem(
                            "RMT-232",
                            "--output",
                            file + " cannot be written (" + e.getMessage() + ")",
                            "name a file in a folder that is there and has room")));
        }
    }

    private static long fill(ChangeLog log, @Nullable String process, Path file) throws IOException {
        try (var out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16)) {
            var table = new ParquetTable(out, COLUMNS);
            long rows = log.write(process, entry -> {
                try {
                    table.add(cells(entry));
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            table.close();
            return rows;
        }
    }

    private static List<Object> cells(Json.Obj entry) {
        return List.of(
                entry.text("process_id", ""),
                Instant.parse(entry.text("timestamp", "")),
                entry.text("model", ""),
                entry.object("inputs").canonical(),
                Json.array(entry.array("tools_invoked")).canonical(),
                Json.array(entry.array("policy_checks")).canonical(),
                entry.text("decision", ""),
                entry.flag("human_escalation"),
                entry.text("owner", ""),
                entry.object("ext").canonical());
    }
}

package remit.server.backup;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.kernel.Checked;
import remit.kernel.Json;

/**
 * What a backup says of itself: the last file of its archive, written when all others are.
 *
 * @param madeAt when the copy was complete, by the database's clock: the earliest moment that can be restored
 * @param system PostgreSQL's number of the database, {@code first} and {@code last} the segments of changes that belong to the copy
 * @param archive where the database kept its changes then; null for nowhere
 * @param folders the folders, {@code files} everything else
 */
public record Manifest(
        Instant madeAt,
        String system,
        Segment first,
        Segment last,
        @Nullable String archive,
        List<String> folders,
        List<Stored> files) {
    static final String FORMAT = "remit-backup/1";

    public Manifest {
        folders = List.copyOf(folders);
        files = List.copyOf(files);
    }

    /** A file of the backup by its path in the data directory. */
    public record Stored(String name, long size, String sha256) {
        private Json toJson() {
            return Json.object("name", name, "size", size, "sha256", sha256);
        }
    }

    public long bytes() {
        return files.stream().mapToLong(Stored::size).sum();
    }

    Json.Obj toJson() {
        return Json.object(
                "format", FORMAT,
                "made_at", madeAt.toString(),
                "system", system,
                "first", first.name(),
                "last", last.name(),
                "segment_bytes", first.bytes(),
                "archive", archive,
                "folders", Json.strings(folders),
                "files", Json.array(files.stream().map(Stored::toJson).toList()));
    }

    /** Empty for what is no manifest of this format. */
    static Optional<Manifest> read(String text) {
        if (!(Json.read(text) instanceof Checked.Ok<Json>(Json.Obj json))) return Optional.empty();
        if (!FORMAT.equals(json.text("format"))) return Optional.empty();
        try {
            long bytes = (long) json.number("segment_bytes", 0);
            var files = new ArrayList<Stored>();
            for (Json each : json.array("files")) {
                Json.Obj file = (Json.Obj) each;
                files.add(new Stored(file.text("name", ""), (long) file.number("size", -1), file.text("sha256", "")));
            }
            var folders = new ArrayList<String>();
            for (Json each : json.array("folders")) folders.add(((Json.Str) each).text());
            return Optional.of(new Manifest(
                    Instant.parse(json.text("made_at", "")),
                    json.text("system", ""),
                    Segment.of(json.text("first", ""), bytes),
                    Segment.of(json.text("last", ""), bytes),
                    json.text("archive"),
                    folders,
                    files));
        } catch (DateTimeException | IllegalArgumentException | ClassCastException e) {
            return Optional.empty();
        }
    }
}

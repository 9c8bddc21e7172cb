package remit.server.cli.evidence;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import remit.evidence.TreeHead;
import remit.kernel.Json;
import remit.kernel.ProblemException;
import remit.server.evidence.EvidenceExport;
import remit.server.evidence.EvidenceKeys;
import remit.server.evidence.Sequencer;
import remit.server.incidents.IncidentFold;
import remit.server.store.Rebuild;
import remit.verify.Report;
import remit.verify.Trust;
import remit.verify.UnusableException;
import remit.verify.Verifier;

/** What a restored installation is worth: its log as an outsider checks it, its projections as the log gives them. */
final class RestoredLook {
    private final DataSource source;
    private final Sequencer sequencer;
    private final EvidenceKeys keys;

    RestoredLook(DataSource source, Sequencer sequencer, EvidenceKeys keys) {
        this.source = source;
        this.sequencer = sequencer;
        this.keys = keys;
    }

    /** @param differing how many the evidence does not give, {@code left} how many of them a rebuild did not mend */
    record Rows(long differing, long left) {}

    /** The event that was committed last; null for a log without any. */
    record Last(String id, String type, Instant recordedAt) {}

    /**
     * What was found.
     *
     * @param head the newest that was signed before the restore; null where none was
     * @param report of the verifier, {@code missing} events that the tree has and the table lacks, or the other way round
     * @param rows of the projections
     */
    record Seen(long events, @Nullable Last last, @Nullable TreeHead head, Report report, long missing, Rows rows) {
        /** Nothing at all was found. */
        boolean isWhole() {
            return isSound() && rows.differing() == 0;
        }

        /** All of the evidence is there, and the projections are as it gives them, if only since they were mended. */
        boolean isSound() {
            return report.exitStatus() == 0 && missing == 0 && rows.left() == 0;
        }

        Json.Obj toJson() {
            return Json.object(
                    "verified",
                    isWhole(),
                    "events",
                    events,
                    "last",
                    last == null
                            ? null
                            : Json.object(
                                    "id", last.id(),
                                    "type", last.type(),
                                    "recorded_at", last.recordedAt().toString()),
                    "size",
                    head == null ? 0 : head.size(),
                    "head",
                    head == null ? null : head.text(),
                    "log",
                    Json.parse(report.json()),
                    "missing",
                    missing,
                    "differences",
                    rows.differing(),
                    "left",
                    rows.left());
        }
    }

    /**
     * Looks at all of it. What was not in the tree yet is put there.
     *
     * @param heads that somebody kept, {@code room} a folder for what the verifier reads
     */
    Seen at(List<Path> heads, Path room) {
        long events = count();
        Last last = last();
        TreeHead head = head();
        Path pack = room.resolve("restored.pack.zip");
        try {
            EvidenceExport.Written written;
            try (OutputStream out = Files.newOutputStream(pack)) {
                written = new EvidenceExport(source, sequencer, keys).pack(out, null);
            }
            var trusted = new ArrayList<>(keys.verifiers());
            Report report = Verifier.verify(pack, Trust.read(trusted, heads));
            long missing = Math.abs(written.entries() - count());
            return new Seen(events, last, head, report, missing, rows());
        } catch (UnusableException e) {
            throw new ProblemException("RMT-280", e.place(), e.what(), e.fix());
        } catch (IOException e) {
            throw new IllegalStateException("the log could not be read: " + e.getMessage(), e);
        } finally {
            gone(pack);
        }
    }

    /** The rebuild mends what differs; only another one tells that it did. */
    private Rows rows() {
        long differing = new Rebuild(source, IncidentFold::mend).run().differences();
        return new Rows(
                differing,
                differing == 0
                        ? 0
                        : new Rebuild(source, IncidentFold::mend).run().differences());
    }

    private static void gone(Path pack) {
        try {
            Files.deleteIfExists(pack);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private long count() {
        return Objects.requireNonNull(this.<Long>one("select count(*) from event", row -> row.getLong(1)));
    }

    private @Nullable Last last() {
        return one(
                "select id::text, type, recorded_at from event order by recorded_at desc, seq desc limit 1",
                row -> new Last(
                        row.getString(1),
                        row.getString(2),
                        row.getObject(3, OffsetDateTime.class).toInstant()));
    }

    private @Nullable TreeHead head() {
        return one("select note from tree_head order by size desc limit 1", row -> TreeHead.read(row.getString(1)));
    }

    private interface Row<T> {
        @Nullable
        T of(ResultSet row) throws SQLException;
    }

    private <T> @Nullable T one(String query, Row<T> use) {
        try (Connection connection = source.getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(query)) {
            return row.next() ? use.of(row) : null;
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be read: " + e.getMessage(), e);
        }
    }
}

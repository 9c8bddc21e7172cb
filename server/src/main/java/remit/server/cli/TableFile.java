package remit.server.cli;

import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import remit.decision.Level;
import remit.kernel.Checked;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.Changes;
import remit.server.packs.Pack;
import remit.server.rules.TableConversion;

/** A decision table that a command is given: a DMN file, or a sheet (.csv, .xlsx) that is turned into one. */
final class TableFile {
    private TableFile() {}

    /**
     * What a sheet is put into.
     *
     * @param dmn the whole file
     * @param table the name of the one table that the sheet is to say
     */
    record Into(byte[] dmn, String table) {
        Into {
            dmn = dmn.clone();
        }

        @Override
        public byte[] dmn() {
            return dmn.clone();
        }

        static Into of(PublishedProcess process) {
            return new Into(
                    process.pack().table().bytes(), process.pinned().table().name());
        }

        static Into of(Pack pack, String table) {
            return new Into(pack.table().bytes(), table);
        }
    }

    static boolean isSheet(Path file) {
        String name = file.toString().toLowerCase(Locale.ROOT);
        return List.of(".csv", ".xlsx").stream().anyMatch(name::endsWith);
    }

    /** The file as DMN: a sheet in the file that stands, or as a file of its own where none does. */
    static Checked<byte[]> dmn(Path file, byte[] bytes, Optional<Into> into) {
        if (!isSheet(file)) return Checked.ok(bytes);
        var standing = into.map(found -> new TableConversion.Source("authority.dmn", found.dmn()))
                .orElse(null);
        return TableConversion.proposed(
                new TableConversion.Source(file.toString(), bytes), standing, into.map(Into::table));
    }

    /** What is in force of a process or level; empty where nothing is. */
    static Checked<Optional<Into>> inForce(Changes changes, String subject) {
        Optional<Level.Kind> kind = LevelFiles.kind(subject);
        if (kind.isEmpty()) return Checked.ok(changes.versionInForce(subject).map(Into::of));
        String version = changes.inForce(subject);
        if (version.isEmpty()) return Checked.ok(Optional.empty());
        return changes.levelTable(version)
                .then(dmn -> Level.read(kind.get(), dmn, kind.get().word() + ".dmn")
                        .map(level -> Optional.of(new Into(dmn, level.table().name()))));
    }
}

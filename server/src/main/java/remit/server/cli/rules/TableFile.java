package remit.server.cli.rules;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import remit.decision.Level;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.catalog.LevelFiles;
import remit.server.catalog.PublishedProcess;
import remit.server.changes.Changes;
import remit.server.packs.Pack;
import remit.server.packs.PackReader;
import remit.server.rules.TableConversion;

/** A decision table that a command is given: a DMN file, or a sheet (.csv, .xlsx) that is turned into one. */
public final class TableFile {
    private TableFile() {}

    /** A file that is not there yet: what somebody has is never written over. */
    public static Checked<Path> fresh(Path out) {
        return Files.exists(out)
                ? Checked.refused(new Problem("RMT-162", out.toString(), "is there already", "name another file"))
                : Checked.ok(out);
    }

    /** The pack in a folder of this very process. */
    public static Checked<Pack> of(String process, Path folder) {
        return PackReader.read(folder).then(pack -> {
            String id = pack.contract().id();
            return id.equals(process)
                    ? Checked.ok(pack)
                    : Checked.refused(new Problem(
                            "RMT-188",
                            folder.resolve("process.yaml").toString(),
                            "is of the process " + id + ", not of " + process,
                            "name a folder of this process, or the file of a table"));
        });
    }

    /** Whoever gives a whole folder may have changed more in it than the table, of which alone anything is asked. */
    public static Optional<String> differing(Pack given, Pack inForce) {
        var differ = new ArrayList<String>();
        if (!given.versions().contract().equals(inForce.versions().contract())) differ.add("process.yaml");
        if (!given.versions().intake().equals(inForce.versions().intake())) differ.add("intake.yaml");
        if (differ.isEmpty()) return Optional.empty();
        return Optional.of(alone(given) + "; its " + String.join(" and ", differ)
                + (differ.size() == 1 ? " differs" : " differ") + " from what is in force");
    }

    /** Of which part of a folder anything was asked. */
    public static String alone(Pack given) {
        return "only the table of the folder " + given.folder() + " was asked about";
    }

    /** Beside the file first, so that what stood there is whole until what replaces it is. */
    public static Function<byte[], Checked<Path>> to(Path out) {
        return bytes -> write(out, bytes);
    }

    private static Checked<Path> write(Path out, byte[] bytes) {
        Path folder = out.toAbsolutePath().getParent();
        try {
            Path beside = Files.createTempFile(folder, ".convert", ".tmp");
            try {
                Files.write(beside, bytes);
                return Checked.ok(Files.move(beside, out, StandardCopyOption.REPLACE_EXISTING));
            } finally {
                Files.deleteIfExists(beside);
            }
        } catch (IOException e) {
            return Checked.refused(new Problem(
                    "RMT-162",
                    out.toString(),
                    "cannot be written: " + e.getMessage(),
                    "name a file in a folder of yours"));
        }
    }

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

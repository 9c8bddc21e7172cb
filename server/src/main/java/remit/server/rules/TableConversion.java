package remit.server.rules;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import remit.dmn.DmnFile;
import remit.dmn.DmnModel;
import remit.dmn.DmnVersion;
import remit.dmn.TableText;
import remit.kernel.Checked;
import remit.kernel.Problem;

/**
 * Turns a decision table from one kind of file into another: DMN, CSV, XLSX. Bytes in, bytes out; where they come from
 * and go to is the caller's.
 */
public final class TableConversion {
    private TableConversion() {}

    /** A kind of file, known by its ending. */
    public enum Format {
        DMN,
        CSV,
        XLSX;

        /** The kind of a file of that name. Refused: another ending. */
        public static Checked<Format> of(String fileName) {
            String ending = fileName.substring(fileName.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
            for (Format format : values()) {
                if (format.name().toLowerCase(Locale.ROOT).equals(ending)) return Checked.ok(format);
            }
            String what = "the kind of file is not known by its ending";
            return Checked.refused(new Problem("RMT-162", fileName, what, "use .dmn, .csv or .xlsx"));
        }
    }

    /** A file as it came. @param name for the places of problems, and for its kind */
    public record Source(String name, byte[] bytes) {}

    /**
     * What is wanted.
     *
     * @param name of the file that is written; its ending says of which kind
     * @param table which table of a DMN file; empty where it has one, or the sheet says it
     * @param into a DMN file that keeps everything but this table; null for a new one
     * @param version of the DMN file that is written
     */
    public record Wanted(
            String name, Optional<String> table, @Nullable Source into, DmnVersion version) {}

    /** What was written. @param table the name of the table */
    public record Written(byte[] bytes, String table, int rows) {}

    /**
     * A table that somebody proposes as a DMN file: itself where it is one, a sheet put into the file that stands.
     *
     * @param standing the file in force, and the name of its table in {@code table}; null and empty where none is
     */
    public static Checked<byte[]> proposed(Source source, @Nullable Source standing, Optional<String> table) {
        if (source.name().toLowerCase(Locale.ROOT).endsWith(".dmn")) return Checked.ok(source.bytes());
        return convert(source, new Wanted("authority.dmn", table, standing, DmnVersion.V1_3))
                .map(Written::bytes);
    }

    /** The table of {@code source} as {@code wanted}, or everything that is wrong with it. */
    public static Checked<Written> convert(Source source, Wanted wanted) {
        return Format.of(source.name())
                .then(from -> Format.of(wanted.name()).then(to -> {
                    if (to != Format.DMN && wanted.into() != null) {
                        String what = "a table is put into a DMN file, not into a sheet";
                        return Checked.refused(
                                new Problem("RMT-162", wanted.name(), what, "leave --into out, or write a .dmn file"));
                    }
                    return switch (to) {
                        case DMN -> dmn(source, from, wanted);
                        case CSV ->
                            text(source, from, wanted)
                                    .map(text -> new Written(
                                            CsvSheet.write(TableSheet.write(text, wanted.name())
                                                    .grid()),
                                            text.name(),
                                            text.rows().size()));
                        case XLSX ->
                            text(source, from, wanted).map(text -> {
                                TableSheet.Written sheet = TableSheet.write(text, wanted.name());
                                return new Written(
                                        XlsxSheet.write(sheet.grid(), sheet.header()),
                                        text.name(),
                                        text.rows().size());
                            });
                    };
                }));
    }

    /** The text of the table that is meant. */
    private static Checked<TableText> text(Source source, Format from, Wanted wanted) {
        return switch (from) {
            case DMN ->
                DmnFile.read(source.bytes(), source.name())
                        .then(file -> only(file, source.name(), wanted.table()).then(file::table));
            case CSV, XLSX -> grid(source, from).then(grid -> SheetReader.read(grid, null));
        };
    }

    private static Checked<Grid> grid(Source source, Format from) {
        return from == Format.XLSX
                ? XlsxSheet.read(source.bytes(), source.name())
                : CsvSheet.read(source.bytes(), source.name());
    }

    private static Checked<String> only(DmnFile file, String name, Optional<String> wanted) {
        if (wanted.isPresent()) return Checked.ok(wanted.get());
        List<String> tables = file.tables();
        if (tables.size() == 1) return Checked.ok(tables.getFirst());
        return Checked.refused(
                tables.isEmpty()
                        ? new Problem("RMT-161", name, "there is no decision table in it", "add one with a DMN editor")
                        : new Problem(
                                "RMT-162",
                                name,
                                "it holds " + tables.size() + " tables",
                                "say which with --table: " + String.join(", ", tables)));
    }

    private static Checked<Written> dmn(Source source, Format from, Wanted wanted) {
        Source into = wanted.into();
        if (into == null) {
            if (from == Format.DMN) return again(source, wanted);
            return text(source, from, wanted)
                    .then(text -> DmnFile.of(named(text, wanted.table()), wanted.name())
                            .then(file -> written(file, text, wanted, false)));
        }
        return DmnFile.read(into.bytes(), into.name())
                .then(file -> source(source, from, wanted, file)
                        .then(text -> file.with(text).then(changed -> {
                            boolean loose = !(check(into.bytes(), into.name(), text.name()) instanceof Checked.Ok<?>);
                            return written(changed, text, wanted, loose);
                        })));
    }

    /** The same file, in the version that is wanted. */
    private static Checked<Written> again(Source source, Wanted wanted) {
        return DmnFile.read(source.bytes(), source.name())
                .then(file -> file.bytes(wanted.version())
                        .map(bytes -> new Written(bytes, String.join(", ", file.tables()), 0)));
    }

    /** The text that a table of {@code file} shall say. */
    private static Checked<TableText> source(Source source, Format from, Wanted wanted, DmnFile file) {
        if (from == Format.DMN) return text(source, from, wanted);
        return grid(source, from).then(grid -> {
            String named = wanted.table().orElseGet(() -> name(grid));
            return file.table(named)
                    .then(old -> SheetReader.read(grid, old).map(text -> named(text, Optional.of(named))));
        });
    }

    private static String name(Grid grid) {
        for (int row = 0; row < grid.rows().size(); row++) {
            if (grid.at(row, 0).equals("table")) return grid.at(row, 1);
        }
        return "";
    }

    private static TableText named(TableText text, Optional<String> name) {
        return new TableText(name.orElse(text.name()), text.hitPolicy(), text.columns(), text.rows(), text.reads());
    }

    /** @param loose whether the table was not understood on its own before, as the facts of its process are elsewhere */
    private static Checked<Written> written(DmnFile file, TableText text, Wanted wanted, boolean loose) {
        String name = named(text, wanted.table()).name();
        return file.bytes(wanted.version()).then(bytes -> {
            Checked<?> check = loose ? Checked.ok(name) : check(bytes, wanted.name(), name);
            var written = new Written(bytes, name, text.rows().size());
            return check.map(_ -> written);
        });
    }

    private static Checked<?> check(byte[] dmn, String fileName, String table) {
        return DmnModel.read(dmn, fileName).then(model -> model.strictGraph(table));
    }
}

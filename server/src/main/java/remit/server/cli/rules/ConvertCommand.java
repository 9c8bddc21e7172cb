package remit.server.cli.rules;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.dmn.DmnVersion;
import remit.kernel.Checked;
import remit.kernel.Problem;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;
import remit.server.rules.TableConversion;

/** {@code remit rules convert IN OUT}. */
@Command(
        name = "convert",
        mixinStandardHelpOptions = true,
        header = "Turns a decision table into another kind of file: .dmn, .csv, .xlsx.",
        description = {
            "The sheet says above its rows what it takes to come back: change rows, cells and columns in it, and"
                    + " convert it again. With --into everything else of a DMN file stays as it is: ids, diagrams,"
                    + " what editors added, the other decisions. Formulas of a spreadsheet are refused.",
            "A cell that is none is named by its row and column, and nothing is written."
        },
        footer = {
            "",
            "Examples:",
            "  remit rules convert packs/invoices/authority.dmn rules.xlsx",
            "  remit rules convert rules.xlsx authority.dmn --into packs/invoices/authority.dmn",
            "  remit rules convert two-tables.dmn rules.csv --table \"Who decides\"",
            "  remit rules convert old.dmn new.dmn --dmn 1.5"
        })
final class ConvertCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "IN", description = "The file to read.")
    Path in = Path.of("");

    @Parameters(index = "1", paramLabel = "OUT", description = "The file to write; one that exists is replaced.")
    Path out = Path.of("");

    @Option(
            names = "--table",
            paramLabel = "NAME",
            description = "Which table, where a DMN file holds several; or what the table of a sheet is to be called.")
    @Nullable
    String table;

    @Option(
            names = "--into",
            paramLabel = "FILE",
            description = "A DMN file whose table of that name is to say this; it may be OUT.")
    @Nullable
    Path into;

    @Option(
            names = "--dmn",
            paramLabel = "VERSION",
            description = "The version of DMN that is written: 1.3, which common editors open, 1.4 or 1.5. Default:"
                    + " ${DEFAULT-VALUE}.")
    String version = "1.3";

    ConvertCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        DmnVersion written = console.need(DmnVersion.of(version)
                .<Checked<DmnVersion>>map(Checked::ok)
                .orElseGet(() -> refused("--dmn", "there is no DMN " + version, "write 1.3, 1.4 or 1.5")));
        TableConversion.Source source = read(in);
        TableConversion.Source target = into == null ? null : read(into);
        var wanted = new TableConversion.Wanted(out.toString(), Optional.ofNullable(table), target, written);
        TableConversion.Written result = console.need(TableConversion.convert(source, wanted));
        console.need(TableFile.to(out).apply(result.bytes()));
        console.print("wrote " + out + ": " + result.table()
                + (result.rows() == 0 ? "" : ", " + result.rows() + (result.rows() == 1 ? " row" : " rows")));
        return ExitStatus.OK;
    }

    private TableConversion.Source read(Path file) {
        return new TableConversion.Source(file.toString(), console.tableFile(file));
    }

    private static <T> Checked<T> refused(String place, String what, String fix) {
        return Checked.refused(new Problem("RMT-162", place, what, fix));
    }
}

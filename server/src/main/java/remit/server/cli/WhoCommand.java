package remit.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import remit.kernel.Json;
import remit.server.cases.CaseStory;
import remit.server.store.CaseReader;

/** {@code remit who CASE}. */
@Command(
        name = "who",
        mixinStandardHelpOptions = true,
        header = "Says who authored, who approved and who is liable.",
        footer = {"", "Examples:", "  remit who invoices/V1001/2024-03-01", "  remit who case_1a2b3c --json"})
final class WhoCommand implements Callable<Integer> {
    private final Console console;

    @Parameters(index = "0", paramLabel = "CASE", description = "Its id, a unique prefix of it, or PROCESS/KEY.")
    String which = "";

    @Option(names = "--json", description = "Print one JSON object instead of text.")
    boolean json;

    @Mixin
    CommonOptions common = new CommonOptions();

    WhoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        return console.with(common, installation -> {
            console.person(installation, common, remit.server.access.Role.Permission.SEE_CONTENT);
            CaseReader.CaseRow row = console.need(installation.reader().find(which), ExitStatus.FINDING);
            var story = new CaseStory(installation.reader(), installation.versions());
            Json.Obj told = story.who(row);
            if (json) console.print(told.pretty());
            else for (String line : CaseText.who(told)) console.print(line);
            return ExitStatus.OK;
        });
    }
}

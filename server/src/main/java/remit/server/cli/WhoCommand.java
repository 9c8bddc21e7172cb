package remit.server.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import remit.kernel.Json;
import remit.server.cli.console.Console;
import remit.server.cli.console.ExitStatus;

/** {@code remit who CASE}. */
@Command(
        name = "who",
        mixinStandardHelpOptions = true,
        header = "Says who authored, who approved and who is liable.",
        footer = {
            "",
            "Examples (after remit run packs/invoices --data packs/invoices/sample.csv):",
            "  remit who invoices/5100394/V118/389.05/TRANSPORT/HIGHWAYS",
            "  remit who invoices/5100394/V118/389.05/TRANSPORT/HIGHWAYS --json",
            "  remit who case_1a2b3c --server https://remit.example"
        })
final class WhoCommand implements Callable<Integer> {
    private final Console console;

    @Mixin
    CaseLookup asked = new CaseLookup();

    WhoCommand(Console console) {
        this.console = console;
    }

    @Override
    public Integer call() {
        Json.Obj who = asked.story(console).object("who");
        if (asked.json) console.print(who.pretty());
        else for (String line : CaseText.who(who)) console.print(line);
        return ExitStatus.OK;
    }
}
